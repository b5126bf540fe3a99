"""What is sealed, and which key this database was written with."""

from django.db import models


class Sealed(models.Model):
    """A payload that only its key opens. `ciphertext` is nonce (12 bytes) ‖ AES-256-GCM of canonical JSON."""

    about = models.CharField(max_length=120, db_index=True)
    version = models.PositiveSmallIntegerField()
    ciphertext = models.BinaryField()
    key_id = models.CharField(max_length=16)

    guard_kind = "sealed"
    guard_office_id: int | None = None

    @property
    def guard_ref(self) -> str:
        return f"sealed:{self.about}"

    def __str__(self) -> str:
        return f"sealed: {self.about}"


class KeyMark(models.Model):
    """The id of the key file that this database was first used with, so that a lost or swapped key is noticed."""

    name = models.CharField(max_length=60, primary_key=True)
    key_id = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.name}: {self.key_id}"
