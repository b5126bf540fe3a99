"""The very file that proves another period or another part of a task already goes only knowingly, and is said to
whoever answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.rules.packs.refused import Refused
from namro.work.plans.answering import chosen
from namro.work.plans.answering_actions import answer_several
from namro.work.plans.models import KeptFile, Task
from namro.work.plans.moving_actions import Part, split
from tests.cast import HANOI, NOW, Cast, Member, act
from tests.doors.desk.conftest import Clock, body, field, fill
from tests.doors.desk.plans.scene import given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
URL = "/desk/plans/answers"


def file(name: str, text: str = "12 điểm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def digest(text: str = "12 điểm") -> str:
    """The SHA-256 of a file with that text."""
    return sha256(text.encode()).hexdigest()


def test_each_period_has_its_own_evidence(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"})
    clock.at = datetime(2026, 5, 20, 8, 0, tzinfo=HANOI)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"

    def report(period: str, one: SimpleUploadedFile, **more: str) -> str:
        answer = fill(ward, f"{url}/report", text="Đã rà soát.", period=period, files=one, **more)
        return "" if answer.status_code == 302 else body(answer)

    assert report("2026-03", file("thang-3.txt")) == ""
    assert fill(agency, f"{url}/accept").status_code == 302
    refused = report("2026-04", file("thang-4.txt"))
    assert "thang-4.txt đúng là tệp đã gửi ngày 20/05/2026 làm bằng chứng cho kỳ có hạn 31/03/2026" in refused
    assert 'name="same"' in refused
    page = body(agency.get(url))
    assert "đúng là tệp" not in page
    proof = re.sub(r"<[^>]*>", "", page.partition('id="proof"')[2].partition("</section>")[0])
    assert "Người báo cáo: Lê Thu Hà · đã nghiệm thu" in " ".join(proof.split()), "not as if she had accepted it"
    assert KeptFile.objects.count() == 1, "nothing was kept of what was refused"
    assert report("2026-04", file("thang-4.txt"), same=digest()) == ""
    said = "thang-4.txt đúng là tệp đã gửi ngày 20/05/2026 làm bằng chứng cho kỳ tháng 3/2026, hạn 31/03/2026."
    for page in (f"{url}/accept", f"{url}/send-back", URL):
        assert said in body(agency.get(page)), page
    assert report("2026-05", file("thang-5.txt", "13 điểm")) == "", "its own"
    assert body(agency.get(f"{url}/accept")).count("đúng là tệp") == 1


def test_what_was_sent_back_for_one_period_proves_it_no_more(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"})
    clock.at = datetime(2026, 5, 20, 8, 0, tzinfo=HANOI)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"
    assert fill(ward, f"{url}/report", period="2026-03", files=file("a.txt")).status_code == 302
    assert fill(agency, f"{url}/accept").status_code == 302
    assert fill(agency, f"{url}/reopen", reason="Nhầm kỳ.").status_code == 302
    assert fill(agency, f"{url}/send-back", reason="Là của tháng 4.").status_code == 302
    refused = body(fill(ward, f"{url}/report", period="2026-04", files=file("a.txt")))
    assert "đúng là tệp đã bị trả lại ngày 20/05/2026: “Là của tháng 4.”" in refused
    assert "làm bằng chứng cho kỳ" not in refused


def test_each_part_has_its_own_evidence_and_a_part_goes_up_with_the_whole(cast: Cast, signed_in: Browser) -> None:
    whole = given(cast)
    mine, group, third = act(
        split, whole, by=cast.ha, parts=[Part(post=cast.minh.post.pk), Part(team="Tổ 5"), Part(team="Tổ 6")]
    )
    head, officer = signed_in(cast.ha), signed_in(cast.minh)
    urls = {one.ref: f"/desk/plans/tasks/{one.ref}" for one in (whole, mine, group, third)}
    assert fill(officer, f"{urls[group.ref]}/report", text="Xong.", files=file("to-5.txt")).status_code == 302
    assert "đúng là tệp" not in body(head.get(f"{urls[group.ref]}/accept"))
    refused = body(fill(officer, f"{urls[mine.ref]}/report", text="Xong.", files=file("phan-toi.txt")))
    assert "phan-toi.txt đúng là tệp mà Tổ 5 đã gửi ngày 10/03/2026 làm bằng chứng cho phần việc của mình" in refused
    sent = fill(officer, f"{urls[mine.ref]}/report", text="Chung.", same=digest(), files=file("phan-toi.txt"))
    assert sent.status_code == 302
    said = "phan-toi.txt đúng là tệp mà Tổ 5 đã gửi ngày 10/03/2026 làm bằng chứng cho một phần khác"
    assert said in body(head.get(f"{urls[mine.ref]}/accept"))
    assert said in body(head.get(URL))
    look = head.post(URL, {"report": [f"{mine.ref}.{Task.objects.get(pk=mine.pk).seq}."], "go": "accept"})
    assert said in body(look)
    assert "đúng là tệp mà" in body(head.get(f"{urls[group.ref]}/accept")), "either reads it of the other"
    assert fill(head, f"{urls[group.ref]}/send-back", reason="Trùng.").status_code == 302
    assert fill(head, f"{urls[mine.ref]}/send-back", reason="Trùng.").status_code == 302
    free = fill(officer, f"{urls[third.ref]}/report", text="Xong.", files=file("to-6.txt"))
    assert free.status_code == 302, "what was sent back proves no part"
    up = fill(head, f"{urls[whole.ref]}/report", text="Cả phường.", files=file("to-6.txt"))
    assert up.status_code == 302, "the whole stands on its parts"


def test_each_file_that_came_before_needs_a_tick_of_its_own(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"

    def both() -> list[SimpleUploadedFile]:
        return [file("a.txt", "12 điểm"), file("b.txt", "13 điểm")]

    assert fill(ward, f"{url}/report", text="Xong.", files=both()).status_code == 302
    assert fill(agency, f"{url}/send-back", reason="Thiếu tổ 2.").status_code == 302
    refused = body(fill(ward, f"{url}/report", text="Gửi lại.", files=both()))
    assert refused.count('<a href="#f-files">') == 2, "each is said"
    assert f'value="{digest("12 điểm")}"' in refused
    assert "Vẫn gửi b.txt" in refused
    half = body(fill(ward, f"{url}/report", text="Gửi lại.", files=both(), same=digest("12 điểm")))
    assert '<a href="#f-files">b.txt đúng là tệp đã bị trả lại' in half
    assert '<a href="#f-files">a.txt' not in half
    assert f'value="{digest("12 điểm")}" checked' in half, "what was ticked stays"
    two = [digest("12 điểm"), digest("13 điểm")]
    assert fill(ward, f"{url}/report", text="Gửi lại.", files=both(), same=two).status_code == 302
    page = body(agency.get(f"{url}/accept"))
    assert page.count('name="same"') == 2
    stopped = fill(agency, f"{url}/accept", same=two[0])
    assert "Báo cáo có tệp đã dùng làm bằng chứng trước đây: b.txt." in body(stopped)
    assert Task.objects.get(pk=task.pk).state == "reported"
    assert fill(agency, f"{url}/accept", same=two).status_code == 302
    assert Task.objects.get(pk=task.pk).state == "accepted"


def test_several_reports_are_accepted_with_a_tick_for_each_file_that_came_before(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"
    assert fill(ward, f"{url}/report", text="Xong.", files=file("a.txt")).status_code == 302
    assert fill(agency, f"{url}/send-back", reason="Thiếu tổ 2.").status_code == 302
    assert fill(ward, f"{url}/report", text="Đủ rồi.", files=file("a.txt"), same=digest()).status_code == 302
    key = f"{task.ref}.{Task.objects.get(pk=task.pk).seq}."
    look = body(agency.post(URL, {"report": [key], "go": "accept"}))
    assert f'form="answer" name="same" value="{key}|{digest()}"' in look
    sent = {"report": [key], "answer": "accept", "go": "do", "once": "one"}
    stopped = agency.post(URL, sent)
    assert stopped.status_code == 422
    assert "Còn 1 tệp đã dùng trước đây chưa đánh dấu" in body(stopped)
    assert Task.objects.get(pk=task.pk).state == "reported"
    with pytest.raises(Refused, match=r"plans\.same-evidence"):
        act(answer_several, chosen(cast.thao.actor, NOW.date(), [key]), by=cast.thao, answer="accept")
    assert agency.post(URL, {**sent, "same": f"{key}|{digest()}"}).status_code == 302
    assert Task.objects.get(pk=task.pk).state == "accepted"


def test_a_file_that_came_before_goes_only_with_words_why(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"
    assert fill(ward, f"{url}/report", files=file("a.txt")).status_code == 302
    assert fill(agency, f"{url}/send-back", reason="Thiếu tổ 2.").status_code == 302
    refused = body(fill(ward, f"{url}/report", files=file("b.txt"), same=digest()))
    assert '<a href="#f-text">Vẫn gửi tệp đã gửi trước đây thì phải ghi rõ vì sao: b.txt.' in refused
    assert f'value="{digest()}" checked' in refused, "what was ticked stays"
    assert Task.objects.get(pk=task.pk).state == "sent-back"
    assert fill(ward, f"{url}/report", text="Đã đủ.", files=file("b.txt"), same=digest()).status_code == 302


def test_one_file_is_one_piece_of_evidence_whatever_it_is_called(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    ward, url = signed_in(cast.ha), f"/desk/plans/tasks/{task.ref}"
    twice = body(fill(ward, f"{url}/report", text="Xong.", files=[file("a.txt"), file("b.txt")]))
    assert '<a href="#f-files">a.txt và b.txt là cùng một tệp.' in twice
    assert KeptFile.objects.filter(about=task.guard_ref).count() == 0
    two = [file("a.txt"), file("b.txt", "13 điểm")]
    assert fill(ward, f"{url}/report", text="Xong.", files=two).status_code == 302
    assert KeptFile.objects.filter(about=task.guard_ref).count() == 2


def test_a_form_that_was_sent_before_keeps_nothing_of_what_it_says_now_and_says_so(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    ward, url = signed_in(cast.ha), f"/desk/plans/tasks/{task.ref}"
    opened = ward.get(f"{url}/report")
    sent = {name: field(opened, name) for name in ("once", "seq")} | {"go": "do"}
    first = ward.post(f"{url}/report", {**sent, "text": "Lần đầu.", "files": file("a.txt")}, follow=True)
    assert "Đã gửi báo cáo" in body(first)
    second = ward.post(f"{url}/report", {**sent, "text": "Lần sau.", "files": file("b.txt", "13 điểm")}, follow=True)
    assert "Đã gửi báo cáo" not in body(second)
    assert "giữ nguyên những gì đã gửi lần đầu, lần này không ghi gì thêm" in body(second)
    assert [one.name for one in KeptFile.objects.filter(about=task.guard_ref)] == ["a.txt"]


def test_a_file_that_waits_under_two_names_is_ticked_under_both(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-30"})
    clock.at = datetime(2026, 5, 20, 8, 0, tzinfo=HANOI)
    ward, agency, url = signed_in(cast.ha), signed_in(cast.thao), f"/desk/plans/tasks/{task.ref}"
    assert fill(ward, f"{url}/report", text="Xong.", period="2026-03", files=file("t3.txt")).status_code == 302
    again = fill(ward, f"{url}/report", text="Cùng tệp.", period="2026-04", files=file("t4.txt"), same=digest())
    assert again.status_code == 302
    page = body(agency.get(f"{url}/accept"))
    assert "vẫn nghiệm thu với t3.txt, t4.txt" in page
