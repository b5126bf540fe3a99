"""The one place that holds every field against its characters: nothing may be said that they do not say. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.fields import Field, Instrument, Reading, Target, Task
from namro.work.plans.reading.figures import number_of
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import Terms, squeezed
from namro.work.plans.reading.times import Times

_WRITTEN = frozenset({"task", "lead", "product", "head", "number", "title", "issuer", "what", "set", "reach"})
"""Fields whose value is their characters."""


def unheld(reading: Reading, lexicon: Lexicon, times: Times) -> Iterator[tuple[str, int, str]]:
    """Every field that its characters do not say, as (what it is of, which one, the field); nothing where all is
    well."""
    text = reading.document.text
    lists: dict[str, Sequence[Task | Target | Instrument]] = {
        "task": reading.tasks,
        "target": reading.targets,
        "instrument": reading.instruments,
    }
    for what, listed in lists.items():
        for at, one in enumerate(listed):
            fields: Mapping[str, Field] = one.fields
            for name, field in fields.items():
                if not (0 <= field.start < field.end <= len(text)) or not _says(
                    text, name, field, what, lexicon, times
                ):
                    yield what, at, name


def _says(text: str, name: str, field: Field, what: str, lexicon: Lexicon, times: Times) -> bool:
    own = text[field.start : field.end]
    if name == "number" and what == "task":
        return field.value == squeezed(own)
    if name in _WRITTEN:
        return field.value == squeezed(own)
    if name == "coordinating":
        names = field.value if isinstance(field.value, tuple) else ()
        whole = squeezed(own)
        return bool(names) and all(one and one in whole for one in names)
    if name == "clause":
        return str(field.value).endswith(bare(own))
    if name in ("due", "by", "date"):
        return _is_day(text, field, times, aimed=name == "by")
    if name == "rhythm":
        found = times.rhythm(text, field.start, field.end)
        more = dict(field.more)
        if found is None or found.name != field.value:
            return False
        return "within" not in more or (found.within, found.bound) == (more["within"], more["bound"])
    if name in ("value", "lowest", "highest"):
        return number_of(own) == field.value
    if name == "unit":
        return (
            squeezed(own).casefold() in [word.casefold() for word in lexicon.speech.targets.percent]
            if field.value == "%"
            else field.value == squeezed(own)
        )
    if name == "kind":
        look = lexicon.kinds.get(str(field.value))
        return (look is not None and look.fullmatch(own) is not None) or lexicon.symbols.get(own) == field.value
    if name == "relation":
        of_part = ("repeals", "replaces") if field.value == "amends" else ()  # of a part of it: "bãi bỏ Mục III …"
        looks = [lexicon.relations.get(name) for name in (str(field.value), *of_part)]
        return any(look is not None and look.fullmatch(own) is not None for look in looks)
    words = lexicon.speech.targets.comparators if name == "comparator" else lexicon.speech.targets.directions
    said = words.get(str(field.value), ())  # type: ignore[call-overload]
    return squeezed(own).casefold() in [word.casefold() for word in said]


def _is_day(text: str, field: Field, times: Times, *, aimed: bool) -> bool:
    """Whether the characters, with those of a year beside them, name that day."""
    years = [(int(span.of(text)), span) for span in field.also if span.of(text).isdecimal()]
    found = times.found(text, field.start, field.end, cell=True)
    for when in found:
        again, _ = Terms(times).due(text, [when], years, aimed=aimed)
        if again is not None and again.value == field.value:
            return True
    return False
