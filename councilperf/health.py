"""What machines ask: whether the process lives, and whether it can serve. Neither says more than that."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

LEAST_FREE_DISK = 0.05
"""A part of the whole. Below it a pack or a backup may stop half-way."""


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; needs no database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the process can serve: database, migrations, disk. Says no more than that."""
    if is_short_of_disk() or is_behind():
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def is_behind() -> bool:
    """Whether the database is away, or waits for a migration."""
    try:
        connection.ensure_connection()  # before the migrations are read, which takes longer
        return bool(pending_migrations())
    except Error:
        return True


def pending_migrations() -> list[str]:
    """The migrations that the program has and the database has not: "meetings 0012_sent_once". Raises the database's errors."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def is_short_of_disk() -> bool:
    """Whether any disk that is written to has less than a twentieth free."""
    return any(free < LEAST_FREE_DISK for free in free_disk().values())


def free_disk() -> dict[Path, float]:
    """Each folder that is written to, with the part of its disk that is free."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).parent)
    found = {}
    for folder in folders:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        usage = shutil.disk_usage(there)
        found[folder] = usage.free / usage.total
    return found
