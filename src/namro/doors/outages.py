"""What keeps the server from reading or writing for a while, told apart from what is simply wrong in it.

A database that restarts, a disk that is full or became read-only: nothing of it is the reader's doing, all of it
passes, and what was sent may be sent again, since a form does its work once however often it comes.
"""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError

FULL, READ_ONLY, DATABASE, BUSY = "full", "read-only", "database", "busy"
"""No room on the disk; nothing can be written; the database does not answer; it is busy with other work."""

_BY_NUMBER = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: DATABASE,
}
_BY_WORDS = (
    ("disk is full", FULL),
    ("no space left", FULL),
    ("readonly database", READ_ONLY),
    ("read-only", READ_ONLY),
    ("database is locked", BUSY),
    ("deadlock detected", BUSY),
    ("unable to open database file", DATABASE),
    ("disk i/o error", DATABASE),
)
"""How the databases say it."""


def outage(cause: BaseException | None) -> str | None:
    """Which outage `cause` comes from; None when it is none."""
    if isinstance(cause, OSError):
        return _BY_NUMBER.get(cause.errno or 0)
    if not isinstance(cause, (DatabaseError, InterfaceError)):
        return None
    said = str(cause).lower()
    for words, which in _BY_WORDS:
        if words in said:
            return which
    if isinstance(cause, InterfaceError):
        return DATABASE
    # SQLite calls a table that is not there an operational matter as well; PostgreSQL does not
    of_postgres = type(cause.__cause__).__module__.startswith("psycopg")
    if of_postgres and isinstance(cause, (OperationalError, InternalError)):
        return DATABASE
    return None
