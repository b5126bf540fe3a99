"""What a correction removed from a document, and on which day each task was given to the office that leads it."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from namro.rules.packs.current import the_pack

BATCH = 500
GIVEN = ("give", "issue", "change-lead")


def when_given(apps: Any, schema_editor: Any) -> None:
    """The local day of the last act by which each task was given, as `recheck` derives it."""
    tasks, acts = apps.get_model("plans", "Task"), apps.get_model("plans", "Act")
    last = 0
    while batch := list(tasks.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        local = the_pack().calendar.local
        said = acts.objects.filter(about__in=[f"task:{row.ref}" for row in batch], verb__in=GIVEN).order_by("seq")
        days = {about: local(at) for about, at in said.values_list("about", "deed__at")}
        for row in batch:
            row.given_on = days.get(f"task:{row.ref}")
        tasks.objects.bulk_update(batch, ["given_on"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0011_reworded")]

    operations = [
        migrations.AddField("instrument", "gone", models.JSONField(blank=True, default=dict)),
        migrations.AddField("task", "given_on", models.DateField(blank=True, null=True)),
        migrations.RunPython(when_given, migrations.RunPython.noop),
    ]
