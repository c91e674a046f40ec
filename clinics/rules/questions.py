"""What a clinic should ask, from the facts before it: plain questions, each with its figure. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clinics.choices import Rule
from clinics.rules.effects import Effect
from core.formats import count, days, listed, long_date, times
from indicators.choices import Quartile, State


@dataclass(frozen=True)
class Fired:
    """A rule that called the clinic, with its figures as the reason gives them."""

    rule: Rule
    figures: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Earlier:
    """A clinic that sat on an indicator before, and what came of it there."""

    clinic: str
    held: str
    effect: Effect
    sentence: str


@dataclass(frozen=True)
class Measured:
    """What is known of one indicator; the figures are written with their unit and period, empty where there are none."""

    ref: str
    newest: str = ""
    state: State | None = None
    """How firm the newest figure is."""
    reservation: str = ""
    quartile: Quartile = Quartile.UNKNOWN
    placed: str = ""
    """The figure of the quartile, with its period."""
    forecast: str = ""
    awaits_forecast: str = ""
    """The period that is still open and has a target; empty where there is none."""
    owner: str = ""
    within_control: bool = True
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class Undertaken:
    """An open action, as far as it is asked about."""

    title: str
    has_lead: bool = True
    due: date | None = None
    overdue: bool = False
    slipped: int = 0
    """Days between the first date and the present one."""
    redated: int = 0
    said_on: date | None = None


OF_RULES = {
    Rule.FELL_QUARTILE: "What changed with us, and what with the others, that {ref} fell a quartile ({figures})?",
    Rule.STUCK_LOW: "What do councils in the best quartile do on {ref} that we do not ({figures})?",
    Rule.OFF_TARGET: "What explains the miss of {ref} ({figures}), and will it last?",
    Rule.FORECAST_TO_MISS: "What would have to happen, and by when, for {ref} to reach its target after all ({figures})?",
    Rule.STRETCH_AT_RISK: "What is the grant on {ref} worth to us, and what would still earn it ({figures})?",
    Rule.BELOW_AVERAGE: "What sets us apart from the average on {ref} ({figures})?",
    Rule.DECLINED_THREE: "What has gone on falling in {ref} for three periods, and what was done each time ({figures})?",
    Rule.SPECIAL_CAUSE: "What happened to {ref} when the control chart shows more than noise ({figures})?",
    Rule.COMMISSIONED: "What does whoever commissioned the clinic want to know of {ref} ({figures})?",
    Rule.OTHER: "What lies behind the concern about {ref} ({figures})?",
}
FIRMNESS = {
    State.ESTIMATE: "{ref} stands at {newest}, an estimate: when will the figure be known, and how far may it move?",
    State.RESERVATION: "{ref} stands at {newest}, audited with a reservation ({reservation}): can the clinic rest on it?",
    State.RESTATED: "{ref} stands at {newest}, restated: what was wrong, and is it right now?",
}
LOW = (Quartile.THIRD, Quartile.WORST)
OF_EFFECTS = {
    Effect.IMPROVED: "what of it was kept up, and why is it here again?",
    Effect.NO_CHANGE: "which of its actions were carried out, and why did they not move the figure?",
    Effect.DECLINED: "what did it leave undone?",
    Effect.UP: "was it meant to rise?",
    Effect.UNCHANGED: "was it meant to stay as it was?",
    Effect.DOWN: "was it meant to fall?",
    Effect.NOT_COMPARABLE: "the definition has changed since: by what can it be judged now?",
    Effect.TOO_EARLY: "have its actions begun to work?",
    Effect.NO_BASELINE: "by what was it to be judged?",
}


def questions(
    fired: Sequence[Fired], measured: Sequence[Measured], undertaken: Sequence[Undertaken], on: date
) -> tuple[str, ...]:
    """What to ask, each once: of the rules that fired, of each indicator's figures, and of the open actions at a date."""
    newest = {one.ref: one.newest for one in measured}
    asked = [
        *(_of_rule(one, newest.get(one.ref, "")) for one in fired),
        *(question for one in measured for question in _of_indicator(one)),
        *_of_several(measured),
        *_of_actions(undertaken, on),
    ]
    if not measured:
        asked.append("No indicator measures what the clinic is about: by what will we know that it worked?")
    return tuple(dict.fromkeys(asked))


def _of_rule(fired: Fired, newest: str) -> str:
    """A rule's question; where neither the reason nor the indicator has a figure, it stands without one."""
    asked = OF_RULES[fired.rule].format(ref=fired.ref or "the matter", figures=fired.figures or newest)
    return asked.replace(" ()", "")


def _of_indicator(one: Measured) -> Iterator[str]:
    if not one.newest:
        yield f"No figure of {one.ref} has come in: what do we go by?"
    elif one.state in FIRMNESS:
        yield FIRMNESS[one.state].format(newest=one.newest, ref=one.ref, reservation=one.reservation.rstrip("."))
    if one.quartile in LOW and one.placed:
        place = one.quartile.label
        yield f"{one.ref} is in the {place[0].lower()}{place[1:]} with {one.placed}: who does better with the same means?"
    if one.awaits_forecast and not one.forecast:
        stands = f"stands at {one.newest}" if one.newest else "has no figure yet"
        yield f"{one.ref} {stands} and nobody has forecast {one.awaits_forecast}: where will it end?"
    if not one.within_control and one.newest:
        yield f"{one.ref} ({one.newest}) is not within our control alone: what can we move, and who moves the rest?"
    for clinic in one.earlier:
        yield f"The clinic “{clinic.clinic}” sat on {one.ref} on {clinic.held}. {clinic.sentence} So: {OF_EFFECTS[clinic.effect]}"


def _of_several(measured: Sequence[Measured]) -> Iterator[str]:
    """What is asked of several indicators at once: figures that nobody has signed off, and indicators without an owner."""
    provisional = [one for one in measured if one.newest and one.state == State.PROVISIONAL]
    if provisional:
        yield f"{_with_figures(provisional)}: provisional. Who signs {'it' if len(provisional) == 1 else 'them'} off, and when?"
    without = [one for one in measured if not one.owner]
    if without:
        yield f"No post answers for {_with_figures(without)}. Which one will?"


def _with_figures(some: Sequence[Measured]) -> str:
    """Indicators with their newest figures, in a row."""
    return listed(f"{one.ref} ({one.newest or 'no figure yet'})" for one in some)


def _of_actions(undertaken: Sequence[Undertaken], on: date) -> Iterator[str]:
    """Of each kind of doubt about the actions, the worst with its figure, and how many others there are."""
    moved = sorted((one for one in undertaken if one.slipped), key=lambda one: -one.slipped)
    if moved:
        one = moved[0]
        often = f"was re-dated {times(one.redated)} and " if one.redated else ""
        yield f"“{one.title}” {often}is now {days(one.slipped)} later than first agreed{_others(moved)}: what holds it up, and does the new date hold?"
    late = sorted((one for one in undertaken if one.overdue and one.due), key=lambda one: one.due)
    if late:
        one = late[0]
        yield f"“{one.title}” was due on {long_date(one.due)}, {days((on - one.due).days)} ago{_others(late)}: what is left to do?"
    without = [one for one in undertaken if not one.has_lead]
    if without:
        yield f"“{without[0].title}” has no lead post{_others(without)}: who takes it?"
    silent = [one for one in undertaken if one.said_on is None]
    if silent:
        yield f"Nothing has ever been said of “{silent[0].title}”{_others(silent)}: has it begun?"


def _others(found: Sequence[Undertaken]) -> str:
    """How many more there are of a kind: ", and so it is with 2 others"."""
    return f" (and the same of {count(len(found) - 1, 'other action')})" if len(found) > 1 else ""
