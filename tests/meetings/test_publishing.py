"""What is said of publishing: by when, since when, in which editions; and how a build gives signs of life."""

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from django.utils import timezone
from model_bakery import baker

from accounts.models import User
from core import telling
from meetings.building import Pulse
from meetings.choices import Audience, PackState
from meetings.editions import IssueError, current, next_page, together
from meetings.editions import _may_be_issued as may_be_issued
from meetings.models import AgendaItem, Meeting, Pack
from meetings.packs import plain
from meetings.reporting import out_already, public_editions, publication_clock
from meetings.reporting.agenda import TO_FOLLOW, AttachmentView, ItemView
from meetings.reporting.publication import published_on
from meetings.rules.clear_days import Tone
from organisation.models import Board, Council
from tests.conftest import make_person

WHOLE = {"file": "packs/x.pdf", "html": "packs/x.html", "pages": 4, "sha256": "f" * 64, "built_at": timezone.now()}
AUGUST, SEPTEMBER = dt.date(2007, 8, 31), dt.date(2007, 9, 10)


@pytest.fixture
def meeting(council) -> Meeting:
    board = Board.objects.create(name="Board", kind="political")
    return Meeting.objects.create(board=board, date=SEPTEMBER, publication_deadline=AUGUST)


def issued(meeting: Meeting, edition: int, audience: Audience = Audience.PUBLIC, **facts) -> Pack:
    at = dt.datetime(2007, 8, 20 + edition, 22, 30, tzinfo=dt.UTC)  # half past eleven here: it is summer
    facts = WHOLE | {"issued_by": User.objects.first() or make_person()} | facts
    return baker.make(
        Pack, meeting=meeting, audience=audience, edition=edition, state=PackState.READY, issued_at=at, **facts
    )


def test_an_agenda_was_published_when_its_first_public_pack_was_issued(meeting):
    assert published_on(meeting) is None
    issued(meeting, 1, Audience.MEMBERS)
    for edition in (2, 3):
        issued(meeting, edition)
    for read in (Meeting.objects.get(pk=meeting.pk), Meeting.objects.with_published().get(pk=meeting.pk)):
        assert published_on(read) == dt.date(2007, 8, 22)


@pytest.mark.parametrize(
    ("facts", "on", "tone"),
    [
        ({}, SEPTEMBER, Tone.LATE),
        ({}, AUGUST, Tone.WARNING),
        ({}, dt.date(2007, 9, 11), None),
        ({"cancelled_because": "Nobody can come."}, AUGUST, None),
        ({"publication_deadline": None}, AUGUST, None),
    ],
)
def test_a_clock_runs_until_the_meeting_where_there_is_a_deadline(facts, on, tone):
    meeting = Meeting(**{"date": SEPTEMBER, "publication_deadline": AUGUST} | facts)
    meeting.first_published = None
    found = publication_clock(meeting, Council(kind="unitary"), on)
    assert (found and found.tone) == tone


def test_the_editions_in_which_papers_are_out_are_named(meeting):
    item = AgendaItem.objects.create(meeting=meeting, number=2, title="Accounts")
    assert public_editions(item) == ()
    issued(meeting, 1, payload={"ranges": [{"number": 2, "first": 4, "last": 5}]})
    issued(meeting, 2, payload={"ranges": [{"number": 3, "first": 4, "last": 5}]})
    issued(meeting, 3, payload={})
    issued(meeting, 4, Audience.MEMBERS, payload={})
    baker.make(Pack, meeting=meeting, audience=Audience.PUBLIC, edition=5, payload={})
    assert [words.replace("\u00a0", " ") for words in public_editions(item)] == [
        "edition 1 of the public pack, 21 August 2007",
        "edition 3 of the public pack, 23 August 2007",
    ]
    assert out_already(("edition 1 of the public pack", "edition 3 of the public pack")) == (
        "The papers of this item have been published, in edition 1 of the public pack and edition 3 of the public pack. "
        "What is published cannot be called back: closing the item now keeps it out of later editions only."
    )


def refused(pack: Pack) -> str:
    """Why a pack may not be issued."""
    with pytest.raises(IssueError) as error:
        may_be_issued(pack)
    return str(error.value)


def test_a_pack_that_may_not_be_issued_says_why_and_what_to_do(meeting):
    main = issued(meeting, 1, payload={})
    facts = {"meeting": meeting, "audience": Audience.PUBLIC}
    assert refused(main) == "The public pack, edition 1 was issued already."
    for state, words in (("waiting", "waiting to be built"), ("building", "being built"), ("failed", "not built")):
        unbuilt = Pack(edition=2, state=state, **facts)
        assert refused(unbuilt) == f"The public pack, edition 2 is not built: {words}. Build it first."
    issued(meeting, 3, payload={})
    assert refused(Pack(edition=2, state="ready", **facts)) == (
        "A newer edition than the public pack, edition 2 was issued already. Build it again from today's data."
    )
    assert refused(Pack(edition=4, state="ready", main=main, **facts)) == (
        "The public supplement, edition 4 supplements a pack that no longer holds. Build it again."
    )


def test_a_supplement_gives_way_to_another_that_was_issued_since_it_was_built(meeting):
    main = issued(meeting, 1, payload={})
    late = Pack(
        meeting=meeting, audience=Audience.PUBLIC, edition=3, state=PackState.READY, main=main, first_page=5, pages=1
    )
    may_be_issued(late)
    issued(meeting, 2, payload={}, main=main, first_page=5)
    assert refused(late) == (
        "Another supplement was issued since the public supplement, edition 3 was built, and its pages would carry the "
        "same numbers. Build it again."
    )


def test_what_was_issued_for_others_or_of_another_meeting_holds_no_edition_up(meeting):
    elsewhere = Meeting.objects.create(board=meeting.board, date=dt.date(2007, 10, 8))
    issued(meeting, 5, Audience.MEMBERS, payload={})
    issued(elsewhere, 5, payload={})
    built = Pack(meeting=meeting, audience=Audience.PUBLIC, edition=1, state=PackState.READY)
    assert may_be_issued(built) is None
    assert (current(meeting, Audience.PUBLIC), current(meeting, Audience.MEMBERS).edition) == (None, 5)


def test_a_supplement_begins_after_the_last_page_that_was_issued(meeting):
    main = issued(meeting, 1, payload={})
    assert next_page(main) == 5
    for edition, first, pages in ((2, 5, 6), (3, 11, 2)):
        issued(meeting, edition, payload={}, main=main, first_page=first, pages=pages)
    baker.make(Pack, meeting=meeting, audience=Audience.PUBLIC, edition=4, main=main, first_page=13, pages=9)
    assert next_page(main) == 13


def test_a_pack_of_before_packs_were_asked_for_together_stands_alone():
    alone = Pack(batch=None)
    assert together(alone) == [alone]


def view(**facts) -> ItemView:
    return ItemView(**{"pk": 1, "anchor": "item-1", "number": 1, "title": "Land", "kind": "report", "presenter": "", "note": "", "exempt": ""} | facts)  # fmt: skip


def test_an_item_says_what_of_it_is_to_follow_and_its_mark_at_the_foot_of_a_page():
    assert [view(note=note).to_follow for note in (TO_FOLLOW, "report herewith")] == [True, False]
    assert TO_FOLLOW == "report to follow"
    act = "Local Government Act 1972"
    assert [view(exempt=words).paragraph for words in ("", f"Not for publication: paragraph 3 of Schedule 12A, {act}", f"Not for publication: confidential (section 100A(2), {act})")] == [
        "", "Not for publication: paragraph 3", "Not for publication: confidential",
    ]  # fmt: skip
    assert [view().has_papers, view(report="x").has_papers, view(minutes="x").has_papers, view(arising="x").has_papers] == [
        False, True, True, True,
    ]  # fmt: skip
    attached = AttachmentView(1, "Letter", "letter.pdf", "f" * 64, 12, 1000)
    assert attached.words == "attached as a file of its own, 12\u00a0pages, PDF, not checked for accessibility"


def test_what_is_frozen_with_a_pack_is_json_alone():
    assert plain({1: (SEPTEMBER, dt.time(10, 30)), "x": [{"y"}, None, True, 2, "z"]}) == {
        "1": ["2007-09-10", "10:30:00"],
        "x": [["y"], None, True, 2, "z"],
    }
    assert (type(plain(Audience.PUBLIC)), plain(Audience.PUBLIC), plain(1.5)) == (str, "public", "1.5")


class Beats:
    """What a pulse wrote, instead of the rows of its builds."""

    def __init__(self, monkeypatch, wanted: int) -> None:
        self.told: list[dict] = []
        self.wanted, self.enough = wanted, threading.Event()
        monkeypatch.setattr(Pulse, "give_sign", lambda pulse: self.keep(dict(pulse.progress)))

    def keep(self, progress: dict) -> None:
        self.told.append(progress)
        if len(self.told) == self.wanted:
            self.enough.set()


class Listening(threading.Event):
    """Tells that somebody waits for it, so many times, and whether it had happened before."""

    def __init__(self, times: int = 1) -> None:
        super().__init__()
        self.listening, self.times, self.had_happened = threading.Event(), times, []

    def wait(self, timeout: float | None = None) -> bool:
        self.had_happened.append(self.is_set())
        if len(self.had_happened) == self.times:
            self.listening.set()
        return super().wait(timeout)


def test_a_build_outside_a_transaction_gives_signs_of_life_from_a_thread_until_it_ends(monkeypatch):
    monkeypatch.setattr(telling, "TELL_SECONDS", 0.001)
    monkeypatch.setattr(telling, "BEAT_SECONDS", 0.001)
    beats = Beats(monkeypatch, 2)
    with Pulse([SimpleNamespace(pk=7), SimpleNamespace(pk=8)]) as pulse:
        assert beats.enough.wait(60)
        assert pulse.thread.name == "pulse"
    assert not pulse.thread.is_alive()
    assert beats.told[0] == {7: {"step": "turn"}, 8: {"step": "turn"}}


def test_what_is_told_is_written_at_once_and_what_is_done_gives_no_more_signs(monkeypatch):
    monkeypatch.setattr(telling, "TELL_SECONDS", 0.001)
    monkeypatch.setattr(telling, "BEAT_SECONDS", 3600)
    one, other = SimpleNamespace(pk=7), SimpleNamespace(pk=8)
    beats = Beats(monkeypatch, 1)
    with Pulse([one, other]) as pulse:
        pulse.done(other)
        pulse.telling(one)(step="layout", page=37)
        assert beats.enough.wait(60)
    assert beats.told == [{7: {"step": "layout", "page": 37}}]


def test_what_was_told_is_written_once_and_then_the_next_is_waited_for(monkeypatch):
    monkeypatch.setattr(telling, "TELL_SECONDS", 0.001)
    monkeypatch.setattr(telling, "BEAT_SECONDS", 3600)
    one = SimpleNamespace(pk=7)
    beats = Beats(monkeypatch, 1)
    pulse = Pulse([one])
    pulse.told = Listening(2)
    with pulse:
        pulse.telling(one)(step="composing")
        assert pulse.told.listening.wait(60)
        assert pulse.told.had_happened[-1] is False
    assert beats.told == [{7: {"step": "composing"}}]


def test_a_pulse_that_nobody_told_anything_ends_without_a_sign(monkeypatch):
    monkeypatch.setattr(telling, "TELL_SECONDS", 0.001)
    monkeypatch.setattr(telling, "BEAT_SECONDS", 3600)
    beats = Beats(monkeypatch, 1)
    pulse = Pulse([SimpleNamespace(pk=7)])
    pulse.told = Listening()
    with pulse:
        assert pulse.told.listening.wait(60)
    assert (beats.told, pulse.thread.is_alive()) == ([], False)


def test_a_sign_of_life_is_of_the_builds_that_are_under_way_here_and_of_no_other(meeting):
    facts = {"state": PackState.BUILDING, "attempts": 1, "heartbeat": timezone.now() - dt.timedelta(hours=1)}
    here = baker.make(Pack, meeting=meeting, audience=Audience.PUBLIC, edition=1, **facts)
    there = baker.make(Pack, meeting=meeting, audience=Audience.MEMBERS, edition=1, **facts)
    with Pulse([here]) as pulse:
        pulse.telling(here)(step="layout", page=3)
    here.refresh_from_db()
    assert (here.progress, here.heartbeat > facts["heartbeat"]) == ({"step": "layout", "page": 3}, True)
    there.refresh_from_db()
    assert (there.progress, there.heartbeat) == ({}, facts["heartbeat"])
