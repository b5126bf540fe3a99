"""The tables of the room. What follows from the acts says so; only what the reducers answer is ever stored there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from namro.work.plans.mail_models import Mailing as Mailing
from namro.work.plans.meeting_models import Attends as Attends
from namro.work.plans.meeting_models import Meeting as Meeting
from namro.work.plans.plan_models import Digest as Digest
from namro.work.plans.plan_models import Plan as Plan
from namro.work.plans.plan_models import Task as Task
from namro.work.plans.plan_models import With as With
from namro.work.plans.publication_models import Cleared as Cleared
from namro.work.plans.publication_models import Publication as Publication
from namro.work.plans.target_models import Target as Target


class Deed(models.Model):
    """One action that was taken in this room, with the entry of the trail that binds it. It may have added many acts.

    `acts`: SHA-256 over the digests of its acts (`digests.of_acts`); `count`: how many they are.
    """

    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)  # what it was about: instrument, plan, task, target
    ref = models.CharField(max_length=40)  # "plan:26-3F…"
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    seat = models.CharField(max_length=120, blank=True)
    acts = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    once = models.CharField(max_length=64, null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["actor_ref", "once"], name="plans_deed_once"),)
        indexes = (models.Index(fields=["action", "at"], name="plans_deeds_lately"),)

    def __str__(self) -> str:
        return f"{self.action} {self.ref}"


class Act(models.Model):
    """What one deed did to one instrument, plan, task or target: the `seq`-th thing that ever happened to it."""

    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="of", db_index=False)
    about = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=24)
    data = models.JSONField(default=dict)
    words = models.JSONField(default=dict)  # what people wrote, by part

    class Meta:
        ordering = ("about", "seq")
        constraints = (models.UniqueConstraint(fields=["about", "seq"], name="plans_act_in_order"),)
        indexes = (models.Index(fields=["deed"], name="plans_acts_of_deed"),)

    def __str__(self) -> str:
        return f"{self.about} {self.seq} {self.verb}"


class KeptFile(models.Model):
    """A file that an act brought: of an instrument, or as evidence."""

    about = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()  # of the act that brought it
    token = models.CharField(max_length=32, unique=True)
    path = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["about", "seq"], name="plans_files_of_act"),)

    def __str__(self) -> str:
        return self.name


class Instrument(models.Model):
    """A document that says what is to be done, of ours or of somebody above. All follows from its acts."""

    ref = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")  # who keeps it
    kind = models.CharField(max_length=48)
    symbol = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issuer_office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signer = models.CharField(max_length=120, blank=True)
    cited = models.BooleanField(default=False)  # only cited: known by what another document says of it
    dated = models.DateField(null=True, blank=True)  # unknown only of one that is only cited, as is `begins`
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)  # the first day on which it no longer holds
    title = models.CharField(max_length=400, blank=True)
    abstract = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    public_code = models.CharField(max_length=20, unique=True)
    gone = models.JSONField(default=dict, blank=True)  # by order of each clause that a corrected one lost since when
    seq = models.PositiveIntegerField(default=1)

    guard_kind = "instrument"

    class Meta:
        ordering = ("-dated", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="plans_instrument_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(cited=True) | Q(dated__isnull=False, begins__isnull=False), name="plans_instrument_is_dated"
            ),
        ]
        indexes = (models.Index(fields=["symbol"], name="plans_instruments_called"),)

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"instrument:{self.ref}"

    def lost(self, clause: Clause | None) -> date | None:
        """The day on which a correction removed a clause of it; None of one that stands."""
        since = self.gone.get(str(clause.nth)) if clause is not None and clause.instrument_id == self.pk else None
        return date.fromisoformat(since) if since else None

    def __str__(self) -> str:
        return self.symbol or self.title


class Clause(models.Model):
    """A part of an instrument, in its order. Never changed; bound by the act that brought it. `instead_of`: the one
    whose wording it took the place of, when a corrected document was read: see `wordings`."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="clauses", db_index=False)
    nth = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    text = models.TextField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reworded")

    class Meta:
        ordering = ("instrument_id", "nth")
        constraints = (models.UniqueConstraint(fields=["instrument", "nth"], name="plans_clause_in_order"),)

    def __str__(self) -> str:
        return self.label


class Relation(models.Model):
    """That one instrument implements, replaces, amends, cites or repeals another, or a `clause` of it, from a day.
    Follows from the acts of the first. `ends`: the first day on which it is so no longer, on the day that it begins of
    what was never so; it is open (`OPEN`) until that was said."""

    OPEN: ClassVar = Q(ends__isnull=True)

    source = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="says", db_index=False)
    target = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="said_of")
    kind = models.CharField(max_length=12)
    begins = models.DateField()
    clause = models.CharField(max_length=80, blank=True, default="")
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("begins", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(ends__isnull=True), name="plans_relation_once"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="plans_relation_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="plans_relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


@dataclass(frozen=True, slots=True)
class AtAssigner:
    """A task as its assigner meets it: the gate asks for a seat that reaches the office that gave it."""

    guard_office_id: int | None
    guard_ref: str
    guard_kind: str = "task"
