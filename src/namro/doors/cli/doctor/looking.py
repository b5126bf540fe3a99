"""One round of the doctor: every check that makes sense, whatever becomes of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from namro.doors.cli.doctor import database_checks, disk_checks, record_checks, setting_checks
from namro.doors.cli.doctor.finding import Check, Finding, Moment, wrong
from namro.ground.trail.anchors import read_lines
from namro.rules.packs.current import the_pack

ANCHOR_DAYS = 2
"""Days after which the last checkpoint is overdue."""


@dataclass(frozen=True, slots=True)
class Round:
    """What was looked at, by name, each with what it found; and what could not be looked at."""

    found: dict[str, list[Finding]]
    not_looked: list[str]

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        return [(name, finding) for name, findings in self.found.items() for finding in findings]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong; what is only worth a look does not count."""
        return all(finding.level != "wrong" for _, finding in self.findings)


def name_of(check: Check) -> str:
    """The name of a check as people see it."""
    module = str(check.__module__).rpartition(".")[2].removesuffix("_checks")
    return f"{module}.{getattr(check, '__name__', 'check').replace('_', '-')}"


def look(now: datetime, anchors: Path | None = None) -> Round:
    """Every check, in order. Checks of tables wait for a database that answers and is up to date."""
    moment = Moment(now, _day(now))
    done = Round({}, [])
    _each((*setting_checks.CHECKS, *disk_checks.CHECKS, database_checks.reachable), moment, done)
    later: tuple[Sequence[Check], ...] = (database_checks.CHECKS, record_checks.CHECKS)
    for checks, gate in zip(later, (database_checks.reachable, database_checks.migrated), strict=True):
        if done.found.get(name_of(gate), [True]):
            done.not_looked.extend(map(name_of, checks))
        else:
            _each(checks, moment, done)
    if anchors is not None:
        _each((_last_anchor(anchors),), moment, done)
    return done


def _day(now: datetime) -> date | None:
    try:
        return the_pack().calendar.local(now)
    except Exception:  # the pack cannot be read, which its own check says
        return None


def _each(checks: Sequence[Check], moment: Moment, done: Round) -> None:
    for check in checks:
        try:
            found = list(check(moment))
        except Exception as cause:  # whatever it is, the other checks go on, and it is told
            found = _failed(check, cause, done)
        done.found[name_of(check)] = found


def _failed(check: Check, cause: Exception, done: Round) -> list[Finding]:
    """What is said of a check that could not be made. That the database is damaged, or lets the program do nothing, is
    said once."""
    said = " ".join(str(cause).split())[:300]
    key = "cli.doctor.damaged" if database_checks.is_damage(cause) else ""
    key = "cli.doctor.no-rights" if "permission denied" in said else key
    if not key:
        return [wrong("cli.doctor.check-failed", check=name_of(check), cause=f"{type(cause).__name__}: {said}")]
    return [] if any(one.key == key for _, one in done.findings) else [wrong(key, cause=said)]


def _last_anchor(file: Path) -> Check:
    """A check of the age of the last checkpoint in a file."""

    def last_anchor(moment: Moment) -> Iterator[Finding]:
        last = None
        for line in read_lines(file):
            last = line.checkpoint or last
        if last is None:
            yield wrong("cli.doctor.anchors-empty", file=file)
            return
        age = (moment.now - datetime.fromisoformat(last.at)).total_seconds()
        if age > ANCHOR_DAYS * 86400:
            yield wrong("cli.doctor.anchor-late", file=file, n=int(age // 86400))

    return last_anchor
