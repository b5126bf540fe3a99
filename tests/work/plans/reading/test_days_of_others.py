"""Days that are those of a condition, of what somebody else does or of when a thing came about are no due day: they are
quoted. A day of the duty itself beside such words is taken as ever."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\nIII. NHIỆM VỤ\n"
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\nIII. TASKS\n"

# the language, what is written, then the day that is filled in ("" none), then what is quoted
SENTENCES = [
    ("vi", "Nếu đến ngày 18/3/2027 chưa tháo dỡ, UBND phường cưỡng chế công trình.", "", "đến ngày 18/3/2027"),
    ("vi", "Trừ khi Sở Xây dựng có văn bản khác trước ngày 02/6/2027, Công an phường đóng cửa chợ đêm.", "",
     "trước ngày 02/6/2027"),
    ("vi", "Nếu có vi phạm, Công an phường lập hồ sơ trước ngày 18/3/2027.", "before 2027-03-18", ""),
    ("vi", "Công an phường gửi báo cáo trước ngày 18/3/2027 nếu có vụ việc xảy ra trước ngày 01/3/2027.",
     "before 2027-03-18", "trước ngày 01/3/2027"),
    ("vi", "Khi có kết quả trước ngày 02/6/2027, Công an phường lập hồ sơ.", "", "trước ngày 02/6/2027"),
    ("vi", "Căn cứ đơn nhận được trước ngày 01/3/2027, Công an phường xác minh 15 hộ.", "", "trước ngày 01/3/2027"),
    ("vi", "Công an phường tiếp nhận đơn của các hộ nộp trước ngày 10/02/2027 và giải quyết theo quy định.", "",
     "trước ngày 10/02/2027"),
    ("vi", "Công an phường kiểm tra nhà trọ (danh sách do tổ dân phố nộp trước 10/02/2027).", "", "trước 10/02/2027"),
    ("vi", "Công an phường xử lý các công trình mà đến ngày 18/3/2027 chưa khắc phục.", "", "đến ngày 18/3/2027"),
    ("vi", "Phòng Tài chính cấp kinh phí cho hội thi tổ chức trong quý III/2027.", "", "trong quý III/2027"),
    ("vi", "Phòng Tài chính cấp kinh phí cho hội thi tổ chức trong quý III/2027, xong trước ngày 01/5/2027.",
     "before 2027-05-01", "trong quý III/2027"),
    ("vi", "Công an phường bảo đảm an ninh Lễ hội diễn ra từ 10/6/2027 đến 14/6/2027.", "",
     "từ 10/6/2027 đến 14/6/2027"),
    ("vi", "UBND phường tổ chức hội thi trong quý III/2027.", "by 2027-09-30", ""),
    ("vi", "Công an phường tham mưu UBND phường ban hành trước ngày 10/02/2027.", "before 2027-02-10", ""),
    ("vi", "UBND phường cưỡng chế các hộ không tự tháo dỡ công trình trước ngày 18/3/2027.", "",
     "trước ngày 18/3/2027"),
    ("vi", "Công an phường rà soát các hộ chưa có bình chữa cháy trước ngày 18/3/2027.", "before 2027-03-18", ""),
    ("vi", "Sở Y tế cấp lại giấy phép hết hạn trước ngày 18/3/2027.", "", "trước ngày 18/3/2027"),
    ("en", "Failing registration by 1 March 2027, the Police Department shall close the shop.", "", "by 1 March 2027"),
    ("en", "The Police Department shall fine owners failing to register by 1 March 2027.", "", "by 1 March 2027"),
    ("en", "The Police Department shall review permits that expire before 1 March 2027.", "", "before 1 March 2027"),
    ("en", "The Police Department shall prepare the fair to be held on 1 March 2027.", "", "on 1 March 2027"),
    ("vi", "Công an phường vận động các hộ dân đăng ký trước ngày 20/3/2027.", "before 2027-03-20", ""),
    ("vi", "Phòng Kinh tế đôn đốc chủ đầu tư khởi công trước ngày 20/3/2027.", "before 2027-03-20", ""),
    ("vi", "Kế hoạch tuần tra do Công an phường lập trước ngày 20/3/2027.", "before 2027-03-20", ""),
    ("vi", "Hội Phụ nữ phát động cuộc thi do phường tổ chức trong quý II/2027.", "", "trong quý II/2027"),
    ("en", "The Police Department shall train 20 officers, each of whom shall be certified by 30 June 2027.", "",
     "by 30 June 2027"),
    ("vi", "Công an phường lập danh sách gửi trước ngày 10/02/2027.", "before 2027-02-10", ""),
    ("vi", "Trạm Y tế nộp báo cáo trước ngày 10/02/2027.", "before 2027-02-10", ""),
    ("en", "The Director of Parks, who reports to the Mayor by 5 March 2027, shall repair 40 lamps.", "",
     "by 5 March 2027"),
    ("en", "The Parks Department, which looks after 12 parks, shall repair 40 lamps by 5 March 2027.",
     "by 2027-03-05", ""),
    ("en", "The Licensing Board, acting on a complaint received before 1 March 2027, shall revoke licences.", "",
     "before 1 March 2027"),
    ("en", "Unless the Council decides otherwise before 1 June 2027, the Parks Department closes the gate.", "",
     "before 1 June 2027"),
    ("en", "The Parks Department closes the gate if the lamps are not repaired by 1 June 2027.", "", "by 1 June 2027"),
    ("en", "The Licensing Board reviews applications submitted before 1 March 2027.", "", "before 1 March 2027"),
    ("en", "The Licensing Board draws up a list to be submitted before 1 March 2027.", "before 2027-03-01", ""),
    ("en", "The Fire Service inspects hostels built before 1990 by 30 June 2027.", "by 2027-06-30", "before 1990"),
]  # fmt: skip


def read(language: str, sentence: str) -> dict[str, Any]:
    head = VI if language == "vi" else EN
    return as_data(read_plan(read_document(f"{head}1. {sentence}\n".encode(), "a.txt")))


def due_of(data: dict[str, Any]) -> str:
    (task,) = data["tasks"]
    due = task["due"]
    return f"{due['bound']} {due['value']}" if due else ""


def quoted(data: dict[str, Any]) -> list[str]:
    text = data["text"]
    return [text[one["start"] : one["end"]] for one in data["tasks"][0]["unclear"] if one["clear"] == "time"]


@pytest.mark.parametrize(("language", "sentence", "due", "quote"), SENTENCES)
def test_a_day_of_something_else_is_quoted_and_not_taken(language: str, sentence: str, due: str, quote: str) -> None:
    data = read(language, sentence)
    assert due_of(data) == due
    assert any(quote in one for one in quoted(data)) or not quote
