"""Tokens that somebody makes for programs: made here, shown once, revoked here."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, page
from namro.ground.gate import token_actions
from namro.ground.people.models import Token
from namro.ground.people.tokens import READ, RECEIVE, last_used, tokens_of
from namro.rules.packs.refused import Refused


def listed(desk: Desk) -> list[dict[str, Any]]:
    """The person's own tokens, the newest first."""
    return [_listed(desk, kept) for kept in tokens_of(desk.user)]


def _listed(desk: Desk, kept: Token) -> dict[str, Any]:
    used = last_used(kept)
    holds = kept.revoked_at is None and desk.on < kept.ends
    last = desk.pack.calendar.add_days(kept.ends, -1)
    said = [desk.say(f"desk.token.kind.{kept.kind}")]
    if kept.kind == Token.API:
        said.append(", ".join(desk.say(f"desk.action.{name}") for name in kept.actions))
    said.append(desk.say("desk.token.until", day=words.dmy(last)) if holds else desk.say("desk.token.over"))
    said.append(desk.say("desk.token.used", day=words.dmy(used)) if used else desk.say("desk.token.unused"))
    return {
        "name": kept.name,
        "said": said,
        "holds": holds,
        "url": reverse("desk:token-revoke", args=[kept.pk]),
        "label": desk.say("desk.token.revoke-this", name=kept.name),
    }


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Making a token. Its secret is in the answer and nowhere else."""
    inputs = _inputs(desk)
    kinds = [option.id for option in inputs[0].options]
    wanted = [kind for kind in kinds if kind == desk.request.GET.get("kind")] or (kinds if len(kinds) == 1 else [])
    inputs[0] = inputs[0].choosing(wanted)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        asked = {one.id: one for one in inputs}
        kind, name, last = asked["kind"], asked["name"], asked["last"]
        chosen = [option.id for option in asked["actions"].options if option.chosen] if "actions" in asked else []
        day = day_in(last.value)
        if day is None and not last.wrong:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=last.name), "last"))
        if not wrongs and day is not None:
            try:
                made = token_actions.make_token(
                    desk.user,
                    kind=next(option.id for option in kind.options if option.chosen),
                    name=name.value,
                    actions=chosen,
                    last=day,
                    actor=desk.actor,
                    now=desk.now,
                )
            except Refused as refused:
                wrongs = [desk.refusal(refused)]
            else:
                return _made(desk, made)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.token.title"),
        lead=desk.say("desk.account.tokens.says"),
        back={"url": reverse("desk:account"), "name": desk.say("desk.account.title")},
        inputs=marked(inputs, wrongs),
        button=desk.say("desk.token.make"),
    )


def _made(desk: Desk, made: token_actions.Made) -> HttpResponse:
    secret = made.secret
    if made.token.kind == Token.CALENDAR:
        path = reverse("api-v1:calendar", kwargs={"secret": secret})
        secret = desk.request.build_absolute_uri(f"{path}?lang={desk.lang}")
    return desk.answer(
        "secret",
        title=desk.say("desk.token.title"),
        said=desk.say("desk.token.made"),
        secret=secret,
        then=desk.say("desk.token.copy"),
        back={"url": reverse("desk:account"), "name": desk.say("desk.token.back")},
    )


def _inputs(desk: Desk) -> list[Input]:
    mine = token_actions.open_to_tokens(desk.user, desk.now)
    kinds: list[str] = [Token.API] if READ in mine else []
    kinds += [Token.CALENDAR] if token_actions.may_have_calendar(desk.user, desk.now) else []
    kinds += [Token.OPEN311] if RECEIVE in mine else []
    asked = [
        Input(
            "kind",
            "one-of",
            desk.say("desk.token.kind"),
            options=tuple(
                Option(kind, desk.say(f"desk.token.kind.{kind}"), (desk.say(f"desk.token.kind.{kind}.says"),))
                for kind in kinds
            ),
        ),
        Input("name", "line", desk.say("desk.token.name"), desk.say("desk.token.name.hint"), most=token_actions.NAME),
        Input(
            "actions",
            "some-of",
            desk.say("desk.token.actions"),
            desk.say("desk.token.actions.hint"),
            False,
            options=tuple(Option(name, desk.say(f"desk.action.{name}")) for name in mine),
        ),
        Input(
            "last", "line", desk.say("desk.token.last"), desk.say("desk.token.last.hint"), short=True, most=10,
            inputmode="numeric",
        ),
    ]  # fmt: skip
    return [one for one in asked if one.options or one.id != "actions"]  # nothing to choose for a calendar alone


@page("POST")
def revoke(desk: Desk, pk: int) -> HttpResponse:
    """Ends one of the person's own tokens."""
    kept = token_actions.revoke_token(desk.user, token=min(pk, 2**62), actor=desk.actor, now=desk.now)
    desk.tell(desk.say("desk.token.revoked", name=kept.name))
    return desk.go("account")
