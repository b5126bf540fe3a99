"""Steps that were taken on several cases at once, and what became of each case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Several(models.Model):
    """One step on several cases in one action. Each case that went through has an act of its own; `undoes` names the
    earlier one that this one takes back."""

    verb = models.CharField(max_length=20)
    step = models.CharField(max_length=60)
    once = models.CharField(max_length=64)  # the key of the form that was sent
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(default=b"")  # of the entry; empty for what was done before it was kept

    guard_kind: ClassVar[str] = "several"
    guard_office_id: ClassVar[int | None] = None

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["actor_ref", "once"], name="cases_several_once"),)

    @property
    def guard_ref(self) -> str:
        return f"several:{self.pk}"

    def __str__(self) -> str:
        return f"{self.step} by {self.actor_ref}"


class OneOfSeveral(models.Model):
    """What became of one of the cases: the act by which it went through, or why it did not."""

    several = models.ForeignKey(Several, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField(null=True)  # of its act; None where it was left as it was
    before = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    can_undo = models.BooleanField(default=False)
    code = models.CharField(max_length=60, blank=True)  # why it was left as it was, and what stands in the sentence
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["several", "case"], name="cases_each_once_in_several"),)

    def __str__(self) -> str:
        return f"{self.case_id} in {self.several_id}"
