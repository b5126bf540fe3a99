"""What a pack says of a time limit: what starts and ends it, how long it is, how it is lengthened or stands still."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from namro.rules.clocks.terms import Term
from namro.rules.packs.kinds import ATerm, Confidence, Data, Id, Line, Text, Valid


class Start(Data):
    """An event (a step's or a state's name, or `received`) that starts a clock, perhaps only at some offices.

    The office is the one that holds the case after the event. An empty `at` means any.
    """

    event: Id
    at: tuple[Id, ...] = ()


def _start(value: object) -> object:
    return {"event": value} if isinstance(value, str) else value


class Extension(Data):
    """A lawful lengthening: `add` to the end so far, or `total` counted from the start."""

    id: Id
    names: Text
    add: ATerm | None = None
    total: ATerm | None = None
    add_if: dict[Id, ATerm] = {}
    total_if: dict[Id, ATerm] = {}
    when: Text
    by: tuple[Id, ...]
    approved_by: Text | None = None
    """A body outside that decides; the step then needs the number of its paper."""
    after: Id | None = None
    not_with: tuple[Id, ...] = ()
    once: bool = True
    ask_before: ATerm | None = None
    """How long before the expiry it must be asked for, where the law says so."""
    article: Line
    valid: Valid | None = None
    confidence: Confidence
    confirmed_by: Line | None = None

    @property
    def computed(self) -> bool:
        """Whether the rule counts: known from the law, or confirmed by a named reviewer."""
        return self.confidence in ("V2", "V1") or self.confirmed_by is not None

    def term(self, flags: object) -> tuple[Term, bool] | None:
        """The term under these flags, and whether it is a total counted from the start."""
        held = flags if isinstance(flags, frozenset | set | tuple | list) else ()
        for flag, term in self.total_if.items():
            if flag in held:
                return term, True
        for flag, term in self.add_if.items():
            if flag in held:
                return term, False
        if self.total is not None:
            return self.total, True
        return None if self.add is None else (self.add, False)


class PauseRule(Data):
    """Why a clock stands still while the case is in a state."""

    article: Line
    confidence: Confidence | None = None


class OtherReading(Data):
    """What another text or the practice says. Shown as unconfirmed; never computed."""

    limit: ATerm | None = None
    article: Line
    confidence: Confidence
    note: Text


class Warning_(Data):
    """How long before the end the office wants to be warned."""

    before: ATerm
    article: Line


class Clock(Data):
    """A time limit: what starts it, what ends it, how long, by which article.

    A start event while the clock runs changes nothing; after the clock has ended it starts anew.
    `only_if`/`unless` name a flag; the flags are those that the case has now, whenever they were set.
    """

    id: Id
    names: Text
    says: Text
    starts: tuple[Annotated[Start, BeforeValidator(_start)], ...]
    ends: tuple[Id, ...]
    limit: ATerm
    limit_if: dict[Id, ATerm] = {}
    only_if: Id | None = None
    unless: Id | None = None
    article: Line
    valid: Valid | None = None
    confidence: Confidence
    confirmed_by: Line | None = None
    counting: Id | None = None
    owed_unless_anonymous: bool | Valid = False
    """Not owed to a person who gave no name; with days, where it starts on one of them."""
    extensions: dict[Id, Extension] = {}
    pauses: dict[Id, PauseRule] = {}
    other_readings: tuple[OtherReading, ...] = ()
    warn: Warning_ | None = None
    shown_to_reporter: bool = True
    local_standard: bool = False

    @property
    def computed(self) -> bool:
        """Whether the rule counts: known from the law, or confirmed by a named reviewer."""
        return self.confidence in ("V2", "V1") or self.confirmed_by is not None

    def unnamed_at(self, on: date) -> bool:
        """Whether nothing is owed to a person without a name if the clock starts on that local day."""
        exempt = self.owed_unless_anonymous
        return on in exempt if isinstance(exempt, Valid) else exempt

    def not_owed(self, flags: Collection[str]) -> tuple[Literal["only-if", "unless"], str] | None:
        """Which flag says that the clock does not apply: one that is missing (`only_if`), or one that is set."""
        if self.only_if is not None and self.only_if not in flags:
            return "only-if", self.only_if
        return ("unless", self.unless) if self.unless is not None and self.unless in flags else None

    def limit_under(self, flags: object) -> Term:
        """The limit that counts under these flags."""
        held = flags if isinstance(flags, frozenset | set | tuple | list) else ()
        return next((term for flag, term in self.limit_if.items() if flag in held), self.limit)
