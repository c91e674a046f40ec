"""The room: lines as they are spoken, actions in their owners' My work, and the minutes that come of it."""

import re
from datetime import date
from uuid import uuid4

import page as gate
import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from clinics.choices import NoteKind, Presence, State
from clinics.models import Clinic, ClinicIndicator, Note, Sitting
from clinics.reporting.minutes import as_agreed, minutes
from clinics.services import LifeError, schedule
from clinics.services.notes import change_line, move, note_line, put_back, strike
from clinics.services.sittings import begin, call_back, end, take_up
from core.dates import read
from core.records import StaleWriteError
from indicators.models import Indicator
from organisation.models import Post, PostHolder

pytestmark = pytest.mark.one_database

TODAY = date(2007, 9, 10)


@pytest.fixture
def sitting(rotherham) -> Sitting:
    """A sitting of today that has begun."""
    clinic = Clinic.objects.create(title="Invoices again", state=State.AGREED)
    ClinicIndicator.objects.create(clinic=clinic, indicator=Indicator.objects.get(ref="BV8"))
    clinic.invitees.create(role="director")
    clinic.invitees.create(role="cabinet_member")
    found = schedule(clinic=clinic, on=TODAY)
    return begin(sitting=found, briefing={})


@pytest.fixture
def team(sitting, as_) -> Client:
    return as_("performance")


def room(sitting: Sitting) -> str:
    return f"{sitting.get_absolute_url()}room/"


def write(browser: Client, sitting: Sitting, line: str, **more):
    """Type a line into a fresh form and send it."""
    return browser.post(room(sitting), {"token": str(uuid4()), "kind": "discussion", "line": line} | more)


def errors(answer) -> list[str]:
    assert answer.status_code == 422
    found = re.findall(r'error-message"[^>]*><span[^>]*>Error:</span> (.*?)</p>', answer.content.decode())
    return [sentence.replace("\u00a0", " ") for sentence in found]


def notes(sitting: Sitting) -> list[tuple[str, str]]:
    return list(sitting.notes.values_list("kind", "text"))


def test_lines_are_stored_one_after_the_other_as_what_their_letter_says(team, sitting):
    for line in ("July was late", "d Scan at the door", "m Ask Finance for the figures"):
        assert write(team, sitting, line).status_code == 302
    assert notes(sitting) == [
        ("discussion", "July was late"),
        ("decision", "Scan at the door"),
        ("mandate", "Ask Finance for the figures"),
    ]
    assert list(sitting.notes.values_list("order", flat=True)) == [1, 2, 3]


def test_an_action_line_makes_an_action_that_is_in_its_owners_my_work(team, sitting, as_):
    answer = write(team, sitting, "a Publish the hot spots list @Head of Communications by end of March")
    assert answer.status_code == 302
    action = Action.objects.get(title="Publish the hot spots list")
    (milestone,) = action.milestones.all()
    assert (milestone.date_as_written, milestone.due_on, milestone.first_due_on) == (
        "end of March", date(2008, 3, 31), date(2008, 3, 31),
    )  # fmt: skip
    assert action.opened_on == TODAY
    assert action.clinic_note.sitting == sitting
    assert [link.clinic for link in action.clinic_links.all()] == [sitting.clinic]
    owner = PostHolder.objects.filter(post=action.lead).first().user
    theirs = Client()
    theirs.force_login(owner)
    assert "Publish the hot spots list" in theirs.get("/").content.decode()
    assert "Publish the hot spots list" not in as_("hr").get("/").content.decode()
    shown = team.get(room(sitting)).content.decode().replace("\u00a0", " ")
    assert f"{action.lead} · 31 March 2008 (end of March)" in shown


def test_an_action_without_an_owner_is_asked_about_and_its_words_are_kept(team, sitting):
    answer = write(team, sitting, "a Publish the list by end of March")
    assert errors(answer) == ["An action has one post that leads it. Choose it, or write @ and the post in the line."]
    html = answer.content.decode()
    assert 'value="Publish the list"' in html
    assert 'value="end of March"' in html
    assert re.search(r'value="action"[^>]*checked', html)
    post = Post.objects.get(title="Head of Policy and Performance")
    again = write(team, sitting, "Publish the list", kind="action", owner=post.pk, date="end of March")
    assert again.status_code == 302
    assert Action.objects.get(title="Publish the list").lead == post


def test_an_owner_whom_nobody_knows_is_asked_about(team, sitting):
    assert errors(write(team, sitting, "a Publish it @Minister for Magic by end of March")) == [
        "No post is called “Minister for Magic”. Choose the post that leads it."
    ]
    assert not Action.objects.filter(title="Publish it").exists()


def test_an_owner_who_may_be_one_of_several_is_asked_about_and_these_stand_first(team, sitting):
    answer = write(team, sitting, "a Publish it @Head of comm by end of March")
    assert errors(answer) == [
        (
            "“Head of comm” may be Head of Corporate Communications and Marketing or "
            "Head of Equalities and Community Cohesion. Choose the post that leads it."
        )
    ]
    assert '<optgroup label="Perhaps">' in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("a Publish it @Head of Communications", "By when? Write a day or a month, or TBC where none was agreed."),
        ("a Publish it @Head of Communications by next week", "No date can be read from this. Write it as 31 March or 31/3/2008, or TBC."),
        ("a Publish it @Head of Communications by 1 September 2007", "1 September 2007 is before this sitting. Write the day that was agreed."),
        ("a Publish it @Head of Communications by July 2008 (revise to October 2008)", "These are two dates. Write the one that was agreed."),
    ],
)  # fmt: skip
def test_a_date_that_is_not_certain_is_asked_about_and_never_guessed(team, sitting, line, sentence):
    assert errors(write(team, sitting, line)) == [sentence]
    assert not sitting.notes.exists()


def test_an_action_may_be_agreed_without_a_date_where_that_is_said(team, sitting):
    write(team, sitting, "a Publish it @Head of Communications TBC")
    assert Action.objects.get(title="Publish it").milestones.get().due_on is None


def test_an_empty_line_is_asked_about(team, sitting):
    assert errors(write(team, sitting, "  ")) == ["Write what was said, then press Enter."]


def test_a_line_that_is_sent_twice_is_stored_once(team, sitting):
    token = str(uuid4())
    for _ in range(2):
        answer = write(team, sitting, "a Publish it @Head of Communications by end of March", token=token)
        assert answer.status_code == 302
    assert notes(sitting) == [("action", "Publish it")]
    assert Action.objects.filter(title="Publish it").count() == 1


def test_each_form_has_a_token_of_its_own(team, sitting):
    tokens = {re.search(r'name="token" value="([^"]+)"', team.get(room(sitting)).content.decode())[1] for _ in range(2)}
    assert len(tokens) == 2


def test_two_who_take_notes_at_once_both_keep_their_lines(team, sitting, person):
    other = Client()
    other.force_login(person(Role.PERFORMANCE))
    team.get(room(sitting))
    other.get(room(sitting))
    write(team, sitting, "mine")
    write(other, sitting, "theirs")
    assert notes(sitting) == [("discussion", "mine"), ("discussion", "theirs")]


def test_the_indicator_that_a_line_is_about_is_remembered(team, sitting):
    invoices = Indicator.objects.get(ref="BV8")
    answer = write(team, sitting, "Late in July", indicator=invoices.pk)
    assert sitting.notes.get().indicator == invoices
    html = team.get(answer["Location"]).content.decode()
    assert f'<option value="{invoices.pk}" selected>' in html


def test_an_indicator_of_another_clinic_is_no_choice(team, sitting):
    assert errors(write(team, sitting, "x", indicator=Indicator.objects.exclude(ref="BV8").first().pk)) == [
        "There is no such choice. Choose one from the list."
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("text=d Scan", "Decision."),
        ("text=Scan&kind=mandate", "Mandate."),
        ("text=a Do it @Head of Communications by end of March", "Due 31 March 2008 (the last day of March 2008)."),
        ("text=a Do it", "Action; who leads it? Write @ and the post. By when?"),
        ("text=a Do it @Minister TBC", "Action; no post is called “Minister”. No date yet."),
        ("date=1&text=end of March", "Due 31 March 2008 (the last day of March 2008)."),
        ("text=", ""),
    ],
)
def test_what_is_understood_is_said_as_one_types(team, sitting, query, words):
    said = team.get(f"{room(sitting)}understood/?{query}").content.decode().replace("\u00a0", " ")
    assert said.endswith(words)
    assert bool(said) == bool(words)


def line(sitting: Sitting, text: str, kind: NoteKind = NoteKind.DISCUSSION, **more) -> Note:
    return note_line(sitting=sitting, kind=kind, text=text, **more)


def agreed(sitting: Sitting, text: str = "Publish it") -> Note:
    due = read("March 2008", written_on=TODAY)
    return line(sitting, text, NoteKind.ACTION, lead=Post.objects.first(), due=due)


def test_an_action_needs_a_lead_and_a_date(sitting):
    with pytest.raises(ValueError, match="the post that leads it and a date"):
        line(sitting, "Publish it", NoteKind.ACTION)
    assert not Note.objects.filter(sitting=sitting).exists()


def test_nothing_is_noted_before_a_sitting_begins_or_after_it_ended(sitting):
    other = schedule(clinic=sitting.clinic, on=date(2007, 9, 12))
    with pytest.raises(LifeError, match="has not begun"):
        line(other, "x")
    end(sitting=sitting, minutes=as_agreed)
    with pytest.raises(LifeError, match="has ended"):
        line(sitting, "x")


def test_a_line_is_worded_anew_and_its_action_with_it(team, sitting):
    note = agreed(sitting)
    other = Post.objects.last()
    answer = team.post(
        f"{room(sitting)}lines/{note.pk}/",
        {"do": "change", "text": "Publish the list", "lead": other.pk, "opened_version": note.version},
    )
    assert answer.status_code == 302
    note.refresh_from_db()
    assert (note.text, note.action.title, note.action.lead) == ("Publish the list", "Publish the list", other)


def test_a_plain_line_becomes_an_action_with_owner_and_date(team, sitting):
    note, owner = (
        line(sitting, "The list ought to be published"),
        Post.objects.get(title="Head of Policy and Performance"),
    )
    address = f"{room(sitting)}lines/{note.pk}/"
    said = {"do": "change", "kind": "action", "text": "Publish the list", "opened_version": note.version}
    assert errors(team.post(address, said)) == [
        "An action has one post that leads it. Choose it.",
        "By when? Write a day or a month, or TBC where none was agreed.",
    ]
    assert errors(team.post(address, said | {"lead": owner.pk, "date": "1 May 2007"})) == [
        "1 May 2007 is before this sitting. Write the day that was agreed."
    ]
    assert Action.objects.filter(title="Publish the list").count() == 0
    assert team.post(address, said | {"lead": owner.pk, "date": "end of March"}).status_code == 302
    note.refresh_from_db()
    assert (note.kind, note.action.title, note.action.lead) == ("action", "Publish the list", owner)
    assert note.action.milestones.get().due_on == date(2008, 3, 31)
    assert note.action in [link.action for link in sitting.clinic.clinic_actions.all()]


def test_owner_and_date_of_a_line_that_is_no_action_are_let_be(team, sitting):
    note = line(sitting, "It was said")
    said = {"kind": "decision", "text": "It was decided", "lead": Post.objects.first().pk, "date": "no day at all"}
    team.post(f"{room(sitting)}lines/{note.pk}/", {"do": "change", "opened_version": note.version} | said)
    note.refresh_from_db()
    assert (note.kind, note.text, note.action) == ("decision", "It was decided", None)


def test_what_two_change_at_once_is_told_to_the_later(team, sitting):
    note = line(sitting, "first")
    change_line(note=note, seen=note.version, kind=NoteKind.DISCUSSION, text="theirs")
    answer = team.post(
        f"{room(sitting)}lines/{note.pk}/",
        {"do": "change", "kind": "decision", "text": "mine", "opened_version": note.version},
    )
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Theirs is now text: theirs" in html
    assert ">mine</textarea>" in html.replace("\n", "")
    with pytest.raises(StaleWriteError):
        change_line(note=note, seen=note.version, kind=NoteKind.DISCUSSION, text="mine")


def test_a_struck_line_leaves_the_minutes_closes_its_action_and_can_be_put_back(sitting, as_):
    note = agreed(sitting)
    team = User.objects.get(email="performance@rotherham.example")
    strike(note=note, seen=note.version, reason="Said in error.", by=team)
    assert minutes(sitting).actions == ()
    assert Action.objects.get(pk=note.action_id).closed_on == TODAY
    assert "Said in error." in as_("performance").get(room(sitting)).content.decode()
    note.refresh_from_db()
    put_back(note=note, seen=note.version, by=team)
    assert [action.title for action in minutes(sitting).actions] == ["Publish it"]
    assert Action.objects.get(pk=note.action_id).closed_on is None


def test_striking_a_line_needs_a_reason(team, sitting):
    note = line(sitting, "x")
    answer = team.post(f"{room(sitting)}lines/{note.pk}/", {"do": "strike"})
    assert errors(answer) == ["Say why the line is struck."]


def test_lines_move_up_and_down_and_stop_at_the_ends(team, sitting):
    first, second, third = (line(sitting, text) for text in "abc")
    team.post(f"{room(sitting)}move/", {"do": f"{third.pk}-1-up"})
    assert [text for _, text in notes(sitting)] == ["a", "c", "b"]
    team.post(f"{room(sitting)}move/", {"do": f"{first.pk}-1-up"})
    team.post(f"{room(sitting)}move/", {"do": f"{second.pk}-2-down"})
    assert [text for _, text in notes(sitting)] == ["a", "c", "b"]


def test_a_struck_line_is_passed_over(sitting):
    _, second, third = (line(sitting, text) for text in "abc")
    strike(note=second, seen=second.version, reason="x", by=User.objects.first())
    move(note=third, up=True, seen=third.version)
    kept = [note.text for note in sitting.notes.all() if not note.struck_because]
    assert kept == ["c", "a"]


def test_who_is_there_is_ticked_on_the_same_page(team, sitting):
    director, member = sitting.attendance.all()
    team.post(f"{room(sitting)}present/", {f"presence-{director.pk}": "present", f"presence-{member.pk}": "apologies"})
    found = minutes(sitting)
    assert [one.role for one in found.present] == ["Director"]
    assert [one.role for one in found.apologies] == ["Cabinet member"]


def test_the_attendance_of_another_sitting_is_not_touched(team, sitting):
    other = schedule(clinic=sitting.clinic, on=date(2007, 9, 12)).attendance.first()
    team.post(f"{room(sitting)}present/", {f"presence-{other.pk}": "present"})
    other.refresh_from_db()
    assert other.presence == "expected"


def test_ending_makes_the_clinic_followed_up_and_today_it_can_be_taken_up_again(team, sitting):
    team.post(f"{sitting.get_absolute_url()}end/")
    assert Clinic.objects.get(pk=sitting.clinic_id).state == State.FOLLOW_UP
    html = team.get(f"{sitting.get_absolute_url()}minutes/").content.decode()
    assert "Take the sitting up again" in html
    team.post(f"{sitting.get_absolute_url()}take-up/")
    assert Sitting.objects.get(pk=sitting.pk).ended_at is None
    assert Clinic.objects.get(pk=sitting.clinic_id).state == State.HELD


def test_a_sitting_begun_by_mistake_has_not_begun_after_all(team, sitting):
    assert "It has not begun" in team.get(room(sitting)).content.decode()
    assert sitting.clinic.clinic_indicators.get().baseline is not None
    answer = team.post(f"{sitting.get_absolute_url()}call-back/")
    assert answer["Location"].endswith("/briefing/")
    sitting.refresh_from_db()
    assert (sitting.begun_at, sitting.briefing, sitting.briefing_sha256) == (None, None, "")
    assert sitting.clinic.clinic_indicators.get().baseline is None
    assert Clinic.objects.get(pk=sitting.clinic_id).state == State.SCHEDULED
    assert "had been begun by mistake" in team.get(f"/clinics/{sitting.clinic_id}/history/").content.decode()
    begin(sitting=sitting, briefing={})
    assert Clinic.objects.get(pk=sitting.clinic_id).state == State.HELD


def test_what_a_clinic_has_sat_before_is_followed_up_as_it_was(sitting):
    end(sitting=sitting, minutes=as_agreed)
    Sitting.objects.filter(pk=sitting.pk).update(date=date(2007, 9, 3))
    second = begin(sitting=schedule(clinic=sitting.clinic, on=TODAY), briefing={})
    call_back(sitting=second)
    clinic = Clinic.objects.get(pk=sitting.clinic_id)
    assert clinic.state == State.FOLLOW_UP
    assert clinic.clinic_indicators.get().baseline is not None


def test_once_something_is_noted_it_has_begun(team, sitting):
    write(team, sitting, "It was said")
    team.post(f"{sitting.get_absolute_url()}call-back/")
    assert Sitting.objects.get(pk=sitting.pk).begun_at is not None
    assert "It has not begun" not in team.get(room(sitting)).content.decode()
    with pytest.raises(LifeError, match="Something has been noted"):
        call_back(sitting=sitting)


def test_on_a_later_day_it_stays_ended(sitting, settings):
    end(sitting=sitting, minutes=as_agreed)
    settings.COUNCIL_TODAY = date(2007, 9, 11)
    with pytest.raises(LifeError, match="only on the day on which it ended"):
        take_up(sitting=sitting)


def test_the_address_of_a_sitting_leads_to_what_fits(team, sitting, as_):
    address = sitting.get_absolute_url()
    to_come = schedule(clinic=sitting.clinic, on=date(2007, 9, 12))
    assert team.get(to_come.get_absolute_url())["Location"].endswith("/briefing/")
    assert team.get(address)["Location"].endswith("/room/")
    assert as_("viewer").get(address)["Location"].endswith("/briefing/")
    end(sitting=sitting, minutes=as_agreed)
    assert as_("viewer").get(address)["Location"].endswith("/minutes/")


def test_the_minutes_number_decisions_and_mandates_and_say_draft_until_the_end(sitting, as_):
    for text, kind in (("a", NoteKind.DISCUSSION), ("b", NoteKind.DECISION), ("c", NoteKind.DECISION), ("d", NoteKind.MANDATE)):  # fmt: skip
        line(sitting, text, kind)
    agreed(sitting)
    found = minutes(sitting)
    assert [(one.number, one.text) for one in found.decisions] == [(1, "b"), (2, "c")]
    assert [(one.number, one.text) for one in found.mandates] == [(1, "d")]
    assert [(one.number, one.title, one.due) for one in found.actions] == [
        (1, "Publish it", "31\u00a0March\u00a02008 (March 2008)")
    ]
    address = f"{sitting.get_absolute_url()}minutes/"
    assert "<strong>Draft.</strong>" in as_("viewer").get(address).content.decode()
    end(sitting=sitting, minutes=as_agreed)
    assert "<strong>Draft.</strong>" not in as_("viewer").get(address).content.decode()


def test_minutes_stay_what_they_were_when_the_sitting_ended(sitting, as_, team):
    note = agreed(sitting)
    end(sitting=sitting, minutes=as_agreed)
    sitting.refresh_from_db()
    as_it_ended = minutes(sitting)
    lead = note.action.lead
    other = Post.objects.exclude(pk=lead.pk).first()
    Action.objects.filter(pk=note.action_id).update(lead=other, title="Something else")
    Clinic.objects.filter(pk=sitting.clinic_id).update(title="Another title")
    sitting = Sitting.objects.select_related("clinic").get(pk=sitting.pk)
    assert minutes(sitting) == as_it_ended
    assert [action.lead for action in minutes(sitting).actions] == [str(lead)]
    assert str(lead) in as_("viewer").get(f"{sitting.get_absolute_url()}minutes/").content.decode()

    member = sitting.attendance.last()  # who came may be put right afterwards
    member.presence = Presence.PRESENT
    member.save()
    assert [one.role for one in minutes(sitting).present] == [member.get_role_display()]

    take_up(sitting=sitting)
    sitting.refresh_from_db()
    assert (sitting.minutes, [action.lead for action in minutes(sitting).actions]) == (None, [str(other)])


def test_minutes_that_were_tampered_with_say_so(sitting, as_):
    line(sitting, "It was said")
    end(sitting=sitting, minutes=as_agreed)
    address = f"{sitting.get_absolute_url()}minutes/"
    warning = "These minutes are not what was taken down"
    assert warning not in as_("viewer").get(address).content.decode()
    kept = Sitting.objects.get(pk=sitting.pk)
    kept.minutes["discussion"][0]["text"] = "It was never said"
    Sitting.objects.filter(pk=sitting.pk).update(minutes=kept.minutes)
    assert warning in as_("viewer").get(address).content.decode()


@pytest.mark.paper
def test_the_minutes_pass_the_gate_of_tagged_pdf(sitting, as_, tmp_path):
    for text, kind in (("a", NoteKind.DISCUSSION), ("b", NoteKind.DECISION), ("d", NoteKind.MANDATE)):
        line(sitting, text, kind, indicator=Indicator.objects.get(ref="BV8"))
    agreed(sitting)
    file = tmp_path / "minutes.pdf"
    file.write_bytes(as_("viewer").get(f"{sitting.get_absolute_url()}minutes.pdf").content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []


def test_the_post_that_chairs_keeps_the_notes_and_a_colleague_does_not(sitting, person):
    chair = Post.objects.get(title="Head of Policy and Performance")
    sitting.chair = chair
    sitting.save()
    for holds, answer in ((chair, 200), (Post.objects.exclude(pk=chair.pk).first(), 403)):
        browser = Client()
        browser.force_login(person(Role.OFFICER, holds=holds))
        assert browser.get(room(sitting)).status_code == answer
    viewer = Client()
    viewer.force_login(person(Role.VIEWER, holds=chair))
    assert viewer.get(room(sitting)).status_code == 403
