"""What is posted beside a form is not taken: every field of every model, by everybody, to every address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from actions.models import Action
from organisation.models import Post
from tests.councilperf.addresses import OK, TABLE, WHO
from tests.councilperf.admin_editing import admin_forms
from tests.councilperf.arguments import fill, uploader
from tests.councilperf.editing import EDITING, Words, filled, open_form, two_texts
from tests.councilperf.sheets import forms_of, post_text, send
from tests.councilperf.test_guards import PAPERS, cookies, is_refused, people

__all__ = ["cookies", "people"]

pytestmark = pytest.mark.one_database

OURS = ("accounts", "organisation", "indicators", "actions", "improvement_plan", "clinics", "meetings", "publishing",
        "reminders")  # fmt: skip
NUMBER, DAY, WORDS = 987_654, "1999-09-09", "Foreign words"
"""What no form of the council would send, whatever the field is."""
NOT_OURS = ("_session", "django_admin_log", "reminders_linkuse", "accounts_invitationuse")
"""Tables in which a request leaves its traces: who is signed in, what the admin did, who tried a mailed link."""
OWN = {"begin-agenda": {"late_because"}, "mailed-link": {"words", "so_what", "what_next", "forecast_on", "evidence"}}
"""Fields of forms that stand on another page than the address that takes them, or for somebody else."""


def foreign() -> dict[str, str]:
    """Every field of every model, with a value that stands nowhere."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for one in model._meta.concrete_fields:
                found |= dict.fromkeys((one.name, one.attname), of_its_kind(one))
    return found


def of_its_kind(one: models.Field) -> str:
    """A value that a field would take."""
    match one:
        case models.DateTimeField():
            return f"{DAY} 09:09"
        case models.DateField():
            return DAY
        case models.BooleanField():
            return "on"
        case models.ForeignKey() | models.IntegerField() | models.DecimalField():
            return str(NUMBER)
    return WORDS


FOREIGN = foreign()
UNSAID = {"do", "to", "from", "seen", "answer", "answers", "kind", "state", "status", "effect", "what", "password"}
"""Names that buttons have, or without which a form is another one."""


@pytest.fixture
def named(rotherham) -> Post:
    """A post that every key of the foreign values names, so that a reference to it could be stored."""
    return Post.objects.create(pk=NUMBER, title="Foreign post")


@contextmanager
def watched() -> Iterator[list[tuple[str, tuple]]]:
    """What is written meanwhile, and then taken back."""
    written: list[tuple[str, tuple]] = []

    def note(execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(one in sql for one in NOT_OURS):
            written.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield written
        transaction.set_rollback(True)


def strange(written: list[tuple[str, tuple]]) -> list[tuple[str, tuple]]:
    """What of it says something foreign."""
    signs = {NUMBER, str(NUMBER), DAY, date.fromisoformat(DAY), WORDS}
    return [(sql[:80], params) for sql, params in written if any(is_strange(one, signs) for one in params)]


def is_strange(value: object, signs: set) -> bool:
    """Whether a value is one of those, or begins with one."""
    try:
        return value in signs or str(value).startswith((DAY, WORDS))
    except TypeError:
        return False


def declared(browser: Client, where: str) -> set[str]:
    """The fields of the forms that stand at an address."""
    page = browser.get(where)
    has_forms = page.status_code == OK and page["Content-Type"].startswith("text/html")
    return {name for form in forms_of(page) for name in form.data} if has_forms else set()


def beside(data: dict, own: set[str]) -> dict:
    """The foreign values for all that a form does not have, also with the prefixes that it uses."""
    used = {name.rpartition("-")[0] + "-" for name in (*data, *own) if "-" in name}
    one_of_a_kind = {re.sub(r"\d+", "#", prefix): prefix for prefix in sorted(used)}  # rows of one form are read alike
    prefixes = {"", *one_of_a_kind.values()}
    found = {f"{prefix}{name}": value for prefix in prefixes for name, value in FOREIGN.items()}
    known = {name.rpartition("-")[2] for name in (*data, *own)} | UNSAID
    return {name: value for name, value in found.items() if name not in data and name.rpartition("-")[2] not in known}


def switches() -> dict[str, list]:
    """What is switched on of people, whom no form of these addresses switches."""
    user = uploader().__class__
    return list(user._base_manager.order_by("pk").values_list("pk", "is_active", "is_superuser"))


AT_A_DOOR = 20
"""Foreign fields that somebody sends who is refused before any is read: the refusal shows all that was sent, field by field."""


def at_a_door(found: dict, number: int) -> dict:
    """Some of the fields: other ones at each address, so that all are tried."""
    names = sorted(found)
    start = number * AT_A_DOOR % max(len(names), 1)
    return {name: found[name] for name in (names + names)[start : start + AT_A_DOOR]}


ADDRESSES = sorted(name for name, address in TABLE.items() if address.post)


@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_sets_what_no_form_of_theirs_has(people, named, name):
    action, address = Action.objects.get(title__startswith="Web:"), TABLE[name]
    own: set[str] | None = None
    for who, expected in zip(WHO, address.post, strict=True):
        with watched() as written:
            where = reverse(name, args=[fill(arg, action) for arg in address.args])
            data = {key: fill(value, action) for key, value in address.data}
            if own is None:  # it is the same page for each of them
                own = declared(people["performance"], where) | OWN.get(name, set())
            del written[:]  # what the example itself needs
            before = switches()
            more = beside(data, own)
            refused = is_refused(who, expected)
            more = (at_a_door(more, ADDRESSES.index(name)) if refused else more) | data
            has_file = any(hasattr(value, "read") for value in data.values())
            answer = people[who].post(where, more) if has_file else post_text(people[who], where, more)
            assert strange(written) == [], who
            assert switches() == before
            if refused:
                assert answer.status_code == expected, who
                assert written == [], who


FORMS = EDITING | admin_forms()
WRITTEN = [(name, at) for name, edits in FORMS.items() for at, one in enumerate(edits) if isinstance(one, Words)]


@pytest.mark.parametrize(("name", "at"), WRITTEN)
def test_a_form_that_is_taken_takes_its_own_fields_alone(people, named, settings, name, at):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None  # more are posted here than any form of the council has
    edit = FORMS[name][at]
    with watched() as written:
        row = edit.make()
        if row.query == "none":
            return
        where, form, box = open_form(people["performance"], name, edit, row)
        data = filled(form, row, box, two_texts(edit)[0])
        del written[:]
        foreign_ones = beside(form.data, set())
        for who in WHO[1:]:
            sent = at_a_door(foreign_ones, len(name) + at) | data
            send(people[who], where, form, press=edit.press, **sent)
            assert written == [], f"{who} wrote"
        before = switches()
        posted = foreign_ones | data
        answer = send(people["performance"], where, form, press=edit.press, **posted)
        assert answer.status_code == HTTPStatus.FOUND
        assert written
        assert strange(written) == []
        assert switches() == before


UNSAFE = ("put", "patch", "delete")
LEAD_ON = {"sign-out", "sign-in", "sign-in-code", "new-password"}
"""These lead on whoever comes, by any method, or are over for them."""
METHODS = sorted(set(TABLE) - set(PAPERS) - LEAD_ON)


def one_in_turn(name: str, turn: int) -> str:
    """What somebody tries at an address who is refused before the method is looked at: another one at the next."""
    return UNSAFE[(METHODS.index(name) + turn) % len(UNSAFE)]


@pytest.mark.parametrize("name", METHODS)
def test_every_other_method_reads_or_is_refused(people, name):
    action, address = Action.objects.get(title__startswith="Web:"), TABLE[name]
    where = reverse(name, args=[fill(arg, action) for arg in address.args])
    with watched() as written:
        for turn, who in enumerate(("performance", "viewer", "nobody")):
            browser: Client = people[who]
            for method in UNSAFE if who == "performance" else [one_in_turn(name, turn)]:
                answer = getattr(browser, method)(where)
                assert answer.status_code in REFUSED[who], (who, method)
            options = browser.options(where)
            assert options.status_code in (OK, *REFUSED[who])
            assert options.status_code != OK or options["Content-Length"] == "0"
        assert written == []
        expected = address.get[0]
        assert people["performance"].head(where).status_code == expected


REFUSED = {"performance": (405, 404), "viewer": (405, 403, 404), "nobody": (405, 403, 404, 302)}
"""What each is told: that there is no such method, or what a guard says before."""
