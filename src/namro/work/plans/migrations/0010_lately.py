from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0009_within'),
        ('trail', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['action', 'at'], name='plans_deeds_lately'),
        ),
    ]
