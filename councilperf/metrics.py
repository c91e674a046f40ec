"""What Prometheus is told: requests by view and status, how long they took, the queue of tasks, packs, the database.

Counts hold the names of views and never an address, a person or a word. Several processes of one machine share a
folder (METRICS_DIR), in which each keeps its own counts and any of them adds up all; without it a process tells its own.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.clock import now

BUCKETS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds. The promise is that pages take less than one."""
METHODS = {"GET", "HEAD", "POST"}
WRITTEN_EVERY = 1.0
"""Seconds between two writings of a process' counts."""
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto", "X-Forwarded-Host")
Key = tuple[str, ...]


class Metrics:
    """The counts of one process."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self.lock = threading.Lock()
        self.written_at = 0.0

    def count(self, view: str, method: str | None, status: int, seconds: float) -> None:
        """One request was answered."""
        known = method if method in METHODS else "other"
        with self.lock:
            self.counts["requests", view, known, str(status)] += 1
            self.counts["seconds", view] += seconds
            self.counts["answered", view] += 1
            for bucket in BUCKETS:
                self.counts["bucket", view, str(bucket)] += seconds <= bucket
            due = settings.METRICS_DIR and time.monotonic() - self.written_at >= WRITTEN_EVERY
            if due:
                self.written_at = time.monotonic()
        if due:
            self.write()

    def write(self) -> None:
        """Keep the counts where the other processes find them. What cannot be written is not worth a failed request."""
        folder = Path(settings.METRICS_DIR)
        finished = folder / f"{os.getpid()}.json"
        under_way = folder / f".{os.getpid()}.{threading.get_ident()}"
        with suppress(OSError):
            under_way.write_text(json.dumps(self._as_list()), encoding="utf-8")
            under_way.replace(finished)

    def all(self) -> Counter[Key]:
        """The counts of all processes together."""
        if not settings.METRICS_DIR:
            with self.lock:
                return Counter(self.counts)
        self.write()
        total: Counter[Key] = Counter()
        for kept in sorted(Path(settings.METRICS_DIR).glob("*.json")):
            with suppress(OSError, ValueError):
                for key, value in json.loads(kept.read_text(encoding="utf-8")):
                    total[tuple(key)] += value
        return total

    def _as_list(self) -> list[tuple[Key, float]]:
        with self.lock:
            return list(self.counts.items())


METRICS = Metrics()


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who may have them; for everybody else there is nothing here."""
    if not _may_have(request):
        raise Http404("Check the address, or start again from the first page.")
    return HttpResponse("\n".join([*_requests(METRICS.all()), *_database(), ""]), content_type=MEDIA_TYPE)


def _may_have(request: HttpRequest) -> bool:
    """Whoever has the token; or a process of this machine that asks without a proxy in between."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    if not settings.METRICS_LOOPBACK or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _requests(counts: Counter[Key]) -> Iterator[str]:
    yield from _head("councilperf_requests_total", "counter", "Requests answered, by view, method and status.")
    for (kind, *rest), value in sorted(counts.items()):
        if kind == "requests":
            view, method, status = rest
            yield _line("councilperf_requests_total", value, view=view, method=method, status=status)
    name = "councilperf_request_seconds"
    yield from _head(name, "histogram", "How long requests took, by view.")
    for view in sorted({key[1] for key in counts if key[0] == "answered"}):
        for bucket in BUCKETS:
            yield _line(f"{name}_bucket", counts["bucket", view, str(bucket)], view=view, le=str(bucket))
        yield _line(f"{name}_bucket", counts["answered", view], view=view, le="+Inf")
        yield _line(f"{name}_sum", round(counts["seconds", view], 6), view=view)
        yield _line(f"{name}_count", counts["answered", view], view=view)


def _database() -> Iterator[str]:
    """What the database knows; where it is away, that alone."""
    try:
        found = list(_stored())
    except (DatabaseError, InterfaceError):
        found = []
    yield from _head("councilperf_database_up", "gauge", "1 where the database answers.")
    yield _line("councilperf_database_up", int(bool(found)))
    yield from found


def _stored() -> Iterator[str]:
    from django_tasks_db.models import DBTaskResult

    from meetings.choices import UNFINISHED
    from meetings.models import Pack

    tasks = DBTaskResult.objects.order_by()
    yield from _head("councilperf_tasks", "gauge", "Tasks of the queue, by state.")
    for row in tasks.values("status").annotate(number=Count("pk")).order_by("status"):
        yield _line("councilperf_tasks", row["number"], state=row["status"].lower())
    oldest = tasks.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    waited = max(0.0, (now() - oldest).total_seconds()) if oldest else 0
    yield from _head(
        "councilperf_oldest_task_seconds", "gauge", "How long the oldest task waits that is ready to be done."
    )
    yield _line("councilperf_oldest_task_seconds", round(waited))
    yield from _head("councilperf_packs_building", "gauge", "Packs that wait or are being built.")
    yield _line("councilperf_packs_building", Pack.objects.filter(state__in=UNFINISHED).count())


def _head(name: str, kind: str, words: str) -> Iterable[str]:
    return (f"# HELP {name} {words}", f"# TYPE {name} {kind}")


def _line(name: str, value: float, **labels: str) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value}" if told else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
