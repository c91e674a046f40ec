import datetime as dt

import pytest

from accounts.choices import Role
from actions.models import Action
from actions.services import close, record_update
from organisation.models import Post

pytestmark = pytest.mark.one_database

SAID = {"status": "slipped", "words": "Waiting for the supplier.", "forecast_on": "2007-12-01", "last_seen": "0"}


@pytest.fixture
def head(council, today) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def action(head) -> Action:
    return Action.objects.create(title="Process more invoices", lead=head)


@pytest.fixture
def officer(signed_in, head):
    return signed_in(Role.OFFICER, holds=head)


def address(action: Action, end: str = "") -> str:
    return f"/actions/{action.pk}/{end}"


def test_an_officer_says_what_has_happened_and_sees_it_on_the_page(officer, action):
    answer = officer.post(address(action, "update/"), SAID, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(address(action), 302)]
    assert "Your update is saved." in page
    assert "Waiting for the supplier." in page
    assert "Expected to be complete on 1\u00a0December\u00a02007." in page
    update = action.updates.get()
    assert (update.status, str(update.by), update.through) == ("slipped", "Person 1", "browser")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose how it is going, or write what has changed."),
        ({"status": "off_track"}, "Say what has gone wrong."),
        ({"status": "off_track", "words": "x"}, "Say what it means: for the result, for people, for other work."),
        ({"status": "off_track", "words": "x", "so_what": "y"}, "Say what you will do about it, and by when."),
        ({"unchanged": "on"}, "Nothing has been said of this action yet, so nothing can be the same."),
        ({"status": "complete"}, "1\u00a0milestone is still open. Which are reached?"),
        ({"status": "slipped", "forecast_on": "2007-09-09"}, "9\u00a0September\u00a02007 has passed. Is it meant?"),
        ({"words": "x", "evidence": "the shared drive"}, "Give a link that begins with https:// or http://."),
        ({"status": "splendid", "words": "x"}, "There is no such choice"),
        ({"words": "x", "forecast_on": "32/13/2007"}, "That is not a date. Write it as 31/12/2007."),
        ({"words": "Waiting", "ticked": "99"}, "Waiting"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(officer, action, sent, sentence):
    action.milestones.create(measure="One")
    answer = officer.post(address(action, "update/"), {"last_seen": "0"} | sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert action.updates.count() == 0


def test_what_was_asked_is_answered_by_a_tick(officer, action):
    step = action.milestones.create(measure="One")
    sent = {"status": "complete", "last_seen": "0"}
    asked = officer.post(address(action, "update/"), sent).content.decode()
    assert "It is complete without the milestones that are left open" in asked
    officer.post(address(action, "update/"), sent | {"without_open": "on"})
    action.refresh_from_db()
    step.refresh_from_db()
    assert (action.status, step.completed_on) == ("complete", None)
    late = {"status": "slipped", "forecast_on": "2007-09-09", "last_seen": action.updates.get().pk}
    assert "Yes, this date in the past is meant" in officer.post(address(action, "update/"), late).content.decode()
    officer.post(address(action, "update/"), late | {"past_meant": "on"})
    assert action.updates.first().forecast_on == dt.date(2007, 9, 9)


def test_the_same_as_last_time_is_possible_and_visible_as_such(officer, action):
    record_update(action=action, by=None, status="slipped", words="Waiting.")
    sent = {"unchanged": "on", "last_seen": action.updates.get().pk}
    clash = officer.post(address(action, "update/"), sent | {"words": "News."}).content.decode()
    assert "This says that all is the same, and something else beside it." in clash
    page = officer.post(address(action, "update/"), sent, follow=True).content.decode()
    update = action.updates.first()
    assert (update.unchanged, update.status, update.words) == (True, "slipped", "")
    assert "Same as last time." in page


def test_two_who_write_at_once_get_a_choice_and_lose_no_word(officer, action):
    record_update(action=action, by=None, words="Theirs.")
    answer = officer.post(address(action, "update/"), SAID)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "updated this action while you were writing" in page
    assert "Theirs." in page
    assert "Waiting for the supplier." in page
    newest = action.updates.first().pk
    assert f'name="last_seen" value="{newest}"' in page
    officer.post(address(action, "update/"), SAID | {"last_seen": newest})
    assert [update.words for update in action.updates.all()] == ["Waiting for the supplier.", "Theirs."]


def test_milestones_are_ticked_with_the_words(officer, action):
    step = action.milestones.create(measure="One", due_on=dt.date(2008, 1, 31), first_due_on=dt.date(2008, 1, 31))
    officer.post(address(action, "update/"), SAID | {"ticked": step.pk})
    step.refresh_from_db()
    assert step.completed_on == dt.date(2007, 9, 10)


def test_a_milestone_ticked_without_a_word_is_an_update_that_says_so(officer, action):
    steps = [action.milestones.create(measure=measure) for measure in ("One", "Two")]
    sent = {"last_seen": 0, "ticked": [step.pk for step in steps]}
    page = officer.post(address(action, "update/"), sent, follow=True).content.decode()
    assert "2&nbsp;milestones reached." in page
    assert "Reached: One; Two." in page
    assert "2\u00a0milestones reached." in officer.get("/actions/").content.decode()
    assert action.milestones.filter(completed_on=dt.date(2007, 9, 10)).count() == 2


def test_a_closed_action_shows_no_form_and_takes_nothing(officer, action):
    close(action, by=None, reason="Given up.")
    assert "Save update" not in officer.get(address(action)).content.decode()
    answer = officer.post(address(action, "update/"), SAID)
    assert answer.status_code == 403
    assert "it takes no more updates. The performance team can open it again." in answer.content.decode()


def test_a_colleague_reads_and_has_no_form(signed_in, action):
    colleague = signed_in(Role.OFFICER)
    assert "Save update" not in colleague.get(address(action)).content.decode()
    assert colleague.post(address(action, "update/"), SAID).status_code == 403


def test_a_partner_sees_what_its_post_answers_for_and_nothing_else(signed_in, action, head):
    other = Action.objects.create(title="Theirs")
    partner = signed_in(Role.PARTNER, holds=head)
    assert partner.get(address(action)).status_code == 200
    refused = partner.get(address(other))
    assert refused.status_code == 403
    assert "this one is others" in refused.content.decode()


def test_a_contributor_answers_too(signed_in, action):
    post = Post.objects.create(title="Contributor")
    action.contributors.add(post)
    signed_in(Role.OFFICER, holds=post).post(address(action, "update/"), SAID)
    assert action.updates.count() == 1


def test_an_action_nobody_leads_says_so(officer):
    assert (
        "No post leads this action yet" in officer.get(address(Action.objects.create(title="Orphan"))).content.decode()
    )


def test_words_with_a_script_in_them_are_words(officer, action):
    officer.post(address(action, "update/"), SAID | {"words": "<script>alert(1)</script>"})
    page = officer.get(address(action)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def listed(client, query: str) -> list[str]:
    return [row["Action"] for row in client.get(f"/actions/?{query}&_export=json").json()]


def test_the_list_is_filtered_by_lead_rating_due_and_words(officer, head):
    late = Action.objects.create(title="Late", lead=head, status="on_track")
    late.milestones.create(measure="x", due_on=dt.date(2007, 7, 31), first_due_on=dt.date(2007, 7, 31))
    soon = Action.objects.create(title="Soon", status="on_track")
    soon.milestones.create(measure="x", due_on=dt.date(2007, 9, 30), first_due_on=dt.date(2007, 9, 30))
    Action.objects.create(title="Never dated")
    Action.objects.create(title="Closed", closed_on=dt.date(2007, 1, 1))
    assert listed(officer, "") == ["Late", "Soon", "Never dated"]
    assert listed(officer, f"post={head.pk}") == ["Late"]
    assert listed(officer, "post=null") == ["Soon", "Never dated"]
    assert listed(officer, "rating=red") == ["Late"]
    assert listed(officer, "due=overdue") == ["Late"]
    assert listed(officer, "due=30") == ["Soon"]
    assert listed(officer, "due=undated") == ["Never dated"]
    assert listed(officer, "q=never") == ["Never dated"]


@pytest.mark.parametrize("query", ["rating=purple", "post=999999", "due=whenever", "post=abc"])
def test_a_filter_value_that_does_not_exist_is_said_and_lists_nothing(officer, action, query):
    answer = officer.get(f"/actions/?{query}")
    assert answer.status_code == 200
    assert "There is no such choice. Choose one from the list." in answer.content.decode()
    assert action.title not in answer.content.decode()


@pytest.mark.parametrize("page", ["99", "0", "-1", "abc"])
def test_a_page_that_does_not_exist_is_a_clear_page(officer, action, page):
    answer = officer.get(f"/actions/?page={page}")
    assert answer.status_code == 404
    assert f"There is no page {page}: this list has 1 page." in answer.content.decode()


def test_an_export_that_does_not_exist_is_a_clear_page(officer, action):
    answer = officer.get("/actions/?_export=docx")
    assert answer.status_code == 404
    assert "exported as csv, xlsx, json, not as docx" in answer.content.decode()
