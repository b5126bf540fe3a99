from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0008_aims'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='within',
            field=models.CharField(blank=True, default='', max_length=5),
        ),
    ]
