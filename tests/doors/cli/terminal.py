"""Commands as somebody types them: a real process with a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parents[3] / "src"


def namro(
    *arguments: str, home: Path, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A real process, as from a terminal."""
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NAMRO_PACK", "NAMRO_DEBUG", "LANG", "LC_ALL")
    }
    return subprocess.run(
        [sys.executable, "-m", "namro.doors.cli.main", *arguments],
        env={**kept, "PYTHONPATH": str(SRC), "NAMRO_HOME": str(home), **environment},
        cwd=home,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
