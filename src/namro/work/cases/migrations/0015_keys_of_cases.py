"""What was said and written goes under a key of its own for each case.

All of it runs in the one transaction of the migration, on either engine: if it is broken off, everything is as before.
"""

import json

import django.db.models.deletion
from django.db import migrations, models

from namro.ground.seals.shreddable import fresh_key, known_key
from namro.rules.packs.current import the_pack
from namro.work.cases.payload import SALT, Heard, Written, closed_said, closed_words

PART = 500


def close(apps, editor):
    """A key for every case, and what was said and written in it closed under it."""
    case, key = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseKey")
    said, words = apps.get_model("cases", "Said"), apps.get_model("cases", "Words")
    last = 0
    while cases := list(case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "ref", "changed_at")[:PART]):
        keys = {pk: fresh_key(f"case:{ref}") for pk, ref, _ in cases}
        key.objects.bulk_create(key(case_id=pk, wrapped=keys[pk].wrapped, made_at=at) for pk, _, at in cases)
        heard = list(said.objects.filter(case_id__in=keys))
        for row in heard:
            row.closed = closed_said(keys[row.case_id], Heard(row.values, bytes(row.salt)))
        said.objects.bulk_update(heard, ["closed"])
        written = list(words.objects.filter(done__case_id__in=keys).annotate(of=models.F("done__case_id")))
        for row in written:
            row.closed = closed_words(keys[row.of], Written(row.part, row.body, bytes(row.salt)))
        words.objects.bulk_update(written, ["closed"], batch_size=PART)
        last = cases[-1][0]
    editor.connection.check_constraints()  # PostgreSQL changes no table while keys wait to be checked


def open_again(apps, editor):
    """Back to rows that lie open, as far as nobody erased them."""
    keys = apps.get_model("cases", "CaseKey").objects.select_related("case")
    said, words = apps.get_model("cases", "Said"), apps.get_model("cases", "Words")
    for kept in keys.iterator(chunk_size=PART):
        key = known_key(f"case:{kept.case.ref}", bytes(kept.wrapped))
        for row in said.objects.filter(case_id=kept.pk):
            raw = key.open("said", bytes(row.closed))
            row.values, row.salt = json.loads(raw[SALT:]), raw[:SALT]
            row.save(update_fields=["values", "salt"])
        for row in words.objects.filter(done__case_id=kept.pk):
            raw = key.open(f"words:{row.part}", bytes(row.closed))
            row.body, row.salt = raw[SALT:].decode(), raw[:SALT]
            row.save(update_fields=["body", "salt"])
    editor.connection.check_constraints()


def count_years(apps, editor):
    """Until when the cases are kept that are closed already."""
    case = apps.get_model("cases", "Case")
    for version in apps.get_model("cases", "FrozenProcedure").objects.iterator():
        for state, rule in json.loads(version.body).get("retention", {}).items():
            calendar = the_pack().calendar
            kept = case.objects.filter(frozen=version, state=state, closed_at__isnull=False)
            for pk, closed_at in kept.values_list("pk", "closed_at").iterator():
                until = calendar.add_months(calendar.local(closed_at), 12 * rule["years"])
                case.objects.filter(pk=pk).update(keep_until=until)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_second_looks"),
        ("seals", "0001_initial"),
        ("trail", "0001_initial"),
    ]

    operations = [
        migrations.AddField("case", "keep_until", models.DateField(blank=True, null=True)),
        migrations.AddField("case", "erased_on", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["keep_until", "id"], condition=models.Q(keep_until__isnull=False), name="cases_kept_until"
            ),
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("wrapped", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Erasing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("once", models.CharField(max_length=64)),
                ("actor_ref", models.CharField(max_length=80)),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("reason", models.TextField()),
                ("cases", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.AddConstraint(
            "erasing", models.UniqueConstraint(fields=("actor_ref", "once"), name="cases_erasing_once")
        ),
        migrations.AddField("said", "closed", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("words", "closed", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunPython(close, open_again),
        migrations.RunPython(count_years, migrations.RunPython.noop),
        migrations.RemoveField("said", "values"),
        migrations.RemoveField("said", "salt"),
        migrations.AlterField("words", "body", models.TextField(default="")),  # so that the way back is one
        migrations.RemoveField("words", "body"),
        migrations.RemoveField("words", "salt"),
    ]
