"""Staff and posts: who holds what; a person is added, given a post, a post is ended. Nothing is deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.inputs import FEW, Input, Option, day_in, judged, marked, narrowed, tidy
from namro.doors.desk.page import PAGE, Desk, Wrong, number_of, page, pages, text_of
from namro.ground.gate import people_actions as actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office, User
from namro.rules.packs.refused import Refused
from namro.work.cases import desks

LARGEST = 2**62
"""No number of a row is as large; a larger one in an address would be none to the database."""


def _only_for(desk: Desk, action: str) -> None:
    """Whoever may not do this finds nothing here."""
    if not desk.may(action):
        raise NotThere


@page()
def people(desk: Desk) -> HttpResponse:
    """The accounts that the person looks after, with the posts that they hold."""
    _only_for(desk, "people.appoint")
    q = tidy(desk.request.GET.get("q", "")[:100])
    found = Paginator(queries.accounts(desk.actor, desk.on, q), PAGE)
    here = found.get_page(number_of(desk.request.GET.get("page")))
    held = queries.held_by([user.pk for user in here], desk.on, desk.lang)
    rows = [
        {
            "url": reverse("desk:person", args=[user.pk]),
            "name": user.name,
            "username": user.username,
            "closed": not user.is_active,
            "posts": [said_post(desk, one) for one in held.get(user.pk, [])],
        }
        for user in here
    ]
    return desk.answer(
        "people",
        q=q,
        people=rows,
        said=desk.say("desk.people.said", n=found.count),
        pages=pages(desk, here.number, found.num_pages),
        may_create=desk.may("people.create_user"),
    )


def said_post(desk: Desk, held: queries.Held) -> str:
    """A post that somebody holds, with its days where they are not simply now."""
    key = "desk.account.post.deputy" if held.deputy else "desk.account.post"
    said = desk.say(key, role=desk.role(held.role), office=held.office)
    if held.begins > desk.on:
        said += ", " + desk.say("desk.people.since", day=words.dmy(held.begins))
    if held.ends:
        said += ", " + desk.say("desk.people.until-before", day=words.dmy(held.ends))
    return said


@page("GET", "POST")
def new(desk: Desk) -> HttpResponse:
    """Adding a person, who gets a password for one use."""
    _only_for(desk, "people.create_user")
    inputs = [
        Input("name", "line", desk.say("desk.account.name"), most=120, autocomplete="off"),
        Input(
            "username", "line", desk.say("desk.sign-in.username"), desk.say("desk.people.username.hint"), most=60,
            autocomplete="off",
        ),
    ]  # fmt: skip
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            name, username = (one.value for one in inputs)
            try:
                password = one_time_password()
                user = actions.create_user(
                    None, username=username, name=name, password=password, actor=desk.actor, now=desk.now
                )
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                return _person(desk, user, password=password)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.people.new"),
        lead=desk.say("desk.people.new.lead"),
        back={"url": reverse("desk:people"), "name": desk.say("desk.people.title")},
        inputs=marked(inputs, wrongs),
        button=desk.say("desk.people.new.button"),
    )


@page()
def person(desk: Desk, pk: int) -> HttpResponse:
    """One person: the posts held, and giving another."""
    return _person(desk, _found(desk, pk))


def _found(desk: Desk, pk: int) -> User:
    _only_for(desk, "people.appoint")
    found = queries.accounts(desk.actor, desk.on).filter(pk=min(pk, LARGEST)).first()
    if found is None:
        raise NotThere
    return found


def _person(
    desk: Desk, user: User, inputs: list[Input] | None = None, wrongs: list[Wrong] | None = None, password: str = ""
) -> HttpResponse:
    held_now = queries.held_by([user.pk], desk.on, desk.lang).get(user.pk, [])
    open_cases = desks.open_by_post([held.post_id for held in held_now if not held.deputy])
    posts = [
        {
            "said": said_post(desk, held),
            "has": desk.say("desk.people.has-cases", n=open_cases[held.post_id])
            if not held.deputy and held.post_id in open_cases
            else "",
            "hand_over": desk.url("post-hand-over", held.post_id)
            if desks.may_hand_over(desk.actor, held.office_id, desk.on)
            else "",
            "url": reverse("desk:end-holding", args=[user.pk, held.holding_id]),
            "may_end": desk.may("people.end_holding"),
        }
        for held in held_now
    ]
    return desk.answer(
        "person",
        wrongs=wrongs or [],
        person=user,
        password=password,
        posts=posts,
        inputs=(inputs or _appointing(desk)) if user.is_active else [],
        appoint_url=reverse("desk:appoint", args=[user.pk]),
        reset_url=reverse("desk:reset-password", args=[user.pk])
        if user.is_active and desk.may("people.set_password")
        else "",
        account_url=reverse("desk:person-account", args=[user.pk])
        if user.pk != desk.user.pk and desk.may(_turning(user).action)
        else "",
    )


def _appointing(desk: Desk) -> list[Input]:
    """What is filled in to give somebody a post."""
    sought = text_of(desk, "office-find")[:100]
    chosen = desk.request.POST.get("office", "")
    offices = tuple(
        Option(str(pk), name) for pk, name in queries.offices_to_read(desk.actor, desk.on, desk.lang, "people.read")
    )
    roles = tuple(Option(role.id, desk.pick(role.names)) for role in desk.pack.roles.values())
    return [
        Input("role", "list", desk.say("desk.people.role"), options=roles),
        office_input(desk, offices, sought, chosen),
        Input(
            "since", "line", desk.say("desk.people.from"), desk.say("desk.people.from.hint"), False, short=True, most=10
        ),
        Input("until", "line", desk.say("desk.people.to"), desk.say("desk.people.to.hint"), False, short=True, most=10),
        Input(
            "deputy",
            "some-of",
            desk.say("desk.people.deputy"),
            desk.say("desk.people.deputy.hint"),
            False,
            options=(Option("yes", desk.say("desk.people.deputy.yes")),),
        ),
    ]


def office_input(desk: Desk, offices: tuple[Option, ...], sought: str, chosen: str) -> Input:
    """The offices to choose from: found by a part of the name where there are many."""
    name, hint = desk.say("desk.people.office"), desk.say("desk.input.office.hint")
    if len(offices) <= FEW:
        return Input("office", "one-of", name, options=offices)
    return Input(
        "office",
        "find",
        name,
        hint,
        options=narrowed(offices, sought, chosen),
        sought=sought,
        find=desk.say("desk.input.office.find"),
        none=desk.say("desk.people.office.none"),
    )


@page("POST")
def appoint(desk: Desk, pk: int) -> HttpResponse:
    """Gives the person a post from a day on, for as long as is said."""
    user = _found(desk, pk)
    inputs, wrongs = judged(desk, _appointing(desk))
    if text_of(desk, "go") == "find":
        return _person(desk, user, [replace(one, wrong="") for one in inputs])
    days: dict[str, Any] = {"since": None, "until": None}
    for name in days:
        typed = text_of(desk, name)
        days[name] = day_in(typed)
        if typed and days[name] is None:
            label = next(one.name for one in inputs if one.id == name)
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=label), name))
    if not wrongs:
        try:
            _appoint(desk, user, days["since"] or desk.on, days["until"])
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            wrongs = [desk.refusal(refused)]
        else:
            desk.tell(desk.say("desk.people.appointed"))
            return desk.go("person", str(user.pk))
    return _person(desk, user, marked(inputs, wrongs), wrongs)


def _appoint(desk: Desk, user: User, since: date, until: date | None) -> None:
    """Into a post of that role which is free, else into a new one; a deputy beside whoever holds one."""
    office = queries.offices(desk.on).filter(pk=int(text_of(desk, "office"))).first()
    if office is None:
        raise NotThere
    role = text_of(desk, "role")
    ends = desk.pack.calendar.add_days(until, 1) if until else None
    by: dict[str, Any] = {"actor": desk.actor, "now": desk.now}
    with transaction.atomic():
        if "yes" not in desk.request.POST.getlist("deputy"):
            given_post(user, office, role, since, ends, **by)
            return
        held = {post for post, _, _ in queries.holders_at(office.pk, since, [role])}
        post = next((one for one in queries.posts_at(office.pk, since, [role]) if one.pk in held), None)
        if post is None:
            raise Refused("people.nobody-to-stand-in-for", field="deputy")
        if ends is None:
            raise Refused("people.deputy-needs-an-end", field="until")
        actions.name_deputy(post, user, begins=since, ends=ends, **by)


def given_post(
    user: User, office: Office, role: str, since: date, ends: date | None, *, actor: Actor, now: datetime
) -> None:
    """Appoints somebody into a post of that role which is free, else into a new one. Call it in a transaction."""
    held = {post for post, _, _ in queries.holders_at(office.pk, since, [role])}
    post = next((one for one in queries.posts_at(office.pk, since, [role]) if one.pk not in held), None)
    if post is None:
        post = actions.create_post(office, role=role, begins=since, actor=actor, now=now)
    actions.appoint(post, user, begins=since, ends=ends, actor=actor, now=now)


def one_time_password() -> str:
    """A password to hand over on paper: sixteen symbols without those that look alike."""
    return "-".join("".join(secrets.choice(SYMBOLS) for _ in range(4)) for _ in range(4))


SYMBOLS = "abcdefghjkmnpqrstuvwxyz23456789"


@page("POST")
def end(desk: Desk, pk: int, holding: int) -> HttpResponse:
    """Ends a post from today on; what was done in it stays."""
    user = _found(desk, pk)
    held = user.holdings.select_related("post__office").filter(pk=min(holding, LARGEST)).first()
    if held is None:
        raise NotThere
    try:
        actions.end_holding(held, on=desk.on, actor=desk.actor, now=desk.now)
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        desk.tell(desk.refusal(refused).text, warning=True)
    else:
        desk.tell(desk.say("desk.people.ended"))
    return desk.go("person", str(user.pk))


@dataclass(frozen=True, slots=True)
class _Turn:
    """What can be done to an account: close it while it is open, open it again once it is closed."""

    go: str
    action: str
    name: str
    lead: str
    done: str
    meanwhile: str


_CLOSE = _Turn(
    "close", "people.close_account", "desk.people.close", "desk.people.close.lead", "desk.people.close.done",
    "desk.people.close.meanwhile",
)  # fmt: skip
_OPEN = _Turn(
    "open", "people.open_account", "desk.people.open", "desk.people.open.lead", "desk.people.open.done",
    "desk.people.open.meanwhile",
)  # fmt: skip


def _turning(user: User) -> _Turn:
    return _CLOSE if user.is_active else _OPEN


@page("GET", "POST")
def account(desk: Desk, pk: int) -> HttpResponse:
    """Closes an open account or opens a closed one again, with the reason; nothing is deleted."""
    user = _found(desk, pk)
    turn = _turning(user)
    _only_for(desk, turn.action)
    why, hint = desk.say("desk.input.reason"), desk.say("desk.input.reason.hint")
    inputs = [Input("reason", "long-text", why, hint, most=1000, rows=3)]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if text_of(desk, "go") != turn.go:  # the form was made before somebody else did it
            desk.tell(desk.say((_OPEN if turn is _CLOSE else _CLOSE).meanwhile), warning=True)
            return desk.go("person", str(user.pk))
        if not wrongs:
            do = actions.close_account if turn is _CLOSE else actions.open_account
            try:
                do(user, reason=inputs[0].value, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say(turn.done))
                return desk.go("person", str(user.pk))
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say(turn.name),
        lead=desk.say(turn.lead, name=user.name),
        back={"url": reverse("desk:person", args=[user.pk]), "name": user.name},
        inputs=marked(inputs, wrongs),
        button=desk.say(turn.name),
        does=turn.go,
    )


@page("POST")
def reset_password(desk: Desk, pk: int) -> HttpResponse:
    """A new password for one use."""
    user = _found(desk, pk)
    password = one_time_password()
    try:
        actions.set_password(user, password=password, actor=desk.actor, now=desk.now)
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return _person(desk, user, wrongs=[desk.refusal(refused)])
    return _person(desk, user, password=password)
