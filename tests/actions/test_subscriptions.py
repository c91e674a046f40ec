"""The calendar of a post: who gets it, until when, and what stands in it."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from actions.services import record_update
from actions.subscriptions import calendar_address
from organisation.models import Post, PostHolder
from tests.icalendar import events_in, properties, unfolded


@pytest.fixture
def head(council, today) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def holder(person, head) -> User:
    return person(Role.OFFICER, holds=head)


@pytest.fixture
def guidelines(head) -> Action:
    made = Action.objects.create(title="Launch guidelines, at last", lead=head)
    made.milestones.create(
        measure="Guidelines on every desk", due_on=dt.date(2007, 10, 31), first_due_on=dt.date(2007, 7, 31)
    )
    record_update(action=made, by=None, status="slipped", words="Waiting for the printer; two weeks.")
    return made


def calendar_of(person: User, post: Post) -> list[dict[str, str]]:
    answer = Client().get(calendar_address(User.objects.get(pk=person.pk), post.pk))
    assert answer.status_code == 200
    return events_in(answer.content)


def test_a_calendar_program_gets_the_dates_without_a_password(holder, head, guidelines):
    answer = Client().get(calendar_address(holder, head.pk))
    (event,) = events_in(answer.content)
    milestone = guidelines.milestones.get()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    assert properties(unfolded(answer.content)[:9])["X-WR-CALNAME"] == "Actions: Head of Finance"
    assert (event["UID"], event["SEQUENCE"]) == (f"milestone-{milestone.pk}@testserver", "0")
    assert event["DTSTART;VALUE=DATE"] == "20071031"
    assert event["SUMMARY"] == "Launch guidelines, at last"
    assert event["URL"] == f"http://testserver/actions/{guidelines.pk}/"
    assert event["DESCRIPTION"].replace("\u00a0", " ").split("\n") == [
        "Guidelines on every desk",
        "Lead: Head of Finance",
        "Slipped. Declared slipped, 92 days later than first agreed; due 31 October 2007.",
        "First due 31 July 2007.",
        "Last said on 10 September 2007: Waiting for the printer; two weeks.",
        event["URL"],
    ]


def test_a_new_date_keeps_the_entry_and_counts_a_revision(holder, head, guidelines):
    (before,) = calendar_of(holder, head)
    milestone = guidelines.milestones.get()
    milestone.due_on = dt.date(2007, 11, 30)
    milestone.save()
    (after,) = calendar_of(holder, head)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert after["DTSTART;VALUE=DATE"] == "20071130"
    assert after["LAST-MODIFIED"] >= before["LAST-MODIFIED"]


def test_what_is_done_closed_undated_or_others_does_not_stand_there(holder, head, guidelines):
    due = {"due_on": dt.date(2007, 12, 31), "first_due_on": dt.date(2007, 12, 31)}
    guidelines.milestones.create(measure="Reached", completed_on=dt.date(2007, 9, 1), **due)
    guidelines.milestones.create(measure="Undated")
    Action.objects.create(title="Complete", lead=head, status="complete").milestones.create(measure="x", **due)
    Action.objects.create(title="Closed", lead=head, closed_on=dt.date(2007, 1, 1)).milestones.create(
        measure="x", **due
    )
    Action.objects.create(title="Others'").milestones.create(measure="x", **due)
    helped = Action.objects.create(title="Helped")
    helped.contributors.add(head)
    helped.milestones.create(measure="x", **due)
    assert [event["SUMMARY"] for event in calendar_of(holder, head)] == ["Launch guidelines, at last", "Helped"]


def test_a_late_day_says_so_and_a_recurring_one_stands_at_its_next(holder, head):
    late = Action.objects.create(title="Late", lead=head)
    late.milestones.create(measure="x", due_on=dt.date(2007, 7, 31), first_due_on=dt.date(2007, 7, 31))
    yearly = Action.objects.create(title="Yearly", lead=head)
    yearly.milestones.create(
        measure="x", due_on=dt.date(2006, 12, 31), first_due_on=dt.date(2006, 12, 31), recurrence="every year"
    )
    season = Action.objects.create(title="Some time in autumn", lead=head)
    season.milestones.create(
        measure="x", due_on=dt.date(2007, 11, 30), first_due_on=dt.date(2007, 11, 30), precision="season"
    )
    found = [(event["SUMMARY"], event["DTSTART;VALUE=DATE"], event["STATUS"]) for event in calendar_of(holder, head)]
    assert found == [
        ("Overdue: Late", "20070731", "CONFIRMED"),
        ("Some time in autumn", "20071130", "TENTATIVE"),
        ("Yearly", "20071231", "CONFIRMED"),
    ]


def refused(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 404
    return answer.content.decode()


def test_it_ends_when_the_post_changes_hands_and_returns_with_it(holder, head, guidelines):
    address = calendar_address(holder, head.pk)
    PostHolder.objects.filter(post=head).update(ends=dt.date(2007, 9, 9))
    page = refused(address)
    assert "Whoever holds the post now finds an address of their own" in page
    assert guidelines.title not in page
    PostHolder.objects.filter(post=head).update(ends=dt.date(2007, 9, 10))
    assert Client().get(address).status_code == 200


def test_it_ends_when_the_person_leaves_or_loses_their_role(holder, head, guidelines):
    address = calendar_address(holder, head.pk)
    User.objects.filter(pk=holder.pk).update(is_active=False)
    refused(address)
    User.objects.filter(pk=holder.pk).update(is_active=True)
    holder.groups.clear()
    refused(address)


def test_an_address_that_was_altered_or_made_up_is_refused(holder, head, person):
    token = calendar_address(holder, head.pk).split("/")[-1].removesuffix(".ics")
    body, signature = token.rsplit(":", 1)
    stranger = calendar_address(person(Role.PERFORMANCE), head.pk).split("/")[-1].removesuffix(".ics")
    for forged in ("x", "x:y", f"{body}:{signature[::-1]}", f"{stranger.rsplit(':', 1)[0]}:{signature}"):
        assert "This is not the address of a calendar." in refused(f"/actions/calendar/{forged}.ics")


def test_who_may_have_the_calendar_of_a_post(person, head, holder):
    other = Post.objects.create(title="Head of Roads")
    assert calendar_address(holder, head.pk).endswith(".ics")
    assert calendar_address(holder, other.pk) == ""
    assert calendar_address(person(Role.PERFORMANCE), other.pk).endswith(".ics")
    assert calendar_address(person(Role.VIEWER), head.pk) == ""
    assert calendar_address(person(Role.PARTNER, holds=head), head.pk).endswith(".ics")
    assert calendar_address(person(holds=head), head.pk) == ""
    assert calendar_address(AnonymousUser(), head.pk) == ""


def test_the_address_stays_the_same_and_is_each_persons_own(person, head, holder):
    again = User.objects.get(pk=holder.pk)
    assert calendar_address(holder, head.pk) == calendar_address(again, head.pk)
    assert calendar_address(holder, head.pk) != calendar_address(person(Role.OFFICER, holds=head), head.pk)


def test_the_list_offers_the_calendar_of_the_post_that_is_chosen(signed_in, head, guidelines):
    browser = signed_in(Role.OFFICER, holds=head)
    assert "/actions/calendar/" in browser.get(f"/actions/?post={head.pk}").content.decode()
    assert "/actions/calendar/" not in browser.get("/actions/").content.decode()
    assert "/actions/calendar/" not in browser.get("/actions/?post=999").content.decode()
    assert "/actions/calendar/" not in signed_in(Role.VIEWER).get(f"/actions/?post={head.pk}").content.decode()
