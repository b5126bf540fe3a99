"""Sets the stage for a real server: an empty home gets its tables, the places of one city and the cast.

Within a test run tables and places are a copy of what that run has made already.

NAMRO_HOME=… python -m tests.browser.stage
"""

import os
import sys
from datetime import UTC, datetime


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.cast.QuickArgon2"]
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from namro.ground.gate import guard
    from namro.ground.places.load import load_places
    from tests.cast import cast_on_stage
    from tests.ready import CITY, FOLDER, take_ready

    now = datetime.now(UTC)
    if FOLDER in os.environ and connection.vendor == "sqlite":
        take_ready(str(connection.settings_dict["NAME"]), now)
    else:
        call_command("migrate", verbosity=0)
        with guard.outside("the browser tests stand on the places of one city"):
            load_places(settings.NAMRO_PACK, within=CITY, now=now)
    cast_on_stage()
    sys.stdout.write("ready\n")


if __name__ == "__main__":
    main()
