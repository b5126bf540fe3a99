"""One step or message in several cases of the list: choose it, fill it in, look at what will happen, do it; undo it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from namro.doors import words
from namro.doors.desk.cases import narrowed_by
from namro.doors.desk.fates import by_reason, named, why_left
from namro.doors.desk.held import before_ordering, sentence
from namro.doors.desk.inputs import TEXT, Input, Option, judged, marked, tidy
from namro.doors.desk.onward import SALT, SEALED, onward, rest_asked, rest_in, sealed_rest
from namro.doors.desk.page import PAGE, Desk, Wrong, form_key, number_of, page, text_of
from namro.doors.desk.stepinputs import given, input_for
from namro.doors.desk.views import FILTERS
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases import held as holds
from namro.work.cases import several as rules
from namro.work.cases.models import Case, OneOfSeveral, Several
from namro.work.cases.rows import Key
from namro.work.cases.taking_back import SENDS, UNDO_FOR, ForGood

LARGEST = 2**62
LARGEST_SEQ = 2**31 - 1


@page("GET", "POST")
def several(desk: Desk) -> HttpResponse:
    """Each stage carries the chosen cases with it; nothing happens before the last."""
    if not desk.may("cases.act_on_several"):
        raise NotThere
    if desk.request.method != "POST":
        return desk.go("cases")
    going, asked = text_of(desk, "go"), text_of(desk, "step")
    if going == "do" and (before := _before(desk, text_of(desk, "once"))) is not None:
        desk.tell(desk.say("desk.step.twice"))
        return before
    picked = chosen_of(desk)
    seen = dict(picked.cases)
    cases = rules.chosen(desk.actor, list(seen), desk.now)
    if not cases:
        desk.tell(desk.say("desk.several.list-lost" if picked.lost else "desk.several.none-chosen"), warning=True)
        return _back(desk)
    seen = {case.ref: seen[case.ref] or case.seq for case in cases}
    picked = replace(picked, cases=list(seen.items()))
    choices = rules.choices(desk.actor, cases, desk.now)
    if not choices:
        desk.tell(desk.say("desk.several.nothing-possible", n=len(cases)), warning=True)
        return _back(desk)
    choice = next((one for one in choices if one.id == asked), None)
    if not asked and going == "choose" and len(choices) == 1:
        choice = choices[0]
    if choice is None:
        return _which(desk, picked, cases, choices, wrong=going != "choose")
    inputs = _inputs(desk, choice)
    if going not in ("look", "mend", "do"):
        return _fill(desk, picked, cases, choice, inputs)
    inputs, wrongs = judged(desk, inputs)
    if going == "mend":
        return _fill(desk, picked, cases, choice, [replace(one, wrong="") for one in inputs])
    if wrongs:
        return _fill(desk, picked, cases, choice, marked(inputs, wrongs), wrongs)
    if going == "look":
        return _look(desk, picked, cases, choice, inputs)
    return _do(desk, picked, cases, choice, inputs)


def _before(desk: Desk, once: str) -> HttpResponse | None:
    """The page of what this very form did, or ordered, when it was sent before."""
    if (done := rules.done_before(desk.actor, once)) is not None:
        return desk.go("several-done", str(done))
    ordered = holds.ordered_before(desk.actor, once)
    return desk.go("held", str(ordered)) if ordered is not None else None


def _do(
    desk: Desk, picked: Picked, cases: Sequence[Case], choice: rules.Choice, inputs: Sequence[Input]
) -> HttpResponse:
    """Takes the step; a notice that counts in law is ordered and held, unless the officer says not to."""
    form: dict[str, Any] = {
        "step": choice.step,
        "cases": picked.cases,
        "inputs": given(inputs),
        "once": form_key(desk),
        "actor": desk.actor,
        "now": desk.now,
    }
    try:
        if rules.counts_in_law(cases, choice) and not desk.request.POST.get("at-once"):
            went = "held", actions.hold_several(None, **form).pk
        else:
            went = "several-done", actions.act_on_several(None, verb=choice.verb, **form).pk
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        cases = rules.chosen(desk.actor, list(dict(picked.cases)), desk.now)  # as they stand now: somebody was faster
        now = next((one for one in rules.choices(desk.actor, cases, desk.now) if one.id == choice.id), None)
        return _look(desk, picked, cases, now or replace(choice, able={}), inputs, [desk.refusal(refused)])
    rest = sealed_rest(desk, picked.rest)
    more = {"rest": rest, "back": _asked(desk)[1]} if rest else {}
    return desk.go(went[0], str(went[1]), **more)


@dataclass(frozen=True, slots=True)
class Picked:
    """The cases that were chosen, each with the number of the last action that was seen (0: not said).

    Of a whole list: `listed` is how many the page of the list said there were, `rest` where it goes on behind those
    that are taken, `onward` that they are not its first. `lost`: which they were came back changed.
    """

    cases: list[tuple[str, int]]
    whole: bool = False
    listed: int = 0
    rest: Key | None = None
    onward: bool = False
    lost: bool = False


def chosen_of(desk: Desk) -> Picked:
    """The chosen cases: those that were ticked, all of the page, or all of the list as it is narrowed.

    A whole list is read once, when it is chosen. From then on the form carries, signed, which cases those were: what
    comes into the list later is not among them.
    """
    if sealed := text_of(desk, "list"):
        return _unsealed(desk, sealed)
    if desk.request.POST.get("whole"):
        asked, _ = _asked(desk)
        after = rest_in(desk, text_of(desk, "rest"))
        if after is None and text_of(desk, "rest"):
            return Picked([], lost=True)
        found = rules.part_of_list(desk.actor, desk.now, after, **narrowed_by(desk, asked)[0])
        listed = number_of(text_of(desk, "listed"), first=0, last=rules.MOST)
        return Picked(found.cases, True, listed, found.rest, onward=after is not None)
    sent = desk.request.POST.getlist("case")
    if desk.request.POST.get("all"):
        sent = desk.request.POST.get("shown", "")[:4000].split()
    seen: dict[str, int] = {}
    for one in sent[: 2 * PAGE]:
        ref, _, seq = one[:32].partition(".")
        if seq or ref not in seen:
            seen[ref] = number_of(seq, first=0, last=LARGEST_SEQ)
    return Picked(list(seen.items())[:PAGE])


def _asked(desk: Desk) -> tuple[dict[str, str], str]:
    """The filters of the list from which the cases were chosen, and its address."""
    back = text_of(desk, "back")[:2000]
    query = QueryDict(back)
    return {name: tidy(query.get(name, "")[:200]) for name in FILTERS}, back


def _sealed(desk: Desk, picked: Picked) -> str:
    """Which cases a whole list was, as the text of a hidden field; only its own reader's form is taken back."""
    return signing.dumps(
        {"c": picked.cases, "n": picked.listed, "r": picked.rest, "o": picked.onward},
        salt=f"{SALT}:{desk.actor.ref}",
        compress=True,
    )


def _unsealed(desk: Desk, sealed: str) -> Picked:
    try:
        kept = signing.loads(sealed[:SEALED], salt=f"{SALT}:{desk.actor.ref}")
    except signing.BadSignature:
        return Picked([], lost=True)
    cases, rest = [(str(ref), int(seq)) for ref, seq in kept["c"]], kept["r"]
    return Picked(cases, True, int(kept["n"]), (str(rest[0]), int(rest[1])) if rest else None, bool(kept["o"]))


def _back(desk: Desk) -> HttpResponseRedirect:
    """To the list as it was narrowed."""
    query = desk.request.POST.get("back", "")[:2000]
    return HttpResponseRedirect(desk.url("cases") + (f"?{query}" if query else ""))


def _common(desk: Desk, picked: Picked) -> dict[str, Any]:
    asked, back = _asked(desk)
    n = len(picked.cases)
    notes = []
    if picked.whole:
        said = narrowed_by(desk, asked)[1] or desk.say("desk.export.no-filter")
        notes.append(desk.say("desk.several.of-list", filters=said))
        if picked.onward:
            notes.append(desk.say("desk.several.onward" if picked.rest is not None else "desk.several.the-last", n=n))
        elif picked.rest is not None:
            notes.append(desk.say("desk.several.first-only", n=n))
        elif picked.listed not in (0, n):
            notes.append(desk.say("desk.several.list-changed", before=picked.listed, n=n))
    return {
        "kept_cases": [] if picked.whole else [f"{ref}.{seq}" for ref, seq in picked.cases],
        "kept_list": _sealed(desk, picked) if picked.whole else "",
        "notes": notes,
        "back": back,
        "back_url": desk.url("cases") + (f"?{back}" if back else ""),
        "chosen": desk.say("desk.several.chosen", n=n),
    }


def _which(
    desk: Desk, picked: Picked, cases: Sequence[Case], choices: Sequence[rules.Choice], wrong: bool
) -> HttpResponse:
    options = tuple(
        Option(
            one.id,
            _name(desk, one),
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
        **_common(desk, picked),
    )


def _name(desk: Desk, choice: rules.Choice) -> str:
    return desk.say("desk.several.message") if choice.verb == rules.MESSAGE else desk.pick(choice.names)


def _effect(desk: Desk, choice: rules.Choice) -> str:
    if choice.verb == rules.MESSAGE:
        return desk.say("desk.several.message.effect")
    return desk.pick(next(iter(choice.able.values())).effect)


def _inputs(desk: Desk, choice: rules.Choice) -> list[Input]:
    case = Case.objects.get(pk=next(iter(choice.able)))
    procedure = queries.rules_of(case)[1]
    return [input_for(desk, one, procedure) for one in choice.inputs]


def _fill(
    desk: Desk,
    picked: Picked,
    cases: Sequence[Case],
    choice: rules.Choice,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    return desk.answer(
        "several",
        wrongs=wrongs,
        name=_name(desk, choice),
        effect=_effect(desk, choice),
        able=desk.say("desk.several.able", n=len(choice.able), all=len(cases)),
        step=choice.id,
        inputs=inputs,
        go="look",
        button=desk.say("desk.several.look"),
        **_common(desk, picked),
    )


def _look(
    desk: Desk,
    picked: Picked,
    cases: Sequence[Case],
    choice: rules.Choice,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    """Which cases go through, which do not and why, what reporters will read, and what can be taken back."""
    in_law = rules.counts_in_law(cases, choice)
    waiting = holds.held_among(cases)
    fates = rules.fates(cases, choice, given(inputs), desk.now, dict(picked.cases), waiting)
    going = [one for one in fates if one.why is None]
    beside = [one for one in going if one.case.pk in waiting]
    kept = [(one.id, one.value) for one in inputs if one.value]
    kept += [(one.id, option.id) for one in inputs for option in one.options if option.chosen]
    read = {one.name for one in choice.inputs if one.reporter_reads}
    return desk.answer(
        "several-look",
        409 if wrongs else 200,
        wrongs,
        name=_name(desk, choice),
        step=choice.id,
        going=[named(desk, one.case) for one in going],
        staying=by_reason(
            (named(desk, one.case), words.refusal(desk.lang, one.why)) for one in fates if one.why is not None
        ),
        goes=desk.say("desk.several.goes", n=len(going)),
        stays=desk.say("desk.several.stays", n=len(fates) - len(going)),
        chosen_pairs=[
            (one.name, one.value or ", ".join(o.name for o in one.options if o.chosen))
            for one in inputs
            if one.id not in read and (one.value or any(o.chosen for o in one.options))
        ],
        texts=[one.value for one in inputs if one.id in read and one.value],
        sentence="" if choice.verb == rules.MESSAGE else sentence(desk, [one.case for one in going], choice.step),
        undo=_undo_said(desk, choice, going),
        beside=desk.say("desk.held.look.others", n=len(beside)) if beside else "",
        hold=before_ordering(desk, going, choice.step) if in_law and going else {},
        kept=kept,
        once=secrets.token_urlsafe(16),
        button=desk.say("desk.several.do", n=len(going)),
        **_common(desk, picked),
    )


def _undo_said(desk: Desk, choice: rules.Choice, going: Sequence[rules.Fate]) -> list[str]:
    """What can be taken back afterwards, and what not, and why."""
    undoable = sum(one.can_undo for one in going)
    sent = choice.verb in SENDS
    if going and undoable == len(going):
        return [desk.say("desk.several.undo.sent.all" if sent else "desk.several.undo.all")]
    if not sent:
        return [desk.say("desk.several.undo.some", n=undoable) if undoable else desk.say("desk.several.undo.none")]
    said = [desk.say("desk.several.undo.sent.some", n=undoable)] if undoable else []
    reasons = dict.fromkeys(_for_good(desk, why) for one in going for why in one.for_good)
    return [*said, desk.say("desk.several.undo.sent.none"), *reasons]


def _for_good(desk: Desk, why: ForGood) -> str:
    return desk.say(f"desk.several.for-good.{why.kind}", clocks="; ".join(desk.pick(names) for names in why.clocks))


@page("GET", "POST")
def done(desk: Desk, pk: int) -> HttpResponse:
    """What became of each case; for half an hour what can be taken back can be so here."""
    found = rules.several(desk.actor, min(pk, LARGEST))
    sent = found.verb in SENDS
    hint = desk.say("desk.beside.take-back.reason" if sent else "desk.input.reason.hint")
    reason = desk.say("desk.input.reason"), hint
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
    all_rows = list(found.cases.select_related("case"))
    readable = {case.pk for case in rules.chosen(desk.actor, [one.case.ref for one in all_rows], desk.now)}
    rows = [one for one in all_rows if one.case_id in readable]
    hidden = len(all_rows) - len(rows)
    went = [one for one in rows if one.seq is not None]
    back = Several.objects.filter(undoes=found).first()
    may = desk.may("cases.undo_several") and rules.may_be_undone(found, desk.now)
    until = datetime.fromtimestamp(found.at.timestamp() + UNDO_FOR, UTC)
    return desk.answer(
        "several-done",
        wrongs=wrongs,
        name=_title(desk, found, all_rows),
        taken_back=_taken_back(desk, back) if back is not None else None,
        hidden=desk.say("desk.held.hidden", n=hidden) if hidden else "",
        said=desk.say("desk.several.done.went", n=len(went)),
        going=[named(desk, one.case) for one in went],
        staying=by_reason(
            (named(desk, one.case), why_left(desk, one.code, one.params)) for one in rows if one.seq is None
        ),
        stays=desk.say("desk.several.done.stayed", n=len(rows) - len(went)),
        stayed=_stayed(desk, found, went),
        inputs=marked(inputs, wrongs) if may else [],
        undo=desk.say("desk.several.undo", n=sum(one.can_undo and one.seq is not None for one in all_rows)),
        until=desk.say("desk.several.undo.sent.until" if sent else "desk.several.undo.until", time=words.clock(until)),
        once=secrets.token_urlsafe(16),
        back_url=desk.url("cases"),
        onward=_onward(desk, found, went),
    )


def _taken_back(desk: Desk, back: Several) -> dict[str, str]:
    """That it was taken back since, when, in how many cases, and the page that says so of each."""
    n = back.cases.filter(seq__isnull=False).count()
    said = desk.say("desk.several.done.taken-back", n=n, at=desk.moment(back.at))
    return {"said": said, "url": desk.url("several-done", str(back.pk))}


def _onward(desk: Desk, found: Several, went: Sequence[OneOfSeveral]) -> dict[str, Any]:
    """The form that goes on with the rest of a list, filled in as it was for its first part; empty at its end."""
    if found.undoes_id or not went or not rest_asked(desk):
        return {}
    first = went[0]
    kept = [("post", str(first.case.assignee_id))] if found.verb == "assign" else []
    if found.verb in SENDS and rules.chosen(desk.actor, [first.case.ref], desk.now):
        kept = [word for line in timeline.timeline(first.case, "staff") if line.seq == first.seq for word in line.words]
    return onward(desk, f"{found.verb}:{found.step}", kept)


def _stayed(desk: Desk, found: Several, went: Sequence[OneOfSeveral]) -> str:
    """Of notices: that some of them were sent for good."""
    if found.verb not in SENDS or found.undoes_id or all(one.can_undo for one in went):
        return ""
    return desk.say("desk.several.undo.sent.none")


def _title(desk: Desk, found: Several, rows: Sequence[OneOfSeveral]) -> str:
    if found.verb == rules.MESSAGE:
        name = desk.say("desk.several.message")
        return desk.say("desk.several.undone", name=name) if found.undoes_id else name
    for one in rows:
        step = queries.rules_of(one.case)[1].steps.get(found.step)
        if step is not None:
            name = desk.pick(step.names)
            return desk.say("desk.several.undone", name=name) if found.undoes_id else name
    return desk.say("desk.several.title")
