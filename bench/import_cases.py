"""An old register of 100,000 rows brought in from Excel: rows a second, peak memory, and how long others cannot write.

    .venv/bin/python bench/import_cases.py                       100,000 rows on SQLite
    .venv/bin/python bench/import_cases.py --rows 10000          fewer
    DATABASE_URL=postgres://… .venv/bin/python bench/import_cases.py    an empty PostgreSQL database
    .venv/bin/python bench/import_cases.py --limit 180           ends with 1 if it takes longer, or more than 400 MB

The register is made up: fourteen columns, a title above, texts in one list as Excel keeps them, days as dates and as
texts, a sum at the end; 93 of 100 finished, the others open with their clocks. While the cases are written, a second
process asks for the writer's place every twentieth of a second; the longest that it waits is said.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HOME = tempfile.mkdtemp(prefix="namro-bench-")
os.environ.update(NAMRO_HOME=HOME, DJANGO_SETTINGS_MODULE="namro.settings")
os.environ.setdefault("NAMRO_PACK", str(Path(__file__).resolve().parent.parent / "packs/vn"))

import django  # noqa: E402 - after the settings are named

django.setup()

import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from namro.ground.gate import people_actions  # noqa: E402
from namro.ground.people.actors import OPERATOR  # noqa: E402
from namro.ground.places.queries import unit  # noqa: E402
from namro.ground.trail.jobs import seal_now  # noqa: E402
from namro.ground.trail.verify import verify  # noqa: E402
from namro.work.cases import import_run as run  # noqa: E402
from namro.work.cases.import_columns import read_columns  # noqa: E402
from namro.work.cases.recheck import recheck  # noqa: E402

DAY = date(2025, 7, 1)
HEADING = [
    "STT", "Số thụ lý", "Ngày tiếp nhận", "Hình thức", "Họ và tên", "Địa chỉ", "Điện thoại", "Nội dung", "Nơi xảy ra",
    "Thời hạn", "Cán bộ thụ lý", "Kết quả", "Ngày kết thúc", "Ghi chú",
]  # fmt: skip
WHERE = ["phường Ba Đình", "Phường Hoàn Kiếm", "phường Trúc Bạch, quận Ba Đình", "số 3 ngõ 12, phường Ba Đình"]
WORDS = [
    "tiếng", "ồn", "quán", "karaoke", "rác", "thải", "đỗ", "xe", "lấn", "chiếm", "vỉa", "hè", "mất", "điện", "nước",
    "thoát", "công", "trình", "ban", "đêm", "khu", "dân", "cư",
]  # fmt: skip


def register(rows: int, path: Path, last: date) -> None:
    """A made-up register of so many rows, up to the day `last`."""
    drawn = random.Random(7)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, as_day = book.add_worksheet("Sổ tiếp nhận"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "SỔ TIẾP NHẬN KIẾN NGHỊ, PHẢN ÁNH")
        sheet.write_row(2, 0, HEADING)
        for n in range(rows):
            day, at = last - timedelta(days=(rows - n) * 3650 // rows + 10), n + 3
            done = drawn.random() < 0.93
            sheet.write_row(at, 0, [n + 1, f"{n + 1}/{day.year}"])
            if n % 3:
                sheet.write_string(at, 2, f"{day:%d/%m/%Y}")
            else:
                sheet.write_datetime(at, 2, day, as_day)
            how, address = drawn.choice(["Trực tiếp", "Điện thoại", "Bưu điện"]), f"Số {drawn.randint(1, 400)} Đội Cấn"
            about, phone = " ".join(drawn.choices(WORDS, k=25)), f"09{drawn.randint(10**7, 10**8 - 1)}"
            result = drawn.choice(["Đã giải quyết", "Lưu đơn"]) if done else "Đang xử lý"
            due, ended = f"{day + timedelta(days=14):%d/%m/%Y}", f"{day + timedelta(days=9):%d/%m/%Y}" if done else ""
            note = "" if n % 5 else "có ảnh kèm theo"
            person = [f"Nguyễn Văn {n}", address, phone]
            sheet.write_row(at, 3, [how, *person, about, drawn.choice(WHERE), due, "", result, ended, note])
        sheet.write_row(rows + 3, 0, ["Tổng cộng", "", rows])


def another(ends: Any, waited: Any) -> None:
    """A second process that would like to write."""
    connection.close()
    longest = 0.0
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = 600
    while not ends.is_set():
        before = time.monotonic()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
                cursor.execute("ROLLBACK")
            else:
                cursor.execute("BEGIN")
                cursor.execute("DELETE FROM trail_pending WHERE entry_id = -1")
                cursor.execute("ROLLBACK")
        longest = max(longest, time.monotonic() - before)
        time.sleep(0.05)
    waited.value = longest


def _loop() -> float:
    """How fast this machine is just now, to set what follows against."""
    began = time.process_time()
    for _ in range(10_000_000):
        pass
    return time.process_time() - began


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--limit", type=float, help="seconds that all of it may take")
    said = asked.parse_args()
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("place", "load", "--quiet", "--within", "01")
    city = people_actions.create_office(
        None, kind="province-police", unit=unit("01", DAY), begins=DAY, actor=OPERATOR, now=now
    )
    office = people_actions.create_office(
        city, kind="commune-police", unit=unit("00004", DAY), begins=DAY, actor=OPERATOR, now=now
    )
    path = Path(HOME) / "register.xlsx"
    maker = multiprocessing.Process(target=register, args=(said.rows, path, now.date()))
    maker.start()  # apart, so that its memory does not count
    maker.join()
    print(f"{said.rows} rows, {path.stat().st_size / 2**20:.1f} MB, {connection.vendor}")

    print(f"ten million turns of a loop: {_loop():.2f} s of CPU", flush=True)
    began, cpu = time.monotonic(), time.process_time()
    token = run.begin(office, path.read_bytes(), path.name, actor=OPERATOR, now=now)
    look = run.opened(token, actor=OPERATOR, now=now)[0]["look"]
    columns = replace(read_columns(look["columns"]), procedure="petition", state="in-hand")
    run.choose(token, columns, actor=OPERATOR, now=now)
    checked = run.import_step(token, now)
    check, first = time.monotonic() - began, time.process_time() - cpu
    print(f"checked: {check:.1f} s ({first:.1f} s of CPU); {checked.ready} right, {checked.wrong} wrong", flush=True)

    ends, waited = multiprocessing.Event(), multiprocessing.Value("d", 0.0)
    other = multiprocessing.Process(target=another, args=(ends, waited), daemon=True)
    connection.close()  # a connection is not shared with another process
    other.start()
    time.sleep(0.5)
    before = time.monotonic()
    run.take(token, actor=OPERATOR, now=now)
    took, all_cpu = time.monotonic() - before, time.process_time() - cpu
    ends.set()
    other.join()
    total = check + took
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"written: {took:.1f} s ({all_cpu - first:.1f} s of CPU); another writer waited {waited.value:.1f} s at most")
    print(f"in all {total:.1f} s ({all_cpu:.1f} s of CPU), {said.rows / total:.0f} rows/s; at most {peak:.0f} MB")
    print(f"ten million turns of a loop: {_loop():.2f} s of CPU", flush=True)
    seal_now()
    found = len(recheck(now)) + len(verify().findings)
    print(f"recheck and the verifier of the trail find {found} differences")
    return int(bool(found) or (said.limit is not None and (total > said.limit or peak > 400)))


if __name__ == "__main__":
    sys.exit(main())
