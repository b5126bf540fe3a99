"""The papers that were printed: what proves them, and nothing of what they say."""

from __future__ import annotations

from django.db import models


class Paper(models.Model):
    """One printed book (or volume of it) or slip. Rows are only ever added (triggers see to it).

    `code` stands on every sheet. It is made from the digest of the lines and of all that is said about them here, so
    that the paper itself holds what it was printed from.
    """

    code = models.CharField(max_length=24, unique=True)
    form = models.CharField(max_length=48)
    version = models.DateField()  # the first day of the form's version
    form_digest = models.CharField(max_length=64)  # SHA-256 of the form and its templates
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="papers")
    case_ref = models.CharField(max_length=20, blank=True)  # of a slip
    first = models.DateField()
    last = models.DateField()
    volume = models.PositiveIntegerField(default=1)
    volumes = models.PositiveIntegerField(default=1)
    lang = models.CharField(max_length=16)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    lines = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    lines_digest = models.CharField(max_length=64)
    line_digests = models.BinaryField()  # 8 bytes a line, keyed by the nonce: to count how many differ
    pdf_digest = models.CharField(max_length=64)  # SHA-256 of the file
    nonce = models.CharField(max_length=32)
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["office", "-at"], name="papers_of_office"),)

    def __str__(self) -> str:
        return self.code
