"""What people type, as the draft carries it: cleaned like everything that is stored, but not yet judged."""

from namro.ground.texts import clean, no_text

KEPT = 60_000
"""Most characters of a too long answer that still travel back to the writer, to be shortened."""


_LINES = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))
"""What word processors end a line or a page with."""


def text(value: str) -> str:
    """`value` in composed form with plain line ends and without control characters, at most `KEPT` long."""
    return clean(value[: 2 * KEPT].translate(_LINES))[:KEPT]


def left_out(value: str) -> str:
    """The characters that `text` leaves out of `value` because they are no text, as they are named; "" for none."""
    return no_text(value[: 2 * KEPT].translate(_LINES))


def one_line(value: str) -> str:
    """`text`, with every run of white space as one space."""
    return " ".join(text(value).split())
