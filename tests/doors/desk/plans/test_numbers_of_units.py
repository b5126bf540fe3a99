"""A number in the name of a lead says how many are meant: all of a set only where it is that of its units."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, Member
from tests.doors.desk.conftest import body

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

Số: 78/KH-UBND
Hà Nội, ngày 20 tháng 2 năm 2026

KẾ HOẠCH
Trật tự đô thị năm 2026

PHỤ LỤC
"""


def test_a_number_that_is_not_that_of_all_units_chooses_nobody(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    rows = {
        "Công an 2 phường, xã": "commune-police",
        "Công an 10 phường, xã": "",
        "Công an các phường, xã": "commune-police",
    }
    table = "STT\tNội dung nhiệm vụ\tCơ quan chủ trì\tThời hạn\tSản phẩm\n" + "".join(
        f"{n}\tLập lịch tuần tra {n}\t{lead}\tTrước ngày 15/6/2026\tBáo cáo\n" for n, lead in enumerate(rows, 1)
    )
    response = agency.post("/desk/plans/new", {"pasted": TEXT + table})
    page = html.unescape(body(agency.get(response["Location"])))
    chosen = re.findall(r'name="among-\d"(.*?)</select>', page, re.DOTALL)
    found = [re.search(r'<option value="([^"]*)" selected', one) for one in chosen]
    assert [one[1] if one else "" for one in found] == list(rows.values())
