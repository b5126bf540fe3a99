"""What can be wrong with a term, a pause, a start or a calendar, said so that the reader knows what to do."""

from __future__ import annotations


class ClockError(ValueError):
    """Input that no date can be worked out from; nothing was computed.

    `code` names the sentence that the doors show (`refusals.<code>`), `params` are the values in it,
    `field` is the input at fault where there is one. `str()` is the English sentence for logs and developers.
    """

    code = "clocks.refused"

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.field = field
        self.params: dict[str, object] = params


class BadTerm(ClockError):
    """A term that is not "7 working days", "1 month", "24 hours", "30 days" or the like."""

    code = "clocks.bad-term"


class BadStart(ClockError):
    """A start that is neither a date nor a date with a time."""

    code = "clocks.bad-start"


class NeedsTime(ClockError):
    """A limit in hours, asked for with a date but no time of day."""

    code = "clocks.needs-time"


class BadPause(ClockError):
    """A pause that ends before it begins, or has a time at one end only."""

    code = "clocks.bad-pause"


class MixedMoments(ClockError):
    """One end of a pause says how far it is from UTC, the other does not."""

    code = "clocks.mixed-moments"


class MixedUnits(ClockError):
    """Hours and days in one limit: a limit in hours has no days to add to, and the other way round."""

    code = "clocks.mixed-units"


class BadCalendar(ClockError):
    """Calendar data that contradict themselves."""

    code = "clocks.bad-calendar"


class OutsideCalendar(ClockError):
    """A day is needed of which the calendar does not know whether it is worked, or which no calendar has."""

    code = "clocks.outside-calendar"
