"""The addresses of the program, with one more for each way to fail."""

from __future__ import annotations

import errno

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError
from django.urls import path

from councilperf import urls

WAYS = {
    "broken": RuntimeError("the inner workings"),
    "away": OperationalError("the connection was refused"),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "short": MemoryError(),
    "overtaken": IntegrityError("UNIQUE constraint failed: there.is_one_already"),
    "too-big": RequestDataTooBig("Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE."),
}


def _fails(way: Exception):
    def view(request):
        raise way

    return view


urlpatterns = [*(path(f"fails/{name}/", _fails(way)) for name, way in WAYS.items()), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
