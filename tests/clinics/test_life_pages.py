import smtplib
from datetime import date

import pytest
from django.core import mail
from django.test import Client

import core.happenings
from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from clinics import services
from clinics.models import (
    Clinic,
    ClinicAction,
    ClinicIndicator,
    Invitation,
    Invitee,
    ProgressUpdate,
    Sitting,
)
from clinics.reporting.history import happenings
from indicators.models import Indicator, IndicatorSet
from organisation.models import Post, PostHolder
from tests.icalendar import attendees_in, events_in

pytestmark = pytest.mark.one_database


@pytest.fixture
def caller(db) -> Post:
    return Post.objects.create(title="Head of Performance")


@pytest.fixture
def director(db) -> Post:
    return Post.objects.create(title="Director of Finance")


@pytest.fixture
def clinic(today, council, caller, director) -> Clinic:
    made = Clinic.objects.create(title="Invoices", called_by=caller, called_on=date(2007, 6, 1))
    Invitee.objects.create(clinic=made, role="director", post=director)
    Invitee.objects.create(clinic=made, role="cabinet_member")
    return made


@pytest.fixture
def team(signed_in) -> Client:
    return signed_in(Role.PERFORMANCE)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def sent(client: Client, address: str, *, status: int = 200, **data) -> str:
    """What a person reads after sending a form, wherever it leads."""
    answer = client.post(address, data, follow=True)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def where(clinic: Clinic, step: str) -> str:
    return f"/clinics/{clinic.pk}/{step}/"


def at(sitting: Sitting, step: str) -> str:
    return f"/clinics/{sitting.clinic_id}/sittings/{sitting.pk}/{step}"


def state(clinic: Clinic) -> str:
    return Clinic.objects.get(pk=clinic.pk).state


def test_a_clinic_goes_from_suggested_to_closed_by_what_its_page_offers_next(team, clinic):
    offered = []
    for step, data in (
        ("agree", {}),
        ("schedule", {"date": "2007-09-10", "starts_at": "10:00", "ends_at": "11:30", "place": "Town Hall"}),
    ):
        html = page(team, clinic.get_absolute_url())
        assert where(clinic, step) in html
        offered.append(step)
        sent(team, where(clinic, step), **data)
    sitting = clinic.sittings.get()
    assert "It sits today." in page(team, clinic.get_absolute_url())
    sent(team, at(sitting, "held/"))
    assert 'aria-current="step"><span class="path__state">Held</span>' in page(team, clinic.get_absolute_url())
    sent(team, where(clinic, "follow-up"))
    assert "Nobody has said what came of it." in page(team, clinic.get_absolute_url())
    sent(
        team,
        where(clinic, "outcome"),
        outcome="Paid sooner.",
        lessons="Scan first.",
        opened_version=clinic_version(clinic),
    )
    assert "What came of it stands in words." in page(team, clinic.get_absolute_url())
    assert "The clinic is closed." in sent(team, where(clinic, "close"))
    assert state(clinic) == "closed"
    html = page(team, clinic.get_absolute_url())
    assert "Closed on 10 September 2007." in html
    assert "Reopen" in html


def clinic_version(clinic: Clinic) -> int:
    return Clinic.objects.get(pk=clinic.pk).version


STEPS = ("agree", "schedule", "cancel", "close", "reopen", "follow-up", "people", "outcome", "actions")


@pytest.mark.parametrize("step", STEPS)
def test_steps_are_for_those_who_keep_the_clinic(step, clinic, signed_in, caller, director):
    keeper, invited, stranger = (
        signed_in(Role.OFFICER, holds=caller),
        signed_in(Role.OFFICER, holds=director),
        signed_in(Role.OFFICER),
    )
    for client in (invited, stranger, signed_in(Role.VIEWER, holds=caller), signed_in(Role.PARTNER, holds=caller)):
        assert client.post(where(clinic, step)).status_code == 403
    assert keeper.post(where(clinic, step)).status_code in (302, 404, 422)
    assert "/sign-in/" in Client().post(where(clinic, step))["Location"]
    assert "kept by the performance team" in page(stranger, where(clinic, step), 403)


@pytest.mark.parametrize("step", ["agree", "follow-up"])
def test_what_is_one_button_is_only_pressed(step, team, clinic):
    assert team.get(where(clinic, step)).status_code == 405


@pytest.mark.parametrize("step", STEPS)
def test_nobody_presses_from_another_site(step, clinic, person):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person(Role.PERFORMANCE))
    assert careful.post(where(clinic, step)).status_code == 403
    assert state(clinic) == "suggested"


def test_only_those_who_keep_it_are_offered_steps(clinic, signed_in, director):
    for client in (signed_in(Role.VIEWER), signed_in(Role.OFFICER), signed_in(Role.OFFICER, holds=director)):
        assert "Agree to this clinic" not in page(client, clinic.get_absolute_url())


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("schedule", {}, "Say on which day the clinic sits."),
        (
            "schedule",
            {"date": "2007-05-01", "held": "on"},
            "1 May 2007 is before the clinic was called, on 1 June 2007.",
        ),
        ("schedule", {"date": "2007-07-02"}, "2 July 2007 is past. Was the clinic held then?"),
        ("schedule", {"date": "2007-10-01", "ends_at": "11:00"}, "Say when it begins, too."),
        (
            "schedule",
            {"date": "2007-10-01", "starts_at": "11:00", "ends_at": "10:00"},
            "The sitting ends before it starts.",
        ),
        ("schedule", {"date": "soon"}, "That is not a date. Write it as 31/12/2007."),
        ("cancel", {}, "Say why."),
        ("cancel", {"reason": "x" * 251}, "at most 250 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(step, data, sentence, team, clinic):
    assert sentence in sent(team, where(clinic, step), status=422, **data)
    assert state(clinic) == "suggested"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("close", "The clinic has not sat yet. Hold it first, or cancel it with a reason."),
        ("reopen", "The clinic is suggested, so that there is nothing to reopen."),
        ("outcome", "The clinic has not sat yet, so that nothing has come of it."),
    ],
)
def test_a_step_that_cannot_be_taken_leads_back_with_the_reason(step, sentence, team, clinic):
    answer = team.get(where(clinic, step), follow=True)
    assert answer.redirect_chain
    assert sentence in answer.content.decode()


def test_a_day_that_is_past_is_taken_once_somebody_says_that_it_was_held(team, clinic):
    html = sent(team, where(clinic, "schedule"), status=422, date="2007-07-02")
    assert 'name="held"' in html
    assert 'name="held"' not in page(team, where(clinic, "schedule"))
    sent(team, where(clinic, "schedule"), date="2007-07-02", held="on")
    assert (state(clinic), clinic.sittings.get().date) == ("held", date(2007, 7, 2))


def test_a_sitting_that_passed_without_a_word_is_asked_about(team, clinic, settings):
    services.schedule(clinic=clinic, on=date(2007, 9, 12))
    settings.COUNCIL_TODAY = date(2007, 9, 14)
    html = page(team, clinic.get_absolute_url())
    assert "It was to sit on 12 September 2007, and nobody has said whether it did." in html
    assert "The clinic was held." in sent(team, at(clinic.sittings.get(), "held/"))


def test_a_sitting_is_moved_and_cancelled(team, clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    sent(team, at(sitting, "change/"), date="2007-10-02", place="Room 2", opened_version=sitting.version)
    html = page(team, clinic.get_absolute_url())
    assert "2 October 2007" in html
    assert "Room 2" in html
    html = sent(team, at(sitting, "cancel/"), reason="The chair is ill.")
    assert "The clinic is agreed and wants another day." in html
    assert "Cancelled: The chair is ill." in html
    assert "is cancelled" in sent(team, at(sitting, "change/"), status=422, date="2007-10-03", opened_version=2)


def test_of_two_who_move_a_sitting_the_second_reads_what_the_first_wrote(team, clinic):
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1))
    sent(team, at(sitting, "change/"), date="2007-10-01", place="Room 2", opened_version=1)
    html = sent(team, at(sitting, "change/"), status=409, date="2007-10-01", place="Room 3", opened_version=1)
    assert "changed this while you had it open. Theirs is now place: Room 2." in html
    sent(team, at(sitting, "change/"), date="2007-10-01", place="Room 3", opened_version=2)
    assert clinic.sittings.get().place == "Room 3"


def test_a_sitting_of_another_clinic_is_not_found(team, clinic):
    other = Clinic.objects.create(title="Other")
    sitting = services.schedule(clinic=other, on=date(2007, 10, 1))
    for step in ("change/", "cancel/", "attendance/", "invite/", "invitation.ics"):
        assert team.get(f"/clinics/{clinic.pk}/sittings/{sitting.pk}/{step}").status_code == 404


def people(clinic: Clinic, **changes) -> dict:
    data = {"row": []}
    for row in clinic.invitees.all():
        data["row"].append(row.pk)
        data |= {
            f"row-{row.pk}-role": row.role,
            f"row-{row.pk}-post": row.post_id or "",
            f"row-{row.pk}-opened_version": row.version,
        }
    return data | changes


def test_who_is_to_come_is_kept_in_one_form(team, clinic, caller):
    director, member = clinic.invitees.all()
    changes = {f"row-{director.pk}-remove": "on", f"row-{member.pk}-post": caller.pk, "new-0-role": "pi_manager"}
    html = sent(team, where(clinic, "people"), **people(clinic, **changes))
    assert "Who is to come is saved" in html
    assert [str(row) for row in clinic.invitees.all()] == ["Cabinet member, Head of Performance", "PI manager"]


def test_what_is_wrong_with_who_is_to_come_is_said(team, clinic, director):
    twice = people(clinic, **{"new-0-role": "director", "new-0-post": director.pk})
    assert "is to come in this role already" in sent(team, where(clinic, "people"), status=422, **twice)
    bare = people(clinic, **{"new-0-post": director.pk})
    assert "Say as what the Director of Finance comes." in sent(team, where(clinic, "people"), status=422, **bare)
    assert clinic.invitees.count() == 2


def test_of_two_who_say_who_is_to_come_the_second_is_told(team, clinic, caller):
    opened = people(clinic)
    director, member = clinic.invitees.all()
    director.post = caller
    director.save()
    mine = opened | {f"row-{director.pk}-post": ""}
    html = sent(team, where(clinic, "people"), status=409, **mine)
    assert "Theirs is now post: Head of Performance" in html
    member.delete()
    opened |= {f"row-{director.pk}-opened_version": 2, f"row-{director.pk}-post": caller.pk}
    assert "Somebody else has taken a line off meanwhile." in sent(team, where(clinic, "people"), status=409, **opened)


def test_attendance_is_recorded(team, clinic, caller):
    sitting = services.schedule(clinic=clinic, on=date(2007, 9, 10))
    director, member = sitting.attendance.all()
    data = {
        "row": [director.pk, member.pk],
        f"row-{director.pk}-presence": "present",
        f"row-{director.pk}-opened_version": 1,
        f"row-{member.pk}-presence": "apologies",
        f"row-{member.pk}-opened_version": 1,
        "came-role": "other",
        "came-post": caller.pk,
    }
    html = sent(team, at(sitting, "attendance/"), **data)
    assert "Present: Director (Director of Finance), Other (Head of Performance)" in html
    assert "Apologies: Cabinet member" in html
    late = data | {f"row-{director.pk}-presence": "apologies", "came-role": "", "came-post": ""}
    html = sent(team, at(sitting, "attendance/"), status=409, **late)
    assert "Theirs is now presence: Present" in html


@pytest.fixture
def holder(person, director) -> User:
    return person(Role.OFFICER, holds=director, email="dana@anytown.example")


@pytest.fixture
def sitting(clinic, caller) -> Sitting:
    return services.schedule(clinic=clinic, on=date(2007, 10, 1), chair=caller)


def test_those_who_hold_the_invited_posts_are_written_to_and_the_others_are_listed(team, clinic, sitting, holder):
    html = page(team, at(sitting, "invite/"))
    assert "dana@anytown.example" in html
    assert "Cabinet member: no post is named." in html
    assert "Chair: nobody holds the post Head of Performance on 1 October 2007." in html
    assert "1 letter sent" in sent(team, at(sitting, "invite/"))
    (letter,) = mail.outbox
    assert letter.to == ["dana@anytown.example"]
    assert letter.subject == "Invitation: performance clinic, 1 October 2007: Invoices"
    assert f"/clinics/{clinic.pk}/sittings/{sitting.pk}/" in letter.body
    assert "You come as director, holding the post Director of Finance." in letter.body
    name, file, kind = letter.attachments[0]
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST")
    (event,) = events_in(file.encode())
    assert event["DTSTART;VALUE=DATE"] == "20071001"
    assert [person["ATTENDEE"] for person in attendees_in(file.encode())] == ["mailto:dana@anytown.example"]
    sent(team, at(sitting, "invite/"))
    assert len(mail.outbox) == 1


def test_a_change_and_a_cancelling_reach_those_who_were_invited_under_the_same_name(team, sitting, holder):
    sent(team, at(sitting, "invite/"))
    html = sent(team, at(sitting, "change/"), date="2007-10-02", opened_version=1)
    assert "Those who are invited do not know yet: send them the change." in html
    assert len(mail.outbox) == 1
    sent(team, at(sitting, "invite/"))
    sent(team, at(sitting, "cancel/"), reason="Snow.")
    sent(team, at(sitting, "invite/"))
    first, second, third = (events_in(letter.attachments[0][1].encode())[0] for letter in mail.outbox)
    assert first["UID"] == second["UID"] == third["UID"]
    assert [event["SEQUENCE"] for event in (first, second, third)] == ["0", "1", "2"]
    assert [event["STATUS"] for event in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["Invitation", "Changed", "Cancelled"]
    assert "Snow." in mail.outbox[2].body


def test_whoever_is_to_come_no_longer_is_told_so(team, clinic, sitting, holder):
    sent(team, at(sitting, "invite/"))
    services.set_people(clinic=clinic, removed=[clinic.invitees.first()])
    assert "To be told that it is off for them" in page(team, at(sitting, "invite/"))
    sent(team, at(sitting, "invite/"))
    assert events_in(mail.outbox[1].attachments[0][1].encode())[0]["STATUS"] == "CANCELLED"
    assert "is off, as far as" in mail.outbox[1].body


def test_a_letter_that_is_refused_is_said_and_is_sent_the_next_time(team, sitting, holder, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"dana@anytown.example": (550, b"No such box")})

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert "Not reached: Person" in sent(team, at(sitting, "invite/"))
    assert not Invitation.objects.exists()
    sent(team, at(sitting, "invite/"))
    assert len(mail.outbox) == 1


def test_nobody_is_invited_to_what_is_past(team, sitting, holder, settings):
    settings.COUNCIL_TODAY = date(2007, 10, 2)
    assert "Nobody is invited to what is past." in sent(team, at(sitting, "invite/"))
    assert not mail.outbox


def test_the_holder_on_the_day_is_invited_not_the_one_of_today(team, sitting, holder, director, person):
    holding = PostHolder.objects.get(user=holder)
    holding.ends = date(2007, 9, 30)
    holding.save()
    successor = person(Role.OFFICER, email="sam@anytown.example")
    PostHolder.objects.create(post=director, user=successor, starts=date(2007, 10, 1))
    sent(team, at(sitting, "invite/"))
    assert [letter.to for letter in mail.outbox] == [["sam@anytown.example"]]


def test_the_invitation_is_a_file_for_whoever_reads(signed_in, sitting, holder):
    answer = signed_in(Role.VIEWER).get(at(sitting, "invitation.ics"))
    assert answer["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    (event,) = events_in(answer.content)
    assert event["UID"] == f"sitting-{sitting.pk}@127.0.0.1"
    services.cancel_sitting(sitting=sitting, because="Snow.")
    assert "method=CANCEL" in signed_in(Role.VIEWER).get(at(sitting, "invitation.ics"))["Content-Type"]


@pytest.fixture
def owned(clinic) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    owner = Post.objects.create(title="Exchequer Manager")
    made = Indicator.objects.create(set=bvpi, ref="BV8", title="Paid", polarity="higher", owner=owner)
    ClinicIndicator.objects.create(clinic=clinic, indicator=made)
    return made


def test_of_its_progress_speak_also_owners_and_those_who_are_to_come(clinic, owned, director, signed_in):
    for holds in (owned.owner, director):
        html = sent(signed_in(Role.OFFICER, holds=holds), where(clinic, "progress"), words=f"Said by the {holds}.")
        assert f"Said by the {holds}." in html
    assert signed_in(Role.OFFICER).post(where(clinic, "progress"), {"words": "x"}).status_code == 403
    assert signed_in(Role.VIEWER, holds=director).get(where(clinic, "progress")).status_code == 403
    assert clinic.progress_updates.count() == 2


def test_of_two_who_speak_of_its_progress_the_second_reads_the_first(team, clinic):
    ProgressUpdate.objects.create(clinic=clinic, words="Scanner bought.")
    html = sent(team, where(clinic, "progress"), status=409, words="Letters sent.", last_seen=0)
    assert "spoke of this clinic’s progress while you were writing." in html
    assert "Scanner bought." in html
    assert "Letters sent." in html
    sent(team, where(clinic, "progress"), words="Letters sent.", last_seen=clinic.progress_updates.get().pk)
    assert [update.words for update in clinic.progress_updates.all()] == ["Letters sent.", "Scanner bought."]
    assert "Say what has been done." in sent(team, where(clinic, "progress"), status=422, words=" ")


@pytest.fixture
def held(clinic) -> Clinic:
    services.schedule(clinic=clinic, on=date(2007, 7, 2), held=True)
    return Clinic.objects.get(pk=clinic.pk)


def test_a_year_that_ended_before_the_clinic_is_refused_as_its_outcome(team, held):
    html = sent(team, where(held, "outcome"), status=422, outcome="9.2 days in 2006/07.", opened_version=held.version)
    assert "2006/07 ended on 31 March 2007, before the clinic of 2 July 2007" in html
    assert "9.2 days in 2006/07." in html


def test_words_that_only_compare_with_a_year_before_the_clinic_are_taken_once_somebody_says_so(team, held):
    words = "The strategy of 2005/06 was replaced."
    address, box = where(held, "outcome"), 'name="since"'
    assert box not in sent(team, address, status=422, outcome="", lessons="x" * 9, opened_version="x")
    assert box in sent(team, address, status=422, outcome=words, opened_version=held.version)
    sent(team, address, outcome=words, since="on", opened_version=held.version)
    held.refresh_from_db()
    assert held.outcome == words
    assert box not in sent(team, address, outcome=words, lessons="Ask first.", opened_version=held.version)


def test_of_two_who_write_the_outcome_the_second_reads_the_first(team, held):
    sent(team, where(held, "outcome"), outcome="Paid sooner.", opened_version=held.version)
    html = sent(team, where(held, "outcome"), status=409, outcome="Paid later.", opened_version=held.version)
    assert "Theirs is now outcome: Paid sooner." in html
    assert "Paid later." in html


def test_open_actions_are_asked_about_when_a_clinic_is_closed(team, held):
    held.outcome = "Paid sooner."
    held.save()
    action = Action.objects.create(title="Scan invoices")
    ClinicAction.objects.create(clinic=held, action=action)
    html = sent(team, where(held, "close"), status=422, open=action.pk)
    assert "Actions are open. Say that the clinic is closed all the same, or leave it open." in html
    later = ClinicAction.objects.create(clinic=held, action=Action.objects.create(title="Train staff"))
    sure = {"sure": "on", "note": "Left to the plan."}
    assert "“Train staff”" in sent(team, where(held, "close"), status=422, open=action.pk, **sure)
    assert state(held) == "held"
    html = sent(team, where(held, "close"), open=[action.pk, later.action_id], **sure)
    assert "Left to the plan." in html
    assert state(held) == "closed"


def test_an_action_is_added_taken_off_and_put_back(team, held):
    action = Action.objects.create(title="Scan invoices")
    assert "Scan invoices" in page(team, f"{where(held, 'actions')}?q=scan")
    sent(team, where(held, "actions"), action=action.pk)
    assert "belongs to the clinic already" in sent(team, where(held, "actions"), action=action.pk)
    html = sent(team, where(held, "actions"), action=action.pk, do="off")
    assert "“Scan invoices” was taken off." in html
    assert not held.clinic_actions.exists()
    sent(team, where(held, "actions"), action=action.pk)
    assert held.clinic_actions.get().action == action
    assert team.post(where(held, "actions"), {"action": "99999"}).status_code == 404


def test_the_history_tells_who_did_what_and_when_in_words(team, clinic, caller, monkeypatch):
    sent(team, where(clinic, "agree"))
    sitting = services.schedule(clinic=clinic, on=date(2007, 10, 1), place="Room 1")
    sent(team, at(sitting, "change/"), date="2007-10-02", place="Room 2", opened_version=1)
    sent(team, where(clinic, "people"), **people(clinic, **{"new-0-role": "chair", "new-0-post": caller.pk}))
    sent(team, where(clinic, "progress"), words="Scanner bought.")
    sent(team, where(clinic, "cancel"), reason="Not needed.")
    sent(team, where(clinic, "reopen"), reason="Needed after all.")
    monkeypatch.setattr(core.happenings, "SENTENCES", 50)
    html = page(team, where(clinic, "history"))
    all_of_it = told(clinic)
    for sentence in (
        "The clinic: suggested → agreed.",
        "Sitting of 1 October 2007 added, at Room 1.",
        "Sitting of 2 October 2007, date: 1 October 2007 → 2 October 2007",
        "Sitting of 2 October 2007, place: Room 1 → Room 2",
        "Chair, Head of Performance is to come.",
        "Update on progress: Scanner bought.",
        "The clinic: scheduled → cancelled: Not needed.",
        "The clinic: cancelled → suggested: Needed after all.",
    ):
        assert sentence in all_of_it, sentence
    assert "Person" in html


def told(clinic: Clinic) -> list[str]:
    """All sentences, however many are shown."""
    return [sentence.replace("\u00a0", " ") for one in happenings(clinic) for sentence in one.sentences]


def test_the_empty_list_leads_to_suggestions_and_not_to_the_admin(team, council):
    html = page(team, "/clinics/")
    assert 'href="/clinics/suggested/"' in html
    assert "in the admin" not in html
