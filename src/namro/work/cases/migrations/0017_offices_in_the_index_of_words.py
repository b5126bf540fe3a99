"""The index of words is made anew: it also holds whose each case is. Takes a minute for a million cases."""

from django.db import migrations

from namro.work.cases import words_index


def by_words(apps, editor):
    words_index.install(editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_salts_of_many'),
    ]

    operations = [
        migrations.RunPython(by_words, migrations.RunPython.noop),
    ]
