"""How it went, as those say whose matters were answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Rating(models.Model):
    """What the reporter of a case said of how it went; said anew within thirty days, the latest counts (`nth`).

    `office` is the one that had the case when it was first said; `year` and `quarter` are those of that day. Nothing
    shows a row to staff, nor beside its case: only sums leave this table (`ratings`). Rows are only ever added; the
    text of one that was said anew is emptied, `said` keeps its digest.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveSmallIntegerField()
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    understood = models.PositiveSmallIntegerField()  # 5 very well … 1 not at all
    treated = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, blank=True)
    said = models.CharField(max_length=64)  # the digest of the text under its salt
    text_salt = models.BinaryField()
    at = models.DateTimeField()
    salt = models.BinaryField()  # of the entry
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["case", "nth"], name="cases_rating_in_order"),
            models.CheckConstraint(
                condition=Q(understood__range=(1, 5), treated__range=(1, 5), quarter__range=(1, 4)),
                name="cases_rating_of_five",
            ),
        )
        indexes = (models.Index(fields=["office", "year", "quarter"], name="cases_ratings_of_office"),)

    def __str__(self) -> str:
        return f"rating {self.nth} of {self.case_id}"
