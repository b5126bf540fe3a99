"""What every page of the desk needs: who is asking, in which language, what they hold, and the way to answer.

A page is a function of one `Desk` (and the parts of its address). `@page` lets in only those who are signed in and have
chosen their own password, and turns "not allowed" and "not there" into the same answer.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from namro.doors import refusals, words
from namro.doors.desk import characters, gone, unsaved
from namro.ground.gate.context import shut
from namro.ground.people import queries as people
from namro.ground.people.actors import Actor, Seat, staff
from namro.ground.people.may import grants
from namro.ground.people.models import User
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.cases.rows import Page as CasesPage

PAGE = 50
"""Rows on one page of a list."""
LONGEST = 20_000
"""Characters of one input that are read at all."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to mend, and the input that it is about; or the address where it is mended."""

    text: str
    field: str | None = None
    url: str = ""


@dataclass(slots=True)
class Desk:
    """One request at the desk."""

    request: HttpRequest
    user: User
    actor: Actor
    now: datetime
    on: date
    lang: str
    pack: Pack
    _offices: dict[int, str] | None = field(default=None)
    odd: tuple[Wrong, ...] = ()
    """What was no text in the form that was sent."""

    def say(self, key: str, **params: object) -> str:
        """The sentence `key` in the reader's language."""
        return words.say(self.lang, key, **params)

    def pick(self, text: Mapping[str, str] | str | None) -> str:
        """The reader's language out of a text of the pack."""
        return words.pick(text, self.lang)

    def cite(self, article: str) -> str:
        """An article as the reader's language writes it."""
        return self.pack.cite(article, self.lang)

    def refusal(self, refused: Refused) -> Wrong:
        """What to tell the reader about something that was refused."""
        if refused.code == SHUT:
            return Wrong("")  # the page says it itself
        kind, _, ref = str(refused.params.get("about", "")).partition(":")
        to = {"task": "plan-task", "instrument": "plan-lineage"}.get(kind, "")
        url = self.url(to, ref) if to else ""
        return Wrong(words.refusal_to_people(self.lang, refused), refused.field, url)

    def day(self, day: date) -> str:
        """`thứ Tư, 25/02/2026`."""
        return words.day(day, self.lang)

    def may(self, action: str) -> bool:
        """Whether any seat grants the action somewhere; whether it does so here, the gate says."""
        return any(grants(seat.role, action) for seat in self.actor.seats)

    def subject(self, summary: str, kind: str, erased_on: date | None) -> str:
        """What a case is about, in a line: else of what kind it is, or that what it was about was erased."""
        if erased_on is not None:
            return self.say("common.erased", day=words.dmy(erased_on))
        return summary or kind

    def moment(self, at: datetime) -> str:
        """`thứ Tư, 25/02/2026, 17:10`."""
        return words.moment(at, self.lang)

    def when(self, at: datetime) -> str:
        """As `moment`; the day alone where no time of day was given."""
        return words.when(at, self.lang)

    def works(self) -> bool:
        """Whether any seat reads cases."""
        return self.may("cases.read")

    def role(self, role: str) -> str:
        """The role's name."""
        found = self.pack.roles.get(role)
        return self.pick(found.names) if found else role

    def office(self, office_id: int) -> str:
        """The name of an office where the person holds a post."""
        if self._offices is None:
            self._offices = people.office_names({seat.office_id for seat in self.actor.seats}, self.lang)
        return self._offices.get(office_id, "")

    def seat(self, seat: Seat) -> str:
        """`Trực ban, Công an phường Hoàn Kiếm`."""
        key = "desk.account.post.deputy" if seat.deputy else "desk.account.post"
        return self.say(key, role=self.role(seat.role), office=self.office(seat.office_id))

    def where(self) -> str:
        """The office of the person, or that there are several."""
        ids = {seat.office_id for seat in self.actor.seats}
        return self.office(ids.pop()) if len(ids) == 1 else self.say("desk.today.everywhere")

    def tell(self, text: str, warning: bool = False) -> None:
        """Says something on the next page."""
        (messages.warning if warning else messages.success)(self.request, text)

    def tell_once(self, text: str, warning: bool = False) -> None:
        """As `tell`, unless that waits to be said already, alone or with more: a form that was sent twice is answered
        once."""
        waiting = messages.get_messages(self.request)
        there = any(text in str(one) for one in waiting)
        if isinstance(waiting, BaseStorage):
            waiting.used = False  # looked at, not shown
        if not there:
            self.tell(text, warning)

    def answer(
        self,
        template: str,
        status: int = 200,
        wrongs: Sequence[Wrong] = (),
        *,
        files_kept: bool = False,
        **context: Any,
    ) -> HttpResponse:
        """The page made from `desk/<template>.html`; a page with something to mend has status 422 and, unless the files
        that were sent are kept for the next try, says which must be chosen again."""
        if unsaved.given_back(self.request):
            wrongs = [one for one in wrongs if one.text]
            wrongs = [*self.odd, *(one for one in wrongs if one.field not in {odd.field for odd in self.odd})]
            status = 200 if status == 409 and not wrongs else status
        if wrongs and status == 200:
            status = 422
        lost = [] if files_kept else [str(one.name) for _, files in self.request.FILES.lists() for one in files]
        if wrongs and lost:
            wrongs = [*wrongs, Wrong(self.say("desk.input.files-again", names="; ".join(lost)))]
        own = {"lang": self.lang, "wrongs": wrongs, "who": self._who(), **self._links()}
        if hidden := own.keys() & context.keys():
            raise ValueError(f"desk/{template}.html is given {', '.join(hidden)}, which every page of the desk has.")
        if self.odd:
            context = characters.at_inputs(context, {str(one.field): one.text for one in self.odd})
        context |= own
        return render(self.request, f"desk/{template}.html", context, status=status)

    def url(self, name: str, *parts: object) -> str:
        """The address of the page `desk:name`."""
        return reverse(f"desk:{name}", args=parts)

    def go(self, name: str, *parts: str, after: str = "", **query: str) -> HttpResponseRedirect:
        """On to the page `desk:name`."""
        url = reverse(f"desk:{name}", args=parts)
        return HttpResponseRedirect(url + (f"?{urlencode(query)}" if query else "") + after)

    def _who(self) -> dict[str, str]:
        seats = self.actor.seats
        if not seats:
            return {"name": self.user.name, "seat": self.say("desk.account.no-seat"), "placed": ""}
        first = self.seat(seats[0])
        return {
            "name": self.user.name,
            "seat": self.say("desk.account.seats", n=len(seats), seat=first, more=len(seats) - 1),
            "placed": first,
        }

    def _links(self) -> dict[str, list[dict[str, Any]]]:
        if self.user.must_change_password:
            return {}
        here = self.request.path

        def link(name: str, first: bool = True) -> dict[str, Any]:
            url = reverse(f"desk:{name}")
            current = here == url or (name != "today" and here.startswith(url + "/"))
            return {"url": url, "name": self.say(f"desk.nav.{name}"), "current": current, "first": first}

        nav = [link("today")]
        if self.works():
            nav += [link("cases"), link("register"), link("workload", False)]
        elif self.may("plans.read"):
            nav += [link("plans"), *([link("head", False)] if self.may("plans.decide") else [])]
        if self.may("cases.receive"):
            nav.append(link("new", False))
        more = [link("places"), link("permissions"), link("trail")]
        if self.may("cases.import"):
            more.insert(0, link("imports"))
        if self.works():
            more[:0] = [link("papers"), link("moved"), link("handed")]
        if self.may("cases.read") or self.may("panels.answer_second_look"):
            more.insert(0, link("second-looks"))
        if self.may("cases.hold_back") or self.may("cases.erase_kept"):
            more.insert(0, link("kept"))
        if self.may("cases.read_ratings"):
            more.insert(0, link("ratings"))
        if self.works() and self.may("plans.read"):
            more.insert(0, link("plans"))
        if self.works() and self.may("plans.decide"):
            more.insert(0, link("head"))
        if self.may("seals.agree_identity"):
            more.insert(0, link("identity-requests"))
        if self.may("people.create_office"):
            more.insert(0, link("offices"))
        if self.may("people.appoint"):
            more.insert(0, link("people"))
        if self.may("cases.read") and self.may("trail.read"):
            more.append(link("finding"))
        if self.may("webhooks.subscribe"):
            more.append(link("webhooks"))
        if self.may("jobs.try_again"):
            more.append(link("jobs"))
        return {"nav": nav, "more": more}


def now() -> datetime:
    """The instant of this request: the desk's only look at the clock."""
    return timezone.now()


DeskPage = Callable[..., HttpResponseBase]


def page(*methods: str, any_password: bool = False) -> Callable[[DeskPage], DeskPage]:
    """Makes `function(desk, …)` a page that answers `methods` (GET unless said) to those who are signed in.

    Whoever must still choose a password is led there first (unless `any_password`). What raises `gate.not-found` is
    answered like an address that does not exist, in the frame of the desk (`gone`).
    """
    allowed = methods or ("GET",)

    def declare(function: DeskPage) -> DeskPage:
        @functools.wraps(function)
        def answered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated and request.method == "POST":
                return signed_out(request)
            if not request.user.is_authenticated:
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('desk:sign-in')}?{query}")
            if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
                return HttpResponseNotAllowed(allowed)
            user = request.user
            if user.must_change_password and not any_password:
                kept = unsaved.packed(request)
                return password_first(request, kept) if kept else HttpResponseRedirect(reverse("desk:password"))
            words.keep_language(request)
            at, pack = now(), the_pack()
            desk = Desk(request, user, staff(user, at), at, pack.calendar.local(at), words.language_of(request), pack)
            response = _answered(desk, function, parts)
            if "Cache-Control" not in response:
                response["Cache-Control"] = "no-store"
            return response

        answered.methods = allowed  # type: ignore[attr-defined]
        return answered

    return declare


def _methods(request: HttpRequest) -> tuple[str, ...]:
    at = request.resolver_match
    return tuple(getattr(at.func, "methods", ())) if at is not None else ()


def _answered(desk: Desk, function: DeskPage, parts: Mapping[str, Any]) -> HttpResponseBase:
    """What the page answers. A form that is given back is only shown: nothing can be done by it."""
    odd, marks = characters.looked_through(desk.request)
    desk.odd = tuple(
        Wrong(desk.say("desk.input.characters", which=one.which, after=one.after), one.field)
        if one.after
        else Wrong(desk.say("desk.input.characters.first", which=one.which), one.field)
        for one in odd
    )
    if marks:
        desk.tell(desk.say("desk.input.marks", which=marks), warning=True)
    back = unsaved.given_back(desk.request)
    name = desk.request.resolver_match.url_name if desk.request.resolver_match else ""
    try:
        if not back or name in unsaved.LOOKS:
            return function(desk, **parts)
        if not desk.odd:
            desk.tell(desk.say("desk.unsaved.look"))
        with shut():
            return function(desk, **parts)
    except Refused as refused:
        if refused.code == SHUT:
            return gone.only_words(desk, unsaved.in_words(desk.request))
        if refused.code != "gate.not-found":
            raise
        return gone.not_here(desk, unsaved.in_words(desk.request))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose session ended, or which was made before its reader signed in anew: what was written is given back to
    whoever wrote it, after signing in where somebody else is signed in by now (403). Any other form without its mark is
    refused as everywhere (403)."""
    here = request.user if isinstance(request.user, User) and request.user.is_authenticated else None
    if here is not None and unsaved.writer_of(request) not in (None, here.pk) and unsaved.name_of(request.path):
        return signed_out(request, here)
    packet = unsaved.opened(unsaved.packed(request))
    if packet is None:
        return refusals.form_expired(request, reason)
    if here is None:
        return signed_out(request)
    writing = packet.opened_for(here)
    return refusals.form_expired(request, reason) if writing is None else given_back(request, writing)


def given_back(request: HttpRequest, writing: unsaved.Unsaved) -> HttpResponse:
    """What was being written when the session ended, to be gone on with."""
    page = {"lang": words.language_of(request), "unsaved": writing, "given_back": unsaved.GIVEN_BACK}
    response = render(request, "desk/unsaved.html", page)
    response["Cache-Control"] = "no-store"
    return response


def password_first(request: HttpRequest, kept: str) -> HttpResponse:
    """What was being written, for somebody who must choose a password first: it goes with them there."""
    response = render(request, "desk/unsaved.html", {"lang": words.language_of(request), "first": kept})
    response["Cache-Control"] = "no-store"
    return response


def signed_out(request: HttpRequest, other: User | None = None) -> HttpResponse:
    """The sign-in page for a form that came after its session had ended: what was written stands in it, or why not.
    `other`: who is signed in here by now in place of its writer."""
    lang = words.language_of(request)
    kept = unsaved.packed(request)
    why = words.say(lang, f"desk.unsaved.why.{unsaved.stands(request, kept)}")
    back = request.get_full_path() if "GET" in _methods(request) else ""
    page = {
        "lang": lang,
        "wrongs": [],
        "username": "",
        "next": back,
        "unsaved": kept,
        "ended": why,
        "other": other.name if other is not None else "",
    }
    response = render(request, "desk/sign-in.html", page, status=401 if other is None else 403)
    response["Cache-Control"] = "no-store"
    return response


def text_of(desk: Desk, name: str) -> str:
    """What was typed into an input; read whole, judged by whoever takes it."""
    return str(desk.request.POST.get(name, "")).strip()


def sent_key(desk: Desk) -> str | None:
    """The key of the form that was sent, by which it does its work once."""
    return text_of(desk, "once")[:64] or None


def seen_of(desk: Desk) -> str:
    """What the form that was sent was made from, as it says itself. Raises Refused `plans.not-looked` where it says
    nothing: such a form is older than this page, or was put together by hand."""
    if not (said := text_of(desk, "seen")[:2000]):
        raise Refused("plans.not-looked")
    return said


SHUT = "gate.shut"
"""The refusal of whatever a form that is given back would do."""
STALE = ("plans.changed", "plans.not-looked")
"""Refusals of a form that was made from what stands there no more, or does not say from what."""


def form_key(desk: Desk) -> str:
    """The key that a form carries: the one that was sent with it, else a new one."""
    return sent_key(desk) or secrets.token_urlsafe(16)


def tried(desk: Desk, act: Callable[[], object]) -> list[Wrong]:
    """Takes an action; what is to be mended first, nothing where it is done, now or by this very form before. Raises
    what means that nothing is there."""
    try:
        act()
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        if refused.code != "cases.already-done":
            return [desk.refusal(refused)]
    return []


def noted(desk: Desk, act: Callable[[], object], said: str) -> None:
    """Takes an action of one press and tells what came of it; nothing where this very form did it before. Raises as
    `tried`."""
    try:
        act()
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        if refused.code not in ("cases.already-done", SHUT):
            desk.tell(desk.refusal(refused).text, warning=True)
    else:
        desk.tell(said)


def number_of(value: object, first: int = 1, last: int = 1_000_000) -> int:
    """A page number or year from an address; anything odd is `first`."""
    text = str(value)
    return min(max(int(text), first), last) if text.isascii() and text.isdigit() and len(text) < 10 else first


def year_of(desk: Desk) -> int:
    """The year that the address names; this year where it names none that can be."""
    year = number_of(desk.request.GET.get("year"), first=0, last=9999)
    return year if 1900 <= year <= 9000 else desk.on.year


def query_with(desk: Desk, **changed: object) -> str:
    """The address's own query with some of it changed; None takes a part out."""
    kept = {key: values for key, values in desk.request.GET.lists() if key not in {*changed, "lang"}}
    kept |= {key: [str(value)] for key, value in changed.items() if value is not None}
    return urlencode(kept, doseq=True)


def pages(desk: Desk, page: int, last: int) -> dict[str, Any]:
    """The links to the page before and after."""
    return {
        "many": last > 1,
        "before": query_with(desk, page=page - 1) if page > 1 else "",
        "after": query_with(desk, page=page + 1) if page < last else "",
        "said": desk.say("desk.pages.said", page=page, pages=last),
    }


def pages_counted_so_far(desk: Desk, found: CasesPage) -> dict[str, Any]:
    """The links of a list that is not counted to its end: numbered pages first, then on from a bookmark."""
    on = found.page > found.pages or not found.total
    if found.page < found.pages:
        after = query_with(desk, page=found.page + 1, after=None)
    else:
        after = query_with(desk, page=found.page + 1, after=found.after) if found.after else ""
    return {
        "many": found.pages > 1 or bool(found.after) or on,
        "before": query_with(desk, page=found.page - 1, after=None) if 1 < found.page <= found.pages else "",
        "first": f"?{query_with(desk, page=None, after=None)}" if on else "",
        "after": after,
        "further": found.looked_to is not None,
        "said": desk.say("desk.pages.on", page=found.page)
        if found.more or on
        else desk.say("desk.pages.said", page=found.page, pages=found.pages),
    }
