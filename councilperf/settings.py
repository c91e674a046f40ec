"""Settings, read from the environment; each default serves a council that starts on one machine.

DATABASE_URL   sqlite:///db.sqlite3 unless set; postgres://user:password@host/name
SECRET_KEY     made once and kept in .secret-key unless set; must be set with HTTPS=true
DEBUG          false; true shows traces, for developers only
ALLOWED_HOSTS  the names the site answers to, with commas; localhost unless set
HTTPS          false; true behind a TLS proxy: secure cookies, redirect, HSTS
EMAIL_URL      consolemail:// prints mail; smtp+tls://user:password@host:587 sends it
EMAIL_FROM     the sender of mail
SITE_URL       what links in mail begin with; http://127.0.0.1:8000, and must be set with HTTPS=true
MEDIA_ROOT     where packs and logos are kept; media/ unless set
STATIC_ROOT    where collectstatic puts static files; staticfiles/ unless set
ATTACHMENT_MB  how large a PDF may be that is attached to an agenda item: 20
ATTACHMENT_PAGES  how many pages it may have: 500
COUNCIL_TODAY  a date on which a demonstration stands still; empty uses the clock
"""

from pathlib import Path

from csp.constants import NONE, SELF

from councilperf.environment import database, day, email, env, flag, secret, site

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = flag("DEBUG", default=False)
HTTPS = flag("HTTPS", default=False)
SECRET_KEY = secret("SECRET_KEY", kept_in=BASE_DIR / ".secret-key", required=HTTPS)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
COUNCIL_TODAY = day("COUNCIL_TODAY")

INSTALLED_APPS = [
    "councilperf",
    "reminders",
    "meetings",
    "clinics",
    "improvement_plan",
    "indicators",
    "actions",
    "organisation",
    "accounts",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_prose_editor",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "organisation.middleware.CouncilMiddleware",
]

CSRF_FAILURE_VIEW = "councilperf.errors.csrf_failure"
ROOT_URLCONF = "councilperf.urls"
WSGI_APPLICATION = "councilperf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.council"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisation.context.council",
            ],
        },
    },
]

# Databases. The SQLite settings were measured under fifty connections: without
# IMMEDIATE and a timeout most requests that read and then wrote failed.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
    ),
}
DATABASES = {"default": database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 3
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
"""Bytes of a form without its files: a report of eleven headings, each as long as one may be, takes seven million."""
ATTACHMENT_MEGABYTES = env.int("ATTACHMENT_MB", default=20)
ATTACHMENT_PAGES = env.int("ATTACHMENT_PAGES", default=500)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True

# Mail
MAIL = email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST = MAIL.get("EMAIL_HOST", "localhost")
EMAIL_PORT = MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
SITE_URL = site("SITE_URL", default="http://127.0.0.1:8000", required=HTTPS)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Council performance <performance@localhost>")

# Work outside the request
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Lists
DJANGO_TABLES2_TEMPLATE = "core/table.html"
SIMPLE_HISTORY_REVERT_DISABLED = True

# Browsers
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # The layout engine speaks of each property it does not know.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
