"""One file on its way in: how it is to be read, how far the check is, what is wrong, and taking it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError, connection
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from namro.doors import words
from namro.doors.desk import import_form
from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import PAGE, Desk, Wrong, number_of, page, pages, text_of
from namro.doors.desk.unsaved import given_back
from namro.ground.gate.refusals import NotThere
from namro.ground.sheets.writing import Column, Marked, Page, workbook
from namro.rules.packs.refused import Refused
from namro.work.cases import import_queries, import_run
from namro.work.cases.import_columns import read_columns
from namro.work.cases.import_rows import Wrong as WrongCell
from namro.work.cases.import_run import Progress
from namro.work.cases.import_staging import CHECKED, CHECKING, READ, Staging

log = logging.getLogger("namro.imports")

FEW = 1500
"""Rows that are checked, and taken, while the person waits; more is done beside, and the page looks again."""
AGAIN = "3"
"""Seconds after which the page looks again."""


@page("GET", "POST")
def go_on(desk: Desk, token: str) -> HttpResponse:
    """The page of one import."""
    try:
        meta, progress = import_run.opened(token, actor=desk.actor, now=desk.now)
    except NotThere:
        became = import_queries.became(desk.actor, token, desk.on)
        if became is None:
            raise
        return desk.go("import-done", str(became.pk))
    if desk.request.method == "POST" and not given_back(desk.request):
        return _sent(desk, token, meta, progress)
    if progress.state == CHECKING:
        beside(lambda: import_run.import_step(token, desk.now), progress.of)
        meta, progress = import_run.opened(token, actor=desk.actor, now=desk.now)
    return _shown(desk, token, meta, progress)


def _sent(desk: Desk, token: str, meta: dict[str, Any], progress: Progress) -> HttpResponse:
    go = text_of(desk, "go")
    try:
        if go == "give-up":
            import_run.give_up(token, actor=desk.actor, now=desk.now)
            desk.tell(desk.say("desk.import.given-up", name=meta["name"]))
            return desk.go("imports")
        if go == "look":
            heading = text_of(desk, "heading")
            asked = number_of(heading, first=0, last=10_000) if heading else None
            import_run.look_again(token, text_of(desk, "sheet")[:200] or meta["look"]["sheet"], asked)
            return desk.go("import", token)
        if go == "again":
            with Staging(token) as staging:
                staging.note(state=READ)
            return desk.go("import", token)
        if go == "take" and progress.state == CHECKED:
            return _take(desk, token, meta, progress)
        if go == "choose":
            seen = _seen(desk, meta, progress)
            columns = import_form.sent(desk, meta["look"])
            import_run.choose(token, columns, seen=seen, actor=desk.actor, now=desk.now)
            beside(lambda: import_run.import_step(token, desk.now), progress.of)
            return desk.go("import", token)
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        if refused.code == "cases.import-changed":
            desk.tell(desk.refusal(refused).text, warning=True)
            return desk.go("import", token)
        meta, progress = import_run.opened(token, actor=desk.actor, now=desk.now)
        return _shown(desk, token, meta, progress, [desk.refusal(import_form.named(desk, meta, refused))])
    return desk.go("import", token)


def _seen(desk: Desk, meta: Mapping[str, Any], progress: Progress) -> str:
    """What the form was made from. Raises Refused `cases.import-changed` where somebody has changed it since."""
    seen = text_of(desk, "seen")[:100]
    if seen != import_run.stand(meta, progress):
        raise Refused("cases.import-changed")
    return seen


def _take(desk: Desk, token: str, meta: Mapping[str, Any], progress: Progress) -> HttpResponse:
    seen, look = _seen(desk, meta, progress), meta["look"]
    leave_out = tidy(text_of(desk, "leave_out")[:2000])
    if progress.wrong and not leave_out:
        raise Refused("cases.import-wrong-rows", field="leave_out", n=progress.wrong)

    def taking() -> None:
        try:
            import_run.take(token, leave_out=leave_out, seen=seen, actor=desk.actor, now=desk.now)
        except Refused as refused:
            with Staging(token) as staging:
                staging.note(broken={"code": refused.code, "params": refused.params}, taking=False)
            raise

    with Staging(token) as staging:
        staging.note(taking=True, broken=None)
    beside(taking, progress.ready)
    if others := look.get("others"):
        desk.tell(desk.say("desk.import.other-sheets", sheet=look["sheet"], others=", ".join(others)))
    return desk.go("import", token)


def beside(work: Callable[[], object], rows: int) -> None:
    """Does it now where it is little, else in a thread of its own; a thread that dies with its process is started
    again by the next look at the page."""
    if rows <= FEW:
        work()
        return

    def run() -> None:
        try:
            work()
        except (Refused, DatabaseError, OSError):
            log.warning("An import was not finished; its page says why, or goes on with it.", exc_info=True)
        finally:
            connection.close()

    threading.Thread(target=run, name="namro-import", daemon=True).start()


def said_state(desk: Desk, progress: Progress) -> str:
    """How far an import is, in words."""
    if progress.state == CHECKING:
        if not progress.measured:
            return desk.say(
                "desk.import.state.checking-rows", n=progress.rows, rows=words.count(progress.rows, desk.lang)
            )
        return desk.say("desk.import.state.checking", percent=progress.percent)
    if progress.state == CHECKED:
        key = "desk.import.state.wrong" if progress.wrong else "desk.import.state.right"
        return desk.say(key, n=progress.wrong or progress.ready)
    return desk.say("desk.import.state.read")


def _shown(
    desk: Desk, token: str, meta: dict[str, Any], progress: Progress, wrongs: list[Wrong] | None = None
) -> HttpResponse:
    wrongs = wrongs or []
    if progress.broken and not wrongs:
        wrongs = [desk.refusal(Refused(progress.broken["code"], **progress.broken["params"]))]
    busy = False
    with Staging(token) as staging, staging.alone() as free:
        busy = not free
        shared = {
            "name": meta["name"],
            "back": {"url": reverse("desk:imports"), "name": desk.say("desk.imports.title")},
            "progress": progress,
            "state": said_state(desk, progress),
            "seen": import_run.stand(meta, progress),
        }
        if progress.state == CHECKING or (busy and meta.get("taking")):
            rate = desk.say("desk.import.rows", n=progress.rows)
            taking = progress.state != CHECKING
            response = desk.answer("import-progress", **shared, rate=rate, taking=taking)
            response["Refresh"] = AGAIN
            return response
        if progress.state == CHECKED:
            return desk.answer("import-checked", wrongs=wrongs, **shared, **_checked(desk, staging, meta))
        unknown = staging.values_of("cases.import-unknown-state")
        later = bool(staging.values_of("cases.import-both-ways"))
    return desk.answer(
        "import-columns", wrongs=wrongs, **shared, **import_form.drawn(desk, meta, unknown, later), look=meta["look"]
    )


def _checked(desk: Desk, staging: Staging, meta: dict[str, Any]) -> dict[str, Any]:
    """The summary of a checked file, and a page of what is wrong in it."""
    total = staging.wrong_total()
    last = max(1, -(-total // PAGE))
    here = min(number_of(desk.request.GET.get("page")), last)
    names = import_form.state_names(desk)
    return {
        "columns_said": import_form.summary(desk, meta),
        "states": [(names.get(state, state), n) for state, n in staging.counts("state")],
        "years": sorted(staging.counts("year")),
        "cells": [_cell(desk, one) for one in staging.wrongs((here - 1) * PAGE, PAGE)],
        "total": total,
        "stopped": meta.get("stopped"),
        "pages": pages(desk, here, last),
        "passed": meta.get("passed", 0),
        "leave_out": text_of(desk, "leave_out")[:300],
    }


def _cell(desk: Desk, one: WrongCell) -> dict[str, Any]:
    says = desk.refusal(Refused(one.code, **one.params)).text
    return {"row": one.row, "column": one.column, "value": one.value, "says": says}


@page()
def wrong(desk: Desk, token: str) -> HttpResponseBase:
    """What is wrong in a file, as a workbook: the list, and the rows with their cells marked."""
    meta, progress = import_run.opened(token, actor=desk.actor, now=desk.now)
    if progress.state != CHECKED or not progress.wrong:
        raise NotThere
    look, columns = meta["look"], read_columns(meta["columns"])
    with Staging(token) as staging:
        cells: dict[int, dict[str, str]] = {}
        listed = []
        for one in staging.wrongs():
            says = _cell(desk, one)["says"]
            listed.append((one.row, one.column, one.value, says))
            cells.setdefault(one.row, {})[one.column] = says
        title = [desk.say("desk.import.wrong.title"), f"{meta['name']}, {desk.moment(desk.now)}"]
        heads = [Column(desk.say("desk.import.wrong.row"), "number", 8)]
        width = max([len(look["names"]), *(at + 1 for at in columns.holds)])
        letters = [import_form.letter(at) for at in range(width)]
        names = [*look["names"], *[""] * (width - len(look["names"]))]
        heads += [Column(f"{mark} {name}".strip()) for mark, name in zip(letters, names, strict=True)]
        rows = [
            [
                row,
                *(
                    _marked(text, cells.get(row, {}).get(mark))
                    for mark, text in zip(letters, _filled(said, width), strict=True)
                ),
            ]
            for row, said in staging.wrong_rows()
            if len(said) > 1
        ]
    pages_of_it = [
        Page(
            desk.say("desk.import.wrong.list"),
            title,
            [
                Column(desk.say("desk.import.wrong.row"), "number", 8),
                Column(desk.say("desk.import.wrong.column"), width=8),
                Column(desk.say("desk.import.wrong.value"), width=30),
                Column(desk.say("desk.import.wrong.says"), width=80),
            ],
            listed,
        ),
        Page(desk.say("desk.import.wrong.rows"), title, heads, rows),
    ]
    out = workbook(pages_of_it, desk.where())
    return FileResponse(out, as_attachment=True, filename=f"{desk.say('desk.import.wrong.file')}.xlsx")


def _filled(said: list[str], width: int) -> list[str]:
    return [*said[:width], *[""] * (width - len(said))]


def _marked(text: str, remark: str | None) -> str | Marked:
    return Marked(text, remark) if remark else text
