"""What was typed or pasted at the desk and is no text: said at its input before anything is done, never dropped unsaid.

A form with control characters, halves of characters or marks that turn the reading direction is shown again, cleaned,
while the gate is shut. Marks of direction that turn nothing, as programs put around a number that is copied, go, and
the officer is told once; line and page ends of word processors become line ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict

from namro.doors.desk import unsaved
from namro.ground.texts import clean, no_text, turned_nowhere, with_lines

BEFORE = 24
"""Characters shown before the place."""


@dataclass(frozen=True, slots=True)
class Odd:
    """What is no text in one input: the characters as they are named, and what stands before the first; "": nothing."""

    field: str
    which: str
    after: str


def looked_through(request: HttpRequest) -> tuple[list[Odd], str]:
    """Puts the texts of the form that was sent in order. Gives what was no text in them, in the order of the form, and
    the harmless marks that went, as they are named."""
    if request.method != "POST" or all(text.isprintable() for _, texts in request.POST.lists() for text in texts):
        return [], ""
    name = unsaved.name_of(request.path)
    if name in unsaved.NOT_KEPT:
        return [], ""
    sent, odd, marks = request.POST, list[Odd](), set[str]()
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for field, texts in sent.lists():
        kept.setlist(field, texts if field in unsaved.OWN else [_in_order(field, text, odd, marks) for text in texts])
    if odd:
        kept[unsaved.GIVEN_BACK] = "yes"
        if name in unsaved.MENDS:
            kept["go"] = "mend"
    request.POST = kept  # type: ignore[assignment]
    return odd, ", ".join(sorted(marks))


def _in_order(field: str, text: str, odd: list[Odd], marks: set[str]) -> str:
    lined = with_lines(text)
    if not (all_of_it := no_text(lined)):
        return lined
    plain = turned_nowhere(lined)
    which = no_text(plain)
    marks.update(set(all_of_it.split(", ")) - set(which.split(", ")))
    if not which:
        return plain
    first = next(at for at, char in enumerate(plain) if no_text(char))
    odd.append(Odd(field, which, " ".join(clean(plain[max(first - BEFORE * 2, 0) : first]).split())[-BEFORE:].strip()))
    return clean(plain)


def at_inputs(value: Any, said: Mapping[str, str]) -> Any:
    """What a page is made from, with what is `said` (by input) at its inputs."""
    if isinstance(value, list | tuple):
        return [at_inputs(one, said) for one in value]
    if isinstance(value, dict):
        return {name: at_inputs(one, said) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "wrong"):
        wrong = said.get(str(getattr(value, "id", "")), "")
        return replace(value, wrong=wrong) if wrong else value
    return value
