"""What is known about Vietnam's units beside the package: kinds, editions, acts of 2026, and the totals to be met.

Read only by tools/make_places.py.
"""

from __future__ import annotations

from typing import Any

ACT = "QĐ 19/2025/QĐ-TTg"

EDITIONS: list[dict[str, Any]] = [
    {
        "edition": "2024", "begins": "2025-01-01", "ends": "2025-07-01", "act": "before " + ACT,
        "note": "three levels, as they last stood before 2025-07-01; earlier days are not covered",
    },
    {"edition": "2025", "begins": "2025-07-01", "ends": "", "act": ACT, "note": "two levels, all codes listed anew"},
    {
        "edition": "2026-04-30", "begins": "2026-04-30", "ends": "", "note": "types only, codes unchanged",
        "act": "NQ 30/2026/QH16; NQ 237/NQ-UBTVQH16",
    },
    {
        "edition": "2026-09-01", "begins": "2026-09-01", "ends": "", "note": "type only, code unchanged",
        "act": "NQ 36/2026/QH16",
    },
    {
        "edition": "2026-09-20", "begins": "2026-09-20", "ends": "", "note": "type only, code unchanged",
        "act": "NQ 39/2026/QH16; NQ 388/NQ-UBTVQH16",
    },
]  # fmt: skip


def _kind(kind: str, level: str, vi: str, en: str, form_en: str, numbered_en: str, short: str) -> dict[str, Any]:
    return {
        "kind": kind, "level": level, "name_vi": vi, "name_en": en, "form_vi": vi + " {name}", "form_en": form_en,
        "numbered_vi": "", "numbered_en": numbered_en, "short": short,
    }  # fmt: skip


KINDS = [
    _kind("province", "province", "tỉnh", "province", "{name} Province", "", "tỉnh|t."),
    _kind("city", "province", "thành phố", "city", "{name} City", "", "thành phố|tp|tp.|thủ đô"),
    _kind(
        "urban-district", "district", "quận", "urban district", "{name} District", "District {name}", "quận|q|district"
    ),
    _kind("rural-district", "district", "huyện", "rural district", "{name} District", "", "huyện|h.|district"),
    _kind("town", "district", "thị xã", "town", "{name} Town", "", "thị xã|tx|tx."),
    _kind("district-city", "district", "thành phố", "city of a province", "{name} City", "", "thành phố|tp|tp.|city"),
    _kind("ward", "commune", "phường", "ward", "{name} Ward", "Ward {name}", "phường|p|p.|f"),
    _kind("rural-commune", "commune", "xã", "commune", "{name} Commune", "", "xã|x."),
    _kind("township", "commune", "thị trấn", "township", "{name} Township", "", "thị trấn|tt|tt."),
    _kind("special-zone", "commune", "đặc khu", "special zone", "{name} Special Zone", "", "đặc khu|đk"),
]

PREFIXES = {
    "province": {"Thành phố": "city", "Tỉnh": "province"},
    "district": {"Thành phố": "district-city", "Thị xã": "town", "Quận": "urban-district", "Huyện": "rural-district"},
    "commune": {"Phường": "ward", "Xã": "rural-commune", "Thị trấn": "township", "Đặc khu": "special-zone"},
}

ENGLISH = {"Hà Nội": "Hanoi"}

ALIASES = [
    ("2024", "79", "Sài Gòn"),
    ("2025", "79", "Sài Gòn"),
    ("2024", "79", "tphcm"),
    ("2025", "79", "tphcm"),
    ("2025", "01", "hn"),
    ("2025", "79", "hcm"),
]

LATER: list[dict[str, Any]] = [
    {
        "on": "2026-04-30",
        "act": EDITIONS[2]["act"],
        "units": [
            ("75", "Đồng Nai", "city"),
            ("26326", "Dầu Giây", "ward"),
            ("25363", "Đồng Phú", "ward"),
            ("26368", "Long Thành", "ward"),
            ("25270", "Lộc Ninh", "ward"),
            ("26485", "Nhơn Trạch", "ward"),
            ("25357", "Tân Khai", "ward"),
            ("26116", "Tân Phú", "ward"),
            ("26248", "Trảng Bom", "ward"),
            ("26170", "Trị An", "ward"),
            ("26425", "Xuân Lộc", "ward"),
        ],
    },
    {"on": "2026-09-01", "act": EDITIONS[3]["act"], "units": [("22", "Quảng Ninh", "city")]},
    {"on": "2026-09-20", "act": EDITIONS[4]["act"], "units": [("24", "Bắc Ninh", "city")]},
]

EXPECTED = {
    "2025-06-30 province": 63,
    "2025-06-30 district": 696,
    "2025-06-30 commune": 10_035,
    "2025-06-30 lowest units": 10_040,
    "2025-06-30 communes of 01": 526,
    "2025-07-01 province": 34,
    "2025-07-01 district": 0,
    "2025-07-01 commune": 3_321,
    "2025-07-01 communes of 01": 126,
    "2025-07-01 kind ward": 687,
    "2025-07-01 kind rural-commune": 2_621,
    "2025-07-01 kind special-zone": 13,
    "2026-11-01 province": 34,
    "2026-11-01 commune": 3_321,
    "2026-11-01 kind city": 9,
    "2026-11-01 kind province": 25,
    "divided communes": 471,
    "divided communes of 01": 199,
    "districts without communes": 5,
    "new commune codes that are old ones too": 3_316,
}

UNRESOLVED = [
    "**Bắc Ninh (24), 2026-09-20: twelve communes became wards; their names are not in the sources at hand.** They "
    "stand as communes (`rural-commune`) until an operator loads them: `docs/places.md`, *A change of type only*.",
    "**One more ward than the named acts explain.** On 2026-09-25 the country is said to have 710 wards and 2,598 "
    "communes. 687 wards of 2025-07-01 and the 10 + 12 of 2026 make 709, and 2,621 - 22 = 2,599: one commune became a "
    "ward by an act that is not named. With the twelve of Bắc Ninh missing, the files give 697 wards and 2,611 "
    "communes.",
    "**Days before 2025-01-01 are not covered.** The package has the tree of three levels as it last stood. A province "
    "that was reorganised between January and June 2025 is shown as it was after that. A question for an earlier day "
    "is refused.",
    "**Acts.** The package names none. Every change of 2025-07-01 carries the code list of that day "
    "(QĐ 19/2025/QĐ-TTg), not the resolution of each province.",
    "**Remote units.** No list in law says which communes are remote; the column is empty and each operator fills it.",
    "**Names before earlier mergers** (`aliases.csv`) stand in the package without accents and spaces, and without the "
    "day on which they ended; they help to find a place and prove nothing.",
]
