"""How a document stands to another can name a clause, and ends without being taken away."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0014_plans_keep_their_document")]

    operations = [
        migrations.AddField("relation", "clause", models.CharField(blank=True, default="", max_length=80)),
        migrations.AddField("relation", "ends", models.DateField(blank=True, null=True)),
        migrations.RemoveConstraint("relation", "plans_relation_once"),
        migrations.AddConstraint(
            "relation",
            models.UniqueConstraint(
                condition=models.Q(ends__isnull=True),
                fields=["source", "target", "kind"],
                name="plans_relation_once",
            ),
        ),
        migrations.AddConstraint(
            "relation",
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("begins")),
                name="plans_relation_ends_after_it_begins",
            ),
        ),
    ]
