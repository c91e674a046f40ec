"""Bank holidays, by the kind of the council: their dates are shipped with a library, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from organisation.choices import CouncilKind

ENGLAND_AND_WALES, SCOTLAND = "ENG", "SCT"


class BankHolidays(Mapping[date, str]):
    """The bank holidays of a part of the country with their names, worked out a year at a time as they are asked for.

    ``day in holidays`` and ``holidays[day]``, for any day; it does not end, so it is never walked through.
    """

    def __init__(self, division: str) -> None:
        self.division = division

    def __getitem__(self, day: date) -> str:
        return _of_year(self.division, day.year)[day]

    def __iter__(self) -> Iterator[date]:
        raise TypeError("Bank holidays go on for ever. Ask of a day.")

    def __len__(self) -> int:
        raise TypeError("Bank holidays go on for ever. Ask of a day.")

    def __bool__(self) -> bool:
        return True


def bank_holidays(kind: str) -> BankHolidays:
    """The bank holidays that a council of a kind keeps (CouncilKind)."""
    return BankHolidays(SCOTLAND if kind == CouncilKind.SCOTTISH else ENGLAND_AND_WALES)


@cache
def _of_year(division: str, year: int) -> Mapping[date, str]:
    """Those of a year. The library is only loaded once somebody asks: it takes a twelfth of a second."""
    from holidays import country_holidays

    found = country_holidays("GB", subdiv=division, years=year, expand=False, language="en_GB")
    return {day: found[day].removesuffix(" (observed)") for day in found}
