"""What everybody may read: which plans, and which pieces of evidence. All follows from the acts."""

from __future__ import annotations

from django.db import models


class Publication(models.Model):
    """That a plan is, or once was, open to everybody, at an address that stays. `since`: None where it is not now.
    `left`: by id of each task of the plan that is not shown then on which ground (`publishing.GROUNDS`). `shown`: the
    ids of those that somebody decided to show, no other is; None where it was opened before that was kept."""

    plan = models.OneToOneField("plans.Plan", on_delete=models.PROTECT, related_name="publication")
    code = models.CharField(max_length=20, unique=True)
    since = models.DateField(null=True, blank=True)
    left = models.JSONField(default=dict, blank=True)
    shown = models.JSONField(null=True, default=None, blank=True)

    class Meta:
        ordering = ("plan_id",)

    def __str__(self) -> str:
        return self.code


class Cleared(models.Model):
    """One piece of accepted evidence that everybody may read. `piece`: as `publishing.accepted_pieces` names it;
    `title`: what it is called in public, in the words of whoever cleared it."""

    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="cleared", db_index=False)
    piece = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ("task_id", "id")
        constraints = (models.UniqueConstraint(fields=["task", "piece"], name="plans_cleared_once"),)

    def __str__(self) -> str:
        return self.title
