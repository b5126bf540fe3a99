"""The bare floor: a Django view that inserts one row and one audit leaf in one transaction, and nothing else.

Run by `python -m bench.support.floor` with DATABASE_URL and PORT, as the same server with the same settings as Namro
(gunicorn, threads, persistent connections, durable commits).
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

import dj_database_url
import django
from django.conf import settings

TABLES = (
    "CREATE TABLE IF NOT EXISTS floor_row ({key}, body text NOT NULL, at text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS floor_leaf ({key}, row_id bigint NOT NULL, leaf text NOT NULL)",
)


def configure(url: str) -> None:
    """Django with one database and nothing around it."""
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    settings.configure(
        SECRET_KEY="floor",
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": database},
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[],
        MIDDLEWARE=[],
        USE_TZ=True,
    )
    django.setup()


def make_tables() -> None:
    """The two tables."""
    from django.db import connection

    key = "id bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "id integer PRIMARY KEY"
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table.format(key=key))


def insert(request: Any) -> Any:
    """One row and one leaf; answers with the row's number."""
    from django.db import connection, transaction
    from django.http import HttpResponse

    if request.method != "POST":
        return HttpResponse("ready")
    body = request.POST.get("body", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor_row (body, at) VALUES (%s, %s) RETURNING id", [body, "2026-11-27"])
        number = cursor.fetchone()[0]
        leaf = hashlib.sha256(f"{number}{body}".encode()).hexdigest()
        cursor.execute("INSERT INTO floor_leaf (row_id, leaf) VALUES (%s, %s)", [number, leaf])
    return HttpResponse(str(number))


def urlpatterns_of() -> list[Any]:
    """The one address."""
    from django.urls import path

    return [path("", insert)]


def main() -> None:
    """Serves until it is stopped."""
    configure(os.environ["DATABASE_URL"])
    global urlpatterns
    urlpatterns = urlpatterns_of()
    make_tables()
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    connections.close_all()

    class Floor(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": f"127.0.0.1:{os.environ['PORT']}", "workers": 2, "worker_class": "gthread", "threads": 8,
                "keepalive": 15, "accesslog": None, "loglevel": "warning", "control_socket_disable": True,
            }.items():  # fmt: skip
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    Floor().run()


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
