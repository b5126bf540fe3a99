"""Background work: who does it, how each job stands, and setting one going again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from namro.doors.desk.page import Desk, page, text_of
from namro.work.jobs.actions import try_again
from namro.work.jobs.queries import state_for, worker_state
from namro.work.jobs.states import DEAD, FAILING, NOBODY, STUCK, Hand, JobState, WorkerState

TONE = {STUCK: "late", FAILING: "late", DEAD: "late", NOBODY: "late"}


@page("GET", "POST")
def jobs(desk: Desk) -> HttpResponse:
    """How it stands now; a form sets one job going again."""
    state = state_for(desk.actor, desk.now)
    if desk.request.method == "POST":
        name = text_of(desk, "job")
        try_again(None, job=name, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.jobs.queued", job=desk.say(f"desk.jobs.name.{name}")))
        return desk.go("jobs")
    return desk.answer(
        "jobs",
        works={
            "said": desk.say(f"desk.jobs.who.{state.who}"),
            "state": desk.say(f"desk.jobs.works.{state.who}"),
            "tone": TONE.get(state.who, "on-time"),
        },
        living=[_hand(desk, hand, "lives") for hand in state.living],
        dead=[_hand(desk, hand, "died") for hand in state.dead],
        jobs=[_listed(desk, job) for job in state.jobs],
    )


def trouble(desk: Desk) -> str:
    """One sentence for whoever looks after background work when it needs them; else nothing."""
    if not desk.may("jobs.try_again"):
        return ""
    state: WorkerState = worker_state(desk.now)
    if state.who in (DEAD, NOBODY):
        return desk.say(f"desk.jobs.who.{state.who}")
    bad = [desk.say(f"desk.jobs.name.{job.name}") for job in state.jobs if not job.well]
    return desk.say("desk.jobs.trouble", jobs=", ".join(bad)) if bad else ""


def _hand(desk: Desk, hand: Hand, how: str) -> str:
    return desk.say(
        f"desk.jobs.{how}", kind=desk.say(f"desk.jobs.kind.{hand.kind}"), host=hand.host, pid=hand.pid,
        since=_moment(desk, hand.began), heard=_moment(desk, hand.seen),
    )  # fmt: skip


def _listed(desk: Desk, job: JobState) -> dict[str, Any]:
    name = desk.say(f"desk.jobs.name.{job.name}")
    since = _moment(desk, job.since) if job.since else ""
    said = desk.say("desk.jobs.left") if job.said == "left" else job.said
    detail = desk.say(f"desk.jobs.detail.{job.condition}", since=since, n=job.failures, said=said)
    last = [
        desk.say("desk.jobs.last-ok", at=_moment(desk, job.last_ok)) if job.last_ok else desk.say("desk.jobs.not-yet")
    ]
    if job.last_failed is not None:
        last.append(desk.say("desk.jobs.last-failed", at=_moment(desk, job.last_failed)))
    return {
        "id": job.name,
        "name": name,
        "says": desk.say(f"desk.jobs.says.{job.name}"),
        "state": desk.say(f"desk.jobs.state.{job.condition}"),
        "tone": TONE.get(job.condition, "on-time"),
        "last": [detail, *last] if detail != "–" else last,
        "button": desk.say("desk.jobs.run-now" if job.well else "desk.jobs.try-again"),
        "label": desk.say("desk.jobs.run-now-this" if job.well else "desk.jobs.try-again-this", job=name),
        "quiet": job.well,
    }


def _moment(desk: Desk, second: int) -> str:
    return desk.moment(datetime.fromtimestamp(second, UTC))
