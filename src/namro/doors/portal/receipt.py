"""The receipt: sent, and this is how to come back to it.

The code comes in the body of a form and goes out in the page, nowhere else: not in an address, not in a log, not in a
picture that would have to be fetched (the QR code is drawn into the page).
"""

import time
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from namro.doors import words
from namro.doors.portal import follow, report, who
from namro.doors.portal.draft import Draft
from namro.doors.portal.flow import CHECK, Flow
from namro.doors.portal.page import FORGOTTEN, address_of, in_language, now, procedure, show, today
from namro.doors.portal.telling import promises
from namro.doors.portal.wrong import Wrong
from namro.doors.throttle import Throttle
from namro.results.papers import slips, square
from namro.results.papers.drawing import new_print
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, receipts, timeline
from namro.work.cases.models import Case
from namro.work.cases.states import Standing

sending = Throttle(200)
"""Reports from one address in ten minutes: a whole village after a storm may send, a machine is asked to wait."""


@in_language
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, lang: str) -> HttpResponse:
    """Sends the draft and gives its receipt; the same draft sent again gives the same receipt. A form with a code shows
    the receipt of that code again."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/{lang}/follow")
    if "code" in request.POST:
        code = request.POST["code"]
        case = follow.opened(request, code)
        return _receipt(request, lang, case, code) if case else _forged(request)
    draft, kept = report.taken(request, lang, None)
    if kept is not None:
        return kept
    flow = Flow(procedure(draft.procedure))
    return _sent(request, lang, flow, draft)


@in_language
@require_POST
def save(request: HttpRequest, lang: str) -> HttpResponse:
    """The receipt as a text file."""
    code = request.POST.get("code", "")
    case = follow.opened(request, code)
    if case is None:
        return _forged(request)
    response = HttpResponse(_text(request, lang, case, code), content_type="text/plain; charset=utf-8")
    name = f"{words.say(lang, 'portal.receipt.file-name')}-{case.ref}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = FORGOTTEN
    return response


@in_language
@require_POST
def pdf(request: HttpRequest, lang: str) -> HttpResponse:
    """The receipt on A5, as a PDF; made at this moment out of the code that came with the form, and kept nowhere."""
    code = request.POST.get("code", "")
    case = follow.opened(request, code)
    if case is None:
        return _forged(request)
    address, pretty = _follow_address(request, lang), grouped(code)
    at = now()
    made = slips.draw_receipt(
        case,
        pretty.split("-"),
        address.partition("://")[2],
        f"{address}#{pretty}",
        replace(new_print(at, ""), lang=lang),
        at,
    )
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{words.say(lang, 'portal.receipt.file-name')}-{case.ref}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = FORGOTTEN
    return response


def _sent(request: HttpRequest, lang: str, flow: Flow, draft: Draft) -> HttpResponse:
    wrong = report.first_wrong(flow, draft, lang)
    if wrong is not None:
        return report.ask(request, lang, flow, draft, *wrong, looked=True)
    place = report.place_ref(flow, draft, lang)
    offices = queries.offices_to_choose(flow.procedure, place, today())
    chosen = [office for office in offices if len(offices) == 1 or str(office.pk) == request.POST.get("office", "")]
    if offices and not chosen:
        return report.ask(request, lang, flow, draft, CHECK, [Wrong("portal.check.which-office", "offices")])
    if not offices:
        return report.ask(request, lang, flow, draft, CHECK, [Wrong("portal.check.no-office", "offices")])
    if sending.full(address_of(request), time.monotonic()) and not queries.was_sent(draft.token):
        waits = report.ask(request, lang, flow, draft, CHECK, [Wrong("portal.busy", "offices")])
        waits.status_code = 429
        return waits
    try:
        received = actions.receive(
            chosen[0],
            procedure=flow.procedure.id,
            answers=report.answers(flow, draft, lang),
            identity=who.judge(flow.procedure, draft.who)[0],
            place_ref=place,
            channel="web",
            draft=draft.token,
            actor=actions.NEWCOMER,
            now=now(),
        )
    except Refused as refused:
        field = refused.field if refused.field in flow.slugs else None
        found = [Wrong.from_refused(refused, field or "offices")]
        return report.ask(request, lang, flow, draft, field or CHECK, found)
    if not received.again:
        sending.count(address_of(request), time.monotonic())
    return _receipt(request, lang, received.case, received.code, received.standing, differs=received.differs)


def _receipt(
    request: HttpRequest,
    lang: str,
    case: Case,
    code: str,
    standing: Standing | None = None,
    *,
    differs: bool = False,
) -> HttpResponse:
    pretty = grouped(code)
    return show(
        request,
        "receipt.html",
        groups=pretty.split("-"),
        code=pretty,
        qr=_qr(f"{_follow_address(request, lang)}#{pretty}"),
        form_id="again",
        on_paper=slips.slip_form("receipt", today()) is not None,
        action=f"/{lang}/receipt",
        keep=FORGOTTEN,
        differs=differs,
        **_about(request, case, lang, standing),
    )


def _about(request: HttpRequest, case: Case, lang: str, standing: Standing | None = None) -> dict[str, Any]:
    _, rules = queries.rules_of(case)
    standing = queries.standing(case) if standing is None else standing
    return {
        "case": case,
        "procedure": rules,
        "head": timeline.headline(case, now(), standing),
        "follow_address": _follow_address(request, lang),
        "promises": promises(case, lang, standing, running_only=True),
    }


def _text(request: HttpRequest, lang: str, case: Case, code: str) -> str:
    about = _about(request, case, lang)
    office = words.pick(about["head"].office_names, lang)
    said = [
        ("title", {"procedure": words.pick(about["procedure"].names, lang)}),
        ("code", {"code": grouped(code)}),
        ("reference", {"ref": case.ref}),
        ("sent", {"at": words.when(case.received_at, lang)}),
        ("office", {"office": office}),
        ("follow", {"address": _follow_address(request, lang)}),
    ]
    lines = [words.say(lang, f"portal.receipt.file-{key}", **params) for key, params in said]
    lines += ["", words.say(lang, "portal.receipt.next"), *(f"- {p.name}: {p.by}" for p in about["promises"])]
    lines += ["", words.say(lang, "portal.receipt.only-file"), ""]
    return "\r\n".join(lines)


def _follow_address(request: HttpRequest, lang: str) -> str:
    return request.build_absolute_uri(f"/{lang}/follow")


def _qr(text: str) -> SafeString:
    """A QR code as inline SVG."""
    return mark_safe(square.svg(text))  # noqa: S308 - made here from a code and our own address


def _forged(request: HttpRequest) -> HttpResponse:
    return show(request, "forged.html", keep=FORGOTTEN, status=404)


def grouped(code: str) -> str:
    """A code in its four groups, however it was typed."""
    symbols = receipts.read(code) or ""
    return "-".join(symbols[i : i + receipts.GROUP] for i in range(0, len(symbols), receipts.GROUP))
