"""The papers that were printed; rows are only ever added."""

import django.db.models.deletion
from django.db import migrations, models

from namro.ground.trail.guards import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('trail', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('form', models.CharField(max_length=48)),
                ('version', models.DateField()),
                ('form_digest', models.CharField(max_length=64)),
                ('case_ref', models.CharField(blank=True, max_length=20)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('volume', models.PositiveIntegerField(default=1)),
                ('volumes', models.PositiveIntegerField(default=1)),
                ('lang', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=120)),
                ('lines', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('lines_digest', models.CharField(max_length=64)),
                ('line_digests', models.BinaryField()),
                ('pdf_digest', models.CharField(max_length=64)),
                ('nonce', models.CharField(max_length=32)),
                ('salt', models.BinaryField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='people.office')),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['office', '-at'], name='papers_of_office')],
            },
        ),
        append_only("papers_paper"),
    ]
