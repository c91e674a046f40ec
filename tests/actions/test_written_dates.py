"""A date in words: what is understood of it is said, and a form takes only what is certain."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.choices import Role
from actions.forms import WrittenDateField
from actions.models import Action, Milestone
from core.forms import GovukForm

UNREADABLE = "No date can be read from this. It is kept as written and marked for someone to look at."


HINT = "Write a day as 31/3/2008 or 31 March 2008, or March 2008, Summer 2008 or Q1 2008/09."


class DatedForm(GovukForm):
    by = WrittenDateField(label="By when?", required=False)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"text": "Winter 2007"}, "Due 29 February 2008 (the last day of winter 2007)."),
        ({"text": "June annually"}, "Due 30 June 2008 (the last day of June 2008), then every year."),
        (
            {"text": "June annually", "written_on": "2009-07-01"},
            "Due 30 June 2010 (the last day of June 2010), then every year.",
        ),
        ({"text": "<b>soon</b>"}, UNREADABLE),
        ({"text": "<b>soon</b>", "refused": "1"}, "No date can be read from this."),
        ({"text": ""}, ""),
        ({}, ""),
    ],
)
def test_the_address_says_what_is_understood(today, signed_in, asked, sentence):
    answer = signed_in(Role.OFFICER).get(reverse("read-date"), asked)
    assert (plain(answer.content.decode()), answer["Content-Type"]) == (sentence, "text/plain; charset=utf-8")


@pytest.mark.parametrize("day", ["yesterday", "2009-02-30"])
def test_a_day_of_the_plan_that_is_none_is_said_to_be(today, signed_in, day):
    answer = signed_in(Role.OFFICER).get(reverse("read-date"), {"text": "June annually", "written_on": day})
    assert (answer.status_code, answer.content.decode()) == (422, "Give the day it was written on as 2007-09-10.")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2008-03-31", dt.date(2008, 3, 31)),
        ("31/3/2008", dt.date(2008, 3, 31)),
        (" Winter  2007 ", dt.date(2008, 2, 29)),
        ("end of year 2007/08", dt.date(2008, 3, 31)),
    ],
)
def test_a_form_takes_a_day_and_words_alike(today, text, due):
    form = DatedForm({"by": text})
    assert form.is_valid()
    assert form.cleaned_data["by"].due == due


def test_a_form_takes_no_date_where_none_is_wanted(today):
    form = DatedForm({"by": "  "})
    assert form.is_valid()
    assert form.cleaned_data["by"] is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("when funds allow", f"No date can be read from “when funds allow”. {HINT}"),
        ("April May 2009", f"“April May 2009” could mean 31 May 2009, but that is not certain. {HINT}"),
    ],
)
def test_a_form_refuses_what_is_not_certain_and_says_what_to_write(today, text, error):
    form = DatedForm({"by": text})
    assert [plain(said) for said in form.errors["by"]] == [error]


def test_what_was_sent_is_drawn_with_what_was_understood_and_the_script(today):
    form = DatedForm({"by": "Winter 2007"})
    drawn = plain(str(form["by"]))
    assert "Due 29 February 2008 (the last day of winter 2007).</output>" in drawn
    assert f'data-understood="{reverse("read-date")}?refused=1"' in drawn
    assert "js/date_understood.js" in str(form.media)


def test_a_day_that_a_form_begins_with_is_written_in_words(today):
    form = DatedForm(initial={"by": dt.date(2008, 3, 31)})
    assert 'value="31 March 2008"' in str(form["by"])


@pytest.fixture
def milestone(db) -> Milestone:
    return Milestone.objects.create(
        action=Action.objects.create(title="Publish"), measure="Published", date_as_written="TBC"
    )


def send(browser, milestone: Milestone, **changes: str):
    where = reverse("admin:actions_milestone_change", args=[milestone.pk])
    data = {
        "action": milestone.action_id, "order": 0, "measure": "Published", "precision": milestone.precision,
        "date_as_written": milestone.date_as_written, "due_on": milestone.due_on or "",
        "recurrence": milestone.recurrence, "opened_version": milestone.version,
    }  # fmt: skip
    return browser.post(where, data | changes)


def save(browser, milestone: Milestone, **changes: str) -> Milestone:
    assert send(browser, milestone, **changes).status_code == 302
    milestone.refresh_from_db()
    return milestone


def test_new_words_on_a_milestone_without_a_date_are_read_in_the_admin(today, signed_in, milestone):
    saved = save(signed_in(Role.PERFORMANCE), milestone, date_as_written="Winter 2007")
    assert (saved.due_on, saved.first_due_on, saved.precision) == (
        dt.date(2008, 2, 29),
        dt.date(2008, 2, 29),
        "season",
    )


def test_words_that_a_person_has_looked_at_are_not_marked_again(today, signed_in, milestone):
    Milestone.objects.filter(pk=milestone.pk).update(date_as_written="when funds allow", needs_review=True)
    milestone.refresh_from_db()
    saved = save(signed_in(Role.PERFORMANCE), milestone, measure="Published.")
    assert (saved.due_on, saved.needs_review) == (None, False)


def test_new_words_do_not_move_a_date_that_there_is(today, signed_in, milestone):
    day = dt.date(2008, 3, 31)
    Milestone.objects.filter(pk=milestone.pk).update(date_as_written="March 2008", due_on=day, first_due_on=day)
    milestone.refresh_from_db()
    saved = save(signed_in(Role.PERFORMANCE), milestone, date_as_written="June 2008")
    assert (saved.due_on, saved.first_due_on) == (day, day)


@pytest.mark.parametrize("given", [{"date_as_written": "Summer 2007"}, {"due_on": "2007-08-31"}])
def test_a_first_date_that_has_passed_is_asked_about_in_the_admin(today, signed_in, milestone, given):
    team = signed_in(Role.PERFORMANCE)
    asked = send(team, milestone, **given)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "31\u00a0August\u00a02007 has passed. Is it meant?" in page
    assert "Yes, this date in the past is meant" in page
    milestone.refresh_from_db()
    assert milestone.due_on is None
    assert save(team, milestone, past_meant="on", **given).due_on == dt.date(2007, 8, 31)
