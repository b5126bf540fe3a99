"""A report, one question a page: every page comes as the answer to the form before it, and carries the draft on.

The buttons of a page say what is to be done (`do`): continue, back, change:<page>, find (places), add and remove:<id>
(files), language. What was typed is taken into the draft whatever the button, and judged when the page is left forwards
and again before sending. Which page is shown follows from the draft and the button; the address only names it. A button
sends to the address of the page that it most likely leads to; where another is shown, the browser is sent on to its
address with the same form (307), so that the address always names what is seen, unless files came with it: they would
travel twice.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from namro.doors import words
from namro.doors.portal import files, places, questions, typed, who
from namro.doors.portal.draft import Draft, read
from namro.doors.portal.flow import CHECK, WHO, Flow
from namro.doors.portal.page import FORGOTTEN, REMEMBERED, in_language, procedure, show, today, wrongs
from namro.doors.portal.wrong import Wrong
from namro.doors.uploads import size
from namro.work.cases import queries

TEMPLATES = {
    "text": "text",
    "long-text": "text",
    "choice": "choice",
    "yes-no": "choice",
    "place": "place",
    "date-or-period": "when",
    "files": "files",
}


@in_language
@require_safe
def begin(request: HttpRequest, lang: str, id: str) -> HttpResponse:
    """What will be asked, before anything is."""
    found = procedure(id)
    flow = Flow(found)
    return show(
        request,
        "begin.html",
        procedure=found,
        first=flow.first,
        questions=len(flow.slugs),
        named=found.reporter.named == "required",
        asks_danger=any(field.when_yes for field in found.fields),
    )


@in_language
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, lang: str, id: str, slug: str) -> HttpResponse:
    """One page of the report."""
    flow = Flow(procedure(id))
    if request.method != "POST":
        if slug != flow.first:
            return HttpResponseRedirect(f"/{lang}/report/{id}/")
        return ask(request, lang, flow, Draft(id), slug)
    draft, kept = taken(request, lang, flow)
    if kept is not None:
        return kept
    asked = request.POST.get("asked", "")
    if asked in flow.slugs and (odd := _left_out(request, asked)):
        return ask(request, lang, flow, draft, asked, [*odd, *judge_page(flow, draft, asked, lang)], looked=True)
    return _answered(request, lang, flow, draft, asked, request.POST.get("do", "continue"))


def _left_out(request: HttpRequest, slug: str) -> list[Wrong]:
    """What was typed on the page and cannot be kept, which is said before anything else is done."""
    return [
        Wrong("portal.text.characters", name if slug == WHO else slug, {"which": which})
        for name, value in request.POST.items()
        if name not in ("draft", "asked", "do") and (which := typed.left_out(str(value)))
    ]


def taken(request: HttpRequest, lang: str, flow: Flow | None) -> tuple[Draft, HttpResponse | None]:
    """The draft of a form with what was typed on its page; and the page to show instead when the draft is too old, did
    not arrive whole or belongs to other questions. `flow` None: the draft's own procedure."""
    draft, trust = read(request.POST.get("draft", ""))
    if draft is None and flow is not None:
        draft, trust = Draft(flow.procedure.id), "broken"
    if draft is None:
        return Draft(""), show(request, "kept.html", **_kept_words("broken", lang), keep=FORGOTTEN, status=400)
    if flow is None or draft.procedure != flow.procedure.id:
        flow = Flow(procedure(draft.procedure))
    _take(flow, draft, request)
    if trust == "good":
        return draft, None
    return draft, show(
        request,
        "kept.html",
        **_kept_words(trust, lang),
        rows=[row for row in _rows(flow, draft, lang) if row["lines"]],
        draft=draft.sealed(),
        action=f"/{lang}/report/{draft.procedure}/{flow.first}",
        form_id="step",
        first=flow.first,
        keep=FORGOTTEN,
        status=400,
    )


def _kept_words(trust: str, lang: str) -> dict[str, str]:
    return {
        "title": words.say(lang, f"portal.kept.{trust}-title"),
        "says": words.say(lang, f"portal.kept.{trust}"),
    }


def _take(flow: Flow, draft: Draft, request: HttpRequest) -> None:
    """What was typed on the page that was asked goes into the draft."""
    asked = request.POST.get("asked", "")
    field = flow.field(asked)
    if field is not None and field.kind != "files":
        draft.answers[field.id] = questions.read(field, request.POST)
    elif asked == WHO:
        draft.who = who.read(flow.procedure, request.POST)


def _answered(request: HttpRequest, lang: str, flow: Flow, draft: Draft, asked: str, do: str) -> HttpResponse:
    """The page that follows from a button."""
    verb, _, what = do.partition(":")
    if verb == "change" and what in flow.slugs:
        return ask(request, lang, flow, draft, what)
    if asked not in flow.slugs:
        return ask(request, lang, flow, draft, flow.first)
    field = flow.field(asked)
    if verb == "back":
        return ask(request, lang, flow, draft, flow.before(asked) or flow.first)
    if verb in ("language", "find"):
        return ask(request, lang, flow, draft, asked, looked=verb == "find")
    if verb == "add" and field is not None:
        return ask(request, lang, flow, draft, asked, files.add(request, draft, field.id))
    if verb == "remove":
        files.remove(draft, what)
        return ask(request, lang, flow, draft, asked)
    if field is not None and field.kind == "files" and request.FILES and (wrong := files.add(request, draft, field.id)):
        return ask(request, lang, flow, draft, asked, wrong)
    wrong = judge_page(flow, draft, asked, lang)
    if wrong and field is not None and field.kind == "place" and places.sought_anew(field.id, request.POST):
        wrong = [one for one in wrong if one.key not in places.NOT_CHOSEN]
        return ask(request, lang, flow, draft, asked, wrong, looked=True)
    if wrong:
        return ask(request, lang, flow, draft, asked, wrong, looked=True)
    following = CHECK if draft.complete else flow.next(asked)
    if field is not None and field.when_yes and draft.answers.get(field.id) == "yes":
        return _told(request, lang, flow, draft, asked, following)
    return ask(request, lang, flow, draft, following)


def judge_page(flow: Flow, draft: Draft, slug: str, lang: str) -> list[Wrong]:
    """Everything that is wrong with the answers of one page."""
    field = flow.field(slug)
    if slug == WHO:
        return who.judge(flow.procedure, draft.who)[1]
    if field is None:
        return []
    if field.kind == "files":
        return [Wrong("portal.files.required", field.id)] if field.required and not files.staged(draft) else []
    try:
        questions.judge(field, draft.answers.get(field.id), questions.Reader(lang, today()))
    except Wrong as wrong:
        return [wrong]
    return []


def first_wrong(flow: Flow, draft: Draft, lang: str) -> tuple[str, list[Wrong]] | None:
    """The first page that cannot be sent as it stands, with its reasons."""
    for slug in flow.slugs:
        if wrong := judge_page(flow, draft, slug, lang):
            return slug, wrong
    return None


def ask(
    request: HttpRequest,
    lang: str,
    flow: Flow,
    draft: Draft,
    slug: str,
    wrong: list[Wrong] | None = None,
    *,
    looked: bool = False,
) -> HttpResponse:
    """The page `slug`, with what was typed before. A page that holds a name leaves nothing behind on the device."""
    if slug == CHECK:
        return check(request, lang, flow, draft, wrong)
    if (elsewhere := _elsewhere(request, lang, draft, slug)) is not None:
        return elsewhere
    field = flow.field(slug)
    at, of = flow.place(slug)
    before = draft.answers.get(slug, "")
    given: dict[str, Any]
    if field is None:
        given = who.context(flow.procedure, draft.who, wrong or [], lang)
        title, template = who.title(flow.procedure, lang), "who"
        page = {"kind": "who", "why": words.pick(flow.procedure.reporter.why, lang), "required": True}
    else:
        given = {"typed": before, "wrong": " ".join(w.says(lang) for w in wrong or [])}
        title, template = words.pick(field.names, lang), TEMPLATES[field.kind]
        page = {"kind": field.kind, "why": words.pick(field.why, lang), "required": field.required}
        page["hint"] = words.pick(field.hint, lang)
        if field.kind == "files":
            given |= files.context(draft)
        elif field.kind == "place":
            given |= places.context(before if isinstance(before, dict) else {}, lang, today(), looked=looked)
        elif template == "choice":
            given["options"] = [{"id": i, "name": name} for i, name in questions.options(field, lang)]
    page |= {"slug": slug, "title": title, "at": at, "of": of, "template": f"portal/kinds/{template}.html"}
    return show(
        request,
        "ask.html",
        step=page,
        draft=draft.sealed(),
        action=address(lang, draft, CHECK if draft.complete else flow.next(slug)),
        here_action=address(lang, draft, slug),
        back_action=address(lang, draft, flow.before(slug) or slug),
        form_id="step",
        wrongs=wrongs(wrong or [], lang),
        is_first=flow.before(slug) is None,
        begin=address(lang, draft),
        default="find" if given.get("searching") else "continue",
        keep=FORGOTTEN if draft.who else REMEMBERED,
        **given,
    )


def address(lang: str, draft: Draft, slug: str = "") -> str:
    """Where a page of the report stands; without a slug, where the report begins."""
    return f"/{lang}/report/{draft.procedure}/{slug}"


def _elsewhere(request: HttpRequest, lang: str, draft: Draft, slug: str) -> HttpResponse | None:
    """Sends a form on that came to the address of another page of its report than the one that is shown."""
    there = address(lang, draft, slug)
    ours = request.path_info.startswith(address(lang, draft)) and request.path_info != there
    if request.method != "POST" or not ours or request.FILES:
        return None
    sent_on = HttpResponseRedirect(there, preserve_request=True)
    sent_on.headers["Cache-Control"] = FORGOTTEN
    return sent_on


def check(request: HttpRequest, lang: str, flow: Flow, draft: Draft, wrong: list[Wrong] | None = None) -> HttpResponse:
    """Every answer once more, with the office that will receive it."""
    incomplete = first_wrong(flow, draft, lang)
    if incomplete is not None:
        return ask(request, lang, flow, draft, *incomplete, looked=True)
    draft.complete = True
    if (elsewhere := _elsewhere(request, lang, draft, CHECK)) is not None:
        return elsewhere
    offices = queries.offices_to_choose(flow.procedure, place_ref(flow, draft, lang), today())
    found = list(wrong or [])
    if not offices and not found:
        found = [Wrong("portal.check.no-office", "offices")]
    return show(
        request,
        "check.html",
        step={"slug": CHECK, "at": flow.place(CHECK)[0], "of": flow.place(CHECK)[1]},
        procedure=flow.procedure,
        rows=_rows(flow, draft, lang),
        offices=[{"id": office.pk, "name": words.pick(office.names, lang)} for office in offices],
        office_why=words.pick(flow.procedure.or_why, lang) or words.say(lang, "portal.check.offices"),
        office_wrong=" ".join(w.says(lang) for w in found if w.part == "offices"),
        draft=draft.sealed(),
        action=address(lang, draft, CHECK),
        back_action=address(lang, draft, flow.before(CHECK) or CHECK),
        pages=address(lang, draft),
        receipt_address=f"/{lang}/receipt",
        form_id="step",
        wrongs=wrongs(found, lang),
        keep=FORGOTTEN,
    )


def answers(flow: Flow, draft: Draft, lang: str) -> dict[str, Any]:
    """What is sent, by field; only what was answered. Raises `Wrong` when a page cannot be sent as it stands."""
    reader = questions.Reader(lang, today())
    judged = {
        field.id: questions.judge(field, draft.answers.get(field.id), reader)
        for field in flow.procedure.fields
        if field.kind != "files"
    }
    return {id: answer for id, answer in judged.items() if answer is not None}


def place_ref(flow: Flow, draft: Draft, lang: str) -> str:
    """The unit that was chosen on the first page that asks for a place; empty when none was."""
    for field in flow.procedure.fields:
        if field.kind == "place":
            answer = questions.judge(field, draft.answers.get(field.id), questions.Reader(lang, today()))
            if isinstance(answer, dict) and answer.get("ref"):
                return str(answer["ref"])
    return ""


def _told(request: HttpRequest, lang: str, flow: Flow, draft: Draft, slug: str, following: str) -> HttpResponse:
    """What the pack tells at once when the answer is yes, before going on."""
    field = flow.field(slug)
    return show(
        request,
        "danger.html",
        says=words.pick(field.when_yes, lang) if field else "",
        step={"slug": slug},
        next=following,
        draft=draft.sealed(),
        action=address(lang, draft, following),
        back_action=address(lang, draft, slug),
        form_id="step",
        keep=FORGOTTEN if draft.who else REMEMBERED,
    )


def _rows(flow: Flow, draft: Draft, lang: str) -> list[dict[str, Any]]:
    """Question and answer in plain words, page by page."""
    reader = questions.Reader(lang, today())
    rows: list[dict[str, Any]] = []
    for field in flow.procedure.fields:
        if field.kind == "files":
            lines = [f"{f.name} ({size(f.size)})" for f in files.staged(draft)]
        else:
            lines = questions.lines(field, draft.answers.get(field.id), reader)
        rows.append({"slug": field.id, "title": words.pick(field.names, lang), "lines": lines})
    title = who.title(flow.procedure, lang)
    rows.append({"slug": WHO, "title": title, "lines": who.lines(flow.procedure, draft.who, lang)})
    return rows
