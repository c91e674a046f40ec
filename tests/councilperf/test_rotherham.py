"""The demonstration holds what the papers of 10 September 2007 hold, counted against the reference."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import groupby

import pytest

from actions.models import Action, DateChange, Milestone, Update
from clinics.models import Clinic, Sitting
from core.dates import read
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from indicators.models import Indicator, Measurement
from meetings.models import AgendaItem, Meeting, Minute, Resolution
from tests import reference

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("rotherham")]

PERSON, INVENTED_POST = "Tim Mumford", "Head of Legal and Democratic Services"
WRITTEN_ON = date(2007, 8, 6)

# Where each figure of the papers stands. Those that belong to no indicator have their reason instead.
NARRATIVE = "told in words of a clinic or an update"
PLAN_MEASURE = "a measure of the plan that no indicator counts"
FIGURES = {
    1: ("LPI", "DQ", "2006", "actual"),
    2: ("BVPI", "BV204", "2007/08 Q1", "actual"),
    6: ("LPI", "EMPLOYMENT", "2007/08 Q1", "actual"),
    7: ("BVPI", "BV174", "2005/06", "actual"),
    8: ("BVPI", "BV174", "2006/07", "actual"),
    9: ("BVPI", "BV175", "2005/06", "actual"),
    10: ("BVPI", "BV175", "2006/07", "actual"),
    11: ("BVPI", "BV127a", "2005/06", "actual"),
    12: ("BVPI", "BV127a", "2006/07", "actual"),
    15: ("BVPI", "BV128a", "2005/06", "actual"),
    16: ("BVPI", "BV128a", "2006/07", "actual"),
    22: ("LPI", "LTP1", "2005/06", "numerator"),
    31: ("LPI", "LGO-DAYS", "2004/05", "actual"),
    32: ("LPI", "LGO-DAYS", "2005/06", "actual"),
    33: ("LPI", "LGO-DAYS", "2006/07", "actual"),
    36: ("PAF", "C32", "2005/06", "actual"),
    37: ("PAF", "C32", "2006/07", "actual"),
    38: ("PAF", "C72", "2006/07 Q2", "actual"),
    39: ("PAF", "C72", "2005/06", "actual"),
    40: ("PAF", "C72", "2006/07", "actual"),
    41: ("BVPI", "BV2a", "2005/06", "actual"),
    42: ("BVPI", "BV2a", "2006/07", "actual"),
    44: ("BVPI", "BV8", "2005/06", "actual"),
    45: ("BVPI", "BV8", "2006/07", "actual"),
    46: ("BVPI", "BV78a", "2005/06", "actual"),
    47: ("BVPI", "BV78a", "2006/07", "actual"),
    48: ("BVPI", "BV78a", "2007/08 Q1", "actual"),
    49: ("BVPI", "BV78b", "2005/06", "actual"),
    50: ("BVPI", "BV78b", "2006/07", "actual"),
    51: ("BVPI", "BV78b", "2007/08 Q1", "actual"),
    56: ("BVPI", "BV11a", "2005/06", "actual"),
    57: ("BVPI", "BV11a", "2006/07", "actual"),
    58: ("BVPI", "BV11b", "2005/06", "actual"),
    59: ("BVPI", "BV11b", "2006/07", "actual"),
    60: ("BVPI", "BV11c", "2005/06", "actual"),
    61: ("BVPI", "BV11c", "2006/07", "actual"),
    62: ("CPA", "11a", "2005/06", "actual"),
    63: ("CPA", "11a", "2006/07", "actual"),
    64: ("CPA", "11b", "2005/06", "actual"),
    65: ("CPA", "11b", "2006/07", "actual"),
    66: ("CPA", "11c", "2005/06", "actual"),
    67: ("CPA", "11c", "2006/07", "actual"),
    70: ("LPI", "DOT", "2007/08", "target"),
    71: ("LPI", "DOT-PI", "2007/08", "target"),
    72: ("LPI", "UOR", "2007/08", "target"),
    73: ("LPI", "CULTURE", "2007/08", "target"),
    74: ("LPI", "CULTURE-PI", "2007/08", "target"),
    77: ("BVPI", "BV127a", "2007/08", "target"),
    78: ("BVPI", "BV127a", "2008/09", "target"),
    79: ("BVPI", "BV127a", "2009/10", "target"),
    89: ("LPI", "UOR", "2007/08", "target"),
    93: ("LPI", "DQ", "2008", "target"),
    94: ("LPI", "DQ-REPORTS", "2007/08", "target"),
    95: ("LPI", "DQ-ISSUES", "2007/08", "target"),
    96: ("LPI", "DQ-TRAINING", "2008/09", "target"),
    97: ("LPI", "DQ-RECS", "2007/08", "target"),
    98: ("LPI", "DQ", "2009", "target"),
    105: ("BVPI", "BV12", "2009/10", "target"),
    106: ("BVPI", "BV17a", "2009/10", "target"),
    107: ("BVPI", "BV17a", "2006/07", "actual"),
    110: ("BVPI", "BV8", "2007/08", "target"),
    111: ("BVPI", "BV8", "2008/09", "target"),
    112: ("BVPI", "BV8", "2009/10", "target"),
    113: ("BVPI", "BV156", "2007/08", "target"),
    116: ("BVPI", "BV2a", "2007/08", "target"),
    117: ("BVPI", "BV2a", "2007/08 M04 (July)", "actual"),
    123: ("LPI", "QOL", "2007/08", "target"),
    127: ("PAF", "C29", "2006/07", "actual"),
    128: ("PAF", "C29", "2007/08", "target"),
    130: ("PAF", "C32", "2007/08", "target"),
    131: ("PAF", "C32", "2008/09", "target"),
    132: ("LPI", "DH-SPEND", "2006/07", "target"),
    133: ("LPI", "DECENT", "2006/07", "actual"),
    134: ("LPI", "DH-SPEND", "2006/07", "actual"),
    135: ("LPI", "DH-UNDERSPEND", "2006/07", "actual"),
    136: ("LPI", "PSDH", "2007/08", "target"),
    137: ("LPI", "PSDH", "2010/11", "target"),
}
TARGETS_IN_WORDS = {115: ("BVPI", "BV187", "2007/08"), 124: ("BVPI", "BV3", "2009/10"), 119: ("LPI", "LGO-NUMBER", "2007/08"),
                    120: ("LPI", "LGO-NUMBER", "2008/09"), 121: ("LPI", "LGO-DAYS", "2007/08"), 122: ("LPI", "LGO-DAYS", "2008/09")}  # fmt: skip
NO_FIGURE_PRINTED = {3: ("LPI", "NEET", "2007/08"), 4: ("PAF", "C72", "2007/08 Q1"), 5: ("PAF", "C32", "2007/08")}
ELSEWHERE = {
    26: "the rating FAIR is level 2 of the Local Transport Plan rating",
    35: "a gap of 520 people is no rate: commentary of C32, 2006/07 Q1",
    43: "the forecast of BV8, worked out from the gap",
    68: "counted from BV11a, b and c",
    69: "counted from CPA 11a, b and c",
    129: "the plan's baseline of C32 disagrees with the outturn: commentary of 2006/07",
}


def plan_rows() -> list[dict[str, str]]:
    return reference.rows("paper_plan_rotherham.csv")


def entries() -> dict[int, PlanEntry]:
    return {entry.source_line: entry for entry in PlanEntry.objects.select_related("action__lead")}


def test_the_agenda_has_eight_items_with_their_kinds_and_presenters():
    items = AgendaItem.objects.filter(meeting__date="2007-09-10").values_list("number", "kind", "presenter__title")
    assert list(items) == [
        (1, "procedural", None),
        (2, "procedural", None),
        (3, "minutes", None),
        (4, "matters_arising", None),
        (5, "report", None),
        (6, "report", None),
        (7, "verbal", "Assistant Chief Executive"),
        (8, "verbal", "Assistant Chief Executive"),
    ]


def test_the_minutes_of_14_may_run_from_43_to_51_with_eight_resolutions_in_eleven_parts():
    minutes = Minute.objects.filter(meeting__date="2007-05-14")
    parts = Counter(Resolution.objects.filter(minute__in=minutes).values_list("minute__number", flat=True))
    assert list(minutes.values_list("number", flat=True)) == list(range(43, 52))
    assert parts == {43: 1, 45: 2, 46: 2, 47: 2, 48: 1, 49: 1, 50: 1, 51: 1}
    assert sum(parts.values()) == 11


def test_the_minutes_keep_every_topic_and_name_nobody():
    topics = {m.number: len(re.findall(r"^- ", m.text, re.MULTILINE)) for m in Minute.objects.all()}
    assert (topics[46], topics[47], topics[49]) == (13, 4, 7)
    assert Meeting.objects.get(date="2007-05-14").attendance.filter(presence="present").count() == 3


def test_the_board_published_its_agenda_by_the_day_that_the_law_gives():
    deadlines = dict(Meeting.objects.values_list("date", "publication_deadline"))
    assert deadlines[date(2007, 9, 10)] == date(2007, 8, 31)
    assert deadlines[date(2007, 5, 14)] == date(2007, 5, 3)
    assert deadlines[date(2007, 3, 12)] == date(2007, 3, 2)


def test_ten_clinics_sat_eleven_times_on_the_days_of_the_paper_and_five_are_suggested():
    rows = reference.rows("paper_clinics.csv")
    wanted = sorted(day.strip() for row in rows for day in row["date_iso"].split("|") if day.strip())
    assert sorted(str(day) for day in Sitting.objects.values_list("date", flat=True)) == wanted
    states = Counter(Clinic.objects.values_list("state", flat=True))
    assert (len(wanted), states) == (11, {"follow_up": 10, "suggested": 5})


def test_every_clinic_says_why_it_was_called_and_what_came_of_it():
    for clinic in Clinic.objects.all():
        assert clinic.triggers.exists(), clinic
        assert all(trigger.sentence for trigger in clinic.triggers.all())
        if clinic.state == "follow_up":
            assert clinic.why
            assert clinic.progress_updates.get().words
            assert clinic.outcome
    assert Clinic.objects.filter(kind="officers").count() == 2
    assert Clinic.objects.get(title__contains="NEET").organised_by == "Rotherham Partnership"


def test_the_plan_has_the_sections_areas_objectives_and_actions_of_the_paper():
    rows = plan_rows()
    plan = Plan.objects.get()
    assert list(plan.sections.values_list("title", flat=True)) == list(dict.fromkeys(row["section"] for row in rows))
    areas = list(dict.fromkeys((row["section"], row["priority_area"]) for row in rows))
    assert list(PriorityArea.objects.values_list("section__title", "title")) == areas
    counts = (
        Section.objects.count(),
        PriorityArea.objects.count(),
        Objective.objects.count(),
        Action.objects.count(),
        PlanEntry.objects.count(),
    )
    assert counts == (10, 32, 40, 173, 175)


def distinct(parts: list[str]) -> list[str]:
    """Without repetitions in a row: two measures of one date are two milestones."""
    return [part for part, _ in groupby(parts)]


def test_no_row_of_the_plan_is_dropped():
    rows = plan_rows()
    wanted = [int(row["source_line"]) for row in rows if row["row_type"] == "action"]
    held = entries()
    assert sorted(line for line, entry in held.items() if entry.action) == wanted
    assert sorted(line for line, entry in held.items() if entry.heading) == [514, 519]


def test_every_target_date_is_kept_as_written():
    held = entries()
    actions = [row for row in plan_rows() if row["row_type"] == "action"]
    assert [held[int(row["source_line"])].target_date_as_written for row in actions] == [
        row["target_date"] for row in actions
    ]
    assert sum(bool(entry.target_date_as_written) for entry in held.values()) == 165


def test_every_milestone_falls_due_when_its_text_says():
    for milestone in Milestone.objects.exclude(date_as_written="").exclude(completed_by__isnull=False):
        read_again = read(milestone.date_as_written, written_on=WRITTEN_ON)
        assert (milestone.due_on, milestone.first_due_on) == (read_again.due, read_again.first_due), (
            milestone.date_as_written
        )


def test_the_milestones_are_the_dated_parts_of_the_cells():
    cells = {row["text"]: row for row in reference.rows("paper_date_texts.csv") if row["plan"] == "Rotherham"}
    held = entries()
    for text, row in cells.items():
        if (
            not text
            or int(row["n_parts"]) < 2
            or row["kind"]
            in ("revised", "dated + recurring", "recurring + start", "dated + ongoing", "to be confirmed + year")
        ):
            continue
        for line in map(int, row["rows"].split()):
            written = [m.date_as_written for m in held[line].action.milestones.all() if m.date_as_written]
            parts = [part.strip() for part in row["parts"].split("|")]
            assert distinct(written) == distinct(parts), line


def test_the_rows_that_carry_on_another_are_its_further_milestones():
    continuations = {
        528: ["October 2007"],
        530: ["March 2008", "March 2009"],
        613: ["31 st December 2007"],
        623: ["2010"],
    }
    held = entries()
    for line, dates in continuations.items():
        assert [m.date_as_written for m in held[line].action.milestones.all()][-len(dates) :] == dates


def test_every_row_with_a_measure_has_one():
    held = entries()
    with_measure = {int(r["source_line"]) for r in plan_rows() if r["row_type"] == "action" and r["progress_measure"]}
    kept = {
        line for line, entry in held.items() if entry.action and entry.action.milestones.exclude(measure="").exists()
    }
    assert with_measure <= kept
    assert len(with_measure) == 141
    assert kept - with_measure == set()


def test_every_accountability_is_kept_as_written_and_names_posts_never_people():
    held = entries()
    actions = [row for row in plan_rows() if row["row_type"] == "action"]
    wanted = [row["accountability"].replace(PERSON, INVENTED_POST) for row in actions]
    assert [held[int(row["source_line"])].accountability_as_written for row in actions] == wanted
    assert sum(bool(text) for text in wanted) == 135
    for entry in held.values():
        if entry.action and entry.accountability_as_written:
            assert entry.action.lead, entry.source_line


def test_joint_posts_are_one_lead_and_contributors_and_partner_bodies_are_known_as_such():
    held = entries()
    joint = held[392].action
    assert str(joint.lead) == "LSP Manager"
    assert {str(post) for post in joint.contributors.all()} == {
        "Head of Corporate Communications and Marketing",
        "Principal Officer – Performance Management",
    }
    assert str(held[567].action.contributors.get().partner_body) == "RBT"
    assert str(held[376].action.lead.partner_body) == "Safer Rotherham Partnership"


def test_where_nobody_is_accountable_no_one_leads_unless_the_merge_is_plain():
    inherited = sorted(entry.source_line for entry in PlanEntry.objects.filter(accountability_inherited=True))
    assert inherited == [520, 521, 522, 523, 530]
    assert Action.objects.filter(lead=None).count() == 38 - len(inherited)


def test_the_29_statuses_are_first_updates_in_the_papers_own_words():
    wanted = Counter(row["status"] for row in plan_rows() if row["status"])
    assert Counter(Update.objects.exclude(status_as_written="").values_list("status_as_written", flat=True)) == wanted
    assert Update.objects.exclude(status="").count() == 29
    assert Counter(Action.objects.values_list("status", flat=True)) == {
        "": 144,
        "in_progress": 17,
        "complete": 7,
        "slipped": 3,
        "on_track": 2,
    }


def test_the_two_doubled_statuses_complete_two_milestones_and_not_the_action():
    held = entries()
    for line in (376, 557):
        action = held[line].action
        assert action.status == "in_progress"
        assert [m.completed_on is not None for m in action.milestones.all()][:3] == [True, True, False]


def test_the_38_updates_have_words_and_name_nobody():
    updates = Update.objects.exclude(words="")
    assert updates.count() == 38
    wanted = sorted(int(row["source_line"]) for row in plan_rows() if row["has_update"] == "1")
    assert sorted(updates.values_list("action__plan_entries__source_line", flat=True)) == wanted
    assert not updates.filter(words__icontains="Khamis").exists()


def test_the_two_dates_that_were_moved_in_the_cell_are_changes_of_92_days():
    changes = DateChange.objects.select_related("milestone__action")
    assert [
        (change.days, change.milestone.action.plan_entries.get().source_line) for change in changes.order_by("pk")
    ] == [(92, 465), (92, 466)]


def test_the_forecast_that_an_update_gives_is_kept_beside_the_date():
    action = entries()[431].action
    assert (action.forecast_on, action.milestones.get().due_on) == (date(2007, 9, 28), date(2007, 7, 31))


def test_every_figure_of_the_papers_stands_in_its_indicator_and_period():
    held = {
        (m.indicator.set.code, m.indicator.ref, str(m.period)): m
        for m in Measurement.objects.select_related("indicator__set", "period")
    }
    for row in reference.rows("paper_figures.csv"):
        key = int(row["id"])
        if row["doc"] == "Rotherham" and key in FIGURES:
            *where, attribute = FIGURES[key]
            value = row["target"] if row["figure_type"] == "target" else row["value"]
            assert getattr(held[tuple(where)], attribute) == Decimal(value), row
            if row["figure_type"] == "actual" and re.fullmatch(r"[\d.]+", row["target"]):
                assert held[tuple(where)].target == Decimal(row["target"]), row
    for where in TARGETS_IN_WORDS.values():
        assert held[where].target_words
    for where in NO_FIGURE_PRINTED.values():
        assert held[where].actual is None
        assert held[where].why


def test_no_figure_of_an_indicator_is_left_out():
    known = FIGURES.keys() | TARGETS_IN_WORDS.keys() | NO_FIGURE_PRINTED.keys() | ELSEWHERE.keys()
    for row in reference.rows("paper_figures.csv"):
        if row["doc"] != "Rotherham" or int(row["id"]) in known:
            continue
        ref = row["ref"]
        belongs = ref and not ref.startswith("(") and not ref.startswith("LTP1")
        assert not belongs, f"{row['id']} {ref} is neither in an indicator nor accounted for"


def test_derived_targets_say_where_they_come_from_and_stated_ones_do_not():
    notes = dict(Measurement.objects.exclude(target_note="").values_list("indicator__ref", "target_note"))
    assert notes == {
        "BV8": "worked out from “missed by 4.9”",
        "BV127a": "worked out from “missed by 0.4”",
        "BV128a": "worked out from “missed by 2.7”",
        "C72": "quoted with the quarter 2 figure",
    }


@pytest.mark.parametrize(
    ("ref", "period", "words"),
    [
        ("BV127a", 2006, ("misses the target of 21.8 by 0.4", "Declined by 0.4")),
        ("BV128a", 2006, ("misses the target of 13.0 by 2.7", "Declined by 1.2")),
        ("BV8", 2006, ("by 4.9 percentage points", "No change")),
        ("BV175", 2006, ("100.00", "No change")),
        ("BV78a", 2006, ("misses the target of 27.00", "Declined by 0.80")),
        ("BV78b", 2006, ("by 12.70", "Improved by 0.10")),
        ("BV2a", 2006, ("meets the target of level\u00a04", "Improved by 1")),
        ("BV11a", 2006, ("41.78", "Declined")),
        ("BV11c", 2006, ("2.99", "Improved")),
        ("C32", 2006, ("80.20", "Declined by 6.55")),
        ("C72", 2006, ("is better than the target of 120.00", "Improved by 23.11")),
        ("LGO-DAYS", 2006, ("34.7", "Improved by 1.1")),
    ],
)
def test_the_verdicts_are_those_that_the_paper_printed(ref, period, words):
    verdict = Measurement.objects.get(
        indicator__ref=ref, indicator__variant_of=None, period__kind="year", period__year=period
    )
    assert words[0] in verdict.rating_reason
    assert words[1] in verdict.direction_reason


def test_variants_follow_another_definition_of_the_same_indicator():
    variants = Indicator.objects.filter(set__code="CPA").values_list("ref", "variant_of__ref", "variant_name")
    assert list(variants) == [
        ("11a", "BV11a", "CPA definition"),
        ("11b", "BV11b", "CPA definition"),
        ("11c", "BV11c", "CPA definition"),
    ]
