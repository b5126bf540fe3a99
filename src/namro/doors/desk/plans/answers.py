"""The reports that wait for my answer: chosen on a page, looked at, then accepted or sent back in one action."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from namro.doors import words
from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, text_of
from namro.doors.desk.plans.lines import for_period, lead, short, title_of
from namro.doors.desk.plans.refs import files_said, refs_in
from namro.doors.desk.plans.same import again, of_each, ticked, unsaid
from namro.doors.desk.plans.views import read_on
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import answering, scope
from namro.work.plans.answering import Waits
from namro.work.plans.answering_actions import STOPS, answer_several
from namro.work.plans.models import Plan, Task
from namro.work.plans.parts_ending import open_parts

SAID = 400
"""Characters of a report that are shown in the list."""


@page("GET", "POST")
def answers(desk: Desk) -> HttpResponse:
    """The list, narrowed to a plan or to a task with its copies where the address says so; and the look before."""
    if not scope.sits_at(desk.actor, "plans.accept"):
        raise NotThere
    if desk.request.method == "POST":
        return _answer(desk)
    get = desk.request.GET
    found = answering.waiting(desk.actor, desk.on, plan=get.get("plan"), task=get.get("task"), after=read_on(desk))
    rows = _rows(desk, found.rows)
    kept = {name: value for name in ("plan", "task") if (value := get.get(name, ""))}
    mark = f"{words.dmy(found.last.due_on) if found.last.due_on else ''}_{found.last.pk}" if found.last else ""
    return desk.answer(
        "plan-answers",
        rows=rows,
        n=words.count(found.n, desk.lang),
        of=_of(desk, found.plan, found.task),
        back=desk.request.GET.urlencode(),
        reopening=bool(scope.sits_at(desk.actor, "plans.reopen_several")),
        shown=[row["key"] for row in rows if not row["why"]],
        every=_every(desk, found.n) if found.n > len({one.task.pk for one in found.rows}) else "",
        first=urlencode(kept) if get.get("after") else "",
        on=urlencode(kept | {"after": mark}) if mark else "",
    )


def _every(desk: Desk, n: int) -> str:
    """What the choice of all that wait is called: of how many tasks, as many as one action answers."""
    key = "desk.answers.every" if n <= answering.MOST else "desk.answers.every.first"
    return desk.say(key, n=n, most=answering.MOST)


def link_to(desk: Desk, n: int, **narrowed: str) -> dict[str, str]:
    """The way to what waits of a plan or a task, for whoever answers; nothing where nothing waits."""
    if not n:
        return {}
    return {"url": f"{desk.url('plan-answers')}?{urlencode(narrowed)}", "name": desk.say("desk.answers.open", n=n)}


def _of(desk: Desk, plan: Plan | None, task: Task | None) -> dict[str, str]:
    """What the list is narrowed to."""
    if task is not None:
        return {"name": title_of(desk, task.matter), "url": desk.url("plan-task", task.ref)}
    return {"name": plan.name, "url": desk.url("plan", plan.ref)} if plan is not None else {}


def _answer(desk: Desk) -> HttpResponse:
    """Looks at what was chosen, and does it once it was looked at."""
    go, answer = text_of(desk, "go"), text_of(desk, "answer")
    answer = go if go in STOPS else answer
    chosen = answering.chosen(desk.actor, desk.on, _all_keys(desk) if desk.request.POST.get("every") else _keys(desk))
    if answer not in STOPS or not chosen:
        desk.tell(desk.say("desk.answers.none-chosen"), warning=True)
        return _back(desk)
    inputs = _inputs(desk, answer)
    if go != "do":
        return _look(desk, answer, chosen, inputs)
    inputs, wrongs = judged(desk, inputs)
    able = [one for one in chosen if one.why not in STOPS[answer]]
    wrongs += unsaid(desk, able) if answer == "accept" and not wrongs else []
    if not wrongs:
        reason = next((one.value for one in inputs), "")
        try:
            n = answer_several(
                chosen, answer=answer, reason=reason, same=ticked(desk), once=form_key(desk), actor=desk.actor,
                now=desk.now,
            )  # fmt: skip
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            if refused.code == "plans.already-done":
                desk.tell(desk.say("desk.plan.twice"))
                return _back(desk)
            wrongs = [desk.refusal(refused)]
        else:
            desk.tell(desk.say(f"desk.answers.done.{answer}", n=n))
            return _back(desk)
    stale = len(able) != len(chosen)
    return _look(desk, answer, chosen, marked(inputs, wrongs), wrongs, 409 if stale else 422)


def _all_keys(desk: Desk) -> list[str]:
    """All that waits of what the list is narrowed to, as many as one action answers."""
    narrowed = QueryDict(desk.request.POST.get("back", "")[:500])
    found = answering.waiting(
        desk.actor, desk.on, plan=narrowed.get("plan"), task=narrowed.get("task"), most=answering.MOST
    )
    return [one.key for one in found.rows[: answering.MOST]]


def _keys(desk: Desk) -> list[str]:
    """What was chosen: all of the page where that was ticked."""
    if desk.request.POST.get("all"):
        return desk.request.POST.get("shown", "")[: 70 * answering.MOST].split()
    return desk.request.POST.getlist("report")


def _back(desk: Desk) -> HttpResponseRedirect:
    """To the list as it was narrowed."""
    return HttpResponseRedirect(_back_url(desk))


def _back_url(desk: Desk) -> str:
    query = desk.request.POST.get("back", "")[:500]
    return desk.url("plan-answers") + (f"?{query}" if query else "")


def _inputs(desk: Desk, answer: str) -> list[Input]:
    if answer == "accept":
        return []
    hint = desk.say("desk.answers.reason.hint")
    return [Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=3)]


def _look(
    desk: Desk,
    answer: str,
    chosen: Sequence[Waits],
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
    status: int = 200,
) -> HttpResponse:
    """Who reported what with which evidence; what cannot be answered so is set apart and says why."""
    rows = _rows(desk, chosen, STOPS[answer])
    going = [row for row in rows if not row["why"]]
    parts = _parts_ending(desk, [one for one in chosen if one.why not in STOPS[answer]]) if answer == "accept" else {}
    staying = [row for row in rows if row["why"]]
    return desk.answer(
        "plan-answers-look",
        status,
        wrongs,
        answer=answer,
        name=desk.say(f"desk.answers.{answer}.title"),
        effect=desk.say(f"desk.answers.{answer}.effect"),
        going=[{**row, "parts": parts.get(row["ref"], "")} for row in going],
        staying=staying,
        asks=sum(len(row["same"]) for row in going),
        goes=desk.say("desk.answers.goes", n=len(going)),
        stays=desk.say("desk.answers.stays", n=len(staying)),
        inputs=inputs,
        once=secrets.token_urlsafe(16),
        back=desk.request.POST.get("back", "")[:500],
        back_url=_back_url(desk),
        button=desk.say(f"desk.answers.{answer}.do", n=len(going)),
    )


def _parts_ending(desk: Desk, going: Sequence[Waits]) -> dict[str, str]:
    """By reference of each task that closes with these how many of its open parts end with it."""
    chosen = Counter(one.task.pk for one in going)
    closing = {one.task.pk: one.task.ref for one in going if chosen[one.task.pk] == one.left}
    return {closing[pk]: desk.say("desk.plan.parts-end", n=n) for pk, n in open_parts(closing).items()}


def reports_of(desk: Desk, task: Task) -> list[dict[str, Any]]:
    """What waits of one task, as whoever accepts it or sends it back reads it: period, words, evidence."""
    return _rows(desk, answering.waits_of(desk.actor, task), frozenset())


def _rows(desk: Desk, found: Sequence[Waits], stops: frozenset[str] = STOPS["accept"]) -> list[dict[str, Any]]:
    refs = refs_in(desk, (ref for one in found for ref in one.refs))
    return [_row(desk, one, refs, stops) for one in found]


def _row(desk: Desk, one: Waits, refs: Mapping[str, dict[str, str]], stops: frozenset[str]) -> dict[str, Any]:
    return {
        "key": one.key,
        "ref": one.task.ref,
        "url": desk.url("plan-task", one.task.ref),
        "matter": title_of(desk, one.task.matter),
        "lead": lead(desk, one.task),
        "plan": one.task.plan.name,
        "product": one.task.product,
        "due": words.dmy(one.due_on),
        "period": for_period(desk, one.period, one.due_on),
        "on": words.dmy(one.on),
        "by": ", ".join(one.by),
        "text": short(" ".join(one.texts), SAID),
        "files": files_said(desk, one.files),
        "again": [again(desk, file.name, was) for file, was in one.again],
        "same": of_each(desk, one),
        "refs": [refs[ref] for ref in one.refs],
        "why": words.refusal_to_people(desk.lang, Refused(one.why)) if one.why in stops else "",
        "only_back": one.why in STOPS["accept"] - STOPS["send-back"],
    }
