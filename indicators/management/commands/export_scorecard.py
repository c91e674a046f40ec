"""Write the scorecard of a period to a file or to the terminal."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import exports
from core.clock import today
from indicators.models import IndicatorSet
from indicators.reporting.scorecard import UnknownPeriodError, as_rows, find, lines, listed, periods_held
from indicators.tables import SCORECARD_COLUMNS, scorecard_rows


class Command(BaseCommand):
    """The same rows as the scorecard's page exports."""

    help = "Write the scorecard of a period as CSV, JSON or XLSX."

    def add_arguments(self, parser) -> None:
        """The period; of which set; in which format; where to."""
        parser.add_argument("--period", required=True, help="2006/07, 2007/08 Q1, 2007/08 H1, 2007/08 M03")
        parser.add_argument("--set", help="only the indicators of this set, such as BVPI")
        parser.add_argument("--format", choices=exports.FORMATS, default="csv", help="csv unless said")
        parser.add_argument("--out", type=Path, help="the file to write; the terminal unless said")

    def handle(self, *args, **options) -> None:
        """Write it; exits with an error where the period or the set is not held."""
        try:
            period = find(periods_held(), options["period"])
        except UnknownPeriodError as unknown:
            raise CommandError(str(unknown)) from unknown
        indicators = listed(period, today())
        if options["set"]:
            indicators = indicators.filter(set__code=self.code_of(options["set"]))
        rows = scorecard_rows(lines(as_rows(indicators), period, today()))
        content = exports.written(SCORECARD_COLUMNS, rows, kind=options["format"])
        if options["out"]:
            self.write(options["out"], content)
        elif options["format"] == "xlsx":
            raise CommandError("An Excel file is not written to the terminal. Name a file: --out scorecard.xlsx.")
        else:
            self.stdout.write(content.decode("utf-8-sig").replace("\r\n", "\n"), ending="")

    @staticmethod
    def code_of(wanted: str) -> str:
        """The code of a set, whatever its capitals."""
        codes = list(IndicatorSet.objects.values_list("code", flat=True))
        found = next((code for code in codes if code.lower() == wanted.lower()), None)
        if found is None:
            raise CommandError(f"There is no set {wanted}. The sets are {', '.join(codes)}.")
        return found

    def write(self, path: Path, content: bytes) -> None:
        """Write the file and say so."""
        try:
            path.write_bytes(content)
        except OSError as failed:
            raise CommandError(f"{path} could not be written: {failed.strerror}.") from failed
        self.stdout.write(f"{path} was written.")
