"""The A5 papers: the slip that goes along with a transferred case, and the receipt for the person who brought it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.results.papers import square, typeset
from namro.results.papers.drawing import (
    Drawn,
    Print,
    dmy,
    drawn,
    filled,
    frame,
    hm,
    pick,
    templates,
    time_given,
    words_of,
)
from namro.rules.packs.current import the_pack
from namro.rules.packs.papers import PaperForm
from namro.work.cases import queries, timeline
from namro.work.cases.models import Case, Done, RegisterEntry
from namro.work.cases.payload import written_with

SUBJECT = 1200
"""Characters of what was said that stand on a slip."""


def slip_form(kind: str, on: date) -> PaperForm | None:
    """The form of a slip or a receipt that is in force on a local day; None where the pack has none."""
    return next((form for form in the_pack().papers_on(on) if form.kind == kind), None)


def last_transfer(case: Case) -> Done | None:
    """The last time that the case was sent to another office; None when it never was, or was sent out of the system."""
    sent = Done.objects.filter(case=case, verb="transfer").select_related("office__parent").order_by("-seq").first()
    return sent if sent is not None and isinstance(sent.data.get("office"), int) else None


def draw_transfer(actor: Actor, case: Case, print: Print, now: datetime) -> Drawn:
    """The slip of the case's last transfer. Raises `NotThere` for a case never transferred, and without a form."""
    on = the_pack().calendar.local(now)
    case = queries.case(actor, case.ref, on)
    form, sent = slip_form("transfer-slip", on), last_transfer(case)
    if form is None or sent is None:
        raise NotThere
    lang = print.lang
    pairs, to = transfer_texts(form, case, sent, now, lang)
    words = words_of(form, lang, printed={"day": dmy(print.at), "time": hm(print.at), "who": print.by_name})
    values = {"words": words, "to": to, "ref": case.ref, "pairs": pairs}
    day = the_pack().calendar.local(sent.at)
    lines = [[to], *pairs]
    return drawn(form, sent.office, lines, values, print, first=day, last=day, case_ref=case.ref)


def transfer_texts(form: PaperForm, case: Case, sent: Done, now: datetime, lang: str) -> tuple[list[list[str]], str]:
    """What the slip says, name and text of each line, and to whom it goes. Who brought the matter is not in it."""
    calendar, say = the_pack().calendar, form.words
    _, procedure = queries.rules_of(case)
    to = Office.objects.filter(pk=sent.data["office"]).values_list("names", flat=True).first()
    number = RegisterEntry.objects.filter(case=case, office=sent.office).values_list("text", flat=True).first()
    reason = next((one.body for one in written_with(sent) if one.part == "reason"), None)
    files = len(timeline.files_of(case, "staff"))
    day, time = dmy(calendar.local(sent.at)), hm(sent.at)
    due = [
        filled(say["due"], lang, {"clock": pick(view.names, lang), "day": dmy(view.due.on)})
        for view in queries.clocks(case, now)
        if view.due is not None and view.status == "running"
    ]
    found = [
        ("number", number or ""),
        ("reference", case.ref),
        ("kind", pick(procedure.names, lang)),
        ("received", dmy(calendar.local(case.received_at))),
        ("about", case.summary[:SUBJECT]),
        ("place", case.place_name),
        ("sent-at", filled(say["sent"], lang, {"day": day, "time": time})),
        ("reason", (reason or "")[:SUBJECT]),
        ("enclosed", filled(say["files"], lang, {"files": files}) if files else ""),
        ("deadlines", "\n".join(due)),
    ]
    return [[pick(say.get(name), lang), text] for name, text in found if text and name in say], pick(to, lang)


def draw_receipt(
    case: Case, groups: Sequence[str], follow: str, address: str, print: Print, now: datetime
) -> bytes | None:
    """The receipt as a PDF; None where the pack has no form for it. Nothing of it is kept, since its code is a secret.

    `groups`: the code as it is shown; `follow`: where it can be followed, as people type it; `address`: the same as the
    square code opens it. It is written in the language of the print, which is that of the person who gets it.
    """
    lang = print.lang
    form = slip_form("receipt", the_pack().calendar.local(now))
    if form is None:
        return None
    _, procedure = queries.rules_of(case)
    first = Done.objects.filter(case=case).order_by("seq").values_list("office_id", flat=True).first()
    office = Office.objects.select_related("parent").get(pk=first or case.office_id)  # who took it in, wherever it is
    say = form.words
    local = the_pack().calendar.local(case.received_at)
    found = [
        ("reference", case.ref),
        ("kind", pick(procedure.names, lang)),
        ("received", ", ".join(filter(None, (time_given(case.received_at), dmy(local))))),
        ("office", pick(office.names, lang)),
    ]
    words = words_of(form, lang, printed={"day": dmy(print.at), "time": hm(print.at)}, foot={"ref": case.ref})
    values = {
        "words": words,
        "ref": case.ref,
        "pairs": [[pick(say.get(name), lang), text] for name, text in found if name in say],
        "groups": list(groups),
        "follow": follow,
        "coming": [
            filled(say["next"], lang, {"clock": pick(view.names, lang), "day": dmy(view.due.on)})
            for view in queries.clocks(case, now)
            if view.shown_to_reporter and view.due is not None and view.status == "running"
        ],
        "square": square.rows(address),
        **frame(form, office, lang),
    }
    return typeset.pdf(templates(), form.template, values, print.at)
