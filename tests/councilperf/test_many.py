"""Changing several rows of a list in one step: looked at first, then all of it or nothing."""

import re

import pytest

from actions.models import Action
from core.many import MOST
from indicators.models import Indicator
from organisation.models import Post

pytestmark = [pytest.mark.whole, pytest.mark.django_db]


def looked_at(browser, address: str, rows, **what) -> tuple[str, dict[str, list[str]]]:
    """The page that says what will change, and what its form sends."""
    page = browser.post(address, {"row": [row.pk for row in rows], "do": "look"} | what)
    assert page.status_code == 200
    html = page.content.decode()
    form = html[html.index("<main") :]
    sent: dict[str, list[str]] = {"do": ["change"]}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    return html, sent | {name: [str(value)] for name, value in what.items()}


def test_actions_get_another_lead_each_with_a_line_of_history(as_, rotherham):
    browser = as_("performance")
    post = Post.objects.get(title="Head of Policy and Performance")
    open_ones = list(Action.objects.filter(closed_on__isnull=True).exclude(lead=post).exclude(contributors=post)[:3])
    closed = Action.objects.create(title="Done long ago", closed_on="2007-01-31")
    same = Action.objects.create(title="Theirs already", lead=post)
    joint = Action.objects.create(title="They take part")
    joint.contributors.add(post)
    html, sent = looked_at(browser, "/actions/change/", [*open_ones, closed, same, joint], lead=post.pk)
    assert "3\u00a0actions will change, 3 will not. Nothing is changed yet." in html
    assert "Done long ago: It was closed on 31\u00a0January\u00a02007. Open it again first." in html
    assert "Theirs already: It is so already." in html
    assert "They take part: Head of Policy and Performance takes part in it already." in html
    before = {row.pk: (row.version, row.history.count()) for row in open_ones}
    answer = browser.post("/actions/change/", sent)
    assert answer.url == "/actions/"
    for row in open_ones:
        row.refresh_from_db()
        assert (row.lead, row.version, row.history.count()) == (post, before[row.pk][0] + 1, before[row.pk][1] + 1)
        assert row.history.latest("history_id").history_change_reason == "Changed together with 2 more"
        assert row.history.latest("history_id").history_user_id == int(browser.session["_auth_user_id"])
    assert "3\u00a0actions changed." in browser.get("/actions/?q=a").content.decode()
    closed.refresh_from_db()
    assert closed.lead is None


def test_where_somebody_was_quicker_nothing_is_changed_and_it_is_shown_anew(as_, rotherham):
    browser, rows = as_("performance"), list(Indicator.objects.all()[:2])
    _, sent = looked_at(browser, "/indicators/change/", rows, theme="Homes and roads")
    rows[1].title = "Renamed meanwhile"
    rows[1].save()
    answer = browser.post("/indicators/change/", sent)
    assert answer.status_code == 409
    assert f"Somebody has changed “{rows[1]}” since." in answer.content.decode()
    assert not Indicator.objects.filter(theme="Homes and roads").exists()
    html, again = looked_at(browser, "/indicators/change/", rows, theme="Homes and roads")
    assert "2\u00a0indicators will change" in html
    assert browser.post("/indicators/change/", again).status_code == 302
    assert set(Indicator.objects.filter(theme="Homes and roads")) == set(rows)


def test_what_is_left_empty_stays_and_something_must_be_chosen(as_, rotherham):
    browser, row = as_("performance"), Indicator.objects.exclude(owner=None).first()
    owner = row.owner
    _, sent = looked_at(browser, "/indicators/change/", [row], theme="Roads")
    browser.post("/indicators/change/", sent)
    row.refresh_from_db()
    assert (row.owner, row.theme) == (owner, "Roads")
    nothing = browser.post("/indicators/change/", {"row": [row.pk], "do": "look"})
    assert nothing.status_code == 422
    assert "Choose what to change" in nothing.content.decode()


def test_the_list_has_boxes_for_those_who_may_and_leads_on_with_what_is_ticked(as_, rotherham):
    team = as_("performance").get("/actions/").content.decode()
    assert team.count('name="row"') == 50
    assert '<form id="many" class="many no-print" action="/actions/change/">' in team
    assert 'name="row"' not in as_("viewer").get("/actions/").content.decode()
    assert 'name="row"' not in as_("performance").get("/actions/?on=2007-06-01").content.decode()
    rows = Action.objects.all()[:2]
    page = as_("performance").get("/actions/change/", {"row": [row.pk for row in rows]}).content.decode()
    assert "2\u00a0actions ticked" in page
    too_many = as_("performance").get("/actions/change/", {"row": range(1, MOST + 2)})
    assert too_many.url == "/actions/"


def undone(browser, address: str):
    """Press the button of the message on the page of a list."""
    page = browser.get(f"{address}?q=").content.decode()
    form = page[page.index('class="undo') :]
    token = re.search(r'name="undo" value="([^"]+)"', form)[1]
    assert re.search(r'action="([^"]+)"', form)[1] == f"{address}change/"
    return browser.post(f"{address}change/", {"undo": token}, follow=True)


def test_one_undo_puts_all_back_but_what_somebody_has_changed_since(as_, rotherham):
    browser, post = as_("performance"), Post.objects.get(title="Head of Policy and Performance")
    rows = list(Action.objects.filter(closed_on__isnull=True).exclude(lead=post).exclude(contributors=post)[:3])
    rows.append(Action.objects.create(title="Nobody leads it"))
    leads = [row.lead for row in rows]
    _, sent = looked_at(browser, "/actions/change/", rows, lead=post.pk)
    browser.post("/actions/change/", sent)
    rows[1].refresh_from_db()
    rows[1].title = "Renamed meanwhile"
    rows[1].save()
    rows[2].contributors.add(leads[2])
    said = undone(browser, "/actions/").content.decode()
    assert "Undone: 2\u00a0actions are as they were before." in said
    assert "2\u00a0actions stay as now." in said
    assert "Renamed meanwhile: somebody has changed it since." in said
    assert f"{leads[2]} takes part in it already." in said
    for row in rows:
        row.refresh_from_db()
    assert [row.lead for row in rows] == [leads[0], post, post, None]
    assert rows[1].title == "Renamed meanwhile"
    line = rows[0].history.latest("history_id")
    assert (line.history_change_reason, line.history_door) == ("Undone together with 1 more", "undo:change-actions")


def test_a_change_of_many_is_undone_once_and_by_whoever_did_it(as_, rotherham):
    browser, row = as_("performance"), Indicator.objects.exclude(theme="Roads").first()
    before = row.theme
    _, sent = looked_at(browser, "/indicators/change/", [row], theme="Roads")
    browser.post("/indicators/change/", sent)
    page = browser.get("/indicators/?q=").content.decode()
    token = re.search(r'name="undo" value="([^"]+)"', page)[1]
    as_("communications").post("/indicators/change/", {"undo": token})
    row.refresh_from_db()
    assert row.theme == "Roads"
    assert browser.post("/indicators/change/", {"undo": token}).url == "/indicators/"
    row.refresh_from_db()
    assert row.theme == before
    again = browser.post("/indicators/change/", {"undo": token}, follow=True).content.decode()
    assert "Only your own last save can be undone, and once." in again
    assert "Tick the indicators" not in again
