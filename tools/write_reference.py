"""Writes docs/reference/procedures/ from the pack: python tools/write_reference.py"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    from namro.doors.cli.reference import write
    from namro.rules.packs.current import set_pack_folder, the_pack

    set_pack_folder(ROOT / "packs/vn")
    for path in write(the_pack(), ROOT / "docs/reference/procedures"):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
