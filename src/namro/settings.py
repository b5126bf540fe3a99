"""Settings. Everything that an operator may change comes from an environment variable named here (docs/settings.md).

| variable | meaning | default |
|---|---|---|
| DATABASE_URL | where records are kept | SQLite in NAMRO_HOME |
| NAMRO_HOME | database, files and keys | `var/` beside the source, else `~/.local/share/namro` |
| NAMRO_PACK | folder of the country's pack | `packs/vn` |
| NAMRO_SECRET_KEY | signs sessions and forms | made once, kept in NAMRO_HOME/keys |
| NAMRO_KEYS | folder of the keys (never in the database or its backup) | NAMRO_HOME/keys |
| NAMRO_HOSTS | names that the server answers to, comma separated | localhost only |
| NAMRO_HTTPS | `1` behind TLS: secure cookies, HSTS | `0` |
| NAMRO_WEBHOOKS_PRIVATE | `1`: events may be delivered inside the office's own network, and without TLS | `0` |
| NAMRO_MAIL | mail server and sender of the daily digests: `smtps://USER:PASSWORD@HOST:465?from=ADDRESS` | none |
| NAMRO_JURISDICTION | the jurisdiction_id of Open311 | none: it is not asked for |
| NAMRO_PROXY | `1` behind a proxy that sets X-Forwarded-Proto and X-Forwarded-For | `0` |
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
_checkout = PACKAGE.parent.parent
IN_CHECKOUT = (_checkout / "pyproject.toml").exists() and (_checkout / "packs").is_dir()

USUAL_HOME = _checkout / "var" if IN_CHECKOUT else Path.home() / ".local/share/namro"
NAMRO_HOME = Path(os.environ.get("NAMRO_HOME") or USUAL_HOME).absolute()
NAMRO_PACK = Path(os.environ.get("NAMRO_PACK") or (_checkout / "packs/vn" if IN_CHECKOUT else PACKAGE / "_packs/vn"))
NAMRO_KEYS = Path(os.environ.get("NAMRO_KEYS") or NAMRO_HOME / "keys")


def _own_secret_key() -> str:
    """The signing key of this installation: from the environment, else made once and kept beside the other keys."""
    if given := os.environ.get("NAMRO_SECRET_KEY"):
        return given
    kept = NAMRO_KEYS / "django.key"
    try:
        if not kept.exists():
            _make(kept)
        return kept.read_text().strip()
    except (OSError, UnicodeDecodeError) as cause:
        why = cause.strerror if isinstance(cause, OSError) else "no key stands in it"
        raise ImproperlyConfigured(
            f"the keys cannot be kept in {NAMRO_KEYS} ({why}). NAMRO_HOME and NAMRO_KEYS name folders that Namro may "
            "write to."
        ) from None


def _make(kept: Path) -> None:
    """A new key. Of two processes the first wins; the other reads what it wrote."""
    NAMRO_KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64))
    try:
        os.link(fresh, kept)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


SECRET_KEY = _own_secret_key()
DEBUG = False
HTTPS = os.environ.get("NAMRO_HTTPS") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("NAMRO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
WEBHOOKS_PRIVATE = os.environ.get("NAMRO_WEBHOOKS_PRIVATE") == "1"
JURISDICTION = os.environ.get("NAMRO_JURISDICTION", "")
BEHIND_PROXY = os.environ.get("NAMRO_PROXY") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "namro.ground.trail",
    "namro.ground.seals",
    "namro.ground.places",
    "namro.ground.people",
    "namro.ground.gate",
    "namro.ground.copies",
    "namro.work.jobs",
    "namro.work.cases",
    "namro.work.plans",
    "namro.results.papers",
    "namro.doors.portal",
    "namro.doors.desk",
    "namro.doors.api",
    "namro.doors.cli",
]

MIDDLEWARE = [
    "namro.doors.headers.ReaderAddress",
    "namro.doors.api.heads.Heads",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "namro.doors.fairness.Fair",
    "namro.doors.headers.SecurityHeaders",
    "namro.doors.uploads.BodyLimit",
    "namro.doors.api.bodies.Bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "namro.doors.refusals.Refusals",
]

ROOT_URLCONF = "namro.urls"
WSGI_APPLICATION = "namro.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "namro.doors.templating.Pages",
        "DIRS": [PACKAGE / "doors" / door / "templates" for door in ("", "portal", "desk", "api")],
        "OPTIONS": {
            "environment": "namro.doors.templating.environment",
            "context_processors": ["namro.doors.desk.unsaved.form_fields"],
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite hardened for several processes, or whatever DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{NAMRO_HOME / 'namro.sqlite3'}"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError:  # an unknown scheme, a port that is no number; the address may hold a password
        found = {}
    if not found.get("NAME") or not found["ENGINE"].endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. Namro keeps its records in SQLite or PostgreSQL: write it like "
            "sqlite:////srv/namro/namro.sqlite3 or postgres://USER:PASSWORD@HOST:5432/NAME."
        )
    if found["ENGINE"].endswith("sqlite3"):
        folder = Path(found["NAME"]).parent
        if folder == NAMRO_HOME:
            folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise ImproperlyConfigured(f"there is no folder {folder} for the database that DATABASE_URL names.")
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # secure_delete: what is erased is written over, not only given free
            # cache_size: 16 MB, so that a page of a list that is read often is not asked of the file each time
            # recursive_triggers: a replaced row counts as one taken away, which the append-only tables refuse
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;",
        }
    else:
        found["OPTIONS"] = {
            # what is asked all day is planned once for each connection; a value never becomes part of the statement
            "server_side_binding": True,
            "prepare_threshold": 3,
            **found.get("OPTIONS", {}),
            # the last: an index is walked in its order rather than read whole and sorted
            "options": "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 "
            "-c random_page_cost=1.1",
        }
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}  # one queue a job, named as it is


def _mail() -> dict[str, Any]:
    """What NAMRO_MAIL says: smtps:// is TLS from the start, smtp+tls:// asks for it, smtp:// goes without."""
    from urllib.parse import parse_qs, unquote, urlsplit

    if not (given := os.environ.get("NAMRO_MAIL", "")):
        return {}
    try:
        parts = urlsplit(given)
        sender, port = parse_qs(parts.query).get("from", [""])[0], parts.port
    except ValueError:
        parts, sender, port = urlsplit(""), "", None
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname or "@" not in sender:
        raise ImproperlyConfigured(
            "NAMRO_MAIL cannot be read. Write it like smtps://USER:PASSWORD@HOST:465?from=namro@example.org (TLS), "
            "smtp+tls://…:587 (STARTTLS) or smtp://…:25 (no encryption, for a server on this machine)."
        )
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
    return {
        "host": parts.hostname, "port": port or usual, "from": sender, "ssl": parts.scheme == "smtps",
        "tls": parts.scheme == "smtp+tls", "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }  # fmt: skip


MAIL = _mail()
EMAIL_HOST, EMAIL_PORT = MAIL.get("host", ""), MAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.get("user", ""), MAIL.get("password", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.get("ssl", False), MAIL.get("tls", False)
EMAIL_TIMEOUT = 20
MAIL_FROM = MAIL.get("from", "")

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"

SESSION_ENGINE = "namro.doors.sessions"
AUTHENTICATION_BACKENDS = ["namro.doors.sessions.Accounts"]
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "namro"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "namro.doors.desk.page.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
X_FRAME_OPTIONS = "DENY"

USE_TZ = True
TIME_ZONE = "UTC"  # stored instants; what day it is, the pack's calendar says
USE_I18N = False  # words come from the pack (rules/packs/words.py)
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "doors/static"  # few enough to be delivered from where they are
WHITENOISE_MAX_AGE = 3600

FILES_ROOT = NAMRO_HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 15_000  # a plan of 1,000 tasks that was read, line by line; the bytes are limited above
DATA_UPLOAD_MAX_NUMBER_FILES = 40  # beyond ten the upload handler passes files over and keeps the form
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["namro.doors.uploads.LimitedUpload"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}, "nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {  # answered with a page that says so; nothing that the operator could do
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.security.RequestDataTooBig": {"handlers": ["nowhere"], "propagate": False},
    },
}
