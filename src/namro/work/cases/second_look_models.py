"""Requests to look at a case again, as lists and figures need them."""

from __future__ import annotations

from django.db import models


class SecondLook(models.Model):
    """A request and its answer. Everything here is derived from the acts of the case (`second_looks.rows_of`), which
    the trail binds; `recheck` holds it against them.

    `office` looks again, `own_office` had the case then. `panel_on` and `reasons_on` are the last days promised: they
    stay as they were promised. `heard`: the case's office noted that it knows of the latest.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveSmallIntegerField()
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    own_office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()  # the local year of the request
    by_missed = models.BooleanField()
    by_receipts = models.BooleanField()
    asked_seq = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    panel_on = models.DateField()
    reasons_on = models.DateField()
    reasons_at = models.DateTimeField()  # the first instant too late
    answered_seq = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=48, blank=True)
    heard = models.BooleanField(default=False)

    guard_kind = "case"

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["case", "nth"], name="cases_second_look_in_order"),)
        indexes = (
            models.Index(fields=["office", "answered_at", "reasons_at"], name="cases_second_looks_of_office"),
            models.Index(fields=["heard", "answered_at"], name="cases_second_looks_heard"),
            models.Index(fields=["year"], name="cases_second_looks_of_year"),
        )

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return self.case.guard_ref

    def __str__(self) -> str:
        return f"second look {self.nth} at {self.case_id}"
