"""A task that comes again keeps how many periods it owes in all and how many were accepted: lists only add them up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

from namro.work.plans.states import Done
from namro.work.plans.task_states import task_of

BATCH = 500
COLUMNS = ("of_periods", "periods_accepted")


def _batches(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def counted(apps: Any, schema_editor: Any) -> None:
    """Derives the two columns from the acts, as `recheck` does."""
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
    dependencies = [("plans", "0015_relations_end")]

    operations = [
        migrations.AddField("task", "of_periods", models.PositiveIntegerField(default=0)),
        migrations.AddField("task", "periods_accepted", models.PositiveIntegerField(default=0)),
        migrations.RunPython(counted, migrations.RunPython.noop),
    ]
