"""The task worker: looks after builds that died with the one before it, seals the history, and outlives its database."""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands import db_worker

from core.queue import take_up_dead
from history.services.keeping import sealing_each_minute
from meetings.editions import PACKS
from meetings.filing import FILES
from meetings.stored import sweep

LOG = logging.getLogger("django_tasks")
WAIT_SECONDS = 5
"""How long the worker waits before it asks again for a database that is away."""


class Command(db_worker.Command):
    """Runs tasks; begins with what was left half-way, and begins again once a database that went away is back."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop. In a batch, a database that is away ends it."""
        if options["batch"]:
            self._work(*args, **options)
            return
        with sealing_each_minute():
            while True:
                try:
                    self._work(*args, **options)
                except (OperationalError, InterfaceError):
                    LOG.warning("The database is away; the worker asks again in %d seconds.", WAIT_SECONDS)
                    connection.close()
                    time.sleep(WAIT_SECONDS)
                else:
                    return

    def _work(self, *args: Any, **options: Any) -> None:
        self.look_after()
        super().handle(*args, **options)

    def look_after(self) -> None:
        """Start builds again that died, take up what waits, and sweep what belongs to nothing."""
        for building in (PACKS, FILES):
            building.revive()
            building.take_up_waiting()
        take_up_dead()
        sweep()
