"""Names in a plan or a pasted list that mean a unit which is no more: said so, with the offices of today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.ground.places.queries import name_of
from namro.work.plans.formerly import formerly


@dataclass(frozen=True, slots=True)
class Was:
    """What is said of one name (that it is no more, and what may be done), and what may be picked in its place:
    id, name and how it is shown."""

    text: str
    gone: str
    says: str
    offered: tuple[tuple[int, str, str], ...]


def was(desk: Desk, names: Collection[str], within: str = "") -> dict[str, Was]:
    """Of these names, as they were typed, those that mean a unit that is no more."""
    return {
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
        )
        for text, one in formerly(names, desk.on, within=within).items()
    }  # fmt: skip
