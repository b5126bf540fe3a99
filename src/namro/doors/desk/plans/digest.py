"""The digest of a day: what my posts were told, each task as it stands now. And where mine is sent by e-mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from namro.doors import periods, words
from namro.doors.desk.inputs import Input, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, page
from namro.doors.desk.plans.lines import line, lines
from namro.doors.desk.plans.lists import lately, list_url
from namro.ground.gate import people_actions
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import queries, told
from namro.work.plans.mailing import address_of

WAITS = 50
"""Reports that wait whose rows are shown; the list of all is a press away."""


@page()
def digest(desk: Desk) -> HttpResponse:
    """What was told today, or on the day that the address names."""
    if not desk.may("plans.read"):
        raise NotThere
    day = day_in(desk.request.GET.get("day", "")) or desk.on
    if day > desk.on:
        raise NotThere
    days = told.days_told(desk.actor, desk.on)
    today = day == desk.on
    rows = [_row(desk, one, day) for one in told.told_on(desk.actor, day, desk.on)]
    return desk.answer(
        "plan-digest",
        day=desk.day(day),
        today=today,
        also_url=list_url(desk, "ours", "soon"),
        also=_also(desk, {row["ref"] for row in rows if not row.get("gone")}) if today else [],
        lately=lately(desk) if today else "",
        rows=rows,
        waits=[row for row in rows if row["part"] == "waits"][:WAITS],
        n_waits=sum(row["part"] == "waits" for row in rows),
        answers_url=desk.url("plan-answers"),
        fresh=[row for row in rows if row["part"] == "fresh"],
        late=[row for row in rows if row["part"] == "late"],
        near=[row for row in rows if row["part"] == "near"],
        days=[
            {"day": words.dmy(one), "name": desk.day(one), "n": n, "current": one == day}
            for one, n in days
        ],
        mail=bool(settings.MAIL_FROM),
    )  # fmt: skip


def _also(desk: Desk, known: Collection[str]) -> list[dict[str, Any]]:
    """What the own offices owe today and the digest does not name: given after it was made, or told of another day."""
    soon = queries.tasks_of_office(desk.actor, desk.on, "soon")
    return lines(desk, [one for one in soon if one.due_on == desk.on and one.ref not in known])


def _row(desk: Desk, one: told.Told, day: date) -> dict[str, Any]:
    said = _rung(desk, one.days)
    if one.days == 0 and one.due > day:
        said = desk.say("desk.digest.off", day=desk.day(one.due))
    if one.periods:
        said = desk.say("desk.plan.missed", left=said, n=one.periods)
    parts = [said] if one.rung else []
    if one.waits:
        parts.append(desk.say("desk.digest.waited", n=one.waited, day=words.dmy(one.waits)))
    if one.news:
        parts.append(desk.say(f"desk.digest.news.{one.news}"))
    then = {
        "part": _part(one),
        "fresh": not one.rung,
        "was": "; ".join(parts),
        "late": one.days > 0,
        "was_due": words.dmy(one.due),
        "was_period": _named(desk, one.period),
    }
    if one.task is None:
        stays = one.news == "change-lead"  # the page of what the own office did of it
        return {"gone": True, "once": desk.url("plan-task", one.ref) if stays else "", **then}
    return {**line(desk, one.task, period=_named(desk, one.shown)), **then}


def _part(one: told.Told) -> str:
    """Under which heading it stands."""
    if one.rung:
        return "late" if one.days > 0 else "near"
    return "waits" if one.waits else "fresh"


def _named(desk: Desk, period: str) -> str:
    return periods.said(desk.lang, period) if period else ""


def _rung(desk: Desk, days: int) -> str:
    if days == 0:
        return desk.say("desk.left.today")
    return desk.say("desk.left.late" if days > 0 else "desk.left.working-days", n=abs(days))


def waiting(desk: Desk) -> str:
    """One sentence for Today where the own posts were told anything this morning."""
    if not desk.may("plans.read"):
        return ""
    n = sum(count for day, count in told.days_told(desk.actor, desk.on) if day == desk.on)
    return desk.say("desk.digest.today", n=n) if n else ""


@page("GET", "POST")
def mail(desk: Desk) -> HttpResponse:
    """Where the own digest is sent; there only where a mail server is named."""
    if not settings.MAIL_FROM:
        raise NotThere
    asked = Input(
        "address", "line", desk.say("desk.mail.address"), desk.say("desk.mail.address.hint"), False,
        address_of(desk.user.pk), most=254, type="email", autocomplete="email",
    )  # fmt: skip
    inputs: list[Input] = [asked]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            try:
                kept = people_actions.set_mail(desk.user, address=inputs[0].value, actor=desk.actor, now=desk.now)
            except Refused as refused:
                wrongs = [replace(desk.refusal(refused), field="address")]
            else:
                desk.tell(desk.say("desk.mail.kept" if kept else "desk.mail.off"))
                return desk.go("account")
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.mail.title"),
        lead=desk.say("desk.mail.lead"),
        back={"url": desk.url("account"), "name": desk.say("desk.account.title")},
        inputs=marked(inputs, wrongs),
        button=desk.say("desk.mail.save"),
    )
