"""Work handed over, and taken up again where its worker was killed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.queue import take_up_dead


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_is_taken_up_again_after_an_hour():
    for name, status, minutes in (("dead", "RUNNING", 61), ("alive", "RUNNING", 59), ("done", "SUCCESSFUL", 61)):
        began = timezone.now() - timedelta(minutes=minutes)
        DBTaskResult.objects.create(
            task_path=name, args_kwargs={}, backend_name="default", status=status, started_at=began
        )
    assert take_up_dead() == 1
    assert dict(DBTaskResult.objects.values_list("task_path", "status")) == {
        "dead": "READY",
        "alive": "RUNNING",
        "done": "SUCCESSFUL",
    }
    assert DBTaskResult.objects.ready().get().task_path == "dead"
