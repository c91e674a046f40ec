"""Random papers, small and huge: whatever the dataclasses that papers are made of may hold."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from clinics.models import Clinic
from core import prose
from core.rag import Rag
from improvement_plan.models import PlanVersion
from improvement_plan.reporting.summary import SummaryCell, SummaryRow
from indicators.choices import Polarity, State
from indicators.models import Indicator, IndicatorSet
from meetings.choices import AppendixKind
from meetings.reporting import ItemView, MeetingView, MinutesView, ReportView
from meetings.reporting.reports import AppendixBlock, HeadingBlock

WORDS = ("the", "board", "performance", "of", "a", "quarter", "£1,250.50", "47.4 %", "council’s", "“plan”", "–", "Łódź",
         "naïve", "Ω", "≥", "→", "ICT", "<b>", "&", "re-dated", "2007/08", "C:\\x", "{{ }}", "%", "three")  # fmt: skip
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 10
COLUMNS = 7


class Papers:
    """Makes data sets from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made = 0

    def words(self, most: int = 12) -> str:
        chance = self.chance
        if chance.random() < 0.02:
            return LONG_WORD[:400]
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))

    def prose(self) -> str:
        chance, parts = self.chance, []
        for _ in range(chance.choice([0, 1, 3, 12])):
            match chance.randint(0, 6):
                case 0:
                    parts.append("\n".join(f"- {self.words()}\n  - {self.words()}" for _ in range(3)))
                case 1:
                    parts.append("\n".join(f"{n}. {self.words()}" for n in range(1, 4)))
                case 2:
                    parts.append(f"> {self.words()}")
                case 3:
                    parts.append(f"**{self.words()}** and *{self.words()}*, [{self.words()}](https://example.com/)")
                case 4:
                    parts.append(f"{'#' * chance.randint(3, 5)} {self.words()}")
                case 5:
                    cells = [" | ".join(self.words(4).replace("|", "") for _ in range(3)) for _ in range(3)]
                    parts.append("\n".join(f"| {row} |" for row in [cells[0], "--- | --- | ---", *cells[1:]]))
                case _:
                    parts.append(self.words(120))
        return "\n\n".join(parts)

    def of(self, kind: Any, name: str = "") -> Any:
        """A value of a kind."""
        chance = self.chance
        if get_origin(kind) is UnionType:
            choices = [one for one in get_args(kind) if one is not NoneType]
            return None if NoneType in get_args(kind) and chance.random() < 0.3 else self.of(choices[-1], name)
        if get_origin(kind) is tuple:
            inner = get_args(kind)
            if inner[-1] is Ellipsis:
                return tuple(self.of(inner[0], name) for _ in range(self.several()))
            return tuple(self.of(one, name) for one in inner)
        if get_origin(kind) in (dict, Mapping):
            return {}
        if kind is SummaryRow:
            cells = tuple(replace(self.of_dataclass(SummaryCell), label=f"Rating {n}") for n in range(COLUMNS))
            return replace(self.of_dataclass(SummaryRow), cells=cells)
        if is_dataclass(kind):
            return self.of_dataclass(kind)
        return self.plain(kind, name)

    def several(self) -> int:
        return self.chance.choice([0, 1, 1, 2, 3, 5])

    def of_dataclass(self, kind: type) -> Any:
        hints = get_type_hints(kind)
        return kind(**{field.name: self.of(hints[field.name], field.name) for field in fields(kind)})

    def plain(self, kind: Any, name: str) -> Any:
        self.made += 1
        if name in NAMED:
            return NAMED[name](self)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.chance.choice(list(kind))
        if kind in KINDS:
            return KINDS[kind](self)
        return self.words(self.chance.choice([3, 12, 60])) if self.chance.random() < 0.9 else ""

    def appendix(self, kind: AppendixKind, anchor: str) -> AppendixBlock:
        shown = {
            AppendixKind.CLINICS: "clinics", AppendixKind.SUGGESTED_CLINICS: "suggested", AppendixKind.PLAN: "plan",
            AppendixKind.PLAN_SUMMARY: "summary", AppendixKind.PLAN_CHANGES: "changes",
            AppendixKind.PLAN_EXCEPTIONS: "exceptions", AppendixKind.SCORECARD: "scorecard", AppendixKind.EXCEPTIONS: "scorecard",
        }[kind]  # fmt: skip
        hint = get_type_hints(AppendixBlock)[shown]
        held = None
        while held is None:
            held = self.of(hint)
        return AppendixBlock(anchor=anchor, label=f"Appendix {anchor[-1]}", title=self.title(), **{shown: held})

    def title(self) -> str:
        return (self.words(80) * 4)[:300] if self.chance.random() < 0.1 else self.words()

    def report(self, place: int) -> ReportView:
        chance = self.chance
        kinds = chance.sample(list(AppendixKind), k=chance.choice([0, 1, 2]))
        headings = [
            HeadingBlock(n, self.title(), text=self.prose() or "x", is_numbered=True)
            if chance.random() < 0.3
            else HeadingBlock(n, self.title(), text=self.prose())
            for n in range(1, chance.randint(2, 12))
        ]
        fields_ = tuple(HeadingBlock(n, self.words(3), value=self.words()) for n in range(chance.choice([0, 4])))
        return ReportView(
            title=self.title(), author=self.words(5), contact=self.words(5), portfolio=self.words(4),
            confirmation=chance.choice(["", self.words(30)]), background_papers=chance.choice(["", self.words(30)]),
            fields=fields_, headings=tuple(headings),
            appendices=tuple(self.appendix(kind, f"appendix-{place}-{n}") for n, kind in enumerate(kinds)),
        )  # fmt: skip

    def item(self, place: int) -> ItemView:
        chance = self.chance
        facts = {
            "pk": place,
            "anchor": f"item-{place}",
            "number": place,
            "title": self.title(),
            "presenter": self.words(4),
        }
        facts |= {
            "note": chance.choice(["", "report herewith"]),
            "kind": "report",
            "group": chance.choice(["", self.words(4)]),
        }
        facts |= {
            "late": chance.choice(["", "", self.words(20)]),
            "withdrawn": chance.choice(["", "", "", self.words(20)]),
        }
        facts["exempt"] = chance.choice(
            ["", "", f"Not for publication: paragraph {chance.randint(1, 7)} of Schedule 12A, Local Government Act 1972",
             "Not for publication: confidential (section 100A(2), Local Government Act 1972)"]
        )  # fmt: skip
        match chance.randint(0, 4):
            case 0:
                return ItemView(**facts)
            case 1:
                minutes = self.of_dataclass(MinutesView)
                return ItemView(**facts, minutes=minutes)
            case _:
                return ItemView(**facts, report=self.report(place))

    def meeting(self, items: int) -> MeetingView:
        return MeetingView(
            pk=1, council="Anytown Council", board=self.title(), date=date(2007, 9, 10), time="10.00\u00a0am",
            venue=self.words(), items=tuple(self.item(place) for place in range(1, items + 1)), coverage=self.words(),
            chair="", cancelled="",
        )  # fmt: skip


KINDS = {
    Clinic: lambda p: Clinic(
        pk=p.made, title=p.words(), why=p.prose(), outcome=p.prose(), kind="corporate", state="held"
    ),
    Indicator: lambda p: Indicator(
        pk=p.made, ref=f"BV{p.made}", title=p.words(), set=IndicatorSet(code="BVPI", title="x")
    ),
    PlanVersion: lambda p: PlanVersion(
        number=str(p.made), reviewed_on=date(2007, 1, 1), issues=p.words(), approved_by="x"
    ),
    bool: lambda p: p.chance.random() < 0.5,
    int: lambda p: p.chance.choice([0, 1, 2, 3, 40, 12_345]),
    date: lambda p: date(2007, 9, 10) + timedelta(days=p.chance.randint(-900, 900)),
    Decimal: lambda p: Decimal(p.chance.randint(-99_999, 99_999)) / 10 ** p.chance.randint(0, 3),
}
NAMED = {
    "number": lambda p: p.made,
    "pk": lambda p: p.made,
    "id": lambda p: p.made,
    "slug": lambda p: f"plan-{p.made}",
    "url": lambda p: "",
    "html": lambda p: prose.rich_html(p.prose(), under=3, boxed=True),
    "polarity": lambda p: p.chance.choice(list(Polarity)),
    "decimal_places": lambda p: p.chance.randint(0, 3),
    "level_names": lambda p: "",
    "state": lambda p: p.chance.choice(list(State)),
    "forecast_rating": lambda p: p.chance.choice(list(Rag)),
}
