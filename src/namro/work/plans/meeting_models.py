"""Meetings about what was promised. All follows from the acts; agenda and minutes stand in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Meeting(models.Model):
    """A meeting of an office on a day. `instrument`: the document of its conclusions; `plan`: the tasks made of it."""

    PLANNED, HELD, OFF = "planned", "held", "off"

    ref = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    day = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8)
    instrument = models.ForeignKey(
        "plans.Instrument", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    plan = models.ForeignKey(
        "plans.Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", db_index=False
    )
    seq = models.PositiveIntegerField()

    guard_kind = "meeting"

    class Meta:
        ordering = ("-day", "-id")
        indexes: ClassVar = [models.Index(fields=["office", "day"], name="plans_meetings_of_office")]

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"meeting:{self.ref}"

    def __str__(self) -> str:
        return self.name


class Attends(models.Model):
    """An office that takes part in a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attended", db_index=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ("meeting_id", "office_id")
        constraints = (models.UniqueConstraint(fields=["meeting", "office"], name="plans_attends_once"),)
        indexes = (models.Index(fields=["office", "meeting"], name="plans_attending"),)

    def __str__(self) -> str:
        return f"{self.office_id} at {self.meeting_id}"
