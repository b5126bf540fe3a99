"""How each job stands and who works. All times are whole seconds since 1970 (UTC)."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """One job: when it is due next, how its last runs ended."""

    name = models.CharField(max_length=32, primary_key=True)
    next_at = models.BigIntegerField(default=0)
    last_ok = models.BigIntegerField(null=True, blank=True)
    last_failed = models.BigIntegerField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_said = models.CharField(max_length=100, blank=True)  # what the last failed run met: a kind, never its words

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A process that does background work, while it lives and, if it ended without a word, for a day after."""

    name = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=10)  # worker: does nothing else; web: stands in where there is none
    host = models.CharField(max_length=60)
    pid = models.PositiveIntegerField()
    began = models.BigIntegerField()
    seen = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name
