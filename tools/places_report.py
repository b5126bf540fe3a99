"""The report on what does not resolve in the place data (docs/reference/places-report.md); used by make_places.py."""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def report(
    units: dict[tuple[str, str], Row],
    changes: list[Row],
    totals: dict[str, int],
    version: str,
    unresolved: Sequence[str],
    odd_types: Sequence[str],
    official: list[Row] | None,
    points: list[Row] | None,
    fold: Callable[[str], str],
) -> str:
    """The page as Markdown."""
    sections = [
        _head(version, totals),
        _open(unresolved, odd_types),
        _islands(units, changes),
        _shares(units, changes),
        _against(units, changes, official, fold),
        _points(units, points),
    ]
    return "\n\n".join(s.strip("\n") for s in sections) + "\n"


def _head(version: str, totals: dict[str, int]) -> str:
    days = ("2025-06-30", "2025-07-01", "2026-11-01")
    kinds = sorted({k.split(" kind ")[1] for k in totals if " kind " in k})
    lines = [
        "# Places: what the data holds, and what does not resolve in it",
        "",
        "Made by `tools/make_places.py`; do not edit. Units, names and conversions: PyPI package `vietnamadminunits` "
        f"{version} (MIT, © 2025 Tran Ngoc Minh Hieu), which took them from the statistics office's list and from the "
        "official map of the mergers. Changes of 2026: the acts named in `packs/vn/places/editions.csv`.",
        "",
        "## Totals",
        "",
        "| | " + " | ".join(days) + " |",
        "|---|" + "---:|" * len(days),
    ]
    for name in ("province", "district", "commune"):
        lines.append(f"| level {name} | " + " | ".join(f"{totals[f'{d} {name}']:,}" for d in days) + " |")
    for kind in kinds:
        lines.append(
            f"| of these {kind} | " + " | ".join(f"{totals.get(f'{d} kind {kind}', 0):,}" for d in days) + " |"
        )
    lines += [
        "",
        f"- Lowest units before 2025-07-01: **{totals['2025-06-30 lowest units']:,}** = "
        f"{totals['2025-06-30 commune']:,} communes + {totals['districts without communes']} island districts without "
        "communes.",
        f"- Hanoi: **{totals['2025-06-30 communes of 01']} → {totals['2025-07-01 communes of 01']}**; "
        f"{totals['divided communes of 01']} of its old communes are divided ({totals['divided communes']} in the "
        "country).",
        f"- Codes reused: {totals['new commune codes that are old ones too']:,} of the "
        f"{totals['2025-07-01 commune']:,} new commune codes were commune codes before. A unit is therefore "
        "*(edition, code)*, never a code alone.",
    ]
    return "\n".join(lines)


def _open(unresolved: Sequence[str], odd_types: Sequence[str]) -> str:
    odd = f"**Type and name contradict each other** in the package for {len(odd_types)} old communes: "
    odd += "; ".join(odd_types) + ". The name was followed."
    return "## Not resolved\n\n" + "\n".join(f"- {text}" for text in (*unresolved, odd))


def _islands(units: dict[tuple[str, str], Row], changes: list[Row]) -> str:
    rows = [c for c in changes if c["change"] == "whole" and c["from_edition"] == "2024" and len(c["from_code"]) == 3]
    lines = [
        "## Special zones whose predecessor is a district",
        "",
        "These island districts had no communes. They count among the lowest units of the old tree, keep the level "
        "`district`, and went whole into a special zone. A join on commune codes would lose or merge them.",
        "",
        "| old | was | new | is |",
        "|---|---|---|---|",
    ]
    for c in sorted(rows, key=lambda c: str(c["from_code"])):
        was, now = units["2024", c["from_code"]], units["2025", c["to_code"]]
        lines.append(f"| 2024:{was['code']} | {was['name_vi']} | 2025:{now['code']} | {now['name_vi']} |")
    return "\n".join(lines)


def _shares(units: dict[tuple[str, str], Row], changes: list[Row]) -> str:
    divided = collections.Counter((c["from_edition"], c["from_code"]) for c in changes if c["change"] == "part")
    by_province: collections.Counter[str] = collections.Counter()
    for edition, code in divided:
        district = units[edition, units[edition, code]["parent"]]
        by_province[units[edition, district["parent"]]["name_vi"]] += 1
    parts = ", ".join(f"{n:,} into {k}" for k, n in sorted(collections.Counter(divided.values()).items()))
    provinces = ", ".join(f"{name} {n}" for name, n in by_province.most_common())
    return f"""## Divided communes have no measured share

{len(divided):,} old communes are divided ({parts} parts). The package gives neither the area nor
the people of a part, so each part stands with an even share, basis `equal`, and the range 0 to 1,000,000 parts per
million: all that is known is that the parts add up to the whole. The package's own guess of the usual part is kept as
`likely`; it orders answers and weighs nothing.

By old province: {provinces}."""


def _against(
    units: dict[tuple[str, str], Row],
    changes: list[Row],
    official: list[Row] | None,
    fold: Callable[[str], str],
) -> str:
    head = "## Held against the official wording\n\n"
    if official is None:
        return head + "Not done in this run (`--official`)."
    wording = {str(r["ma"]): r for r in official if len(str(r["ma"])) == 5}
    new = {code: r for (edition, code), r in units.items() if edition == "2025" and len(code) == 5}
    sources: dict[str, list[Row]] = collections.defaultdict(list)
    for c in changes:
        if c["to_edition"] == "2025" and len(c["to_code"]) == 5:
            sources[c["to_code"]].append(units[c["from_edition"], c["from_code"]])
    lines = [
        "The wording of what each of the 3,321 units was formed from, compared by code.",
        "",
        "Codes that differ:",
        "",
    ]
    by_name = {fold(r["ten"]): code for code, r in wording.items() if code not in new}
    pairs = {"rural-commune": "xa", "ward": "phuong", "special-zone": "dac khu"}
    for code in sorted(set(new) - set(wording)):
        name = new[code]["name_vi"]
        other = by_name.get(f"{pairs[new[code]['kind']]} {fold(name)}", "none")
        lines.append(f"- {name}: `{code}` here, `{other}` there. Kept as the package has it.")
    later = {c["from_code"] for c in changes if c["from_edition"] == "2025"}
    names, parts, unchanged = [], [], 0
    for code, unit in sorted(new.items()):
        if code not in wording:
            continue
        said, text = fold(wording[code]["ten"]), wording[code]["truocsapnhap"]
        mine = f"{pairs[unit['kind']]} {fold(unit['name_vi'])}"
        if said.replace(" ", "") != mine.replace(" ", "") and code not in later:
            names.append(f"- `{code}` {unit['name_vi']}: there “{wording[code]['ten']}”")
        folded = fold(text)
        if folded.startswith("giu nguyen"):
            unchanged += 1
            continue
        missing = [s["name_vi"] for s in sources[code] if fold(s["name_vi"]) not in folded]
        if missing:
            parts.append(f"- `{code}` {unit['name_vi']}: {', '.join(missing)} not found in “{text}”")
    lines += ["", f"Names that differ in more than tone marks or spaces ({len(names)}):", "", *names]
    lines += ["", f"Predecessors that the wording does not name, or spells otherwise ({len(parts)} units):", "", *parts]
    lines += [
        "",
        f"{unchanged} units are worded as kept unchanged. The wording often leaves out that only a part went over;",
        "whole or divided is therefore as the package's conversion table has it.",
    ]
    return "\n".join(lines)


def _points(units: dict[tuple[str, str], Row], points: list[Row] | None) -> str:
    head = "## Points outside their unit\n\n"
    if points is None:
        return head + "Not listed in this run (`--points`)."
    lines = [
        f"Of the package's points, {len(points)} lie outside the unit's polygon. Namro carries no points and no "
        "shapes; whoever takes the points from the package should leave these out.",
        "",
        "| unit | name | km outside |",
        "|---|---|---:|",
    ]
    for row in points:
        name = row["ward"] + ("" if ("2025", row["ward_code"]) in units else " (code unknown)")
        lines.append(f"| 2025:{row['ward_code']} | {name} | {row['distance_km']} |")
    return head + "\n".join(lines)
