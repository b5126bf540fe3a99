"""The shapes of what is sent and answered. Days are local days (ISO 8601), moments carry their offset; a name is in the
language asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer, WithJsonSchema

from namro.doors import words

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: words.local(at).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant, with the offset of the pack's zone."""
Ref = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=60_000)]
Code = Annotated[str, Field(max_length=200)]


class Sent(Schema):
    """What is sent: nothing that is not asked for is taken."""

    model_config = ConfigDict(extra="forbid")


class WrongOut(Schema):
    """One thing to mend: a JSON pointer into what was sent, or the name of a parameter."""

    detail: str
    code: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Schema):
    """Why something could not be answered (RFC 9457). `code` is what a program decides by."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[WrongOut] = []


class Paged(Schema):
    """`next` is the cursor of what follows; null at the end."""

    next: str | None = None


# --- places and procedures -------------------------------------------------------------------------------------------


class PlaceOut(Schema):
    """An administrative unit. `ref` is what a report names; `former` are the units of the past that lead to it."""

    ref: str
    code: str
    name: str
    path: str
    kind: str
    level: str
    begins: date
    ends: date | None = None
    lowest: bool
    former: list[str] = []


class PlacesOut(Paged):
    items: list[PlaceOut]


class OptionOut(Schema):
    id: str
    name: str


class FieldOut(Schema):
    """One thing that is asked. `form` says the form of its answer."""

    id: str
    kind: str
    name: str
    why: str
    hint: str
    required: bool
    sensitive: bool = False
    options: list[OptionOut] = []
    form: dict[str, Any]


class ProcedureOut(Schema):
    """What can be brought in today."""

    id: str
    version: str
    name: str
    says: str
    named: str
    open311: bool


class ProceduresOut(Schema):
    items: list[ProcedureOut]


class StateOut(Schema):
    id: str
    name: str
    says: str
    open: bool


class ProcedureWhole(ProcedureOut):
    basis: list[str]
    fields: list[FieldOut]
    identity: list[FieldOut]
    states: list[StateOut]


# --- reporting and following -----------------------------------------------------------------------------------------


class ReportIn(Sent):
    """A report. `place` is the unit where it happened; without it the answer to the question about the place counts.
    `office` (a code) only where more than one office could take it. `identity` is sealed apart."""

    procedure: Ref
    answers: dict[str, Any]
    identity: dict[str, Any] | None = None
    place: Ref | None = None
    office: Ref | None = None


class CounterIn(ReportIn):
    """What an officer takes in: how it came, and when, if that was before now."""

    office: Ref
    channel: Ref = "counter"
    received_at: datetime | None = None


class Promise(Schema):
    """A day that was promised. `due_at` is the first instant that is too late."""

    clock: str
    name: str
    status: str
    due_on: date | None = None
    due_at: Moment | None = None
    late: bool
    provisional: bool


class ReceiptOut(Schema):
    """The receipt. `code` opens the report and is shown now only; `again`: the same had been sent before."""

    ref: str
    code: str
    again: bool
    procedure: str
    office: str
    received_at: Moment
    promises: list[Promise]


class StagedOut(Schema):
    """Files that wait under this key for their report, for 24 hours."""

    files: list[str]


class CodeIn(Sent):
    """The code of a receipt. It stands in no address."""

    code: Code


class SayIn(CodeIn):
    text: Long


class FileIn(CodeIn):
    file: Ref


class FileOut(Schema):
    token: str
    name: str
    media_type: str
    size: int


class EventLine(Schema):
    """One thing that happened. `who` is the officer, for staff only. `taken_back_at`: since when the reporter no longer
    reads the words, which the office took back. `takes_back`: the `seq` of what was taken back here."""

    seq: int
    at: Moment
    verb: str
    step: str
    says: str
    because: str
    by_reporter: bool
    office: str
    who: str
    words: list[str]
    files: list[FileOut]
    taken_back_at: Moment | None = None
    takes_back: int | None = None


class AnswerOut(Schema):
    id: str
    name: str
    kind: str
    value: Any


class FollowOut(Schema):
    """A report as its reporter may see it."""

    ref: str
    number: str
    procedure: str
    state: str
    state_name: str
    state_says: str
    open: bool
    waits_for: str
    office: str
    asked: bool
    kept_until: date | None = None
    erased_on: date | None = None
    promises: list[Promise]
    timeline: list[EventLine]
    answers: list[AnswerOut]
    files: list[FileOut]


# --- the desk --------------------------------------------------------------------------------------------------------


class SeatOut(Schema):
    role: str
    office: str
    office_code: str
    deputy: bool


class MeOut(Schema):
    """Who comes by this token, with what they hold today and what the token lets them do."""

    token: str
    name: str
    scope: list[str]
    last_day: date
    seats: list[SeatOut]


class RowOut(Schema):
    """One case on one line."""

    ref: str
    number: str
    procedure: str
    subject: str
    place: str
    office: str
    state: str
    due_clock: str
    due_on: date | None = None
    due_at: Moment | None = None
    working_days_left: int | None = None
    late: bool
    holder: str
    reason: str
    received_at: Moment
    erased_on: date | None = None
    waits_for: str
    open: bool
    seq: int


class RowsOut(Paged):
    items: list[RowOut]


class ReasonOut(Schema):
    """One step of the reckoning, with its article."""

    kind: str
    says: str
    article: str


class ClockOut(Schema):
    """One running of a clock with the reasons for its day. `no_due` says why there is none."""

    id: str
    run: int
    name: str
    says: str
    article: str
    limit: str
    status: str
    started_at: Moment
    ended_at: Moment | None = None
    due_on: date | None = None
    due_at: Moment | None = None
    no_due: str | None = None
    late: bool
    provisional: bool
    working_days_left: int | None = None
    paused_since: Moment | None = None
    extensions: list[str]
    local_standard: bool
    shown_to_reporter: bool
    reasons: list[ReasonOut]


class CaseOut(Schema):
    """A case as the desk shows it. `seq` is its version: what is done next names it."""

    ref: str
    number: str
    seq: int
    procedure: str
    procedure_id: str
    version: str
    subject: str
    place: str
    place_ref: str
    office: str
    office_code: str
    on_its_way_to: str
    holder: str
    state: str
    state_name: str
    waits_for: str
    flags: list[str]
    channel: str
    named: bool
    received_at: Moment
    closed_at: Moment | None = None
    kept_until: date | None = None
    erased_on: date | None = None
    answers: list[AnswerOut]
    clocks: list[ClockOut]
    timeline: list[EventLine]
    files: list[FileOut]


class ChoiceOut(Schema):
    """One thing to choose; an extension says the day before and after."""

    value: str
    name: str
    hint: str
    from_day: date | None = None
    to_day: date | None = None
    ask_by: date | None = None


class InputOut(Schema):
    name: str
    kind: str
    required: bool
    reporter_reads: bool
    options: list[ChoiceOut] = []


class StepOut(Schema):
    """A step that can be taken now. `form` says the form of its `inputs`; `leaves` names the clocks that still run and
    that it closes the case over, without meeting them."""

    id: str
    verb: str
    name: str
    effect: str
    article: str
    to: str | None = None
    tells: list[str]
    starts: list[str]
    ends: list[str]
    leaves: list[str]
    inputs: list[InputOut]
    form: dict[str, Any]


class StepsOut(Schema):
    seq: int
    items: list[StepOut]


class StepIn(Sent):
    """What a step needs, by name. `seq` is the version of the case that it was decided on, unless If-Match names it."""

    inputs: dict[str, Any] = {}
    seq: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class MessageIn(Sent):
    text: Long


class HandOverIn(Sent):
    """The post that takes the case over, and why."""

    post: Annotated[int, Field(ge=1, le=2**53)]
    reason: Long


class DoneOut(Schema):
    """What was done: its number in the history, which is the case's version now. `again`: it had been done before."""

    ref: str
    seq: int
    verb: str
    step: str
    at: Moment
    again: bool


class RegisterLine(Schema):
    """One line of a register; what has gone on to an office that is not yours keeps its number only."""

    number: str
    at: Moment
    visible: bool
    ref: str | None = None
    received_at: Moment | None = None
    channel: str
    procedure: str
    subject: str
    place: str
    office_now: str
    state: str


class RegisterOut(Paged):
    items: list[RegisterLine]


class LoadOut(Schema):
    post: int | None = None
    holder: str
    office: str
    open: int
    soon: int
    late: int


class WorkloadOut(Schema):
    items: list[LoadOut]


class TodayPart(Schema):
    total: int
    more: bool = Field(description="There are more than `total`, which is as far as was counted.")
    items: list[RowOut]


class TodayOut(Schema):
    late: TodayPart
    soon: TodayPart
    new: TodayPart
    waiting: TodayPart


# --- events ----------------------------------------------------------------------------------------------------------


class EventOut(Schema):
    """Something that was done to a case, and never what was said. `id` is its place in the one order of all events."""

    id: str
    type: str
    ref: str
    seq: int
    step: str
    state: str
    office: str
    day: date


class EventsOut(Schema):
    """`after` is where the feed goes on; `more`: ask again at once."""

    items: list[EventOut]
    after: str
    more: bool
