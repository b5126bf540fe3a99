"""Which digests were sent by e-mail. Kept beside the trail: nothing follows from it but that nobody is told twice."""

from __future__ import annotations

from django.db import models


class Mailing(models.Model):
    """The one e-mail that somebody may get on a local day. `upto`: the last day whose digest it told of, once it was
    sent; `lease_until`: the second until which one process has it in hand."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    upto = models.DateField(null=True, blank=True)
    lease_until = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("-day", "user_id")
        constraints = (models.UniqueConstraint(fields=["user", "day"], name="plans_mailing_once_a_day"),)

    def __str__(self) -> str:
        return f"user {self.user_id}, {self.day}"
