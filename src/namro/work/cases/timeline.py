"""What happened to a case, in plain sentences out of its procedure, for the office and for the reporter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from namro.ground.fetch import Fetch, Question, together
from namro.ground.people.models import Holding, Office
from namro.rules.packs.schema import Pack, Procedure, Step
from namro.work.cases import joins, payload
from namro.work.cases.history import rules_of, standing_of
from namro.work.cases.models import Attachment, Case, Done
from namro.work.cases.spoken import ALWAYS_TOLD, LOOKS, MARK_READ, READS, TAKE_BACK, Unread, unread_after
from namro.work.cases.states import Standing, by_due

Audience = Literal["staff", "reporter"]

ENGINE = frozenset({
    "receive", "import", "message", "attach", "hand-over", "change-version", "ask-identity", "agree-identity",
    "read-identity", MARK_READ, "hold-back", "erase", TAKE_BACK, *LOOKS,
})  # fmt: skip
"""Actions without a step of the procedure: their sentences are the doors' words `common.case.<verb>`."""
_NOT_FOR_REPORTERS = frozenset({"change-version"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. Either `says` (a text by language) or `key` with `params` is its sentence.

    `because` is the general reason that the law names (an extension's, a ground's), by language. `who` is the officer's
    name, for staff only; so is `to`, whom the case was given to, and are `marks`, the marks (flags) that were set: what
    a mark changes for the reporter, their clocks tell them. `words` are what was written, as far as this reader may
    read it. `unread` says of what the reporter wrote or sent that nobody at the office has read it. `longer`, for
    staff: the limit that was lengthened, its last day before and after. `taken_back`: when the office took back what it
    wrote here, which the reporter reads no more. `takes_back`: the number of the act that this one takes back.
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
    to: str = ""
    marks: list[Mapping[str, str]] = field(default_factory=list)
    because: Mapping[str, str] | None = None
    words: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    from_reporter: bool = False
    tells: tuple[str, ...] = ()
    unread: bool = False
    longer: tuple[Mapping[str, str], date, date] | None = None
    taken_back: datetime | None = None
    takes_back: int | None = None


def reporter_reads(step: Step | None, verb: str, part: str) -> bool:
    """Whether the reporter will read this part of what is written with a step."""
    if step is not None and "reporter" not in step.tells and verb not in ALWAYS_TOLD:
        return False
    return part in READS.get(verb, ())


@contextmanager
def read_at_once(case: Case) -> Iterator[None]:
    """Within the block what the page of a case shows (what was done, said, written, sent and joined) is there after one
    answer of the database instead of six."""
    own: list[Question] = [(_done, (case.pk,)), (_files, (case.pk,))]
    with together(*own, *payload.questions(case), *joins.questions(case)):
        yield


def done_of(case: Case) -> list[Done]:
    """Everything that was done on the case, the first first, with its words and the office that did it."""
    rows = _done(case.pk)
    words = payload.written_in(case)
    for row in rows:
        row.written = words.get(row.pk, [])
    return rows


_done = Fetch(Done, "office", where="t0.case_id = %s", order="t0.seq")
_files = Fetch(Attachment, where="t0.case_id = %s", order="t0.id")


def files_of(case: Case, audience: Audience) -> list[Attachment]:
    """The files of the case; for the reporter their own and those that the office gave them."""
    found = _files(case.pk)
    return found if audience == "staff" else [file for file in found if file.for_reporter]


def timeline(
    case: Case, audience: Audience, *, rows: Sequence[Done] | None = None, kept: Sequence[Attachment] | None = None
) -> list[Line]:
    """Everything that happened to the case, the first first; for a reporter what concerns them, without names.

    `rows` and `kept`: what `done_of` and `files_of` gave, where they were asked already.
    """
    pack, procedure = rules_of(case.frozen_id)
    rows = done_of(case) if rows is None else rows
    files: dict[int, list[Attachment]] = {}
    for file in files_of(case, audience) if kept is None else kept:
        files.setdefault(file.done_id, []).append(file)
    names: dict[int, Any] = {row.office_id: row.office.names for row in rows}
    if others := {*_named(rows)} - names.keys():
        names |= dict(Office.objects.filter(pk__in=others).values_list("pk", "names"))
    unheard = {seq for seq, _ in _unread(rows, procedure)}
    hands = _hands(rows) if audience == "staff" else {}
    back = {row.data["of"]: row.at for row in rows if row.verb == TAKE_BACK}
    sent = {row.seq: row.at for row in rows if row.seq in back}
    lines = []
    for row in rows:
        line = _line(row, pack, procedure, audience, names, files.get(row.pk, []), row.seq in unheard)
        if line is not None and row.seq in back:
            line = replace(line, taken_back=back[row.seq], words=[] if audience == "reporter" else line.words)
        if line is not None and row.verb == TAKE_BACK:
            of = row.data["of"]
            line = replace(line, takes_back=of, params={**line.params, "at": sent[of]})
        if line is not None:
            lines.append(replace(line, to=_held_then(hands, row, pack)) if hands else line)
    return lines


def _named(rows: Sequence[Done]) -> list[int]:
    return [row.data["office"] for row in rows if isinstance(row.data.get("office"), int)]


def _unread(rows: Sequence[Done], procedure: Procedure) -> Unread:
    unread: Unread = ()
    before: Unread = ()
    for row in rows:
        step = procedure.steps.get(row.step) if row.step else None
        told = (step.tells, step.needs) if step is not None else ((), ())
        said = unread_after(unread, row.seq, row.at, row.verb, row.data, *told, before=before)
        unread, before = said, unread
    return unread


_Held = Sequence[tuple[date, date | None, str]]


def _hands(rows: Sequence[Done]) -> dict[int, _Held]:
    """Who has held the posts to which the case was given, and when; one statement, none where nobody was given it."""
    posts = {row.data["post"] for row in rows if isinstance(row.data.get("post"), int)}
    found: dict[int, list[tuple[date, date | None, str]]] = {}
    if posts:
        held = Holding.objects.filter(post_id__in=posts).order_by("deputy", "begins", "pk")
        for post, begins, ends, name in held.values_list("post_id", "begins", "ends", "user__name"):
            found.setdefault(post, []).append((begins, ends, name))
    return dict(found)


def _held_then(hands: Mapping[int, _Held], row: Done, pack: Pack) -> str:
    """Whom the act gave the case to: the holder of the post on that day, before a deputy."""
    on = pack.calendar.local(row.at)
    held = hands.get(row.data.get("post", 0), ())
    return next((name for begins, ends, name in held if begins <= on and (ends is None or on < ends)), "")


def _line(
    row: Done,
    pack: Pack,
    procedure: Procedure,
    audience: Audience,
    names: Mapping[int, Any],
    files: list[Attachment],
    unread: bool,
) -> Line | None:
    step = procedure.steps.get(row.step) if row.step else None
    for_reporter = audience == "reporter"
    if for_reporter and row.verb in _NOT_FOR_REPORTERS:
        return None
    by_reporter = row.actor_ref.startswith("reporter:")
    if for_reporter and row.verb == "attach" and not row.data.get("for_reporter"):
        return None
    words = [(w.part, w.body) for w in row.written]
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
        marks=[] if for_reporter else _marks(row, procedure, step),
        because=_because(row, procedure, step),
        words=words,
        files=files,
        from_reporter=by_reporter,
        tells=tuple(step.tells) if step else (),
        unread=unread,
        longer=None if for_reporter else _longer(row, procedure),
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


def _marks(row: Done, procedure: Procedure, step: Step | None) -> list[Mapping[str, str]]:
    """The marks that the act set, in words; a receipt sets those that a mark of the unit brings."""
    if row.verb == "receive":
        given = dict.fromkeys(row.data.get("flags", ()), True)
    else:
        given = {**(step.sets if step else {}), **row.data.get("flags", {})}
    return [procedure.flags[flag].names for flag, value in given.items() if value and flag in procedure.flags]


def _longer(row: Done, procedure: Procedure) -> tuple[Mapping[str, str], date, date] | None:
    """Which limit the act lengthened, its last day before and after."""
    clock = procedure.clocks.get(row.data.get("clock", ""))
    if row.verb != "extend" or clock is None or "to_day" not in row.data:
        return None
    return clock.names, date.fromisoformat(row.data["from_day"]), date.fromisoformat(row.data["to_day"])


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
    the first clock shown to the reporter that runs, `hear_at` the first instant too late."""

    state_names: Mapping[str, str]
    state_says: Mapping[str, str]
    office_names: Mapping[str, str]
    on_its_way_to: Mapping[str, str] | None
    holder_title: str
    hear_by: date | None
    hear_at: datetime | None
    hear_clock: Mapping[str, str] | None
    hear_late: bool
    number: str
    open: bool
    waits_for: str


def headline(case: Case, now: datetime, standing: Standing | None = None) -> Headline:
    """The line on top of the case at `now`. `standing`: where the case stands, where that is known already."""
    standing = standing_of(case) if standing is None else standing
    _, procedure = rules_of(case.frozen_id)
    state = procedure.states[case.state]
    shown = [run for run in standing.runs if run.due is not None and run.status == "running"]
    shown = [run for run in shown if run.clock in procedure.clocks and procedure.clocks[run.clock].shown_to_reporter]
    first = min(shown, key=by_due, default=None) if case.closed_at is None else None
    return Headline(
        state_names=state.names,
        state_says=state.says,
        office_names=case.office.names,
        on_its_way_to=case.pending_office.names if case.pending_office else None,
        holder_title=case.assignee.title if case.assignee else "",
        hear_by=first.due.on if first and first.due else None,
        hear_at=first.due.at if first and first.due else None,
        hear_clock=procedure.clocks[first.clock].names if first else None,
        hear_late=bool(first and first.due and first.due.at <= now),
        number=case.number,
        open=case.closed_at is None,
        waits_for=case.waits_for,
    )
