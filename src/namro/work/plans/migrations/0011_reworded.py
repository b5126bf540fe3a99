import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0010_lately'),
    ]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='instead_of',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reworded', to='plans.clause'),
        ),
        migrations.AddField(
            model_name='publication',
            name='left',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
