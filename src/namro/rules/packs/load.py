"""Reads a pack's folder and gives back the `Pack`, or everything that is wrong with it."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Counting
from namro.rules.packs.checks import Surroundings, check_offices, check_procedure, check_roles, check_versions
from namro.rules.packs.former import Former, check_former
from namro.rules.packs.frozen import content_hash
from namro.rules.packs.imports import Imports, Legacy
from namro.rules.packs.kinds import Confidence, Data, Id, Line, Text, Valid, with_id
from namro.rules.packs.misfits import said
from namro.rules.packs.papers import PaperForm, check_paper, check_paper_versions
from namro.rules.packs.plans import Plans, check_plans
from namro.rules.packs.programme import Programme, check_programme
from namro.rules.packs.reading import File, read
from namro.rules.packs.reasons import problem
from namro.rules.packs.refused import PackRefused, Problem
from namro.rules.packs.schema import (
    Citation,
    Level,
    OfficeKind,
    Pack,
    Procedure,
    Role,
    marked,
)
from namro.rules.packs.second_looks import SecondLooks, check_second_looks

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
ENGLISH = "en"
FILES = (
    "pack.yaml", "calendar.yaml", "roles.yaml", "offices.yaml", "published.yaml", "imports.yaml", "legacy.yaml",
    "second_looks.yaml", "plans.yaml", "programme.yaml", "former.yaml",
)  # fmt: skip
T = TypeVar("T")


CountingPart = Literal["first-day", "end", "roll", "months", "hours"]


class CountingRule(Data):
    """A way of counting as the file says it; becomes a `Counting` of the clocks."""

    names: Text
    first_day_counts: bool = False
    roll: bool = True
    extension_from: Literal["counted-end", "rolled-end"] = "counted-end"
    articles: dict[CountingPart, Line] = {}
    confidence: dict[CountingPart, Confidence] = {}
    """How sure the article of a part is, where it is less than sure."""


class PackFile(Data):
    """pack.yaml."""

    id: Id
    names: Text
    languages: tuple[str, ...]
    time_zone: Line
    weekend: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    number_format: Line
    procedures: tuple[Id, ...]
    """The order in which people see them."""
    counting: dict[Id, CountingRule]
    unconfirmed: Line = "?"
    """What stands behind an article that is remembered (M) or disputed (C)."""
    levels: tuple[Level, ...]
    citations: dict[str, tuple[Citation, ...]] = {}
    never_open: tuple[Id, ...] = ()
    """Procedures that must never be opened to Open311, whatever their own files say."""
    rated: dict[Id, tuple[Id, ...]] = {}
    """By procedure the states in which whoever brought a matter in has been answered, and may say how it went."""
    never_findable: tuple[Id, ...] = ()
    """Procedures whose reporters the law protects: no name ever finds a matter of theirs, whatever their own files
    say."""


class Day(Data):
    """One day of calendar.yaml."""

    on: date
    working: bool
    name: Text
    act: Line
    provisional: bool = False


class CalendarFile(Data):
    """calendar.yaml."""

    covers: Valid
    days: tuple[Day, ...]


Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Earlier(Data):
    """A former content of a published version, and why it was published again."""

    hash: Hash
    until: date
    reason: Line


class Published(Data):
    """The content hash of a published version."""

    hash: Hash
    on: date
    earlier: tuple[Earlier, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What is being put together: files by name, and all that is wrong so far."""

    folder: Path
    files: dict[str, File]
    problems: list[Problem]
    languages: tuple[str, ...] | None = None
    languages_problem: Problem | None = None

    def file(self, name: str) -> File | None:
        try:
            found = self.files[name] = read(self.folder / name, name)
        except PackRefused as refused:
            self.problems.extend(refused.problems)
            return None
        return found

    def value(self, name: str, kind: Any, *, ids: bool = False) -> Any:
        """The value of a file as `kind`; None (and problems) where it is not that. `ids`: a map of named objects."""
        file = self.file(name)
        if file is None:
            return None
        value = file.value
        if ids and isinstance(value, Mapping):
            value = {k: with_id(k, v) for k, v in value.items()}
        context = {"languages": self.languages} if self.languages is not None else None
        try:
            return TypeAdapter(kind).validate_python(value, context=context)
        except ValidationError as wrong:
            self.problems.extend(said(file, wrong))
            return None


def load(folder: Path, *, published: bool = True) -> Pack:
    """The pack of a folder. Raises `PackRefused` with every problem found, each with file, line and reason.

    Without `published`, versions may differ from what was published of them: only for publishing them again.
    """
    reading = _Reading(folder, {}, [])
    if not folder.is_dir():
        raise PackRefused([problem("pack.yaml", 1, "not-there")])
    _only_known_files(reading)
    languages = _languages(reading)
    reading.languages = languages
    head: PackFile | None = reading.value("pack.yaml", PackFile)
    if reading.languages_problem is not None:
        reading.problems.append(reading.languages_problem)
    roles: dict[str, Role] | None = reading.value("roles.yaml", dict[Id, Role], ids=True)
    offices: dict[str, OfficeKind] | None = reading.value("offices.yaml", dict[Id, OfficeKind], ids=True)
    days: CalendarFile | None = reading.value("calendar.yaml", CalendarFile)
    entries = _published(reading)
    imports: Imports | None = reading.value("imports.yaml", Imports) if (folder / "imports.yaml").exists() else None
    legacy = reading.value("legacy.yaml", dict[Id, Legacy], ids=True) if (folder / "legacy.yaml").exists() else None
    if head is not None:
        _check_head(head, reading)
    calendar = _calendar(head, days, reading) if head is not None and days is not None else None
    around = Surroundings(
        roles=roles, offices=offices, counting=frozenset(head.counting) if head else None,
        levels=frozenset(level.id for level in head.levels) if head else None,
        units=frozenset(kind for level in head.levels for kind in level.kinds) if head else None,
    )  # fmt: skip
    if roles is not None:
        reading.problems.extend(check_roles(roles, reading.files["roles.yaml"], around))
    if offices is not None:
        reading.problems.extend(check_offices(offices, reading.files["offices.yaml"], around))
    procedures = _procedures(reading, around)
    reading.problems.extend(check_versions([(p, reading.files[name]) for name, p in procedures.items()]))
    papers = _papers(reading, procedures)
    looks = _second_looks(reading, procedures, head, around)
    plans = _plans(reading, head)
    programme = _programme(reading, around)
    former = _former(reading, around)
    if published:
        _check_published(entries, procedures, reading)
    if head is not None:
        _check_order(head, procedures, reading)
    if reading.problems or head is None or roles is None or offices is None or calendar is None:
        raise PackRefused(reading.problems)
    return Pack(
        id=head.id,
        names=head.names,
        languages=head.languages,
        never_findable=head.never_findable,
        rated=head.rated,
        time_zone=head.time_zone,
        weekend=head.weekend,
        number_format=head.number_format,
        counting={
            name: Counting(
                name,
                first_day_counts=rule.first_day_counts,
                roll=rule.roll,
                extension_from=rule.extension_from,
                articles={
                    part: marked(article, rule.confidence.get(part), head.unconfirmed)
                    for part, article in rule.articles.items()
                },
            )
            for name, rule in head.counting.items()
        },
        levels=head.levels,
        calendar=calendar,
        roles=roles,
        offices=offices,
        procedures=tuple(sorted(procedures.values(), key=lambda p: (head.procedures.index(p.id), p.valid.from_))),
        citations=dict(head.citations),
        unconfirmed=head.unconfirmed,
        published={name: entry.hash for name, entry in entries.items()},
        folder=folder,
        imports=imports or Imports(),
        legacy=legacy or {},
        papers=papers,
        second_looks=looks,
        plans=plans,
        programme=programme,
        former=former,
    )


# The parts


def _only_known_files(reading: _Reading) -> None:
    for path in sorted(reading.folder.iterdir()):
        if path.is_file() and path.suffix in (".yaml", ".yml") and path.name not in FILES:
            reading.problems.append(problem(path.name, 1, "unexpected-file"))
    for path in sorted((reading.folder / "procedures").glob("*")):
        if path.suffix != ".yaml":
            name = f"procedures/{path.name}"
            reading.problems.append(problem(name, 1, "unexpected-file"))
    for path in sorted((reading.folder / "papers").glob("*")):
        if path.suffix not in (".yaml", ".typ"):
            reading.problems.append(problem(f"papers/{path.name}", 1, "unexpected-file"))


def _languages(reading: _Reading) -> tuple[str, ...] | None:
    """The languages that every text must have, read before anything else; None where they cannot be told."""
    file = reading.file("pack.yaml")
    _forget_about(reading, "pack.yaml")  # it is read once more as a whole, and says then what is wrong
    value = file.value.get("languages") if file is not None and isinstance(file.value, dict) else None
    if file is None or not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
        return None
    if not all(map(LANGUAGE.fullmatch, value)) or len(set(value)) != len(value) or ENGLISH not in value:
        reading.languages_problem = file.problem(("languages",), "language-id")
        return None
    return value


def _forget_about(reading: _Reading, name: str) -> None:
    """Drops what was found in a file that is about to be read again as a whole."""
    reading.problems[:] = [problem for problem in reading.problems if problem.file != name]


def _check_head(head: PackFile, reading: _Reading) -> None:
    file = reading.files["pack.yaml"]
    add = reading.problems.append
    languages = head.languages
    if len(set(head.weekend)) != len(head.weekend) or len(head.weekend) >= 7:
        add(file.problem(("weekend",), "weekend"))
    if not _good_format(head.number_format):
        add(file.problem(("number_format",), "number-format"))
    seen: set[str] = set()
    for at, level in enumerate(head.levels):
        if level.id in seen:
            add(file.problem(("levels", at), "duplicate-id", name=level.id))
        seen.add(level.id)
    for language, rules in head.citations.items():
        if language not in languages:
            add(file.problem(("citations", language), "language-unknown", language=language))
        for at, rule in enumerate(rules):
            if not _replaces(rule):
                add(file.problem(("citations", language, at), "pattern"))


def _good_format(number_format: str) -> bool:
    """Whether numbers can be written with it: all three parameters, no other, a width of two digits at most."""
    try:
        parts = [part for part in string.Formatter().parse(number_format) if part[1] is not None]
    except ValueError:
        return False
    if any(conversion or (spec and name != "number") for _, name, spec, conversion in parts):
        return False
    if any(not re.fullmatch(r"(0?[1-9]?[0-9]d)?", spec or "") for _, _, spec, _ in parts):
        return False
    return {name for _, name, _, _ in parts} == {"number", "year", "office"}


def _replaces(rule: Citation) -> bool:
    """Whether every group that the replacement names is one of the pattern's."""
    pattern = re.compile(rule.find)
    named = [int(number) for number in re.findall(r"\\(\d+)", rule.write)]
    return "\\" not in re.sub(r"\\\d+", "", rule.write) and all(0 < number <= pattern.groups for number in named)


def _check_order(head: PackFile, procedures: Mapping[str, Procedure], reading: _Reading) -> None:
    file = reading.files["pack.yaml"]
    ids = {p.id for p in procedures.values()} | {
        name.split("/")[1].split("@")[0] for name in reading.files if name.startswith("procedures/")
    }
    known = ", ".join(sorted(ids))
    for at, name in enumerate(head.procedures):
        if name not in ids:
            reading.problems.append(
                file.problem(("procedures", at), "unknown-name", what="procedure", name=name, known=known)
            )
        if name in head.procedures[:at]:
            reading.problems.append(file.problem(("procedures", at), "duplicate-id", name=name))
    for name in sorted(ids - set(head.procedures)):
        reading.problems.append(file.problem(("procedures",), "missing", key=name))
    for key, names in (("never_open", head.never_open), ("never_findable", head.never_findable)):
        for at, name in enumerate(names):
            if name not in ids:
                reading.problems.append(
                    file.problem((key, at), "unknown-name", what="procedure", name=name, known=known)
                )
    for name, states in head.rated.items():
        if name not in ids:
            reading.problems.append(
                file.problem(("rated", name), "unknown-name", what="procedure", name=name, known=known)
            )
            continue
        theirs = sorted({state for p in procedures.values() if p.id == name for state in p.states})
        for at, state in enumerate(states):
            if theirs and state not in theirs:
                here = ("rated", name, at)
                reading.problems.append(
                    file.problem(here, "unknown-name", what="state", name=state, known=", ".join(theirs))
                )
    for path, procedure in procedures.items():
        own = reading.files[path]
        if procedure.open311 and procedure.id in head.never_open:
            reading.problems.append(own.problem(("open311",), "open-never", name=procedure.id))
        if procedure.reporter.findable is not None and procedure.id in head.never_findable:
            reading.problems.append(own.problem(("reporter", "findable"), "findable-never", name=procedure.id))


def _calendar(head: PackFile, days: CalendarFile, reading: _Reading) -> Calendar | None:
    file = reading.files["calendar.yaml"]
    seen: set[date] = set()
    before = len(reading.problems)
    for at, day in enumerate(days.days):
        if day.on in seen:
            reading.problems.append(file.problem(("days", at), "twice", key=day.on.isoformat()))
        seen.add(day.on)
        if day.on not in days.covers:
            reading.problems.append(file.problem(("days", at, "on"), "calendar", cause=f"{day.on} is outside `covers`"))
        elif day.working and not day.provisional and day.on.weekday() not in head.weekend:
            cause = f"{day.on} is no day of the weekend, so it is worked anyway: is the date right?"
            reading.problems.append(file.problem(("days", at, "on"), "calendar", cause=cause))
    if days.covers.to is None:
        reading.problems.append(file.problem(("covers",), "missing", key="to"))
    elif days.covers.to < days.covers.from_:
        reading.problems.append(file.problem(("covers",), "ends-before"))
    elif days.covers.to.year - days.covers.from_.year > 100:
        reading.problems.append(file.problem(("covers",), "calendar", cause="it covers more than a hundred years"))
    if len(reading.problems) > before or days.covers.to is None:
        return None
    special = [SpecialDay(d.on, d.working, d.name, d.act, d.provisional) for d in days.days]
    try:
        return Calendar(head.time_zone, head.weekend, special, days.covers.from_, days.covers.to)
    except ValueError as cause:
        if getattr(cause, "field", None) == "zone":
            reading.problems.append(reading.files["pack.yaml"].problem(("time_zone",), "zone", zone=head.time_zone))
        elif getattr(cause, "field", None) == "weekend":
            reading.problems.append(reading.files["pack.yaml"].problem(("weekend",), "weekend"))
        else:
            reading.problems.append(file.problem((), "calendar", cause=cause))
        return None


def _procedures(reading: _Reading, around: Surroundings) -> dict[str, Procedure]:
    found: dict[str, Procedure] = {}
    for path in sorted((reading.folder / "procedures").glob("*.yaml")):
        name = f"procedures/{path.name}"
        procedure: Procedure | None = reading.value(name, Procedure)
        if procedure is None:
            continue
        file = reading.files[name]
        found[name] = procedure
        if path.name != f"{procedure.version}.yaml":
            reading.problems.append(file.problem(("id",), "file-name", wanted=f"{procedure.version}.yaml"))
        reading.problems.extend(check_procedure(procedure, file, around))
    return found


def _papers(reading: _Reading, procedures: Mapping[str, Procedure]) -> tuple[PaperForm, ...]:
    """The forms of papers/, by file name: a pack need not have any."""
    by_id: dict[str, list[Procedure]] = {}
    for procedure in procedures.values():
        by_id.setdefault(procedure.id, []).append(procedure)
    # where a procedure could not be read, that is said already, and names of it are not looked for
    whole = len(procedures) == sum(name.startswith("procedures/") for name in reading.files)
    found: list[tuple[PaperForm, File]] = []
    for path in sorted((reading.folder / "papers").glob("*.yaml")):
        name = f"papers/{path.name}"
        form: PaperForm | None = reading.value(name, PaperForm)
        if form is None:
            continue
        file = reading.files[name]
        found.append((form, file))
        if path.name != f"{form.version}.yaml":
            reading.problems.append(file.problem(("id",), "file-name", wanted=f"{form.version}.yaml"))
        reading.problems.extend(check_paper(form, file, reading.folder, by_id if whole else None))
    reading.problems.extend(check_paper_versions(found))
    return tuple(form for form, _ in found)


def _second_looks(
    reading: _Reading, procedures: Mapping[str, Procedure], head: PackFile | None, around: Surroundings
) -> SecondLooks | None:
    """What second_looks.yaml says; None where there is no such file."""
    name = "second_looks.yaml"
    found: SecondLooks | None = reading.value(name, SecondLooks) if (reading.folder / name).exists() else None
    if found is not None:
        listed = head.procedures if head else ()
        reading.problems.extend(check_second_looks(found, reading.files[name], procedures.values(), listed, around))
    return found


def _plans(reading: _Reading, head: PackFile | None) -> Plans | None:
    """What plans.yaml says; None where there is no such file."""
    name = "plans.yaml"
    found: Plans | None = reading.value(name, Plans) if (reading.folder / name).exists() else None
    if found is not None and head is not None:
        reading.problems.extend(check_plans(found, reading.files[name], head.languages))
    return found


def _programme(reading: _Reading, around: Surroundings) -> Programme | None:
    """What programme.yaml says; None where there is no such file."""
    name = "programme.yaml"
    found: Programme | None = reading.value(name, Programme) if (reading.folder / name).exists() else None
    if found is not None:
        reading.problems.extend(check_programme(found, reading.files[name], around))
    return found


def _former(reading: _Reading, around: Surroundings) -> Former:
    """What former.yaml says; nothing where there is no such file."""
    name = "former.yaml"
    found: Former | None = reading.value(name, Former) if (reading.folder / name).exists() else None
    if found is not None:
        reading.problems.extend(check_former(found, reading.files[name], around))
    return found or Former()


def _published(reading: _Reading) -> dict[str, Published]:
    if not (reading.folder / "published.yaml").exists():
        return {}
    return reading.value("published.yaml", dict[str, Published]) or {}


def _check_published(
    published: Mapping[str, Published], procedures: Mapping[str, Procedure], reading: _Reading
) -> None:
    by_version = {procedure.version: (name, procedure) for name, procedure in procedures.items()}
    for version, entry in published.items():
        if version in by_version:
            name, procedure = by_version[version]
            if content_hash(procedure) != entry.hash:
                reading.problems.append(reading.files[name].problem((), "published-changed", version=version))
        elif f"procedures/{version}.yaml" not in reading.files:
            reading.problems.append(
                reading.files["published.yaml"].problem((version,), "published-missing", version=version)
            )
