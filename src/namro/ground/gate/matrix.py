"""Who may do what: every action of the registry beside every role of the pack. The page, the command and the reference
are all made from here, so that they cannot differ from what happens.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from namro.ground.gate.action import REGISTRY, ActionInfo
from namro.rules.packs.schema import Pack

LOOKS = frozenset({"cases.read", "cases.read_ratings", "plans.read", "trail.read", "trail.verify", "trail.anchor"})
"""Rights to look, which no action asks for, since they change nothing."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One action: its name, the first line of what its author wrote, the roles that may take it and how far each sees
    ("own", "below", "all"), and who may beyond the staff with a seat.
    """

    name: str
    says: str
    roles: dict[str, str]
    oneself: bool
    reporter: bool
    everyone: bool
    operator: bool
    system: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def matrix(pack: Pack) -> list[MatrixRow]:
    """Every action, by name."""
    return [_row(info, pack) for _, info in sorted(REGISTRY.items())]


def roles_of(name: str, pack: Pack) -> list[str]:
    """The roles of the pack that grant the action `name`, in the pack's order."""
    return [role.id for role in pack.roles.values() if role.allows(name)]


def _row(info: ActionInfo, pack: Pack) -> MatrixRow:
    return MatrixRow(
        name=info.name,
        says=info.doc.partition("\n")[0].strip(),
        roles={} if info.by_oneself else {role: pack.roles[role].sees for role in roles_of(info.name, pack)},
        oneself=info.by_oneself,
        reporter=info.by_reporter,
        everyone=info.open_to_all,
        operator=info.by_operator,
        system=info.by_system,
    )
