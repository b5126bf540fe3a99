"""What a plan means to reach. All follows from the acts."""

from __future__ import annotations

from django.db import models


class Target(models.Model):
    """So many percent, or so much, by a day. `aim`: whether that much is the least, the most, or a change against
    something else that is not counted here (`targets.Aim`). `task`: it is counted by how many offices' copies of that
    task were accepted; without it, values are reported by hand with evidence."""

    OPEN, ENDED = "open", "ended"

    ref = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="targets")
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    instrument = models.ForeignKey("plans.Instrument", on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(
        "plans.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="targets")
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=80, blank=True)
    percent = models.BooleanField()
    goal = models.DecimalField(max_digits=16, decimal_places=3)
    of = models.PositiveIntegerField(null=True, blank=True)  # of how many the percent are, where no task says so
    rounding = models.CharField(max_length=8)
    aim = models.CharField(max_length=8, default="least")
    begins = models.DateField()
    by = models.DateField()
    state = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    value_on = models.DateField(null=True, blank=True)
    seq = models.PositiveIntegerField()

    guard_kind = "target"

    class Meta:
        ordering = ("plan_id", "id")

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"target:{self.ref}"

    def __str__(self) -> str:
        return self.name
