"""Whole desks that were handed over: from which post, by whom, and what each heir was given."""

from __future__ import annotations

from django.db import models


class HandedDesk(models.Model):
    """That what a post had was handed over in one action. Each case keeps an act of its own; this is what the heirs
    are told by."""

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    once = models.CharField(max_length=64)  # the key of the form that was sent
    from_name = models.CharField(max_length=120, blank=True)  # who held the post then; empty where nobody did
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    cases = models.PositiveIntegerField()
    at = models.DateTimeField()
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(default=b"")  # of the entry; empty for what was done before it was kept

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["post", "once"], name="cases_desk_handed_once"),)

    def __str__(self) -> str:
        return f"{self.cases} cases of post {self.post_id}"


class DeskHeir(models.Model):
    """What one post was given of a desk that was handed over, and when its holder said that they had seen it."""

    handed = models.ForeignKey(HandedDesk, on_delete=models.PROTECT, related_name="heirs")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", db_index=False)
    cases = models.JSONField(default=list)  # their ids
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["handed", "post"], name="cases_desk_one_heir"),)
        indexes = (models.Index(fields=["post", "-id"], name="cases_heirs_of_desks"),)

    def __str__(self) -> str:
        return f"{len(self.cases)} cases to post {self.post_id}"
