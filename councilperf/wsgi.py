"""What a web server runs: ``gunicorn councilperf.wsgi``."""

import gc
import os

gc.disable()  # nothing that is imported is let go of: the collector would look through it in vain, a quarter of the start

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
application = get_wsgi_application()
# The addresses with their views are taken in now, and not while the first person of each process waits for a page.
_ = get_resolver().url_patterns
# What is imported by now stays as long as the process: the collector need not go through it again and again, nor after
# every few hundred objects of a page: it took a fifth of the time of a long one. Nor is it collected once before, which
# would be a tenth of the start for some two megabytes.
gc.freeze()
gc.set_threshold(50_000, 50, 100)
gc.enable()
