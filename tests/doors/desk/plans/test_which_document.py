"""Which document is which: one that is cited without a number, and another one that is read into a plan."""

from __future__ import annotations

import re
from typing import Any

import pytest

from namro.work.plans.models import Instrument, KeptFile, Plan
from tests.cast import Cast
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.test_reading import TEXT, Browser, again, drafted, filled, form_of

pytestmark = pytest.mark.django_db

CITING = TEXT.replace(
    "Căn cứ", "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\n\nCăn cứ"
)  # fmt: skip


def as_read(page: str) -> dict[str, str]:
    """The fields of the cited documents as a browser sends them."""
    said = dict(re.findall(r'name="(c-[a-z]+-\d+)" value="([^"]*)"(?! checked)(?=[^>]*maxlength)', page))
    said |= dict(re.findall(r'name="(c-does-\d+)" value="([a-z]+)" checked', page))
    for name, options in re.findall(r'<select id="[^"]*" name="(c-[a-z]+-\d+)">(.*?)</select>', page):
        said[name] = "".join(re.findall(r'value="([^"]*)" selected', options))
    return said


def test_a_law_without_a_number_is_taken_as_it_was_read_by_the_second_plan_too(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    for n in (314, 315):
        text = CITING.replace("314/KH-UBND", f"{n}/KH-UBND")
        url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
        page = body(agency.get(url))
        law = as_read(page)
        assert (law["c-title-0"], law["c-symbol-0"], law["c-does-0"]) == ("Tổ chức chính quyền địa phương", "", "take")
        assert ("Đã có: Tổ chức chính quyền địa phương, 16/06/2025. Dùng lại văn bản này" in page) is (n == 315)
        cites = page.partition('id="h-cites"')[2]
        assert ("không đọc được số" in cites) is (n == 314), "what is known already is not missing"
        assert agency.post(url, filled(agency, url, symbol=f"{n}/KH-UBND", **law)).status_code == 302
    assert Instrument.objects.filter(cited=True, title="Tổ chức chính quyền địa phương").count() == 1
    plan = Plan.objects.get(instrument__symbol="315/KH-UBND")
    read = again(agency, plan)
    assert body(agency.get(read)).count("Văn bản của kế hoạch đã dẫn văn bản này") == 2
    other = again(agency, plan, pasted=text.replace("30/2023/QH15", "31/2023/QH15"))
    tied = {"c-does-1": "take", "c-kind-1": "law", "c-relation-1": "cites", "c-symbol-1": "30/2023/QH15",
            "c-dated-1": "28/11/2023"}  # fmt: skip
    refused = body(agency.post(other, form_of(agency, other, **tied)))
    said = "Văn bản được nêu thứ 2: Quan hệ này giữa hai văn bản đã được ghi."
    assert f'<span class="wrong-text" id="w-c-relation-1">{said}</span>' in refused
    assert '<details class="read-fold" open>' in refused.partition(said)[2]


OTHER = TEXT.replace("314/KH-UBND", "415/KH-UBND").replace("ngày 20 tháng 2", "ngày 21 tháng 2")


def test_another_document_is_named_as_such_and_nothing_of_it_is_taken_without_a_tick(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    said = "Văn bản vừa đọc có thể không phải văn bản của kế hoạch này."
    assert said not in body(agency.get(again(agency, plan)))
    url = again(agency, plan, pasted=OTHER)
    look = body(agency.get(url))
    assert said in look
    assert "Số, ký hiệu đọc được: 415/KH-UBND. Văn bản của kế hoạch: 314/KH-UBND." in look
    assert "Ngày đọc được: 21/02/2026. Văn bản của kế hoạch: 20/02/2026." in look
    assert look.index(said) < look.index('id="h-rows"')
    refused = agency.post(url, form_of(agency, url))
    assert refused.status_code == 422
    assert "hoặc thôi và chọn đúng tệp" in body(refused)
    assert 'name="does-1" value="take" checked' in body(refused), "what was chosen is not lost"
    assert (plan.tasks.count(), KeptFile.objects.count()) == (1, 1)
    kept = body(agency.post(url, form_of(agency, url, same="yes", go="look")))
    assert re.search(r'name="same" value="yes" form="again" checked', kept)
    assert agency.post(url, form_of(agency, url, same="yes")).status_code == 302
    assert plan.tasks.count() == 2


def test_of_a_document_without_a_number_the_one_of_the_plan_is_named(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    for line in ("", "Số:      /KH-UBND"):
        url = again(agency, plan, pasted=TEXT.replace("Số: 314/KH-UBND", line))
        assert "Không đọc được số, ký hiệu trong văn bản này. Kế hoạch này theo văn bản 314/KH-UBND" in body(
            agency.get(url)
        )
        sent = agency.post(url, form_of(agency, url, **{"does-1": "skip"}))
        assert 'name="same"' not in body(sent), "nothing to confirm"
    day = again(agency, plan, pasted=TEXT.replace("ngày 20 tháng 2 năm 2026", "ngày 20 tháng 3 năm 2026"))
    look = body(agency.get(day))
    assert "Ngày đọc được: 20/03/2026" in look
    assert "Số, ký hiệu đọc được" not in look
