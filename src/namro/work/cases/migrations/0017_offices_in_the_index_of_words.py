"""The index of words also holds whose each case is: the next migration makes it anew, once for both changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_salts_of_many'),
    ]

    operations = []
