"""What the measurements stand on: a filled database that is as actions would have left it, and pages that answer."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bench.desk import PAGES

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.process


def run(home: Path, *command: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "DATABASE_URL", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = {**kept, "PYTHONPATH": path, "NAMRO_HOME": str(home), "NAMRO_PACK": str(ROOT / "packs/vn")}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_a_filled_database_is_as_actions_would_have_left_it_and_every_measured_page_answers(tmp_path: Path) -> None:
    run(tmp_path, "bench.stage.fill", "--cases", "60")
    with sqlite3.connect(tmp_path / "namro.sqlite3") as filled:
        assert filled.execute("SELECT COUNT(*) FROM cases_case").fetchone() == (60,)
    run(tmp_path, "namro.doors.cli.main", "recheck")
    told = json.loads(run(tmp_path, "bench.stage.pages", json.dumps(PAGES), "1"))
    assert told.keys() == PAGES.keys()
    assert all(cost > 0 for cost, _ in told.values())
    assert told["list"][1] == 50
    assert told["search, nothing"][1] == 0
