"""Bare Django beside the program: its settings and apps, three middlewares, and one address that answers with one line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from councilperf.settings import *  # noqa: F403 - the same settings, but for those below


def one_line(_request: HttpRequest) -> HttpResponse:
    """The least that a server can answer."""
    return HttpResponse("One line.")


ROOT_URLCONF = "benchmarks.bare"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
"""Those without which the admin does not pass its checks."""
WSGI_APPLICATION = None
urlpatterns = [path("sign-in/", one_line), path("", one_line)]
