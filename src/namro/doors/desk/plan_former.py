"""Names in a plan or a pasted list that mean no office of today: a unit which is no more, said so with the offices that
stand there; or a name that several may have, with these. Nothing is chosen for anybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plan_called import Called
from namro.ground.places.queries import name_of
from namro.work.plans.formerly import formerly


@dataclass(frozen=True, slots=True)
class Was:
    """What is said of one name (that it is no more, and what may be done), and what may be picked in its place:
    id, name and how it is shown. `together`: all of these stand where a unit was, so that all may be picked at once."""

    text: str
    gone: str
    says: str
    offered: tuple[tuple[int, str, str], ...]
    together: bool = False


def was(desk: Desk, names: Collection[str], called: Called, within: str = "") -> dict[str, Was]:
    """Of these names, as they were typed, those that mean a unit that is no more, or that several offices may have."""
    may = {text: called.perhaps(text) for text in names}
    return {text: _may(desk, text, ids, called) for text, ids in may.items() if ids} | {
        text: Was(
            text,
            desk.say(
                "desk.former.gone", name=text, unit=name_of(one.unit, desk.lang), day=words.dmy(one.ended)
            ),
            desk.say("desk.former.these" if one.heirs else "desk.former.nobody"),
            tuple(
                (
                    heir.office.pk,
                    desk.pick(heir.office.names),
                    desk.pick(heir.office.names)
                    if heir.whole
                    else desk.say("desk.heirs.share", name=desk.pick(heir.office.names), n=heir.percent),
                )
                for heir in one.heirs
            ),
            len(one.heirs) > 1,
        )
        for text, one in formerly(names, desk.on, within=within).items()
    }  # fmt: skip


def _may(desk: Desk, text: str, ids: Sequence[int], called: Called) -> Was:
    """What is said of a name that these offices may have."""
    offered = tuple((pk, called.label(pk), called.label(pk)) for pk in ids)
    return Was(text, desk.say("desk.former.several", name=text), desk.say("desk.former.several.these"), offered)
