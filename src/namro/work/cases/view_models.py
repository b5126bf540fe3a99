"""Filters of the list of cases that somebody named."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A list that somebody opens again and again: what it is narrowed by, never which cases it held. `office`: with
    whom it is shared."""

    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)  # the filters by name, those that are set
    at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="cases_view_named_once"),)

    def __str__(self) -> str:
        return self.name
