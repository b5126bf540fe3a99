"""What people type, as the draft carries it: cleaned like everything that is stored, but not yet judged."""

from namro.ground.texts import clean, no_text, with_lines

KEPT = 60_000
"""Most characters of a too long answer that still travel back to the writer, to be shortened."""


def text(value: str) -> str:
    """`value` in composed form with plain line ends and without control characters, at most `KEPT` long."""
    return clean(with_lines(value[: 2 * KEPT]))[:KEPT]


def left_out(value: str) -> str:
    """The characters that `text` leaves out of `value` because they are no text, as they are named; "" for none."""
    return no_text(with_lines(value[: 2 * KEPT]))


def one_line(value: str) -> str:
    """`text`, with every run of white space as one space."""
    return " ".join(text(value).split())
