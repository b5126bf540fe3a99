"""`namro worker`: background work in a process of its own."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro.doors.cli.lanes import Hands
from namro.rules.packs.current import the_pack
from namro.work.jobs.states import WORKER


class Command(BaseCommand):
    """Works until it is stopped. Several may run, on one computer or on more."""

    help = (
        "Do the background work in a process of its own, until stopped: seal the trail, send held notices, tell other "
        "systems, tidy up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = """Examples:
  namro worker
  systemctl start namro-worker     see docs/install.md"""

    def handle(self, *args: Any, **options: Any) -> None:
        the_pack()
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        hands = Hands(WORKER)
        hands.start()
        self.stdout.write(f"Namro works in the background as {hands.name}. Stop with Ctrl-C.")
        self.stdout.flush()
        while not stop.wait(1):
            if not hands.alive():
                hands.stop(5)
                raise CommandError(
                    "A part of the background work ended unexpectedly; start the worker again.", returncode=1
                )
        hands.stop()
