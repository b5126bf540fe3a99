"""What a program may ask without a token: places, procedures, reporting and following."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from namro.doors.api import reports
from namro.work.cases import actions
from namro.work.cases.models import Case, Done
from tests.cast import Cast, act
from tests.departments import departments_on_stage
from tests.doors.api.conftest import BA_DINH, Clock, Issue, Program, fresh_key, report_body


def test_a_place_is_found_by_its_name_without_accents(program: Program):
    found = program.get("/api/v1/places", q="hoan kiem").json()["items"]
    assert found[0]["ref"] == "2025:00070"
    one = Program(lang="vi").get("/api/v1/places/2025:00070").json()
    assert one["path"] == "phường Hoàn Kiếm, thành phố Hà Nội"


def test_places_are_listed_page_by_page_and_each_once(program: Program):
    seen: list[str] = []
    query: dict[str, Any] = {"within": "01", "limit": 50}
    while True:
        page = program.get("/api/v1/places", **query).json()
        seen += [one["code"] for one in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) == 126
    assert seen == sorted(seen)


def test_a_cursor_of_another_question_or_a_forged_one_is_refused(program: Program):
    cursor = program.get("/api/v1/places", within="01", limit=5).json()["next"]
    for query in ({"cursor": cursor}, {"within": "01", "cursor": cursor + "x"}, {"within": "01", "cursor": "{}"}):
        answer = program.get("/api/v1/places", **query)
        assert answer.status_code == 422
        assert answer.json()["code"] == "cursor"
        assert answer.json()["errors"][0]["parameter"] == "cursor"


def test_a_procedure_says_what_it_asks_and_in_which_form(program: Program):
    listed = program.get("/api/v1/procedures").json()["items"]
    assert [one["id"] for one in listed] == ["crime-report", "petition", "complaint", "denunciation"]
    assert {one["id"] for one in listed if one["open311"]} == {"petition"}
    whole = program.get("/api/v1/procedures/crime-report", {"Accept-Language": "vi"}).json()
    assert whole["name"] == "Tố giác, tin báo về tội phạm"
    assert {"id": "danger", "form": {"type": "boolean"}}.items() <= whole["fields"][0].items()


def test_a_report_gets_a_receipt_whose_code_opens_it(program: Program):
    sent = program.post("/api/v1/reports", report_body(), fresh_key())
    assert sent.status_code == 201, sent.content
    receipt = sent.json()
    assert receipt["promises"][0]["due_on"]
    followed = program.post("/api/v1/follow", {"code": receipt["code"]})
    assert followed.status_code == 200
    assert followed.json()["ref"] == receipt["ref"]
    assert followed.headers["Cache-Control"] == "no-store"


def test_the_same_report_under_the_same_key_is_one_case_with_one_receipt(program: Program):
    key = fresh_key()
    first, second = (program.post("/api/v1/reports", report_body(), key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {**first.json(), "again": True}
    assert Case.objects.count() == 1


def test_another_report_under_the_same_key_is_refused_and_says_so(program: Program):
    key = fresh_key()
    program.post("/api/v1/reports", report_body(), key)
    other = program.post("/api/v1/reports", report_body(story="Một việc khác hẳn."), key)
    assert other.status_code == 422
    assert other.json()["code"] == "cases.draft-changed"
    assert "Idempotency-Key" in other.json()["detail"]
    assert Case.objects.count() == 1


def test_without_a_key_or_with_one_that_can_be_guessed_nothing_is_taken(program: Program):
    for key, code in (("", "key-needed"), ("1234567890", "key-weak"), ("0" * 40, "key-weak"), ("a b" * 20, "key-form")):
        answer = program.post("/api/v1/reports", report_body(), key)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Case.objects.exists()


def test_what_is_wrong_with_a_report_is_said_with_its_place_in_the_language_asked_for(program: Program):
    body = report_body()
    del body["answers"]["about"]
    answer = program.post("/api/v1/reports", body, fresh_key(), {"Accept-Language": "vi;q=0.9, fr"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "vi"
    assert answer.json()["errors"][0]["pointer"] == "#/answers/about"
    shapeless = program.post("/api/v1/reports", {"procedure": 7, "answers": {}, "extra/x": 1}, fresh_key())
    assert {one["pointer"] for one in shapeless.json()["errors"]} == {"#/procedure", "#/extra~1x"}


def test_an_unknown_place_and_an_unknown_office_are_pointed_at(program: Program):
    nowhere = program.post("/api/v1/reports", report_body(place="2025:99999"), fresh_key())
    assert nowhere.json()["errors"][0]["pointer"] == "#/answers/where/ref"
    office = program.post("/api/v1/reports", report_body(office="XX-1"), fresh_key())
    assert office.json()["errors"][0]["pointer"] == "#/office"


def test_no_report_is_addressed_to_an_office_without_cases(program: Program, cast: Cast):
    departments = departments_on_stage()
    for name in ("ba_dinh", "health", "women", "court"):
        answer = program.post("/api/v1/reports", report_body(office=departments.office[name].code), fresh_key())
        assert [one["code"] for one in answer.json()["errors"]] == ["cases.not-at-this-office"], name
    assert not Case.objects.exists()


def test_a_program_in_a_hurry_is_asked_to_wait(program: Program, monkeypatch):
    monkeypatch.setattr(reports.sending, "limit", 2)
    kept = fresh_key()
    codes = [
        program.post("/api/v1/reports", report_body(), key).status_code for key in (kept, fresh_key(), fresh_key())
    ]
    assert codes == [201, 201, 429]
    assert program.post("/api/v1/reports", report_body(), kept).status_code == 200


def test_a_wrong_code_and_an_unknown_one_get_the_same_answer(program: Program):
    answers = [
        program.post("/api/v1/follow", {"code": code}) for code in ("nonsense", "AAAAAA-AAAAAA-AAAAAA-AAAAAA", "")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_reporter_and_office_write_to_each_other(program: Program, cast: Cast, of: Issue):
    code = program.post("/api/v1/reports", report_body(), fresh_key()).json()["code"]
    key = fresh_key()
    for _ in range(2):
        written = program.post("/api/v1/follow/messages", {"code": code, "text": "Tôi nhớ thêm biển số xe."}, key)
        assert written.status_code == 200, written.content
    assert [line["verb"] for line in written.json()["timeline"]] == ["receive", "message"]
    ref = written.json()["ref"]
    officer = of(cast.lan, "cases.read", "cases.message")
    assert officer.post(f"/api/v1/cases/{ref}/messages", {"text": "Xin cho biết giờ."}).status_code == 200
    lines = program.post("/api/v1/follow", {"code": code}).json()["timeline"]
    assert lines[-1]["words"] == ["Xin cho biết giờ."]
    assert lines[-1]["who"] == ""
    assert (lines[-1]["taken_back_at"], lines[-1]["takes_back"]) == (None, None)


def test_what_the_office_took_back_is_not_told_any_more_but_that_it_was(program: Program, cast: Cast):
    code = program.post("/api/v1/reports", report_body(), fresh_key()).json()["code"]
    case = Case.objects.get()
    act(actions.message, case, by=cast.lan, text="Xin cho biết giờ.")
    case.refresh_from_db()
    act(actions.take_back, case, by=cast.lan, act=case.seq, reason="Gửi nhầm người.")
    *_, was, now = program.post("/api/v1/follow", {"code": code}).json()["timeline"]
    assert (was["words"], was["taken_back_at"]) == ([], now["at"])
    assert (now["verb"], now["words"], now["takes_back"]) == ("take-back", ["Gửi nhầm người."], was["seq"])


def test_something_else_under_the_key_of_a_message_or_of_files_is_refused_and_not_lost_without_a_word(program: Program):
    code, key = program.post("/api/v1/reports", report_body(), fresh_key()).json()["code"], fresh_key()
    said = {"code": code, "text": "Tôi nhớ thêm biển số xe."}
    assert program.post("/api/v1/follow/messages", said, key).status_code == 200
    assert program.post("/api/v1/follow/messages", said, key).status_code == 200
    other = program.post("/api/v1/follow/messages", said | {"text": "Còn một người nữa."}, key)
    assert (other.status_code, other.json()["code"]) == (422, "cases.key-changed")
    assert "new key" in other.json()["detail"]
    note, key = [SimpleUploadedFile(f"{name}.txt", name.encode()) for name in ("một", "hai")], fresh_key()
    assert program.form("/api/v1/follow/files", key, code=code, files=note[0]).status_code == 200
    note[0].seek(0)
    assert program.form("/api/v1/follow/files", key, code=code, files=note[0]).status_code == 200, (
        "however it is parted"
    )
    assert program.form("/api/v1/follow/files", key, code=code, files=note[1]).json()["code"] == "cases.key-changed"
    followed = program.post("/api/v1/follow", {"code": code}).json()
    assert len(followed["files"]) == 1
    written = [body for line in followed["timeline"] for body in line["words"]]
    assert written.count("Tôi nhớ thêm biển số xe.") == 1
    assert "Còn một người nữa." not in written


def test_files_wait_under_the_key_and_come_with_the_report(program: Program):
    key = fresh_key()
    note = SimpleUploadedFile("ghi chú.txt", "Biển số 29A-123.45".encode(), "text/plain")
    assert program.form("/api/v1/reports/files", key, files=note).json()["files"] == ["ghi chú.txt"]
    code = program.post("/api/v1/reports", report_body(), key).json()["code"]
    files = program.post("/api/v1/follow", {"code": code}).json()["files"]
    got = program.post("/api/v1/follow/file", {"code": code, "file": files[0]["token"]})
    assert b"".join(got.streaming_content).decode() == "Biển số 29A-123.45"
    more = SimpleUploadedFile("thêm.txt", b"them", "text/plain")
    assert len(program.form("/api/v1/follow/files", fresh_key(), code=code, files=more).json()["files"]) == 2
    wrong = SimpleUploadedFile("virus.exe", b"MZ\x90\x00" * 50, "text/plain")
    assert program.form("/api/v1/follow/files", "", code=code, files=wrong).status_code == 422


def test_the_question_of_the_office_is_answered(program: Program, cast: Cast, of: Issue):
    receipt = program.post("/api/v1/reports", report_body(), fresh_key()).json()
    officer = of(cast.ha, "cases.read", "cases.register", "cases.classify", "cases.ask")
    path = f"/api/v1/cases/{receipt['ref']}/steps"
    for step, inputs in (("register", {}), ("classify", {"flags": {}})):
        seq = officer.get(path).json()["seq"]
        assert officer.post(f"{path}/{step}", {"seq": seq, "inputs": inputs}).status_code == 200
    offered = officer.get(path).json()
    ask = next(step for step in offered["items"] if step["verb"] == "ask")
    assert ask["inputs"][0]["reporter_reads"] is True
    asked = officer.post(f"{path}/{ask['id']}", {"seq": offered["seq"], "inputs": {"text": "Lúc mấy giờ?"}})
    assert asked.status_code == 200, asked.content
    assert program.post("/api/v1/follow", {"code": receipt["code"]}).json()["asked"] is True
    answered = program.post("/api/v1/follow/answers", {"code": receipt["code"], "text": "Khoảng 10 giờ tối."})
    assert answered.json()["asked"] is False
    assert Done.objects.filter(verb="answer").count() == 1
    empty = program.post("/api/v1/follow/answers", {"code": receipt["code"], "text": " … "})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "#/text")


def test_nothing_of_a_report_stays_but_what_was_said(program: Program, clock: Clock):
    program.browser.defaults["REMOTE_ADDR"] = "203.0.113.77"
    program.post("/api/v1/reports", report_body(), fresh_key())
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "203.0.113.77" not in str(cursor.fetchall()), table


def test_the_place_may_be_named_beside_the_answers(program: Program):
    body = report_body()
    body["answers"]["where"] = {"detail": "ngõ 12"}
    body["place"] = BA_DINH
    assert program.post("/api/v1/reports", body, fresh_key()).status_code == 201


def test_a_petition_by_program_is_found_by_its_name_and_a_crime_report_is_not(program: Program, cast: Cast):
    answers = {"about": "Đèn đường hỏng.", "where": {"ref": BA_DINH}}
    who = {"identity": {"name": "Nguyễn Thị Hòa", "phone": "0912 345 678"}}
    petition = program.post("/api/v1/reports", {"procedure": "petition", "answers": answers, **who}, fresh_key())
    crime = program.post("/api/v1/reports", report_body(**who), fresh_key())
    assert (petition.status_code, crime.status_code) == (201, 201), (petition.content, crime.content)
    found = act(actions.find_by_name, None, by=cast.lan, name="Nguyễn Thị Hòa", reason="Đến hỏi.").rows
    assert [row.ref for row in found] == [petition.json()["ref"]]
