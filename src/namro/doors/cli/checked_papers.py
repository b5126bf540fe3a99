"""What `namro trail verify --paper` answers: does a printed paper hold, and does its file?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from namro.doors import told, words
from namro.doors.cli.management.commands.due import language
from namro.ground.people.actors import OPERATOR
from namro.ground.trail.anchors import known_key, read_public
from namro.ground.trail.verify import verify
from namro.results.papers import checking, queries
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

LARGEST = 512 * 1024 * 1024
"""Bytes of a file that are read at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in sentences and as data; `sound` is False where anything was tampered with."""

    sentences: list[str]
    data: dict[str, Any]
    sound: bool


def answer(
    code: str | None, file: Path | None, anchors: Path | None, key: Path | None, lang: str | None, now: datetime
) -> Answer:
    """Everything that can be told of the paper of a code. Raises Refused `papers.needs-code`, `papers.not-a-code`,
    `papers.unknown-code`, `papers.no-file`, `papers.no-key`."""
    if code is None:
        raise Refused("papers.needs-code", field="paper")
    speech = language(lang)
    paper = queries.known(OPERATOR, code, the_pack().calendar.local(now))
    content = _read(file) if file is not None else None
    checked = checking.check(OPERATOR, paper, now)
    said = [paper.code, *told.about(paper, speech), *told.sentences(checked, speech)]
    anchored = None
    if anchors is not None:
        anchored = _anchored(anchors, key, checked.batch)
        said.append(words.say(speech, "cli.paper.anchored" if anchored else "cli.paper.not-anchored", file=anchors))
    elif checked.seal == "sealed":
        said.append(words.say(speech, "cli.paper.anchors-not-given"))
    same = None if content is None else checking.same_file(paper, content)
    if same is not None:
        said.append(words.say(speech, "common.paper.same-file" if same else "common.paper.other-file"))
    sound = checked.sound and same is not False and anchored is not False
    data = {
        "code": paper.code, "form": paper.form, "version": paper.version.isoformat(), "office": paper.office.code,
        "case": paper.case_ref, "first": paper.first.isoformat(), "last": paper.last.isoformat(),
        "volume": paper.volume, "volumes": paper.volumes, "at": paper.at.isoformat(), "by": paper.by_name,
        "lines": paper.lines, "pages": paper.pages, "entry": paper.entry_id, "bound": checked.bound,
        "seal": checked.seal, "batch": checked.batch, "anchored": anchored, "changed": checked.changed,
        "added": checked.added, "same_form": checked.same_form, "same_file": same, "sound": sound,
    }  # fmt: skip
    return Answer(said, data, sound)


def _anchored(anchors: Path, key: Path | None, batch: int | None) -> bool:
    """Whether a checkpoint that holds covers the batch, in a trail with nothing wrong in it."""
    public = read_public(key) if key else known_key()
    if public is None:
        raise Refused("papers.no-key", field="key")
    _readable(anchors, "anchors")
    report = verify(anchors, public)
    return report.sound and batch is not None and batch <= report.anchored_to_batch


def _read(file: Path) -> bytes:
    _readable(file, "paper-file")
    with file.open("rb") as opened:
        return opened.read(LARGEST)


def _readable(file: Path, field: str) -> None:
    """Raises Refused `papers.no-file` for a file that cannot be opened."""
    try:
        file.open("rb").close()
    except OSError as cause:
        raise Refused("papers.no-file", field=field, file=file, cause=cause.strerror or cause) from cause
