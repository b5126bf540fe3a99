"""Following a report by its code: where it is, who has it, by when you will hear, what was said both ways.

The code is posted with every form of the page and never stands in an address. A wrong code and an unknown one get the
same words, the same status and cost the same.
"""

import secrets
import time

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from namro.doors import words
from namro.doors.portal import matter, typed
from namro.doors.portal.files import ACCEPT
from namro.doors.portal.page import FORGOTTEN, address_of, in_language, now, show, today, wrongs
from namro.doors.portal.telling import Reader, answer_lines, event, last_moment, last_words, promises, the_answer
from namro.doors.portal.wrong import Wrong
from namro.doors.throttle import Throttle
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, MOST_FILES, refused_files, size
from namro.ground.people.actors import reporter
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, ratings, timeline
from namro.work.cases.models import Case
from namro.work.cases.ratings import ANSWERS, QUESTIONS

WRITTEN = {"message": "message", "answer": "answer", "rate": "rate-text", "second-look": "second-look-text"}
"""The forms of the page in which something is written, and the input where it is."""
missed = Throttle(300)
"""Codes that opened nothing, from one address in ten minutes. A code is far too long to be found by trying."""


@in_language
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, lang: str) -> HttpResponse:
    """The form for the code, and the page that it opens."""
    if request.method != "POST":
        return show(request, "follow.html", here="follow", keep=FORGOTTEN)
    if missed.full(address_of(request), time.monotonic()):
        return show(request, "busy.html", status=429, keep=FORGOTTEN)
    code = request.POST.get("code", "")
    case = opened(request, code)
    if case is None:
        wrong = [Wrong("portal.follow.unknown", "code")]
        return show(
            request,
            "follow.html",
            here="follow",
            typed=code[:60],
            wrongs=wrongs(wrong, lang),
            wrong=wrong[0].says(lang),
            keep=FORGOTTEN,
        )
    done, found = _do(request, case)
    if done:
        case.refresh_from_db()
    with timeline.read_at_once(case):
        return _case(request, lang, case, code, done, found)


@in_language
@require_POST
def file(request: HttpRequest, lang: str) -> HttpResponseBase:
    """One file of the case, to be kept by the reader."""
    case = opened(request, request.POST.get("code", ""))
    if case is None:
        return show(request, "forged.html", status=404, keep=FORGOTTEN)
    found = queries.attachment(reporter(case.ref), request.POST.get("file", ""), today())
    return FileResponse(
        queries.open_attachment(found),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
        headers={"Cache-Control": FORGOTTEN, "X-Content-Type-Options": "nosniff"},
    )


def opened(request: HttpRequest, code: str) -> Case | None:
    """The case of a code; a miss is counted."""
    case = queries.by_receipt(code, now())
    if case is None:
        missed.count(address_of(request), time.monotonic())
    return case


def _do(request: HttpRequest, case: Case) -> tuple[str, list[Wrong]]:
    """What a form of the page asks for: "message", "answer" or "file" when it was done, and what was wrong."""
    do = request.POST.get("do", "")
    me, once = reporter(case.ref), request.POST.get("once", "")[:64] or None
    text = request.POST.get("text", "")
    if do in WRITTEN and (which := typed.left_out(text)):
        return "", [Wrong("portal.text.characters", WRITTEN[do], {"which": which})]
    try:
        if do == "message":
            actions.message(case, text=text, once=once, actor=me, now=now())
        elif do == "answer":
            actions.answer(case, text=text, once=once, actor=me, now=now())
        elif do == "file":
            return _attach(request, case, once)
        elif do == "rate":
            said = {name: _choice(request, name) for name in QUESTIONS}
            actions.rate(case, **said, text=text, seen=_seen(request), actor=me, now=now())
        elif do in matter.PARTS:
            matter.do(request, case, do, once)
        else:
            return "", []
    except Refused as refused:
        if refused.code == "cases.already-done":
            return do, []
        if refused.code == "cases.join-unknown":
            missed.count(address_of(request), time.monotonic())
        if do in matter.PARTS:
            return "", [Wrong.from_refused(refused, matter.PARTS[do])]
        if do == "rate":
            part = refused.field if refused.field in QUESTIONS else "rate-text" if refused.field else "rate"
            return "", [Wrong.from_refused(refused, part)]
        if not any(c.isalnum() for c in text):
            return "", [Wrong(f"portal.follow.{do}-empty", do)]
        return "", [Wrong.from_refused(refused, do)]
    return do, []


def _choice(request: HttpRequest, name: str) -> int:
    """The answer that was chosen; 0 for none."""
    sent = request.POST.get(name, "")
    return int(sent) if sent in {str(answer) for answer in ANSWERS} else 0


def _seen(request: HttpRequest) -> int:
    """How often it had been said how it went when the form was opened; 0 where the form does not say."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def _rating(request: HttpRequest, case: Case, lang: str, found: list[Wrong]) -> dict[str, object] | None:
    """The questions after the answer, with what was said or just sent; None before it."""
    asked = ratings.asked(case, now())
    if asked is None:
        return None
    sent = bool(found) and request.POST.get("do") == "rate"
    before = asked.before
    chosen = {name: _choice(request, name) if sent else getattr(before, name, 0) for name in QUESTIONS}
    said = {wrong.part: wrong.says(lang) for wrong in found} if sent else {}
    return {
        "open": asked.open,
        "before": before is not None,
        "seen": before.nth if before is not None else 0,
        "mending": sent,
        "stands": before is not None and (not sent or before.nth != _seen(request)),
        "said": before.text if before is not None else "",
        "text": typed.one_line(request.POST.get("text", ""))[:600]
        if sent
        else (before.text if before is not None else ""),
        "wrong": said.get("rate-text", ""),
        "questions": [
            {
                "id": name,
                "title": words.say(lang, f"portal.rate.{name}"),
                "wrong": said.get(name, ""),
                "said": words.say(lang, f"common.rate.{name}.{getattr(before, name)}") if before is not None else "",
                "options": [
                    {"id": n, "name": words.say(lang, f"common.rate.{name}.{n}"), "chosen": chosen[name] == n}
                    for n in ANSWERS
                ],
            }
            for name in QUESTIONS
        ],
    }


def _keeping(case: Case, lang: str) -> str:
    """Until when what was said is kept, or that it was erased, and when; "" while the case is open."""
    if case.erased_on is not None:
        return words.say(lang, "portal.follow.erased", day=words.day(case.erased_on, lang))
    if case.keep_until is not None:
        return words.say(lang, "portal.follow.kept-until", day=words.day(case.keep_until, lang))
    return ""


def _attach(request: HttpRequest, case: Case, once: str | None) -> tuple[str, list[Wrong]]:
    wrong = [Wrong.from_refused(refused, "file") for refused in refused_files(request)]
    uploads = request.FILES.getlist("file")
    if not uploads:
        return "", wrong or [Wrong("portal.follow.file-empty", "file")]
    try:
        actions.attach(case, uploads=uploads, once=once, actor=reporter(case.ref), now=now())
    except Refused as refused:
        if refused.code != "cases.already-done":
            return "", [*wrong, Wrong.from_refused(refused, "file")]
    return "file", wrong


def _hear_by(head: timeline.Headline, lang: str) -> str:
    """The day by which the reporter will hear, with the time of day where it does not end with the day."""
    return last_moment(head.hear_by, head.hear_at, Reader(lang)) if head.hear_by and head.hear_at else ""


def _case(request: HttpRequest, lang: str, case: Case, code: str, done: str, found: list[Wrong]) -> HttpResponse:
    _, rules = queries.rules_of(case)
    rows, kept_files = timeline.done_of(case), timeline.files_of(case, "reporter")
    lines = timeline.timeline(case, "reporter", rows=rows, kept=kept_files)
    standing = queries.standing(case, rows)
    events = [event(line, lang, size) for line in lines]
    said = {wrong.part: wrong.says(lang) for wrong in found}
    head = timeline.headline(case, now(), standing)
    kept = typed.text(request.POST.get("text", "")) if found else ""
    return show(
        request,
        "case.html",
        here="follow",
        form_id="again",
        action=f"/{lang}/follow",
        code=code,
        case=case,
        procedure=rules,
        head=head,
        asked=standing.asked,
        late=head.hear_late,
        on_its_way_to=words.pick(head.on_its_way_to, lang),
        hear_clock=words.pick(head.hear_clock, lang),
        promises=promises(case, lang, standing),
        events=events,
        office=words.pick(head.office_names, lang),
        hear_by=_hear_by(head, lang),
        question=last_words(lines, "ask"),
        answer=the_answer(lines, lang),
        answers=[{"title": words.pick(a.names, lang), "lines": answer_lines(a, lang)} for a in queries.said(case)],
        files=[{"token": f.token, "name": f.name, "size": size(f.size)} for f in kept_files],
        keeping=_keeping(case, lang),
        rating=_rating(request, case, lang, found) if case.erased_on is None else None,
        **matter.shown(case, lang, standing, rows),
        join_wrong=said.get("join-code", ""),
        join_typed=request.POST.get("other", "")[:60] if "join-code" in said else "",
        look_wrong=said.get("second-look-text", ""),
        look_typed=kept[:600] if "second-look-text" in said else "",
        done=done,
        wrongs=wrongs(found, lang),
        wrong=said,
        typed={request.POST.get("do", ""): kept},
        once=secrets.token_urlsafe(16),
        accept=ACCEPT,
        most_files=MOST_FILES,
        most_size=LARGEST_FILE // MEGABYTE,
        keep=FORGOTTEN,
    )
