"""The entries, the queue of those not sealed yet, and the batches that bind them.

Entry, SealedBatch and SealedLeaf are append-only: triggers refuse UPDATE, DELETE and TRUNCATE (`guards.py`).
"""

from datetime import UTC, datetime

from django.db import models


class Entry(models.Model):
    """One action that was taken. `at`: microseconds since 1970-01-01T00:00Z; digests: salted SHA-256, in hex."""

    version = models.PositiveSmallIntegerField()
    at = models.BigIntegerField(db_index=True)
    actor_ref = models.CharField(max_length=80)
    seat = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40, blank=True)
    object_ref = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=40, blank=True)
    reason_digest = models.CharField(max_length=64, blank=True)
    payload_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (models.Index(fields=["object_ref", "id"], name="trail_entry_of_object"),)
        ordering = ("id",)

    @property
    def when(self) -> datetime:
        """The instant of the action, aware, in UTC."""
        return datetime.fromtimestamp(self.at // 1_000_000, UTC).replace(microsecond=self.at % 1_000_000)

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.object_ref}"


COLUMNS = (
    "version", "id", "at", "actor_ref", "seat", "action", "object_kind", "object_ref", "office", "reason_digest",
    "payload_digest",
)  # fmt: skip
"""The columns of an entry that its leaf is made of, in the order of `EntryFields`."""


class Pending(models.Model):
    """The queue of entries that no batch holds yet; a trigger on Entry fills it, the sealer empties it."""

    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.pk)


class SealedBatch(models.Model):
    """A Merkle tree over `size` entries, chained to the batch before it by `head`."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.BigIntegerField()
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    head = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"batch {self.number} of {self.size}"


class SealedLeaf(models.Model):
    """Which entry stands at which position of which batch, and its leaf hash as it was when it was sealed.

    No foreign keys in the database: where an entry or a batch was taken away by force, the verifier must still be able
    to name it from here.
    """

    batch = models.ForeignKey(
        SealedBatch, on_delete=models.DO_NOTHING, db_constraint=False, related_name="leaves", db_index=False
    )
    position = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="sealed")
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "position"], name="trail_one_leaf_per_position"),)
        ordering = ("batch_id", "position")

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}: {self.entry_id}"
