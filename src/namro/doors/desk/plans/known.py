"""A document on its way in that the register has already: said at the look, with what can be done instead."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, Wrong, text_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.issuers import issuer_said
from namro.doors.desk.plans.plan import may_read_again
from namro.doors.desk.plans.stood import document
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import scope, waiting
from namro.work.plans.draft_actions import draft
from namro.work.plans.known_documents import Known, registered_already
from namro.work.plans.listed import sits
from namro.work.plans.models import Plan

INTO, UNDER = "into-", "under-"
"""What the look is sent for that goes on with a plan, or with a document that has none: before its reference."""


def known_here(
    desk: Desk, kept: waiting.Waiting, called: Called, symbol: str, issuer: str, dated: date | None
) -> list[Known]:
    """The documents that this one may be, and those of its number and day that have another issuer."""
    digest = hashlib.sha256(kept.data).hexdigest()
    return registered_already(
        desk.actor, desk.on, sha256=digest, symbol=symbol, issuer=issuer, dated=dated, office_of=called.of
    )


def shown(desk: Desk, known: list[Known]) -> list[dict[str, Any]]:
    """Each with its link, why it may be this one, and the plans into which more of it can be read."""
    return [
        {
            "name": " · ".join(filter(None, (document(desk, one.instrument), one.instrument.title))),
            "url": desk.url("plan-lineage", one.instrument.ref),
            "day": words.dmy(one.instrument.dated) if one.instrument.dated else "",
            "why": _why(desk, one),
            "plans": [
                {"go": f"{INTO}{plan.ref}", "name": plan.name} for plan in _open_to(desk, one)
            ],
            "under": f"{UNDER}{one.instrument.ref}" if _may_draft(desk, one) else "",
        }
        for one in known
    ]  # fmt: skip


def _why(desk: Desk, one: Known) -> str:
    """Why it may be this one."""
    if not one.file and not one.named:
        return desk.say("desk.plan.known.other", issuer=issuer_said(desk, one.instrument.issuer))
    return desk.say(f"desk.plan.known.{'both' if one.file and one.named else 'file' if one.file else 'name'}")


def heading(desk: Desk, known: list[Known]) -> str:
    """What stands above them: that the document seems to be registered, or that one of its number and day is."""
    likely = sum(one.file or one.named for one in known)
    if likely:
        return desk.say("desk.plan.known", n=likely)
    return desk.say("desk.plan.known.others") if known else ""


def asked(known: list[Known]) -> bool:
    """Whether it has to be said that the document is another one: not where all of them have surely another issuer."""
    return any(not _apart(one) for one in known)


def _apart(one: Known) -> bool:
    return one.apart and not one.file


def _open_to(desk: Desk, one: Known) -> list[Plan]:
    """The plans made from it into which the reader may read more of it."""
    refs = [] if _apart(one) else [plan.ref for plan in one.plans]
    return [
        plan
        for plan in Plan.objects.filter(ref__in=refs).select_related("instrument").order_by("pk")
        if may_read_again(desk, plan)
    ]


def _may_draft(desk: Desk, one: Known) -> bool:
    """Whether the reader may begin the first plan under it."""
    may = all(sits(desk.actor, one.instrument.office_id, action) for action in ("plans.draft", "plans.take_more"))
    return may and not one.plans and not _apart(one) and one.instrument.ends is None


def wanted(desk: Desk, known: list[Known]) -> list[Wrong]:
    """That nobody said that the document is another one than those; nothing where none of them may be this one."""
    if not asked(known) or text_of(desk, "another") == "yes":
        return []
    likely = any(one.file or one.named for one in known)
    return [Wrong(desk.say("desk.plan.known.say" if likely else "desk.plan.known.say.others"), "another")]


def goes_on(desk: Desk, kept: waiting.Waiting, known: list[Known]) -> HttpResponse | None:
    """Goes on with the document that is there: the file is looked at beside its plan; None where that was not asked.
    Raises `NotThere`."""
    go = text_of(desk, "go")
    if not go.startswith((INTO, UNDER)):
        return None
    plan = _begun(desk, known, go.removeprefix(UNDER)) if go.startswith(UNDER) else scope.plan(
        desk.actor, go.removeprefix(INTO), desk.on
    )  # fmt: skip
    if not may_read_again(desk, plan):
        raise NotThere
    token = waiting.keep(kept.data, kept.name, where="read", plan=plan.ref, actor=desk.actor, now=desk.now)
    waiting.forget(kept.token, plan=plan.ref, actor=desk.actor, now=desk.now)
    return desk.go("plan-read-again-look", plan.ref, token)


def _begun(desk: Desk, known: list[Known], ref: str) -> Plan:
    """The first plan under a document that is known, empty as yet. Raises `NotThere`."""
    one = next((one for one in known if one.instrument.ref == ref and _may_draft(desk, one)), None)
    if one is None:
        raise NotThere
    under = one.instrument
    try:
        made = draft(under.office, instrument=under, name=under.title or under.symbol, actor=desk.actor, now=desk.now)
    except Refused as refused:
        raise NotThere from refused
    return scope.plan(desk.actor, made.ref, desk.on)
