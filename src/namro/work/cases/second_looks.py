"""The right to a second look: when a reporter may ask for it, by which day, and how each request stands.

Requests, answers and notes are acts of the case, outside its procedure: they move no state and stop no clock. The rows
of `SecondLook` follow from them (`rows_of`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from namro.ground.people.models import Office
from namro.rules.clocks.count import Due, due
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.terms import Term
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Pack, Procedure
from namro.rules.packs.second_looks import Offered, SecondLooks, not_longer_ago
from namro.work.cases.history import rules_of
from namro.work.cases.models import Case, SecondLook
from namro.work.cases.offices import nearest_office
from namro.work.cases.passages import stays_of
from namro.work.cases.runs import MISSED
from namro.work.cases.spoken import ANSWER_LOOK, ASK_LOOK, SEE_LOOK
from namro.work.cases.states import Standing


class Act(Protocol):
    """What is read of an act, of the reducer's kind or as a row."""

    @property
    def seq(self) -> int: ...
    @property
    def verb(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the acts tell it. `office` looks again; the days are the last ones promised."""

    nth: int
    asked: Act
    answered: Act | None
    heard: bool

    @property
    def office(self) -> int:
        return int(self.asked.data["office"])

    @property
    def panel_on(self) -> date:
        return date.fromisoformat(self.asked.data["to_day"])

    @property
    def reasons_on(self) -> date:
        return date.fromisoformat(self.asked.data["reasons_on"])

    @property
    def reasons_at(self) -> datetime:
        return datetime.fromisoformat(self.asked.data["reasons_at"])

    @property
    def outcome(self) -> str:
        return str(self.answered.data["outcome"]) if self.answered is not None else ""

    def late(self, now: datetime) -> bool:
        """Whether the written reasons are owed and their time is over."""
        return self.answered is None and self.reasons_at <= now


def requests(acts: Sequence[Act]) -> list[Request]:
    """The requests that the acts of one case hold, the first first. Pure."""
    asked = [act for act in acts if act.verb == ASK_LOOK]
    answered = {act.data["asked"]: act for act in acts if act.verb == ANSWER_LOOK}
    seen = max((act.data["seen"] for act in acts if act.verb == SEE_LOOK), default=0)
    found = []
    for nth, act in enumerate(asked, 1):
        answer = answered.get(act.seq)
        latest = answer.seq if answer is not None else act.seq
        found.append(Request(nth, act, answer, seen >= latest))
    return found


# --- when it may be asked for ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a second look may be asked for: limits that were missed (their id and run), or how many receipts of the same
    matter came within the time; 0 where they are too few."""

    clocks: tuple[tuple[str, int], ...]
    receipts: int


def offered_of(procedure: str) -> Offered | None:
    """How the pack offers it for a procedure; None where it does not."""
    looks = the_pack().second_looks
    return looks.offered.get(procedure) if looks is not None else None


def other_way(case: Case, standing: Standing, now: datetime) -> Mapping[str, str] | None:
    """What the law gives instead, of a matter with a broken limit for which no second look is offered."""
    looks = the_pack().second_looks
    said = looks.instead.get(case.procedure_id) if looks is not None else None
    if said is None:
        return None
    _, procedure = rules_of(standing.procedure)
    return said if any(_missed(procedure, standing, now)) else None


def _missed(procedure: Procedure, standing: Standing, now: datetime) -> Iterator[tuple[str, int, date]]:
    """The limits shown to the reporter that were missed, or are past and still owed."""
    for run in standing.runs:
        rule = procedure.clocks.get(run.clock)
        if rule is None or not rule.shown_to_reporter or run.due is None:
            continue
        if run.status == MISSED or run.late(now):
            yield run.clock, run.run, run.due.on


def ground_for(
    case: Case, standing: Standing, acts: Sequence[Act], now: datetime, matter: Sequence[int]
) -> Ground | None:
    """Why the reporter may ask for a second look now; None where they may not. `matter`: the ids of the other cases of
    the same matter, joined by their reporter.

    While a request is open there is no other; afterwards only what came since counts: another limit, other receipts.
    """
    rule = offered_of(case.procedure_id)
    if rule is None or case.state in rule.not_in or case.erased_on is not None:
        return None
    before = requests(acts)
    if any(one.answered is None for one in before):
        return None
    calendar = the_pack().calendar
    on = calendar.local(now)
    used = {tuple(clock) for one in before for clock in one.asked.data["clocks"]}
    _, procedure = rules_of(standing.procedure)
    missed = tuple(
        (clock, run)
        for clock, run, last in (_missed(procedure, standing, now) if rule.on_missed else ())
        if (clock, run) not in used and not_longer_ago(rule.within, last, on, calendar)
    )
    receipts = _receipts(case, before, matter, rule, on)
    return Ground(missed, receipts) if missed or receipts else None


def _receipts(case: Case, before: Sequence[Request], matter: Sequence[int], rule: Offered, on: date) -> int:
    """How many receipts of the matter count, if they are enough: those since a second look was last asked for by them,
    for any of these cases; none while such a request is open."""
    if rule.receipts is None or len(matter) + 1 < rule.receipts:
        return 0
    asked = [one.asked.at for one in before if one.asked.data["receipts"]]
    for at, answered in SecondLook.objects.filter(case_id__in=matter, by_receipts=True).values_list(
        "asked_at", "answered_at"
    ):
        if answered is None:
            return 0
        asked.append(at)
    since = max(asked, default=None)
    calendar = the_pack().calendar
    came = Case.objects.filter(pk__in=[case.pk, *matter]).values_list("received_at", "received_on")
    count = sum(not_longer_ago(rule.within, day, on, calendar) and (since is None or at > since) for at, day in came)
    return count if count >= rule.receipts else 0


def panel_office(case: Case, on: date) -> Office | None:
    """The office that would look again: the nearest of the first kind that never had the case."""
    rule = offered_of(case.procedure_id)
    if rule is None:
        return None
    had = {stay.office for stay in stays_of([case.pk]).get(case.pk, ())} | {case.office_id, case.pending_office_id}
    unit = Office.objects.select_related("unit").get(pk=case.office_id).unit
    found = (nearest_office(unit, kind, on) for kind in rule.by)
    return next((office for office in found if office is not None and office.pk not in had), None)


# --- by which day ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a request was promised: kept in its act, so that a later file changes nothing of it."""

    panel: str
    reasons: str
    counting: str
    article: str

    @classmethod
    def of(cls, looks: SecondLooks, rule: Offered) -> Terms:
        return cls(str(rule.panel), str(rule.reasons), looks.counting, looks.article)

    def days(self, pack: Pack, asked_at: datetime) -> tuple[Due, Due]:
        """The day of the panel, counted from the request, and that of the reasons, counted from it; each explains
        itself. Raises `ClockError`."""
        counting = pack.counting[self.counting]
        panel = due(pack.calendar, Term.parse(self.panel), asked_at, counting=counting, article=self.article)
        reasons = due(pack.calendar, Term.parse(self.reasons), panel.on, counting=counting, article=self.article)
        return panel, reasons


def why_these_days(request: Request) -> tuple[Due, Due] | None:
    """The promised days with their reasons; None where today's calendar would give others: what was promised stands."""
    terms = Terms(*(str(request.asked.data["terms"][key]) for key in ("panel", "reasons", "counting", "article")))
    try:
        panel, reasons = terms.days(the_pack(), request.asked.at)
    except (ClockError, KeyError):
        return None
    return (panel, reasons) if (panel.on, reasons.on) == (request.panel_on, request.reasons_on) else None


# --- the rows that follow -------------------------------------------------------------------------------------------


def rows_of(case: Case, acts: Sequence[Act]) -> list[SecondLook]:
    """The rows that belong to the acts of a case, not stored."""
    calendar = the_pack().calendar
    return [
        SecondLook(
            case=case,
            nth=one.nth,
            office_id=one.office,
            own_office_id=one.asked.data["own_office"],
            year=calendar.local(one.asked.at).year,
            by_missed=bool(one.asked.data["clocks"]),
            by_receipts=bool(one.asked.data["receipts"]),
            asked_seq=one.asked.seq,
            asked_at=one.asked.at,
            panel_on=one.panel_on,
            reasons_on=one.reasons_on,
            reasons_at=one.reasons_at,
            answered_seq=one.answered.seq if one.answered is not None else None,
            answered_at=one.answered.at if one.answered is not None else None,
            outcome=one.outcome,
            heard=one.heard,
        )
        for one in requests(acts)
    ]


COMPARED = tuple(field.attname for field in SecondLook._meta.concrete_fields if not field.primary_key)
