"""Rows of an older register that read as well as they stand as with their letters converted: asked about, never
guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import open_
from namro.rules.packs.refused import Refused
from namro.work.cases import import_look, import_run
from namro.work.cases.models import Case
from tests.cast import NOW, Cast
from tests.ground.sheets.books import in_old_letters
from tests.work.cases.test_import import DONE_ROW, begun, brought_in, sheet, wrongs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


def among_old_ones(*rows: list[Any], n: int = 4) -> bytes:
    """A register typed in TCVN3, with these rows as they are."""
    return sheet(*[[in_old_letters(c, "tcvn3") for c in [f"{at}/2024", *DONE_ROW[1:]]] for at in range(n)], *rows)


UNSURE = ["", "5/3/2024", "Bé", "", "Bé", "", "", "", ""]


def test_rows_that_read_both_ways_are_shown_first_counted_and_asked_about(cast: Cast) -> None:
    data = among_old_ones(UNSURE, [*UNSURE[:2], "Tê", "", "xe", *UNSURE[5:]])
    with pytest.raises(Refused) as said:
        begun(cast, data)
    assert said.value.code == "cases.import-both-ways"
    token = import_run.begin(cast.office.ba_dinh, data, "so.xlsx", actor=cast.lan.actor, now=NOW)
    look = import_run.opened(token, actor=cast.lan.actor, now=NOW)[0]["look"]
    assert look["both_ways"] == 2, "a reporter's name counts"
    assert [list(pair) for pair in look["unsure"]] == [["Bé", "Bộ"]], "and is not shown"
    assert "Bé" not in dict(look["preview"])
    assert Case.objects.count() == 0


@pytest.mark.parametrize(("how", "about", "name"), [("keep", "Bé", "Bé"), ("convert", "Bộ", "Bộ")])
def test_rows_that_read_both_ways_are_kept_or_converted_as_was_said(
    cast: Cast, how: str, about: str, name: str
) -> None:
    brought_in(cast, among_old_ones(UNSURE), both_ways=how, no_place="office")
    assert Case.objects.filter(summary=about).count() == 1
    assert name in [open_(sealed)["name"] for sealed in Sealed.objects.all()]
    assert Case.objects.filter(summary="Rác thải để trước nhà").count() == 4


def test_a_row_that_reads_both_ways_after_the_first_ones_is_wrong_until_somebody_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_look, "SAMPLED", 8)
    data = among_old_ones(UNSURE, n=9)
    assert wrongs(cast, data) == [(12, "C", "import-both-ways"), (12, "E", "import-both-ways")]
    assert wrongs(cast, data, both_ways="keep", no_place="office") == []
