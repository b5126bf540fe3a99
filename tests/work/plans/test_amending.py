"""A registered document is corrected, and its file comes later; what stood there before stays provable."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.ground.files.keeping import take_in
from namro.ground.gate.refusals import NotThere
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.plans import queries
from namro.work.plans.amending_actions import amend_instrument
from namro.work.plans.models import Instrument
from namro.work.plans.recheck import differences
from tests.cast import Cast, act
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


def test_a_correction_keeps_what_stood_there_and_a_file_comes_later(cast: Cast, instrument: Instrument) -> None:
    signed = take_in(SimpleUploadedFile("290-KH-UBND.txt", b"signed", "text/plain"))
    said = {"symbol": "291/KH-UBND", "ends": "2026-12-31", "title": instrument.title, "abstract": "Về phòng ngừa"}
    act(amend_instrument, instrument, by=cast.thao, said=said, reason="Ghi nhầm số", files=[signed])
    found, files, (amended,) = queries.document(cast.thao.actor, instrument.ref, TODAY)
    assert (found.symbol, found.ends, found.abstract) == ("291/KH-UBND", date(2026, 12, 31), "Về phòng ngừa")
    assert [one.name for one in files] == ["290-KH-UBND.txt"]
    assert amended.data["said"] == {"symbol": "291/KH-UBND", "ends": "2026-12-31"}, "what is the same is not said"
    assert list(differences(files=True)) == []
    assert verify().findings == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"symbol": "290/KH-UBND"}, "plans.nothing-amended"),
        ({"symbol": "22/NQ-HĐND", "dated": "2026-03-01"}, "plans.symbol-known"),
        ({"ends": "2020-01-01"}, "plans.ends-before"),
        ({"kind": "poem"}, "plans.unknown-kind"),
        ({"title": " "}, "cases.needed"),
    ],
)
def test_a_correction_that_says_nothing_or_cannot_hold_is_refused(
    cast: Cast, instrument: Instrument, said: dict[str, Any], code: str
) -> None:
    a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        act(amend_instrument, instrument, by=cast.thao, said=said, reason="Sửa")
    instrument.refresh_from_db()
    assert instrument.seq == 1


def test_only_the_office_that_keeps_it_corrects_it(cast: Cast, instrument: Instrument) -> None:
    with pytest.raises(NotThere):
        act(amend_instrument, instrument, by=cast.ha, said={"symbol": "1"}, reason="Sửa")
