"""What evidence holds and names: files, and references typed as people write them (the number of a register, the
symbol of a document), shown in words with a link for whoever may open it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from namro.doors.desk.inputs import Input
from namro.doors.desk.page import Desk
from namro.doors.uploads import size
from namro.ground.people.references import readable
from namro.rules.packs.refused import Refused
from namro.work.cases.receipts import read_reference
from namro.work.cases.registers import all_numbered, numbers_of
from namro.work.plans.evidence_refs import REF, instruments_called, symbols_of
from namro.work.plans.models import KeptFile

EXAMPLE = 123
"""The number by which the form shows how one is written."""
MONTH = re.compile(r"(?: \S+)? (?P<month>0?[1-9]|1[0-2])[/-](?P<year>20\d\d)")
"""What stands behind the word for a figure that an office counted itself: its month, with a word before it or none."""


def refs_in(desk: Desk, refs: Iterable[str]) -> dict[str, dict[str, str]]:
    """Each reference with its `name` and its `url`, empty where this person may not open it, which `shut` says; three
    queries."""
    named = set(refs)
    there = readable(desk.actor, named, desk.on) if named else set()
    said = _called(desk, there)
    return {
        ref: {
            "name": ref_name(desk, ref, said.get(ref)),
            "url": _url(desk, ref) if ref in there else "",
            "shut": "" if ref in there or ref.startswith("figure:") else desk.say("desk.plan.ref.shut"),
        }
        for ref in named
    }


def files_said(desk: Desk, files: Iterable[KeptFile]) -> list[dict[str, str]]:
    """Kept files, each with its address, its size in words and its SHA-256, whole and short."""
    return [
        {"name": one.name, "url": desk.url("plan-file", one.token), "said": size(one.size),
         "sha": one.sha256, "sha_short": one.sha256[:12]}
        for one in files
    ]  # fmt: skip


def ref_name(desk: Desk, ref: str, called: str | None = None) -> str:
    """What a reference names: a case, a document, or a figure that was noted freely. `called`: its number or symbol."""
    kind, _, which = ref.partition(":")
    return desk.say(f"desk.plan.ref.{kind}", ref=called or which)


def _called(desk: Desk, there: Iterable[str]) -> dict[str, str]:
    """The numbers of the cases and the symbols of the documents among these."""
    of: dict[str, list[str]] = {"case": [], "instrument": []}
    for ref in there:
        kind, _, which = ref.partition(":")
        of.setdefault(kind, []).append(which)
    numbers = numbers_of(desk.actor, of["case"], desk.on) if of["case"] else {}
    symbols = symbols_of(desk.actor, of["instrument"], desk.on) if of["instrument"] else {}
    return {f"case:{ref}": said for ref, said in numbers.items()} | {
        f"instrument:{ref}": said for ref, said in symbols.items()
    }


def _url(desk: Desk, ref: str) -> str:
    kind, _, which = ref.partition(":")
    return desk.url("case" if kind == "case" else "plan-lineage", which)


def refs_input(desk: Desk) -> Input:
    """The input for them, with a number as the person's own register writes it."""
    code = desk.actor.seats[0].office_code if desk.actor.seats else "00"
    hint = desk.say("desk.plan.input.refs.hint", number=desk.pack.number(EXAMPLE, desk.on.year, code))
    return Input("refs", "line", desk.say("desk.plan.input.refs"), hint, False)


def typed_refs(desk: Desk, text: str) -> list[str]:
    """The references that somebody typed, parted by commas, semicolons or lines: a number of a register of the offices
    whose cases they read, a symbol of a document, a figure of a month, or a reference as it is kept. Words before a
    number do not matter.

    Raises Refused `plans.unknown-number`, `plans.number-twice` (`which` names what it can mean).
    """
    found: list[str] = []
    for part in re.split(r"[,;\n]+", text):
        if figure := _figure(desk, part.strip()):
            found.append(figure)
            continue
        words = [word for word in part.split() if ":" in word or any(c.isdigit() for c in word)]
        found += [_ref(desk, word) for word in words or part.split()[:1]]
    return list(dict.fromkeys(found))


def _figure(desk: Desk, part: str) -> str:
    """The reference to the figure of a month, as "figure 03/2026" names it; "" for anything else."""
    word = desk.say("desk.plan.input.refs.figure")
    month = MONTH.fullmatch(part[len(word) :]) if part.casefold().startswith(word) else None
    return f"figure:{month['year']}-{int(month['month']):02}" if month else ""


def _ref(desk: Desk, word: str) -> str:
    """What one word names. A reference as it is kept goes through: whether it is there, the action says."""
    if REF.fullmatch(word):
        return word
    cases = all_numbered(desk.actor, word, desk.on)
    documents = [] if cases else instruments_called(desk.actor, word, desk.on)
    if len({ref for ref, _ in cases or documents}) > 1:
        which = "; ".join(said for _, said in cases or documents)
        raise Refused("plans.number-twice", field="refs", number=word, which=which)
    whole = read_reference(word)
    ref = f"case:{cases[0][0]}" if cases else f"instrument:{documents[0][0]}" if documents else f"case:{whole}"
    if not (cases or documents or whole) or not readable(desk.actor, [ref], desk.on):
        raise Refused("plans.unknown-number", field="refs", number=word[:60])
    return ref


def found_said(desk: Desk, text: str) -> str:
    """What was found for what was typed, in a sentence; "" where nothing was."""
    refs = [ref for ref in typed_refs(desk, text) if not ref.startswith("figure:")]  # a note that nobody looks up
    said = refs_in(desk, refs)
    return desk.say("desk.plan.refs.found", which="; ".join(said[ref]["name"] for ref in refs)) if refs else ""
