from django.db import migrations, models

from namro.work.cases import words_index


def by_words(apps, editor):
    """Words are found through an index of their own; the trigrams of parts of words go (migration 0002)."""
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS cases_case_folded_parts")
    words_index.install(editor.connection)


def by_reading(apps, editor):
    words_index.remove(editor.connection)


def count_without_reading(apps, editor):
    """On PostgreSQL the index of open cases also holds what the workload counts by, so that counting reads no row."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS cases_open_due")
        cursor.execute(
            "CREATE INDEX cases_open_due ON cases_case (office_id, next_due_at, id) "
            "INCLUDE (next_due_on, state, pending_office_id, waits_for, assignee_id, closed_at) WHERE closed_at IS NULL"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_api'),
        ('people', '0002_tokens'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='cases_open_due',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_of_office_in_state',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_of_office_newest',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_open_of_holder',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_open_due_anywhere',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_of_procedure',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_unread',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', 'next_due_at', 'id'], name='cases_open_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['next_due_at', 'id'], name='cases_open_due_anywhere'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['-received_at', '-id'], name='cases_closed_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', '-received_at', '-id'], name='cases_open_of_office_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['-received_at', '-id'], name='cases_open_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['office', 'waits_for', 'changed_at', 'id'], name='cases_open_of_office_waiting'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['waits_for', 'changed_at', 'id'], name='cases_open_waiting'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['office', '-received_at', '-id'], name='cases_of_office_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['office', 'state', '-received_at', '-id'], name='cases_of_office_in_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', '-received_at', '-id'], name='cases_in_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['procedure_id', '-received_at', '-id'], name='cases_of_procedure'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['place_ref', '-received_at', '-id'], name='cases_of_place'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', '-received_at', '-id'], name='cases_of_holder'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['office', 'wrote_at', 'id'], name='cases_unread'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['wrote_at', 'id'], name='cases_unread_anywhere'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['assignee', 'wrote_at', 'id'], name='cases_unread_of_holder'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['office', '-received_at', '-id'], name='cases_unread_of_office_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['-received_at', '-id'], name='cases_unread_newest'),
        ),
        migrations.RunPython(count_without_reading, migrations.RunPython.noop),
        migrations.RunPython(by_words, by_reading),
    ]
