"""Cases are found by the numbers that they had at other offices, and the index of words holds the beginnings of each
word. It is made anew, which takes two minutes for a million cases."""

from django.db import migrations
from django.db.models import F

from namro.ground.gate import guard
from namro.ground.places.fold import fold
from namro.work.cases import words_index
from namro.work.cases.cache import FOLDED

BATCH = 1_000


def former_numbers(apps, editor):
    """Puts them behind the number that the case has now: what follows moves on, and what had no room has none still."""
    Case, RegisterEntry = apps.get_model("cases", "Case"), apps.get_model("cases", "RegisterEntry")
    former = {}
    lines = RegisterEntry.objects.exclude(text=F("case__number")).order_by("case_id", "at", "pk")
    for case, text in lines.values_list("case_id", "text").iterator():
        former.setdefault(case, []).append(fold(text))
    cases = sorted(former)
    with guard.outside("former numbers are put among the words of cases"):
        for first in range(0, len(cases), BATCH):
            found = list(Case.objects.filter(pk__in=cases[first : first + BATCH]).only("number", "folded"))
            for case in found:
                number = fold(case.number)
                rest = case.folded.removeprefix(number).lstrip()
                case.folded = " ".join(part for part in (number, *former[case.pk], rest) if part)[:FOLDED]
            Case.objects.bulk_update(found, ["folded"])


def no_words(apps, editor):
    words_index.remove(editor.connection)


def by_words(apps, editor):
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is made of a table where checks still wait
    words_index.install(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_offices_in_the_index_of_words'),
    ]

    operations = [
        migrations.RunPython(no_words, migrations.RunPython.noop),
        migrations.RunPython(former_numbers, migrations.RunPython.noop),
        migrations.RunPython(by_words, migrations.RunPython.noop),
    ]
