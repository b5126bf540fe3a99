"""What my office accepted today: chosen on a page and undone in one action, where that was a mistake."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.plans.lines import for_period, lead, title_of
from namro.doors.desk.plans.reports import told_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, reopening, scope
from namro.work.plans.reopening_actions import NotReopened, reopen_several


@page("GET", "POST")
def today(desk: Desk) -> HttpResponse:
    """The acceptances of today, the latest first; sent with a reason, those that are ticked are undone, or none."""
    if not scope.sits_at(desk.actor, "plans.reopen_several"):
        raise NotThere
    if desk.request.method == "POST" and listed.done_before(desk.actor, sent_key(desk)):
        desk.tell(desk.say("desk.plan.twice"))
        return desk.go("plan-answers")
    there = reopening.accepted_today(desk.actor, desk.on)
    shown = there[: reopening.MOST]
    hint = desk.say("desk.plan.reason.hint")
    inputs = [Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=3)]
    wrongs: list[Wrong] = []
    keys = set(desk.request.POST.getlist("report"))
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if text_of(desk, "all"):
            keys = set(text_of(desk, "shown").split())
        chosen = [one for one in shown if one.key in keys]
        if len(chosen) < len(keys):
            wrongs.append(Wrong(desk.say("refusals.plans.changed")))
        if not wrongs:
            try:
                n = reopen_several(
                    chosen, reason=inputs[0].value, once=sent_key(desk), actor=desk.actor, now=desk.now
                )  # fmt: skip
            except NotReopened as stopped:
                cause = desk.refusal(stopped.cause).text
                wrongs = [Wrong(desk.say("refusals.plans.none-reopened", ref=stopped.ref)), Wrong(cause)]
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say("desk.reopening.done", n=n))
                return desk.go("plan-answers")
    return desk.answer(
        "plan-reopening",
        wrongs=wrongs,
        inputs=marked(inputs, wrongs),
        rows=[
            {
                "key": one.key,
                "ticked": one.key in keys,
                "url": desk.url("plan-task", one.task.ref),
                "matter": title_of(desk, one.task.matter),
                "lead": lead(desk, one.task),
                "plan": one.task.plan.name,
                "period": for_period(desk, one.period, one.due_on),
                "by": one.by,
                "at": words.clock(one.at),
                "told": told,
            }
            for one, told in zip(shown, told_in(desk, [(one.task, one.at) for one in shown]), strict=True)
        ],
        beyond=desk.say("desk.standing-in.first", n=reopening.MOST) if len(there) > reopening.MOST else "",
        once=form_key(desk),
    )
