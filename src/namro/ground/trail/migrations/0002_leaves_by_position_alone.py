"""The index of a leaf's batch and position serves for the batch as well.

It is dropped by name: for a changed field SQLite would make the table anew, without its triggers.
"""

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING


class Migration(migrations.Migration):

    dependencies = [
        ('trail', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS trail_sealedleaf_batch_id_24d20737",
                    "CREATE INDEX trail_sealedleaf_batch_id_24d20737 ON trail_sealedleaf (batch_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="sealedleaf",
                    name="batch",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=DO_NOTHING,
                        related_name="leaves",
                        to="trail.sealedbatch",
                    ),
                )
            ],
        ),
    ]
