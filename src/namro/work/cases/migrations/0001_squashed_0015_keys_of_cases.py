"""All tables of the room at once, for a new installation; one that is there already goes the way that it came."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from namro.ground.trail.guards import append_only
from namro.work.cases import words_index


def count_without_reading(apps, editor):
    """On PostgreSQL the index of open cases also holds what the workload counts by, so that counting reads no row."""
    if editor.connection.vendor != "postgresql":
        return
    # The index that the table asks for is made at the end of a migration: this one takes its place.
    editor.deferred_sql[:] = [one for one in editor.deferred_sql if '"cases_open_due"' not in str(one)]
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX cases_open_due ON cases_case (office_id, next_due_at, id) "
            "INCLUDE (next_due_on, state, pending_office_id, waits_for, assignee_id, closed_at) WHERE closed_at IS NULL"
        )


def by_words(apps, editor):
    words_index.install(editor.connection)


def by_reading(apps, editor):
    words_index.remove(editor.connection)


class Migration(migrations.Migration):

    replaces = [
        ('cases', '0001_initial'),
        ('cases', '0002_indexes'),
        ('cases', '0003_what_reporters_write'),
        ('cases', '0004_proof'),
        ('cases', '0005_api'),
        ('cases', '0006_scale'),
        ('cases', '0007_moved_dates'),
        ('cases', '0008_imports'),
        ('cases', '0009_handed_desks'),
        ('cases', '0010_several'),
        ('cases', '0011_saved_views'),
        ('cases', '0012_names'),
        ('cases', '0013_ratings'),
        ('cases', '0014_second_looks'),
        ('cases', '0015_keys_of_cases'),
    ]

    initial = True

    dependencies = [
        ('people', '0002_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('trail', '0001_initial'),
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
            name='FrozenProcedure',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('procedure_id', models.CharField(db_index=True, max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('body', models.TextField()),
                ('counting', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('url', models.CharField(max_length=500)),
                ('secret', models.TextField()),
                ('verbs', models.JSONField(default=list)),
                ('offices', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='SeenMovedDates',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('upto', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='StagedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('path', models.CharField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=12)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft', models.CharField(db_index=True, max_length=64)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Erasing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once', models.CharField(max_length=64)),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('reason', models.TextField()),
                ('cases', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
            ],
            options={
                'ordering': ('-id',),
                'constraints': [models.UniqueConstraint(fields=('actor_ref', 'once'), name='cases_erasing_once')],
            },
        ),
        migrations.CreateModel(
            name='HandedDesk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once', models.CharField(max_length=64)),
                ('from_name', models.CharField(blank=True, max_length=120)),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('reason', models.TextField()),
                ('cases', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
            ],
            options={
                'ordering': ('-id',),
                'constraints': [models.UniqueConstraint(fields=('post', 'once'), name='cases_desk_handed_once')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('sheet', models.CharField(blank=True, max_length=120)),
                ('rows', models.PositiveIntegerField()),
                ('left_out', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='people.office')),
            ],
            options={
                'ordering': ('-at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('office', 'digest', 'sheet'), name='cases_file_imported_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'signature'), name='cases_columns_of_a_heading')],
            },
        ),
        migrations.CreateModel(
            name='NameSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(max_length=120)),
                ('seat', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('salt', models.BinaryField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['actor_ref', 'at'], name='cases_name_searches_of')],
            },
        ),
        migrations.CreateModel(
            name='RegisterCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('paper', models.PositiveIntegerField(default=0)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'year'), name='cases_one_counter')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'id'),
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='cases_view_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Several',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=20)),
                ('step', models.CharField(max_length=60)),
                ('once', models.CharField(max_length=64)),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='cases.several')),
            ],
            options={
                'ordering': ('-id',),
                'constraints': [models.UniqueConstraint(fields=('actor_ref', 'once'), name='cases_several_once')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=20, unique=True)),
                ('procedure_id', models.CharField(max_length=60)),
                ('channel', models.CharField(max_length=12)),
                ('received_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('place_ref', models.CharField(blank=True, max_length=40)),
                ('place_name', models.CharField(blank=True, max_length=200)),
                ('summary', models.CharField(blank=True, max_length=160)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(max_length=40)),
                ('waits_for', models.CharField(max_length=12)),
                ('flags', models.JSONField(default=list)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('register_number', models.PositiveIntegerField(blank=True, null=True)),
                ('register_year', models.PositiveIntegerField(blank=True, null=True)),
                ('next_due_clock', models.CharField(blank=True, max_length=60)),
                ('next_due_on', models.DateField(blank=True, null=True)),
                ('next_due_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('wrote_at', models.DateTimeField(blank=True, null=True)),
                ('keep_until', models.DateField(blank=True, null=True)),
                ('erased_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('folded', models.CharField(blank=True, max_length=600)),
                ('assignee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.post')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.office')),
                ('pending_office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_on_their_way', to='people.office')),
                ('frozen', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.frozenprocedure')),
            ],
            options={
                'ordering': ('-received_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', 'next_due_at', 'id'], name='cases_open_due'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['next_due_at', 'id'], name='cases_open_due_anywhere'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['-received_at', '-id'], name='cases_closed_newest'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', '-received_at', '-id'], name='cases_open_of_office_newest'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['-received_at', '-id'], name='cases_open_newest'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', 'waits_for', 'changed_at', 'id'], name='cases_open_of_office_waiting'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['waits_for', 'changed_at', 'id'], name='cases_open_waiting'), models.Index(condition=models.Q(('pending_office__isnull', False)), fields=['pending_office'], name='cases_on_their_way'), models.Index(fields=['-received_at', '-id'], name='cases_newest'), models.Index(fields=['office', '-received_at', '-id'], name='cases_of_office_newest'), models.Index(fields=['office', 'state', '-received_at', '-id'], name='cases_of_office_in_state'), models.Index(fields=['state', '-received_at', '-id'], name='cases_in_state'), models.Index(fields=['procedure_id', '-received_at', '-id'], name='cases_of_procedure'), models.Index(fields=['place_ref', '-received_at', '-id'], name='cases_of_place'), models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', '-received_at', '-id'], name='cases_of_holder'), models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['office', 'wrote_at', 'id'], name='cases_unread'), models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['wrote_at', 'id'], name='cases_unread_anywhere'), models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['assignee', 'wrote_at', 'id'], name='cases_unread_of_holder'), models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['office', '-received_at', '-id'], name='cases_unread_of_office_newest'), models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['-received_at', '-id'], name='cases_unread_newest'), models.Index(condition=models.Q(('keep_until__isnull', False)), fields=['keep_until', 'id'], name='cases_kept_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('register_number__isnull', True), ('register_number__gt', 0), _connector='OR'), name='cases_number_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='DeskHeir',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cases', models.JSONField(default=list)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                ('handed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heirs', to='cases.handeddesk')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['post', '-id'], name='cases_heirs_of_desks')],
                'constraints': [models.UniqueConstraint(fields=('handed', 'post'), name='cases_desk_one_heir')],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('subscription', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='progress', serialize=False, to='cases.subscription')),
                ('batch', models.BigIntegerField(default=0)),
                ('position', models.BigIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('next_try', models.BigIntegerField(default=0)),
                ('paused_for', models.CharField(blank=True, max_length=20)),
                ('lease', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.BigIntegerField(default=0)),
                ('last_ok', models.BigIntegerField(blank=True, null=True)),
                ('last_said', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Done',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=20)),
                ('step', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('actor_ref', models.CharField(max_length=80)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('seat', models.CharField(blank=True, max_length=120)),
                ('data', models.JSONField(default=dict)),
                ('once', models.CharField(blank=True, max_length=64, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='cases.case')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
            options={
                'ordering': ('case_id', 'seq'),
                'constraints': [models.UniqueConstraint(fields=('case', 'seq'), name='cases_done_in_order'), models.UniqueConstraint(fields=('case', 'once'), name='cases_done_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('draft', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('made_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseKey',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='key', serialize=False, to='cases.case')),
                ('wrapped', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Imported',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('procedure_id', models.CharField(max_length=60)),
                ('year', models.PositiveIntegerField()),
                ('number', models.CharField(blank=True, max_length=60)),
                ('key', models.CharField(blank=True, max_length=60, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='cases.case')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'procedure_id', 'year', 'key'), name='cases_old_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Joined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveSmallIntegerField()),
                ('joins', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('salt', models.BinaryField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('high', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('low', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('low', 'high', 'nth'), name='cases_joined_in_order'), models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='cases_joined_once_each_way')],
            },
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
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_dates', to='cases.case')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['office', '-id'], name='cases_moved_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveSmallIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('understood', models.PositiveSmallIntegerField()),
                ('treated', models.PositiveSmallIntegerField()),
                ('text', models.CharField(blank=True, max_length=300)),
                ('said', models.CharField(max_length=64)),
                ('text_salt', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('salt', models.BinaryField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
            options={
                'ordering': ('id',),
                'indexes': [models.Index(fields=['office', 'year', 'quarter'], name='cases_ratings_of_office')],
                'constraints': [models.UniqueConstraint(fields=('case', 'nth'), name='cases_rating_in_order'), models.CheckConstraint(condition=models.Q(('quarter__range', (1, 4)), ('treated__range', (1, 5)), ('understood__range', (1, 5))), name='cases_rating_of_five')],
            },
        ),
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('moved', models.JSONField(default=list)),
                ('salt', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recounts', to='cases.case')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.entry')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='cases.case')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register', to='people.office')),
            ],
            options={
                'ordering': ('office_id', 'year', 'number'),
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'number'), name='cases_register_gapless'), models.UniqueConstraint(fields=('case', 'office'), name='cases_once_in_a_register')],
            },
        ),
        migrations.CreateModel(
            name='Said',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed', models.BinaryField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='said', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveSmallIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('by_missed', models.BooleanField()),
                ('by_receipts', models.BooleanField()),
                ('asked_seq', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('panel_on', models.DateField()),
                ('reasons_on', models.DateField()),
                ('reasons_at', models.DateTimeField()),
                ('answered_seq', models.PositiveIntegerField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=48)),
                ('heard', models.BooleanField(default=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('own_office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
            options={
                'ordering': ('id',),
                'indexes': [models.Index(fields=['office', 'answered_at', 'reasons_at'], name='cases_second_looks_of_office'), models.Index(fields=['heard', 'answered_at'], name='cases_second_looks_heard'), models.Index(fields=['year'], name='cases_second_looks_of_year')],
                'constraints': [models.UniqueConstraint(fields=('case', 'nth'), name='cases_second_look_in_order')],
            },
        ),
        migrations.CreateModel(
            name='OneOfSeveral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(null=True)),
                ('can_undo', models.BooleanField(default=False)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('several', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.several')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('several', 'case'), name='cases_each_once_in_several')],
            },
        ),
        migrations.CreateModel(
            name='ReporterName',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='cases.case')),
                ('exact', models.CharField(max_length=32)),
                ('plain', models.CharField(max_length=32)),
                ('salt', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['exact'], name='cases_name_exact'), models.Index(fields=['plain'], name='cases_name_plain')],
            },
        ),
        migrations.CreateModel(
            name='CaseClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(max_length=60)),
                ('run', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(max_length=12)),
                ('paused_since', models.DateTimeField(blank=True, null=True)),
                ('extensions', models.JSONField(default=list)),
                ('provisional', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='cases.case')),
            ],
            options={
                'ordering': ('case_id', 'started_at', 'clock', 'run'),
                'indexes': [models.Index(fields=['clock', 'status', 'due_at'], name='cases_clock_by_status')],
                'constraints': [models.UniqueConstraint(fields=('case', 'clock', 'run'), name='cases_clock_runs')],
            },
        ),
        migrations.CreateModel(
            name='Salt',
            fields=[
                ('done', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='salt', serialize=False, to='cases.done')),
                ('salt', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('path', models.CharField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=12)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by_reporter', models.BooleanField()),
                ('for_reporter', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='cases.case')),
                ('done', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='cases.done')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case')),
                ('done', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.done')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'to', 'at'], name='cases_notices_of_case')],
                'constraints': [models.UniqueConstraint(fields=('done', 'to'), name='cases_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='SentBody',
            fields=[
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sent', serialize=False, to='cases.receipt')),
                ('digest', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=20)),
                ('closed', models.BinaryField()),
                ('done', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='cases.done')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('done', 'part'), name='cases_words_one_of_a_part')],
            },
        ),
        append_only("cases_done"),
        append_only("cases_registerentry"),
        append_only("cases_recount"),
        append_only("cases_frozenprocedure", key="hash"),
        migrations.RunPython(count_without_reading, migrations.RunPython.noop),
        migrations.RunPython(by_words, by_reading),
    ]
