"""Cases that were kept long enough: what ends soon and why, holding one back, and erasing some after a look."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.head import back_to
from namro.doors.desk.inputs import TEXT, Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, query_with, sent_key, text_of, tried
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, payload, retention
from namro.work.cases.models import Case


@page("GET", "POST")
def kept(desk: Desk) -> HttpResponse:
    """What may be erased now and what ends soon; for whoever erases a look at the chosen ones, then all of them.
    Nothing is chosen beforehand, since nothing of it can be undone."""
    if not retention.may_look(desk.actor):
        raise NotThere
    going = text_of(desk, "go")
    if desk.request.method != "POST" or going == "back":
        return _list(desk)
    if not desk.may("cases.erase_kept"):
        raise NotThere
    sent = desk.request.POST.getlist("case")
    if desk.request.POST.get("all"):
        sent = desk.request.POST.get("shown", "")[: 21 * (retention.MOST + 1)].split()
    chosen = list(dict.fromkeys(ref[:20] for ref in sent))[: retention.MOST + 1]
    if not chosen:
        return _list(desk, [Wrong(desk.say("refusals.cases.erase-none"))])
    shown = [one for one in retention.ending(desk.actor, desk.now, only=chosen) if not one.reason]
    inputs = _inputs(desk, shown)
    if going == "mend":
        return _look(desk, shown, [replace(one, wrong="") for one in judged(desk, inputs)[0]])
    if going != "do":
        return _look(desk, shown, inputs)
    inputs, wrongs = judged(desk, inputs)
    if not wrongs and any(not one.rule.certain for one in shown) and not _looked_up(desk):
        wrongs = [Wrong(desk.say("refusals.cases.retention-unconfirmed"), "looked-up")]
    if wrongs:
        return _look(desk, shown, marked(inputs, wrongs), wrongs)
    try:
        done = actions.erase_kept(
            None,
            refs=chosen,
            reason=text_of(desk, "reason"),
            once=form_key(desk),
            looked_up=_looked_up(desk),
            actor=desk.actor,
            now=desk.now,
        )
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return _list(desk, [replace(desk.refusal(refused), field=None)], status=409)
    key = "desk.kept.done.before" if done.before else "desk.kept.done"
    desk.tell(desk.say(key, n=len(done.record.cases)))
    return desk.go("kept")


def _looked_up(desk: Desk) -> bool:
    return "yes" in desk.request.POST.getlist("looked-up")


def _list(desk: Desk, wrongs: list[Wrong] | None = None, status: int = 200) -> HttpResponse:
    after = desk.request.GET.get("after", "")[:20]
    found = retention.ending(desk.actor, desk.now, after=after)
    rows = [_row(desk, one) for one in found]
    return desk.answer(
        "kept",
        status,
        wrongs or [],
        now=[row for row in rows if not row["reason"]],
        later=[row for row in rows if row["reason"]],
        erases=desk.may("cases.erase_kept"),
        ahead=retention.AHEAD,
        after=query_with(desk, after=found[-1].ref) if len(found) == retention.MOST else "",
    )


def _row(desk: Desk, one: retention.Ending) -> dict[str, Any]:
    refused = Refused(one.reason, **one.params) if one.reason else None
    return {
        "ref": one.ref,
        "number": one.number or one.ref,
        "url": desk.url("case", one.ref) if may(desk.actor, "cases.read", one.office_id, on=desk.on) else "",
        "subject": one.summary or desk.pick(one.procedure_names),
        "kind": f"{desk.pick(one.procedure_names)} · {desk.pick(one.state_names)}",
        "office": desk.pick(one.office_names),
        "closed": words.dmy(one.closed_on),
        "until": words.dmy(one.rule.until),
        "rule": said_rule(desk, one.rule),
        "held": desk.say("desk.kept.held", day=words.dmy(one.rule.held_until)) if one.rule.held_until else "",
        "reason": words.refusal(desk.lang, refused) if refused is not None else "",
        "hold_url": desk.url("hold-back", one.ref)
        if may(desk.actor, "cases.hold_back", one.office_id, on=desk.on)
        else "",
    }


def said_rule(desk: Desk, rule: retention.Rule | retention.Gone) -> str:
    """How many years, and where that stands; marked where nobody has confirmed it."""
    said = desk.say("desk.kept.rule.said", n=rule.years, article=desk.cite(rule.article))
    if isinstance(rule, retention.Rule) and not rule.certain:
        said += f", {desk.say('desk.kept.unconfirmed')}"
    return said


def _inputs(desk: Desk, shown: list[retention.Ending]) -> list[Input]:
    asked = [
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.kept.reason.hint"), rows=3, most=TEXT
        )
    ]
    unsure = sorted({said_rule(desk, one.rule) for one in shown if not one.rule.certain})
    if unsure:
        tick = Option("yes", desk.say("desk.kept.looked-up"), tuple(unsure))
        asked.append(Input("looked-up", "some-of", desk.say("desk.kept.unsure"), "", False, options=(tick,)))
    return asked


def _look(
    desk: Desk, shown: list[retention.Ending], inputs: list[Input], wrongs: list[Wrong] | None = None
) -> HttpResponse:
    """What will be erased, by number, before it is."""
    return desk.answer(
        "kept-look",
        wrongs=wrongs or [],
        rows=[_row(desk, one) for one in shown],
        inputs=inputs,
        once=form_key(desk),
        button=desk.say("desk.kept.do", n=len(shown)),
    )


@page("GET", "POST")
def hold_back(desk: Desk, ref: str) -> HttpResponse:
    """Keeping one closed case longer, until a day and for a reason."""
    found = retention.case(desk.actor, ref, desk.now)
    rule, reads = retention.rule_of(found), may(desk.actor, "cases.read", found.office_id, on=desk.on)
    if rule is None or not may(desk.actor, "cases.hold_back", found.office_id, on=desk.on):
        raise NotThere
    inputs = [
        Input("until", "line", desk.say("desk.hold.until"), desk.say("desk.hold.until.hint"), most=20, short=True),
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.hold.reason.hint"), rows=3, most=TEXT
        ),
    ]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        until = day_in(text_of(desk, "until"))
        if until is None and not wrongs:
            wrongs = [Wrong(desk.say("refusals.cases.bad-date"), "until")]
        if until is not None and not wrongs:
            hold = partial(actions.hold_back, found, until=until, reason=text_of(desk, "reason"), once=sent_key(desk))
            wrongs = tried(desk, partial(hold, actor=desk.actor, now=desk.now))
        if not wrongs:
            desk.tell(desk.say("desk.hold.done"))
            return desk.go("case", found.ref) if reads else desk.go("kept")
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.hold.title"),
        lead=desk.say("desk.hold.lead", day=words.dmy(rule.until), rule=said_rule(desk, rule)),
        back=back_to(desk, found) if reads else {"url": desk.url("kept"), "name": desk.say("desk.kept.title")},
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        button=desk.say("desk.kept.hold"),
    )


def gone(desk: Desk, found: Case) -> str:
    """That what was said in a case was erased, when and by which rule; "" where it was not."""
    erased = retention.erased(found)
    if erased is None:
        return ""
    return desk.say("desk.case.erased", day=desk.day(erased.on), rule=said_rule(desk, erased))


def keeping(desk: Desk, found: Case) -> dict[str, str]:
    """What the page of a case says of its keeping: `until` when, that it is `gone`, or that it is `lost`."""
    if found.erased_on is not None:
        return {"gone": gone(desk, found)}
    said: dict[str, str] = {}
    if payload.key_of(found) is None:
        said["lost"] = desk.say("desk.case.lost")
    rule = retention.rule_of(found)
    if rule is not None:
        key = "desk.case.held-until" if rule.held_until else "desk.case.kept-until"
        said["until"] = desk.say(key, day=words.dmy(rule.until), rule=said_rule(desk, rule))
        if may(desk.actor, "cases.hold_back", found.office_id, on=desk.on):
            said["url"] = desk.url("hold-back", found.ref)
    return said
