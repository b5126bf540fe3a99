"""By which a matter is found again when its reporter's full name is known, and who looked."""

from __future__ import annotations

from django.db import models


class ReporterName(models.Model):
    """Keyed hashes of the full name of whoever brought a case in, where its procedure says `findable`. Never the name.

    `exact` is made of the name with its accents, `plain` without; each has an index. Nothing shows, sends or exports
    them; the first action of the case binds both under the salt. The row goes with the sealed identity;
    `recheck` names one that is left.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+")
    exact = models.CharField(max_length=32)
    plain = models.CharField(max_length=32)
    salt = models.BinaryField()

    class Meta:
        indexes = (
            models.Index(fields=["exact"], name="cases_name_exact"),
            models.Index(fields=["plain"], name="cases_name_plain"),
        )

    def __str__(self) -> str:
        return f"name of {self.case_id}"


class NameSearch(models.Model):
    """That somebody looked a name up, and why; neither the name nor what was found. Rows are only ever added."""

    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    seat = models.CharField(max_length=120)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    salt = models.BinaryField()
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["actor_ref", "at"], name="cases_name_searches_of"),)

    def __str__(self) -> str:
        return f"look-up by {self.actor_ref}"
