"""Nothing of a closed item is in anything that the public may have, whatever is done to a meeting and in whichever order.

LEAKS=1000 .venv/bin/python -m pytest -n0 tests/meetings/test_leaks.py    1,000 random meetings instead of 64

Meetings are made by batches, and each batch is walked through a random life: items are closed, reported on,
withdrawn, minuted and attached to, packs are built, issued and supplemented. Every word of a closed item holds the
canary. What the layout makes of a document is looked at on a sample, the rest on what it is made of.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pikepdf
import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from accounts.choices import Role
from accounts.models import User
from core.pdf import render
from meetings import packs
from meetings.attachments import attach
from meetings.choices import Audience, ItemKind, MinutesState
from meetings.editions import current, finish_packs, issue_pack, request_packs
from meetings.models import AgendaItem, CommitteeReport, Meeting, Minute, MinutesPaper, Pack, ReportTemplate
from organisation.models import Board, Council, Post
from tests.core.foreign import pdf
from tests.meetings.reports import signed_off

CANARY = "Zanzibar"
MEETINGS = int(os.environ.get("LEAKS", "64"))
BATCH = 8
STEPS = 9
PAGES = 5 if MEETINGS <= 64 else 100
"""Of each meeting's pages, so many are opened."""
SAMPLED = 8
"""Of so many batches, one is laid out."""
SEARCHED = (
    "contract", "letter", "Report", "heading", "Text", "list", "Papers", "Confirmed", "Minute", "heard", "resolved",
    "Land", "sold", "agreed", "1", "2(1)",
)  # fmt: skip
"""Words of titles, and words that stand in reports and minutes alone."""
SEARCHES = 6
"""For so many of them one searches after each batch."""
some = st.sets(st.integers(0, BATCH - 1), min_size=1)
seeds = st.integers(0, 2**16)


def secret(chance: random.Random, words: str) -> str:
    """Words that hold the canary somewhere, in some form of writing."""
    canary = chance.choice([CANARY, CANARY.upper(), CANARY.lower(), f"pre{CANARY}post"])
    return chance.choice([f"{canary} {words}", f"{words} {canary}", f"{words} ({canary}) & <{words}>"])


class Life(RuleBasedStateMachine):
    """The lives of a batch of meetings."""

    by: ClassVar[User]
    reader: ClassVar[Client]
    council: ClassVar[Council]
    batches: ClassVar[int] = 0
    meetings_looked_at: ClassVar[int] = 0
    closed_looked_at: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.meetings: list[Meeting] = []

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        chance = random.Random(seed)
        board = Board.objects.create(name="Audit Committee", abbreviation="AC", kind="political")
        elsewhere = Board.objects.create(name="Cabinet", kind="political")
        template = ReportTemplate.objects.create(name="Plain", numbered_paragraphs=chance.random() < 0.5)
        template.headings.create(number=1, title="Title", field="title")
        template.headings.create(number=2, title="Summary")
        self.template, self.author = template, Post.objects.create(title="Treasurer")
        self.secret_post = Post.objects.create(title=secret(chance, "Officer"))
        self.secret_minutes = Meeting.objects.create(board=elsewhere, date=dt.date(2007, 6, 4))
        closed = self.secret_minutes.items.create(number=1, title=secret(chance, "Land"), exempt_paragraph=3)
        minute = self.secret_minutes.minutes.create(
            number=1, title=secret(chance, "Land"), text=secret(chance, "sold"), item=closed
        )
        minute.resolutions.create(text=secret(chance, "agreed"))
        self.begin_what_is_not_published(elsewhere, chance)
        for number in range(BATCH):
            meeting = Meeting.objects.create(board=board, date=dt.date(2007, 9, 24) + dt.timedelta(days=number))
            for at in range(1, chance.randint(1, 5)):
                kind = chance.choice(list(ItemKind))
                meeting.items.create(
                    number=at, title=f"Matter {at}", kind=kind, group=chance.choice(["", "For decision"])
                )
            self.meetings.append(meeting)
        self.shut(set(chance.sample(range(BATCH), BATCH // 2)), seed)

    def begin_what_is_not_published(self, board: Board, chance: random.Random) -> None:
        """Minutes that are being written, and a report that nobody has signed, on open items."""
        meeting = Meeting.objects.create(board=board, date=dt.date(2007, 7, 2))
        MinutesPaper.objects.create(meeting=meeting)
        minute = meeting.minutes.create(number=2, title=secret(chance, "Minute"), text=secret(chance, "heard"))
        minute.resolutions.create(text=secret(chance, "resolved"))
        item = meeting.items.create(number=1, title="Matter", kind=ItemKind.REPORT)
        report = CommitteeReport.objects.create(
            item=item, template=self.template, title=secret(chance, "Report"), author=self.author
        )
        report.sections.create(heading=self.template.headings.get(number=2), body=secret(chance, "Text"))

    def items(self, which: set[int], seed: int) -> list[tuple[AgendaItem, random.Random]]:
        chance, found = random.Random(seed), []
        for number in sorted(which):
            items = list(self.meetings[number].items.all())
            if items:
                found.append((chance.choice(items), chance))
        return found

    @rule(which=some, seed=seeds)
    def close(self, which: set[int], seed: int) -> None:
        self.shut(which, seed)

    def shut(self, which: set[int], seed: int) -> None:
        """An item becomes exempt or confidential; from now on every word of it is secret."""
        for item, chance in self.items(which, seed):
            confidential = chance.random() < 0.3
            item.is_confidential, item.exempt_paragraph = confidential, None if confidential else chance.randint(1, 7)
            item.title, item.presenter = secret(chance, "contract"), self.secret_post
            item.public_interest = "" if confidential else secret(chance, "because")
            item.late_because = secret(chance, "circumstances") if chance.random() < 0.5 else ""
            item.withdrawn_because = secret(chance, "reason") if chance.random() < 0.2 else ""
            item.group = secret(chance, "heading") if chance.random() < 0.3 else item.group
            if chance.random() < 0.3:
                item.kind, item.minutes_of = ItemKind.MINUTES, self.secret_minutes
            item.save()
            report = CommitteeReport.objects.filter(item=item).first()
            if report:
                self.fill(report, chance)
            for attachment in item.attachments.all():
                attachment.title = secret(chance, "letter")
                attachment.name = f"{CANARY.lower()}.pdf"
                attachment.save()

    @rule(which=some, seed=seeds)
    def write(self, which: set[int], seed: int) -> None:
        """A report is written."""
        for item, chance in self.items(which, seed):
            if CommitteeReport.objects.filter(item=item).exists() or item.minutes_of_id:
                continue
            report = CommitteeReport.objects.create(
                item=item, template=self.template, title=f"On {item.number}", author=self.author
            )
            self.fill(report, chance)

    def fill(self, report: CommitteeReport, chance: random.Random) -> None:
        say = (lambda words: secret(chance, words)) if report.item.is_closed else (lambda words: words)
        report.title, report.portfolio = say("Report"), say("Portfolio")[:150]
        report.confirmation, report.background_papers = say("Confirmed"), say("Papers")
        report.author = self.secret_post if report.item.is_closed else self.author
        report.contact = report.author
        report.save()
        heading = self.template.headings.get(number=2)
        report.sections.update_or_create(heading=heading, defaults={"body": f"{say('Text')}\n\n- {say('list')}"})
        report.appendices.update_or_create(
            order=1, kind="clinics", defaults={"label": say("Appendix")[:30], "title": say("Clinics")}
        )
        signed_off(report)

    @rule(which=some, seed=seeds)
    def minute(self, which: set[int], seed: int) -> None:
        """An item is minuted, in minutes that are published or still being written."""
        for item, chance in self.items(which, seed):
            state = chance.choice([MinutesState.DRAFT, MinutesState.PUBLISHED])
            paper, _ = MinutesPaper.objects.get_or_create(meeting=item.meeting, defaults={"state": state})
            hidden = item.is_closed or paper.state == MinutesState.DRAFT
            say = (lambda words, chance=chance: secret(chance, words)) if hidden else (lambda words: words)
            number = Minute.objects.filter(board=item.meeting.board_id).count() + 1
            minute = item.meeting.minutes.create(number=number, title=say("Minute"), text=say("heard"), item=item)
            minute.resolutions.create(text=say("resolved"))

    @rule(which=some, seed=seeds)
    def add_file(self, which: set[int], seed: int) -> None:
        """A PDF is attached."""
        for item, chance in self.items(which, seed):
            title = secret(chance, "letter") if item.is_closed else "Letter"
            attach(item=item, title=title, name=f"{title}.pdf", file=pdf(), by=self.by)

    @rule(which=some, seed=seeds)
    def change(self, which: set[int], seed: int) -> None:
        """An open item is renamed, withdrawn or renumbered."""
        for item, chance in self.items(which, seed):
            if not item.is_closed:
                item.title, item.withdrawn_because = f"{item.title}!", chance.choice(["", "No time"])
            item.number += chance.choice([0, 0, 20])
            if not AgendaItem.objects.filter(meeting=item.meeting, number=item.number).exclude(pk=item.pk).exists():
                item.save()

    @rule(which=some, both=st.booleans(), seed=seeds)
    def build(self, which: set[int], *, both: bool, seed: int) -> None:
        """A pack or a supplement is built, and mostly issued."""
        chance = random.Random(seed)
        for number in which:
            meeting = self.meetings[number]
            audiences = list(Audience) if both else [Audience.PUBLIC]
            supplement = all(current(meeting, one) for one in audiences) and chance.random() < 0.7
            made, _ = request_packs(meeting=meeting, audiences=audiences, by=self.by, supplement=supplement)
            finish_packs(made[0])
            self.make_ready(meeting)
            if chance.random() < 0.8:
                issue_pack(Pack.objects.get(pk=made[0].pk), by=self.by, despite="To follow.")

    def make_ready(self, meeting: Meeting) -> None:
        """What would stop the issue is mended, with secret words where they are secret."""
        for item in meeting.items.all():
            if item.exempt_paragraph and not item.public_interest:
                item.public_interest = f"{CANARY} because"
                item.save()

    def teardown(self) -> None:
        try:
            if self.meetings:
                self.look()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def look(self) -> None:
        """Everything that the public may have."""
        Life.batches += 1
        clean("the list of meetings", self.reader.get("/meetings/").content)
        clean("the mail that was sent", repr([(m.subject, m.body, m.to, m.attachments) for m in mail.outbox]).encode())
        for words in random.Random(Life.batches).sample(SEARCHED, SEARCHES):
            clean("what is found", self.reader.get(f"/search/?q={words}").content)
        for meeting in self.meetings:
            self.look_at(meeting)
        if Life.batches % SAMPLED == 1:
            self.lay_out()

    def look_at(self, meeting: Meeting) -> None:
        Life.meetings_looked_at += 1
        closed = [item for item in meeting.items.prefetch_related("attachments") if item.is_closed]
        Life.closed_looked_at += len(closed)
        source = packs.read(Pack(meeting=meeting, audience=Audience.PUBLIC))
        clean("the public pack as it would be now", source.html.encode())
        clean("its data", json.dumps(packs.lay_out(source).payload).encode())
        pages = [meeting.get_absolute_url(), reverse("pack", args=[meeting.pk]), reverse("pack-pdf", args=[meeting.pk])]
        pages += [reverse(name, args=[meeting.pk]) for name in ("minutes", "matters-arising")]
        pages += [reverse("pack-progress", args=[meeting.pk]), reverse("meeting-calendar", args=[meeting.pk])]
        pages += [reverse("item", args=[meeting.pk, item.number]) for item in closed]
        pages += [
            reverse("item-attachment", args=[meeting.pk, a.pk]) for item in closed for a in item.attachments.all()
        ]
        for pack in meeting.packs.all():
            where = [meeting.pk, pack.audience, pack.edition]
            pages += [reverse("pack-read", args=where), reverse("pack-edition", args=where)]
            if pack.audience == Audience.PUBLIC:
                clean("a public edition's data", json.dumps(pack.payload).encode())
                clean("the name of its file", f"{pack.file.name} {pack.filename} {pack}".encode())
        for page in random.Random(meeting.pk).sample(pages, min(len(pages), PAGES)):
            answer = self.reader.get(page)
            clean(page, answer.content, str(answer.headers))
        for item in closed[:1]:
            assert self.reader.get(reverse("item", args=[meeting.pk, item.number])).status_code == 403

    def lay_out(self) -> None:
        """The pack with the most that is closed, laid out in earnest and taken apart."""
        meeting = max(self.meetings, key=lambda one: one.items.closed().count())
        source = packs.read(Pack(meeting=meeting, audience=Audience.PUBLIC))
        paper = render(source.html, brand_colour=source.brand_colour, marks=True)
        clean("the HTML with its marks", paper.marked)
        clean("the file", paper.content)
        with pikepdf.open(io.BytesIO(paper.content)) as made:
            assert not made.attachments
            for thing in made.objects:
                clean(
                    "an object of the file",
                    thing.read_bytes() if isinstance(thing, pikepdf.Stream) else repr(thing).encode(),
                )
            with made.open_outline() as outline:
                clean("its bookmarks", repr(outline.root).encode())
            clean("its metadata", f"{made.docinfo!r} {made.Root.Metadata.read_bytes()!r}".encode())
        if shutil.which("pdftotext"):
            with tempfile.TemporaryDirectory() as directory:
                file = Path(directory) / "public.pdf"
                file.write_bytes(paper.content)
                clean("its words", subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout)


def clean(what: str, content: bytes, more: str = "") -> None:
    for held in (content, more.encode(), content.replace(b"\n", b"").replace(b"\0", b"")):
        found = re.search(rb".{0,80}" + CANARY.encode() + rb".{0,40}", held, re.IGNORECASE | re.DOTALL)
        assert not found, f"{what} holds {found[0]!r}"


@pytest.mark.one_database
@pytest.mark.paper
@pytest.mark.usefixtures("quick_layout", "files_that_go", "refusals_unsaid")
def test_nothing_of_a_closed_item_is_in_anything_public(council, today, person, signed_in):
    Life.council, Life.by, Life.reader = council, person(Role.PERFORMANCE), signed_in(Role.VIEWER)
    Life.batches = Life.meetings_looked_at = Life.closed_looked_at = 0
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=-(-MEETINGS // BATCH),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Life.meetings_looked_at >= MEETINGS
    assert Life.closed_looked_at > MEETINGS / 4, "too little was closed to prove anything"


@pytest.fixture
def files_that_go(settings, tmp_path) -> None:
    """Files of a thousand meetings go when the test ends."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def refusals_unsaid() -> Iterator[None]:
    """Most pages are refused, and each refusal would be written down with its trace."""
    logger = logging.getLogger("django.request")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.parametrize("field", ["title", "public_interest", "late_because", "withdrawn_because"])
def test_the_members_edition_or_its_pages_hold_what_the_public_one_must_not(council, today, field):
    """The canary is where it is looked for: what never shows anywhere would prove nothing."""
    meeting = Meeting.objects.create(board=Board.objects.create(name="Board", kind="political"), date=today)
    meeting.items.create(number=1, title="x", kind="verbal", exempt_paragraph=3)
    meeting.items.update(**{field: CANARY})
    from meetings.reporting import agenda

    members, public = (repr(agenda(meeting, council, audience=one)) for one in (Audience.MEMBERS, Audience.PUBLIC))
    assert CANARY in members
    assert CANARY not in public
