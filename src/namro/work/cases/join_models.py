"""Cases that their reporter says are one matter."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Joined(models.Model):
    """That whoever holds the receipts of two cases joined them, or took that back.

    Of each pair the latest counts (`nth`). `by` is the one of the two whose receipt was open. Rows are only ever added.
    Nothing else joins cases.
    """

    low = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    high = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    nth = models.PositiveSmallIntegerField()
    joins = models.BooleanField()
    by = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    salt = models.BinaryField()  # of the entry
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["low", "high", "nth"], name="cases_joined_in_order"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="cases_joined_once_each_way"),
        )

    def __str__(self) -> str:
        return f"{self.low_id} {'with' if self.joins else 'without'} {self.high_id}"
