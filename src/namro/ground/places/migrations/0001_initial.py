
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('begins', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('act', models.CharField(blank=True, max_length=400)),
                ('note', models.CharField(blank=True, max_length=400)),
            ],
            options={
                'ordering': ('begins', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('level', models.CharField(max_length=40)),
                ('depth', models.PositiveSmallIntegerField()),
                ('names', models.JSONField(default=dict)),
                ('forms', models.JSONField(default=dict)),
                ('numbered', models.JSONField(default=dict)),
                ('short', models.JSONField(default=list)),
            ],
            options={
                'ordering': ('depth', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Loaded',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=40)),
                ('level', models.CharField(max_length=40)),
                ('names', models.JSONField(default=dict)),
                ('said', models.JSONField(default=dict)),
                ('parent_code', models.CharField(blank=True, max_length=20)),
                ('line', models.CharField(max_length=120)),
                ('lowest', models.BooleanField(default=True)),
                ('remote', models.BooleanField(blank=True, null=True)),
                ('begins', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('folded', models.CharField(db_index=True, max_length=120)),
                ('squeezed', models.CharField(db_index=True, max_length=120)),
                ('folded_line', models.CharField(max_length=400)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='places.edition')),
            ],
            options={
                'ordering': ('code', 'begins'),
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('whole', 'Whole'), ('part', 'Part'), ('abolished', 'Abolished')], max_length=12)),
                ('share', models.PositiveIntegerField()),
                ('low', models.PositiveIntegerField()),
                ('high', models.PositiveIntegerField()),
                ('basis', models.CharField(blank=True, max_length=40)),
                ('likely', models.BooleanField(default=False)),
                ('on', models.DateField()),
                ('act', models.CharField(blank=True, max_length=400)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='became', to='places.unit')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='places.unit')),
            ],
            options={
                'ordering': ('on', 'source_id', '-share', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=120)),
                ('squeezed', models.CharField(db_index=True, max_length=120)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='places.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['code', 'begins'], name='places_unit_code_begins'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['parent_code'], name='places_unit_parent_code'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['line'], name='places_unit_line'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('edition', 'code'), name='places_unit_edition_code'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('ends__isnull', True)), fields=('code',), name='places_unit_one_open_per_code'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('begins')), _connector='OR'), name='places_unit_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(fields=('source', 'target'), name='places_change_once'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('high__lte', 1000000), ('low__lte', models.F('share')), ('share__lte', models.F('high'))), name='places_change_in_range'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'whole'), _negated=True), models.Q(('low', 1000000), ('share', 1000000)), _connector='OR'), name='places_change_whole_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('unit', 'text'), name='places_alias_once'),
        ),
    ]
