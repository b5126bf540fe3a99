"""Every sentence of the portal stands in both languages, with the same holes, and none is left over."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
PORTAL = ROOT / "src/namro/doors/portal"
ENGLISH = yaml.safe_load((ROOT / "src/namro/doors/english/portal.yaml").read_text())
VIETNAMESE = yaml.safe_load((ROOT / "packs/vn/words/portal.yaml").read_text())
ONLY_IN_PACKS = {"portal.emergency.number"}
"""What a country must say itself."""
MADE = {
    "portal.kept": ("old", "old-title", "broken", "broken-title"),
    "portal.never": ("address", "identity", "lists", "speech", "faces", "neighbours", "change"),
    "portal.follow": ("message-empty", "answer-empty"),
    "portal.looks": ("in-time", "late", "open"),
    "portal.plans.part": ("accepted", "reported", "going", "blocked", "late", "ended", "moved"),
    "portal.plans.rhythm": ("daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "ongoing"),
    "portal.plans.left": ("law", "operation", "persons", "later", "giver"),
    "portal.plans.reports": ("daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"),
    "portal.rate": ("understood", "treated"),
    "portal.receipt.file": ("title", "code", "reference", "sent", "office", "follow"),
}
"""Keys that the code puts together."""


def _used() -> set[str]:
    texts = [p.read_text() for p in (*PORTAL.rglob("*.py"), *PORTAL.rglob("*.html"))]
    found = {key for text in texts for key in re.findall(r"""["'](portal(?:\.[a-z0-9-]+)+)["']""", text)}
    for start, ends in MADE.items():
        joint = "-" if start.endswith(".file") else "."
        found |= {f"{start}{joint}{end}" for end in ends}
    found |= {f"portal.never.{x}-instead" for x in MADE["portal.never"]}
    return found


def _holes(sentence: object) -> set[str]:
    texts = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {hole for text in texts for hole in re.findall(r"\{([a-z_]+)\}", str(text))} - {"n"}


def test_every_sentence_that_a_page_asks_for_stands_in_english():
    assert sorted(_used() - set(ENGLISH) - ONLY_IN_PACKS) == []


def test_no_sentence_is_left_over():
    assert sorted(set(ENGLISH) - _used()) == []


def test_vietnamese_has_the_same_sentences():
    assert sorted(set(VIETNAMESE) - ONLY_IN_PACKS) == sorted(ENGLISH)
    assert set(VIETNAMESE) >= ONLY_IN_PACKS


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_both_languages_fill_the_same_holes(key):
    assert _holes(VIETNAMESE[key]) == _holes(ENGLISH[key])
