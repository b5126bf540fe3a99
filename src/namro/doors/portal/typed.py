"""What people type, as the draft carries it: cleaned like everything that is stored, but not yet judged."""

from namro.ground.texts import clean

KEPT = 60_000
"""Most characters of a too long answer that still travel back to the writer, to be shortened."""


def text(value: str) -> str:
    """`value` in composed form with plain line ends and without control characters, at most `KEPT` long."""
    return clean(value[: 2 * KEPT])[:KEPT]


def one_line(value: str) -> str:
    """`text`, with every run of white space as one space."""
    return " ".join(text(value).split())
