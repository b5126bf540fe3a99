"""Files that came before: a tick for each, without which none is sent or accepted again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from namro.doors import periods, words
from namro.doors.desk.inputs import Input, Option
from namro.doors.desk.page import Desk, Wrong
from namro.doors.desk.plans.lines import lead, within
from namro.work.plans.answering import Waits
from namro.work.plans.same_evidence import Before, SameFiles

SAME = "same"
"""The input of the ticks: the SHA-256 of each file, in an answer to several behind the report that has it."""


def ticked(desk: Desk) -> list[str]:
    """What was ticked."""
    return desk.request.POST.getlist(SAME)


def sent_again(desk: Desk, refused: SameFiles) -> tuple[Input, list[Wrong]]:
    """The ticks for the files of a report that came before, and what is said of each that has none yet."""
    files = list(dict.fromkeys(one for one, _ in refused.known))
    options = tuple(Option(one.sha256, desk.say("desk.plan.input.same.yes", name=one.name)) for one in files)
    asked = desk.say("desk.plan.input.same"), desk.say("desk.plan.input.same.hint")
    wrongs = [Wrong(desk.refusal(one).text, one.field) for one in refused.each]
    return Input(SAME, "some-of", *asked, False, options=options).choosing(ticked(desk)), wrongs


def accepted_again(desk: Desk, waits: Iterable[Waits]) -> list[Input]:
    """The ticks for the files of reports that are to be accepted and came before; nothing where none did."""
    names: dict[str, dict[str, None]] = {}  # one file may have several names
    for file in (file for one in waits for file, _ in one.again):
        names.setdefault(file.sha256, {})[file.name] = None
    options = tuple(
        Option(one, desk.say("desk.plan.waits.same.yes", name=", ".join(called))) for one, called in names.items()
    )
    asked = desk.say("desk.plan.waits.same"), desk.say("desk.plan.waits.same.hint")
    return [Input(SAME, "some-of", *asked, False, options=options).choosing(ticked(desk))] if options else []


def of_each(desk: Desk, one: Waits) -> list[dict[str, Any]]:
    """The ticks for one report among several."""
    sent = set(ticked(desk))
    files = {file.sha256: file.name for file, _ in one.again}
    return [
        {"id": (key := f"{one.key}|{sha256}"), "says": desk.say("desk.plan.waits.same.yes", name=name),
         "ticked": key in sent}
        for sha256, name in files.items()
    ]  # fmt: skip


def unsaid(desk: Desk, going: Sequence[Waits]) -> list[Wrong]:
    """That files of reports which are to be accepted came before and have no tick."""
    left = [tick for one in going for tick in of_each(desk, one) if not tick["ticked"]]
    return [Wrong(desk.say("desk.plan.waits.same.unsaid", n=len(left)), SAME)] if left else []


def again(desk: Desk, name: str, was: Before) -> str:
    """How a file came before."""
    said = {"name": name, "day": words.dmy(was.on), "reason": was.reason}
    if was.owed is not None:
        said |= {"period": periods.said(desk.lang, was.owed.period), "due": words.dmy(was.owed.due_on)}
    if was.part is not None:
        said |= {"part": within(desk, was.part) or lead(desk, was.part)}
    return desk.say(f"desk.plan.waits.again.{was.how}", **said)
