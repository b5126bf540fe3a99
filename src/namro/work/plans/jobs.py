"""Scheduled work, each run safe to repeat; `now` is the wall clock unless it is given."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError

from namro.ground.people.actors import SYSTEM
from namro.rules.packs.current import the_pack
from namro.work.plans.digest_actions import tell
from namro.work.plans.telling import lines_of


def remind(now: datetime | None = None) -> int:
    """Tells every post once a day which tasks come due or are late; how many posts."""
    now = now or datetime.now(UTC)
    on = the_pack().calendar.local(now)
    lines = lines_of(on)
    try:
        return tell(None, on=on, lines=lines, actor=SYSTEM("remind"), now=now) if lines else 0
    except IntegrityError:  # another process told them at this moment
        return 0
