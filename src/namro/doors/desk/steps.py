"""Taking a step: one small page each, made from what the step needs and says in the case's own procedure.

A form carries the number of the case's last action (`seq`) and a key of its own (`once`): a form sent twice does its
work once, and one made before somebody else's step is shown again with what has changed. What the reporter will read is
shown before it is sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk import unsaved
from namro.doors.desk.beside import offered
from namro.doors.desk.clocks import left_undone
from namro.doors.desk.gone import to_copy
from namro.doors.desk.head import heading, named, tells
from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.doors.desk.passed import leads_to
from namro.doors.desk.stepinputs import given, input_for, wrong_days
from namro.doors.desk.told import happened
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases.models import Case

TYPED = ("answer", "text", "reason", "document")
"""What is typed in the form of any step."""


@page("GET", "POST")
def step(desk: Desk, ref: str, step: str) -> HttpResponse:
    """The form of one step; what may not be taken now by this person is not there."""
    found = queries.case(desk.actor, ref, desk.on)
    now = next((one for one in queries.steps_now(desk.actor, found, desk.now) if one.id == step), None)
    if now is None:
        return _gone(desk, found, step)
    rules = queries.rules_of(found)[1]
    inputs = [input_for(desk, one, rules) for one in now.inputs]
    if desk.request.method != "POST":
        return _form(desk, found, now, inputs)
    going = text_of(desk, "go")
    if going in ("find", "mend"):
        inputs, _ = judged(desk, inputs)
        return _form(desk, found, now, [replace(one, wrong="") for one in inputs])
    if not going:
        going = "look" if _reads(now) else "do"
    inputs, wrongs = judged(desk, inputs)
    wrongs += wrong_days(desk, now, inputs)
    if not wrongs and going == "look":
        return _look(desk, found, now, inputs)
    seq = _seq(desk)
    if (
        wrongs and 0 <= seq < found.seq and not unsaved.given_back(desk.request)
    ):  # what could be chosen then may be gone
        wrongs = [_overtaken(desk, found), *wrongs]
        return _form(desk, found, now, marked(inputs, wrongs), wrongs, status=409)
    if not wrongs:
        try:
            actions.act(
                found,
                now.id,
                given(inputs),
                seq=seq,
                once=sent_key(desk),
                actor=desk.actor,
                now=desk.now,
            )
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            if refused.code == "cases.already-done":
                desk.tell(desk.say("desk.step.twice"))
                return desk.go("case", found.ref)
            wrongs = [_why(desk, found, refused)]
            if refused.code == "cases.changed":
                found = queries.case(desk.actor, ref, desk.on)
                return _form(desk, found, now, inputs, wrongs, status=409)
        else:
            desk.tell(_done(desk, ref, now))
            return _onward(desk, found.ref)
    return _form(desk, found, now, marked(inputs, wrongs), wrongs)


def _onward(desk: Desk, ref: str) -> HttpResponse:
    """Back to the case; to Today where it is nothing of this person's any more, as after a return."""
    return desk.go("case", ref) if leads_to(desk, ref) else desk.go("today")


def _gone(desk: Desk, found: Case, step: str) -> HttpResponse:
    """A step that is not offered: not there, except for whoever had its form open or could have. They learn what was
    done meanwhile, and get back what they wrote."""
    _, procedure = queries.rules_of(found)
    known = procedure.steps.get(step)
    sent = desk.request.method == "POST"
    if known is None:
        raise NotThere
    once = text_of(desk, "once") if sent else ""
    if once and queries.was_done(found, once):
        desk.tell(desk.say("desk.step.twice"))
        return desk.go("case", found.ref)
    since = queries.ended_by(desk.actor, found, step, desk.now)
    if since is None and not sent:
        raise NotThere
    name = desk.pick(known.names)
    meanwhile = [one for one in happened(desk, found) if since is not None and one["seq"] >= since]
    said = desk.say("desk.step.not-now", name=name)
    if meanwhile:
        first = meanwhile[0]
        said = desk.say("desk.step.ended", name=name, what=first["said"], by=first["by"] or "–", at=first["at"])
    written = _written(desk)
    if not written:
        desk.tell(said, warning=True)
        return desk.go("case", found.ref)
    return desk.answer(
        "step-gone",
        409,
        case=heading(desk, found),
        name=name,
        said=said,
        meanwhile=meanwhile[1:],
        written=to_copy(written),
        ways=_ways(desk, found, "\n\n".join(text for _, text in written)),
    )


def _written(desk: Desk) -> list[tuple[str, str]]:
    """The texts of the form that was sent, with their names."""
    if desk.request.method != "POST":
        return []
    typed = [(name, text_of(desk, name)) for name in TYPED]
    return [(desk.say(f"desk.input.{name}"), text) for name, text in typed if text]


def _ways(desk: Desk, found: Case, text: str) -> list[dict[str, str]]:
    """The steps, and what is beside them, whose form takes a text now: each is opened with what was written."""
    ways = []
    for one in queries.steps_now(desk.actor, found, desk.now):
        into = next((asked for asked in one.inputs if asked.kind == "long-text"), None)
        if into is not None:
            ways.append({"url": desk.url("step", found.ref, one.id), "name": named(desk, one), "into": into.name})
    writing = next((one for one in offered(desk, found) if one["what"] == "message"), None)
    if writing is not None:
        ways.append({"url": writing["url"], "name": writing["name"], "into": "text"})
    return [way | {"text": text} for way in ways]


def _form(
    desk: Desk,
    found: Case,
    now: queries.StepNow,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
    status: int = 200,
) -> HttpResponse:
    name = named(desk, now)
    look = _reads(now)
    return desk.answer(
        "step",
        status,
        wrongs,
        case=heading(desk, found),
        step=_about(desk, found, now),
        left_undone=left_undone(desk, found, now),
        inputs=inputs,
        once=form_key(desk) if status != 409 else secrets.token_urlsafe(16),
        seq=found.seq,
        go="look" if look else "do",
        button=desk.say("desk.step.look") if look else name,
    )


def _about(desk: Desk, found: Case, now: queries.StepNow) -> dict[str, str]:
    return {
        "name": named(desk, now),
        "effect": desk.pick(now.effect),
        "tells": tells(desk, now.tells),
        "article": desk.cite(now.article),
        "url": reverse("desk:step", args=[found.ref, now.id]),
    }


def _look(desk: Desk, found: Case, now: queries.StepNow, inputs: Sequence[Input]) -> HttpResponse:
    """What the reporter will read, before it is sent."""
    read = {one.name for one in now.inputs if one.reporter_reads}
    kept = [(one.id, one.value) for one in inputs if one.kind in ("line", "long-text") and one.value]
    kept += [(one.id, option.id) for one in inputs for option in one.options if option.chosen]
    chosen = [
        {"name": one.name, "value": one.value or ", ".join(o.name for o in one.options if o.chosen)}
        for one in inputs
        if one.id not in read and (one.value or any(o.chosen for o in one.options))
    ]
    return desk.answer(
        "look",
        case=heading(desk, found),
        step=_about(desk, found, now),
        left_undone=left_undone(desk, found, now),
        sentence=queries.sentence(found, now.id, desk.lang),
        texts=[one.value for one in inputs if one.id in read and one.value],
        chosen=chosen,
        kept=kept,
        once=text_of(desk, "once")[:64],
        seq=text_of(desk, "seq")[:10],
        button=named(desk, now),
    )


def _reads(now: queries.StepNow) -> bool:
    """Whether the reporter will read something that is typed here."""
    return any(one.reporter_reads for one in now.inputs)


def _done(desk: Desk, ref: str, now: queries.StepNow) -> str:
    found = queries.case(desk.actor, ref, desk.on) if now.verb == "register" else None
    if found is not None and found.number:
        return desk.say("desk.step.done.register", number=found.number)
    return desk.say("desk.step.done", name=named(desk, now))


def _seq(desk: Desk) -> int:
    """The last action that the form was made after; -1 where it does not say."""
    seq = text_of(desk, "seq")
    return int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else -1


def _why(desk: Desk, found: Case, refused: Refused) -> Wrong:
    """A refusal in words; who was faster, and with what."""
    if refused.code != "cases.changed":
        return desk.refusal(refused)
    return _overtaken(desk, queries.case(desk.actor, found.ref, desk.on), str(refused.params.get("who", "")))


def _overtaken(desk: Desk, found: Case, who: str = "") -> Wrong:
    """What was done last, and by whom; `who`: where the timeline does not say."""
    last = happened(desk, found)[-1]
    return Wrong(desk.say("desk.step.moved-on", what=last["said"], by=last["by"] or who or "–", at=last["at"]))
