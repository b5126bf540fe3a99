"""When something that should be done each day was last done on this computer: small files in NAMRO_HOME."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

UPKEEP, BACKUP = "last-upkeep", "last-backup"


def stamp(name: str, now: datetime) -> None:
    """Notes that it was done now. Where that cannot be written down, it was done all the same."""
    with suppress(OSError):
        (Path(settings.NAMRO_HOME) / name).write_text(now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00\n"))


def read_stamp(name: str) -> datetime | None:
    """When it was last done; None where that is not known."""
    try:
        return datetime.fromisoformat((Path(settings.NAMRO_HOME) / name).read_text().strip()).astimezone(UTC)
    except (OSError, ValueError):
        return None
