"""Each change says by whom, when, from what to what and through which door, and all are found on one page."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from actions.models import Action
from core import doors
from history.reporting.listing import Lines
from organisation.models import Post


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


@pytest.fixture
def action(council) -> Action:
    with doors.through(doors.Door.IMPORT):
        return Action.objects.create(title="Process more invoices", lead=Post.objects.create(title="Head of Finance"))


def page(team, words: str = "") -> str:
    answer = team.get(f"/history/{words}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_change_is_told_with_who_and_from_and_to_and_the_door(team, action):
    with doors.through(doors.Door.COMMAND, "import_plan"):
        action.title = "Process all invoices"
        action.save()
    told = page(team, "?kind=actions.action")
    assert "Title: Process more invoices → Process all invoices" in told
    assert "by the command import_plan" in told
    assert "by an import" in told
    assert f'href="{action.get_absolute_url()}"' in told


def test_what_is_saved_on_a_page_in_the_admin_and_by_nobody_says_so(team, action, client):
    answer = team.post("/account/letters/", {"reminders": "2", "soon": "on", "papers": "each"})
    assert answer.status_code == 302
    line = next(iter(Lines(tables=("accounts.user",))))
    assert (line.door, line.changes[0][0]) == ("on their own account's page", "Day of reminders")
    post = Post.objects.get()
    fields = {"title": "Head of Money", "opened_version": "1"}
    empty = {f"{name}-{count}_FORMS": "0" for name in ("holders", "aliases") for count in ("TOTAL", "INITIAL")}
    answer = team.post(f"/admin/organisation/post/{post.pk}/change/", fields | empty)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    line = next(iter(Lines(tables=("organisation.post",))))
    assert (line.door, line.changes) == ("in the admin", (("Title", "Head of Finance", "Head of Money"),))
    assert doors.current() == ""


def test_changes_are_found_by_words_kind_who_when_and_door(team, action, person):
    someone = person()
    action._history_user = someone
    action.title = "Another title"
    action.save()
    assert Lines(words=("another",)).count() == 1
    assert Lines(words=("finance",)).count() == 3  # the post, and both lines of the action that it leads
    assert Lines(who=someone.pk).count() == 1
    assert Lines(tables=("actions.action",), door="import").count() == 1
    assert Lines(tables=("actions.action",), door="").count() == 1
    today = dt.datetime.now(tz=dt.UTC).date()
    assert Lines(tables=("actions.action",), first=today + dt.timedelta(days=2)).count() == 0
    assert Lines(tables=("actions.action",), first=today - dt.timedelta(days=2), last=today + dt.timedelta(days=1)).count() == 2  # fmt: skip
    assert "1\xa0change with these filters" in page(team, f"?who={someone.pk}")
    assert "A filter holds a value that does not exist" in page(team, "?kind=nothing")
    assert "1\xa0change with these filters" in page(team, "?q=another")
    assert "2\xa0changes with these filters" in page(team, f"?kind=actions.action&thing={action.pk}&door=")


def test_the_list_is_a_file_too_with_what_would_run_in_a_spreadsheet_made_harmless(team, action):
    action.title = "=1+1"
    action.save()
    told = team.get("/history/?kind=actions.action&_export=csv").content.decode("utf-8-sig").splitlines()
    assert told[0] == "When,Kind of thing,What,Its number,Done,From and to,Reason,By,Through,Line"
    assert ",Action,'=1+1," in told[1]
    assert "Title: Process more invoices → =1+1" in told[1]


@pytest.mark.parametrize(
    "address", ["/history/?kind=actions.action", "/history/?q=action", "/history/?q=action&_export=csv"]
)
def test_it_asks_as_much_for_many_changes_as_for_few(team, action, address):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert team.get(address).status_code == 200
        return len(queries)

    def add(n: int) -> None:
        other = Action.objects.create(title=f"Action {n}", lead=Post.objects.create(title=f"Post {n}"))
        other.contributors.add(action.lead)
        other.title += "!"
        other.save()

    add(0)
    few = asked()
    for n in range(1, 30):
        add(n)
    assert asked() == few


def test_only_the_performance_team_searches_changes(signed_in, client):
    assert signed_in(Role.OFFICER).get("/history/").status_code == 403
    assert client.get("/history/").status_code == 302


def test_a_removed_thing_is_told_of_without_a_link(team, action):
    address = action.get_absolute_url()
    action.delete()
    told = page(team, "?kind=actions.action")
    assert "Removed." in told
    assert f'href="{address}"' not in told


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ("page:update-action", "on the action's page"),
        ("page:nothing", "on a page of the site"),
        ("admin:actions_action_change", "in the admin"),
        ("link", "by a mailed link"),
        ("command:import_plan", "by the command import_plan"),
        ("command", "by a command"),
        ("task", "by a task in the background"),
        ("import", "by an import"),
        ("", ""),
        (None, ""),
    ],
)
def test_doors_are_told_in_words(door, words):
    assert doors.in_words(door) == words


@pytest.mark.parametrize(
    ("arguments", "door"),
    [
        (["manage.py", "import_plan"], "command:import_plan"),
        (["manage.py", "db_worker"], "task"),
        (["manage.py"], ""),
    ],
)
def test_a_process_enters_by_its_command(arguments, door):
    with doors.through(doors.Door.UNKNOWN):
        doors.enter_by_command(arguments)
        assert doors.current() == door
    assert doors.current() == ""


def test_sealing_by_command_is_told(action, capsys):
    call_command("seal_history")
    call_command("seal_history")
    told = capsys.readouterr().out
    assert "sealed. The newest seal is 1:" in told
    assert "Every line was sealed already." in told


def test_a_change_of_its_words_stands_on_the_actions_own_page_with_who_and_the_door(team, action):
    with doors.through(doors.Door.COMMAND, "import_plan"):
        action.title = "Process all invoices"
        action.lead = Post.objects.create(title="Head of Audit")
        action.save()
    told = team.get(action.get_absolute_url()).content.decode()
    assert "Imported, by the command import_plan" in told
    assert "Title: Process more invoices → Process all invoices; Lead: Head of Finance → Head of Audit." in told
