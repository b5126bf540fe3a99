"""Signing in and out, the own account, the own password."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from namro.doors import words
from namro.doors.desk import unsaved
from namro.doors.desk.account_acts import lately, password_given
from namro.doors.desk.inputs import Input
from namro.doors.desk.page import Desk, Wrong, given_back, now, page, password_first
from namro.doors.desk.tokens import listed
from namro.ground.gate import people_actions
from namro.ground.gate import sign_in as gate
from namro.ground.people.actors import staff
from namro.ground.people.models import User
from namro.rules.packs.refused import Refused
from namro.work.plans.mailing import address_of

LONGEST_PASSWORD = 1000
LANGUAGE = "language"
"""The button that only shows a page that carries what was written in another language."""


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A wrong name and a wrong password get one answer, after the same work."""
    words.keep_language(request)
    lang = words.language_of(request)
    onward = _onward(request)
    here = request.user if isinstance(request.user, User) else None
    if here is not None and "instead" not in request.POST:
        return HttpResponseRedirect(onward)
    packet = request.POST.get(unsaved.CARRIED, "")
    kept = unsaved.opened(packet) if packet else None
    wrongs: list[Wrong] = []
    username = request.POST.get("username", "")[:150]
    if request.method == "POST" and LANGUAGE not in request.POST:
        try:
            user = gate.sign_in(
                username,
                request.POST.get("password", "")[:LONGEST_PASSWORD],
                client=_client(request),
                now=now(),
            )
        except Refused as refused:
            wrongs = [Wrong(words.refusal(lang, refused))]
        else:
            chosen = request.session.get("lang")
            _leaves(here, user)
            request.session.flush()
            login(request, user)
            if chosen:
                request.session["lang"] = chosen
            writing = kept.opened_for(user) if kept is not None else None
            if writing is not None:
                return password_first(request, packet) if user.must_change_password else given_back(request, writing)
            if packet:
                messages.warning(request, _closed(lang, kept, user))
            return HttpResponseRedirect(onward)
    page = {
        "lang": lang,
        "wrongs": wrongs,
        "username": username,
        "next": onward if onward != "/desk/" else "",
        "unsaved": packet,
        "ended": words.say(lang, "desk.unsaved.why.kept" if kept is not None else "desk.unsaved.gone")
        if packet
        else "",
        "other": here.name if here is not None else "",
    }
    response = render(request, "desk/sign-in.html", page, status=422 if wrongs else 200)
    response["Cache-Control"] = "no-store"
    return response


def _closed(lang: str, kept: unsaved.Packet | None, user: User) -> str:
    """Why what was carried is not given back."""
    others = kept is not None and kept.owner != user.pk
    return words.say(lang, "desk.unsaved.other" if others else "desk.unsaved.gone")


def _leaves(here: User | None, comes: User) -> None:
    """Whoever was signed in here leaves for somebody else."""
    if here is not None and here.pk != comes.pk:
        at = now()
        people_actions.sign_out(here, actor=staff(here, at), now=at)


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: only ever to a page of the desk."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/desk/")
    return wanted if safe else reverse("desk:today")


def _client(request: HttpRequest) -> str:
    """The address that asks, for slowing guesses down; it is kept nowhere."""
    return str(request.META.get("REMOTE_ADDR", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    lang = words.language_of(request)
    if isinstance(request.user, User):
        at = now()
        people_actions.sign_out(request.user, actor=staff(request.user, at), now=at)
    logout(request)
    return HttpResponseRedirect(f"{reverse('desk:sign-in')}?lang={lang}")


@page()
def account(desk: Desk) -> HttpResponse:
    """Who I am here, what I hold, my language."""
    return desk.answer(
        "account",
        person=desk.user,
        posts=[desk.seat(seat) for seat in desk.actor.seats],
        tokens=listed(desk),
        acts=lately(desk),
        mail=bool(settings.MAIL_FROM),
        address=address_of(desk.user.pk) if settings.MAIL_FROM else "",
        languages=[
            {"id": lang, "name": words.say(lang, "common.language"), "chosen": lang == desk.lang}
            for lang in words.languages()
        ],
    )


@page("GET", "POST", any_password=True)
def password(desk: Desk) -> HttpResponse:
    """Choosing one's own password; every other session of the person ends with it. What was being written before goes
    along."""
    inputs = [
        Input(
            "old",
            "line",
            desk.say("desk.password.old"),
            type="password",
            autocomplete="current-password",
            most=LONGEST_PASSWORD,
        ),
        Input(
            "new",
            "line",
            desk.say("desk.password.new"),
            desk.say("desk.password.new.hint"),
            type="password",
            autocomplete="new-password",
            most=LONGEST_PASSWORD,
        ),
        Input(
            "again",
            "line",
            desk.say("desk.password.again"),
            type="password",
            autocomplete="new-password",
            most=LONGEST_PASSWORD,
        ),
    ]
    wrongs: list[Wrong] = []
    packet = desk.request.POST.get(unsaved.CARRIED, "")
    if desk.request.method == "POST" and desk.request.POST.keys().isdisjoint((LANGUAGE, "carried")):
        old, new, again = (desk.request.POST.get(name, "")[:LONGEST_PASSWORD] for name in ("old", "new", "again"))
        wrongs = _wrong_password(desk, old, new, again)
        if not wrongs:
            try:
                people_actions.change_password(desk.user, old=old, new=new, actor=desk.actor, now=desk.now)
            except Refused as refused:
                wrongs = [desk.refusal(refused)]
            else:
                update_session_auth_hash(desk.request, desk.user)
                desk.tell(desk.say("desk.password.done"))
                kept = unsaved.opened(packet) if packet else None
                if kept is not None and (writing := kept.opened_for(desk.user)) is not None:
                    return given_back(desk.request, writing)
                if packet:
                    desk.tell(_closed(desk.lang, kept, desk.user), warning=True)
                return desk.go("today")
    said = {wrong.field: wrong.text for wrong in wrongs}
    return desk.answer(
        "password",
        wrongs=wrongs,
        unsaved=packet,
        person=desk.user,
        must=desk.user.must_change_password,
        given=password_given(desk) if desk.user.must_change_password else None,
        inputs=[replace(one, wrong=said.get(one.id, "")) for one in inputs],
    )


def _wrong_password(desk: Desk, old: str, new: str, again: str) -> list[Wrong]:
    """What a door can say better than the gate, which judges all of it again."""
    if new != again:
        return [Wrong(desk.say("desk.password.again.wrong"), "again")]
    try:
        password_validation.validate_password(new, desk.user)
    except ValidationError as weak:
        kinds = [KINDS.get(str(error.code), "common") for error in weak.error_list]
        return [Wrong(desk.say(f"desk.password.weak.{kind}"), "new") for kind in kinds]
    return []


KINDS = {
    "password_too_short": "short", "password_too_common": "common", "password_too_similar": "similar",
    "password_entirely_numeric": "digits",
}  # fmt: skip
