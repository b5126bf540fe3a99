"""A city's own systems that are told what was done: who they are, how it goes, starting and stopping."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import Desk, Wrong, page
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.cases import webhook_actions
from namro.work.cases.deliveries import shown
from namro.work.cases.events import VERBS_TOLD
from namro.work.cases.models import Subscription
from namro.work.cases.subscriptions import subscription, subscriptions


@page()
def webhooks(desk: Desk) -> HttpResponse:
    """All that are told, with what went wrong."""
    return desk.answer("webhooks", told=[_listed(desk, kept) for kept in subscriptions(desk.actor)])


def _listed(desk: Desk, kept: Subscription) -> dict[str, Any]:
    progress = kept.progress
    place = f"{progress.batch}-{progress.position}"
    if progress.last_ok is None:
        told = desk.say("desk.webhooks.not-yet")
    else:
        told = desk.say("desk.webhooks.told", place=place, at=_moment(desk, progress.last_ok))
    state = progress.paused_for or ("waiting" if progress.failures else "running")
    offices = people.office_names(kept.offices, desk.lang).values()
    return {
        "name": kept.name,
        "url": kept.url,
        "state": desk.say(
            f"desk.webhooks.state.{state}",
            n=progress.failures,
            at=_moment(desk, progress.next_try),
            said=progress.last_said,
        ),
        "tone": "late" if progress.paused_for else "near" if progress.failures else "on-time",
        "about": [
            desk.say("desk.webhooks.owner", name=kept.owner.name),
            ", ".join(_kind(desk, verb) for verb in kept.verbs) or desk.say("desk.webhooks.everything"),
            ", ".join(offices) or desk.say("desk.webhooks.everywhere"),
            told,
        ],
        "resume": reverse("desk:webhook-resume", args=[kept.pk]) if progress.paused_for else "",
        "resume_label": desk.say("desk.webhooks.resume-this", name=kept.name),
        "end": reverse("desk:webhook-end", args=[kept.pk]),
        "end_label": desk.say("desk.webhooks.end-this", name=kept.name),
    }


def _moment(desk: Desk, second: int) -> str:
    return desk.moment(datetime.fromtimestamp(second, UTC))


def _kind(desk: Desk, verb: str) -> str:
    return desk.say(f"desk.action.cases.{verb.replace('-', '_')}")


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Having one more system told. Its secret is in the answer and nowhere else."""
    if not desk.may("webhooks.subscribe"):
        raise NotThere
    inputs = _inputs(desk)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        name, url, username, verbs = inputs
        owner = people.account_named(desk.actor, desk.on, username.value)
        if owner is None and not username.wrong:
            wrongs.append(Wrong(desk.say("desk.webhooks.unknown-user"), "username"))
        if not wrongs and owner is not None:
            try:
                made = webhook_actions.subscribe(
                    None,
                    name=name.value,
                    url=url.value,
                    owner=owner,
                    verbs=[option.id for option in verbs.options if option.chosen],
                    actor=desk.actor,
                    now=desk.now,
                )
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                found = desk.refusal(refused)
                wrongs = [Wrong(found.text, "username" if found.field == "owner" else found.field)]
            else:
                return desk.answer(
                    "secret",
                    title=made.subscription.name,
                    said=desk.say("desk.webhooks.made"),
                    secret=shown(made.secret),
                    then=desk.say("desk.webhooks.copy"),
                    back={"url": reverse("desk:webhooks"), "name": desk.say("desk.webhooks.back")},
                )
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.webhooks.new"),
        lead=desk.say("desk.webhooks.says"),
        back={"url": reverse("desk:webhooks"), "name": desk.say("desk.webhooks.title")},
        inputs=marked(inputs, wrongs),
        button=desk.say("desk.webhooks.make"),
    )


def _inputs(desk: Desk) -> list[Input]:
    return [
        Input("name", "line", desk.say("desk.webhooks.name"), most=60, autocomplete="off"),
        Input("url", "line", desk.say("desk.webhooks.url"), desk.say("desk.webhooks.url.hint"), inputmode="url"),
        Input(
            "username", "line", desk.say("desk.webhooks.username"), desk.say("desk.webhooks.username.hint"), most=60,
            autocomplete="off",
        ),
        Input(
            "verbs", "some-of", desk.say("desk.webhooks.verbs"), desk.say("desk.webhooks.verbs.hint"), False,
            options=tuple(Option(verb, _kind(desk, verb)) for verb in VERBS_TOLD),
        ),
    ]  # fmt: skip


@page("POST")
def resume(desk: Desk, pk: int) -> HttpResponse:
    """Goes on telling a system that was paused."""
    kept = subscription(desk.actor, pk)
    webhook_actions.resume(kept, actor=desk.actor, now=desk.now)
    desk.tell(desk.say("desk.webhooks.resumed", name=kept.name))
    return desk.go("webhooks")


@page("POST")
def end(desk: Desk, pk: int) -> HttpResponse:
    """Tells a system nothing any more."""
    kept = subscription(desk.actor, pk)
    webhook_actions.end_subscription(kept, actor=desk.actor, now=desk.now)
    desk.tell(desk.say("desk.webhooks.ended", name=kept.name))
    return desk.go("webhooks")
