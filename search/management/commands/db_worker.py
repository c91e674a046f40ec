"""The task worker, which also keeps the index of the search."""

from typing import Any

from meetings.management.commands import db_worker
from search.beside import catching_up
from search.services import catch_up


class Command(db_worker.Command):
    """Runs tasks, and catches up with what was written beside."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop; in a batch, catch up once."""
        if options["batch"]:
            super().handle(*args, **options)
            catch_up()
            return
        with catching_up():
            super().handle(*args, **options)
