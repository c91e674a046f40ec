"""Two officers have one form open and send it at the same moment, over every form there is, on either database.

Each race has two threads with a connection of their own. Both open the form, wait for one another, and send it. What
the program answered is then looked for: an acknowledged save stands now or in the history, and a refused one is on the
page that refused it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

from proofs.findings import Figure, Findings
from proofs.inside import told_by

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.councilperf.editing import Made, Press, Words

TITLE = "Two officers, one form"
RACES = 1_000
QUICK = 40
DAY = "2007-09-10"
PATIENCE = 60
"""Seconds that one officer waits for the other to have the form open."""
DATABASES = ("SQLite", "PostgreSQL")


def run(*, quick: bool) -> Findings:
    """Race on both databases at once, each in a process of its own."""
    figures, notes = [], []
    with ThreadPoolExecutor(len(DATABASES)) as pool:
        ran = list(
            pool.map(
                lambda name: told_by("proofs.races", str(QUICK if quick else RACES), database=name, COUNCIL_TODAY=DAY),
                DATABASES,
            )
        )
    for name, found in zip(DATABASES, ran, strict=True):
        figures += _figures(name, found)
        notes += [f"{name}: {note}" for note in found["notes"]]
    return Findings(tuple(figures), (*ABOUT, *notes))


ABOUT = (
    (
        "Two threads with a connection of their own open the same form, wait for one another and send it at once; the "
        "forms are those of the tests (tests/councilperf/editing.py), which fail on an address that is not among them."
    ),
    (
        "Lost is a save that was acknowledged and stands neither now nor in the history, or one that was refused and whose "
        "words are not on the page that refused it. Overwritten unseen is where both were acknowledged and one stands."
    ),
)


def _figures(name: str, found: dict[str, Any]) -> Iterator[Figure]:
    what = f"{found['races']:,} races over {found['forms']} forms and buttons on {name}"
    for key, wanted in (("lost", "0 lost"), ("overwritten", "0 overwritten unseen"), ("broke", "0 broken answers")):
        yield Figure(what, wanted, f"{found[key]:,} {wanted.partition(' ')[2]}", holds=found[key] == 0)


# In the process of its own


@dataclass(frozen=True)
class Sent:
    """What became of what one officer sent."""

    words: str
    answer: HttpResponse | None
    why_not: str = ""

    @property
    def status(self) -> int:
        """Of the answer; 500 where there is none."""
        return self.answer.status_code if self.answer is not None else HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def acknowledged(self) -> bool:
        """Whether the officer was led on."""
        return self.status in (HTTPStatus.OK, HTTPStatus.FOUND)

    @property
    def broke(self) -> bool:
        """Whether there was no proper answer."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


class Course:
    """The officers and the forms that they race on."""

    def __init__(self, officers: tuple[Client, Client], pool: ThreadPoolExecutor) -> None:
        self.officers, self.pool = officers, pool
        self.found: Counter[str] = Counter()
        self.kinds: dict[str, Counter[str]] = {}

    def race(self, name: str, edit: Words | Press) -> None:
        """One race, and what it found."""
        from tests.councilperf.editing import Words, two_texts

        row = edit.make()
        if row.query == "none":
            return
        barrier = Barrier(2)
        if isinstance(edit, Words):
            texts = two_texts(edit)
            sent = self._both(lambda at: write(self.officers[at], name, edit, row, texts[at], barrier))
            self._judge(name, edit, sent)
        else:
            sent = self._both(lambda at: press(self.officers[at], name, row, barrier))
            if not any(one.acknowledged for one in sent):
                self.note("broke", name, sent[0])
            self._tell(name, "pressed", sent)

    def _both(self, one: Callable[[int], Sent]) -> tuple[Sent, Sent]:
        first, second = self.pool.map(one, (0, 1))
        return first, second

    def _judge(self, name: str, edit: Words, sent: tuple[Sent, Sent]) -> None:
        from tests.councilperf.editing import kept_in

        for one in sent:
            if one.broke:
                continue
            stood = edit.stood(one.words)
            if not stood and (one.acknowledged or not kept_in(one.answer, one.words)):
                self.note("lost", name, one)
        through = [one for one in sent if one.acknowledged and edit.stood(one.words)]
        if len(through) > 1 and not all(edit.stands(one.words) for one in through):
            self.note("overwritten", name, through[0])
        self._tell(name, "both taken" if len(through) > 1 else "one told", sent)

    def _tell(self, name: str, what: str, sent: tuple[Sent, Sent]) -> None:
        self.found["races"] += 1
        self.found[what] += 1
        for one in sent:
            if one.broke:
                self.note("broke", name, one)

    def note(self, what: str, name: str, one: Sent) -> None:
        """Count what fell short, by form."""
        self.found[what] += 1
        where = getattr(one.answer, "headers", {}).get("Location", "")
        self.kinds.setdefault(what, Counter())[f"{name} ({one.status} {where}{one.why_not})"] += 1

    def told(self) -> list[str]:
        """What fell short, by form; and how the races went."""
        short = [
            f"{what}: {', '.join(f'{name} {number}' for name, number in kinds.most_common())}."
            for what, kinds in self.kinds.items()
        ]
        found = self.found
        ran = (
            f"in {found['one told']:,} races on words one officer was told of the other, in {found['both taken']:,} both "
            f"were taken because neither overwrites the other; {found['pressed']:,} races were on buttons."
        )
        return [ran, *short]


def write(officer: Client, name: str, edit: Words, row: Made, words: str, barrier: Barrier) -> Sent:
    """Open a form, wait for the other officer, and send it."""
    from tests.councilperf.editing import filled, open_form
    from tests.councilperf.sheets import send

    with reported(words, barrier) as told:
        where, form, box = open_form(officer, name, edit, row)
        data = filled(form, row, box, words)
        barrier.wait(PATIENCE)
        told.append(Sent(words, send(officer, where, form, press=edit.press, **data)))
    return told[-1]


def press(officer: Client, name: str, row: Made, barrier: Barrier) -> Sent:
    """Wait for the other officer, and press."""
    from django.urls import reverse

    with reported("", barrier) as told:
        where = reverse(name, args=row.args) + (f"?{row.query}" if row.query else "")
        barrier.wait(PATIENCE)
        told.append(Sent("", officer.post(where, dict(row.data))))
    return told[-1]


@contextmanager
def reported(words: str, barrier: Barrier) -> Iterator[list[Sent]]:
    """What was sent; where the program broke, that it did. The other officer is not left waiting."""
    told: list[Sent] = []
    try:
        yield told
    except BrokenBarrierError:
        told.append(Sent(words, None, "the other could not open it"))
    except Exception as broke:  # noqa: BLE001 - whatever it is, it is what the race found
        barrier.abort()
        told.append(Sent(words, None, f"{type(broke).__name__}: {broke}"[:200]))


def main(races: int) -> None:
    """Make a council, race, and print what was found as one line of JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from accounts.choices import Role
    from accounts.models import User
    from councilperf import demo
    from tests.councilperf.admin_editing import admin_forms
    from tests.councilperf.editing import EDITING, Press, Words

    call_command("migrate", verbosity=0)
    demo.load("rotherham")
    made = User.objects.create_user("race@town.example", "a long password", name="Another officer")
    made.groups.set(User.objects.filter(groups__name=Role.PERFORMANCE).earliest("pk").groups.all())
    browser = {"SERVER_NAME": "localhost", "raise_request_exception": False}
    officers = Client(**browser), Client(**browser)
    officers[0].force_login(User.objects.filter(groups__name=Role.PERFORMANCE).earliest("pk"))
    officers[1].force_login(made)
    forms = [
        (name, edit)
        for name, edits in (EDITING | admin_forms()).items()
        for edit in edits
        if isinstance(edit, Words | Press) and edit.make().query != "none"
    ]
    with ThreadPoolExecutor(2) as pool:
        course = Course(officers, pool)
        for at in range(races):
            course.race(*forms[at % len(forms)])
    found = {key: course.found[key] for key in ("races", "lost", "overwritten", "broke")}
    print(json.dumps(found | {"forms": len(forms), "notes": course.told()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
