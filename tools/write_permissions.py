"""Writes docs/reference/permissions.md: every action with the roles that may take it, from the gate and the pack.

.venv/bin/python tools/write_permissions.py
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/permissions.md"

HEAD = """# Who may do what

Made by `tools/write_permissions.py` from the gate's actions and the roles of `packs/vn`; not edited by hand. The same
stands on the desk under *Who may do what*, and `namro actions` prints it. Whatever is not in this table is not allowed,
and the answer is then the same as for what does not exist.

How far a role sees: **own** its own office; **below** its own office and those below it; **all** every office.
"""


def page() -> str:
    """The whole page."""
    from namro.ground.gate.matrix import matrix
    from namro.rules.packs.load import load

    pack = load(ROOT / "packs/vn")
    roles = list(pack.roles.values())
    lines = [HEAD]
    lines += ["| role | | sees | exists at |", "|---|---|---|---|"]
    lines += [
        f"| `{role.id}` | {role.names['en']} · {role.names['vi']} | {role.sees} | {', '.join(role.at)} |"
        for role in roles
    ]
    rooms: dict[str, list[str]] = {}
    for row in matrix(pack):
        cells = " | ".join("●" if role.id in row.roles else "" for role in roles)
        marks = {
            "everyone": row.everyone,
            "reporter, own case": row.reporter,
            "staff, themselves": row.oneself,
            "operator": row.operator,
            "scheduled work": row.system,
        }
        beyond = ", ".join(name for name, holds in marks.items() if holds)
        rooms.setdefault(row.name.partition(".")[0], []).append(f"| `{row.name}` | {row.says} | {cells} | {beyond} |")
    names = " | ".join(role.id for role in roles)
    for room, rows in rooms.items():
        lines += [
            "",
            f"## {room}",
            "",
            f"| action | | {names} | others |",
            "|---|---|" + ":-:|" * len(roles) + "---|",
            *rows,
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
    print(f"{PAGE.relative_to(ROOT)} written", file=sys.stderr)


if __name__ == "__main__":
    main()
