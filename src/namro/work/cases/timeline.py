"""What happened to a case, in plain sentences out of its procedure, for the office and for the reporter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from namro.ground.people.models import Office
from namro.rules.packs.schema import Pack, Procedure, Step
from namro.work.cases.history import rules_of
from namro.work.cases.models import Attachment, Case, CaseClock, Done

Audience = Literal["staff", "reporter"]

READS: dict[str, tuple[str, ...]] = {
    "ask": ("text",),
    "answer": ("text",),
    "message": ("text",),
    "attach": ("text",),
    "notify": ("text",),
    "decide": ("answer", "reason"),
    "close": ("answer", "reason", "text"),
    "move": ("answer", "text"),
    "reopen": ("reason",),
    "ask-identity": ("reason",),
}
"""Which words of an action the reporter reads, where the step tells the reporter at all."""
ALWAYS_TOLD = frozenset({"ask", "answer"})
"""Verbs that concern the reporter whatever the step says."""
ENGINE = frozenset({
    "receive", "import", "message", "attach", "hand-over", "change-version", "ask-identity", "agree-identity",
    "read-identity"
})  # fmt: skip
"""Actions without a step of the procedure: their sentences are the doors' words `common.case.<verb>`."""
_NOT_FOR_REPORTERS = frozenset({"change-version"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. Either `says` (a text by language) or `key` with `params` is its sentence.

    `because` is the general reason that the law names (an extension's, a ground's), by language. `who` is the officer's
    name, for staff only. `words` are what was written, as far as this reader may read it.
    """

    seq: int
    at: datetime
    verb: str
    step: str
    says: Mapping[str, str]
    key: str | None
    params: dict[str, object]
    who: str
    seat: str
    office: Mapping[str, str]
    because: Mapping[str, str] | None = None
    words: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    from_reporter: bool = False
    tells: tuple[str, ...] = ()


def reporter_reads(step: Step | None, verb: str, part: str) -> bool:
    """Whether the reporter will read this part of what is written with a step."""
    if step is not None and "reporter" not in step.tells and verb not in ALWAYS_TOLD:
        return False
    return part in READS.get(verb, ())


def timeline(case: Case, audience: Audience) -> list[Line]:
    """Everything that happened to the case, the first first; for a reporter what concerns them, without names."""
    pack, procedure = rules_of(case.frozen_id)
    done = Done.objects.filter(case=case).select_related("office").prefetch_related("words").order_by("seq")
    files: dict[int, list[Attachment]] = {}
    kept = Attachment.objects.filter(case=case).order_by("id")
    for file in kept if audience == "staff" else kept.filter(for_reporter=True):
        files.setdefault(file.done_id, []).append(file)
    rows = list(done)
    names = dict(Office.objects.filter(pk__in={*_named(rows)}).values_list("pk", "names"))
    lines = []
    for row in rows:
        line = _line(row, pack, procedure, audience, names, files.get(row.pk, []))
        if line is not None:
            lines.append(line)
    return lines


def _named(rows: Sequence[Done]) -> list[int]:
    return [row.data["office"] for row in rows if isinstance(row.data.get("office"), int)]


def _line(
    row: Done, pack: Pack, procedure: Procedure, audience: Audience, names: Mapping[int, Any], files: list[Attachment]
) -> Line | None:
    step = procedure.steps.get(row.step) if row.step else None
    for_reporter = audience == "reporter"
    if for_reporter and row.verb in _NOT_FOR_REPORTERS:
        return None
    by_reporter = row.actor_ref.startswith("reporter:")
    if for_reporter and row.verb == "attach" and not row.data.get("for_reporter"):
        return None
    words = [(w.part, w.body) for w in sorted(row.words.all(), key=lambda w: w.pk)]
    if for_reporter:
        words = [w for w in words if by_reporter or reporter_reads(step, row.verb, w[0])]
    day = _day(row, pack)
    says, key = _sentence(row, step, by_reporter, day, pack)
    return Line(
        seq=row.seq,
        at=row.at,
        verb=row.verb,
        step=row.step,
        says=says,
        key=key,
        params={"office": row.office.names, "day": day, "to": names.get(row.data.get("office", 0)) or row.office.names},
        who="" if for_reporter else row.actor_name,
        seat="" if for_reporter else row.seat,
        office=row.office.names,
        because=_because(row, procedure, step),
        words=words,
        files=files,
        from_reporter=by_reporter,
        tells=tuple(step.tells) if step else (),
    )


def _day(row: Done, pack: Pack) -> date:
    """The day that the sentence speaks of: of an extension the new last day, else the day of the action."""
    if "to_day" in row.data:
        return date.fromisoformat(row.data["to_day"])
    return pack.calendar.local(row.at)


def _sentence(
    row: Done, step: Step | None, by_reporter: bool, day: date, pack: Pack
) -> tuple[Mapping[str, str], str | None]:
    if step is not None:
        return filled(step, row.office.names, day, pack), None
    if row.step:  # a step that the version in force no longer has
        return {}, "common.case.step"
    name = row.verb if row.verb in ENGINE else "step"
    if row.verb in ("message", "attach", "receive"):
        if row.verb == "receive":
            name = f"receive-{row.data.get('channel', 'web')}"
        else:
            name = f"{row.verb}-{'reporter' if by_reporter else 'office'}"
    return {}, f"common.case.{name}"


def filled(step: Step, office: Mapping[str, str], day: date, pack: Pack) -> dict[str, str]:
    """The step's sentence for the citizen in every language, with {office} and {day} (dd/mm/yyyy) filled in."""
    return {
        lang: text.replace("{office}", office.get(lang) or office.get(pack.language, "")).replace(
            "{day}", f"{day:%d/%m/%Y}"
        )
        for lang, text in step.says.items()
    }


def _because(row: Done, procedure: Procedure, step: Step | None) -> Mapping[str, str] | None:
    if row.verb == "extend":
        clock = procedure.clocks.get(row.data.get("clock", ""))
        rule = clock.extensions.get(row.data.get("extension", "")) if clock else None
        return rule.when if rule else None
    ground = step.grounds.get(row.data.get("ground", "")) if step else None
    return ground.names if ground else None


@dataclass(frozen=True, slots=True)
class Headline:
    """One line on top of a case: where it is, who has it, by when the reporter will hear. `hear_by` is the last day of
    the first clock shown to the reporter that runs."""

    state_names: Mapping[str, str]
    state_says: Mapping[str, str]
    office_names: Mapping[str, str]
    on_its_way_to: Mapping[str, str] | None
    holder_title: str
    hear_by: date | None
    hear_clock: Mapping[str, str] | None
    hear_late: bool
    number: str
    open: bool
    waits_for: str


def headline(case: Case, now: datetime) -> Headline:
    """The line on top of the case at `now`."""
    _, procedure = rules_of(case.frozen_id)
    state = procedure.states[case.state]
    shown = [c.id for c in procedure.clocks.values() if c.shown_to_reporter]
    first = (
        CaseClock.objects.filter(case=case, status="running", clock__in=shown, due_at__isnull=False)
        .order_by("due_at")
        .first()
        if case.closed_at is None
        else None
    )
    return Headline(
        state_names=state.names,
        state_says=state.says,
        office_names=case.office.names,
        on_its_way_to=case.pending_office.names if case.pending_office else None,
        holder_title=case.assignee.title if case.assignee else "",
        hear_by=first.due_on if first else None,
        hear_clock=procedure.clocks[first.clock].names if first else None,
        hear_late=bool(first and first.due_at and first.due_at <= now),
        number=case.number,
        open=case.closed_at is None,
        waits_for=case.waits_for,
    )
