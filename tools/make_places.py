"""Makes packs/vn/places/*.csv and docs/reference/places-report.md from the PyPI package `vietnamadminunits` (MIT).

    .venv/bin/python tools/make_places.py [--official FILE.json] [--points FILE.csv]

`--official` is the wording of what each unit was formed from (code, name, text), `--points` the list of points outside
their unit; both are only held against the data and end in the report. Without them the report says that they were not.
The result is the same bytes each time. Nothing of the package is used at run time.
"""

from __future__ import annotations

import argparse
import collections
import csv
import importlib.metadata
import importlib.util
import json
import re
import sqlite3
import sys
import unicodedata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from places_known import ACT, ALIASES, EDITIONS, ENGLISH, EXPECTED, KINDS, LATER, PREFIXES, UNRESOLVED
from places_report import report

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "packs/vn/places"
WHOLE = 1_000_000
Row = dict[str, Any]


def fold(text: str) -> str:
    """Lower case, no accents, words between single spaces."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", text.lower().replace("đ", "d")) if not unicodedata.combining(c)
    )
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def ascii_name(name: str) -> str:
    """The name in English: as people write it there, else without accents."""
    if name in ENGLISH:
        return ENGLISH[name]
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_kind(full: str, level: str) -> tuple[str, str]:
    """("ward", "Hoàn Kiếm") of "Phường Hoàn Kiếm"."""
    full = clean(full)
    for prefix, kind in PREFIXES[level].items():
        if full.lower().startswith(prefix.lower() + " "):
            return kind, full[len(prefix) + 1 :]
    raise SystemExit(f"no kind of level {level} in {full!r}")


class Units:
    """All rows of units.csv by (edition, code), with the keys that the package's conversion table uses."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.aliases: dict[tuple[str, str, str], None] = {}

    def add(self, edition: str, code: str, kind: str, name: str, parent: str, begins: str, ends: str) -> None:
        row = {
            "edition": edition, "code": code, "kind": kind, "name_vi": name, "name_en": ascii_name(name),
            "parent": parent, "begins": begins, "ends": ends, "remote": "",
        }  # fmt: skip
        known = self.rows.setdefault((edition, code), row)
        if known != row:
            raise SystemExit(f"{edition}:{code} twice: {known} / {row}")

    def alias(self, edition: str, code: str, listed: str | None, name: str) -> None:
        """Keeps what the package lists as other spellings, without those that only repeat the name or the kind."""
        found = list(dict.fromkeys(json.loads(listed or "[]")))
        squeezed = fold(name).replace(" ", "")
        for one in found:
            shorter = any(one != other and one.endswith(other) and other in found for other in found)
            if one != squeezed and not shorter:
                self.aliases.setdefault((edition, code, one))


def read_package() -> tuple[list[Row], list[Row], dict[str, Any], str]:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed: see requirements/tools.txt")
    data = Path(spec.origin).parent / "data"
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as db:
        db.row_factory = sqlite3.Row
        old = [dict(r) for r in db.execute("SELECT * FROM admin_units_legacy")]
        new = [dict(r) for r in db.execute("SELECT * FROM admin_units")]
    table = json.loads((data / "converter_2025.json").read_text())
    return old, new, table, importlib.metadata.version("vietnamadminunits")


def trees(old: list[Row], new: list[Row], units: Units) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Fills `units` with the tree of three levels and that of two; gives back the package's keys of the lowest ones."""
    first, second = EDITIONS[0]["begins"], EDITIONS[1]["begins"]
    old_key: dict[str, str] = {}
    for r in old:
        kind, name = split_kind(r["province"], "province")
        units.add("2024", r["provinceCode"], kind, name, "", first, second)
        units.alias("2024", r["provinceCode"], r["provinceAlias"], name)
        kind, name = split_kind(r["district"], "district")
        units.add("2024", r["districtCode"], kind, name, r["provinceCode"], first, second)
        units.alias("2024", r["districtCode"], r["districtAlias"], name)
        code = r["districtCode"]
        if r["ward"]:
            code = r["wardCode"]
            kind, name = split_kind(r["ward"], "commune")
            units.add("2024", code, kind, name, r["districtCode"], first, second)
            units.alias("2024", code, r["wardAlias"], name)
        key = f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"
        if old_key.setdefault(key, code) != code:
            raise SystemExit(f"key {key} twice")
    new_key: dict[tuple[str, str], str] = {}
    for r in new:
        kind, name = split_kind(r["province"], "province")
        units.add("2025", r["provinceCode"], kind, name, "", second, "")
        units.alias("2025", r["provinceCode"], r["provinceAlias"], name)
        kind, name = split_kind(r["ward"], "commune")
        units.add("2025", r["wardCode"], kind, name, r["provinceCode"], second, "")
        units.alias("2025", r["wardCode"], r["wardAlias"], name)
        if new_key.setdefault((r["provinceKey"], r["wardKey"]), r["wardCode"]) != r["wardCode"]:
            raise SystemExit(f"key {r['wardKey']} twice in {r['province']}")
    return old_key, new_key


def change(on: str, source: tuple[str, str], target: tuple[str, str], act: str, **other: Any) -> Row:
    row = {
        "on": on, "from_edition": source[0], "from_code": source[1], "to_edition": target[0], "to_code": target[1],
        "change": "whole", "share": WHOLE, "low": WHOLE, "high": WHOLE, "basis": "whole", "act": act, "likely": "",
    }  # fmt: skip
    return {**row, **other}


def of_2025(
    old: list[Row], new: list[Row], table: dict[str, Any], old_key: dict[str, str], new_key: dict[tuple[str, str], str]
) -> list[Row]:
    """The changes of 1 July 2025: provinces, abolished districts, communes whole and divided."""
    on = EDITIONS[1]["begins"]
    made: list[Row] = []
    province = {r["provinceKey"]: r["provinceCode"] for r in old}
    new_province = {r["provinceKey"]: r["provinceCode"] for r in new}
    for key, sources in table["DICT_PROVINCE"].items():
        made += [change(on, ("2024", province[s]), ("2025", new_province[key]), ACT) for s in sources]
    has_communes = {r["districtCode"] for r in old if r["ward"]}
    made += [
        change(on, ("2024", d), ("", ""), ACT, change="abolished", share=0, low=0, high=0, basis="")
        for d in sorted(has_communes)
    ]
    for key, targets in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, sources in targets.items():
            made += [change(on, ("2024", old_key[s]), ("2025", new_key[key, ward]), ACT) for s in sources]
    for key, sources in table["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, parts in sources.items():
            share, over = divmod(WHOLE, len(parts))
            ordered = sorted(parts, key=lambda p: (not p["isDefaultNewWard"], new_key[key, p["newWardKey"]]))
            for place, part in enumerate(ordered):
                made.append(
                    change(
                        on, ("2024", old_key[source]), ("2025", new_key[key, part["newWardKey"]]), ACT, change="part",
                        share=share + (place < over), low=0, high=WHOLE, basis="equal",
                        likely="yes" if part["isDefaultNewWard"] else "",
                    )
                )  # fmt: skip
    return made


def later(units: Units) -> list[Row]:
    """The acts of 2026: a change of type ends one row and begins another with the same code, name and parent."""
    made: list[Row] = []
    for act in LATER:
        for code, name, kind in act["units"]:
            row = next(r for r in units.rows.values() if r["code"] == code and not r["ends"])
            if row["name_vi"] != name:
                raise SystemExit(f"{code} is {row['name_vi']}, not {name}")
            row["ends"] = act["on"]
            units.add(act["on"], code, kind, name, row["parent"], act["on"], "")
            made.append(change(act["on"], (row["edition"], code), (act["on"], code), act["act"]))
            for edition, listed, alias in list(units.aliases):
                if (edition, listed) == (row["edition"], code):
                    units.aliases.setdefault((act["on"], code, alias))
    return made


def check(units: Units, changes: list[Row], old: list[Row]) -> dict[str, int]:
    """Every total and every share; stops at the first that is not as expected."""
    level = {k["kind"]: k["level"] for k in KINDS}
    rows = list(units.rows.values())

    def standing(day: str) -> list[Row]:
        return [r for r in rows if r["begins"] <= day and (not r["ends"] or day < r["ends"])]

    found: dict[str, int] = {}
    for day in ("2025-06-30", "2025-07-01", "2026-11-01"):
        here = standing(day)
        for name in ("province", "district", "commune"):
            found[f"{day} {name}"] = sum(level[r["kind"]] == name for r in here)
        for kind, n in collections.Counter(r["kind"] for r in here).items():
            found[f"{day} kind {kind}"] = n
    before, after = standing("2025-06-30"), standing("2025-07-01")
    hanoi = {r["code"] for r in before if r["parent"] == "01"}
    found["2025-06-30 communes of 01"] = sum(r["parent"] in hanoi for r in before)
    found["2025-07-01 communes of 01"] = sum(r["parent"] == "01" for r in after)
    lowest_old = {r["wardCode"] or r["districtCode"] for r in old}
    found["2025-06-30 lowest units"] = len(lowest_old)
    parts: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
    for c in changes:
        parts[c["from_edition"], c["from_code"]].append(c)
    ended = {k for k, r in units.rows.items() if r["ends"]}
    if ended != set(parts):
        raise SystemExit(f"ended without a change or changed without an end: {sorted(ended ^ set(parts))[:5]}")
    reached = {(c["to_edition"], c["to_code"]) for c in changes if c["to_code"]}
    begun = {k for k, r in units.rows.items() if r["edition"] != "2024"}
    if reached != begun:
        raise SystemExit(f"begun from nothing or reached but unknown: {sorted(reached ^ begun)[:5]}")
    for key, of_unit in parts.items():
        whole = [c for c in of_unit if c["change"] != "part"]
        if (whole and len(of_unit) != 1) or (not whole and sum(c["share"] for c in of_unit) != WHOLE):
            raise SystemExit(f"shares of {key} are wrong")
    divided = {k for k, v in parts.items() if v[0]["change"] == "part"}
    found["divided communes"] = len(divided)
    communes_of_hanoi = {("2024", r["code"]) for r in before if r["parent"] in hanoi}
    found["divided communes of 01"] = len(divided & communes_of_hanoi)
    new_codes = {r["code"] for r in after if level[r["kind"]] == "commune"}
    old_codes = {r["code"] for r in before if level[r["kind"]] == "commune"}
    found["new commune codes that are old ones too"] = len(new_codes & old_codes)
    found["districts without communes"] = sum(c["change"] == "whole" and len(c["from_code"]) == 3 for c in changes)
    wrong = {k: (v, found.get(k)) for k, v in EXPECTED.items() if found.get(k) != v}
    if wrong:
        raise SystemExit(f"totals differ (expected, found): {wrong}")
    return found


def order(c: Row) -> tuple[Any, ...]:
    """By day, then by old unit, the largest share first."""
    return c["on"], len(c["from_code"]), c["from_code"], -c["share"], c["to_code"]


def write(name: str, rows: list[Row]) -> None:
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--official", type=Path)
    parser.add_argument("--points", type=Path)
    options = parser.parse_args()
    old, new, table, version = read_package()
    units = Units()
    old_key, new_key = trees(old, new, units)
    for edition, code, alias in ALIASES:
        units.aliases.setdefault((edition, code, alias))
    changes = of_2025(old, new, table, old_key, new_key) + later(units)
    totals = check(units, changes, old)
    OUT.mkdir(parents=True, exist_ok=True)
    write("editions.csv", EDITIONS)
    write("kinds.csv", KINDS)
    write("units.csv", sorted(units.rows.values(), key=lambda r: (r["begins"], len(r["code"]), r["code"])))
    write("changes.csv", sorted(changes, key=order))
    write("aliases.csv", [{"edition": e, "code": c, "alias": a} for e, c, a in sorted(units.aliases)])
    official = json.loads(options.official.read_text(encoding="utf-8")) if options.official else None
    points = list(csv.DictReader(options.points.open(encoding="utf-8-sig"))) if options.points else None
    odd = [
        f"`2024:{r['wardCode']}` {r['ward']} ({r['district']}, {r['province']}), typed “{r['wardType']}”"
        for r in old
        if r["ward"] and not r["ward"].lower().startswith(r["wardType"].lower() + " ")
    ]
    text = report(units.rows, changes, totals, version, UNRESOLVED, odd, official, points, fold)
    target = ROOT / "docs/reference/places-report.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    for name, count in sorted(totals.items()):
        print(f"{count:>7,}  {name}")


if __name__ == "__main__":
    main()
