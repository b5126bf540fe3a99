import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_scale'),
        ('people', '0002_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarUsed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('days', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MovedDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(max_length=60)),
                ('run', models.PositiveIntegerField()),
                ('before_on', models.DateField(null=True)),
                ('before_at', models.DateTimeField(null=True)),
                ('after_on', models.DateField(null=True)),
                ('after_at', models.DateTimeField(null=True)),
                ('was_provisional', models.BooleanField()),
                ('provisional', models.BooleanField()),
                ('why', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='SeenMovedDates',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('upto', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='moveddate',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_dates', to='cases.case'),
        ),
        migrations.AddField(
            model_name='moveddate',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office'),
        ),
        migrations.AddField(
            model_name='moveddate',
            name='post',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post'),
        ),
        migrations.AddIndex(
            model_name='moveddate',
            index=models.Index(fields=['office', '-id'], name='cases_moved_of_office'),
        ),
    ]
