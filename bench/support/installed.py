"""A bench that runs once on each engine, in an installation of its own and a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.support.cluster import cluster

ROOT = Path(__file__).resolve().parents[2]


def on_both(bench: str, *arguments: str) -> int:
    """Runs the file `bench` with `--child` and the arguments, on SQLite and then on PostgreSQL, each freshly set up
    with the units of Hanoi. Gives back 1 where one of them took longer than it promises."""
    slow = _on("SQLite", "", bench, arguments)
    with cluster() as server:
        slow |= _on("PostgreSQL", server.url(), bench, arguments)
    return slow


def _on(engine: str, url: str, bench: str, arguments: tuple[str, ...]) -> int:
    home = tempfile.mkdtemp(prefix="namro-bench-")
    env = {**os.environ, "NAMRO_HOME": home, "DATABASE_URL": url}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    env.setdefault("NAMRO_PACK", str(ROOT / "packs/vn"))
    namro = str(Path(sys.executable).parent / "namro")
    try:
        made = [namro, "init", "--within", "01", "--administrator", "hoa"]
        subprocess.run(made, env=env, check=True, capture_output=True)
        print(f"{engine}:", flush=True)
        return subprocess.run([sys.executable, bench, "--child", *arguments], env=env, check=False).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)
