"""Someone reports: page by page, back and forth, twice, in two languages, and gets a receipt."""

import re

import pytest
from django.test import Client

from namro.doors.portal import draft as drafts
from namro.ground.people.actors import reporter
from namro.ground.people.models import Office
from namro.ground.seals.models import Sealed
from namro.results.papers.models import Paper
from namro.work.cases import queries, timeline
from namro.work.cases.models import Case, Receipt
from tests.departments import departments_on_stage
from tests.doors.portal.conftest import STORY
from tests.doors.portal.walk import Walker, photo
from tests.payloads import values_of
from tests.results.papers.pdfs import not_archival, text


def test_the_first_address_leads_to_the_packs_own_language(citizen):
    assert citizen.client.get("/").headers["Location"] == "/vi/"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", ["", "report/", "danger", "what-we-never-do", "follow", "places", "report/complaint/"])
def test_every_telling_page_opens_in_both_languages(citizen, lang, page):
    citizen.open(f"/{lang}/{page}")
    assert citizen.response.status_code == 200
    assert "portal." not in citizen.text
    assert 'content="noindex"' in citizen.html


def test_a_language_that_the_pack_does_not_have_is_not_there(citizen):
    assert citizen.client.get("/fr/").status_code == 404
    assert citizen.client.get("/fr/report/crime-report/danger").status_code == 404


def test_what_can_be_sent_comes_from_the_pack(citizen, pack, today):
    citizen.open("/vi/report/")
    for procedure in pack.in_force(today):
        assert procedure.names["vi"] in citizen.text
        assert procedure.says["vi"] in citizen.text


def test_the_emergency_number_comes_from_the_pack(citizen):
    assert 'href="tel:113"' in citizen.open("/en/").html


def test_someone_in_danger_is_told_to_call_first_and_may_go_on(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="yes")
    assert 'href="tel:113"' in citizen.html
    assert Case.objects.count() == 0
    citizen.press("change:about")
    assert citizen.asked == "about"
    citizen.press("back")
    assert 'value="yes" checked' in citizen.html


def test_a_report_becomes_a_case_at_the_ward_where_it_happened(to_the_end):
    end = to_the_end()
    assert "Công an phường Hoàn Kiếm" in end.text
    end.press("send", to="/vi/receipt")
    case = Case.objects.get()
    assert case.office.unit.code == "00070"
    assert case.channel == "web"
    assert values_of(case)["about"] == STORY
    assert queries.by_receipt(end.code, case.received_at) == case
    assert case.ref in end.text
    assert "Công an phường Hoàn Kiếm" in end.text


def test_the_receipt_shows_the_code_in_four_groups_and_the_days_that_run(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    groups = re.search(r'class="receipt-code".*?</p>', end.html, re.S)[0]
    assert len(re.findall(r"<span>[0-9A-Z]{6}</span>", groups)) == 4
    assert "chậm nhất" in end.text
    assert "<svg" in end.html
    assert end.response.headers["Cache-Control"] == "no-store"


def test_without_a_name_nothing_is_sealed_and_with_one_it_stands_apart(to_the_end):
    to_the_end().press("send", to="/vi/receipt")
    assert Sealed.objects.count() == 0


def test_a_name_is_sealed_and_not_in_the_case(to_the_end):
    to_the_end(who="yes", who_name="Nguyễn Văn An", who_phone="0912 345 678").press("send", to="/vi/receipt")
    assert Sealed.objects.count() == 1
    case = Case.objects.get()
    assert "Nguyễn Văn An" not in repr([vars(case), values_of()])


def test_a_form_sent_twice_makes_one_case_and_shows_the_same_receipt(to_the_end):
    end = to_the_end()
    form = end.forms["step"]
    first = end.press("send", to="/vi/receipt").code
    end.forms["step"] = form
    assert end.press("send", to="/vi/receipt").code == first
    assert Case.objects.count() == 1


def test_the_receipt_in_the_other_language_is_the_same_receipt(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    code = end.code
    end.press("", form="again", to="/en/receipt")
    assert end.code == code
    assert "This is your receipt" in end.text
    assert Case.objects.count() == 1


def test_the_receipt_can_be_saved_as_a_text_file(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    code, case = end.code, Case.objects.get()
    end.press("", form="again", to="/vi/receipt/save")
    assert end.response.headers["Content-Disposition"] == f'attachment; filename="bien-nhan-{case.ref}.txt"'
    text = end.response.content.decode()
    assert code in text
    assert case.ref in text
    assert "/vi/follow" in text
    assert f"follow#{code}" not in text


def test_the_receipt_can_be_saved_as_a_sheet_of_a5(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    code, case = end.code, Case.objects.get()
    assert 'formaction="/vi/receipt/pdf"' in end.html
    end.press("", form="again", to="/vi/receipt/pdf")
    assert end.response.headers["Content-Type"] == "application/pdf"
    assert end.response.headers["Content-Disposition"] == f'attachment; filename="bien-nhan-{case.ref}.pdf"'
    assert end.response.headers["Cache-Control"] == "no-store"
    said = text(end.response.content)
    assert all(group in said for group in code.split("-"))
    assert case.ref in said
    assert not_archival(end.response.content) == []
    assert Paper.objects.count() == 0


def test_a_sheet_for_a_code_that_belongs_to_nothing_is_not_made(citizen):
    assert citizen.client.post("/vi/receipt/pdf", {"code": "7K4M92-8ABCDE-QWERTZ-123456"}).status_code == 404
    assert citizen.client.get("/vi/receipt/pdf").status_code == 405


def test_the_code_stands_in_no_address(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    for address in re.findall(r'(?:href|src|action|formaction)="([^"]*)"', end.html):
        assert end.code not in address
        assert end.code[:6] not in address


def test_only_a_keyed_hash_of_the_code_is_kept(to_the_end):
    code = to_the_end().press("send", to="/vi/receipt").code
    assert code not in repr(Receipt.objects.values())
    assert code.replace("-", "") not in repr(Receipt.objects.values())


def test_no_cookie_is_set_on_the_way(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    assert not end.client.cookies


def test_the_language_can_be_changed_in_the_middle_and_keeps_what_was_typed(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no")
    citizen.press("language", to="/en/report/crime-report/about", about="Half a sent")
    assert "What happened?" in citizen.text
    assert citizen.forms["step"].fields["about"] == "Half a sent"


def test_going_back_keeps_what_was_typed_even_unfinished(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press("back", where="hoan")
    assert citizen.asked == "about"
    assert citizen.forms["step"].fields["about"] == STORY
    citizen.press()
    assert citizen.forms["step"].fields["where"] == "hoan"


def test_a_mended_answer_leads_back_to_the_check_page(to_the_end):
    end = to_the_end().press("change:about")
    assert end.forms["step"].fields["about"] == STORY
    end.press(about="Chỉ mất một xe đạp.")
    assert end.asked == "check_answers"
    assert "Chỉ mất một xe đạp." in end.text


def test_an_address_in_the_middle_opened_without_a_draft_leads_to_the_beginning(citizen):
    assert citizen.client.get("/vi/report/crime-report/when").headers["Location"] == "/vi/report/crime-report/"


def test_a_former_name_leads_to_todays_unit(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press("find", where="hang bac")
    assert "Phường Hàng Bạc (tên cũ)" in citizen.text
    assert "phường Hoàn Kiếm" in citizen.text


def test_continuing_with_a_typed_name_shows_the_list_instead_of_guessing(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press(where="hoan kiem")
    assert citizen.asked == "where"
    assert "Bạn chọn nơi xảy ra trong danh sách bên dưới." in citizen.text
    assert 'value="2025:00070"' in citizen.html


def test_a_choice_from_an_older_search_is_not_taken_for_the_new_one(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press(
        "find", where="hoan kiem"
    )
    citizen.press(where="ba dinh", where_ref="2025:00070")
    assert citizen.asked == "where"


def test_a_photo_is_added_one_by_one_and_taken_away_again(citizen, home):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press(
        "find", where="hoan kiem"
    )
    citizen.press(where_ref="2025:00070").press(when="unknown")
    assert citizen.asked == "files"
    citizen.press("add", files=photo("cửa kho.png"))
    assert "Đã thêm 1 tệp" in citizen.text
    removal = re.search(r'value="(remove:\d+)"', citizen.html)[1]
    citizen.press(removal)
    assert "Đã thêm" not in citizen.text
    citizen.press("add", files=photo("cửa kho.png"))
    citizen.press().press(who="").press(who="no")
    assert ".png" in citizen.text
    citizen.press("send", to="/vi/receipt")
    assert len(timeline.files_of(Case.objects.get(), "reporter")) == 1


def test_a_file_chosen_but_not_added_comes_along_with_continue(citizen, home):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY).press(
        "find", where="hoan kiem"
    )
    citizen.press(where_ref="2025:00070").press(when="unknown")
    citizen.press(files=photo("a.png"))
    assert citizen.asked == "who"
    citizen.press("back")
    assert "Đã thêm 1 tệp" in citizen.text


def test_enter_after_typing_another_place_looks_for_it_and_finds_no_fault(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="no").press(about=STORY)
    citizen.press("find", where="hang trong").press(where="hang bac")
    assert citizen.asked == "where"
    assert "hàng bạc" in citizen.text.lower()
    assert "cần bạn xem lại" not in citizen.text
    citizen.press(where="xyzzy")
    assert "Chưa tìm thấy “xyzzy”" in citizen.text
    assert "cần bạn xem lại" not in citizen.text
    citizen.press("find", where="hang trong").press()
    assert "cần bạn xem lại" in citizen.text, "who goes on without choosing is told"


def test_where_the_law_wants_a_name_it_is_asked_for_and_nothing_is_sent_without(citizen, pack, today):
    rules = pack.procedure("denunciation", today)
    assert rules.reporter.named == "required"
    citizen.open(f"/vi/report/denunciation/{rules.fields[0].id}")
    draft = drafts.Draft("denunciation").sealed()
    citizen.forms["step"].fields["draft"] = draft
    citizen.press("", asked="your_name", who_name="")
    assert citizen.asked == "your_name"
    assert "luật yêu cầu" in citizen.text


@pytest.mark.parametrize("procedure", ["complaint", "petition", "denunciation"])
def test_every_procedure_can_be_walked_to_its_receipt(citizen, cast, pack, today, procedure):
    rules = pack.procedure(procedure, today)
    citizen.open(f"/vi/report/{procedure}/{rules.fields[0].id}")
    for field in rules.fields:
        assert citizen.asked == field.id, citizen.text
        said = {
            "text": {field.id: "Một câu"},
            "long-text": {field.id: STORY},
            "choice": {field.id: next(iter(field.options), "")},
            "yes-no": {field.id: "no"},
            "date-or-period": {field.id: "day", f"{field.id}-day": "09/03/2026"},
            "place": {field.id: "hoan kiem", f"{field.id}-for": "hoan kiem", f"{field.id}-ref": "2025:00070"},
            "files": {},
        }[field.kind]
        citizen.press(**said)
    named = {
        f"who-{a.id}": {"phone": "0912345678", "email": "an@vidu.vn"}.get(a.kind, "Nguyễn Văn An")
        for a in rules.reporter.asks.values()
    }
    citizen.press(who="yes", **named)
    assert citizen.asked == "check_answers", citizen.text
    pages = len(rules.fields) + 2
    assert f"Trang {pages} trên {pages}" in citizen.text
    chosen = {"office": str(cast.office.hoan_kiem.pk)} if rules.or_at else {}
    citizen.press("send", to="/vi/receipt", **chosen)
    assert Case.objects.get().procedure_id == procedure
    assert citizen.code


def denounced(citizen, pack, today, whom):
    """A denunciation, of Hoàn Kiếm, as far as its last look."""
    rules = pack.procedure("denunciation", today)
    draft = drafts.Draft("denunciation", complete=True)
    draft.answers = {"about": STORY, "whom": whom, "where": {"ref": "2025:00070"}}
    draft.who = {"mode": "yes", "name": "Trần Thị Kín", "address": "12 phố Hàng Bạc", "phone": "0912345678"}
    citizen.open(f"/vi/report/denunciation/{rules.fields[0].id}")
    citizen.forms["step"].fields["draft"] = draft.sealed()
    citizen.press("", asked="files")
    citizen.press("change:check_answers")
    while citizen.asked != "check_answers":
        citizen.press()


def test_only_offices_with_cases_can_be_chosen_and_a_forged_choice_sends_nothing(citizen, cast, pack, today):
    departments = departments_on_stage()
    denounced(citizen, pack, today, "Một người của phường")
    assert "Công an phường Hoàn Kiếm" in citizen.text
    for name in ("Ủy ban nhân dân", "Sở Y tế", "Hội Liên hiệp Phụ nữ", "Tòa án"):
        assert name not in citizen.text
    citizen.press("send", to="/vi/receipt", office=str(departments.office["hoan_kiem"].pk))
    assert not Case.objects.exists()


def test_who_denounces_their_own_wards_police_chooses_the_citys(citizen, cast, pack, today):
    denounced(citizen, pack, today, "Một người của Công an phường")
    assert "Công an phường Hoàn Kiếm" in citizen.text
    assert "Công an thành phố Hà Nội" in citizen.text
    assert "Nếu tố cáo người của chính Công an xã, phường này" in citizen.text
    citizen.press("send", to="/vi/receipt")
    assert not Case.objects.exists(), "nothing is sent before a place was chosen"
    city = next(
        office for office in Office.objects.filter(kind="province-police") if office.names["vi"].endswith("Hà Nội")
    )
    citizen.press("send", to="/vi/receipt", office=str(city.pk))
    assert Case.objects.get().office_id == city.pk


def test_what_the_reporter_may_not_do_stays_closed(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    other = Walker(Client())
    other.client.post("/vi/follow/file", {"code": end.code, "file": "../../etc/passwd"})
    case = Case.objects.get()
    assert reporter(case.ref).case_ref == f"case:{case.ref}"


def test_what_was_changed_after_sending_is_said_not_to_have_arrived(to_the_end):
    end = to_the_end()
    check = dict(end.forms)
    end.press("send", to="/vi/receipt")
    assert "Tin này bạn đã gửi rồi" not in end.text
    end.forms = check  # the reader goes back
    end.press("", to="/vi/receipt")
    assert "Tin này bạn đã gửi rồi" not in end.text  # the same again: the same receipt
    end.forms = check
    end.press("change:about", to="/vi/report/crime-report/about")
    end.press(about="Thật ra mất bốn xe.")
    end.press("send", to="/vi/receipt")
    assert "Tin này bạn đã gửi rồi" in end.text
    assert "chưa đến nơi" in end.text
    assert values_of()["about"] != "Thật ra mất bốn xe."
    end.press("", form="again", to="/vi/follow")
    assert "message" in end.html
