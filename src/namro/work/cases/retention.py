"""How long what was said is kept, what has been kept long enough, and why a case cannot be erased yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds, offices_in_scope
from namro.rules.clocks.calendar import Calendar
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Kept
from namro.work.cases.history import rules_of
from namro.work.cases.models import Case, Done, SecondLook
from namro.work.cases.scope import for_actor
from namro.work.cases.steps import dmy

ERASE = "cases.erase_kept"
COUNTED = 500
"""Cases to which those that end are counted."""
AHEAD = 90
"""Days before the end of its time from which a case stands in the list."""
WARNED = 30
"""Days that must have passed since the last act on a case, so that its office had time to hold it back: also one that
came in from an old register, long finished."""
MOST = 200
"""Cases erased in one action."""
MOST_YEARS = 10
"""Years for which a case can be held back at once."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a case is kept by. `until` is the last day; `held_until` where somebody held it back; `certain` as the rule
    says (`Kept.certain`)."""

    years: int
    article: str
    until: date
    certain: bool
    held_until: date | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A closed case whose time ends soon or has ended. `reason` (with `params`) says why it cannot be erased today;
    empty where it can."""

    ref: str
    number: str
    summary: str
    procedure_names: Mapping[str, str]
    state_names: Mapping[str, str]
    office_id: int
    office_names: Mapping[str, str]
    closed_on: date
    rule: Rule
    reason: str
    params: Mapping[str, Any]


def refusal(
    case: Case, rule: Kept | None, calendar: Calendar, now: datetime, *, looked_up: bool, look_owed: bool
) -> Refused | None:
    """Why the case, as its row stands, cannot be erased at `now`, or None: Refused `cases.kept-without-end`,
    `cases.still-kept`, `cases.erase-unread`, `cases.erase-look-open` (`look_owed`: another office owes its second
    look), `cases.erase-too-soon`, `cases.retention-unconfirmed`."""
    on = calendar.local(now)
    if rule is None or case.keep_until is None:
        return Refused("cases.kept-without-end")
    if on <= case.keep_until:
        return Refused("cases.still-kept", until=dmy(case.keep_until))
    if case.wrote_at is not None:
        return Refused("cases.erase-unread")
    if look_owed:
        return Refused("cases.erase-look-open")
    warned = calendar.add_days(calendar.local(case.changed_at), WARNED)
    if on < warned:
        return Refused("cases.erase-too-soon", until=dmy(warned))
    if not rule.certain and not looked_up:
        return Refused("cases.retention-unconfirmed")
    return None


def looks_owed(cases: Collection[Case]) -> set[int]:
    """The ids of the cases of which another office owes a second look."""
    rows = SecondLook.objects.filter(case_id__in=[case.pk for case in cases], answered_at__isnull=True)
    return set(rows.values_list("case_id", flat=True))


def rule_of(case: Case) -> Rule | None:
    """What a case is kept by; None for an open case, an erased one, and one whose procedure names no end."""
    pack, procedure = rules_of(case.frozen_id)
    rule = procedure.retention.get(case.state)
    if rule is None or case.keep_until is None or case.closed_at is None:
        return None
    held = case.keep_until if case.keep_until > rule.last_day(pack.calendar, case.closed_at) else None
    return Rule(rule.years, rule.article, case.keep_until, rule.certain, held)


@dataclass(frozen=True, slots=True)
class Gone:
    """That a case was erased: when, and by which rule."""

    on: date
    years: int
    article: str


def erased(case: Case) -> Gone | None:
    """When and by which rule what was said and written in the case was erased; None where it was not."""
    if case.erased_on is None:
        return None
    data = Done.objects.filter(case=case, verb="erase").values_list("data", flat=True).first() or {}
    return Gone(case.erased_on, int(data.get("years", 0)), str(data.get("article", "")))


def may_look(actor: Actor) -> bool:
    """Whether somebody holds cases back or erases them anywhere."""
    return holds(actor, "cases.hold_back") or holds(actor, ERASE)


def within_reach(actor: Actor, now: datetime, ahead: int = AHEAD) -> QuerySet[Case]:
    """The cases whose time has ended or ends within `ahead` days: those that the actor may read, and those of offices
    for which they erase. Whoever only erases reads no other case."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    ends = Q(keep_until__lte=calendar.add_days(on, ahead))
    offices = offices_in_scope(actor, on, ERASE)
    if offices is None:
        return Case.objects.filter(ends)
    return for_actor(actor, on, ends) | Case.objects.filter(ends, office_id__in=offices)


def case(actor: Actor, ref: str, now: datetime) -> Case:
    """One of them. Raises `NotThere`, for what the actor may not see as for what does not exist."""
    found = within_reach(actor, now).select_related("office__unit", "frozen").filter(ref=str(ref)[:20]).first()
    if found is None:
        raise NotThere
    return found


def ending(
    actor: Actor, now: datetime, *, most: int = MOST, after: str = "", only: Collection[str] | None = None
) -> list[Ending]:
    """The cases within reach whose time has ended or ends within `AHEAD` days, the first to end first, up to `most`.
    `after`: the reference of the case at which the list goes on; `only`: none but these references."""
    calendar = the_pack().calendar
    rows = within_reach(actor, now)
    if only is not None:
        rows = rows.filter(ref__in=only)
    last = rows.filter(ref=after).values_list("keep_until", "pk").first() if after else None
    if last is not None:
        rows = rows.filter(Q(keep_until__gt=last[0]) | Q(keep_until=last[0], pk__gt=last[1]))
    found = rows.select_related("office").order_by("keep_until", "pk")[:most]
    return list(_shown(list(found), calendar, now))


def every_ending(actor: Actor, now: datetime) -> Iterator[Ending]:
    """All of them, some at a time."""
    found = ending(actor, now)
    while found:
        yield from found
        found = ending(actor, now, after=found[-1].ref) if len(found) == MOST else []


def how_many(actor: Actor, now: datetime) -> int:
    """How many of them end within `WARNED` days or have ended; `COUNTED` + 1 for more than that."""
    return within_reach(actor, now, WARNED).order_by()[: COUNTED + 1].count()


def _shown(cases: Collection[Case], calendar: Calendar, now: datetime) -> Iterator[Ending]:
    owed = looks_owed(cases)
    for case in cases:
        rule = rule_of(case)
        if rule is None or case.closed_at is None:  # a version that says otherwise than the row: `recheck` names it
            continue
        _, procedure = rules_of(case.frozen_id)
        kept, look_owed = procedure.retention.get(case.state), case.pk in owed
        refused = refusal(case, kept, calendar, now, looked_up=True, look_owed=look_owed)
        yield Ending(
            ref=case.ref,
            number=case.number,
            summary=case.summary,
            procedure_names=procedure.names,
            state_names=procedure.states[case.state].names,
            office_id=case.office_id,
            office_names=case.office.names,
            closed_on=calendar.local(case.closed_at),
            rule=rule,
            reason=refused.code if refused is not None else "",
            params=refused.params if refused is not None else {},
        )
