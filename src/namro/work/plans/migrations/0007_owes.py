"""What comes again keeps every day that is owed; the day of its row is the first for which nothing was reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

from namro.work.plans.states import Done
from namro.work.plans.task_states import task_of

BATCH = 500
COLUMNS = ("owes", "due_on", "baseline_on")


def _batches(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def owed_by_period(apps: Any, schema_editor: Any) -> None:
    """Derives the three columns from the acts, as `recheck` does."""
    tasks, acts = apps.get_model("plans", "Task"), apps.get_model("plans", "Act")
    for batch in _batches(tasks.objects.exclude(rhythm="")):
        said: dict[str, list[Done]] = {}
        rows = acts.objects.filter(about__in=[f"task:{row.ref}" for row in batch]).order_by("about", "seq")
        for about, seq, verb, data, words, at in rows.values_list("about", "seq", "verb", "data", "words", "deed__at"):
            said.setdefault(about, []).append(Done(seq, verb, data, at.date(), "", words))
        for row in batch:
            columns = task_of(said[f"task:{row.ref}"]).columns()
            for name in COLUMNS:
                setattr(row, name, columns[name])
        tasks.objects.bulk_update(batch, COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_public")]

    operations = [
        migrations.AddField("task", "owes", models.JSONField(blank=True, default=list)),
        migrations.RunPython(owed_by_period, migrations.RunPython.noop),
    ]
