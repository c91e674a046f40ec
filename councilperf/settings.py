"""Settings, read from the environment; each default serves a council that starts on one machine.

DATABASE_URL   sqlite:///db.sqlite3 unless set; postgres://user:password@host/name
SECRET_KEY     made once and kept in .secret-key unless set; must be set with HTTPS=true
SECRET_KEY_FALLBACKS  earlier keys, with commas, while what they signed and sealed is still about
DEBUG          false; true shows traces, for developers only
ALLOWED_HOSTS  the names the site answers to, with commas; localhost unless set
HTTPS          false; true behind a TLS proxy: secure cookies, redirect, HSTS
EMAIL_URL      consolemail:// prints mail; smtp+tls://user:password@host:587 sends it
EMAIL_FROM     the sender of mail
SITE_URL       what links in mail begin with; http://127.0.0.1:8000, and must be set with HTTPS=true
MEDIA_ROOT     where packs and logos are kept; media/ unless set
PAPER_CACHE    where pieces of packs are kept, so that what has not changed is not laid out again; .laid-out/ unless set, - for none
PACKS_IN_ONE_RUN  false; true lays each pack out in one piece, on one processor
STATIC_ROOT    where collectstatic puts static files; staticfiles/ unless set
UPLOAD_MB      how large a table or a plan may be that is uploaded: 25
UNPACKED_MB  to how much it may unpack: 200
UPLOAD_PARTS   how many files it may be made of: 5000
UPLOAD_RATIO   how many times its size it may unpack to, once that is more than 20 MB: 250
UPLOAD_CELLS   how many cells a workbook may hold: 1000000
UPLOAD_ROWS    how many rows a table may have: 200000
PASTE_MB       how large a plan may be that is pasted, or comes as CSV or a web page: 5
LOGO_MB        how large the council's logo may be: 2
LOGO_MEGAPIXELS  how many millions of pixels it may have: 4
ATTACHMENT_MB  how large a PDF may be that is attached to an agenda item: 20
ATTACHMENT_PAGES  how many pages it may have: 500
PROXIES        how many proxies stand before the site and add to X-Forwarded-For: 1 with HTTPS=true, else 0
SESSION_HOURS  how long somebody stays signed in: 336, which is a fortnight
SECOND_FACTOR_ROLES  the roles that need a second factor beside a password, with commas: none
SIGN_IN_LOG_DAYS  how long the log of sign-ins is kept by clear_sign_ins: 400
OIDC_ISSUER    the council's own sign-in (OpenID Connect): https://login.microsoftonline.com/<tenant>/v2.0; none unless set
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET  what the provider gave for this site
OIDC_NAME      what its button says after “Sign in with”: your council account
OIDC_ROLES     the provider's roles with ours: Perf.Team=Performance team, Perf.Officer=Officer; empty: roles are given here
OIDC_ROLES_CLAIM  where the provider names a person's roles: roles
OIDC_EMAILS_ARE_OURS  true where only the council can set the addresses that the provider gives: false
EMBED_SITES    the sites, with commas, that may embed public charts and tables: https://www.example.gov.uk; any unless set
COUNCIL_TODAY  a date on which a demonstration stands still; empty uses the clock
LOG_FORMAT     json, one object a line with a line for each request; or plain: plain unless HTTPS=true
TRUSTED_PROXIES  addresses or networks, with commas, whose X-Request-ID is kept; none unless set
METRICS_TOKEN  who sends it as a bearer token may have /metrics; at least 32 characters, none unless set
METRICS_LOOPBACK  false; true gives /metrics to processes of the same machine that come through no proxy
METRICS_DIR    a folder that the web processes of a machine share, so that each tells the counts of all; none unless set
PG_BIN         where pg_dump, pg_restore and psql are, for backups; the path unless set
BACKUP_DIR     where backups are kept, for those without a name and for `manage.py doctor`; none unless set
HISTORY_YEARS  after how many years `manage.py prune_history` removes lines of history: 0, never, unless set
HISTORY_HEADS  a file outside the database to which each seal of the history is noted; none unless set
BACKUP_DAYS    how old the newest may be before `manage.py doctor` finds fault: 2
"""

from pathlib import Path

from csp.constants import NONE, SELF

from accounts.choices import Role
from councilperf.environment import (
    chosen,
    council_sign_in,
    database,
    day,
    email,
    env,
    flag,
    networks,
    roles_named,
    secret,
    site,
    sites,
    token,
    whole,
)
from councilperf.logs import logging_for

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = flag("DEBUG", default=False)
HTTPS = flag("HTTPS", default=False)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECRET_KEY = secret("SECRET_KEY", kept_in=BASE_DIR / ".secret-key", required=HTTPS)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
COUNCIL_TODAY = day("COUNCIL_TODAY")

INSTALLED_APPS = [
    "councilperf",
    "search",
    "publishing",
    "reminders",
    "meetings",
    "frameworks",
    "clinics",
    "improvement_plan",
    "indicators",
    "actions",
    "history",
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
    "councilperf.logs.RequestNumber",
    "councilperf.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.turns.TurnsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.waiting.WaitingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "core.doors.DoorMiddleware",
    "organisation.middleware.CouncilMiddleware",
    "search.recent.ViewedMiddleware",
    "councilperf.errors.LongForms",
    "core.undo.UndoMiddleware",
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
DATABASES = {"default": database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}", guarded=HTTPS)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 2  # so that whoever asks is told within three
# SQLite too: while a connection is kept its index of the journal stays, which cannot be made anew on a full disk.
DATABASES["default"]["CONN_MAX_AGE"] = 600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.DenyListValidator"},
    {"NAME": "organisation.validators.CouncilNameValidator"},
]
PASSWORD_RESET_TIMEOUT = 72 * 3600
PROXIES = whole("PROXIES", default=int(HTTPS), least=0)
SECOND_FACTOR_ROLES = roles_named("SECOND_FACTOR_ROLES", roles=set(Role))
SIGN_IN_LOG_DAYS = whole("SIGN_IN_LOG_DAYS", default=400, least=30)
COUNCIL_SIGN_IN = council_sign_in(required_https=HTTPS, roles=set(Role))

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
PAPER_CACHE = env.str("PAPER_CACHE", default=str(BASE_DIR / ".laid-out"))
PAPER_CACHE = "" if PAPER_CACHE == "-" else PAPER_CACHE
PACKS_IN_ONE_RUN = flag("PACKS_IN_ONE_RUN", default=False)
FORM_BYTES = 10_000_000
"""Bytes of a form without its files: a report of eleven headings, each as long as one may be, takes seven million."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * FORM_BYTES
"""Up to so many, what is too long is given back on the page that refuses it (councilperf.errors.LongForms)."""
UPLOAD_MB = env.int("UPLOAD_MB", default=25)
UNPACKED_MB = env.int("UNPACKED_MB", default=200)
UPLOAD_PARTS = env.int("UPLOAD_PARTS", default=5_000)
UPLOAD_RATIO = env.int("UPLOAD_RATIO", default=250)
UPLOAD_CELLS = env.int("UPLOAD_CELLS", default=1_000_000)
UPLOAD_ROWS = env.int("UPLOAD_ROWS", default=200_000)
PASTE_MB = env.int("PASTE_MB", default=5)
LOGO_MB = env.int("LOGO_MB", default=2)
LOGO_MEGAPIXELS = env.int("LOGO_MEGAPIXELS", default=4)
ATTACHMENT_MEGABYTES = env.int("ATTACHMENT_MB", default=20)
ATTACHMENT_PAGES = env.int("ATTACHMENT_PAGES", default=500)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What is small already, and what no page asks for: maps of scripts, and the typeface of papers.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "woff", "woff2", "gz", "br", "map", "ttf")
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

# Running it
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")
METRICS_TOKEN = token("METRICS_TOKEN")
METRICS_LOOPBACK = flag("METRICS_LOOPBACK", default=False)
METRICS_DIR = env.str("METRICS_DIR", default="")
PG_BIN = env.str("PG_BIN", default="")
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_DAYS = env.int("BACKUP_DAYS", default=2)
HISTORY_YEARS = env.int("HISTORY_YEARS", default=0)
HISTORY_HEADS = env.str("HISTORY_HEADS", default="")

# Lists
DJANGO_TABLES2_TEMPLATE = "core/table.html"
SIMPLE_HISTORY_REVERT_DISABLED = True

# Browsers
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = whole("SESSION_HOURS", default=336, least=1) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
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

# What other sites may embed
EMBED_SITES = sites("EMBED_SITES")

LOG_FORMAT = chosen("LOG_FORMAT", ("json", "plain"), default="json" if HTTPS else "plain")
LOGGING = logging_for(LOG_FORMAT)
