"""Notices that count in law, ordered for several cases and held a while before they go out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Held(models.Model):
    """One notice to several cases that was ordered: held until `due_at`, then sent (`became`) or stopped before.

    What was filled in lies closed under a key of its own until then (`held.opened`); both are emptied when it is sent
    or stopped, and the digest that the trail binds stays (`bound`).
    """

    step = models.CharField(max_length=60)
    once = models.CharField(max_length=64)  # the key of the form that was sent
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", db_index=False)  # ordered from
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    wrapped = models.BinaryField(default=b"")  # the key
    closed = models.BinaryField(default=b"")  # what was filled in, with the salt of its digest
    bound = models.CharField(max_length=64)
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()  # of the entry
    # ---- once it is over ----
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_name = models.CharField(max_length=120, blank=True)  # staff only
    became = models.OneToOneField("cases.Several", on_delete=models.PROTECT, null=True, blank=True, related_name="held")
    stopped = models.OneToOneField(
        "trail.Entry", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the entry of whoever stopped it
    reason = models.TextField(blank=True)  # why it was stopped
    seen_at = models.DateTimeField(null=True, blank=True)  # since when Today need not tell of it

    guard_kind: ClassVar[str] = "held"
    guard_office_id: ClassVar[int | None] = None

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["actor_ref", "once"], name="cases_held_once"),)
        indexes = (
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="cases_held_due"),
            models.Index(fields=["post"], condition=Q(seen_at__isnull=True), name="cases_held_told"),
        )

    @property
    def guard_ref(self) -> str:
        return f"held:{self.pk}"

    def __str__(self) -> str:
        return f"{self.step} by {self.actor_ref}, held"


class HeldCase(models.Model):
    """One of the cases for which it was ordered: the last act that was seen in it, or why it was left out at once."""

    held = models.ForeignKey(Held, on_delete=models.PROTECT, related_name="cases", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(null=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["held", "case"], name="cases_each_once_in_held"),)

    def __str__(self) -> str:
        return f"{self.case_id} in {self.held_id}"
