"""Which tasks of a plan somebody decided to show to everybody."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0012_gone")]

    operations = [
        migrations.AddField("publication", "shown", models.JSONField(blank=True, default=None, null=True)),
    ]
