"""What is mistyped in an address is said, and HEAD answers as GET does."""

from __future__ import annotations

from typing import Any

import pytest

from namro.doors.api.docs import spoken
from namro.ground.trail.models import Entry
from tests.cast import Cast
from tests.doors.api.conftest import Issue, Program, Reported, secret_of

LISTS = (
    "/api/v1/places",
    "/api/v1/procedures",
    "/api/v1/me",
    "/api/v1/cases",
    "/api/v1/today",
    "/api/v1/workload",
    "/api/v1/events",
    "/api/v1/registers/CAX-00004/2026",
)


def wrongs(answer: Any) -> dict[str, str]:
    """What is wrong, by parameter."""
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {one["parameter"]: one["detail"] for one in answer.json()["errors"]}


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_a_list_does_not_have_is_said_with_those_that_it_has(cast: Cast, of: Issue, path: str):
    officer = of(cast.lan, "cases.read")
    assert officer.get(path).status_code == 200
    found = wrongs(officer.get(path, procdure="petition", x="1"))
    assert set(found) == {"procdure", "x"}
    if path == "/api/v1/cases":
        for name in ("procedure", "state", "limit", "cursor"):
            assert name in found["procdure"]


def test_without_a_token_nothing_is_said_of_parameters(program: Program):
    assert program.get("/api/v1/cases", zzz="1").status_code == 401


def test_a_parameter_twice_is_refused_and_not_half_taken(cast: Cast, of: Issue):
    answer = of(cast.lan, "cases.read").get("/api/v1/cases?state=received&state=closed")
    assert list(wrongs(answer)) == ["state"]


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("procedure", "zzz", "crime-report"),
        ("state", "'", "received"),
        ("time", "zzz", "late"),
        ("office", "NONE", "CAX-00004"),
        ("assignee", "me", "mine"),
        ("place", "2025:99999", ""),
        ("place", "Ba Đình", ""),
        ("open", "perhaps", ""),
    ],
)
def test_a_value_that_no_list_has_is_refused_with_those_that_there_are(
    cast: Cast, of: Issue, reported: Reported, name: str, value: str, known: str
):
    reported()
    for lang in ("en", "vi"):
        program = of(cast.lan, "cases.read")
        program.headers["Accept-Language"] = lang
        found = wrongs(program.get("/api/v1/cases", **{name: value}))
        assert list(found) == [name]
        assert known in found[name]


def test_a_state_of_another_procedure_is_none_of_this_one(cast: Cast, of: Issue):
    officer = of(cast.lan, "cases.read")
    mine = {one["id"] for one in officer.get("/api/v1/procedures/petition").json()["states"]}
    other = {one["id"] for one in officer.get("/api/v1/procedures/crime-report").json()["states"]} - mine
    state = sorted(other)[0]
    assert officer.get("/api/v1/cases", state=state).status_code == 200
    found = wrongs(officer.get("/api/v1/cases", procedure="petition", state=state))
    assert sorted(mine)[0] in found["state"]


def test_a_kind_of_place_is_known_and_narrows_what_a_name_finds_too(program: Program):
    for query in ({"kind": "zzz"}, {"kind": "zzz", "q": "hoan kiem"}):
        assert "ward" in wrongs(program.get("/api/v1/places", **query))["kind"]
    every = program.get("/api/v1/places", q="thanh xuan", on="2025-06-30").json()["items"]
    wards = program.get("/api/v1/places", q="thanh xuan", on="2025-06-30", kind="ward").json()["items"]
    assert {one["kind"] for one in wards} == {"ward"}
    assert len(wards) < len(every)
    assert list(wrongs(program.get("/api/v1/places", within="zz9"))) == ["within"]
    assert list(wrongs(program.get("/api/v1/places", within="zz9", q="hoan"))) == ["within"]


def heads(program: Program, path: str) -> tuple[Any, Any]:
    """What GET and HEAD answer."""
    sent = {"headers": program.headers}
    return program.browser.get(path, **sent), program.browser.head(path, **sent)


@pytest.mark.parametrize(
    "path",
    [*LISTS, "/api/v1/places?kind=zzz", "/api/v1/places/2025:00070", "/api/v1/nothing", "/open311/v2/services.json"],
)
def test_head_answers_as_get_without_the_body(cast: Cast, of: Issue, path: str):
    for program in (of(cast.lan, "cases.read"), Program()):
        get, head = heads(program, path)
        assert head.status_code == get.status_code
        assert dict(head.headers) == dict(get.headers)
        assert get.content
        assert head.content == b""


def test_head_of_a_case_and_its_file_leaves_what_a_get_leaves(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    officer = of(cast.lan, "cases.read")
    before = Entry.objects.count()
    get, head = heads(officer, f"/api/v1/cases/{ref}")
    assert (head.status_code, head.headers["ETag"]) == (200, get.headers["ETag"])
    assert Entry.objects.count() == before
    assert officer.browser.head(f"/api/v1/cases/{ref}").status_code == 401
    stranger = of(cast.quan, "cases.read")
    assert stranger.browser.head(f"/api/v1/cases/{ref}", headers=stranger.headers).status_code == 404


def test_a_method_that_an_address_does_not_take_is_told_the_others(program: Program):
    answer = program.post("/api/v1/places", {})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert program.browser.head("/api/v1/reports", headers=program.headers).status_code == 405


def test_the_calendar_stands_in_the_document_with_what_narrows_it(cast: Cast):
    found = spoken("vi")["paths"]["/api/v1/calendar/{secret}.ics"]["get"]
    assert found["summary"] == "Các ngày đến hạn của một người, dạng lịch"
    assert list(found["responses"][200]["content"]) == ["text/calendar"]
    assert {one["name"] for one in found["parameters"]} == {"secret", "only", "lang"}
    secret = secret_of(cast.lan, kind="calendar")
    assert "tasks" in wrongs(Program().get(f"/api/v1/calendar/{secret}.ics", only="zzz"))["only"]
    assert Program().get(f"/api/v1/calendar/{secret}.ics", only="tasks", fetched="7").status_code == 200
    assert Program().browser.head(f"/api/v1/calendar/{secret}.ics").status_code == 200
    page = Program().get("/api/").content.decode()
    assert "/api/v1/calendar/{secret}.ics" in page
