import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action
from core.records import StaleWriteError
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.contents import content_of, lines_of, opened, sum_of
from improvement_plan.models import Objective, Plan, PlanEntry, PlanVersion, PriorityArea, Section
from improvement_plan.rules.comparison import compare
from organisation.models import Post


@pytest.fixture
def plan(db) -> Plan:
    """Two sections of two areas of two objectives of three lines: S1A1O1L1 to S2A2O2L3."""
    plan = Plan.objects.create(title="Plan", slug="plan")
    for s in (1, 2):
        section = Section.objects.create(plan=plan, number=s, title=f"S{s}")
        for a in (1, 2):
            area = PriorityArea.objects.create(section=section, number=a, title=f"S{s}A{a}")
            for o in (1, 2):
                objective = Objective.objects.create(area=area, order=o, text=f"S{s}A{a}O{o}")
                for n in (1, 2, 3):
                    action = Action.objects.create(title=f"{objective}L{n}")
                    PlanEntry.objects.create(objective=objective, order=n, action=action, ref=f"{s}.{a}.{o}{n}")
    return plan


def entry(title: str) -> PlanEntry:
    return PlanEntry.objects.get(action__title=title)


def under(objective: str) -> list[str]:
    return [str(line)[-2:] if str(line).startswith(objective) else str(line) for line in Objective.objects.get(text=objective).entries.all()]  # fmt: skip


def step(plan: Plan, title: str, *, up: bool) -> None:
    line = entry(title)
    services.move_by_one(plan=plan, part=Part.LINE, row=line, up=up, seen=line.version)


def test_a_line_moves_up_and_down_within_its_objective(plan):
    step(plan, "S1A1O1L3", up=True)
    assert under("S1A1O1") == ["L1", "L3", "L2"]
    step(plan, "S1A1O1L1", up=False)
    assert under("S1A1O1") == ["L3", "L1", "L2"]
    assert entry("S1A1O1L3").ref == "1.1.13"


def test_a_line_moves_on_into_the_objective_beside_its_own_and_across_areas_and_sections(plan):
    step(plan, "S1A1O1L3", up=False)
    assert (under("S1A1O1"), under("S1A1O2")) == (["L1", "L2"], ["S1A1O1L3", "L1", "L2", "L3"])
    step(plan, "S2A1O1L1", up=True)
    assert under("S1A2O2") == ["L1", "L2", "L3", "S2A1O1L1"]


def test_a_line_passes_closed_lines_over(plan):
    services.close_line(entry=entry("S1A1O1L2"), on=dt.date(2007, 9, 10), because="Done elsewhere")
    step(plan, "S1A1O1L3", up=True)
    assert under("S1A1O1") == ["L3", "L1", "L2"]


@pytest.mark.parametrize(("title", "up"), [("S1A1O1L1", True), ("S2A2O2L3", False)])
def test_at_the_ends_of_the_plan_there_is_no_further_place(plan, title, up):
    with pytest.raises(services.NoPlaceError, match="of the plan already"):
        step(plan, title, up=up)


def test_an_area_moves_across_sections_and_the_numbers_run_on(plan):
    area = PriorityArea.objects.get(title="S1A2")
    services.move_by_one(plan=plan, part=Part.AREA, row=area, up=False, seen=area.version)
    first, second = plan.sections.all()
    assert [(a.number, a.title) for a in first.areas.all()] == [(1, "S1A1")]
    assert [(a.number, a.title) for a in second.areas.all()] == [(1, "S1A2"), (2, "S2A1"), (3, "S2A2")]


def test_a_section_moves_and_who_moved_what_is_in_the_history(plan):
    section = plan.sections.get(title="S2")
    services.move_by_one(plan=plan, part=Part.SECTION, row=section, up=True, seen=section.version)
    assert [(s.number, s.title) for s in plan.sections.all()] == [(1, "S2"), (2, "S1")]
    assert list(section.history.values_list("history_type", "number")) == [("~", 1), ("+", 2)]


def test_a_move_of_what_somebody_else_has_moved_is_refused(plan):
    mine = entry("S1A1O1L3")
    step(plan, "S1A1O1L3", up=True)
    with pytest.raises(StaleWriteError):
        services.move_by_one(plan=plan, part=Part.LINE, row=mine, up=True, seen=mine.version)
    assert under("S1A1O1") == ["L1", "L3", "L2"]


def test_moving_one_line_leaves_no_history_of_those_that_it_does_not_pass(plan):
    step(plan, "S1A1O1L3", up=True)
    assert [entry(f"S1A1O1L{n}").version for n in (1, 2, 3)] == [1, 2, 2]


@pytest.mark.django_db
@given(st.data())
def test_whatever_is_moved_no_line_is_lost_and_none_stands_twice(data):
    with transaction.atomic():
        plan = Plan.objects.create(title="Plan", slug="p")
        section = Section.objects.create(plan=plan, number=1, title="S")
        area = PriorityArea.objects.create(section=section, number=1, title="A")
        objectives = [Objective.objects.create(area=area, order=n, text=str(n)) for n in (0, 4)]
        for n in range(6):
            PlanEntry.objects.create(objective=objectives[n % 2], order=n * 2, heading=f"H{n}")
        wanted = {objective.pk: list(objective.entries.values_list("pk", flat=True)) for objective in objectives}
        for _ in range(4):
            row = PlanEntry.objects.get(
                pk=data.draw(st.sampled_from(sorted(pk for keys in wanted.values() for pk in keys)))
            )
            into = data.draw(st.sampled_from(objectives))
            before = data.draw(st.sampled_from([None, *wanted[into.pk]]))
            services.move(
                plan=plan,
                part=Part.LINE,
                row=row,
                parent=into,
                before=PlanEntry.objects.get(pk=before) if before else None,
                seen=row.version,
            )
            if before != row.pk:
                wanted[row.objective_id].remove(row.pk)
                place = wanted[into.pk].index(before) if before else len(wanted[into.pk])
                wanted[into.pk].insert(place, row.pk)
            for objective in objectives:
                assert list(objective.entries.values_list("pk", flat=True)) == wanted[objective.pk]
        transaction.set_rollback(True)


def test_a_new_line_comes_below_the_one_it_was_added_to(plan):
    above = entry("S1A1O1L1")
    line = PlanEntry(heading="Between")
    services.add(plan=plan, part=Part.LINE, row=line, parent=above.objective, after=above)
    assert under("S1A1O1") == ["L1", "Between", "L2", "L3"]


def test_lines_stand_under_the_sub_heading_above_them(plan):
    top = entry("S1A1O1L1")
    heading = PlanEntry(heading="Head")
    services.add(plan=plan, part=Part.LINE, row=heading, parent=top.objective, after=top)
    step(plan, "S1A1O1L3", up=True)
    assert [entry(f"S1A1O1L{n}").group for n in (1, 3)] == [None, heading]
    step(plan, "S1A1O1L3", up=True)
    assert entry("S1A1O1L3").group is None


def test_only_what_is_empty_is_removed_and_the_numbers_close_up(plan):
    area = PriorityArea.objects.get(title="S1A1")
    with pytest.raises(services.NotEmptyError):
        services.remove(plan=plan, part=Part.AREA, row=area, seen=area.version)
    empty = PriorityArea(title="Empty")
    services.add(plan=plan, part=Part.AREA, row=empty, parent=area.section, after=area)
    assert [a.title for a in area.section.areas.all()] == ["S1A1", "Empty", "S1A2"]
    empty.refresh_from_db()
    services.remove(plan=plan, part=Part.AREA, row=empty, seen=empty.version)
    assert [(a.number, a.title) for a in area.section.areas.all()] == [(1, "S1A1"), (2, "S1A2")]


def test_numbering_anew_is_shown_first_and_refused_where_the_plan_has_changed_since(plan):
    shown = services.new_numbers(plan)
    assert [(c.was, c.becomes) for c in shown][:4] == [
        ("1.1.11", "1.1.1"),
        ("1.1.12", "1.1.2"),
        ("1.1.13", "1.1.3"),
        ("1.1.21", "1.1.4"),
    ]
    agreed = services.seal(shown)
    step(plan, "S1A1O1L3", up=True)
    with pytest.raises(StaleWriteError):
        services.number_anew(plan=plan, agreed=agreed)
    agreed = services.seal(services.new_numbers(plan))
    assert services.number_anew(plan=plan, agreed=agreed) == 24
    assert services.new_numbers(plan) == []


def test_a_closed_line_gives_up_a_reference_that_another_one_gets(plan):
    plan.layout = "numbered"
    plan.save()
    closed = entry("S1A1O1L1")
    closed.ref = "1.1"
    services.close_line(entry=closed, on=dt.date(2007, 9, 10), because="Done elsewhere")
    changes = services.new_numbers(plan)
    assert [(c.was, c.becomes) for c in changes if c.entry == closed] == [("1.1", "")]
    assert [c.becomes for c in changes][:2] == ["1.1", "1.2"]


def test_a_recorded_version_keeps_the_plan_as_it_was(plan, today):
    lead = Post.objects.create(title="Head of Waste")
    Action.objects.filter(title="S1A1O1L1").get().milestones.create(measure="M", due_on=dt.date(2008, 3, 31), first_due_on=dt.date(2008, 3, 31))  # fmt: skip
    version = services.record_version(plan=plan, number="2", reviewed_on=today, issues="None")
    frozen = PlanVersion.objects.get()
    assert (frozen.sha256, frozen.content) == (sum_of(frozen.content), content_of(plan))
    action = Action.objects.get(title="S1A1O1L1")
    action.lead = lead
    action.save()
    assert opened(frozen.content).lines[0].lead == ""
    found = compare(opened(frozen.content).lines, lines_of(plan)).differences
    assert [(d.was, d.becomes) for d in found] == [("No owner", "Head of Waste")]
    version.issues = "Some"
    version.save()
    assert PlanVersion.objects.get().content == frozen.content
    assert not hasattr(version.history.first(), "content")


def test_a_closed_line_is_frozen_with_its_reason_and_is_no_line_of_the_comparison(plan):
    services.close_line(entry=entry("S1A1O1L1"), on=dt.date(2007, 9, 10), because="Done elsewhere")
    kept = opened(content_of(plan))
    assert [(line.text, line.because) for line in kept.closed] == [("S1A1O1L1", "Done elsewhere")]
    assert "S1A1O1L1" not in [line.text for line in kept.lines]


def test_versions_are_listed_without_their_content(plan, today, django_assert_num_queries):
    services.record_version(plan=plan, number="1", reviewed_on=today, issues="None")
    with django_assert_num_queries(1):
        assert [version.sha256 != "" for version in plan.versions.all()] == [True]
    assert "content" in plan.versions.get().get_deferred_fields()
