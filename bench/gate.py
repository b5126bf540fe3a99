"""What the gate and the trail add to a function that writes: CPU time per action, against the bare function.

    .venv/bin/python bench/gate.py            five interleaved runs on SQLite
    .venv/bin/python bench/gate.py --limit 1  ends with 1 if the median is above 1 ms

Both ways write one row in one transaction of their own. What is compared is the time of this process's CPU, user and
system, so that a busy machine disturbs little; runs alternate, so that what disturbs, disturbs both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="namro-bench-")
os.environ.update(NAMRO_HOME=HOME, DJANGO_SETTINGS_MODULE="namro.settings", DATABASE_URL="")
os.environ.setdefault("NAMRO_PACK", str(Path(__file__).resolve().parent.parent / "packs/vn"))

import django  # noqa: E402 - after the settings are named

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from namro.ground.gate import guard  # noqa: E402
from namro.ground.gate.action import action  # noqa: E402
from namro.ground.gate.context import current  # noqa: E402
from namro.ground.people.actors import Actor, Seat  # noqa: E402
from namro.ground.people.models import Office, Post  # noqa: E402
from namro.ground.places.models import Edition, Unit  # noqa: E402
from namro.ground.trail.jobs import seal_now  # noqa: E402
from namro.ground.trail.queries import status  # noqa: E402
from namro.rules.packs.current import the_pack  # noqa: E402

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def write(post: Post, title: str) -> None:
    """What an action does: here, one row."""
    post.title = title
    post.save(update_fields=["title"])


@action("bench.write")
def gated(post: Post, *, title: str, actor: Actor, now: datetime) -> None:
    """Writes one row through the gate, with a reason and a payload."""
    running = current()
    running.because("a reason")
    running.carries({"title": title})
    write(post, title)


def scene() -> tuple[Post, Actor]:
    """A post at an office, and a head one office above, so that the gate must look up the tree."""
    call_command("migrate", verbosity=0)
    with guard.outside("a scene to measure in"):
        day = date(2025, 7, 1)
        unit = Unit.objects.create(
            edition=Edition.objects.create(id="x", begins=day), code="1", kind="ward", level="commune", line="/1/",
            begins=day, folded="", squeezed="", folded_line="",
        )  # fmt: skip
        root = Office.objects.create(kind="province-police", unit=unit, code="R", begins=day, path="/1/")
        office = Office.objects.create(
            kind="commune-police", unit=unit, parent=root, code="O", begins=day, path="/1/2/"
        )
        post = Post.objects.create(office=office, role="handler", begins=day)
    return post, Actor("staff", "user:1", "x", (Seat(1, root.pk, "R", "province-police", "head", False),))


def cpu(function: Callable[[int], None], times: int) -> float:
    """Milliseconds of CPU for each of `times` calls."""
    before = time.process_time()
    for n in range(times):
        function(n)
    return (time.process_time() - before) * 1000 / times


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--times", type=int, default=400)
    asked.add_argument("--limit", type=float, help="milliseconds that the median may have")
    said = asked.parse_args()
    post, actor = scene()
    role = the_pack().roles["head"]
    object.__setattr__(role, "may", (*role.may, "bench.write"))

    def bare(n: int) -> None:
        with guard.outside("the bare function"), transaction.atomic():
            write(post, str(n))

    def through(n: int) -> None:
        gated(post, title=str(n), actor=actor, now=NOW)

    cpu(bare, 50)
    cpu(through, 50)
    added = []
    for run in range(said.runs):
        first, second = cpu(bare, said.times), cpu(through, said.times)
        added.append(second - first)
        print(f"run {run + 1}: bare {first:.3f} ms, through the gate {second:.3f} ms, added {second - first:.3f} ms")
    median = statistics.median(added)
    print(f"the gate and the trail add {median:.3f} ms of CPU to an action (median of {said.runs} runs)")
    waiting = status(NOW).unsealed
    before = time.process_time()
    seal_now()
    each = (time.process_time() - before) * 1000 / waiting
    print(f"sealing, in the background, takes {each:.3f} ms of CPU for each of {waiting} entries")
    return int(said.limit is not None and median > said.limit)


if __name__ == "__main__":
    sys.exit(main())
