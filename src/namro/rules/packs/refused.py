"""What this room refuses, with what the reader needs to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


class Refused(Exception):
    """Something asked for that cannot be; nothing was changed.

    `code` names the sentence that the doors show (`refusals.<code>`), `params` are the values in it, `field` is the
    input at fault where there is one. `str()` is the code with its values, for logs and developers.
    """

    code = "packs.refused"

    def __init__(self, code: str | None = None, *, field: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.field = field
        self.params: dict[str, object] = params
        super().__init__(self.code)

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({values})" if values else self.code


class UnknownProcedure(Refused):
    """The pack has no procedure of that name."""

    code = "packs.unknown-procedure"


class NotInForce(Refused):
    """The procedure (or one of its clocks) has no version that is valid on that day."""

    code = "packs.not-in-force"


class UnknownClock(Refused):
    """The procedure has no clock of that name."""

    code = "packs.unknown-clock"


class UnknownExtension(Refused):
    """The clock has no extension of that name."""

    code = "packs.unknown-extension"


class OrderOfExtensions(Refused):
    """An extension before the one it follows, twice though it may be given once, or beside one that excludes it."""

    code = "packs.order-of-extensions"


class UnknownFlag(Refused):
    """The procedure has no flag of that name."""

    code = "packs.unknown-flag"


class PauseNotAllowed(Refused):
    """The law lets this clock run on: no state of the procedure makes it stand still."""

    code = "packs.pause-not-allowed"


class Unconfirmed(Refused):
    """The rule is remembered or disputed (confidence M or C) and no named reviewer has confirmed it."""

    code = "packs.unconfirmed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack: the file inside it, the line (from 1), and why, in English.

    `code` and `params` say the same for a translation (`refusals.<code>`).
    """

    file: str
    line: int
    reason: str
    code: str = "pack.other"
    params: dict[str, object] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PackRefused(Refused):
    """The pack cannot be used; `problems` lists everything that is wrong with it, by file and line."""

    code = "packs.pack-refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems_once(problems), key=lambda p: (p.file, p.line, p.reason)))
        super().__init__(count=len(self.problems), first=str(self.problems[0]) if self.problems else "")

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def problems_once(problems: Sequence[Problem]) -> list[Problem]:
    """The same problems, each said once, in the order given."""
    seen: dict[tuple[str, int, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.file, problem.line, problem.reason), problem)
    return list(seen.values())


def iso(day: date | None) -> str:
    """A day as a parameter of a refusal: "2026-07-01", or "…" where there is none."""
    return day.isoformat() if day else "…"
