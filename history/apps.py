from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    """The sealed history of all changes."""

    name = "history"
    verbose_name = "History"

    def ready(self) -> None:
        """After each migration, see that every table of history is guarded: SQLite drops guards with a table that it remakes."""
        from history import guards

        post_migrate.connect(guards.after_migrating, sender=self)
