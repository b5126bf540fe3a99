"""How what cannot be answered is said to programs."""

from __future__ import annotations

import json

import pytest

from namro.work.cases.models import Case
from tests.doors.api.conftest import Program, fresh_key, report_body


def said(answer) -> dict:
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(problem)
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:namro:problem:{problem['code']}"
    assert "error" not in (problem["title"] + problem["detail"]).lower()
    return problem


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/", "/api/v2/cases", "/api/v1/places/xx", "/api/v1/procedures/none"]
)
def test_what_is_not_there_is_a_problem_in_words(program: Program, path):
    answer = program.get(path)
    assert answer.status_code == 404
    assert said(answer)["code"] == "not-found"


@pytest.mark.once
def test_a_method_that_is_not_answered_names_those_that_are(program: Program):
    answer = program.browser.delete("/api/v1/places")
    assert answer.status_code == 405
    assert said(answer)["code"] == "not-this-way"
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.once
def test_another_content_type_is_refused_before_it_is_read(program: Program):
    answer = program.browser.post("/api/v1/reports", "a=1", content_type="text/plain")
    assert answer.status_code == 415
    assert "application/json" in said(answer)["detail"]


def test_a_body_that_is_no_json_or_too_large_is_refused(program: Program):
    for body in ("{", "[", '{"a": NaN}', "\ufffe", "[" * 100_000):
        answer = program.browser.post("/api/v1/reports", body, content_type="application/json")
        assert answer.status_code == 400, body[:10]
        assert said(answer)["code"] == "unreadable"
    large = program.browser.post("/api/v1/reports", '"' + "a" * 3_000_000 + '"', content_type="application/json")
    assert large.status_code == 413
    assert said(large)["code"] == "large"


@pytest.mark.once
def test_our_own_fault_is_said_without_a_word_too_much(program: Program, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("namro.doors.api.procedures.asked", broken)
    answer = program.get("/api/v1/procedures")
    assert answer.status_code == 500
    assert said(answer)["code"] == "went-wrong"
    assert b"secret" not in answer.content


@pytest.mark.once
def test_the_language_is_the_one_asked_for_else_the_packs_own(program: Program):
    for asked, lang in (("en", "en"), ("vi", "vi"), ("fr", "vi"), ("en-GB,en;q=0.8", "en"), ("", "vi")):
        answer = program.browser.get("/api/v1/nothing", headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == lang, asked
        assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.once
def test_no_cookie_is_set_and_none_is_needed(program: Program):
    answer = program.post("/api/v1/reports", report_body(), fresh_key())
    assert answer.status_code == 201
    assert not answer.cookies


def test_what_is_no_text_is_refused_with_its_place_and_never_left_out(program: Program):
    body = json.dumps(report_body()).replace("ngõ 12", "ngõ 12").replace("ng\\u00f5", "ng\\u00f5\\u0000\\ud800")
    answer = program.browser.post(
        "/api/v1/reports", body, content_type="application/json", headers={"Idempotency-Key": fresh_key()}
    )
    assert answer.status_code == 422, answer.content
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("#/answers/where/detail", "characters")
    assert "U+0000, U+D800" in wrong["detail"]
    assert Case.objects.count() == 0
    odd = program.get("/api/v1/places?q=a%00b").json()["errors"]
    assert [(one["parameter"], one["code"]) for one in odd] == [("q", "characters")]
    keyed = program.post("/api/v1/reports", report_body(**{"a\0/b": "x"}), fresh_key()).json()["errors"]
    assert [one["pointer"] for one in keyed] == ["#/a~1b"]
    for path in ("/api/v1/places?q=%00%ED%A0%80", "/api/v1/places?within=%00", "/api/v1/places/%ED%A0%80"):
        assert program.get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "odd", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff", "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_each_kind_of_what_is_no_text_is_named(program: Program, odd: str):
    answer = program.post("/api/v1/reports", report_body(story=f"Đèn{odd} hỏng"), fresh_key())
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == "#/answers/about"
    assert f"U+{ord(odd):04X}" in wrong["detail"]


@pytest.mark.parametrize(
    "mark",
    ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\ufeff", "\u00ad", "\n", "\t", "\r\n"],
)
def test_marks_in_ordinary_text_are_no_reason_to_refuse_it(program: Program, mark: str):
    answer = program.post("/api/v1/reports", report_body(story=f"Đèn đường{mark} hỏng một tuần nay."), fresh_key())
    assert answer.status_code == 201, answer.content


@pytest.mark.once
def test_the_document_and_its_page_speak_both_languages_without_a_script(program: Program):
    document = program.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/reports"]["post"]["summary"] == "File a report"
    assert program.get("/api/").status_code == 200
    for lang, title in (("vi", "Dành cho phần mềm"), ("en", "For programs")):
        page = program.browser.get(f"/api/?lang={lang}").content.decode()
        assert f"<h1>{title}</h1>" in page
        assert "<script" not in page
        assert "/api/v1/cases/{ref}/steps/{step}" in page
