"""Telling posts what comes due: one digest for each post and day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import put_all
from namro.ground.people.actors import Actor
from namro.work.plans.models import Digest

Line = Mapping[str, str]


@action("plans.tell", by_system=True)
def tell(about: None, *, on: date, lines: Mapping[int, Sequence[Line]], actor: Actor, now: datetime) -> int:
    """Tell each post what comes due or is late on a local day; nothing where that day was told already. How many."""
    if not lines or Digest.objects.filter(on=on).exists():
        current().unchanged()
        return 0
    current().carries({"on": on.isoformat(), "posts": {str(post): len(told) for post, told in lines.items()}})
    put_all([Digest(post_id=post, on=on, lines=list(told)) for post, told in sorted(lines.items())])
    return len(lines)
