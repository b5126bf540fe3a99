from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0011_reworded"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="gone",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
