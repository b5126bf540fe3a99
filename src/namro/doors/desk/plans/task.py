"""One promise on one page: what is clear about it, why it is done, what proves it, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import FileResponse, HttpResponse

from namro.doors import periods, within, words
from namro.doors.desk.files import as_sent
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans import asking as plan_asking
from namro.doors.desk.plans import carried
from namro.doors.desk.plans import document as plan_document
from namro.doors.desk.plans.answers import link_to
from namro.doors.desk.plans.drawing import clauses, drawn, edge_said, links, name_of, of_whom
from namro.doors.desk.plans.issuers import issuer_said, named
from namro.doors.desk.plans.lines import (
    celled,
    every_of,
    everyone,
    for_period,
    iso_day,
    lead,
    left,
    offices,
    plain,
    short,
    state,
    title_of,
)
from namro.doors.desk.plans.refs import files_said, refs_in
from namro.doors.desk.plans.stood import document, gone_said, place
from namro.doors.desk.plans.views import behind, publishing_link
from namro.doors.plan_words import clause_said
from namro.ground.files.keeping import open_file
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.sets import set_of
from namro.work.plans import answering, listed, queries, scope
from namro.work.plans.clears import ONE
from namro.work.plans.lineage import lineage as graph_of
from namro.work.plans.lineage import lines
from namro.work.plans.models import Act, Clause, Instrument, Task
from namro.work.plans.stood_on import Former, stood_on
from namro.work.plans.taken_over import taken_over
from namro.work.plans.task_said import BESIDE, others_of
from namro.work.plans.task_states import Owed

CUT = 400
"""Characters of a clause that are shown at once."""
LATEST = 40
"""Of what happened, what is shown at once; the rest opens."""


@page()
def task(desk: Desk, ref: str) -> HttpResponse:
    """The page of a task; to an office that led it once, what that did."""
    try:
        whole = queries.whole_task(desk.actor, ref, desk.on)
    except NotThere:
        return _once_led(desk, ref)
    found, standing = whole.task, whole.standing
    why = queries.why(desk.actor, ref, desk.on)
    history = queries.history_of(desk.actor, ref, desk.on)
    named = {*standing.data.get("with", ()), *(row.data.get("lead_office_id") for row in history)}
    names = offices(desk, named)
    took = taken_over(found)
    reports = queries.proofs(desk.actor, ref, desk.on, took)
    refs = refs_in(desk, (ref for one in reports for ref in one.refs))
    proofs = [_proof(desk, one, whole.owed, refs) for one in reports]
    said, tone = left(desk, found)
    waits = _waits(desk, whole)
    said, tone = (said, tone) if tone == "late" or not waits else ("", "")
    happened = _happened(desk, history, names)
    parts = queries.parts_of(desk.actor, ref, desk.on)
    held = _held(desk, parts)
    return desk.answer(
        "plan-task",
        task={
            **heading(desk, found),
            **({"state": desk.say("desk.plan.state.ended-whole")} if standing.ended else {}),
            "left": said,
            "tone": tone,
            "blocked": found.blocked,
            "assigner": desk.pick(found.assigner.names),
            "whole_matter": found.matter if len(found.matter) > CUT else "",
        },
        into=_into(desk, whole),
        took=_taken(desk, took),
        asked=plan_asking.said(desk, whole),
        asked_of=standing.asked.of if standing.asked else "",
        clears=_clears(desk, whole, names),
        card=[
            {"name": desk.say(f"desk.plan.input.{part}"), "text": standing.words[part]}
            for part in BESIDE
            if standing.words.get(part)
        ],
        why=_why(desk, why, stood_on([found]).get(found.pk, ())),
        proofs=proofs,
        parts=[
            {
                "url": desk.url("plan-task", part.ref),
                "matter": title_of(desk, part.matter, CUT),
                "state": desk.say("desk.plan.state.ended-whole")
                if part.state == Task.ENDED and found.state in (Task.ACCEPTED, Task.ENDED)
                else state(desk, part),
                "who": part.team or held.get(part.lead_post_id or 0) or lead(desk, part),
                "late": left(desk, part),
            }
            for part in parts
        ],
        earlier=happened[:-LATEST],
        happened=happened[-LATEST:],
        answers=link_to(desk, answering.waiting_of(desk.actor, found, desk.on), task=found.ref),
        clear_url=publishing_link(desk, found),
        spread_url=behind(desk, found.plan, "all", task=found.ref) if found.spread else "",
        not_begun=not_begun(desk, whole) if listed.reported_later(desk.actor, found, standing, desk.on) else "",
        now=[
            {
                "url": desk.url("plan-task-deed", found.ref, name.replace("_", "-")),
                "name": deed_name(desk, name, standing.state),
                "effect": deed_effect(desk, name, standing.state),
                "first": at == 0,
            }
            for at, name in enumerate(listed.offered(desk.actor, found, standing, desk.on))
        ],
        own_evidence=desk.actor.ref in standing.reporters
        and listed.sits(desk.actor, found.assigner_id, "plans.accept"),
    )


def _once_led(desk: Desk, ref: str) -> HttpResponse:
    """What the own office did of a task that another leads now: until when, why, and its reports. Raises `NotThere`."""
    found, reports = queries.proofs_once(desk.actor, ref, desk.on)
    names = offices(desk, {row.data.get("lead_office_id") for row in found.acts})
    refs = refs_in(desk, (ref for one in reports for ref in one.refs))
    happened = _happened(desk, found.acts, names)
    return desk.answer(
        "plan-task-once",
        task={"ref": found.task.ref, "matter": title_of(desk, found.task.matter, CUT), "plan": found.task.plan.name},
        assigner=desk.pick(found.task.assigner.names),
        until=desk.day(desk.pack.calendar.local(found.ended.deed.at)),
        lead=names.get(found.ended.data.get("lead_office_id") or 0, ""),
        reason=found.ended.words.get("reason", ""),
        proofs=[_proof(desk, one, (), refs) for one in reports],
        happened=[said for row, said in zip(found.acts, happened, strict=True) if row.seq in found.own],
    )


def _held(desk: Desk, parts: Sequence[Task]) -> dict[int, str]:
    """By post who does the parts that were given to posts: the holder with the post, else the post."""
    posts = {part.lead_post_id: part for part in parts if part.lead_post_id}
    names = people.post_holders(posts, desk.on) if posts else {}
    return {
        pk: desk.say("desk.plan.post", name=names[pk], role=desk.role(part.lead_post.role))
        for pk, part in posts.items()
        if pk in names and part.lead_post is not None
    }


def _into(desk: Desk, whole: queries.Whole) -> dict[str, str]:
    """The task in which a moved one ended; its page, where the reader may open it."""
    kind, _, ref = whole.standing.into.partition(":")
    if not kind:
        return {}
    try:
        one = scope.task(desk.actor, ref, desk.on)
    except NotThere:
        return {"ref": ref, "url": "", "lead": ""}
    return {"ref": ref, "url": desk.url("plan-task", ref), "lead": lead(desk, one)}


def _taken(desk: Desk, former: Sequence[Task]) -> list[dict[str, str]]:
    """The tasks that ended in the one on the page, and when."""
    seen = {one.pk for one in listed.readable(desk.actor, former, desk.on)}
    return [
        {
            "ref": one.ref,
            "url": desk.url("plan-task", one.ref) if one.pk in seen else "",
            "lead": lead(desk, one),
            "on": words.dmy(one.closed_on) if one.closed_on else "",
        }
        for one in former
    ]


def heading(desk: Desk, found: Task) -> dict[str, Any]:
    """What every page about a task says of it at the top."""
    return {
        "ref": found.ref,
        "url": desk.url("plan-task", found.ref),
        "matter": title_of(desk, found.matter, CUT),
        "plan": found.plan.name,
        "plan_url": desk.url("plan", found.plan.ref),
        "state": state(desk, found),
        "lead": lead(desk, found, everyone(desk, [found])),
        "led": found.lead_office is not None or found.spread,
    }


def _clears(desk: Desk, whole: queries.Whole, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """A row for each clear that the pack asks for: what is said, and what a draft misses."""
    found, data = whole.task, whole.standing.data
    missing: dict[str, list[str]] = {}
    for one in whole.unclear:
        missing.setdefault(one.clear, []).append(desk.say(f"desk.plan.why.{one.why}"))
    posts = {}
    if found.lead_office_id and (whole.answers or found.lead_post_id):
        posts = {post: name for post, name, _ in people.holders_at(found.lead_office_id, desk.on)}
    among = set_of(desk.pack, data.get("among") or (), data.get("units") or ())
    person = [every_of(desk, among) if found.spread else lead(desk, found)]
    if found.lead_post_id:
        person.append(posts.get(found.lead_post_id, ""))
    elif found.lead_role:
        person.append(desk.role(found.lead_role))
    helping = ", ".join([*(names.get(pk, "") for pk in data.get("with", ())), *others_of(whole.standing.words)])
    head = [desk.role(found.head_role)] if found.head_role else []
    if whole.answers and whole.answers != found.lead_post_id:
        head.append(desk.say("desk.plan.answers-today", name=posts.get(whole.answers, "")))
    said = {
        "person": [*(text for text in person if text), *([desk.say("desk.plan.with", who=helping)] if helping else [])],
        "matter": [clause_said(desk.lang, found.clause.label), short(celled(found.clause.text))]
        if found.clause
        else [],
        "task": [
            *([found.product] if found.product else []),
            *([desk.say("desk.plan.two.said-one")] if data.get("holds") == ONE else []),
        ],
        "time": _time(desk, whole),
        "responsibility": head,
        "authority": [text] if (text := whole.standing.words.get("authority", "")) else [],
    }
    programme = desk.pack.programme
    asked = programme.asked if programme else ()
    shown = [clear for clear in said if clear in asked or said[clear]]
    return [
        {
            "name": desk.pick(programme.clears[clear]) if programme else clear,  # type: ignore[index]
            "lines": said[clear],
            "missing": missing.get(clear, []),
        }
        for clear in shown
    ]


def _time(desk: Desk, whole: queries.Whole) -> list[str]:
    """The day that is owed, what was promised first, and by how much it slipped."""
    found, time = whole.task, whole.standing.data.get("time") or {}
    told = []
    if found.rhythm:
        told.append(again(desk, time))
    owed = whole.standing.shown
    if owed and owed.period:
        told += [_waits(desk, whole)] if whole.standing.waits else []
        told += [for_period(desk, owed.period, owed.due_on)] if owed.state != "reported" else []
    elif found.due_on:
        told.append(desk.say("desk.plan.due", day=desk.day(found.due_on)))
    elif not found.rhythm and (said := promised(desk, time)):
        told.append(said)
    if whole.slippage and found.baseline_on:
        key = "desk.plan.slipped" if whole.slippage > 0 else "desk.plan.forward"
        told.append(desk.say(key, n=abs(whole.slippage), day=words.dmy(found.baseline_on)))
    return told


def _waits(desk: Desk, whole: queries.Whole) -> str:
    """The period of which a report waits; "" where none does, or where the task comes once."""
    one = whole.standing.waits
    if one is None or not one.period:
        return ""
    return desk.say("desk.plan.waits", period=for_period(desk, one.period, one.due_on))


def not_begun(desk: Desk, whole: queries.Whole) -> str:
    """From when the next period that has not begun can be reported; "" where all that is owed has."""
    waits = [one for one in whole.standing.left if one.from_on > desk.on]
    if not waits:
        return ""
    later = min(waits, key=lambda one: one.from_on)
    period, day = periods.said(desk.lang, later.period), words.dmy(later.from_on)
    return desk.say("desk.plan.not-begun", period=period, day=day)


def promised(desk: Desk, time: Mapping[str, Any]) -> str:
    """When a task is to be done as its draft says it: how often, by which day or within which term; "" for nothing."""
    if time.get("rhythm"):
        return again(desk, time)
    if time.get("day"):
        return desk.say("desk.plan.due", day=iso_day(time["day"]))
    return desk.say("desk.plan.term", term=term(desk, str(time["term"]))) if time.get("term") else ""


def ungiven(name: str, state: str) -> bool:
    """Whether a deed takes a task out of a draft: nobody was given it, so there is no other side."""
    return name == "withdraw" and state in (Task.DRAFT, Task.PRINCIPLE)


def deed_name(desk: Desk, name: str, state: str) -> str:
    """What a deed is called: a task that nobody was given is not withdrawn, it is removed from the draft."""
    return desk.say("desk.plan.remove" if ungiven(name, state) else f"desk.action.plans.{name}")


def deed_effect(desk: Desk, name: str, state: str) -> str:
    """What a deed will cause."""
    return desk.say("desk.plan.remove.effect") if ungiven(name, state) else desk.say(f"desk.plan.effect.{name}")


def term(desk: Desk, said: str) -> str:
    """A term such as "10 working days", in words."""
    amount, _, unit = said.partition(" ")
    return desk.say(f"clocks.term.{unit.replace(' ', '-')}", n=int(amount)) if amount.isdecimal() else said


def again(desk: Desk, time: Mapping[str, Any]) -> str:
    """How often something comes again, by which day of each period, from when where that is said, and until when."""
    often = how_often(desk, time)
    if time.get("begins"):
        often = desk.say("desk.plan.rhythm-from", rhythm=often, day=iso_day(time["begins"]))
    if not time.get("until"):
        return often
    return desk.say("desk.plan.rhythm-until", rhythm=often, day=iso_day(time["until"]))


def how_often(desk: Desk, time: Mapping[str, Any]) -> str:
    """How often something comes again, how it is reported on where it is ongoing, and by which day of each period."""
    often, comes = rhythm(desk, str(time["rhythm"])), str(time.get("reports") or time["rhythm"])
    if time.get("reports"):
        often = desk.say("desk.plan.ongoing", reports=rhythm(desk, comes).lower())
    if not time.get("within"):
        return often
    return desk.say("desk.plan.rhythm-within", rhythm=often, within=within.said(desk.lang, comes, time["within"]))


def rhythm(desk: Desk, name: str) -> str:
    """How often something comes again, in words."""
    return desk.say(f"desk.plan.rhythm.{name}")


def _why(desk: Desk, why: queries.Why, stood: Sequence[Former]) -> dict[str, Any]:
    """What a task answers. Of one that was put on another document (`stood`) that is the clause it stands on now; the
    sentence that it was read from stands with what it answered before."""
    instrument = why.instrument
    moved = bool(stood and why.clauses)
    clauses = [_clause(desk, clause, instrument) for clause in why.clauses]
    if not moved and clauses and plain(why.clauses[0].text) == plain(why.source):
        clauses[0] |= {"text": desk.say("desk.plan.same-sentence"), "whole": ""}
    return {
        "source": clauses[0]["text"] if moved else celled(why.source),
        "label": clauses[0]["label"] if moved else "",
        "rest": clauses[0]["whole"] if moved else "",
        "clauses": clauses[1:] if moved else clauses,
        "instrument": instrument,
        "issuer": issuer_said(desk, instrument.issuer),
        "kind_and_symbol": document(desk, instrument),
        "dated": words.dmy(instrument.dated) if instrument.dated else "",
        "url": desk.url("plan-lineage", instrument.ref),
        "above": [
            {"url": desk.url("plan-task", one.ref), "matter": title_of(desk, one.matter), "plan": one.plan.name}
            for one in listed.readable(desk.actor, why.tasks[1:], desk.on)
        ],
        "formerly": [
            {
                "place": place(desk, one.clause, one.instrument, gone=True),
                "text": short(celled(one.clause.text), CUT) if one.clause else "",
            }
            for one in stood
        ],
        "read_from": celled(why.source) if moved else "",
    }


def _clause(desk: Desk, clause: Clause, instrument: Instrument) -> dict[str, str]:
    said = desk.say("desk.plan.document.is-former") if hasattr(clause, "reworded") else ""
    said = said or gone_said(desk, instrument, clause)
    label = clause_said(desk.lang, clause.label)
    return {
        "label": f"{label} ({said})" if said else label,
        "text": short(celled(clause.text), CUT),
        "whole": celled(clause.text) if clause.text[CUT:] else "",
    }


def _proof(desk: Desk, one: queries.Proof, owed_: Sequence[Owed], refs: dict[str, dict[str, str]]) -> dict[str, Any]:
    due = next((owed.due_on for owed in owed_ if owed.period and owed.period == one.period), None)
    return {
        "on": desk.day(one.on),
        "by": one.by,
        "text": one.text,
        "period": for_period(desk, one.period, due) if due else "",
        "files": files_said(desk, one.files),
        "refs": [refs[ref] for ref in one.refs],
        "became": desk.say(f"desk.plan.became.{one.became}"),
        "tone": {"accepted": "on-time", "sent-back": "late"}.get(one.became, ""),
        "answer": one.answer,
        "of": desk.say("desk.plan.proof.of", lead=lead(desk, one.of), ref=one.of.ref) if one.of else "",
    }


def did(row: Act) -> str:
    """The key that says what was done: of a decision also whether it was agreed to, of an end whether it was that
    of the whole."""
    if row.verb == "end" and row.data.get("whole"):
        return "desk.plan.did.end-whole" + ("-withdrawn" if row.data.get("withdrawn") else "")
    if row.data.get("replaced_by"):
        return "desk.plan.did.end-replaced"
    agreed = row.data.get("agreed") if row.verb == "decide" else None
    return f"desk.plan.did.{row.verb}" + ("" if agreed is None else "-yes" if agreed else "-no")


def _happened(desk: Desk, history: Sequence[Act], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What was done to a task, in order; a day that was moved with the day that it was before, a lead with the office
    that led before, a delegation with who held the post when it was given."""
    owed: dict[str, str] = {}
    led = 0
    rows = []
    for row in history:
        rows.append(_happened_once(desk, row, names, owed))
        if row.verb in ("change-lead", "move-lead") and led in names:
            rows[-1]["said"] = desk.say("desk.plan.did.led-before", said=rows[-1]["said"], office=names[led])
        led = row.data.get("lead_office_id") or led
        if row.verb in ("delegate", "take-back"):
            held = people.post_holders([row.data["post_id"]], desk.pack.calendar.local(row.deed.at))
            who = held.get(row.data["post_id"]) or desk.say("desk.head.nobody-now")
            rows[-1]["said"] = desk.say("desk.plan.did.to-whom", said=rows[-1]["said"], who=who)
        owed |= dict(row.data.get("dues", ()))
    return rows


def _happened_once(desk: Desk, row: Act, names: Mapping[int, str], owed: Mapping[str, str]) -> dict[str, Any]:
    dues = row.data.get("dues", ())
    moved = dues[0][0] if dues and row.verb == "change-time" else ""
    said = desk.say(
        did(row),
        day=iso_day(dues[0][1]) if dues else "",
        was=iso_day(owed[dues[0][0]]) if row.verb == "change-time" else "",
        office=names.get(row.data.get("lead_office_id") or 0, ""),
        begins=iso_day(row.data.get("begins")),
        ends=iso_day(row.data.get("ends")),
        until=iso_day(row.data.get("by")),
    )
    if row.verb in ("change-lead", "move-lead") and "with" in row.data:
        said = desk.say("desk.plan.did.helps-no-more", said=said)
    if period := moved or row.data.get("period"):
        said = desk.say("desk.plan.did.for-period", said=said, period=periods.said(desk.lang, period))
    return {
        "at": desk.moment(row.deed.at),
        "iso": row.deed.at.isoformat(),
        "said": said,
        "by": row.deed.actor_name,
        "words": [text for part in ("reason", "text", "answer") if (text := row.words.get(part))],
    }


@page()
def file(desk: Desk, token: str) -> HttpResponse:
    """A file of evidence or of an instrument that this person may read."""
    found = queries.file_of(desk.actor, token, desk.on)
    try:
        opened = open_file(found.path)
    except FileNotFoundError:
        raise NotThere from None
    return as_sent(FileResponse(opened, content_type=found.media_type), found.name, found.media_type, found.size)


@page()
def lineage(desk: Desk, ref: str) -> HttpResponse:
    """How an instrument stands to those above and below it, drawn and in lines, and what stands on its clauses."""
    graph = named(desk, graph_of(desk.actor, ref, desk.on))
    middle, urls = graph.nodes[graph.middle], links(desk, graph)
    return desk.answer(
        "plan-lineage",
        middle=middle,
        about=plan_document.about(desk, ref),
        replace_url=desk.url("plan-replace", ref)
        if plan_document.may_replace(desk, scope.instrument(desk.actor, ref, desk.on))
        else "",
        whole=graph.whole,
        drawing=drawn(desk, graph, urls),
        document=clauses(desk, ref),
        related=carried.related(desk, ref),
        lines=[
            {
                "depth": min(one.depth, 6),
                "how": edge_said(desk, one.edge) if one.edge else "",
                "name": name_of(desk, one.node),
                "node": one.node,
                "of": of_whom(one.node),
                "url": "" if one.middle else urls.get(one.node.id, ""),
                "middle": one.middle,
                "again": one.again,
            }
            for one in lines(graph)
        ],
    )
