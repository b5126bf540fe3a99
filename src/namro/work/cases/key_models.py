"""The keys of cases, and how what was kept long enough was erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CaseKey(models.Model):
    """The key under which everything written in a case lies closed, itself wrapped (`seals.shreddable`). The row is
    what an erasure takes away."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="key")
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"key of {self.case_id}"


class Erasing(models.Model):
    """That cases which had been kept long enough were erased in one action. Each keeps an act of its own."""

    once = models.CharField(max_length=64)  # the key of the form that was sent
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    cases = models.JSONField(default=list)  # their references
    at = models.DateTimeField()
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    guard_kind: ClassVar[str] = "erasing"
    guard_office_id: ClassVar[int | None] = None

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["actor_ref", "once"], name="cases_erasing_once"),)

    @property
    def guard_ref(self) -> str:
        return f"erasing:{self.pk}"

    def __str__(self) -> str:
        return f"{len(self.cases)} cases by {self.actor_ref}"
