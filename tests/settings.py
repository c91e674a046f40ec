"""The project's settings, made quick and quiet for tests."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 50)

from councilperf.settings import *  # noqa: F403

# Made from the models, by tests/conftest.py; tests/councilperf/test_migrations.py proves that migrating makes the same.
DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
MEDIA_ROOT = tempfile.mkdtemp(prefix="council-tests-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
PAPER_CACHE = tempfile.mkdtemp(prefix="council-laid-out-")  # what tests of a file have in common is laid out once
atexit.register(shutil.rmtree, PAPER_CACHE, ignore_errors=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
