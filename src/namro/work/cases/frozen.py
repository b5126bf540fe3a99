"""Whether the law that cases were opened under is still what it was."""

from __future__ import annotations

from namro.work.cases.history import version_hash
from namro.work.cases.models import FrozenProcedure


def versions_not_as_frozen() -> list[str]:
    """The kept versions of procedures that no longer have the hash that cases name them by, by procedure and day."""
    kept = FrozenProcedure.objects.order_by("procedure_id", "valid_from")
    return [str(one) for one in kept if version_hash(one.body, one.counting) != one.pk]
