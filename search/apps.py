from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    """One box that finds everything."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """After each migration, see that every table is watched, and bring the index up to what is stored."""
        from search import services

        post_migrate.connect(services.after_migrating, sender=self)
