import json

from django.db import migrations, models

from namro.work.cases.spoken import unread_after


def what_waits_to_be_read(apps, editor):
    """Cases that were there before: whatever their reporters wrote since the office last wrote to them."""
    done = apps.get_model("cases", "Done")
    case = apps.get_model("cases", "Case")
    spoke = done.objects.filter(verb__in=["message", "attach", "answer"]).order_by("case_id").values_list("case_id", flat=True)
    for pk in spoke.distinct().iterator():
        steps = json.loads(case.objects.select_related("frozen").get(pk=pk).frozen.body)["steps"]
        unread = ()
        acts = done.objects.filter(case_id=pk).order_by("seq")
        for seq, at, verb, step, data in acts.values_list("seq", "at", "verb", "step", "data"):
            rule = steps.get(step, {})
            unread = unread_after(unread, seq, at, verb, data, rule.get("tells") or (), rule.get("needs") or ())
        if unread:
            case.objects.filter(pk=pk).update(wrote_at=unread[0][1])


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_indexes'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='wrote_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(what_waits_to_be_read, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('wrote_at__isnull', False)), fields=['office', 'wrote_at'], name='cases_unread'),
        ),
    ]
