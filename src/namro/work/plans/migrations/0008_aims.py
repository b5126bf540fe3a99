from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0007_owes'),
    ]

    operations = [
        migrations.AddField(
            model_name='target',
            name='aim',
            field=models.CharField(default='least', max_length=8),
        ),
    ]
