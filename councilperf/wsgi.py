"""What a web server runs: ``gunicorn councilperf.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
application = get_wsgi_application()
# The addresses with their views are taken in now, and not while the first person of each process waits for a page.
_ = get_resolver().url_patterns
