"""The plans that their issuers opened: what was promised, by which office, by when, how it stands, what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from namro.doors import within, words
from namro.doors.letterheads import ordinary
from namro.doors.plan_words import clause_said
from namro.doors.portal import page
from namro.doors.portal.page import in_language, show
from namro.ground.files.keeping import open_file
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.current import the_pack
from namro.work.plans import published
from namro.work.plans.models import Instrument, Plan, Task
from namro.work.plans.over_open import held_until
from namro.work.plans.published import OpenPlan, OpenTask, Told
from namro.work.plans.tallies import PARTS
from namro.work.plans.terms import ONGOING


@in_language
@require_safe
def plans(request: HttpRequest, lang: str) -> HttpResponse:
    """All of them."""
    found = published.open_plans(page.today())
    return show(
        request,
        "plans.html",
        here="plans",
        plans=[{**_plan(one, lang), "expired": _expired(one, lang)} for one in found],
    )


@in_language
@require_safe
def plan(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """One plan with its tasks, a page of them."""
    try:
        office = request.GET.get("office", "")[:40]
        found = published.open_plan(code, page.today(), page=_number(request), office=office)
    except NotThere:
        raise Http404 from None
    return show(
        request,
        "plan.html",
        here="plans",
        plan={**_plan(found.of, lang), "issuer": _issuer(found.of.plan.instrument, lang)},
        tasks=[_task(one, found.of, lang) for one in found.tasks],
        offices=[
            {"code": one.code, "name": words.pick(one.names, lang), "chosen": one == found.office}
            for one in found.offices
        ],
        office=found.office.code if found.office else "",
        principles=[one.matter for one in found.principles],
        left=_left(found.left, lang),
        expired=_expired(found.of, lang),
        **_pages(found.page, found.pages, lang),
    )


@in_language
@require_safe
def task(request: HttpRequest, lang: str, code: str, nth: int) -> HttpResponse:
    """One task of a plan: who does it, how each office stands, what proves it."""
    on = page.today()
    try:
        found = published.open_task(code, nth, on, page=_number(request))
    except NotThere:
        raise Http404 from None
    clause = found.one.task.clause
    return show(
        request,
        "plan-task.html",
        here="plans",
        plan=_plan(found.of, lang),
        task=_task(found.one, found.of, lang),
        clause={
            "label": clause_said(lang, clause.label),
            "text": clause.text,
            "of": f"{_document(found.stands_on, lang)}, {_issuer(found.stands_on, lang)}",
            "over": words.say(lang, "portal.plans.replaced", document=_document(found.replaced_by, lang))
            if found.replaced_by
            else "",
        }
        if clause
        else None,
        copies=[
            {
                "name": words.pick(one.office.names, lang),
                "part": one.part,
                "state": words.say(lang, f"portal.plans.part.{one.part}"),
                "due": one.due_on if one.part not in ("accepted", "ended", "moved") else None,
                "closed": one.closed_on if one.part == "accepted" else None,
                "first": one.baseline_on if one.baseline_on != one.due_on else None,
            }
            for one in found.copies
        ],
        proofs=[
            {
                "title": one.title,
                "office": words.pick(one.office.names, lang) if one.office else "",
                "url": f"/{lang}/plans/file/{one.code}" if one.file else "",
            }
            for one in found.proofs
        ],
        **_pages(found.page, found.pages, lang),
    )


@in_language
@require_safe
def file(request: HttpRequest, lang: str, code: str) -> HttpResponseBase:
    """A file that was cleared, to be saved under its public title."""
    try:
        found, title = published.open_file_of(code)
        opened = open_file(found.path)
    except (NotThere, FileNotFoundError):
        raise Http404 from None
    suffix = f".{found.name.rpartition('.')[2].lower()}" if "." in found.name else ""
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"{title.replace('/', '-')}{suffix}",
        content_type=found.media_type,
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _left(left: Mapping[str, int], lang: str) -> dict[str, Any]:
    """How many tasks are not shown, and on which grounds."""
    said = [words.say(lang, f"portal.plans.left.{ground}", n=n) for ground, n in left.items()]
    return {"n": sum(left.values()), "said": said}


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _pages(at: int, last: int, lang: str) -> dict[str, Any]:
    said = words.say(lang, "portal.plans.page", page=at, pages=last) if last > 1 else ""
    return {"said": said, "before": at - 1 if at > 1 else 0, "after": at + 1 if at < last else 0}


def _plan(one: OpenPlan, lang: str) -> dict[str, Any]:
    plan = one.plan
    return {
        "url": f"/{lang}/plans/{one.code}",
        "name": plan.name,
        "office": words.pick(plan.office.names, lang),
        "document": _document(plan.instrument, lang),
        "title": plan.instrument.title,
        "issued": plan.issued_on,
        "since": one.since,
        "ended": plan.state == Plan.ENDED,
        "over": _over(one, lang),
        **_told(one.told, lang),
    }


def _over(one: OpenPlan, lang: str) -> dict[str, str]:
    """That the plan's document was replaced, from when and by which one, with its plan where that is open; {} else."""
    if one.over is None:
        return {}
    by, other = _document(one.over.by, lang), published.plan_of(one.over.by)
    names = {"document": _document(one.plan.instrument, lang), "by": by, "day": words.dmy(one.over.begins)}
    later = one.over.begins > page.today()
    return {
        "said": words.say(lang, "portal.plans.over.later" if later else "portal.plans.over.since", **names),
        "url": f"/{lang}/plans/{other}" if other else "",
        "by": words.say(lang, "portal.plans.over.open", by=by),
    }


def _expired(one: OpenPlan, lang: str) -> str:
    """That the plan's document holds no longer and nothing took its place, and whether something is still to be done;
    "" else."""
    day = held_until(one.plan, page.today())
    if day is None:
        return ""
    open_ = one.told.given - one.told.parts["accepted"] - one.told.parts["ended"]
    document = _document(one.plan.instrument, lang)
    said = words.say(lang, "portal.plans.expired", document=document, day=words.dmy(day))
    return f"{said} {words.say(lang, 'portal.plans.expired.open', n=open_)}" if open_ else said


def _document(instrument: Instrument, lang: str) -> str:
    """What it is and its symbol."""
    programme = the_pack().programme
    kind = programme.instruments.get(instrument.kind) if programme else None
    return f"{words.pick(kind.names, lang) if kind else ''} {instrument.symbol}".strip()


def _issuer(instrument: Instrument, lang: str) -> str:
    """Who issued it, in ordinary letters."""
    return ordinary([instrument.issuer], lang, page.today()).get(instrument.issuer, instrument.issuer)


def _told(told: Told, lang: str) -> dict[str, Any]:
    """A bar of the parts that add up, in percent, and the same in words."""
    pieces, at = [], 0.0
    for name in PARTS:
        if told.parts[name]:
            wide = 100 * told.parts[name] / told.given
            pieces.append({"part": name, "x": f"{at:.2f}%", "wide": f"{wide:.2f}%"})
            at += wide
    lines = [
        {
            "part": name,
            "n": words.count(told.parts[name], lang),
            "name": words.say(lang, f"portal.plans.part.{name}"),
        }
        for name in PARTS
        if told.parts[name]
    ]
    return {
        "pieces": pieces,
        "parts": lines,
        "in_words": ", ".join(f"{one['n']} {one['name']}" for one in lines),
        "given": words.count(told.given, lang),
        "many": told.given > 1,
    }


def _again(one: OpenTask, lang: str) -> str:
    """How often it comes and until when, by which day of each period, and of what goes on all the time how often it is
    reported on; "" of what comes once."""
    row = one.task
    if not row.rhythm:
        return ""
    reports = str(one.time.get("reports", "")) if row.rhythm == ONGOING else ""
    until = str(one.time.get("until", ""))
    said = [words.say(lang, f"portal.plans.rhythm.{row.rhythm}")]
    said += [words.say(lang, "portal.plans.until", day=words.dmy(date.fromisoformat(until)))] if until else []
    said += [words.say(lang, f"portal.plans.reports.{reports}")] if reports else []
    often = " ".join(said)
    rhythm = reports or row.rhythm
    if not row.within or rhythm == ONGOING:
        return often
    return words.say(lang, "portal.plans.within", rhythm=often, within=within.said(lang, rhythm, row.within))


def _task(one: OpenTask, of: OpenPlan, lang: str) -> dict[str, Any]:
    row, roles = one.task, the_pack().roles
    role = roles.get(row.lead_role)
    head = roles.get(row.head_role)
    state = next((name for name in PARTS if one.told.parts[name]), "going")
    return {
        "url": f"/{lang}/plans/{of.code}/{row.nth}",
        "matter": row.matter,
        "product": row.product,
        "clause": clause_said(lang, row.clause.label) if row.clause else "",
        "who": words.pick(row.lead_office.names, lang)
        if row.lead_office
        else words.say(lang, "portal.plans.every", n=one.told.given),
        "post": words.pick(role.names, lang) if role else "",
        "head": words.pick(head.names, lang) if head else "",
        "due": row.due_on,
        "first": row.baseline_on if row.baseline_on != row.due_on else None,
        "rhythm": _again(one, lang),
        "state": words.say(lang, f"portal.plans.part.{state}"),
        "part": state,
        "cleared": one.cleared,
        **_told(one.told, lang),
        "open": row.state in Task.OPEN,
    }
