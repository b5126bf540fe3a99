"""Keys with which an index of several columns begins need none of their own.

The indexes are dropped by name: for a changed field SQLite would make the table anew, without its triggers.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

INDEXES = {
    "cases_caseclock_case_id_8826cbf6": ("cases_caseclock", "case_id"),
    "cases_done_case_id_cd9f38f6": ("cases_done", "case_id"),
    "cases_notice_case_id_cd438a78": ("cases_notice", "case_id"),
    "cases_notice_done_id_9ef9f35e": ("cases_notice", "done_id"),
    "cases_registerentry_case_id_adbb506c": ("cases_registerentry", "case_id"),
    "cases_words_done_id_872b1208": ("cases_words", "done_id"),
}


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is dropped of a table where checks still wait
    for name in INDEXES:
        editor.execute(f"DROP INDEX IF EXISTS {name}")


def make(apps, editor):
    for name, (table, column) in INDEXES.items():
        editor.execute(f"CREATE INDEX {name} ON {table} ({column})")


def key(model, name, to, related):
    field = models.ForeignKey(db_index=False, on_delete=PROTECT, related_name=related, to=to)
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_former_numbers_and_beginnings'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                key("caseclock", "case", "cases.case", "clocks"),
                key("done", "case", "cases.case", "history"),
                key("notice", "case", "cases.case", "notices"),
                key("notice", "done", "cases.done", "notices"),
                key("registerentry", "case", "cases.case", "entries"),
                key("words", "done", "cases.done", "words"),
            ],
        ),
    ]
