"""One step on several cases of the list: choose the step, fill it in, look at what will happen, do it; and undo it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from namro.doors import words
from namro.doors.desk.inputs import TEXT, Input, Option, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, text_of
from namro.doors.desk.stepinputs import given, input_for
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases import several as rules
from namro.work.cases.models import Case, OneOfSeveral, Several

LARGEST = 2**62


@page("GET", "POST")
def several(desk: Desk) -> HttpResponse:
    """Each stage carries the chosen cases with it; nothing happens before the last."""
    if not desk.may("cases.act_on_several"):
        raise NotThere
    if desk.request.method != "POST":
        return desk.go("cases")
    going, asked = text_of(desk, "go"), text_of(desk, "step")
    if going == "do" and (before := rules.done_before(desk.actor, text_of(desk, "once"))) is not None:
        desk.tell(desk.say("desk.step.twice"))
        return desk.go("several-done", str(before))
    refs, seen = _refs(desk)
    cases = rules.chosen(desk.actor, refs, desk.now)
    if not cases:
        desk.tell(desk.say("desk.several.none-chosen"), warning=True)
        return _back(desk)
    choices = rules.choices(desk.actor, cases, desk.now)
    if not choices:
        desk.tell(desk.say("desk.several.nothing-possible", n=len(cases)), warning=True)
        return _back(desk)
    choice = next((one for one in choices if one.id == asked), None)
    if not asked and going == "choose" and len(choices) == 1:
        choice = choices[0]
    if choice is None:
        return _which(desk, cases, choices, wrong=going != "choose")
    inputs = _inputs(desk, choice)
    if going not in ("look", "mend", "do"):
        return _fill(desk, cases, choice, inputs)
    inputs, wrongs = judged(desk, inputs)
    if going == "mend":
        return _fill(desk, cases, choice, [replace(one, wrong="") for one in inputs])
    if wrongs:
        return _fill(desk, cases, choice, marked(inputs, wrongs), wrongs)
    if going == "look":
        return _look(desk, cases, choice, inputs)
    return _do(desk, cases, seen, choice, inputs)


def _do(
    desk: Desk, cases: Sequence[Case], seen: dict[str, int], choice: rules.Choice, inputs: Sequence[Input]
) -> HttpResponse:
    try:
        made = actions.act_on_several(
            None,
            verb=choice.verb,
            step=choice.step,
            cases=[(case.ref, seen.get(case.ref, case.seq)) for case in cases],
            inputs=given(inputs),
            once=form_key(desk),
            actor=desk.actor,
            now=desk.now,
        )
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return _look(desk, cases, choice, inputs, [desk.refusal(refused)])
    return desk.go("several-done", str(made.pk))


def _refs(desk: Desk) -> tuple[list[str], dict[str, int]]:
    """The chosen cases, all of the page where that was ticked; and up to which action each was seen."""
    sent = desk.request.POST.getlist("case")
    if desk.request.POST.get("all"):
        sent = desk.request.POST.get("shown", "")[:4000].split()
    seen: dict[str, int] = {}
    refs = []
    for one in sent[: 2 * rules.MOST]:
        ref, _, seq = one[:32].partition(".")
        refs.append(ref)
        if seq.isascii() and seq.isdigit() and len(seq) < 10:
            seen[ref] = int(seq)
    return refs, seen


def _back(desk: Desk) -> HttpResponseRedirect:
    """To the list as it was narrowed."""
    query = desk.request.POST.get("back", "")[:2000]
    return HttpResponseRedirect(desk.url("cases") + (f"?{query}" if query else ""))


def _common(desk: Desk, cases: Sequence[Case]) -> dict[str, Any]:
    back = desk.request.POST.get("back", "")[:2000]
    return {
        "kept_cases": [f"{case.ref}.{case.seq}" for case in cases],
        "back": back,
        "back_url": desk.url("cases") + (f"?{back}" if back else ""),
        "chosen": desk.say("desk.several.chosen", n=len(cases)),
    }


def _which(desk: Desk, cases: Sequence[Case], choices: Sequence[rules.Choice], wrong: bool) -> HttpResponse:
    options = tuple(
        Option(
            one.id,
            desk.pick(one.names),
            (desk.say("desk.several.able", n=len(one.able), all=len(cases)),),
            chosen=one.id == text_of(desk, "step"),
        )
        for one in choices
    )
    wrongs = [Wrong(desk.say("desk.several.choose-step"), "step")] if wrong else []
    asked = [Input("step", "one-of", desk.say("desk.several.step"), options=options)]
    return desk.answer(
        "several",
        wrongs=wrongs,
        name=desk.say("desk.several.title"),
        inputs=marked(asked, wrongs),
        go="pick",
        button=desk.say("desk.several.go-on"),
        **_common(desk, cases),
    )


def _inputs(desk: Desk, choice: rules.Choice) -> list[Input]:
    case = Case.objects.get(pk=next(iter(choice.able)))
    procedure = queries.rules_of(case)[1]
    return [input_for(desk, one, procedure) for one in choice.inputs]


def _fill(
    desk: Desk, cases: Sequence[Case], choice: rules.Choice, inputs: Sequence[Input], wrongs: Sequence[Wrong] = ()
) -> HttpResponse:
    return desk.answer(
        "several",
        wrongs=wrongs,
        name=desk.pick(choice.names),
        effect=desk.pick(next(iter(choice.able.values())).effect),
        able=desk.say("desk.several.able", n=len(choice.able), all=len(cases)),
        step=choice.id,
        inputs=inputs,
        go="look",
        button=desk.say("desk.several.look"),
        **_common(desk, cases),
    )


def _look(
    desk: Desk,
    cases: Sequence[Case],
    choice: rules.Choice,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    """Which cases go through, which do not and why, what reporters will read, and what can be taken back."""
    fates = rules.fates(cases, choice, given(inputs), desk.now)
    going = [one for one in fates if one.why is None]
    kept = [(one.id, one.value) for one in inputs if one.value]
    kept += [(one.id, option.id) for one in inputs for option in one.options if option.chosen]
    read = {one.name for one in choice.inputs if one.reporter_reads}
    return desk.answer(
        "several-look",
        409 if wrongs else 200,
        wrongs,
        name=desk.pick(choice.names),
        step=choice.id,
        going=[_named(desk, one.case) for one in going],
        staying=[(_named(desk, one.case), words.refusal(desk.lang, one.why)) for one in fates if one.why is not None],
        goes=desk.say("desk.several.goes", n=len(going)),
        stays=desk.say("desk.several.stays", n=len(fates) - len(going)),
        chosen_pairs=[
            (one.name, one.value or ", ".join(o.name for o in one.options if o.chosen))
            for one in inputs
            if one.id not in read and (one.value or any(o.chosen for o in one.options))
        ],
        texts=[one.value for one in inputs if one.id in read and one.value],
        sentence=queries.sentence(going[0].case, choice.step, desk.lang) if going else "",
        undo=_undo_said(desk, choice, sum(one.can_undo for one in going), len(going)),
        kept=kept,
        once=secrets.token_urlsafe(16),
        button=desk.say("desk.several.do", n=len(going)),
        **_common(desk, cases),
    )


def _undo_said(desk: Desk, choice: rules.Choice, undoable: int, going: int) -> str:
    """What can be taken back afterwards, and what only corrected."""
    if choice.verb == "notify":
        return desk.say("desk.several.undo.notice")
    if undoable == going:
        return desk.say("desk.several.undo.all")
    return desk.say("desk.several.undo.some", n=undoable) if undoable else desk.say("desk.several.undo.none")


def _named(desk: Desk, case: Case) -> dict[str, str]:
    kind = desk.pick(queries.rules_of(case)[1].names)
    return {
        "number": case.number or case.ref,
        "subject": desk.subject(case.summary, kind, case.erased_on),
        "url": desk.url("case", case.ref),
    }


@page("GET", "POST")
def done(desk: Desk, pk: int) -> HttpResponse:
    """What became of each case; for half an hour an assignment can be taken back here."""
    found = rules.several(desk.actor, min(pk, LARGEST))
    reason = desk.say("desk.input.reason"), desk.say("desk.input.reason.hint")
    inputs = [Input("reason", "long-text", *reason, rows=2, most=TEXT)]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            try:
                once = form_key(desk)
                made = actions.undo_several(found, reason=inputs[0].value, once=once, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                return desk.go("several-done", str(made.pk))
    rows = list(found.cases.select_related("case"))
    went = [one for one in rows if one.seq is not None]
    may = desk.may("cases.undo_several") and rules.may_be_undone(found, desk.now)
    until = datetime.fromtimestamp(found.at.timestamp() + rules.UNDO_FOR, UTC)
    return desk.answer(
        "several-done",
        wrongs=wrongs,
        name=_title(desk, found, rows),
        said=desk.say("desk.several.done.went", n=len(went)),
        going=[_named(desk, one.case) for one in went],
        staying=[(_named(desk, one.case), _why(desk, one)) for one in rows if one.seq is None],
        stays=desk.say("desk.several.done.stayed", n=len(rows) - len(went)),
        notice=found.verb == "notify",
        inputs=marked(inputs, wrongs) if may else [],
        undo=desk.say("desk.several.undo", n=sum(one.can_undo for one in went)),
        until=desk.say("desk.several.undo.until", time=words.clock(until)),
        once=secrets.token_urlsafe(16),
        back_url=desk.url("cases"),
    )


def _title(desk: Desk, found: Several, rows: Sequence[OneOfSeveral]) -> str:
    for one in rows:
        step = queries.rules_of(one.case)[1].steps.get(found.step)
        if step is not None:
            name = desk.pick(step.names)
            return desk.say("desk.several.undone", name=name) if found.undoes_id else name
    return desk.say("desk.several.title")


def _why(desk: Desk, one: OneOfSeveral) -> str:
    """Why a case was left as it was; of one that moved on, who was faster."""
    if one.code == "cases.changed":
        return desk.say("desk.several.moved-on", who=one.params.get("who", "–"))
    return words.refusal(desk.lang, Refused(one.code, **one.params))
