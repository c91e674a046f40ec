"""Who is written to on a day, and about what: the rule alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.choices import Occasion
from reminders.rules import Cycle, Figure, Item, Letter, Missed, Office, Reader, letters

ON = date(2007, 8, 24)
FAR = Cycle(date(2007, 5, 15), "Board", date(2007, 12, 10), date(2007, 11, 30), date(2007, 3, 13))
NEAR = replace(FAR, ends=date(2007, 9, 10), published=date(2007, 8, 31))
SAID = date(2007, 8, 6)
HEAD, CHIEF = 1, 2


def day(offset: int) -> date:
    return ON + timedelta(days=offset)


def item(key: int = 1, due: date | None = None, *, lead: int = HEAD, said_on: date | None = SAID, **facts) -> Item:
    facts = {"posts": frozenset({lead}), "is_overdue": bool(due and due < ON)} | facts
    return Item(key, f"Action {key}", lead, due=due, said_on=said_on, **facts)


def reader(**facts) -> Reader:
    return Reader(**{"key": 1, "name": "A", "address": "a@b.example", "posts": frozenset({HEAD})} | facts)


def written(*items: Item, to: Reader | None = None, cycle: Cycle = FAR, on: date = ON, figures=(), offices=()):
    """The letter of one reader; None where none is written."""
    return next(letters([to or reader()], items, figures, offices, cycle, on), None)


def places(letter: Letter) -> dict[str, list[int]]:
    names = ("due", "overdue", "soon", "to_update")
    return {name: [held.key for held in getattr(letter, name)] for name in names if getattr(letter, name)}


@pytest.mark.parametrize(
    ("due", "place"),
    [(-400, "overdue"), (-1, "overdue"), (0, "due"), (1, "soon"), (14, "soon"), (15, None), (None, None)],
)
def test_an_action_is_written_of_before_its_date_on_it_and_after_it(due, place):
    letter = written(item(due=None if due is None else day(due)))
    assert (places(letter) if letter else {}) == ({place: [1]} if place else {})


def test_a_milestone_on_the_way_counts_as_a_date():
    assert places(written(item(due=day(90), steps=(day(0), day(90))))) == {"due": [1]}
    assert places(written(item(due=day(90), steps=(day(-5), day(7), day(90))))) == {"soon": [1]}


@pytest.mark.parametrize(("before", "asked"), [(29, False), (28, True), (0, True), (-5, True)])
def test_updates_are_asked_for_from_four_weeks_before_the_papers(before, asked):
    silent = item(due=None, said_on=None)
    board = replace(NEAR, published=day(before), ends=day(before + 10))
    assert (written(silent, cycle=board) is not None) == asked


def test_where_no_board_is_arranged_updates_are_asked_for_at_any_time():
    silent = item(said_on=day(-80))
    assert places(written(silent, cycle=Cycle(starts=day(-60)))) == {"to_update": [1]}


def test_what_was_said_in_this_cycle_is_not_asked_for_again():
    first = NEAR.starts
    before = first - timedelta(days=1)
    assert written(item(said_on=first), cycle=NEAR) is None
    assert places(written(item(said_on=before), cycle=NEAR)) == {"to_update": [1]}


def test_one_letter_holds_everything_and_each_action_once():
    found = written(
        item(1, day(0), said_on=None),
        item(2, day(-3), said_on=None),
        item(3, day(3), said_on=None),
        item(4, day(99), said_on=None),
        item(5, None, said_on=None),
        cycle=NEAR,
    )
    assert places(found) == {"due": [1], "overdue": [2], "soon": [3], "to_update": [4, 5]}
    assert found.occasion == Occasion.DUE


def test_only_the_posts_that_a_reader_holds_are_written_of():
    theirs, mine = item(1, day(0), lead=CHIEF), item(2, day(0), lead=CHIEF, posts=frozenset({CHIEF, HEAD}))
    assert places(written(theirs, mine)) == {"due": [2]}


def test_somebody_who_holds_two_posts_of_one_action_is_told_once():
    both = item(1, day(0), posts=frozenset({HEAD, CHIEF}))
    assert places(written(both, to=reader(posts=frozenset({HEAD, CHIEF})))) == {"due": [1]}


@pytest.mark.parametrize(
    ("last", "due", "comes"),
    [
        (None, 3, True),
        (-1, 3, False),
        (-6, 3, False),
        (-7, 3, True),
        (-1, 0, True),  # due today cannot wait
        (-1, -1, True),  # was due on the day of the last letter: newly overdue
        (-2, -1, True),
        (-1, -2, False),  # overdue already when the last letter was written
        (0, 0, False),  # never twice a day
    ],
)
def test_letters_come_once_a_week_unless_something_presses(last, due, comes):
    to = reader(last=None if last is None else day(last))
    assert (written(item(due=day(due)), to=to) is not None) == comes


@pytest.mark.parametrize("weekday", range(5))
def test_a_chosen_day_is_kept_whatever_presses(weekday):
    days = [day(offset) for offset in range(7)]
    came = [on for on in days if written(item(due=on, is_overdue=False), to=reader(weekday=weekday), on=on)]
    assert [on.weekday() for on in came] == [weekday]


@pytest.mark.parametrize(
    ("due", "occasion"),
    [(0, Occasion.DUE), (-1, Occasion.OVERDUE), (14, Occasion.SOON), (15, None)],
)
def test_figures_are_written_of_like_actions(due, occasion):
    letter = written(figures=[Figure(HEAD, "BV8", "2007/08 Q1", day(due)), Figure(CHIEF, "BV9", "2006/07", day(0))])
    assert (letter.occasion if letter else None) == occasion
    if letter:
        assert [figure.title for figure in letter.figures] == ["BV8"]


OFFICES = [Office(HEAD, "Head", superior=CHIEF), Office(CHIEF, "Chief")]


def test_a_superior_is_told_of_a_missed_cycle_once():
    silent, said = item(1, said_on=None), item(2, said_on=FAR.missed_from)
    chief = reader(posts=frozenset({CHIEF}))
    letter = written(silent, said, to=chief, offices=OFFICES)
    assert (letter.missed, letter.occasion) == ((Missed("Head", ("Action 1",), 2),), Occasion.MISSED)
    assert written(silent, to=replace(chief, told_of=FAR.missed_from), offices=OFFICES) is None
    next_cycle = replace(FAR, starts=date(2007, 9, 11), missed_from=date(2007, 5, 15))
    again = written(silent, to=replace(chief, told_of=FAR.missed_from), offices=OFFICES, cycle=next_cycle)
    assert again.missed[0].titles == ("Action 1",)


def test_what_was_not_open_in_the_missed_cycle_was_not_missed():
    chief = reader(posts=frozenset({CHIEF}))
    young = item(1, said_on=None, opened_on=FAR.starts)
    old = item(2, said_on=None, opened_on=FAR.missed_to)
    assert written(young, to=chief, offices=OFFICES) is None
    assert written(young, old, to=chief, offices=OFFICES).missed == (Missed("Head", ("Action 2",), 1),)


def test_nobody_is_told_of_their_own_post_as_of_a_subordinates_or_of_a_cycle_that_never_was():
    both = reader(posts=frozenset({HEAD, CHIEF}))
    assert written(item(said_on=None), to=both, offices=OFFICES) is None
    assert (
        written(
            item(said_on=None),
            to=reader(posts=frozenset({CHIEF})),
            offices=OFFICES,
            cycle=replace(FAR, missed_from=None),
        )
        is None
    )


days = st.integers(-40, 40).map(day)


@given(
    st.lists(
        st.builds(
            Item,
            key=st.integers(1, 99),
            title=st.text(max_size=3),
            lead=st.sampled_from([HEAD, CHIEF, None]),
            posts=st.frozensets(st.sampled_from([HEAD, CHIEF, 3])),
            due=st.none() | days,
            steps=st.lists(days, max_size=3).map(tuple),
            is_overdue=st.booleans(),
            said_on=st.none() | days,
        ),
        max_size=12,
        unique_by=lambda item: item.key,
    ),
    st.lists(
        st.builds(
            Reader,
            key=st.integers(1, 9),
            name=st.just("A"),
            address=st.just("a@b.example"),
            posts=st.frozensets(st.sampled_from([HEAD, CHIEF, 3]), min_size=1),
            weekday=st.none() | st.integers(0, 4),
            last=st.none() | st.integers(-20, 0).map(day),
        ),
        max_size=5,
        unique_by=lambda reader: reader.key,
    ),
    st.sampled_from([NEAR, FAR, Cycle(starts=day(-60))]),
)
def test_whatever_there_is_each_has_one_letter_a_day_about_own_actions_each_once(items, readers, cycle):
    found = list(letters(readers, items, [], OFFICES, cycle, ON))
    assert len({letter.to.key for letter in found}) == len(found)
    for letter in found:
        keys = [held.key for held in letter.items]
        assert len(keys) == len(set(keys))
        assert all(held.posts & letter.to.posts for held in letter.items)
        assert letter.items or letter.missed
        assert letter.to.last != ON
        assert letter.to.weekday in {None, ON.weekday()}
    told = [replace(letter.to, last=ON, told_of=ON) for letter in found]
    assert list(letters(told, items, [], OFFICES, cycle, ON)) == []


def test_of_what_nobody_said_nothing_is_written():
    assert (Cycle(ON).board, reader().holds) == ("", "")
    bare = Item(1, "Action", HEAD, posts=frozenset({HEAD}))
    assert (bare.lead_title, bare.due_words, bare.is_overdue, bare.words) == ("", "no date", False, "")
    assert Figure(HEAD, "BV8", "2007/08 Q1", ON).url == ""
    assert written(item(due=ON)).missed == ()
    assert written(item(due=ON), to=reader(told_of=FAR.missed_from)).missed == ()


def test_the_longest_overdue_stand_first_and_figures_by_their_day_and_title():
    figures = [Figure(HEAD, title, "Q1", day(offset)) for title, offset in (("B", 2), ("C", -1), ("A", 2), ("D", 15))]
    found = written(item(1, day(-3)), item(2, day(-5)), item(3, day(-3)), figures=figures)
    assert [held.key for held in found.overdue] == [2, 1, 3]
    assert [figure.title for figure in found.figures] == ["C", "A", "B"]


@pytest.mark.parametrize(("due", "comes"), [(3, False), (-1, True), (-2, False)])
def test_a_figure_presses_once_it_is_newly_late(due, comes):
    owed = [Figure(HEAD, "BV8", "2007/08 Q1", day(due))]
    assert (written(to=reader(last=day(-1)), figures=owed) is not None) == comes


@pytest.mark.parametrize(("opened", "counts"), [(-1, True), (0, False)])
def test_a_cycle_is_missed_by_what_was_open_on_its_last_day(opened, counts):
    silent = item(9, lead=CHIEF, said_on=None, opened_on=FAR.starts + timedelta(days=opened))
    offices = [Office(HEAD, "Head"), Office(CHIEF, "Chief", HEAD)]
    found = written(item(due=ON), silent, offices=offices)
    assert found.missed == ((Missed("Chief", ("Action 9",), 1),) if counts else ())


def test_who_wants_to_hear_daily_is_written_to_each_day_but_never_twice_on_one():
    item = Item(key=1, title="x", lead=HEAD, posts=frozenset({HEAD}), due=ON + timedelta(days=3))
    day_before = ON - timedelta(days=1)
    assert written(item, to=reader(last=day_before)) is None
    assert written(item, to=reader(last=day_before, is_daily=True)) is not None
    assert written(item, to=reader(last=ON, is_daily=True)) is None


def test_who_is_not_told_of_what_is_due_soon_hears_of_it_when_it_is_due():
    soon = Item(key=1, title="x", lead=HEAD, posts=frozenset({HEAD}), due=ON + timedelta(days=3), said_on=ON)
    today_ = Item(key=2, title="x", lead=HEAD, posts=frozenset({HEAD}), due=ON, said_on=ON)
    figure = Figure(HEAD, "BV8", "2006/07", ON + timedelta(days=3))
    quiet = reader(wants_soon=False)
    assert written(soon, figures=[figure], to=quiet) is None
    letter = written(soon, today_, figures=[figure], to=quiet)
    assert (places(letter), letter.figures) == ({"due": [2]}, ())
    assert places(written(soon, figures=[figure])) == {"soon": [1]}


def test_what_is_due_soon_and_wants_an_update_is_asked_about_all_the_same():
    soon = Item(key=1, title="x", lead=HEAD, posts=frozenset({HEAD}), due=ON + timedelta(days=3))
    assert places(written(soon, to=reader(wants_soon=False), cycle=NEAR)) == {"to_update": [1]}


def test_a_superior_hears_of_a_missed_cycle_whatever_they_chose():
    chose = [{"is_daily": True}, {"wants_soon": False}, {"weekday": ON.weekday()}]
    silent = Item(key=1, title="x", lead=9, posts=frozenset({9}))
    below = [Office(9, "Below", superior=HEAD)]
    cycle = Cycle(starts=ON - timedelta(days=5), missed_from=ON - timedelta(days=60))
    for facts in chose:
        assert written(silent, to=reader(**facts), cycle=cycle, offices=below).missed
