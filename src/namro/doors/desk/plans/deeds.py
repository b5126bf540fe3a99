"""What can be done with a task that was given: one small form each, made from what the action needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse

from namro.doors import periods, words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plans import asking as plan_asking
from namro.doors.desk.plans import same
from namro.doors.desk.plans.answers import reports_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.draft import bad_days, draft
from namro.doors.desk.plans.lines import for_period, roles
from namro.doors.desk.plans.refs import found_said, refs_input, typed_refs
from namro.doors.desk.plans.reports import told_in
from namro.doors.desk.plans.standing_in import post_input
from namro.doors.desk.plans.task import again, deed_effect, deed_name, heading, not_begun, ungiven
from namro.doors.uploads import refused_files
from namro.ground.files.keeping import remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.places.fold import fold
from namro.rules.packs.refused import Refused
from namro.work.plans import (
    draft_actions,
    heirs,
    listed,
    moving_actions,
    queries,
    reopening_actions,
    reports,
    task_actions,
)
from namro.work.plans.answering import waits_of
from namro.work.plans.moving_actions import Part
from namro.work.plans.parts_ending import closes, open_parts, unanswered
from namro.work.plans.same_evidence import SameFiles
from namro.work.plans.shared_out import Parts, parts_done
from namro.work.plans.task_states import accepted_on

GROUPS = 3000
"""Characters of the names of groups that one form shares a task out to."""
REASONS = {
    "send_back": task_actions.send_back,
    "block": task_actions.block,
    "withdraw": task_actions.withdraw,
    "reopen": reopening_actions.reopen,
}
"""Deeds that need a reason and nothing more."""
ONCE = ("accept", "send_back", "change_time", "change_lead", "withdraw")
"""Deeds of whoever gave the task that know their form again; those of its lead that do, say so themselves."""


@page("GET", "POST")
def deed(desk: Desk, ref: str, deed: str) -> HttpResponse:
    """The form of one deed; what may not be done now by this person is not there."""
    name = deed.replace("-", "_")
    whole = queries.whole_task(desk.actor, ref, desk.on)
    sent = desk.request.method == "POST"
    if name not in listed.offered(desk.actor, whole.task, whole.standing, desk.on):
        if sent and (listed.done_before(desk.actor, sent_key(desk)) or listed.known(desk.actor, name)):
            before = listed.done_before(desk.actor, sent_key(desk)) == whole.task.guard_ref
            desk.tell_once(desk.say("desk.plan.sent-before" if before else "desk.plan.not-now"), warning=not before)
            return desk.go("plan-task", ref)
        raise NotThere
    if name == "change_draft":
        return draft(desk, whole)
    inputs = _inputs(desk, name, whole)
    wrongs: list[Wrong] = []
    status = 200
    if sent and text_of(desk, "go") == "find":
        inputs = [_found_again(own, one) for own, one in zip(inputs, judged(desk, inputs)[0], strict=True)]
    elif sent:
        inputs, wrongs = judged(desk, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        wrongs += bad_days(desk, inputs) + plan_asking.missing(desk, inputs) + _pasted_twice(desk, inputs)
        if not wrongs:
            ended = _ending(desk, name, whole, ("desk.plan.parts-ended", "desk.plan.parts-ended"))
            try:
                _do(desk, name, whole, inputs)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    desk.tell_once(desk.say("desk.plan.sent-before"))
                    return desk.go("plan-task", ref)
                wrongs, status = [_wrong(desk, refused)], 409 if refused.code == "plans.changed" else 200
                if isinstance(refused, SameFiles):
                    asked, wrongs = same.sent_again(desk, refused)
                    inputs = [*inputs, asked]
            if not wrongs:
                told = (_done(desk, name, whole), ended, _moved(desk, name, whole), _found(desk, inputs))
                desk.tell_once(" ".join(part for part in told if part))
                return desk.go("plan-task", ref)
    head = heading(desk, whole.task)
    first = name == "change_lead" and not sent and _answer_first(desk, name, whole)
    return desk.answer(
        "form",
        status,
        wrongs,
        title=deed_name(desk, name, whole.standing.state),
        lead=_lead_of(desk, name, whole),
        back={"url": head["url"], "name": head["matter"]},
        reports=reports_of(desk, whole.task)
        if name in ("accept", "send_back", "withdraw") or _answer_first(desk, name, whole)
        else [],
        inputs=marked(inputs, wrongs),
        ways=_ways(desk, whole) if first else [],
        instead=_ways(desk, whole) if name == "withdraw" and whole.standing.waits is not None else [],
        once=form_key(desk),
        seq=whole.task.seq if not sent or status == 409 else number_of(text_of(desk, "seq")),
        with_files=name == "report",
        button=deed_name(desk, name, whole.standing.state),
    )


def _found_again(own: Input, sent: Input) -> Input:
    """An input of a form on which an office was sought: not judged yet; the only choice that there is stays chosen."""
    chosen = any(one.chosen for one in sent.options)
    return replace(sent, wrong="", options=sent.options if chosen else own.options)


def _done(desk: Desk, name: str, whole: queries.Whole) -> str:
    """That it is done."""
    if ungiven(name, whole.standing.state):
        return desk.say("desk.plan.remove.done")
    if name == "split" and (last := moving_actions.last_day(whole.standing)) < desk.on:
        return desk.say("desk.plan.share.done-late", day=words.dmy(last))
    return desk.say(f"desk.plan.done.{name}")


def _found(desk: Desk, inputs: list[Input]) -> str:
    """Which cases and documents a report named, as they were found."""
    return found_said(desk, next((one.value for one in inputs if one.id == "refs"), ""))


def _moved(desk: Desk, name: str, before: queries.Whole) -> str:
    """Which day was moved, from when to when, where the deed moved one."""
    if name != "change_time" and not (name == "decide" and plan_asking.moved_by(desk, before) == "change_time"):
        return ""
    days = {one.period: one.due_on for one in queries.whole_task(desk.actor, before.task.ref, desk.on).owed}
    one = next((one for one in before.owed if days[one.period] != one.due_on), None)
    if one is None:
        return ""
    was, day = words.dmy(one.due_on), words.dmy(days[one.period])
    last = desk.pack.calendar.last
    beyond = f" {desk.say('desk.plan.moved.beyond', last=words.dmy(last))}" if days[one.period] > last else ""
    if not one.period:
        return desk.say("desk.plan.moved", was=was, day=day) + beyond
    period = periods.said(desk.lang, one.period)
    return desk.say("desk.plan.moved.period", period=period, was=was, day=day) + beyond


def _wrong(desk: Desk, refused: Refused) -> Wrong:
    fields = {"refs": "refs", "files": "files", "period": "period", "to": "to", "reason": "reason", "parts": "teams"}
    said = desk.refusal(refused)
    return replace(said, field=fields.get(said.field or "", said.field))


def _lead_of(desk: Desk, name: str, whole: queries.Whole) -> str:
    """What the deed causes and what it is about; whoever decides reads the question first."""
    effect = "" if _answer_first(desk, name, whole) else deed_effect(desk, name, whole.standing.state)
    parts = [effect, _said_last(desk, name, whole)]
    return " ".join(part for part in (reversed(parts) if name == "decide" else parts) if part)


def _said_last(desk: Desk, name: str, whole: queries.Whole) -> str:
    """What whoever answers reads first: that the evidence stands on the page of the task."""
    first = desk.say("desk.plan.answer-first") if _answer_first(desk, name, whole) else ""
    if name == "decide":
        return " ".join(part for part in (plan_asking.said(desk, whole), first) if part)
    if first:
        return first
    if name in ("report", "accept") and (parts := _parts_done(whole)).of:
        said = desk.say("desk.plan.parts-open", n=parts.done, of=parts.of)
        return f"{said} {_ending(desk, name, whole)}".rstrip()
    if name == "withdraw":
        n = unanswered(whole.task)
        waits = desk.say("desk.plan.withdraw.waits", n=n) if n else ""
        return " ".join(part for part in (waits, _ending(desk, name, whole)) if part)
    if name == "reopen":
        accepted = reports.last_accepted(whole.task, accepted_on(whole.standing, desk.on))
        return " ".join(dict.fromkeys(filter(None, told_in(desk, accepted))))
    if name == "change_time" and whole.task.due_on and len(_periods(desk, name, whole)) < 2:
        return desk.say("desk.plan.due-now", day=words.dmy(whole.task.due_on))
    return ""


def _ending(
    desk: Desk, name: str, whole: queries.Whole,
    keys: tuple[str, str] = ("desk.plan.parts-end", "desk.plan.parts-end.withdraw"),
) -> str:  # fmt: skip
    """That open parts end with the whole, where accepting what waits closes it or it is withdrawn; "" else. `keys`: the
    words for either."""
    closing = name == "withdraw" or (name == "accept" and closes(whole.owed))
    n = open_parts([whole.task.pk]).get(whole.task.pk, 0) if closing and not whole.task.spread else 0
    return desk.say(keys[name == "withdraw"], n=n) if n else ""


def _answer_first(desk: Desk, name: str, whole: queries.Whole) -> bool:
    """Whether the deed gives the task to another office while a report waits, which has to be answered first."""
    gives = name == "change_lead" or (name == "decide" and plan_asking.moved_by(desk, whole) == "change_lead")
    return gives and whole.standing.waits is not None


def _ways(desk: Desk, whole: queries.Whole) -> list[dict[str, str]]:
    """The forms by which the report that waits is answered."""
    there = listed.offered(desk.actor, whole.task, whole.standing, desk.on)
    return [
        {
            "url": desk.url("plan-task-deed", whole.task.ref, name.replace("_", "-")),
            "name": deed_name(desk, name, whole.standing.state),
        }
        for name in ("accept", "send_back")
        if name in there
    ]


def _unanswered(desk: Desk, whole: queries.Whole) -> list[Input]:
    """The tick without which no task is withdrawn while a report waits. It carries how many, so that it is asked once
    more where that changed."""
    if not (n := unanswered(whole.task)):
        return []
    tick = Option(str(n), desk.say("desk.plan.withdraw.unanswered", n=n))
    asked, hint = desk.say("desk.plan.replace.unanswered.ask"), desk.say("desk.plan.withdraw.unanswered.hint")
    return [Input("unanswered", "some-of", asked, hint, False, options=(tick,))]


def _parts_done(whole: queries.Whole) -> Parts:
    """How many of the parts are done; of what comes again for the period that is reported next or waits."""
    one = whole.standing.waits or whole.standing.shown
    return parts_done(whole.task, one.period if one is not None else "")


def _inputs(desk: Desk, name: str, whole: queries.Whole) -> list[Input]:
    if name in plan_asking.DEEDS:
        return plan_asking.inputs(desk, name, whole, _moving(desk, name, whole))
    found: list[Input] = []
    periods = _periods(desk, name, whole)
    hint = not_begun(desk, whole) if name == "report" else ""
    if len(periods) > 1 or (periods and hint):
        found.append(Input("period", "list", desk.say("desk.plan.input.period"), hint, True, options=periods))
    if name == "report":
        hint = desk.say("desk.plan.input.files.hint", product=whole.task.product)
        open_ = _parts_done(whole).open
        why = desk.say("desk.plan.parts-open.why") if open_ else ""
        found += [
            Input("text", "long-text", desk.say("desk.plan.input.text"), why, bool(open_), most=5000, rows=4),
            Input(
                "files",
                "files",
                desk.say("desk.plan.input.files"),
                hint,
                False,
                needed=desk.say("desk.input.one-of-two"),
            ),
            replace(refs_input(desk), needed=desk.say("desk.input.one-of-two")),
        ]
    if name == "change_time":
        found.append(_day(desk, "to"))
    if name == "change_lead":
        found += _lead(desk)
    if name == "split":
        found.append(_posts(desk, whole))
    if name == "delegate":
        found.append(post_input(desk, whole.task.lead_office_id or whole.task.assigner_id))
    if name == "split":
        hint = desk.say("desk.plan.input.teams.hint")
        name_ = desk.say("desk.plan.input.teams")
        needed = desk.say("desk.input.one-of-two")
        found.append(Input("teams", "long-text", name_, hint, False, most=GROUPS, rows=5, needed=needed))
        found.append(Input("matter", "long-text", desk.say("desk.plan.input.part"), "", False, most=5000, rows=3))
        found += _by_when(desk, whole)
        if queries.parts_of(desk.actor, whole.task.ref, desk.on, most=1):
            yes = Option("yes", desk.say("desk.plan.share.twice.yes"))
            found.append(Input("twice", "some-of", desk.say("desk.plan.share.twice"), "", False, options=(yes,)))
    if name == "delegate":
        found += [_day(desk, "begins"), _day(desk, "ends")]
    if name == "take_back":
        found.append(_delegated(desk, whole))
    if name in (*REASONS, "change_time", "change_lead", "take_back"):
        hint = desk.say("desk.plan.remove.hint" if ungiven(name, whole.standing.state) else "desk.plan.reason.hint")
        found.append(Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=3))
    found += same.accepted_again(desk, waits_of(desk.actor, whole.task)) if name == "accept" else []
    return [*found, *(_unanswered(desk, whole) if name == "withdraw" else [])]


def _moving(desk: Desk, name: str, whole: queries.Whole) -> list[Input]:
    """What the deed needs that a yes to a question takes at once."""
    deed = plan_asking.moved_by(desk, whole) if name == "decide" else ""
    if deed == "change_lead":
        return _lead(desk)
    if deed != "change_time":
        return []
    periods = _periods(desk, deed, whole)
    which = Input("period", "list", desk.say("desk.plan.input.period"), options=periods)
    return [*([which] if len(periods) > 1 else []), _day(desk, "to")]


def _day(desk: Desk, name: str) -> Input:
    said, hint = desk.say(f"desk.plan.input.{name}"), desk.say("desk.plan.day.hint")
    return Input(name, "line", said, hint, short=True, inputmode="numeric", most=20)


def _periods(desk: Desk, name: str, whole: queries.Whole) -> tuple[Option, ...]:
    """The periods that a deed can be about, by the day that is owed, those that wait for their answer last; the first
    is chosen."""
    states = {
        "report": ("open", "sent-back"), "accept": ("reported",), "send_back": ("reported",),
        "change_time": ("open", "sent-back", "reported"),
    }.get(name, ())  # fmt: skip
    today = accepted_on(whole.standing, desk.on) if name == "reopen" else []
    found = [one for one in whole.owed if one.period and (one.state in states or one.period in today)]
    found = [one for one in found if name != "report" or one.from_on <= desk.on]
    owed = sorted(found, key=lambda one: one.state == "reported")
    return tuple(
        Option(one.period, for_period(desk, one.period, one.due_on), chosen=at == 0) for at, one in enumerate(owed[:60])
    )


def _by_when(desk: Desk, whole: queries.Whole) -> list[Input]:
    """By when the parts are owed: as the task, until another day, or once. Of what is late already that it is."""
    last, time = moving_actions.last_day(whole.standing), whole.standing.data.get("time") or {}
    said = words.dmy(last)
    if last < desk.on:
        return [replace(_day(desk, "day"), hint=desk.say("desk.plan.share.late", day=said))]
    if not time.get("rhythm"):
        return [replace(_day(desk, "day"), hint=desk.say("desk.plan.share.by", day=said), required=False)]
    options = (
        Option("again", desk.say("desk.plan.share.again", again=again(desk, time)), chosen=True),
        Option("once", desk.say("desk.plan.share.once")),
    )
    return [
        Input("comes", "one-of", desk.say("desk.plan.share.comes"), options=options),
        replace(_day(desk, "day"), hint=desk.say("desk.plan.share.until", day=said), required=False),
    ]


def _posts(desk: Desk, whole: queries.Whole) -> Input:
    office = whole.task.lead_office_id or whole.task.assigner_id
    held: dict[int, str] = {}
    for post, who, role in people.holders_at(office, desk.on):
        held.setdefault(post, desk.say("desk.plan.post", name=who, role=desk.role(role)))
    options = tuple(Option(str(post), said) for post, said in held.items())
    needed = desk.say("desk.input.one-of-two")
    return Input("posts", "some-of", desk.say("desk.plan.input.posts"), "", False, options=options, needed=needed)


def _delegated(desk: Desk, whole: queries.Whole) -> Input:
    """The delegations that run or are to come."""
    left = [one for one in whole.standing.delegations if one.ends >= desk.on]
    names = people.post_holders({one.post_id for one in left}, desk.on)
    options = tuple(
        Option(
            f"{one.post_id}.{one.begins.isoformat()}",
            names.get(one.post_id) or desk.say("desk.head.nobody-now"),
            (desk.say("desk.plan.did.delegate", begins=words.dmy(one.begins), ends=words.dmy(one.ends)),),
            chosen=len(left) == 1,
        )
        for one in left
    )
    return Input("delegation", "one-of", desk.say("desk.plan.input.delegation"), options=options)


def _lead(desk: Desk) -> list[Input]:
    sought = text_of(desk, "to-find")[:100]
    chosen = desk.request.POST.get("to", "")
    ids = heirs.still_there(desk.on).order_by("code").values_list("pk", "names")
    options = tuple(Option(str(pk), people.said(names, desk.lang)) for pk, names in ids) if sought or chosen else ()
    found = Called(desk).narrowed(options, sought, chosen) if options else ()
    found = tuple(replace(one, chosen=True) for one in found) if len(found) == 1 else found
    one = next((one.id for one in found if one.chosen or one.id == chosen), "")
    kind = people.offices(desk.on).filter(pk=int(one)).values_list("kind", flat=True).first() if one else None
    return [
        Input(
            "to", "find", desk.say("desk.plan.input.lead"), desk.say("desk.plan.input.lead.hint"),
            options=found, sought=sought,
            find=desk.say("desk.plan.input.lead.find"), none=desk.say("desk.plan.input.lead.none"),
        ),
        _post_of(desk, "role", "plans.report", kind),
        _post_of(desk, "head", "plans.split", kind),
    ]  # fmt: skip


def _post_of(desk: Desk, name: str, may: str, kind: str | None) -> Input:
    """Who carries it out, or answers: of the posts that offices of the kind found have; the only one is chosen."""
    options = roles(desk, may)
    if kind is not None:
        options = tuple(one for one in options if kind in desk.pack.roles[one.id].at)
        options = tuple(replace(one, chosen=True) for one in options) if len(options) == 1 else options
    return Input(name, "list", desk.say(f"desk.plan.input.{name}"), options=options)


def _do(desk: Desk, name: str, whole: queries.Whole, inputs: list[Input]) -> None:
    """Takes the action. Raises what it raises."""
    task = whole.task
    typed = {one.id: one.value for one in inputs}
    chosen = {one.id: [o.id for o in one.options if o.chosen] for one in inputs}
    if name in plan_asking.DEEDS:
        return plan_asking.do(desk, name, whole, typed, chosen)
    act: Callable[..., Any]
    period = next(iter(chosen.get("period", [])), None)
    about: dict[str, Any] = {"period": period} if period else {}
    if name in REASONS:
        act = partial(REASONS[name], reason=typed["reason"])
        about = about if name in ("send_back", "reopen") else {}
        if name == "withdraw":
            about = {"unanswered": sum(int(n) for n in chosen.get("unanswered", []))}
    elif name == "accept":
        act = partial(task_actions.accept, same=same.ticked(desk))
    elif name == "report":
        return _report(desk, whole, typed, about)
    elif name == "change_time":
        act = partial(task_actions.change_time, to=_the_day(typed["to"]), reason=typed["reason"])
    elif name == "change_lead":
        office = people.offices(desk.on).get(pk=int(chosen["to"][0]))
        role, head = chosen["role"][0], chosen["head"][0]
        act = partial(moving_actions.change_lead, to=office, role=role, head=head, reason=typed["reason"])
    elif name == "delegate":
        post = people.posts_at(task.lead_office_id or task.assigner_id, desk.on).get(pk=int(chosen["post"][0]))
        act = partial(task_actions.delegate, post=post, begins=_the_day(typed["begins"]), ends=_the_day(typed["ends"]))
    elif name == "take_back":
        which, _, day = chosen["delegation"][0].partition(".")
        act = partial(task_actions.take_back, post=int(which), begins=day, reason=typed["reason"])
    elif name == "split":
        again_too = bool(chosen.get("twice"))
        act = partial(moving_actions.split, parts=_parts(typed, chosen), confirmed=again_too, once=sent_key(desk))
    else:
        act = {"unblock": task_actions.unblock, "keep_as_principle": draft_actions.keep_as_principle}[name]
    about |= {"once": sent_key(desk)} if name in ONCE else {}
    act(task, seen=number_of(text_of(desk, "seq")), actor=desk.actor, now=desk.now, **about)
    return None


def _pasted_twice(desk: Desk, inputs: list[Input]) -> list[Wrong]:
    """Which groups stand more than once among those to whom a task is shared out, however they are written."""
    typed = next((one.value for one in inputs if one.id == "teams"), "")
    found: dict[str, list[str]] = {}
    for line in filter(str.strip, typed.split("\n")):
        found.setdefault(fold(line), []).append(" ".join(line.split()))
    names = [lines[0] for lines in found.values() if len(lines) > 1]
    return [Wrong(desk.say("desk.plan.share.pasted-twice", names="; ".join(names)), "teams")] if names else []


def _parts(typed: dict[str, str], chosen: dict[str, list[str]]) -> list[Part]:
    matter = typed["matter"]
    day = day_in(typed["day"]) if typed["day"] else None
    part = Part(matter=matter, day=day, single=chosen.get("comes") == ["once"])
    teams = dict.fromkeys(line.strip() for line in typed["teams"].split("\n") if line.strip())
    return [replace(part, post=int(post)) for post in chosen["posts"]] + [replace(part, team=team) for team in teams]


def _report(desk: Desk, whole: queries.Whole, typed: dict[str, str], about: dict[str, Any]) -> None:
    """Keeps the files, then reports; what was kept for a report that was refused is taken away again."""
    refs = typed_refs(desk, typed["refs"])
    ready = []
    try:
        for upload in desk.request.FILES.getlist("files"):
            ready.append(take_in(upload))
        task_actions.report(
            whole.task, text=typed["text"], files=ready, refs=refs, seen=number_of(text_of(desk, "seq")),
            same=same.ticked(desk), once=sent_key(desk), actor=desk.actor, now=desk.now, **about,
        )  # fmt: skip
    except Refused:
        for one in ready:
            remove(one.path)
        raise


def _the_day(text: str) -> date:
    found = day_in(text)
    assert found is not None, "judged before"
    return found
