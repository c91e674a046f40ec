"""From a paper to its plan, and back again."""

from datetime import date

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from actions.services import record_update
from improvement_plan.models import Plan
from organisation.models import Post, PostAlias
from tests.improvement_plan.importing.browsing import CLEAR, DOUBTFUL, brought, confirm, made, seen, settle, words


def test_while_doubts_are_left_the_plan_is_not_made_whatever_is_sent(team):
    upload = brought(team, DOUBTFUL)
    answer = confirm(team, upload)
    assert answer.status_code == 409
    assert "3\u00a0doubts are left." in answer.content.decode()
    assert "The paper was not taken in" in words(answer)
    assert not Plan.objects.exists()


def test_a_whole_journey_from_a_paste_to_the_plan_and_back(team):
    upload = brought(team, DOUBTFUL)
    where = upload.get_absolute_url()
    answer = team.post(f"{where}rows/5/", {"do": "accept", "at": "doubts"})
    assert answer["Location"] == f"{where}?after=5&at=doubts#said"
    page = team.get(answer["Location"])
    assert "Row 5: taken as proposed." in words(page)
    assert page.content.decode().index('id="said"') < page.content.decode().index('id="row-6"')
    cells = {"ACTION": "Move the archive", "DATE": "May 2008", "MEASURE": "Moved", "POSTS": "Chief Archivist"}
    page = words(settle(team, upload, 6, "settle", kind="ACTION", **cells))
    assert "Row 6: taken as you wrote it. 1 doubt left." in page
    post = {"post": "chief archivist", "p0-key": "chief archivist", "p0-do": "create", "p0-title": "County Archivist"}
    page = words(team.post(f"{where}posts/", post, follow=True))
    assert "1 post settled. No doubt is left." in page
    answer = confirm(team, upload)
    plan = Plan.objects.get()
    assert answer.redirect_chain[-1][0] == plan.get_absolute_url()
    assert "The plan was made: 1 section," in words(answer)
    assert f'href="{where}undo/"' in answer.content.decode()
    archive = Action.objects.get(title="Move the archive")
    assert (archive.lead.title, archive.milestones.get().due_on) == ("County Archivist", date(2008, 5, 31))
    assert Action.objects.get(title="Train all the managers").lead.title == "Head of Finance"
    assert "Taken in by Person 1 on 10 September 2007." in words(team.get(where))
    asked = words(team.get(f"{where}undo/"))
    assert "4 actions" in asked
    assert "1 section" in asked
    page = words(team.post(f"{where}undo/", follow=True))
    assert "Undone by Person 1" in page
    assert not Plan.objects.exists()
    assert not Action.objects.exists()
    assert not PostAlias.objects.exists()
    assert Post.objects.count() == 2


def test_what_was_confirmed_is_what_was_seen(team, signed_in):
    upload = brought(team, CLEAR)
    where = upload.get_absolute_url()
    before = seen(team.get(where))
    settle(signed_in(Role.PERFORMANCE), upload, 4, "leave")
    answer = team.post(where, {"seen": before})
    assert answer.status_code == 409
    assert "has changed since you looked it over" in words(answer)
    assert team.post(where).status_code == 409
    assert not Plan.objects.exists()


def test_a_paper_that_was_taken_in_is_settled_no_more(team):
    upload = brought(team, DOUBTFUL)
    team.post(f"{upload.get_absolute_url()}proposed/")
    confirm(team, upload)
    for step in ("rows/5/", "proposed/", "posts/", "table/", "staying/", "columns/"):
        data = {"do": "accept", "choice": 0}
        answer = team.post(f"{upload.get_absolute_url()}{step}", data, follow=True)
        assert answer.redirect_chain[-1][0].split("?")[0].split("#")[0] == upload.get_absolute_url()
    assert "Taken in by" in words(team.post(upload.get_absolute_url(), {"seen": "x"}, follow=True))
    assert Plan.objects.count() == 1


def test_an_import_on_which_somebody_has_built_is_not_undone(team):
    plan = made(team)
    upload = plan.uploads.get()
    action = Action.objects.get(title="Draw up the statement")
    record_update(action=action, by=User.objects.get(), status="complete", words="It is done.")
    answer = team.post(f"{upload.get_absolute_url()}undo/")
    assert answer.status_code == 409
    assert "The import cannot be undone" in words(answer)
    assert "Draw up the statement" in words(answer)
    assert Plan.objects.get() == plan
