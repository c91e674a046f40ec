"""How packs and files of items are built outside the request: by one process at a time, whole or not at all.

A build gives a sign of life every few seconds. One that gives none for half a minute has died with its process:
whoever looks next (the page that waits, the next request, the worker when it starts, ``manage.py check_packs``)
starts it once more, and says so if it dies again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django_tasks.base import Task

from core.clock import now
from core.formats import count
from core.pdf import PaperError
from core.queue import hand_over
from core.telling import Telling
from meetings.choices import Audience, PackState
from meetings.models import Build, Meeting
from meetings.stored import keep_file, remove_file

DEAD_AFTER = timedelta(seconds=30)
"""A build without a sign of life for so long has ended with its process."""
ATTEMPTS = 2
B = TypeVar("B", bound=Build)


@dataclass(frozen=True)
class Building(Generic[B]):
    """The building of one kind of thing. ``task`` builds the one whose key it is given, if it still waits."""

    model: type[B]
    task: Task

    def under_way(self, meeting: Meeting) -> QuerySet[B]:
        """What is unfinished of a meeting, which a request joins. Belongs in a transaction: the meeting is locked."""
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        self.revive(meeting)
        return self.model.objects.unfinished().filter(meeting=meeting).order_by("pk")

    def ask(self, meeting: Meeting, audience: Audience, **facts: Any) -> B:
        """The next edition for an audience, waiting. Say ``enqueue`` of it, or of one that is built with it."""
        earlier = self.model.objects.filter(meeting=meeting, audience=audience)
        last = earlier.aggregate(last=Max("edition"))["last"] or 0
        return self.model.objects.create(
            meeting=meeting, audience=audience, edition=last + 1, requested_at=now(), **facts
        )

    def enqueue(self, build: B) -> None:
        """Have it built once the transaction is committed."""
        hand_over(self.task, build.pk)

    def revive(self, meeting: Meeting | None = None) -> list[B]:
        """Find builds whose process has died; start each once more, or say that it failed. Returns those found. One query."""
        found = self.model.objects.filter(state=PackState.BUILDING, heartbeat__lt=timezone.now() - DEAD_AFTER)
        if meeting is not None:
            found = found.filter(meeting=meeting)
        keys = list(found.values_list("pk", flat=True))
        return self._start_again(keys) if keys else []

    @transaction.atomic
    def _start_again(self, keys: list[int]) -> list[B]:
        dead = list(self.model.objects.select_for_update().filter(pk__in=keys, state=PackState.BUILDING))
        for build in dead:
            if build.attempts < ATTEMPTS:
                build.state = PackState.WAITING
                self.enqueue(build)
            else:
                build.state = PackState.FAILED
                build.failure = (
                    f"The build stopped half-way {count(build.attempts, 'time')}: its process was ended, or the machine "
                    "was lost. Nothing of it was kept. Build it again; if it stops again, the machine may be short of "
                    "memory."
                )
            build.progress = {}
            build.save(update_fields=["state", "failure", "progress"])
        return dead

    def take_up_waiting(self) -> int:
        """Put what waits into the queue again, for a worker that starts: its task may have been lost. Says how many.

        A task whose build is no longer waiting does nothing, so too many do no harm.
        """
        waiting = list(self.model.objects.filter(state=PackState.WAITING))
        for build in waiting:
            self.task.enqueue(build.pk)
        return len(waiting)


# By whoever builds


@transaction.atomic
def claim(asked: QuerySet[B]) -> list[B]:
    """What waits of what was asked for, now taken up by this process; nobody else can take it up."""
    waiting = asked.select_for_update(of=("self",)).filter(state=PackState.WAITING)
    found = list(waiting.order_by("pk"))
    for build in found:
        build.state, build.heartbeat, build.progress = PackState.BUILDING, timezone.now(), {"step": "turn"}
        build.attempts += 1
        build.save(update_fields=["state", "heartbeat", "progress", "attempts"])
    return found


@contextmanager
def saying_why(builds: Sequence[Build]) -> Iterator[None]:
    """Within, builds that fail keep why: what cannot be laid out ends there, a fault of the program is raised on."""
    try:
        yield
    except PaperError as failed:
        for build in builds:
            fail(build, str(failed))
    except Exception as fault:
        for build in builds:
            fail(
                build,
                f"A fault of the program stopped the build: {type(fault).__name__}: {str(fault)[:200]}. Build it again, "
                "and tell whoever runs the program.",
            )
        raise


def keep(build: Build, facts: dict[str, Any], **files: tuple[str, bytes]) -> None:
    """Store its files (field = name and content), each whole under its name or not at all, then the row that names them."""
    stored = {field: keep_file(build, field, name, content) for field, (name, content) in files.items()}
    if not _close(build, {**facts, **stored, "built_at": now(), "state": PackState.READY, "failure": ""}):
        for file in stored.values():
            remove_file(file)


def fail(build: Build, why: str) -> None:
    """Write that it could not be built. ``why`` is a sentence that says what to do."""
    _close(build, {"state": PackState.FAILED, "failure": why})


@transaction.atomic
def _close(build: Build, facts: dict[str, Any]) -> bool:
    """Write how a build ended, unless it was taken for dead meanwhile and another took it up."""
    row = type(build).objects.select_for_update().get(pk=build.pk)
    if row.state != PackState.BUILDING or row.attempts != build.attempts:
        return False
    for name, value in (facts | {"progress": {}}).items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "progress"])
    return True


class Pulse(Telling):
    """Writes where builds stand and that they are alive, while they are read and laid out."""

    name = "pulse"

    def __init__(self, claimed: Sequence[Build]) -> None:
        super().__init__(lambda _: self.give_sign())
        self.claimed = {build.pk: build for build in claimed}
        self.progress: dict[int, dict] = {build.pk: {"step": "turn"} for build in claimed}

    def telling(self, build: Build) -> Callable[..., None]:
        """Takes what is being done with a build: ``tell(step="layout", page=37)``."""

        def tell(**progress: Any) -> None:
            self.progress[build.pk] = progress
            self.hear()

        return tell

    def done(self, build: Build) -> None:
        """A build has ended and needs no more signs."""
        self.progress.pop(build.pk, None)

    def give_sign(self) -> None:
        """Write it with each build that is under way here."""
        for pk, progress in dict(self.progress).items():
            build = self.claimed[pk]
            still = type(build).objects.filter(pk=pk, state=PackState.BUILDING, attempts=build.attempts)
            still.update(heartbeat=timezone.now(), progress=progress)
