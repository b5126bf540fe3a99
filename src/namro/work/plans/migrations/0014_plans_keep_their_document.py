"""A plan whose document was replaced stands on its own document again: it had been put on the one that replaced it, and
bore its number."""

from __future__ import annotations

from django.db import migrations

from namro.ground.gate import guard


def own_documents(apps, editor):
    Act, Plan = apps.get_model("plans", "Act"), apps.get_model("plans", "Plan")
    moved = set(Act.objects.filter(about__startswith="plan:", verb="re-point").values_list("about", flat=True))
    own = {}
    acts = Act.objects.filter(about__startswith="plan:", verb__in=("draft", "issue")).order_by("about", "seq")
    for about, data in acts.values_list("about", "data").iterator():
        if about in moved and "instrument_id" in data:
            own[about.partition(":")[2]] = data["instrument_id"]
    with guard.outside("plans stand on their own document again"):
        for ref, document in own.items():
            Plan.objects.filter(ref=ref).update(instrument_id=document)


class Migration(migrations.Migration):
    dependencies = [("plans", "0013_shown")]

    operations = [migrations.RunPython(own_documents, migrations.RunPython.noop)]
