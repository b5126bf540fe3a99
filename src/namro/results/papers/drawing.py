"""Drawing a paper: its lines as texts, and the PDF that they make. It reads only: printing is `actions.issue`.

Typesetting a large book takes seconds, so it is done before the action begins: no writer waits for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from namro.ground.people.models import Office
from namro.results.papers import proof, square, typeset
from namro.rules.packs.current import the_pack
from namro.rules.packs.papers import PaperForm


@dataclass(frozen=True, slots=True)
class Print:
    """One printing: when, by whom, in which language, and the nonce that keeps its digests from being guessed."""

    at: datetime
    by_name: str
    lang: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper that is ready to be handed out. `core` is everything that it is, `digests` those of its lines."""

    form: PaperForm
    office: Office
    core: dict[str, Any]
    print: Print
    code: str
    digests: list[bytes]
    pdf: bytes
    pages: int
    first: date
    last: date
    volume: int = 1
    volumes: int = 1
    case_ref: str = ""


def new_print(now: datetime, by_name: str) -> Print:
    """A printing in the pack's own language: official papers are in no other. `now` becomes a local moment in whole
    seconds, which is what stands on the paper."""
    local = the_pack().calendar.moment(now).replace(microsecond=0)
    return Print(local, by_name, the_pack().language, secrets.token_hex(16))


def form_digest(form: PaperForm) -> str:
    """SHA-256 (hex) of a form and of every template beside it: the same digest sets the same values alike."""
    found = sha256(proof.canonical(form.model_dump(mode="json", by_alias=True)))
    for path in sorted(templates().glob("*.typ")):
        found.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def templates() -> Path:
    """The folder of the pack's templates."""
    return the_pack().folder / "papers"


def drawn(
    form: PaperForm,
    office: Office,
    lines: Sequence[Sequence[str]],
    values: Mapping[str, Any],
    print: Print,
    *,
    first: date,
    last: date,
    volume: int = 1,
    volumes: int = 1,
    case_ref: str = "",
) -> Drawn:
    """The paper of these lines: its code, and its PDF of `values` with code, words and office put in."""
    digests = proof.line_digests(print.nonce, lines)
    core = proof.core(
        form=form.id,
        version=form.valid.from_,
        form_digest=form_digest(form),
        office=office.code,
        case_ref=case_ref,
        first=first,
        last=last,
        volume=volume,
        volumes=volumes,
        lang=print.lang,
        at=print.at,
        by_name=print.by_name,
        lines=len(lines),
        lines_digest=proof.lines_digest(digests),
        nonce=print.nonce,
    )
    code = proof.code_for(core)
    words = dict(values["words"])
    for name in ("foot", "check"):
        words[name] = words[name].replace("{code}", code)
    given = {**values, "words": words, "code": code, **frame(form, office, print.lang)}
    if form.kind == "transfer-slip":
        given["square"] = square.rows(code)
    made = typeset.pdf(templates(), form.template, given, print.at, lines=len(lines))
    return Drawn(
        form, office, core, print, code, digests, made, typeset.pages_of(made), first, last, volume, volumes, case_ref
    )


def frame(form: PaperForm, office: Office, lang: str) -> dict[str, Any]:
    """What every paper has around its content."""
    above = office.parent
    return {
        "lang": lang,
        "paper": form.size.partition("-")[0],
        "flipped": form.size.endswith("-landscape"),
        "name": pick(form.names, lang),
        "cite": pick(form.form, lang),
        "office": {"name": pick(office.names, lang), "above": pick(above.names, lang) if above else ""},
        "unconfirmed": "" if form.confirmed else pick(form.words.get("unconfirmed"), lang),
    }


def words_of(form: PaperForm, lang: str, **params: Mapping[str, object]) -> dict[str, str]:
    """The words of a form in a language; `params` fills in those named. What only the template or the code can fill in
    (`{page}`, `{pages}`, `{code}`) stays."""
    return {name: filled(text, lang, params.get(name.replace("-", "_"), {})) for name, text in form.words.items()}


def filled(text: Mapping[str, str], lang: str, params: Mapping[str, object]) -> str:
    """A text in a language with its parameters; braces without a value stay."""
    said = pick(text, lang)
    for name, value in params.items():
        said = said.replace("{" + name + "}", str(value))
    return said


def pick(text: Mapping[str, str] | None, lang: str) -> str:
    """A text in a language, else in the pack's own, else in whichever there is."""
    if not text:
        return ""
    return text.get(lang) or text.get(the_pack().language) or next(iter(text.values()), "")


def dmy(day: date) -> str:
    """25/02/2026."""
    return f"{day:%d/%m/%Y}"


def time_given(at: datetime) -> str:
    """17:10, in the pack's zone; "" where only a day was given, which is kept as its first instant."""
    return hm(at) if the_pack().calendar.moment(at).time() != time(0) else ""


def hm(at: datetime) -> str:
    """17:10, in the pack's zone."""
    return f"{the_pack().calendar.moment(at):%H:%M}"
