import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement_plan.rules.comparison import Kind, Place, PlannedLine, compare, folded, likeness
from tests.work import growth

LITTLE_MORE = 1.5

HERE = Place("Ambitions", "CPA score", "A better score")
THERE = Place("Ambitions", "CPA score", "Pride in the place")


def line(key: str, text: str = "", **given) -> PlannedLine:
    plain = {
        "key": key,
        "place": HERE,
        "ref": "",
        "text": text or f"Do what is number {key}",
        "is_heading": False,
        "dates": (),
        "due": (),
        "measures": (),
        "lead": "",
        "contributors": (),
        "status": "",
        "words": "",
        "outcome": "",
        "resources": "",
        "ict": "",
    }
    return PlannedLine(**plain | given)


def said(before, after) -> list[tuple[str, str, str]]:
    return [(d.kind.value, d.was, d.becomes) for d in compare(before, after, renaming=True).differences]


REVIEW = line("1", "Review the waste strategy", ref="1.1")
TRAIN = line("2", "Train the planning committee", ref="1.2")
BUILD = line("3", "Build the new depot", ref="1.3")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        (
            {"dates": ("July 2007",), "due": (date(2007, 7, 31),)},
            ("redated", "No date", "July 2007 (31\u00a0July\u00a02007)"),
        ),
        ({"dates": ("TBC",), "due": (None,)}, ("redated", "No date", "TBC")),
        ({"text": "Review the waste strategies"}, ("reworded", "Review the waste strategy", "Review the waste strategies")),
        ({"status": "On track"}, ("status", "No status", "On track")),
        ({"lead": "Head of Waste"}, ("posts", "No owner", "Head of Waste")),
        ({"contributors": ("Clerk",)}, ("posts", "No owner", "No owner, with Clerk")),
        ({"measures": ("Strategy adopted",)}, ("measures", "No measure", "Strategy adopted")),
        ({"outcome": "Less waste"}, ("details", "Outcome: none", "Outcome: Less waste")),
        ({"resources": "£5,000"}, ("details", "Resources: none", "Resources: £5,000")),
        ({"ict": "None"}, None),
        ({"ref": "1.9"}, ("details", "Reference: 1.1", "Reference: 1.9")),
        ({"words": "Half done"}, ("words", "No update", "Half done")),
        ({"place": THERE}, ("moved", "Objective: A better score", "Objective: Pride in the place")),
        (
            {"place": replace(HERE, objective="A much better score")},
            ("reworded", "Objective: A better score", "Objective: A much better score"),
        ),
        ({"text": "REVIEW  the waste strategy."}, None),
    ],
)  # fmt: skip
def test_what_differs_is_said_in_words(changes, wanted):
    assert said([REVIEW], [replace(REVIEW, **changes)]) == ([wanted] if wanted else [])


def test_the_same_day_in_other_words_is_no_new_date():
    was = replace(REVIEW, dates=("Mar 08",), due=(date(2008, 3, 31),))
    assert said([was], [replace(was, dates=("March 2008",))]) == [
        ("details", "Target date: Mar 08", "Target date: March 2008")
    ]


def test_a_date_that_was_agreed_anew_shows_though_the_plan_s_words_stay():
    was = replace(REVIEW, dates=("July 2007",), due=(date(2007, 7, 31),))
    assert said([was], [replace(was, due=(date(2007, 10, 31),))]) == [
        ("redated", "July 2007 (31\u00a0July\u00a02007)", "July 2007 (31\u00a0October\u00a02007)")
    ]


def test_a_line_that_was_put_in_moves_none_of_those_that_follow_it():
    put_in = line("9", "Ask the parishes", ref="1.1a")
    assert said([REVIEW, TRAIN, BUILD], [put_in, REVIEW, TRAIN, BUILD]) == [("new", "", "Ask the parishes")]


def test_references_that_a_new_line_has_pushed_on_do_not_mix_lines_up():
    after = [
        line("1", "Review the waste contract", ref="1.1"),
        replace(REVIEW, ref="1.2"),
        replace(TRAIN, ref="1.3"),
        replace(BUILD, ref="1.4"),
    ]
    found = compare([REVIEW, TRAIN, BUILD], after)
    assert [(d.kind, d.line.text) for d in found.differences if d.kind != Kind.DETAILS] == [
        (Kind.NEW, "Review the waste contract")
    ]


def test_only_the_line_that_was_taken_out_of_the_order_has_moved():
    assert said([REVIEW, TRAIN, BUILD], [TRAIN, BUILD, REVIEW]) == [
        ("moved", "1st line of its objective", "3rd line of its objective")
    ]


def test_lines_of_an_objective_that_was_worded_anew_have_not_moved():
    anew = replace(HERE, section="Ambition", objective="A better score by 2009")
    after = [replace(row, place=anew) for row in (TRAIN, REVIEW, BUILD)]
    assert said([REVIEW, TRAIN, BUILD], after) == [
        ("reworded", "Section: Ambitions", "Section: Ambition"),
        ("reworded", "Objective: A better score", "Objective: A better score by 2009"),
        ("moved", "1st line of its objective", "2nd line of its objective"),
    ]


def test_who_carries_differences_out_is_told_of_each_line_that_its_place_is_another():
    anew = replace(HERE, objective="A better score by 2009")
    found = compare([REVIEW, TRAIN], [replace(row, place=anew) for row in (REVIEW, TRAIN)])
    assert [d.kind for d in found.differences] == [Kind.MOVED, Kind.MOVED]


def test_a_section_of_which_a_part_has_left_keeps_its_name():
    other = line("4", "Write to everybody", place=replace(THERE, area="Pride"))
    after = [replace(row, place=replace(HERE, section="Ambitions anew")) for row in (REVIEW, TRAIN)]
    assert [kind for kind, *_ in said([REVIEW, TRAIN, other], [*after, other])] == ["moved", "moved"]


def test_lines_that_went_to_an_objective_that_was_there_have_moved():
    there = line("4", "Write to everybody", place=THERE)
    after = [replace(row, place=THERE) for row in (REVIEW, TRAIN)]
    assert [kind for kind, *_ in said([REVIEW, TRAIN, there], [*after, there])] == ["moved", "moved"]


def test_lines_find_each_other_by_reference_where_their_words_are_not_wholly_unlike():
    reworded = line("x", "Review how waste is collected and the strategy", ref="1.1")
    assert [d.kind for d in compare([REVIEW], [reworded]).differences] == [Kind.REWORDED]
    another = line("x", "Open a museum", ref="1.1")
    assert [d.kind for d in compare([REVIEW], [another]).differences] == [Kind.NEW, Kind.GONE]


def test_lines_without_a_reference_find_each_other_by_likeness_the_likest_first():
    before = [line("1", "Publish the annual report of the council for residents")]
    near = line("a", "Publish the annual reports of the council for residents")
    nearer = line("b", "Publish the annual report of the council for residents!")
    assert compare(before, [near, nearer]).pairs == ((before[0], nearer),)


def test_a_line_in_the_same_place_is_preferred_where_words_repeat():
    first, second = line("1", "Monitor"), line("2", "Monitor", place=THERE)
    assert compare([first, second], [replace(second, key="b"), replace(first, key="a")]).differences == ()


def test_a_sub_heading_is_never_taken_for_an_action():
    heading = replace(REVIEW, is_heading=True)
    assert [d.kind for d in compare([REVIEW], [heading]).differences] == [Kind.NEW, Kind.GONE]


def test_the_counts_are_said_in_a_sentence():
    assert compare([REVIEW, TRAIN], [TRAIN, BUILD]).in_words == "1\u00a0new and 1\u00a0gone"
    assert compare([REVIEW], [REVIEW]).in_words == "Nothing differs"


@pytest.mark.parametrize(
    ("changes", "one", "two"),
    [
        ({"dates": ("July 2007",)}, "1\u00a0re-dated", "2\u00a0re-dated"),
        ({"status": "On track"}, "1\u00a0new status", "2\u00a0new statuses"),
        ({"lead": "Clerk"}, "1\u00a0change of lead or contributors", "2\u00a0changes of lead or contributors"),
        ({"measures": ("Adopted",)}, "1\u00a0change of measures", "2\u00a0changes of measures"),
        (
            {"outcome": "Less waste"},
            "1\u00a0change of reference, outcome, resources or ICT",
            "2\u00a0changes of reference, outcome, resources or ICT",
        ),
        ({"words": "Begun"}, "1\u00a0new update", "2\u00a0new updates"),
    ],
)
def test_several_differences_of_a_kind_are_counted_in_the_plural(changes, one, two):
    changed = [replace(line, **changes) for line in (REVIEW, TRAIN)]
    assert compare([REVIEW], changed[:1]).in_words == one
    assert compare([REVIEW, TRAIN], changed).in_words == two


texts = st.sampled_from([
    "Review the waste strategy", "review the waste strategy.", "Review the waste strategies", "Review waste strategy",
    "Train the committee", "Train the committees", "Build", "", "Build a depot", "Build the depot",
])  # fmt: skip
lines = st.builds(
    lambda text, ref, place, heading, due: line(
        "", text or " ", ref=ref, place=place, is_heading=heading, dates=("Soon",), due=(due,)
    ),
    texts,
    st.sampled_from(["", "", "1", "2", "3"]),
    st.sampled_from([HERE, THERE]),
    st.booleans(),
    st.sampled_from([None, date(2007, 7, 31)]),
)
plans = st.lists(lines, max_size=8).map(lambda found: [replace(row, key=str(at)) for at, row in enumerate(found)])


@given(plans)
def test_a_plan_does_not_differ_from_itself(plan):
    found = compare(plan, plan, renaming=True)
    assert found.differences == ()
    assert found.pairs == tuple((row, row) for row in plan)


@given(plans, plans)
def test_what_is_new_one_way_is_gone_the_other(before, after):
    there, back = compare(before, after), compare(after, before)
    assert {(one.key, other.key) for one, other in there.pairs} == {(one.key, other.key) for other, one in back.pairs}

    def of(found, kind):
        return [d.line.key for d in found.differences if d.kind == kind]

    assert of(there, Kind.NEW) == of(back, Kind.GONE)
    assert of(there, Kind.GONE) == of(back, Kind.NEW)


@given(plans, plans)
def test_each_line_is_in_one_pair_or_new_or_gone(before, after):
    found = compare(before, after)
    gone = [d.before.key for d in found.differences if d.kind == Kind.GONE]
    new = [d.after.key for d in found.differences if d.kind == Kind.NEW]
    assert Counter([one.key for one, _ in found.pairs] + gone) == Counter(row.key for row in before)
    assert Counter([other.key for _, other in found.pairs] + new) == Counter(row.key for row in after)


@given(texts, texts)
def test_likeness_does_not_depend_on_which_text_comes_first(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, other) == 1) or folded(one) != folded(other)


@pytest.mark.parametrize("tail", ["", " once more"])
def test_many_lines_of_much_the_same_words_are_compared_with_little_more_work_for_each(tail):
    def comparing(lines: int):
        before = [line(str(n), f"Review policy {n} of the department of services") for n in range(lines)]
        after = [line(str(n), f"Review policy {n + 7000} of the department of services{tail}") for n in range(lines)]
        return lambda: compare(before, after)

    found = comparing(1000)()
    assert len(found.pairs) + sum(d.kind == Kind.GONE for d in found.differences) == 1000
    assert growth(comparing, 250, 1000) < LITTLE_MORE


def test_many_lines_of_which_each_was_worded_anew_find_each_other_with_little_more_work_for_each():
    def comparing(lines: int):
        chance = random.Random(5)  # noqa: S311 - for lines, not for secrets
        words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=8)) for _ in range(lines)]
        before = [line(str(n), " ".join(chance.choices(words, k=12))) for n in range(lines)]
        after = [replace(row, text=f"{row.text} {chance.choice(words)}") for row in before]
        return lambda: compare(before, after[::-1])

    found = comparing(1000)()
    assert all(one.key == other.key for one, other in found.pairs)
    assert len(found.pairs) == 1000
    assert growth(comparing, 250, 1000) < LITTLE_MORE
