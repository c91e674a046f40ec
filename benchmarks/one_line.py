"""A view of bare Django that answers with one line: the most that a server can do. ``gunicorn benchmarks.one_line``."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def one_line(_request: HttpRequest) -> HttpResponse:
    """The line."""
    return HttpResponse("One line.")


urlpatterns = [path("", one_line)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, MIDDLEWARE=[])
application = get_wsgi_application()
