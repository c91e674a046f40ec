"""The task worker, which first looks after builds that died with the one before it."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from meetings.editions import PACKS
from meetings.filing import FILES
from meetings.stored import sweep


class Command(db_worker.Command):
    """Runs tasks; begins with what was left half-way."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Start builds again that died, take up what waits, and sweep what belongs to nothing."""
        for building in (PACKS, FILES):
            building.revive()
            building.take_up_waiting()
        sweep()
        super().handle(*args, **options)
