"""The two columns of a directorate's page: what goes well, and what does not with what is being done about it.

Nothing is judged here. An indicator goes badly where the scorecard calls it an exception, well where it is on target or
improved and no exception; an action goes badly where its rating is red; a clinic by its measured effect.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.urls import reverse

from actions.reporting import ActionLine
from clinics.choices import State
from clinics.models import OPEN
from clinics.reporting import ClinicLine
from clinics.rules import JUDGED, Verdict
from core.dates import months_later
from core.formats import count, days, listed, long_date, short_date
from core.rag import Rag
from councilperf.directorate.entries import ANSWER, SAID, Answer, Entry, Part, entry
from councilperf.directorate.held import Held
from councilperf.directorate.room import clipped
from indicators.choices import Direction, Quartile
from indicators.reporting.scorecard import Line

DONE_MONTHS, CLINIC_MONTHS = 12, 24
"""How far back actions that were done, and clinics that are closed, are looked for."""
FEW = 2
"""So many actions stand beside a thing that does not go well; how many more there are is said."""
NOTHING = "Nothing is being done:"
DID_NOT = (Verdict.DECLINED, Verdict.NO_CHANGE)


def well(held: Held) -> tuple[Part, ...]:
    """What goes well: indicators, actions that were done, clinics that worked."""
    return (_on_target(held), _done(held), _worked(held))


def ill(held: Held, since: date) -> tuple[Part, ...]:
    """What does not: indicators and actions always; clinics, figures and reports only where there are any.

    ``since`` is the first day of the reporting cycle: what was said before it is old.
    """
    others = (_did_not_work(held), _awaited(held), _late_reports(held))
    return (_exceptions(held), _late(held, since), *(part for part in others if part.entries))


# Indicators


def is_awaited(figure: Line) -> bool:
    """Whether a figure is wanted and has not come in: it is told of with the others of its period."""
    return figure.rating.rag == Rag.AWAITED


def goes_badly(figure: Line) -> bool:
    """Whether an indicator has a figure that a board looks at first."""
    return figure.is_exception and not is_awaited(figure)


def goes_well(figure: Line) -> bool:
    """Whether an indicator is on target or improved, and nothing of it is an exception."""
    improved = figure.rating.rag == Rag.NO_TARGET and figure.direction == Direction.IMPROVED
    return not figure.is_exception and (figure.rating.rag == Rag.GREEN or improved)


def _on_target(held: Held) -> Part:
    def best_first(figure: Line) -> tuple:
        return (figure.direction != Direction.IMPROVED, figure.quartile != Quartile.BEST, figure.rating.rag.rank)

    found = sorted(filter(goes_well, held.figures), key=best_first)
    return Part(
        "Indicators on target or improving",
        f"{len(found)} of {len(held.figures)}",
        tuple(entry(_named(one), one.url, _figure(one), mark=one.rating) for one in found),
        none="None." if held.figures else "No post of this directorate owns an indicator that is measured.",
        url=_scorecard(held),
    )


def _exceptions(held: Held) -> Part:
    open_clinics = defaultdict(list)
    for clinic in held.clinics:
        for row in clinic.indicators:
            if clinic.clinic.state in OPEN:
                open_clinics[row.indicator.pk].append(clinic)
    found = []
    for figure in filter(goes_badly, held.figures):
        answers, nothing = _done_about(figure, open_clinics[figure.id], held.serving[figure.id], held.on)
        found.append((figure, entry(_named(figure), figure.url, _figure(figure), mark=figure.rating,
                                    answers=answers, nothing=nothing)))  # fmt: skip

    def worst_first(pair: tuple[Line, Entry]) -> tuple:
        figure, one = pair
        return (
            figure.rating.rag.rank,
            not one.nothing,
            figure.direction != Direction.DECLINED,
            figure.quartile != Quartile.WORST,
        )

    return Part(
        "Indicators off target, fallen or in the worst quartile",
        f"{len(found)} of {len(held.figures)}",
        tuple(one for _, one in sorted(found, key=worst_first)),
        none="None.",
        url=_scorecard(held, exceptions="on"),
    )


def _named(figure: Line) -> str:
    return f"{figure.ref} {figure.title}"


def _figure(figure: Line) -> str:
    """9.8 days, target 8.4, missed by 1.4; declined; worst quartile."""
    target = f"target {figure.target_written}" if figure.target_written else ""
    gap = figure.gap_words if figure.gap_words != "met" else ""
    words = (
        ", ".join(filter(None, (figure.actual_words, target, gap))),
        figure.direction_words.lower() if figure.has_comparison else "",
        _quartile(figure),
        figure.control_words,
    )
    return "; ".join(filter(None, words))


def _quartile(figure: Line) -> str:
    """The best or the worst, and any that it rose or fell to: worst quartile, fell."""
    if not figure.movement_words and figure.quartile not in (Quartile.BEST, Quartile.WORST):
        return ""
    return ", ".join(filter(None, (figure.quartile_words.lower(), figure.movement_words.lower())))


def _done_about(
    figure: Line, clinics: Sequence[ClinicLine], actions: Sequence[ActionLine], on: date
) -> tuple[list[Answer], str]:
    """What is being done about an indicator; that a clinic is suggested is not yet something that is done."""
    answers = [_clinic(clinic, on) for clinic in clinics[:1]]
    if len(clinics) > 1:
        answers.append(Answer(f"and {count(len(clinics) - 1, 'more clinic')}"))
    answers += _some(actions)
    if figure.what_next:
        answers.append(Answer(clipped(f"Said: “{figure.what_next}”", SAID)))
    if actions or figure.what_next or any(clinic.clinic.state != State.SUGGESTED for clinic in clinics):
        return answers, ""
    why = "no clinic has been agreed" if clinics else "no clinic is open"
    return answers, f"{NOTHING} {why}, no action is open, and nobody has said what comes next."


def _clinic(clinic: ClinicLine, on: date) -> Answer:
    """An open clinic with when it sits or last sat."""
    sittings = sorted(one.date for one in clinic.clinic.sittings.all() if not one.cancelled_because)
    to_come = [day for day in sittings if day >= on]
    if to_come:
        when = f"sits on {short_date(to_come[0])}"
    else:
        when = f"sat on {short_date(sittings[-1])}" if sittings else "no date yet"
    title = clipped(clinic.clinic.title, ANSWER - 50)
    return Answer(f"Clinic “{title}”: {clinic.state.lower()}, {when}", clinic.clinic.get_absolute_url())


def _some(actions: Sequence[ActionLine]) -> list[Answer]:
    """The first few actions, each with its owner and date, and how many more there are."""
    found = [_action(one) for one in actions[:FEW]]
    if len(actions) > FEW:
        found.append(Answer(f"and {count(len(actions) - FEW, 'more action')}"))
    return found


def _action(action: ActionLine) -> Answer:
    due = f"due {short_date(action.due)}" if action.due else "no date"
    tail = ", ".join(filter(None, (clipped(action.lead, 36), due, "overdue" if action.is_overdue else "")))
    return Answer(f"{clipped(action.title, ANSWER - len(tail) - 3)} ({tail})", action.url, is_late=action.is_overdue)


def _awaited(held: Held) -> Part:
    """Figures that are wanted and have not come in: of the period that is judged, and of the newest that have ended."""
    wanted: dict[tuple[date, str], list[tuple[str, str]]] = defaultdict(list)
    judged = str(held.period or "")
    for figure in filter(is_awaited, held.figures):
        wanted[held.period.due_on, judged].append((figure.ref, figure.owner))
    for owed in held.due:
        if owed.late > 0 and owed.period != judged:
            wanted[owed.due_on, owed.period].append((owed.ref, held.posts[owed.owner]))
    found = []
    for (due_on, period), owing in sorted(wanted.items()):
        posts = Counter(post for _, post in owing).most_common()
        named = listed(f"{clipped(post, 40)} ({number})" for post, number in posts[:FEW])
        more = f" and {count(len(posts) - FEW, 'more post')}" if len(posts) > FEW else ""
        found.append(
            entry(
                f"{count(len(owing), 'figure')} for {period} awaited",
                _scorecard(held, rating=Rag.AWAITED.value) if period == judged else "",
                f"since {long_date(due_on)}, {days((held.on - due_on).days)}: {', '.join(ref for ref, _ in owing)}",
                answers=[Answer(f"To come from {named}{more}")],
            )
        )
    return Part("Figures that have not come in", count(sum(map(len, wanted.values())), "figure"), tuple(found), "")


def _scorecard(held: Held, **asks: str) -> str:
    if not held.period:
        return ""
    return reverse("scorecard", query={"period": str(held.period), "directorate": held.directorate.pk, **asks})


# Actions


def _done(held: Held) -> Part:
    since = months_later(held.on, -DONE_MONTHS)
    done = [(held.done_on[one.pk], one) for one in held.led if one.is_complete and one.pk in held.done_on]
    found = sorted((pair for pair in done if pair[0] >= since), key=lambda pair: (pair[0], pair[1].pk), reverse=True)
    return Part(
        "Actions done",
        f"{len(found)} since {short_date(since)}",
        tuple(entry(one.title, one.url, f"{one.lead}, done {short_date(day)}", mark=one.rating) for day, one in found),
        none=f"None has been said to be complete since {long_date(since)}.",
        url=reverse(
            "actions", query={"directorate": held.directorate.pk, "rating": Rag.COMPLETE.value, "closed": "all"}
        ),
    )


def _late(held: Held, since: date) -> Part:
    still = [one for one in held.led if not one.is_complete]
    found = [one for one in still if one.rating.rag == Rag.RED]

    def worst_first(one: ActionLine) -> tuple:
        return (not one.is_overdue, one.due is None, one.due or held.on, one.pk)

    return Part(
        "Actions overdue or off track",
        f"{len(found)} of {count(len(still), 'open action')}",
        tuple(_late_action(held, one, since) for one in sorted(found, key=worst_first)),
        none="None." if still else "No post of this directorate leads an open action.",
        url=reverse("actions", query={"directorate": held.directorate.pk, "rating": Rag.RED.value}),
    )


def _late_action(held: Held, one: ActionLine, since: date) -> Entry:
    due = f"due {short_date(one.due)}" if one.due else "no date"
    late = f", {days((held.on - one.due).days)} late" if one.is_overdue and one.due else ""
    answers = []
    if one.pk in held.asked_dates:
        answers.append(Answer(f"A new date, {short_date(held.asked_dates[one.pk])}, is asked for and not decided"))
    if one.forecast and one.forecast >= held.on:
        answers.append(Answer(f"Expected on {short_date(one.forecast)}"))
    spoken_of = one.last_said_on is not None and one.last_said_on >= since
    if spoken_of:
        said = held.next_steps.get(one.pk) or one.last_words
        answers.append(Answer(clipped(f"Said on {short_date(one.last_said_on)}: “{said}”", SAID)))
    last = f"since {long_date(one.last_said_on)}" if one.last_said_on else "ever"
    nothing = "" if answers else f"{NOTHING} nobody has said anything of it {last}, and no new date is asked for."
    return entry(one.title, one.url, f"{one.lead}, {due}{late}", one.slippage,
                 mark=one.rating, answers=answers, nothing=nothing)  # fmt: skip


# Clinics and reports


def _sat(held: Held) -> Iterator[ClinicLine]:
    """The clinics that have sat and are still followed up or first sat not long ago."""
    since = months_later(held.on, -CLINIC_MONTHS)
    for clinic in held.clinics:
        if clinic.has_sat and (clinic.clinic.state in OPEN or clinic.first_date >= since):
            yield clinic


def _newest_first(clinics: Iterable[ClinicLine]) -> list[ClinicLine]:
    return sorted(clinics, key=lambda one: (one.first_date, one.clinic.pk), reverse=True)


def _clinics(held: Held, *verdicts: Verdict) -> tuple[list[ClinicLine], str]:
    """Those that came to one of some verdicts, and of how many."""
    sat = list(_sat(held))
    judged = sum(one.verdict in JUDGED for one in sat)
    found = _newest_first(one for one in sat if one.verdict in verdicts)
    return found, f"{len(found)} of {judged} that can be judged; {judged} of {len(sat)} that have sat"


def _worked(held: Held) -> Part:
    found, counted = _clinics(held, Verdict.IMPROVED)
    return Part(
        "Clinics that worked",
        counted,
        tuple(
            entry(one.clinic.title, one.clinic.get_absolute_url(), f"Sat {one.short_dates}", one.effect)
            for one in found
        ),
        none="None that can be judged has." if any(_sat(held)) else "No clinic on its indicators has sat.",
        url=reverse("clinics", query={"directorate": held.directorate.pk}),
    )


def _did_not_work(held: Held) -> Part:
    found, counted = _clinics(held, *DID_NOT)
    entries = []
    for one in found:
        actions = held.asked_by_clinic[one.clinic.pk]
        to_come = [row.date for row in one.clinic.sittings.all() if row.date >= held.on and not row.cancelled_because]
        answers = [Answer(f"It sits again on {short_date(min(to_come))}")] if to_come else []
        answers += _some(actions)
        closed = "it is closed" if one.clinic.state == State.CLOSED else "it has no further sitting"
        nothing = "" if answers else f"{NOTHING} {closed} and has no open action."
        entries.append(
            entry(
                one.clinic.title, one.clinic.get_absolute_url(), f"{one.verdict.label}, sat {one.short_dates}",
                one.effect, answers=answers, nothing=nothing,
            )
        )  # fmt: skip
    address = reverse("clinics", query={"directorate": held.directorate.pk})
    return Part("Clinics that have not helped", counted, tuple(entries), none="", url=address)


def _late_reports(held: Held) -> Part:
    late = sorted((one for one in held.reports if one.is_late), key=lambda one: (one.by, one.pk))
    found = [
        entry(
            f"A report to the {one.meeting}",
            one.meeting_url,
            f"its part was due {short_date(one.by)}",
            answers=[Answer(f"It waits for the {clipped(one.waits_for, 60)}")],
        )
        for one in late
    ]
    return Part("Reports that are late", count(len(found), "report"), tuple(found), none="")
