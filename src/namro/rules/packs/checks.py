"""What must hold between the parts of a pack, beyond the shape of each. Every check names the line at fault.

Each function yields all problems it finds and never stops at the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from namro.rules.clocks.terms import Unit
from namro.rules.packs.kinds import RECEIVED, REPORTER, SETTLING, Valid, action_of, names_in
from namro.rules.packs.reading import File, Where
from namro.rules.packs.refused import Problem
from namro.rules.packs.schema import (
    Clock,
    Extension,
    OfficeKind,
    Procedure,
    Role,
    Step,
)

REQUIRED_NEEDS = {
    "transfer": "office", "assign": "post", "ask": "text", "answer": "text", "return-transfer": "reason",
    "reopen": "reason",
}  # fmt: skip

OF_CASES = ("cases", "seals", "panels")
"""Rooms of rights that are about what people bring."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a procedure may refer to. None: that file could not be read, so references to it are not checked."""

    roles: Mapping[str, Role] | None
    offices: Mapping[str, OfficeKind] | None
    counting: Collection[str] | None
    levels: Collection[str] | None
    units: Collection[str] | None
    """Kinds of unit."""


def _known(file: File, where: Where, what: str, name: str, among: Collection[str] | None) -> Iterator[Problem]:
    if among is not None and name not in among:
        yield file.problem(where, "unknown-name", what=what, name=name, known=", ".join(sorted(among)) or "-")


def _each_known(
    file: File, where: Where, what: str, names: Sequence[str], among: Collection[str] | None
) -> Iterator[Problem]:
    for at, name in enumerate(names):
        yield from _known(file, (*where, at), what, name, among)


def _named_once(file: File, where: Where, things: Mapping[str, Any]) -> Iterator[Problem]:
    for key, thing in things.items():
        if thing.id != key:
            yield file.problem((*where, key, "id"), "id-inside", name=key)


# Roles and offices


def check_roles(roles: Mapping[str, Role], file: File, around: Surroundings) -> Iterator[Problem]:
    """Posts only at kinds of office that exist; the reporter is not a role."""
    yield from _named_once(file, (), roles)
    for role in roles.values():
        if role.id == REPORTER:
            yield file.problem((role.id,), "reserved", name=role.id, what="role")
        yield from _each_known(file, (role.id, "at"), "kind of office", role.at, around.offices)
        yield from _each_known(file, (role.id, "like"), "role", role.like, roles)
        if any(action.partition(".")[0] in OF_CASES for action in role.may):
            yield from with_cases(file, (role.id, "at"), role.at, around.offices)


def with_cases(
    file: File, where: Where, kinds: Collection[str], offices: Mapping[str, OfficeKind] | None
) -> Iterator[Problem]:
    """No kind of office that takes no part in cases stands where something is said of cases."""
    for at, kind in enumerate(kinds):
        if offices is not None and kind in offices and not offices[kind].cases:
            yield file.problem((*where, at), "without-cases", office=kind)


def check_offices(offices: Mapping[str, OfficeKind], file: File, around: Surroundings) -> Iterator[Problem]:
    """Levels and parents exist, no circle, each code once, names (`called` too) with `{unit}` only."""
    yield from _named_once(file, (), offices)
    codes: set[str] = set()
    for office in offices.values():
        yield from _known(file, (office.id, "level"), "level", office.level, around.levels)
        if office.code in codes:
            yield file.problem((office.id, "code"), "duplicate-id", name=office.code)
        codes.add(office.code)
        for language, text in office.names.items():
            yield from _parameters(file, (office.id, "names", language), text, {"unit"})
        for at, text in enumerate(office.called):
            yield from _parameters(file, (office.id, "called", at), text, {"unit"})
        above: str | None = office.parent
        if above is not None:
            yield from _known(file, (office.id, "parent"), "kind of office", above, offices)
        seen = {office.id}
        while above is not None and above in offices:
            if above in seen:
                yield file.problem((office.id, "parent"), "parent-circle", name=office.id)
                break
            seen.add(above)
            above = offices[above].parent


def _parameters(file: File, where: Where, text: str, allowed: Collection[str]) -> Iterator[Problem]:
    for name in sorted(names_in(text) - set(allowed)):
        known = ", ".join("{" + one + "}" for one in sorted(allowed)) or "-"
        yield file.problem(where, "text-parameter", name=name, known=known)


# Versions


def check_versions(versions: Sequence[tuple[Procedure, File]]) -> Iterator[Problem]:
    """No day has two versions of one procedure."""
    ordered = sorted(versions, key=lambda pair: (pair[0].id, pair[0].valid.from_))
    for (one, _), (next_one, file) in pairwise(ordered):
        if one.id == next_one.id and (one.valid.to is None or one.valid.to >= next_one.valid.from_):
            yield file.problem(
                ("valid",), "overlap", first=one.valid.from_.isoformat(), second=next_one.valid.from_.isoformat()
            )


# A procedure


def check_procedure(procedure: Procedure, file: File, around: Surroundings) -> Iterator[Problem]:
    """Everything that must hold inside one version of a procedure."""
    for name in ("flags", "states", "clocks", "steps"):
        yield from _named_once(file, (name,), getattr(procedure, name))
    yield from _named_once(file, ("reporter", "asks"), procedure.reporter.asks)
    for key, clock in procedure.clocks.items():
        yield from _named_once(file, ("clocks", key, "extensions"), clock.extensions)
    for key, step in procedure.steps.items():
        yield from _named_once(file, ("steps", key, "grounds"), step.grounds)
    yield from _check_head(procedure, file, around)
    yield from _check_form(procedure, file)
    yield from _check_open(procedure, file)
    yield from _check_findable(procedure, file)
    yield from _check_states(procedure, file)
    for step in procedure.steps.values():
        yield from _check_step(step, procedure, file, around)
    for clock in procedure.clocks.values():
        yield from _check_clock(clock, procedure, file, around)
    if around.offices is not None:
        yield from _check_settling(procedure, file, around.offices)
        yield from _check_transfers(procedure, file)
    yield from _check_texts(procedure, file)


def _check_head(p: Procedure, file: File, around: Surroundings) -> Iterator[Problem]:
    if p.valid.to is not None and p.valid.to < p.valid.from_:
        yield file.problem(("valid",), "ends-before")
    yield from _known(file, ("counting",), "way of counting", p.counting, around.counting)
    yield from _each_known(file, ("opens_at",), "kind of office", p.opens_at, around.offices)
    for key, kinds in (("opens_at", p.opens_at), ("or_at", p.or_at)):
        yield from with_cases(file, (key,), kinds, around.offices)
    yield from _each_known(file, ("or_at",), "kind of office that it opens at", p.or_at, p.opens_at)
    if p.or_at and p.or_why is None:
        yield file.problem(("or_at",), "missing", key="or_why")
    yield from _each_known(file, ("settled_by",), "role", p.settled_by, around.roles)
    yield from _each_known(file, ("retention",), "state", tuple(p.retention), p.states)
    for state in p.retention:
        if state in p.states and p.states[state].open:
            yield file.problem(("retention", state), "retention-open", state=state)
    for at, basis in enumerate(p.basis):
        yield from _check_valid(basis.valid, p.valid, file, ("basis", at, "valid"))
    for name in ("opens_at", "fields", "basis"):
        if not getattr(p, name):
            yield file.problem((name,), "missing", key=name)
    if p.reporter.named == "required" and p.reporter.anonymous is None:
        yield file.problem(("reporter",), "reporter-explained")


def _check_form(p: Procedure, file: File) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, field in enumerate(p.fields):
        where: Where = ("fields", at)
        if field.id in seen:
            yield file.problem((*where, "id"), "duplicate-id", name=field.id)
        seen.add(field.id)
        if (field.kind == "choice") != (len(field.options) >= 2):
            yield file.problem((*where, "options"), "options")
        if field.when_yes is not None and field.kind != "yes-no":
            yield file.problem((*where, "when_yes"), "when-yes")
    if sum(field.kind == "place" and field.required for field in p.fields) != 1:
        yield file.problem(("fields",), "no-place")


def _check_open(p: Procedure, file: File) -> Iterator[Problem]:
    """What anybody may read the progress of asks nothing sensitive, and nobody brings it in without a name."""
    if p.open311 and any(field.sensitive for field in p.fields):
        yield file.problem(("open311",), "open-sensitive")
    if p.open311 and p.reporter.named != "required":
        yield file.problem(("open311",), "open-nameless")


def _check_findable(p: Procedure, file: File) -> Iterator[Problem]:
    """A name finds only what everybody brings in under their name, and nothing that was said in confidence."""
    name, where = p.reporter.findable, ("reporter", "findable")
    if name is None:
        return
    asked = p.reporter.asks.get(name)
    if asked is None or asked.kind != "text":
        yield file.problem(where, "findable-question", name=name)
    if p.reporter.named != "required":
        yield file.problem(where, "findable-nameless")
    if any(field.sensitive for field in p.fields):
        yield file.problem(where, "findable-sensitive")


def _moves(p: Procedure) -> dict[str, set[str]]:
    """The states that one step leads to from each state."""
    found: dict[str, set[str]] = {state: set() for state in p.states}
    for step in p.steps.values():
        for state in step.from_:
            if step.to is not None and state in found:
                found[state].add(step.to)
    return found


def reachable(moves: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """Everything that steps lead to from `start`, with `start` itself."""
    found, waiting = {start}, [start]
    while waiting:
        for state in moves.get(waiting.pop(), ()):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


def _check_states(p: Procedure, file: File) -> Iterator[Problem]:
    for name in sorted(set(p.states) & set(p.steps)):
        yield file.problem(("steps", name), "collides", name=name)
    if RECEIVED in p.steps:
        yield file.problem(("steps", RECEIVED), "reserved", name=RECEIVED, what="step")
    if RECEIVED not in p.states:
        yield file.problem(("states",), "no-received")
        return
    ends = {state.id for state in p.states.values() if not state.open}
    if not ends:
        yield file.problem(("states",), "no-end")
    moves = _moves(p)
    reached = reachable(moves, RECEIVED)
    for state in p.states.values():
        if state.id not in reached:
            yield file.problem(("states", state.id), "unreachable", name=state.id)
        if state.open and ends and not reachable(moves, state.id) & ends:
            yield file.problem(("states", state.id), "no-way-out", name=state.id)


# Steps


def _check_step(step: Step, p: Procedure, file: File, around: Surroundings) -> Iterator[Problem]:
    where: Where = ("steps", step.id)
    yield from _each_known(file, (*where, "from"), "state", step.from_, p.states)
    yield from _each_known(file, (*where, "at"), "kind of office", step.at, around.offices)
    yield from _each_known(file, (*where, "to_office"), "kind of office", step.to_office, around.offices)
    for key, kinds in (("at", step.at), ("to_office", step.to_office)):
        yield from with_cases(file, (*where, key), kinds, around.offices)
    yield from _each_known(file, (*where, "to_role"), "role", step.to_role, around.roles)
    yield from _each_known(file, (*where, "sets"), "flag", tuple(step.sets), p.flags)
    if step.to is not None:
        yield from _known(file, (*where, "to"), "state", step.to, p.states)
    if step.after_limit is not None:
        yield from _known(file, (*where, "after_limit"), "clock", step.after_limit, p.clocks)
    if step.while_clock is not None:
        yield from _known(file, (*where, "while_clock"), "clock", step.while_clock, p.clocks)
    yield from _check_valid(step.valid, p.valid, file, (*where, "valid"))
    for ground in step.grounds.values():
        at = (*where, "grounds", ground.id, "valid")
        yield from _check_valid(ground.valid, step.valid or p.valid, file, at)
    for key, names in (("from", step.from_), ("by", step.by)):
        if not names:
            yield file.problem((*where, key), "nobody" if key == "by" else "missing", key=key)
    yield from _check_takers(step, file, around)
    need = REQUIRED_NEEDS.get(step.verb)
    if need is not None and need not in step.needs:
        yield file.problem((*where, "needs"), "need-missing", verb=step.verb, need=need)
    if step.verb == "extend":
        for wanted in ("clock", "extension", "reason"):
            if wanted not in step.needs:
                yield file.problem((*where, "needs"), "need-missing", verb=step.verb, need=wanted)
    if step.grounds and "ground" not in step.needs:
        yield file.problem((*where, "grounds"), "ground-not-needed")
    if step.document is not None and "document" not in step.needs and step.verb != "extend":
        yield file.problem((*where, "document"), "document-not-needed")
    if step.verb == "transfer" and not step.to_office:
        yield file.problem(where, "transfer-nowhere")
    if step.to_role and "post" not in step.needs:
        yield file.problem((*where, "to_role"), "role-not-needed")
    for place, name in enumerate(step.to_role):
        role = (around.roles or {}).get(name)
        if role is not None and step.at and not set(role.at) & set(step.at):
            yield file.problem((*where, "to_role", place), "role-not-there", role=name, office=", ".join(step.at))


def _check_takers(step: Step, file: File, around: Surroundings) -> Iterator[Problem]:
    where: Where = ("steps", step.id, "by")
    if step.verb == "answer" and REPORTER not in step.by:
        yield file.problem(where, "answer-by-reporter")
    if around.roles is None:
        return
    for at, name in enumerate(step.by):
        if name == REPORTER:
            if step.verb != "answer":
                yield file.problem((*where, at), "reporter-only-answers")
            continue
        role = around.roles.get(name)
        if role is None:
            yield from _known(file, (*where, at), "role", name, around.roles)
            continue
        if not role.allows(action_of(step.verb)):
            yield file.problem((*where, at), "role-may-not", role=name, action=action_of(step.verb))
        if step.at and around.offices is not None and not any(_posted(role, kind, around.offices) for kind in step.at):
            yield file.problem((*where, at), "role-not-there", role=name, office=", ".join(step.at))


def _posted(role: Role, kind: str, offices: Mapping[str, OfficeKind]) -> bool:
    """Whether a post of the role can act at such an office: there, or (where it sees further) above it."""
    if kind in role.at or role.sees == "all":
        return True
    above = offices[kind].parent if kind in offices else None
    return role.sees == "below" and above is not None and above != kind and _posted_above(role, above, offices)


def _posted_above(role: Role, kind: str, offices: Mapping[str, OfficeKind]) -> bool:
    seen: set[str] = set()
    above: str | None = kind
    while above is not None and above in offices and above not in seen:
        if above in role.at:
            return True
        seen.add(above)
        above = offices[above].parent
    return False


def _check_settling(p: Procedure, file: File, offices: Mapping[str, OfficeKind]) -> Iterator[Problem]:
    """At an office that does not settle, only those named in `settled_by` settle."""
    if not p.settled_by:
        return
    for step in p.steps.values():
        if step.verb not in SETTLING:
            continue
        others = [role for role in step.by if role not in p.settled_by]
        kinds = [kind for kind in step.at or tuple(offices) if kind in offices and not offices[kind].settles]
        kinds = [kind for kind in kinds if offices[kind].cases]
        if others and kinds:
            roles, where = ", ".join(p.settled_by), ("steps", step.id, "by")
            yield file.problem(where, "does-not-settle", office=", ".join(kinds), roles=roles, verb=step.verb)


def _check_transfers(p: Procedure, file: File) -> Iterator[Problem]:
    """Whatever is sent to an office can be accepted there, or sent back."""
    for step in p.steps.values():
        if step.verb != "transfer":
            continue
        if step.to is None:
            yield file.problem(("steps", step.id), "missing", key="to")
            continue
        for kind in step.to_office:
            takers = [
                other
                for other in p.steps.values()
                if other.verb == "accept-transfer" and step.to in other.from_ and (not other.at or kind in other.at)
            ]
            if not takers:
                yield file.problem(("steps", step.id), "transfer-not-accepted", office=kind, name=step.to)


# Days on which a part is law


def _check_valid(part: Valid | None, whole: Valid, file: File, where: Where) -> Iterator[Problem]:
    """A part that is law for some days only: they are in order, and the version is law on at least one of them."""
    if part is None:
        return
    if part.to is not None and part.to < part.from_:
        yield file.problem(where, "ends-before")
    elif (part.to is not None and part.to < whole.from_) or (whole.to is not None and part.from_ > whole.to):
        first, last = whole.from_.isoformat(), whole.to.isoformat() if whole.to else "…"
        yield file.problem(where, "valid-outside", first=first, last=last)


# Clocks


def _events(p: Procedure) -> dict[str, list[Step]]:
    """What each event comes from: the steps that emit it. `received` also comes from the opening."""
    found: dict[str, list[Step]] = {RECEIVED: []}
    for step in p.steps.values():
        found.setdefault(step.id, []).append(step)
        if step.to is not None:
            found.setdefault(step.to, []).append(step)
    return found


def _check_clock(clock: Clock, p: Procedure, file: File, around: Surroundings) -> Iterator[Problem]:
    where: Where = ("clocks", clock.id)
    events = _events(p)
    known = set(p.states) | set(p.steps)
    for key, names in (("starts", [start.event for start in clock.starts]), ("ends", list(clock.ends))):
        for at, name in enumerate(names):
            if name not in known:
                yield file.problem((*where, key, at), "no-event", name=name)
    if not any(_can_happen(start.event, start.at, events, p) for start in clock.starts):
        yield file.problem((*where, "starts"), "never-starts", name=clock.id)
    if not any(event != RECEIVED and events.get(event) for event in clock.ends):
        yield file.problem((*where, "ends"), "never-ends", name=clock.id)
    for at, start in enumerate(clock.starts):
        yield from _each_known(file, (*where, "starts", at, "at"), "kind of office", start.at, around.offices)
    for key, flag in (("only_if", clock.only_if), ("unless", clock.unless)):
        if flag is not None:
            yield from _known(file, (*where, key), "flag", flag, p.flags)
    if clock.only_if is not None and clock.only_if == clock.unless:
        yield file.problem((*where, "unless"), "limit-flag", name=clock.unless)
    yield from _each_known(file, (*where, "limit_if"), "flag", tuple(clock.limit_if), p.flags)
    yield from _each_known(file, (*where, "pauses"), "state", tuple(clock.pauses), p.states)
    if clock.counting is not None:
        yield from _known(file, (*where, "counting"), "way of counting", clock.counting, around.counting)
    for flag, term in clock.limit_if.items():
        if (term.unit is Unit.HOUR) != (clock.limit.unit is Unit.HOUR):
            yield file.problem((*where, "limit_if", flag), "limit-unit", term=str(term), limit=str(clock.limit))
    yield from _check_valid(clock.valid, p.valid, file, (*where, "valid"))
    if isinstance(clock.owed_unless_anonymous, Valid):
        yield from _check_valid(clock.owed_unless_anonymous, p.valid, file, (*where, "owed_unless_anonymous"))
    for rule in clock.extensions.values():
        yield from _check_extension(rule, clock, p, file, around)


def _can_happen(event: str, at: tuple[str, ...], events: Mapping[str, list[Step]], p: Procedure) -> bool:
    if event == RECEIVED and (not at or set(at) & set(p.opens_at)):
        return True
    return any(not at or not step.at or set(at) & set(step.at) for step in events.get(event, ()))


def _check_extension(
    rule: Extension, clock: Clock, p: Procedure, file: File, around: Surroundings
) -> Iterator[Problem]:
    where: Where = ("clocks", clock.id, "extensions", rule.id)
    relative, absolute = rule.add is not None, rule.total is not None
    if not rule.by:
        yield file.problem(where, "no-approver", name=rule.id)
    if not relative and not absolute:
        yield file.problem(where, "no-term", name=rule.id)
    if (relative or rule.add_if) and (absolute or rule.total_if):
        yield file.problem(where, "two-terms", name=rule.id)
    hours = clock.limit.unit is Unit.HOUR
    for key, term in (("add", rule.add), ("total", rule.total), *(rule.add_if | rule.total_if).items()):
        if term is not None and (term.unit is Unit.HOUR) != hours:
            yield file.problem((*where, key), "hours-total")
    yield from _check_valid(rule.valid, clock.valid or p.valid, file, (*where, "valid"))
    yield from _each_known(file, (*where, "add_if"), "flag", tuple(rule.add_if), p.flags)
    yield from _each_known(file, (*where, "total_if"), "flag", tuple(rule.total_if), p.flags)
    yield from _each_known(file, (*where, "by"), "role", rule.by, around.roles)
    yield from _each_known(file, (*where, "not_with"), "extension", rule.not_with, clock.extensions)
    if rule.after is not None:
        yield from _known(file, (*where, "after"), "extension", rule.after, clock.extensions)
        seen: set[str] = set()
        follows: str | None = rule.id
        while follows is not None and follows in clock.extensions and follows not in seen:
            seen.add(follows)
            follows = clock.extensions[follows].after
        if follows in seen:
            yield file.problem((*where, "after"), "after-itself", name=rule.id)
    takers = [step for step in p.steps.values() if step.verb == "extend" and set(step.by) & set(rule.by)]
    if rule.by and not takers:
        yield file.problem((*where, "by"), "cannot-extend", name=rule.id)


# Texts


def _check_texts(p: Procedure, file: File) -> Iterator[Problem]:
    """Parameters stand only where something is filled in."""
    for step in p.steps.values():
        for language, text in step.says.items():
            yield from _parameters(file, ("steps", step.id, "says", language), text, {"office", "day"})
        for name, texts in (("names", step.names), ("effect", step.effect)):
            for language, text in texts.items():
                yield from _parameters(file, ("steps", step.id, name, language), text, ())
    for kind, things in (("states", p.states), ("clocks", p.clocks)):
        for thing in things.values():
            for name in ("names", "says"):
                for language, text in getattr(thing, name).items():
                    yield from _parameters(file, (kind, thing.id, name, language), text, ())
