"""Say which clinics are suggested for a period."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from clinics.reporting.suggestions import (
    SUGGESTION_COLUMNS,
    NoSuchPeriodError,
    Suggestion,
    Suggestions,
    Written,
    choose_period,
    periods_with_figures,
    suggestion_rows,
    suggestions,
)
from core import exports
from core.clock import today
from core.formats import count, short_date
from organisation.models import Council


class Command(BaseCommand):
    """What the page of suggested clinics says. It only reads."""

    help = "Print which clinics people and rules suggest on the figures of a period, with each reason."

    def add_arguments(self, parser) -> None:
        """The period and the format."""
        parser.add_argument("--period", required=True, help="2006/07, 2007/08 Q1, 2007/08 H1, 2007/08 M03")
        parser.add_argument("--format", choices=("text", "csv", "json"), default="text", help="text unless said")

    def handle(self, *args, **options) -> None:
        """Print them; exits with an error where the period has no figures."""
        if not options["period"].strip():
            raise CommandError("Name a period: --period 2006/07.")
        try:
            period = choose_period(periods_with_figures(), options["period"], today())
        except NoSuchPeriodError as unknown:
            raise CommandError(str(unknown)) from unknown
        found = suggestions(period, council=Council.objects.first())
        if options["format"] == "text":
            self.stdout.write("\n".join(text(found)))
            return
        content = exports.written(SUGGESTION_COLUMNS, suggestion_rows(found), kind=options["format"])
        self.stdout.write(content.decode("utf-8-sig").replace("\r\n", "\n"), ending="")


def text(found: Suggestions) -> Iterator[str]:
    """The suggestions as lines for a terminal."""
    suggested = count(len(found.written) + len(found.open), "clinic")
    yield f"{suggested} suggested on the figures of {found.period}; {count(found.examined, 'indicator')} examined."
    for written in found.written:
        yield from _written(written)
    for suggestion in found.open:
        yield from _suggestion(suggestion)
    for suggestion in found.in_hand:
        clinics = "; ".join(clinic.title for clinic in suggestion.open_clinics)
        yield from _suggestion(suggestion, f"a clinic is open already: {clinics}")
    for suggestion in found.answered:
        said = suggestion.answer
        yield from _suggestion(suggestion, f"{said.label.lower()} on {short_date(said.at)}: {said.reason}")


def _written(written: Written) -> Iterator[str]:
    yield ""
    yield f"{written.clinic} (suggested by a person, {written.period}, weight {written.weight})"
    for reason in written.reasons:
        figures = f" ({reason.figures})" if reason.figures else ""
        yield f"  {reason.label}{figures}: {reason.sentence}"
        yield f"    The rules: {reason.says}"


def _suggestion(suggestion: Suggestion, state: str = "") -> Iterator[str]:
    yield ""
    yield f"{suggestion.indicator} (weight {suggestion.weight}{f', {state}' if state else ''})"
    for finding in suggestion.fired:
        yield f"  {finding.rule.label}: {finding.sentence}"
    if suggestion.unjudged:
        yield f"  {count(len(suggestion.unjudged), 'rule')} cannot be judged."
    before = suggestion.answered_before
    if before:
        yield f"  {before.label} on {short_date(before.at)}, on other facts ({before.period}): {before.reason}"
    for action in suggestion.open_actions:
        yield f"  Being done: {action.title} ({action.lead})"
