"""Files out of which cases came, and where each case stood in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Import(models.Model):
    """One file out of which cases came, all of it or none of it."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="imports")
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    name = models.CharField(max_length=120)
    sheet = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)  # rows that were wrong and left out on purpose
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    guard_kind: ClassVar[str] = "import"

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=["office", "digest", "sheet"], name="cases_file_imported_once"),)

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"import:{self.pk}"

    def __str__(self) -> str:
        return f"{self.name}, {self.rows} rows"


class ImportColumns(models.Model):
    """What the columns of an office's files hold, by the heading under which they stand."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)  # of the heading
    columns = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "signature"], name="cases_columns_of_a_heading"),)

    def __str__(self) -> str:
        return f"columns of {self.office_id}"


class Imported(models.Model):
    """Where an imported case stood: the file, its row, and its number in the older register."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="imported")
    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="cases")
    row = models.PositiveIntegerField()
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure_id = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    number = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=60, null=True, blank=True)  # the number without accents, capitals and spaces

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "procedure_id", "year", "key"], name="cases_old_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} of {self.year}"
