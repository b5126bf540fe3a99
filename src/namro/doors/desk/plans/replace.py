"""Replacing a document: everything that stands on it gets its place in the new one or its end, in one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed
from datetime import date

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked, typed
from namro.doors.desk.page import STALE, Desk, Wrong, number_of, page, seen_of, text_of
from namro.doors.desk.plans.carried import chosen as carried
from namro.doors.desk.plans.carried import known as known_odd
from namro.doors.desk.plans.carried import odd_said, offered
from namro.doors.desk.plans.document import may_replace
from namro.doors.desk.plans.lines import short
from namro.doors.desk.plans.replace_lines import END, Line, chosen, filled, lines_of, said_wrong
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import queries, scope, target_queries
from namro.work.plans.below import Below, since
from namro.work.plans.carried import could_carry, replace_carrying
from namro.work.plans.hanging import replacing_stand
from namro.work.plans.models import Instrument, Relation
from namro.work.plans.over_open import open_on
from namro.work.plans.relating import must_replace
from namro.work.plans.replacing_actions import Fate, Replaced, would
from namro.work.plans.stands import mark
from namro.work.plans.succession import followers

NAMED = 20
"""Documents that stand on the old one and are named; of more it is said how many."""


@page("GET", "POST")
def replace(desk: Desk, ref: str) -> HttpResponse:
    """First by which document; then what becomes of each open task and target; then all of it in one action."""
    old = scope.instrument(desk.actor, ref, desk.on)
    if not may_replace(desk, old):
        raise NotThere
    others = followers(old, desk.on)
    inputs, going = _inputs(desk, others), text_of(desk, "go")
    new = next((one for one in others if str(one.pk) == text_of(desk, "by")), None)
    if desk.request.method != "POST" or new is None:
        wrongs: list[Wrong] = []
        if desk.request.method == "POST":
            inputs, wrongs = _judged(desk, inputs)
        return _shown(desk, old, inputs, wrongs)
    inputs, wrongs = _judged(desk, inputs)
    lines, stand = lines_of(desk, old, new), replacing_stand(old, new)
    if going == "look":
        wrongs += [] if wrongs else _too_early(desk, old, new, inputs)
        return _shown(desk, old, inputs, wrongs, stand, None if wrongs else lines, new=new)
    lines, every, seen = [one.typed(desk) for one in lines], typed(desk, _every(desk, lines)), text_of(desk, "seen")
    if going != "do":
        lines, wrongs = filled(lines, going, chosen(every)), []
        if going == "fill" and not chosen(every):
            wrongs = [Wrong(desk.say("desk.plan.replace.all.none"), "all")]
        return _shown(desk, old, inputs, wrongs, seen[:100] or stand, lines, every, new=new, filling=True)
    wrongs += said_wrong(desk, lines, _value(inputs, "ends"))
    said_before = text_of(desk, "told")[:100]
    if not wrongs and said_before and said_before != mark(_sums(desk, old, new, inputs, lines)):
        wrongs = [Wrong(desk.say("desk.plan.replace.sum.other"), "sums")]
    status = 422
    if not wrongs:
        try:
            done = _do(desk, old, new, inputs, lines)
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            wrongs = [odd_said(_wrong(desk, refused), refused)]
            if refused.code in STALE:
                seen, status = "", 409
        else:
            said = {"targets_moved": done.targets_moved, "targets_ended": done.targets_ended}
            told = desk.say("desk.plan.replace.done", n=done.moved, ended=done.ended, **said)
            began = day_in(_value(inputs, "begins")) or desk.on
            desk.tell(" ".join([told, *_documents(desk, done.below, new, began, "did")]))
            return desk.go("plan-lineage", new.ref)
    return _shown(desk, old, inputs, wrongs, seen[:100] or stand, lines, every, new=new, status=status)


def _shown(
    desk: Desk,
    old: Instrument,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong],
    seen: str = "",
    lines: Sequence[Line] | None = None,
    every: Input | None = None,
    *,
    new: Instrument | None = None,
    filling: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form; with all that stands on the document where `lines` says it. `filling`: a button filled some in."""
    rows = len(queries.hanging(desk.actor, old.ref, desk.on))
    rows += len(target_queries.targets_hanging(desk.actor, old.ref, desk.on))
    ready, lines = lines is not None, lines or []
    apart = ready and bool(lines)
    fits = sum(1 for one in lines if one.offer and not chosen(one.fate))
    sums = _sums(desk, old, new, inputs, lines) if ready and new is not None else []
    began = day_in(_value(inputs, "begins")) or desk.on
    above = could_carry(desk.actor, new, began, desk.on, old) if ready and new is not None else []
    return desk.answer(
        "plan-replace",
        status,
        wrongs,
        title=desk.say("desk.action.plans.replace_instrument"),
        lead=desk.say("desk.plan.replace.lead", n=open_on(old), rows=rows),
        back={"url": desk.url("plan-lineage", old.ref), "name": old.symbol or old.title},
        inputs=marked([one for one in inputs if one.id != "ends"], wrongs),
        ready=ready,
        every=marked([every or _every(desk, lines)], wrongs) if len(lines) > 1 else [],
        ends=marked([one for one in inputs if one.id == "ends"] + _unanswered(desk, lines), wrongs) if apart else [],
        lines=[one.marked(wrongs) for one in lines],
        open=sum(1 for one in lines if not chosen(one.fate)),
        above=marked(offered(desk, above), wrongs),
        offers=desk.say("desk.plan.replace.offers", n=fits) if fits > 1 else "",
        filled=filling,
        sums=sums,
        told=mark(sums),
        seen=seen,
    )


def _sums(
    desk: Desk, old: Instrument, new: Instrument, inputs: Sequence[Input], lines: Sequence[Line]
) -> list[str]:  # fmt: skip
    """What the button does as things are chosen now: how many tasks of how many offices move, end or have no choice
    yet, how many targets, and which documents go on under the new one or stand on the old one still."""
    fates = {one.ref: "end" if chosen(one.fate) == END else "move" for one in lines if chosen(one.fate)}
    found, said = would(old, new, fates, desk.on), []
    for name, n in found.tasks.items():
        targets = found.targets[name]
        parts = [desk.say("desk.plan.replace.sum.tasks", n=n, offices=desk.say("desk.plan.replace.sum.offices",
                 n=found.offices[name]))] if n else []  # fmt: skip
        parts += [desk.say("desk.plan.replace.sum.targets", n=targets)] if targets else []
        if parts:
            said.append(desk.say(f"desk.plan.replace.sum.{name}", what="; ".join(parts)))
    return said + _documents(desk, found.below, new, day_in(_value(inputs, "begins")) or desk.on, "sum")


def _documents(desk: Desk, found: Below, new: Instrument, day: date, key: str) -> list[str]:
    """Which documents implement the new one from when on, and which stand on the old one still. `key`: "sum" of what
    would be, "did" of what is so."""
    said = []
    if found.follows:
        names = [
            desk.say("desk.plan.replace.follows.one", document=_called(desk, one), day=words.dmy(since(one, new, day)))
            for one in found.follows
        ]
        by = new.symbol or new.title
        said.append(desk.say(f"desk.plan.replace.{key}.follows", by=by, names=_few(desk, names)))
    if found.stays:
        names = [desk.say(f"desk.plan.replace.stays.{one.kind}", document=_called(desk, one)) for one in found.stays]
        said.append(desk.say(f"desk.plan.replace.{key}.stays", names=_few(desk, names)))
    return said


def _called(desk: Desk, one: Relation) -> str:
    document = one.source
    name = document.symbol or short(document.title, 90)
    return f"{name} ({document.issuer})" if document.issuer else name


def _few(desk: Desk, names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = [desk.say("desk.plan.replace.documents-more", n=len(names) - NAMED)] if len(names) > NAMED else []
    return "; ".join([*names[:NAMED], *more])


UNANSWERED = "unanswered"


def _unanswered(desk: Desk, lines: Sequence[Line]) -> list[Input]:
    """The tick without which no report ends that waits for an answer, where lines with such reports are to end. It
    carries how many, so that it is asked once more where that changed."""
    n = sum(one.waits for one in lines if chosen(one.fate) == END)
    sent = desk.request.POST.getlist(UNANSWERED)
    if not n:
        return []
    tick = Option(str(n), desk.say("desk.plan.replace.unanswered", n=n))
    asked, hint = desk.say("desk.plan.replace.unanswered.ask"), desk.say("desk.plan.replace.unanswered.hint")
    return [Input(UNANSWERED, "some-of", asked, hint, False, options=(tick,)).choosing(sent)]


def _judged(desk: Desk, inputs: Sequence[Input]) -> tuple[list[Input], list[Wrong]]:
    found, wrongs = judged(desk, inputs)
    began = _value(found, "begins")
    if began and day_in(began) is None:
        wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.plan.replace.begins")), "begins"))
    return found, wrongs


def _too_early(desk: Desk, old: Instrument, new: Instrument, inputs: Sequence[Input]) -> list[Wrong]:
    """Why the action would refuse that document from that day, before anything is chosen."""
    day = day_in(_value(inputs, "begins"))
    assert day is not None, "judged before"
    try:
        must_replace(new, old, day, desk.on)
    except Refused as refused:
        return [_wrong(desk, refused)]
    return []


def _value(inputs: Sequence[Input], name: str) -> str:
    return next(one.value for one in inputs if one.id == name)


def _wrong(desk: Desk, refused: Refused) -> Wrong:
    said = desk.refusal(refused)
    return Wrong(said.text, "ends" if refused.field == "fates" else said.field)


def _inputs(desk: Desk, others: list[Instrument]) -> list[Input]:
    """By which document, from when, why, and why some of it ends."""

    def say(name: str) -> str:
        return desk.say(f"desk.plan.replace.{name}")

    known = tuple(Option(str(one.pk), f"{one.symbol}, {short(one.title, 90)}") for one in others)
    return [
        Input("by", "list", say("by"), say("by.hint"), options=known),
        Input("begins", "line", say("begins"), say("begins.hint"), value=words.dmy(desk.on), short=True,
              inputmode="numeric", most=20),
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.plan.reason.hint"), most=2000,
              rows=3),
        Input("ends", "long-text", say("ends"), say("ends.hint"), False, most=2000, rows=2,
              needed=say("ends.needed")),
    ]  # fmt: skip


def _every(desk: Desk, lines: Sequence[Line]) -> Input:
    """One choice for all lines that have none yet."""
    options = lines[0].fate.options if lines else ()
    options = tuple(changed(one, chosen=False) for one in options)
    say = desk.say
    return Input(
        "all", "list", say("desk.plan.replace.all"), say("desk.plan.replace.all.hint"), False, options=options,
        needed=say("desk.plan.replace.all.needed"),
    )  # fmt: skip


def _do(desk: Desk, old: Instrument, new: Instrument, inputs: Sequence[Input], lines: Sequence[Line]) -> Replaced:
    """Takes the action; what moved and what ended. Raises what it raises."""
    begins = day_in(_value(inputs, "begins"))
    assert begins is not None, "judged before"
    fates = {}
    for one in lines:
        choice = chosen(one.fate)
        ends = one.why.value or _value(inputs, "ends")
        fates[one.ref] = Fate(ends=ends) if choice == END else Fate(clause=int(choice))
    told = text_of(desk, UNANSWERED)
    return replace_carrying(
        old, by=new, begins=begins, fates=fates, implements=carried(desk), known=known_odd(desk),
        reason=_value(inputs, "reason"), seen=seen_of(desk), unanswered=number_of(told) if told else None,
        actor=desk.actor, now=desk.now, on=desk.on,
    )  # fmt: skip
