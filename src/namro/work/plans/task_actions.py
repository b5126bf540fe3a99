"""What is done with a task that was given: reported, accepted or sent back, moved in time, blocked, delegated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.ground.people.models import Post, in_force
from namro.ground.people.queries import post_holders
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, heirs
from namro.work.plans.answering import must_be_said, waits_of
from namro.work.plans.evidence_refs import evidence_refs
from namro.work.plans.history import acts_of
from namro.work.plans.models import Task
from namro.work.plans.parts_ending import end_parts
from namro.work.plans.parts_ending import unanswered as reports_ending
from namro.work.plans.same_evidence import PART, PERIOD, SENT_BACK, Before, SameFiles, before
from namro.work.plans.shared_out import parts_done
from namro.work.plans.task_states import TaskStanding
from namro.work.plans.turns import Turn, at_assigner, by_assigner, by_lead, must_be_open


@action("plans.report")
def report(
    task: Task,
    *,
    text: str = "",
    files: Sequence[Ready] = (),
    refs: Sequence[str] = (),
    period: str | None = None,
    same: Collection[str] = (),
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Report what was done, with what proves it: files, or references to a case, a figure or an instrument.

    `text` is needed where parts that the task was shared out into are not done (it says why the whole is), and where a
    file goes that came before (why it does). One file counts once, whatever it is called. `period`: of a task that
    comes again, else the earliest that is owed. Raises Refused `plans.parts-open`, `plans.no-evidence`,
    `plans.same-file-twice`, `plans.bad-ref`, `plans.unknown-ref`, `plans.own-instrument`, `plans.evidence-ended`,
    `plans.unknown-period`, `plans.period-not-begun`, `plans.not-open`, `plans.spread-is-theirs`, `plans.changed`,
    `AlreadyDone`, and by `SameFiles`, of each file whose SHA-256 the actor does not name among the `same`,
    `plans.same-as-sent-back` (with an earlier report), `plans.same-as-other-period`, `plans.same-as-other-part` (it
    proves that already), or where all of them are named and there is no text, `plans.same-without-why`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen, once=once)
    if turn.row.spread:
        raise Refused("plans.spread-is-theirs")
    said = texts.long_text(text, "text", most=5000)
    if not files and not refs:
        raise Refused("plans.no-evidence", field="files")
    about = _begun(turn, _period(turn, period))
    _each_once(files)
    _not_before(turn, about, files, same, said)
    named = evidence_refs(refs, turn.row, actor, turn.on)
    if not said and (parts := parts_done(turn.row, about)).open:
        raise Refused("plans.parts-open", field="text", n=parts.done, of=parts.of)
    data = {
        "period": about,
        "refs": named,
        "files": deeds.keep(turn.row.guard_ref, turn.standing.seq + 1, files),
    }
    turn.add("report", data, {"text": said} if said else {})
    return turn.done()


def _each_once(files: Sequence[Ready]) -> None:
    """Raises Refused `plans.same-file-twice` where two of these files are the same."""
    names: dict[str, str] = {}
    for one in files:
        if one.sha256 in names:
            raise Refused("plans.same-file-twice", field="files", name=names[one.sha256], other=one.name)
        names[one.sha256] = one.name


def _not_before(turn: Turn, period: str, files: Sequence[Ready], same: Collection[str], why: str) -> None:
    """Raises `SameFiles` where some of these files came before and are not among the `same`, or nothing says why."""
    known = before(turn.row, turn.standing, period, {one.sha256 for one in files})
    found = [(one, was) for one in files for was in known.get(one.sha256, ())]
    each = [
        Refused(SAME[was.how], field="files", name=one.name, day=f"{was.on:%d/%m/%Y}", **_said(was, turn.on))
        for one, was in found
        if one.sha256 not in same
    ]
    if found and not each and not why:
        names = ", ".join(dict.fromkeys(one.name for one, _ in found))
        each = [Refused("plans.same-without-why", field="text", names=names)]
    if each:
        raise SameFiles(found, each)


SAME = {
    SENT_BACK: "plans.same-as-sent-back", PERIOD: "plans.same-as-other-period", PART: "plans.same-as-other-part",
}  # fmt: skip
"""By how a file came before the code that says so."""


def _said(was: Before, on: date) -> dict[str, str]:
    if was.part is not None:
        post = was.part.lead_post_id
        holder = post_holders([post], on).get(post, "") if post is not None else ""
        office = heirs.name_of(was.part.lead_office) if was.part.lead_office is not None else ""
        return {"part": was.part.team or holder or office}
    return {"due": f"{was.owed.due_on:%d/%m/%Y}"} if was.owed is not None else {"reason": was.reason}


def _period(turn: Turn, period: str | None) -> str:
    """The period that is meant, if something is still owed for it; else the first of which nothing was reported."""
    owed = {one.period: one for one in turn.standing.owed if one.state != "accepted"}
    if period is None:
        left = turn.standing.left
        return left[0].period if left else next(iter(owed))
    if period not in owed:
        raise Refused("plans.unknown-period", field="period")
    return period


def _begun(turn: Turn, period: str) -> str:
    """The period itself. Raises Refused `plans.period-not-begun`: what has not begun was not done."""
    first = next(one for one in turn.standing.owed if one.period == period).from_on
    if turn.on < first:
        raise Refused("plans.period-not-begun", field="period", day=f"{first:%d/%m/%Y}")
    return period


def _waiting(turn: Turn, period: str | None) -> str:
    """The period whose report waits for an answer. Raises Refused `plans.nothing-reported`."""
    waiting = [one.period for one in turn.standing.owed if one.state == "reported"]
    if not waiting or (period is not None and period not in waiting):
        raise Refused("plans.nothing-reported", field="period")
    return waiting[0] if period is None else period


@action("plans.accept", target=at_assigner)
def accept(
    task: Task, *, period: str | None = None, same: Collection[str] | None = (), seen: int | None = None,
    once: str | None = None, actor: Actor, now: datetime,
) -> Task:  # fmt: skip
    """Accept what was reported; a task closes only so. Whoever brought the evidence cannot accept it.

    Parts that it was shared out into and that are open end with the whole. `same`: the SHA-256 of each file that came
    before and is accepted knowingly; None where the action that runs this asked for that.
    Raises Refused `plans.nothing-reported`, `plans.own-evidence`, `plans.same-evidence`, `plans.changed`,
    `AlreadyDone`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen, once=once)
    about = _waiting(turn, period)
    if own_evidence(turn, actor):
        raise Refused("plans.own-evidence")
    if same is not None:
        must_be_said([one for one in waits_of(actor, turn.row) if one.period == about], same)
    turn.add("accept", {"period": about})
    if turn.standing.state == Task.ACCEPTED:
        end_parts(turn)
    return turn.done()


def own_evidence(turn: Turn, actor: Actor) -> bool:
    """Whether the actor brought some of what waits."""
    return actor.ref in turn.standing.reporters


@action("plans.send_back", target=at_assigner)
def send_back(
    task: Task, *, reason: str, period: str | None = None, seen: int | None = None, once: str | None = None,
    actor: Actor, now: datetime,
) -> Task:  # fmt: skip
    """Send what was reported back, with the reason that the lead reads. Raises as `plans.accept`, `cases.needed`."""
    turn = by_assigner(task, actor=actor, now=now, seen=seen, once=once)
    about = _waiting(turn, period)
    why = texts.required(reason, "reason", most=2000)
    turn.add("send-back", {"period": about}, {"reason": why})
    return turn.done(reason=why)


@action("plans.change_time", target=at_assigner)
def change_time(
    task: Task,
    *,
    to: date | str,
    reason: str,
    period: str | None = None,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Move the day on which a task is owed, with the reason; the day that was said first stays beside it.

    Raises Refused `plans.not-open`, `plans.same-day`, `plans.before-given`, `plans.day-passed`, `plans.day-outside`,
    `plans.unknown-period`, `cases.needed`, `cases.bad-date`, `AlreadyDone`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen, once=once)
    must_be_open(turn)
    on, why = deeds.the_day(to, "to"), texts.required(reason, "reason", most=2000)
    about = _period(turn, period)
    given = next((act.on for act in acts_of(turn.row.guard_ref) if act.verb in ("give", "issue")), None)
    if given is not None and on < given:
        raise Refused("plans.before-given", field="to", day=f"{given:%d/%m/%Y}")
    if on < turn.on:
        raise Refused("plans.day-passed", field="to", day=f"{turn.on:%d/%m/%Y}")
    was = next(one for one in turn.standing.owed if one.period == about).due_on
    if was == on:
        raise Refused("plans.same-day", field="to")
    if deeds.too_far(on, turn.on):
        raise Refused("plans.day-outside", field="to", n=deeds.FARTHEST)
    turn.add("change-time", {"dues": [[about, on.isoformat()]], "was": was.isoformat()}, {"reason": why})
    return turn.done(reason=why)


@action("plans.block")
def block(task: Task, *, reason: str, seen: int | None = None, actor: Actor, now: datetime) -> Task:
    """Say what keeps the office from doing it, so that whoever gave the task decides. The day goes on running."""
    turn = by_lead(task, actor=actor, now=now, seen=seen)
    if turn.standing.blocked:
        raise Refused("plans.blocked-already")
    why = texts.required(reason, "reason", most=2000)
    turn.add("block", {}, {"reason": why})
    return turn.done(reason=why)


@action("plans.unblock")
def unblock(task: Task, *, seen: int | None = None, actor: Actor, now: datetime) -> Task:
    """Say that nothing is in the way any more."""
    turn = by_lead(task, actor=actor, now=now, seen=seen)
    if not turn.standing.blocked:
        raise Refused("plans.not-blocked")
    turn.add("unblock")
    return turn.done()


@action("plans.delegate")
def delegate(
    task: Task,
    *,
    post: Post,
    begins: date | str,
    ends: date | str,
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Let a post of the own office answer for a task from one day to another, both included.

    Raises Refused `plans.unknown-post`, `plans.delegates-to-oneself`, `plans.delegation-backwards`,
    `plans.delegation-over`, `plans.delegated-already`, `cases.bad-date`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen)
    first, last = deeds.the_day(begins, "begins"), deeds.the_day(ends, "ends")
    must_be_a_time(first, last, turn.on)
    if not Post.objects.filter(in_force(turn.on), pk=post.pk, office=turn.row.lead_office).exists():
        raise Refused("plans.unknown-post", field="post")
    must_be_another(post, actor)
    must_be_free(turn.standing, first, last)
    turn.add("delegate", {"post_id": post.pk, "begins": first.isoformat(), "ends": last.isoformat()})
    return turn.done()


def must_be_a_time(first: date, last: date, on: date) -> None:
    """Raises Refused `plans.delegation-backwards`, `plans.delegation-over` (all of it lies before the day `on`)."""
    if last < first:
        raise Refused("plans.delegation-backwards", field="ends")
    if last < on:
        raise Refused("plans.delegation-over", field="ends", day=f"{on:%d/%m/%Y}")


def must_be_another(post: Post, actor: Actor) -> None:
    """Raises Refused `plans.delegates-to-oneself`."""
    if any(seat.post_id == post.pk for seat in actor.seats):
        raise Refused("plans.delegates-to-oneself", field="post")


def must_be_free(standing: TaskStanding, first: date, last: date) -> None:
    """Raises Refused `plans.delegated-already`, with who answers on one of these days, and from when to when."""
    for one in reversed(standing.delegations):
        if one.begins <= last and first <= one.ends:
            who = post_holders([one.post_id], one.begins).get(one.post_id, "–")
            days = {"begins": f"{one.begins:%d/%m/%Y}", "ends": f"{one.ends:%d/%m/%Y}"}
            raise Refused("plans.delegated-already", field="begins", who=who, **days)


@action("plans.take_back")
def take_back(
    task: Task, *, post: int, begins: date | str, reason: str, seen: int | None = None, actor: Actor, now: datetime
) -> Task:
    """Take a delegation back before its last day, with the reason: from today on who answered before answers again.

    `post`, `begins`: which one. Raises Refused `plans.not-delegated`, `plans.not-open`, `cases.needed`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen)
    first = deeds.the_day(begins, "delegation")
    why = texts.required(reason, "reason", most=2000)
    said = taken_back(turn.standing, post, first, turn.on)
    if said is None:
        raise Refused("plans.not-delegated", field="delegation")
    turn.add("take-back", said, {"reason": why})
    return turn.done(reason=why)


def taken_back(standing: TaskStanding, post: int, begins: date, on: date) -> dict[str, Any] | None:
    """What the act says that takes a delegation to a post from a day back; None where none is left that day."""
    running = (one for one in reversed(standing.delegations) if one.post_id == post and one.begins == begins)
    one = next((one for one in running if one.ends >= on), None)
    if one is None:
        return None
    until = the_pack().calendar.add_days(on, -1).isoformat() if one.begins < on else ""
    return {"post_id": post, "begins": one.begins.isoformat(), "ends": one.ends.isoformat(), "until": until}


@action("plans.withdraw", target=at_assigner)
def withdraw(
    task: Task,
    *,
    reason: str,
    unanswered: int = 0,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Take a task back, with the reason: it ends without having been kept, and so do its open parts.

    Of a task that is spread, each copy is withdrawn by itself. `unanswered`: how many reports that wait for an answer
    the actor was told to end with it (`parts_ending.unanswered`). Raises Refused `plans.not-open`,
    `plans.reports-end`, `cases.needed`, `AlreadyDone`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen, once=once)
    if turn.standing.state not in (Task.DRAFT, Task.PRINCIPLE):
        must_be_open(turn)
    why = texts.required(reason, "reason", most=2000)
    if (waiting := reports_ending(turn.row)) and unanswered != waiting:
        raise Refused("plans.reports-end", field="unanswered", n=waiting)
    turn.add("end", {}, {"reason": why})
    end_parts(turn, why)
    return turn.done(reason=why)
