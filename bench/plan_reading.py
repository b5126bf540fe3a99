"""What reading a plan of 60 pages costs: seconds of one core and the most memory, from Word and from a PDF.

.venv/bin/python -m bench.plan_reading
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.work.plans.reading.building import docx, pdf, sources

PAGES = 60
SECONDS, MEGABYTES = 5.0, 300


def long_plan() -> str:
    """Documents of the corpus one after the other until they fill the pages, tables included."""
    texts = [one.text for one in sources() if one.form in ("docx", "pdf") and one.name.startswith(("vi", "held-vi"))]
    return "\n".join(texts * 6)


def child(path: Path) -> None:
    """Reads one file and says how many tasks, what it cost and what it held."""
    from namro.work.plans.reading.opening import read_document
    from namro.work.plans.reading.reader import read_plan
    from namro.work.plans.reading.telling import as_data

    began = time.process_time()
    said = as_data(read_plan(read_document(path.read_bytes(), path.name)))
    cost = time.process_time() - began
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(said['tasks'])} {len(said['text'])} {cost:.2f} {held:.0f}")


def main() -> int:
    """Measures both; 1 where a promise is not kept."""
    if len(sys.argv) > 1:
        child(Path(sys.argv[1]))
        return 0
    from io import BytesIO

    from pypdf import PdfReader

    text = long_plan()
    kept = True
    with TemporaryDirectory() as folder:
        printed = pdf(text)
        pages = len(PdfReader(BytesIO(printed)).pages)
        for name, data in (("plan.pdf", printed), ("plan.docx", docx(text))):
            path = Path(folder) / name
            path.write_bytes(data)
            run = subprocess.run(
                [sys.executable, "-m", "bench.plan_reading", str(path)], capture_output=True, text=True, check=True
            )
            tasks, characters, seconds, megabytes = run.stdout.split()
            kept = kept and float(seconds) < SECONDS and float(megabytes) < MEGABYTES
            print(
                f"{name}: {pages} pages, {characters} characters, {tasks} tasks: "
                f"{seconds} s of one core (promised: {SECONDS:g}), {megabytes} MB (promised: {MEGABYTES})"
            )
    return 0 if kept and pages >= PAGES else 1


if __name__ == "__main__":
    sys.exit(main())
