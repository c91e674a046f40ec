"""The list of all actions: filters, groups, a month of the calendar, a line of time and files."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from accounts.choices import Role
from actions.models import Action, DateChange, Milestone, start_of
from actions.services import record_update
from clinics.models import Clinic
from core.dates import Recurrence
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from meetings.models import Meeting, Minute
from organisation.models import Board, Directorate, Post

TODAY = dt.date(2007, 9, 10)
BEGAN = dt.date(2007, 7, 24)
"""The first day of the cycle: the day after the board's last meeting."""


@pytest.fixture
def board(council, today) -> Board:
    board = Board.objects.create(name="Board", kind="political")
    Meeting.objects.create(board=board, date=BEGAN - dt.timedelta(days=1))
    return board


@pytest.fixture
def reader(signed_in, board):
    return signed_in(Role.VIEWER)


@pytest.fixture
def finance(db) -> Post:
    directorate = Directorate.objects.create(name="Resources")
    return Post.objects.create(title="Head of Finance", directorate=directorate)


def action(title: str, *due: dt.date, was: dt.date | None = None, **more) -> Action:
    made = Action.objects.create(title=title, **more)
    for day in due:
        made.milestones.create(measure=f"{title} done", due_on=day, first_due_on=was or day)
    return made


def redate(milestone: Milestone, *, decision: str = "approved") -> None:
    DateChange.objects.create(
        milestone=milestone,
        was=milestone.first_due_on,
        becomes=milestone.first_due_on + dt.timedelta(days=1),
        reason="Late.",
        requested_at=timezone.now(),
        decision=decision,
        decided_at=None if decision == "waiting" else timezone.now(),
    )


def enter(plan: Plan, made: Action, ref: str = "") -> None:
    section = Section.objects.get_or_create(plan=plan, number=1, title="S")[0]
    area = PriorityArea.objects.get_or_create(section=section, number=1, title="A")[0]
    objective = Objective.objects.get_or_create(area=area, text="O")[0]
    PlanEntry.objects.create(objective=objective, order=objective.entries.count(), action=made, ref=ref)


def resolve(board: Board, made: Action) -> None:
    minute = Minute.objects.create(meeting=board.meetings.first(), number=41, title="Plan")
    minute.resolutions.create(part=2, text="That it be done.", action=made)


def rows(client, query: str = "") -> list[dict]:
    return client.get(f"/actions/?{query}&_export=json").json()


def titles(client, query: str = "") -> list[str]:
    return [row["Action"] for row in rows(client, query)]


def words(client, query: str = "") -> str:
    page = client.get(f"/actions/?{query}")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode().replace("\u00a0", " ")))


def test_a_post_finds_what_it_leads_and_what_it_contributes_to(reader, finance):
    other = Post.objects.create(title="Head of Roads")
    action("Led", lead=finance)
    action("Helped", lead=other).contributors.add(finance)
    action("Others'", lead=other)
    action("Orphan")
    assert titles(reader, f"post={finance.pk}") == ["Led", "Helped"]
    assert titles(reader, "post=null") == ["Orphan"]
    assert titles(reader, f"directorate={finance.directorate_id}") == ["Led"]
    assert titles(reader, "directorate=null") == ["Helped", "Others'", "Orphan"]


def test_where_an_action_comes_from(reader, board):
    plan, second = (Plan.objects.create(title=title, slug=title.lower()) for title in ("Housing", "Roads"))
    clinic = Clinic.objects.create(title="Invoices", state="held")
    both, called, resolved = action("In two plans"), action("Of a clinic"), action("Of a minute")
    action("Of none")
    enter(plan, both, "1.1")
    enter(second, both, "9")
    clinic.clinic_actions.create(action=called)
    resolve(board, resolved)
    assert titles(reader, f"plan={plan.pk}") == titles(reader, f"plan={second.pk}") == ["In two plans"]
    assert titles(reader, f"clinic={clinic.pk}") == ["Of a clinic"]
    assert titles(reader, "source=plan") == ["In two plans"]
    assert titles(reader, "source=clinic") == ["Of a clinic"]
    assert titles(reader, "source=minutes") == ["Of a minute"]
    assert titles(reader, "source=none") == ["Of none"]
    assert [row["Comes from"] for row in rows(reader)] == [
        "Plan 1.1; Plan 9",
        "Clinic: Invoices",
        "Minute 41(2)",
        "",
    ]


def test_a_plan_or_clinic_without_an_action_is_no_choice(reader):
    Plan.objects.create(title="Empty", slug="empty")
    assert "Empty" not in words(reader)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("any", ["By 31", "By 91", "By 181", "One of two"]),
        ("30", ["By 31", "By 91", "By 181", "One of two"]),
        ("90", ["By 91", "By 181", "One of two"]),
        ("180", ["By 181"]),
        ("twice", ["By 31", "Twice, of two"]),
    ],
)
def test_slippage_counts_days_from_the_first_date_and_approved_changes(reader, asked, found):
    first = dt.date(2008, 1, 1)
    for days in (0, 31, 91, 181):
        made = action(f"By {days}", first + dt.timedelta(days=days), was=first)
        if days == 31:
            redate(made.milestones.get())
            redate(made.milestones.get())
        redate(made.milestones.get(), decision="waiting")
    two = action("One of two", first)
    two.milestones.create(measure="x", due_on=first, first_due_on=first - dt.timedelta(days=100))
    for milestone in action("Twice, of two", first, first).milestones.all():
        redate(milestone)
        redate(milestone, decision="declined")
    action("Earlier", first, was=first + dt.timedelta(days=50))
    action("Undated")
    assert titles(reader, f"slipped={asked}") == found


def test_days_slipped_first_date_and_times_redated_are_shown_and_exported(reader):
    moved = action("Moved", dt.date(2007, 10, 31), was=dt.date(2007, 7, 31))
    redate(moved.milestones.get())
    redate(moved.milestones.get())
    page = words(reader)
    assert "31 Oct 2007 first 31 Jul 2007" in page
    assert "92 days re-dated twice" in page
    (row,) = rows(reader)
    assert (row["Due"], row["First due"], row["Slipped"], row["Times re-dated"]) == ("2007-10-31", "2007-07-31", 92, 2)


def test_the_list_is_put_in_order_of_days_slipped(reader):
    day = dt.date(2008, 1, 1)
    for days in (5, 100, 0):
        action(f"By {days}", day + dt.timedelta(days=days), was=day)
    assert titles(reader, "sort=-slipped") == ["By 100", "By 5", "By 0"]


def test_what_was_not_updated_since_the_last_meeting_of_the_board(reader):
    for title, day in (("Before", BEGAN - dt.timedelta(days=1)), ("Since", BEGAN)):
        record_update(action=action(title), by=None, words="x", status="on_track", at=start_of(day))
    done = action("Done")
    record_update(action=done, by=None, status="complete", at=start_of(BEGAN - dt.timedelta(days=9)))
    Action.objects.filter(pk=done.pk).update(closed_on=None)
    action("Never")
    assert titles(reader, "updated=no") == ["Before", "Never"]
    assert titles(reader, "updated=yes") == ["Since"]


def test_closed_actions_are_shown_when_asked_for(reader):
    action("Open")
    action("Closed", closed_on=dt.date(2007, 1, 1))
    assert titles(reader) == ["Open"]
    assert titles(reader, "closed=closed") == ["Closed"]
    assert titles(reader, "closed=all") == ["Open", "Closed"]
    assert [row["Closed"] for row in rows(reader, "closed=all")] == [None, "2007-01-01"]


@pytest.mark.parametrize(
    "query", ["post=9999", "plan=9999", "clinic=x", "source=air", "slipped=7", "updated=maybe", "directorate=0"]
)
def test_a_choice_that_does_not_exist_is_said_and_lists_nothing(reader, query):
    action("Anything")
    page = words(reader, query)
    assert "There is no such choice. Choose one from the list." in page
    assert "Anything" not in page


@pytest.mark.parametrize("query", ["view=map", "by=colour"])
def test_a_form_of_the_list_that_does_not_exist_is_a_clear_page(reader, query):
    answer = reader.get(f"/actions/?{query}")
    assert answer.status_code == 404
    assert "The list has no “" in answer.content.decode()


def headings(client, query: str) -> list[str]:
    page = client.get(f"/actions/?{query}").content.decode().replace("\u00a0", " ")
    found = re.findall(r'<h3 class="govuk-heading-s">(.*?)</h3>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", heading) for heading in found]


def test_the_list_stands_in_groups_with_counts(reader, finance, board):
    late = action("Late", dt.date(2007, 7, 31), lead=finance, status="on_track")
    action("Soon", dt.date(2007, 9, 30), lead=finance, status="on_track")
    action("Undated")
    for title in ("Housing", "Roads"):
        enter(Plan.objects.create(title=title, slug=title.lower()), late)
    assert headings(reader, "by=directorate") == [
        "Resources 2 actions, 1 overdue",
        "No directorate 1 action, none overdue",
    ]
    assert headings(reader, "by=post") == ["Head of Finance 2 actions, 1 overdue", "No owner 1 action, none overdue"]
    assert headings(reader, "by=plan") == [
        "Housing 1 action, 1 overdue",
        "Roads 1 action, 1 overdue",
        "In no plan 2 actions, none overdue",
    ]
    assert headings(reader, "by=rating") == [
        "Overdue or off track 1 action, 1 overdue",
        "On track 1 action, none overdue",
        "Not reported 1 action, none overdue",
    ]
    assert headings(reader, "by=month") == [
        "Due in July 2007 1 action, 1 overdue",
        "Due in September 2007 1 action, none overdue",
        "No date 1 action, none overdue",
    ]


def test_each_group_is_a_table_with_a_caption_of_its_own(reader, finance):
    action("Led", lead=finance)
    page = reader.get("/actions/?by=post").content.decode()
    assert "Head of Finance: actions with due date, slippage, lead post, rating and latest update</caption>" in page
    assert "sort=" not in page.split("<table")[1]


def test_groups_show_the_first_500_and_say_so(reader):
    Action.objects.bulk_create(Action(title=f"Action {n}") for n in range(501))
    page = words(reader, "by=post")
    assert "The first 500 of them by date are shown in groups." in page
    assert "No owner 500 actions" in page
    assert "501 actions." in page


def test_the_filter_keeps_the_form_of_the_list(reader):
    page = reader.get("/actions/?by=post&q=x").content.decode()
    assert '<input type="hidden" name="by" value="post">' in page
    assert 'href="/actions/?by=post"' in page


def days(client, query: str) -> dict[str, str]:
    page = client.get(f"/actions/?view=calendar&{query}").content.decode().replace("\u00a0", " ")
    cells = re.findall(r"<td role=\"cell\"[^>]*>(.*?)</td>", page, re.DOTALL)
    text = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in cells]
    return {cell.split(" ", 3)[0] + " " + cell.split(" ", 3)[1]: cell for cell in text if len(cell.split()) > 3}


def test_a_month_shows_what_is_due_on_each_day(reader, finance):
    action("Late one", dt.date(2007, 9, 7), lead=finance, status="on_track")
    done = action("Done step", dt.date(2007, 9, 30))
    done.milestones.update(completed_on=TODAY)
    action("Moved", dt.date(2007, 9, 30), was=dt.date(2007, 7, 31), status="slipped")
    action("Part", dt.date(2007, 9, 3), dt.date(2008, 1, 1), status="on_track")
    action("October's", dt.date(2007, 10, 1))
    found = days(reader, "month=2007-09")
    assert found["7 September,"] == "7 September, Friday Late one Overdue Head of Finance"
    assert found["3 September,"] == "3 September, Monday Part Late No owner"
    thirtieth = "30 September, Sunday Moved Slipped No owner first 31 July 2007 Done step Reached No owner"
    assert found["30 September,"] == thirtieth
    assert "October's" not in str(found)
    assert "4 milestones due in September 2007, 2 of them late." in words(reader, "view=calendar&month=2007-09")


def test_several_milestones_of_an_action_on_one_day_stand_together(reader):
    action("Twofold", dt.date(2007, 9, 30), dt.date(2007, 9, 30))
    found = days(reader, "month=2007-09")
    assert found["30 September,"] == "30 September, Sunday Twofold Not reported No owner 2 milestones"
    assert "2 milestones due in September 2007." in words(reader, "view=calendar&month=2007-09")


def test_one_milestone_alone_that_is_late_is_late(reader):
    action("Late", dt.date(2007, 9, 3), status="on_track")
    assert "1 milestone due in September 2007, late." in words(reader, "view=calendar&month=2007-09")


def test_a_month_is_whole_weeks_with_the_way_to_the_next(reader):
    page = reader.get("/actions/?view=calendar&q=x").content.decode()
    assert page.count("<td ") == 35
    assert re.findall(r"<th scope=\"col\"[^>]*>(\w+)<", page)[0] == "Monday"
    assert 'rel="prev" href="?view=calendar&amp;q=x&amp;month=2007-08"' in page
    assert 'rel="next" href="?view=calendar&amp;q=x&amp;month=2007-10"' in page
    assert "Nothing is due in September 2007." in page


@pytest.mark.parametrize(
    ("month", "ways"),
    [("1900-01", ["next"]), ("1900-02", ["prev", "next"]), ("2199-11", ["prev", "next"]), ("2199-12", ["prev"])],
)
def test_from_the_first_and_the_last_month_there_is_no_way_to_one_that_does_not_exist(reader, month, ways):
    page = reader.get(f"/actions/?view=calendar&month={month}").content.decode()
    assert re.findall(r'rel="(prev|next)" href="', page) == ways


def test_what_recurs_stands_at_its_date_and_wherever_it_comes_round_from_today(reader):
    made = action("Return", dt.date(2007, 6, 30), status="on_track")
    made.milestones.update(recurrence=Recurrence.QUARTERLY)
    there = {month: "Return" in words(reader, f"view=calendar&month={month}") for month in
             ("2007-03", "2007-06", "2007-07", "2007-09", "2007-12", "2008-03")}  # fmt: skip
    assert there == {
        "2007-03": False, "2007-06": True, "2007-07": False, "2007-09": True, "2007-12": True, "2008-03": True,
    }  # fmt: skip


def test_what_has_no_room_on_its_day_stands_below(reader):
    for n in range(6):
        action(f"Action {n}", dt.date(2007, 9, 30))
    page = reader.get("/actions/?view=calendar&month=2007-09").content.decode()
    assert 'href="#rest-30">3 more</a>' in page
    assert "The other 3 due on 30\u00a0September\u00a02007" in page.split("</table>")[1]
    assert page.count('class="muted month__lead"') == 6


@pytest.mark.parametrize("month", ["2007-13", "2007", "september", "0001-01", "9999-12", "2007-1"])
def test_a_month_that_does_not_exist_is_a_clear_page(reader, month):
    answer = reader.get(f"/actions/?view=calendar&month={month}")
    assert answer.status_code == 404
    assert f"There is no month {month}. Write it as 2007-09" in answer.content.decode()


def test_the_line_of_time_draws_dated_actions_and_counts_the_others(reader, finance):
    action("Moved", dt.date(2007, 10, 31), was=dt.date(2007, 7, 31), status="slipped", lead=finance)
    action("Late", dt.date(2007, 8, 31), status="on_track")
    recurring = action("Return", dt.date(2007, 6, 30))
    recurring.milestones.update(recurrence=Recurrence.YEARLY)
    action("Undated")
    page = reader.get("/actions/?view=timeline").content.decode().replace("\u00a0", " ")
    assert re.findall(r'href="/actions/\d+/">([^<]+)</a>', page) == ["Late", "Moved", "Return"]
    assert "1 action without a date is not drawn" in page
    assert "Due 31 August 2007 and 10 days overdue.</desc>" in page
    assert "Due 31 October 2007 and a date that was first 31 July 2007 moved 92 days later.</desc>" in page
    assert "Timeline from July 2007 to July 2008" in page
    assert page.count('class="span"') == 3


def test_the_line_of_time_of_nothing_says_so(reader):
    assert "No action with a date matches. Change the filters." in words(reader, "view=timeline")


def test_a_file_has_all_rows_whatever_form_is_on_screen(reader):
    action("Undated")
    assert titles(reader, "view=timeline") == titles(reader, "by=post") == ["Undated"]
    header = reader.get("/actions/?_export=csv").content.decode("utf-8-sig").splitlines()[0]
    assert header == (
        "Action,Due,Slipped,Lead,Rating,Latest update,First due,Times re-dated,Forecast,Directorate,"
        "Comes from,Last updated,Closed"
    )
