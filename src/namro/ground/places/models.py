"""Units through time. `begins` is the first day on which a row holds, `ends` the first on which it no longer does."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

WHOLE_PPM = 1_000_000


def standing(on: date, prefix: str = "") -> Q:
    """The condition that a row with `begins` and `ends` holds on the local day `on`."""
    return Q(**{f"{prefix}begins__lte": on}) & (Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": on}))


class Edition(models.Model):
    """A list of codes, or the act that changed some of them."""

    id = models.CharField(primary_key=True, max_length=40)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    act = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("begins", "id")

    def __str__(self) -> str:
        return self.id


class Kind(models.Model):
    """What units are called (ward, city, …), the level that they stand on, and how kind and name are said together."""

    id = models.CharField(primary_key=True, max_length=40)
    level = models.CharField(max_length=40)
    depth = models.PositiveSmallIntegerField()  # 0 is the highest level
    names = models.JSONField(default=dict)
    forms = models.JSONField(default=dict)
    numbered = models.JSONField(default=dict)
    short = models.JSONField(default=list)  # folded ways to write it before a name

    class Meta:
        ordering = ("depth", "id")

    def __str__(self) -> str:
        return self.id


class Unit(models.Model):
    """An administrative unit as it stood from `begins` until `ends`, under the code of its edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    said = models.JSONField(default=dict)  # derived: kind and name together, by language
    parent_code = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=120)  # codes from the top to this one: "/01/00070/"
    lowest = models.BooleanField(default=True)  # derived: nothing stands below it
    remote = models.BooleanField(null=True, blank=True)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=120, db_index=True)  # derived from the name, without the kind
    squeezed = models.CharField(max_length=120, db_index=True)  # derived: the same without spaces
    folded_line = models.CharField(max_length=400)  # derived: kind and name, then those above it

    class Meta:
        ordering = ("code", "begins")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("edition", "code"), name="places_unit_edition_code"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(ends__isnull=True), name="places_unit_one_open_per_code"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("begins")), name="places_unit_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("code", "begins"), name="places_unit_code_begins"),
            models.Index(fields=("parent_code",), name="places_unit_parent_code"),
            models.Index(fields=("line",), name="places_unit_line"),
        ]

    guard_kind = "unit"
    guard_office_id: int | None = None

    @property
    def ref(self) -> str:
        """The unit's key as text: "2025:00070"."""
        return f"{self.edition_id}:{self.code}"

    @property
    def guard_ref(self) -> str:
        return f"unit:{self.ref}"

    def stands(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return self.begins <= on and (self.ends is None or on < self.ends)

    def __str__(self) -> str:
        return self.ref


class Alias(models.Model):
    """Another way to write a unit's name, or a name that it had before."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=120)
    squeezed = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("unit", "text"), name="places_alias_once")]

    def __str__(self) -> str:
        return self.text


class Change(models.Model):
    """What a unit that ended became: all of it (`whole`), a part of it, or nothing because its level was abolished."""

    class How(models.TextChoices):
        WHOLE = "whole"
        PART = "part"
        ABOLISHED = "abolished"

    source = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="became")
    target = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="came_from", null=True, blank=True)
    how = models.CharField(max_length=12, choices=How.choices)
    share = models.PositiveIntegerField()  # parts per million of the source that went to the target
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    basis = models.CharField(max_length=40, blank=True)  # what the share stands on
    likely = models.BooleanField(default=False)
    on = models.DateField()
    act = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("on", "source_id", "-share", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("source", "target"), name="places_change_once"),
            models.CheckConstraint(
                condition=Q(low__lte=F("share"), share__lte=F("high"), high__lte=WHOLE_PPM),
                name="places_change_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(how="whole") | Q(share=WHOLE_PPM, low=WHOLE_PPM), name="places_change_whole_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.target_id or '-'} {self.share} ppm"


class Loaded(models.Model):
    """A file or folder that was taken over, known by its content, so that it is taken over once."""

    digest = models.CharField(primary_key=True, max_length=64)
    what = models.CharField(max_length=20)  # "pack" or "changes"
    name = models.CharField(max_length=200)
    at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.what} {self.name}"
