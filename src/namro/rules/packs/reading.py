"""YAML as a lawyer writes it: maps, lists, texts, numbers, days and yes/no. Nothing that could surprise.

Every value remembers its line. Refused: tabs, anchors, aliases, tags, directives, several documents, a key twice,
text that is not UTF-8. `yes`, `no`, `on` and `off` are texts; only `true` and `false` are true and false.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from namro.rules.packs.reasons import problem
from namro.rules.packs.refused import PackRefused, Problem

Where = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_LONGEST = 1_000_000  # bytes; the longest file of the largest pack has under a tenth of it
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,11})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class File:
    """What a file says, and where: `lines` gives the line (from 1) of every value by its path."""

    name: str
    value: Any = None
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest thing around it that exists.

        Parts of the path that are not in the file (a missing key, the name of a kind of value) are passed over.
        """
        found: Where = ()
        for part in where:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines.get(found, 1)

    def problem(self, where: Where, code: str, **params: object) -> Problem:
        """A problem with the value at a path."""
        return problem(self.name, self.line(where), code, **params)


def read(path: Path, name: str) -> File:
    """The file's value and lines. Lists are tuples. Raises `PackRefused` with all that can be said of the file."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _refused(name, 1, "not-there") from None
    except OSError as cause:
        raise _refused(name, 1, "not-readable", cause=cause.strerror or type(cause).__name__) from cause
    return read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> File:
    """As `read`, of bytes."""
    if len(raw) > _LONGEST:
        raise _refused(name, 1, "too-long")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise _refused(name, raw[: cause.start].count(b"\n") + 1, "not-utf8") from cause
    if not text.strip():
        raise _refused(name, 1, "empty")
    tabs = [number for number, line in enumerate(text.split("\n"), 1) if "\t" in line]
    if tabs:
        raise PackRefused([problem(name, number, "tab") for number in tabs])
    try:
        return _Builder(name).build(unicodedata.normalize("NFC", text))
    except yaml.MarkedYAMLError as cause:
        mark: Any = cause.problem_mark or cause.context_mark
        said = " ".join(part for part in (cause.context, cause.problem) if part)
        raise _refused(name, mark.line + 1 if mark else 1, "not-yaml", cause=said) from cause
    except yaml.reader.ReaderError as cause:
        # where it stands is looked up again: some readers count bytes and some characters
        there = yaml.reader.Reader.NON_PRINTABLE.search(text)
        before = text[: there.start()] if there else ""
        raise _refused(name, before.count("\n") + 1, "not-yaml", cause="a character that may not stand here") from cause
    except (yaml.YAMLError, ValueError) as cause:
        raise _refused(name, 1, "not-yaml", cause=str(cause)) from cause


def _refused(name: str, line: int, code: str, **params: object) -> PackRefused:
    return PackRefused([problem(name, line, code, **params)])


class _Builder:
    """Turns the parser's events into plain values, keeping lines and refusing what has no place in a pack."""

    def __init__(self, name: str) -> None:
        self.file = File(name)
        self.problems: list[Problem] = []

    def build(self, text: str) -> File:
        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "several-documents")
                    break
                if event.version or event.tags:
                    self._refuse(event, "tag", tag="%")
                self.file.value = self._value(next(events), events, ())
        if documents == 0 or (self.file.value is None and not self.problems):
            raise _refused(self.file.name, 1, "empty")
        if self.problems:
            raise PackRefused(self.problems)
        return self.file

    def _refuse(self, event: Any, code: str, **params: object) -> None:
        line = event.start_mark.line + 1
        self.problems.append(problem(self.file.name, line, code, **params))

    def _value(self, event: Any, events: Iterator[Any], where: Where) -> Any:
        self.file.lines.setdefault(where, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(event, "anchor")
            if isinstance(event, yaml.AliasEvent):
                return None
        if event.tag is not None:
            self._refuse(event, "tag", tag=event.tag)
        if len(where) > _DEEPEST:
            self._refuse(event, "too-deep")
            raise PackRefused(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style else _plain(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, where)
        return self._map(events, where)

    def _list(self, events: Iterator[Any], where: Where) -> tuple[Any, ...]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*where, len(items))))
        return tuple(items)

    def _map(self, events: Iterator[Any], where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag or not event.value:
                self._refuse(event, "key-not-text")
                raise PackRefused(self.problems)
            key = event.value
            if key in found:
                self._refuse(event, "twice", key=key)
            self.file.lines[*where, key] = line
            found[key] = self._value(next(events), events, (*where, key))
        return found


def _plain(text: str) -> Any:
    """What an unquoted word means: nothing, true, false, a whole number, a day, else the text itself."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
