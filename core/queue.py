"""Handing work over to be done outside the request, together with the rows that it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

DEAD_AFTER = timedelta(hours=1)
"""No task of ours runs so long: one that seems to has ended with its worker."""


def hand_over(task: Task, *about: Any) -> None:
    """Have a task done once what is being written is committed.

    A queue in the database takes the task in the same transaction, so that a process that is killed leaves both or
    neither.
    """
    if isinstance(task.get_backend(), DatabaseBackend):
        task.enqueue(*about)
    else:
        transaction.on_commit(lambda: task.enqueue(*about))


def take_up_dead() -> int:
    """Put tasks back into the queue whose worker was killed; gives how many. Each of ours may be begun again."""
    began = timezone.now() - DEAD_AFTER
    dead = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=began)
    return dead.update(status=TaskResultStatus.READY, started_at=None)
