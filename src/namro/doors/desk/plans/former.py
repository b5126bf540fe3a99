"""Names in a plan or a pasted list that mean no office of today: a unit or an office which is no more, said so with the
offices in its place; or a name that several may have, with these. Nothing is chosen for anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.lines import every_of, share_said
from namro.work.plans.formerly import Formerly, Stands, formerly, said_of, without_past


@dataclass(frozen=True, slots=True)
class Was:
    """What is said of one name (that it is no more, and what may be done), and what may be picked in its place:
    id, name and how it is shown. `together`: all of these stand where a unit was, so that all may be picked at once.
    `each`: the set of these, where the name is of all units of a level that is no more: each of them gets it.
    `notes`: how sure it is what took over, and what of that is not set up here."""

    text: str
    gone: str
    says: str
    offered: tuple[tuple[int, str, str], ...]
    together: bool = False
    each: str = ""
    each_says: str = ""
    notes: str = ""

    @property
    def told(self) -> str:
        """All that is said of it but what may be done."""
        return f"{self.gone} {self.notes}".strip()


def was(desk: Desk, names: Collection[str], called: Called, within: str = "") -> dict[str, Was]:
    """Of these names, as they were typed, those that mean what is no more, or that several offices may have. Of one
    that says itself that it is of the past, and that only an office of today bears, that office may be meant."""
    found = {text: _former(desk, text, one) for text, one in formerly(names, desk.on, within=within).items()}
    for text in names:
        if text not in found:
            bare, past = without_past(text)
            ids = called.perhaps(text)
            if past and not ids:
                ids = called.perhaps(bare) or [pk for pk in [called.of(bare)] if pk is not None]
            if ids:
                found[text] = _may(desk, text, ids, called, past)
    return found


def _former(desk: Desk, text: str, one: Formerly) -> Was:
    """What is said of a name that means what is no more."""
    day, said = words.dmy(one.ended), said_of(one, desk.lang)
    offered = tuple(
        (stand.office.pk, desk.pick(stand.office.names), _shown(desk, one, stand)) for stand in one.heirs
    )  # fmt: skip
    if one.every:
        gone = desk.say("desk.former.gone.every", name=text, day=day)
        whole = every_of(desk, one.among) if one.among else ""
        says = desk.say("desk.former.each", n=len(offered), names=whole) if whole and offered else _says(desk, one)
        return Was(text, gone, says, offered, len(offered) > 1, one.among if whole and offered else "", whole)
    gone = desk.say("desk.former.gone", name=text, unit=said, day=day)
    notes = " ".join(_notes(desk, one))
    return Was(text, gone, _says(desk, one), offered, one.kind is None and len(offered) > 1, notes=notes)


def _says(desk: Desk, one: Formerly) -> str:
    """What may be done about it."""
    if not one.heirs:
        return desk.say("desk.former.nobody" if one.kind is None else "desk.former.took.nobody")
    return desk.say("desk.former.these" if one.kind is None else "desk.former.took")


def _notes(desk: Desk, one: Formerly) -> Iterator[str]:
    """How sure it is what took over a kind of office, and what of that is not set up here."""
    if one.kind is None:
        return
    if not one.kind.confirmed:
        yield desk.say("desk.former.unconfirmed", source=one.kind.source)
    if one.absent:
        names = (" ".join(desk.pick(names).format(unit="").split()) for names in one.absent)
        yield desk.say("desk.former.absent", names=", ".join(names))


def _shown(desk: Desk, one: Formerly, stand: Stands) -> str:
    """How an office is offered: which part of the work it took over, or which part of the unit lies there."""
    name = desk.pick(stand.office.names)
    if stand.what:
        return desk.say("desk.former.part", name=name, what=desk.pick(stand.what))
    return name if stand.whole or len(one.units) > 1 else share_said(desk, name, stand.percent)


def _may(desk: Desk, text: str, ids: Sequence[int], called: Called, past: bool) -> Was:
    """What is said of a name that these offices may have."""
    offered = tuple((pk, called.label(pk), called.label(pk)) for pk in ids)
    key = "desk.former.unknown-past" if past else "desk.former.several"
    return Was(text, desk.say(key, name=text), desk.say("desk.former.several.these"), offered)
