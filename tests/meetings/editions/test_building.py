"""Builds: whose a request joins, what is started again and handed to a worker, and how one ends."""

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from core.pdf import PaperError
from meetings import packs
from meetings.building import ATTEMPTS, claim, fail, keep, saying_why
from meetings.choices import Audience, PackState
from meetings.editions import PACKS, build_pack, finish_packs, request_pack, request_packs
from meetings.models import Meeting, Pack
from tests.meetings.editions.making import built, content, died, files

pytestmark = pytest.mark.usefixtures("quick_layout")


@pytest.fixture
def other(meeting) -> Meeting:
    """The board's next meeting."""
    return Meeting.objects.create(board=meeting.board, date=dt.date(2007, 10, 22))


@pytest.fixture
def queue(monkeypatch):
    """The queue of the program itself, which waits for a worker: which builds were handed to it."""
    monkeypatch.setattr(type(build_pack), "get_backend", lambda task: DatabaseBackend("default", {}))
    return lambda: [task.args_kwargs["args"][0] for task in DBTaskResult.objects.order_by("enqueued_at", "pk")]


def waiting(meeting: Meeting, by, audience: Audience = Audience.PUBLIC) -> Pack:
    return request_pack(meeting=meeting, audience=audience, by=by)


# Asking


def test_a_request_joins_what_is_built_of_its_own_meeting_and_no_other(meeting, other, clerk):
    first = waiting(other, clerk)
    made, new = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk)
    assert (new, [pack.meeting for pack in made]) == (True, [meeting])
    assert request_packs(meeting=other, audiences=list(Audience), by=clerk) == ([first], False)


def test_a_request_joins_what_was_asked_for_together_in_the_order_in_which_it_was_asked_for(meeting, clerk):
    made, _ = request_packs(meeting=meeting, audiences=[Audience.PUBLIC, Audience.MEMBERS], by=clerk)
    assert request_packs(meeting=meeting, audiences=[Audience.MEMBERS], by=clerk) == (made, False)


def test_what_is_asked_for_together_is_handed_over_once_and_says_who_asked_when(meeting, clerk, queue, settings):
    made, _ = request_packs(meeting=meeting, audiences=list(Audience), by=clerk)
    assert queue() == [made[0].pk]
    for pack in Pack.objects.all():
        assert (pack.state, pack.requested_by, pack.requested_at.date(), pack.main, pack.first_page, pack.attempts) == (
            PackState.WAITING, clerk, dt.date(2007, 9, 10), None, 1, 0,
        )  # fmt: skip


def test_editions_are_numbered_for_each_audience_of_each_meeting(meeting, other, clerk):
    for _ in range(2):
        built(meeting, clerk, Audience.PUBLIC)
    built(meeting, clerk, *Audience)
    built(other, clerk, Audience.PUBLIC)
    numbers = Pack.objects.order_by("pk").values_list("meeting", "audience", "edition")
    assert list(numbers) == [
        (meeting.pk, "public", 1), (meeting.pk, "public", 2), (meeting.pk, "public", 3), (meeting.pk, "members", 1),
        (other.pk, "public", 1),
    ]  # fmt: skip


# Those that died


def test_a_build_that_died_waits_in_the_queue_again_and_forgets_how_far_it_was(meeting, clerk, queue):
    pack = waiting(meeting, clerk)
    pack.progress = {"step": "layout", "page": 37}
    died(pack)
    assert PACKS.revive() == [pack]
    pack.refresh_from_db()
    assert (pack.state, pack.progress, pack.attempts, pack.failure) == (PackState.WAITING, {}, 1, "")
    assert queue() == [pack.pk, pack.pk]


def test_a_build_that_died_too_often_is_given_up_with_a_sentence_and_waits_in_no_queue(meeting, clerk, queue):
    pack = waiting(meeting, clerk)
    PACKS.revive(died(pack, attempts=ATTEMPTS).meeting)
    pack.refresh_from_db()
    assert (pack.state, pack.progress) == (PackState.FAILED, {})
    assert pack.failure == (
        "The build stopped half-way 2\u00a0times: its process was ended, or the machine was lost. Nothing of it was kept. "
        "Build it again; if it stops again, the machine may be short of memory."
    )
    assert queue() == [pack.pk]


def test_whoever_looks_at_a_meeting_starts_its_builds_again_and_whoever_runs_the_program_all(meeting, other, clerk):
    here, there = waiting(meeting, clerk), waiting(other, clerk)
    for pack in (here, there):
        died(pack)
    assert PACKS.revive(meeting) == [here]
    there.refresh_from_db()
    assert there.state == PackState.BUILDING
    assert PACKS.revive() == [there]


def test_what_waits_or_is_ready_has_not_died_however_long_ago_it_gave_a_sign(meeting, other, clerk):
    ready, *_ = built(meeting, clerk)
    waits = waiting(other, clerk)
    Pack.objects.update(heartbeat=timezone.now() - dt.timedelta(days=1))
    assert PACKS.revive() == []
    assert dict(Pack.objects.values_list("pk", "state")) == {ready.pk: "ready", waits.pk: "waiting"}


def test_a_build_that_ended_while_somebody_thought_it_dead_is_left_as_it_is(meeting, clerk):
    pack, *_ = built(meeting, clerk)
    assert PACKS._start_again([pack.pk]) == []
    assert Pack.objects.get().state == PackState.READY


def test_a_worker_that_starts_takes_up_what_waits_and_nothing_else(meeting, other, clerk, queue):
    built(meeting, clerk)
    under_way = waiting(meeting, clerk)
    claim(Pack.objects.filter(pk=under_way.pk))
    waits = waiting(other, clerk)
    DBTaskResult.objects.all().delete()
    assert PACKS.take_up_waiting() == 1
    assert queue() == [waits.pk]


# Being built


def test_a_build_that_is_taken_up_says_so_and_can_be_taken_up_by_nobody_else(meeting, clerk):
    made, _ = request_packs(meeting=meeting, audiences=list(Audience), by=clerk)
    before = timezone.now()
    assert claim(Pack.objects.order_by("-pk")) == made
    for pack in Pack.objects.all():
        assert (pack.state, pack.progress, pack.attempts) == (PackState.BUILDING, {"step": "turn"}, 1)
        assert pack.heartbeat >= before
    assert claim(Pack.objects.all()) == []


def test_what_cannot_be_laid_out_ends_with_its_reason_and_what_was_asked_for_with_it_is_built(
    meeting, clerk, monkeypatch
):
    lay_out = packs.lay_out

    def too_long(source, **more):
        if source.audience == Audience.PUBLIC:
            raise PaperError("The document took longer than 300 seconds to lay out and was given up.")
        return lay_out(source, **more)

    monkeypatch.setattr(packs, "lay_out", too_long)
    public, members = built(meeting, clerk, *Audience)
    assert (public.state, public.failure, public.progress) == (
        PackState.FAILED, "The document took longer than 300 seconds to lay out and was given up.", {},
    )  # fmt: skip
    assert (members.state, members.failure, bool(members.file)) == (PackState.READY, "", True)


def test_a_fault_of_the_program_is_named_at_no_great_length_and_said_to_whom_to_tell(meeting, clerk):
    [pack] = claim(Pack.objects.filter(pk=waiting(meeting, clerk).pk))
    with pytest.raises(ValueError, match=r"x{300}"), saying_why([pack]):
        raise ValueError("x" * 300)
    pack.refresh_from_db()
    assert pack.failure == (
        f"A fault of the program stopped the build: ValueError: {'x' * 200}. Build it again, and tell whoever runs the "
        "program."
    )


@pytest.mark.parametrize(
    "meanwhile",
    [{"state": PackState.WAITING}, {"state": PackState.FAILED}, {"attempts": 2}],
    ids=["started again", "given up", "taken up by another"],
)
def test_a_build_that_is_no_longer_its_own_ends_without_a_word_and_without_a_file(meeting, clerk, meanwhile):
    [pack] = claim(Pack.objects.filter(pk=waiting(meeting, clerk).pk))
    Pack.objects.update(**meanwhile)
    before, kept = Pack.objects.values().get(), files()
    fail(pack, "It could not be laid out.")
    keep(pack, {"pages": 1, "sha256": "a" * 64}, file=("late.pdf", b"%PDF late"))
    assert (Pack.objects.values().get(), files()) == (before, kept)


def test_a_build_that_ends_well_says_when_and_forgets_why_it_failed_before(meeting, clerk):
    [pack] = claim(Pack.objects.filter(pk=waiting(meeting, clerk).pk))
    Pack.objects.update(failure="It stopped.", progress={"step": "checking"})
    keep(pack, {"pages": 1, "sha256": "a" * 64}, file=("whole.pdf", b"%PDF whole"))
    kept = Pack.objects.get()
    assert (kept.state, kept.failure, kept.progress, kept.pages) == (PackState.READY, "", {}, 1)
    assert kept.built_at.date() == dt.date(2007, 9, 10)
    assert content(kept.file) == b"%PDF whole"


def test_what_is_built_by_others_is_built_no_second_time(meeting, clerk, monkeypatch):
    pack = waiting(meeting, clerk)
    claim(Pack.objects.filter(pk=pack.pk))
    monkeypatch.setattr(packs, "read", None)
    finish_packs(pack)
    assert Pack.objects.get().state == PackState.BUILDING
