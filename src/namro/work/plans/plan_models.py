"""Plans, their tasks and targets, and what posts were told. All but the last follows from the acts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """What one office hands out under one instrument; `template` is the plan of above that it was made from."""

    DRAFT, ISSUED, ENDED = "draft", "issued", "ended"

    ref = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    instrument = models.ForeignKey("plans.Instrument", on_delete=models.PROTECT, related_name="plans")
    template = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=12)
    issued_on = models.DateField(null=True, blank=True)
    seq = models.PositiveIntegerField()

    guard_kind = "plan"

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["office", "state"], name="plans_plans_of_office"),)

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"plan:{self.ref}"

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """One promise: who, what, with which product, by when. `assigner` is the office that gave it and accepts it.

    `parent`: the task of above that it came from. `spread`: given to each of many offices; its totals are theirs.
    `due_on` is the first day of what is neither reported nor accepted (where nothing is left of that, of what waits for
    its answer), `baseline_on` what was owed then when it was given. `owes`: of a task that comes again every such day.
    A report that waits is `state` reported, whatever else is owed.
    """

    DRAFT, PRINCIPLE, ISSUED, REPORTED, SENT_BACK, ACCEPTED, ENDED, MOVED = STATES = (
        "draft", "principle", "issued", "reported", "sent-back", "accepted", "ended", "moved",
    )  # fmt: skip
    OPEN = ("issued", "reported", "sent-back")

    ref = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    assigner = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    instrument = models.ForeignKey("plans.Instrument", on_delete=models.PROTECT, related_name="+", db_index=False)
    clause = models.ForeignKey(
        "plans.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False
    )
    nth = models.PositiveIntegerField()
    matter = models.TextField()
    product = models.TextField(blank=True)
    lead_office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lead_role = models.CharField(max_length=48, blank=True)
    lead_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    team = models.CharField(max_length=200, blank=True)  # a residential group or a team, which is no office
    head_role = models.CharField(max_length=48, blank=True)
    spread = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=12, blank=True)
    within = models.CharField(max_length=5, blank=True, default="")  # the day in each period: `rules.clocks.within`
    state = models.CharField(max_length=12)
    blocked = models.BooleanField(default=False)
    asked = models.CharField(max_length=12, blank=True, default="")  # whose decision is asked for: head, assigner
    answer_by = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owes = models.JSONField(default=list, blank=True)  # "2026-12-31", in their order
    of_periods = models.PositiveIntegerField(default=0)  # of a task that comes again, in all that it owes
    periods_accepted = models.PositiveIntegerField(default=0)  # and how many of these were accepted
    baseline_on = models.DateField(null=True, blank=True)
    evidence = models.PositiveIntegerField(default=0)  # files and references that were reported and not sent back
    reported_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)  # to the office that leads it now
    seq = models.PositiveIntegerField()

    guard_kind = "task"

    class Meta:
        ordering = ("plan_id", "nth", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parent", "lead_office"],
                condition=Q(lead_post__isnull=True, team="", state__in=("issued", "reported", "sent-back")),
                name="plans_task_one_open_copy",
            )
        ]
        indexes = (
            models.Index(fields=["plan", "nth"], name="plans_tasks_of_plan"),
            models.Index(fields=["lead_office", "state", "due_on"], name="plans_tasks_of_office"),
            models.Index(fields=["assigner", "state", "due_on"], name="plans_tasks_given"),
            models.Index(fields=["instrument", "state"], name="plans_tasks_hanging"),
            models.Index(fields=["clause"], name="plans_tasks_of_clause"),
            models.Index(fields=["state", "due_on"], name="plans_tasks_by_day"),
        )

    @property
    def guard_office_id(self) -> int | None:
        return self.lead_office_id if self.lead_office_id is not None else self.assigner_id

    @property
    def guard_ref(self) -> str:
        return f"task:{self.ref}"

    @property
    def owing(self) -> bool:
        """Whether something is owed now that was not reported; `queries.owing` asks the same of the database."""
        return self.state in (self.ISSUED, self.SENT_BACK) or (self.state == self.REPORTED and bool(self.owes))

    def missed(self, on: date) -> int:
        """Of how many periods the day is over and nothing was reported, by that day; 0 of what comes once."""
        return sum(day < on.isoformat() for day in self.owes) if self.owing else 0

    def __str__(self) -> str:
        return self.ref


class With(models.Model):
    """An office that helps with a task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="helped", db_index=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ("task_id", "office_id")
        constraints = (models.UniqueConstraint(fields=["task", "office"], name="plans_with_once"),)
        indexes = (models.Index(fields=["office", "task"], name="plans_helping"),)

    def __str__(self) -> str:
        return f"{self.office_id} with {self.task_id}"


class Digest(models.Model):
    """What a post was told on one day of tasks that come due or are late: one for each post and day, never more.

    `lines`: for each task its reference, the rung that was reached and the day that is owed; of what comes again also
    how many `periods` were missed by then; of a report that waits for the post's answer since when it `waits`, and the
    step (`answer`) that was reached.
    """

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ("-on", "post_id")
        constraints = (models.UniqueConstraint(fields=["post", "on"], name="plans_digest_once_a_day"),)
        indexes = (models.Index(fields=["on"], name="plans_digests_of_day"),)

    def __str__(self) -> str:
        return f"post {self.post_id}, {self.on}"
