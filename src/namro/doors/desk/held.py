"""A notice that counts in law and is held before it goes to several cases: its page, and where else it is told of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.fates import by_reason, named, why_left
from namro.doors.desk.inputs import TEXT, Input, judged, marked
from namro.doors.desk.onward import onward
from namro.doors.desk.page import Desk, Wrong, page, text_of
from namro.ground.seals.aead import SealBroken
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases import held as rules
from namro.work.cases import several as together
from namro.work.cases.models import Case, Held, HeldCase

LARGEST = 2**62


@page("GET", "POST")
def held(desk: Desk, pk: int) -> HttpResponse:
    """What waits to go where and until when it can be stopped; afterwards what became of each case."""
    pk = min(pk, LARGEST)
    found = rules.view(desk.actor, pk, desk.now)
    inputs = [
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.held.stop.hint"), rows=2, most=TEXT)
    ]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = _done(desk, found.held, inputs)
        if not wrongs:
            return desk.go("held", str(pk))
        found = rules.view(desk.actor, pk, desk.now)
    one = found.held
    rows = found.rows
    open_ = one.ended_at is None
    went = [row for row in rows if _goes_there(found, row)]
    left = [row for row in rows if not _goes_there(found, row)] if one.stopped_id is None else []
    undoable = found.mine and one.became is not None and together.may_be_undone(one.became, desk.now)
    return desk.answer(
        "held",
        409 if wrongs and wrongs[0].field is None else 200,
        wrongs,
        name=_name(desk, one, [row.case for row in rows]),
        stands=_stands(desk, found),
        texts=_texts(one) if open_ else [],
        sentence=sentence(desk, [row.case for row in went], one.step) if open_ else "",
        cases={
            "going": [named(desk, row.case) for row in went],
            "goes": desk.say(_goes(one), n=len(went)),
            "staying": by_reason((named(desk, row.case), _why(desk, found, row)) for row in left),
            "stays": desk.say("desk.several.done.stayed", n=len(left)),
        },
        hidden=desk.say("desk.held.hidden", n=found.hidden) if found.hidden else "",
        inputs=marked(inputs, wrongs) if open_ and found.may_stop and desk.may("cases.stop_held") else [],
        send=found.mine and open_ and desk.now >= one.due_at and desk.may("cases.send_held"),
        others=desk.say("desk.held.others", who=one.actor_name) if open_ and not found.may_stop else "",
        seen=not open_ and one.seen_at is None and rules.concerning(desk.actor).filter(pk=pk).exists(),
        onward=onward(desk, f"notify:{one.step}", _kept(one)) if found.mine else {},
        undo=desk.url("several-done", one.became_id) if undoable else "",
        back_url=desk.url("cases"),
    )


def _done(desk: Desk, one: Held, inputs: Sequence[Input]) -> tuple[list[Input], list[Wrong]]:
    """Does what the form asked for; the inputs, and what was not right."""
    going = text_of(desk, "go")
    try:
        if going == "seen":
            actions.see_held(desk.user, held=one.pk, actor=desk.actor, now=desk.now)
        elif going == "send":
            actions.send_held(one, actor=desk.actor, now=desk.now)
        else:
            inputs, wrongs = judged(desk, inputs)
            if wrongs:
                return inputs, wrongs
            actions.stop_held(one, reason=inputs[0].value, actor=desk.actor, now=desk.now)
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return list(inputs), [desk.refusal(refused)]
    return list(inputs), []


def _goes_there(found: rules.View, row: HeldCase) -> bool:
    """Whether it went to this case; before it was sent, whether it waits to."""
    if found.held.became_id is None:
        return row.seq is not None
    became = found.became.get(row.case_id)
    return became is not None and became.seq is not None


def _goes(one: Held) -> str:
    if one.ended_at is None:
        return "desk.held.goes"
    return "desk.several.done.went" if one.became_id is not None else "desk.held.none-went"


def _why(desk: Desk, found: rules.View, row: HeldCase) -> str:
    became = found.became.get(row.case_id)
    return why_left(desk, became.code, became.params) if became else why_left(desk, row.code, row.params)


def _kept(one: Held) -> list[tuple[str, str]]:
    """What was filled in, for the rest of a list; nothing once it is gone from here."""
    try:
        return [(name, str(value)) for name, value in rules.opened(one).items()]
    except SealBroken:
        return []


def _texts(one: Held) -> list[str]:
    """What reporters will read; nothing where it does not open any more, which sending says."""
    return [value for name, value in _kept(one) if name == "text" and value]


def _name(desk: Desk, one: Held, cases: Sequence[Case]) -> str:
    return desk.pick(rules.names_of(one, cases)) or desk.say("desk.several.title")


def _stands(desk: Desk, found: rules.View) -> dict[str, Any]:
    """How it stands, in a sentence or two, and how pressing that is."""
    one = found.held
    when, by = desk.moment(one.due_at), one.actor_name or "–"
    said = [desk.say("desk.held.ordered", who=by, at=desk.moment(one.at))]
    if one.became_id is not None and one.ended_at is not None:
        went = [row.seq is not None for row in found.became.values()]
        key = "desk.held.sent" if any(went) else "desk.held.sent-none"
        tone = "note-good" if all(went) else "note-near"
        return {"tone": tone, "head": desk.say(key, at=desk.moment(one.ended_at)), "said": said}
    if one.ended_at is not None:
        said.append(desk.say("desk.held.why", who=one.ended_name or "–", reason=one.reason))
        return {"tone": "note", "head": desk.say("desk.held.stopped", at=desk.moment(one.ended_at)), "said": said}
    if not rules.by_itself(one):
        return {"tone": "note-near", "head": desk.say("desk.held.restored"), "said": said}
    if rules.is_late(one, desk.now):
        late = [*said, desk.say("desk.held.late.next")]
        return {"tone": "note-near", "head": desk.say("desk.held.late", at=when), "said": late}
    return {
        "tone": "note",
        "head": desk.say("desk.held.waits", at=words.clock(one.due_at)),
        "said": [*said, desk.say("desk.held.meanwhile")],
    }


# --- where else it is told of -----------------------------------------------------------------------------------------


def today(desk: Desk) -> list[dict[str, str]]:
    """What Today says of the notices that this person ordered, or whoever had the post before: one line each."""
    found = rules.for_today(desk.actor)
    numbers, alone = rules.numbers_of(found), rules.by_themselves(found)
    return [
        {"url": desk.url("held", one.pk), **_line(desk, one, *numbers[one.pk], alone=one.pk in alone)} for one in found
    ]


def _line(desk: Desk, one: Held, going: int, left: int, *, alone: bool) -> dict[str, str]:
    if one.stopped_id is not None:
        return {"tone": "note-near", "said": desk.say("desk.today.held.stopped", n=going, who=one.ended_name or "–")}
    if one.ended_at is not None:
        return {"tone": "note-near", "said": desk.say("desk.today.held.left", n=left, at=desk.moment(one.ended_at))}
    if not alone:
        return {"tone": "note-near", "said": desk.say("desk.today.held.restored", n=going)}
    if rules.is_late(one, desk.now):
        return {"tone": "note-near", "said": desk.say("desk.today.held.late", n=going, at=desk.moment(one.due_at))}
    return {"tone": "note", "said": desk.say("desk.today.held.waits", n=going, at=words.clock(one.due_at))}


def beside(desk: Desk, found: Case) -> dict[str, str]:
    """What the page of a case says of a notice that waits to go to it, or that was not sent to it; empty for none."""
    inside = rules.in_case(found)
    if inside is None:
        return {}
    one = inside.held
    said: dict[str, str] = {"name": _name(desk, one, [found]), "who": one.actor_name or "–"}
    url = desk.url("held", one.pk)
    if inside.why:
        why = why_left(desk, inside.why, inside.params or {})
        return {"url": url, "tone": "note-near", "said": desk.say("desk.held.case.left", why=why, **said)}
    at = desk.moment(one.due_at)
    key = "desk.held.case.late" if rules.is_late(one, desk.now) else "desk.held.case.waits"
    return {"url": url, "tone": "note-near", "said": desk.say(key, at=at, **said)}


def sentence(desk: Desk, cases: Sequence[Case], step: str) -> str:
    """The sentence above the words that reporters will read, where all of them will read the same."""
    said = {queries.sentence(case, step, desk.lang) for case in cases}
    return said.pop() if len(said) == 1 else ""


def before_ordering(desk: Desk, going: Sequence[together.Fate], step: str) -> dict[str, Any]:
    """What the preview says of holding: until when, and in which cases a limit is over before that."""
    cases = [one.case for one in going]
    until = rules.goes_out_at(desk.now)
    limits = []
    for case, clocks in rules.limits_within(cases, step, desk.now, until):
        known = queries.rules_of(case)[1].clocks
        limits.append({**named(desk, case), "clocks": "; ".join(desk.pick(known[name].names) for name in clocks)})
    return {
        "said": desk.say("desk.held.look", minutes=rules.HOLD // 60, at=words.clock(until)),
        "stop": desk.say("desk.held.look.stop"),
        "limits": limits,
        "limits_said": desk.say("desk.held.look.limits", n=len(limits)),
    }
