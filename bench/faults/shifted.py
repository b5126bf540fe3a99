"""`namro serve` with the application's clock moved by the seconds that stand in the file FAULTS_CLOCK names.

python -m bench.faults.shifted serve --port …
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE = "FAULTS_CLOCK"


def moved() -> datetime:
    """This moment as the application takes it."""
    seconds = float(Path(os.environ[FILE]).read_text() or 0)
    return datetime.now(UTC) + timedelta(seconds=seconds)


def put_in_place() -> None:
    """Every look at the clock that the doors and the background work have is answered by `moved`."""
    import django

    django.setup()
    from importlib import import_module

    from django.conf import settings
    from django.utils import timezone

    import_module(settings.ROOT_URLCONF)
    from namro.doors.cli import lanes
    from namro.doors.desk import page as desk
    from namro.doors.portal import page as portal

    clocks = {id(one) for one in (portal.now, desk.now, lanes.now, timezone.now)}
    for name, module in list(sys.modules.items()):
        if name.startswith(("namro.", "django.utils.timezone")):
            for key, value in list(vars(module).items()):
                if id(value) in clocks:
                    setattr(module, key, moved)


if __name__ == "__main__":
    put_in_place()
    from namro.doors.cli.main import main

    sys.exit(main(sys.argv[1:]))
