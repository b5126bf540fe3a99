"""Open311 GeoReport v2, held against the published specification: names, order of calls, forms, what is refused how."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from namro.ground.people.models import Token
from namro.rules.packs.refused import Refused
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast, act
from tests.departments import departments_on_stage
from tests.doors.api.conftest import BA_DINH, HOAN_KIEM, Clock, fresh_key, report_body, secret_of
from tests.payloads import values_of

SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {
    "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
}  # fmt: skip
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
W3 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")
WISH = "Đèn đường ở ngõ 12 hỏng <b>cả tuần</b> & tối."


@pytest.fixture
def app() -> Client:
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


@pytest.fixture
def key(cast: Cast) -> str:
    return secret_of(cast.lan, kind=Token.OPEN311)


def wish(key: str, **more: Any) -> dict[str, Any]:
    given = {
        "api_key": key, "service_code": "petition", "address_id": HOAN_KIEM, "description": WISH,
        "first_name": "Lan", "last_name": "Nguyễn", "phone": "0912 345 678",
    }  # fmt: skip
    return {name: value for name, value in {**given, **more}.items() if value is not None}


def send(app: Client, form: str = "json", **given: Any) -> Any:
    from urllib.parse import urlencode

    return app.post(f"/open311/v2/requests.{form}", urlencode(given), content_type="application/x-www-form-urlencoded")


def wrongs(answer: Any) -> list[dict[str, Any]]:
    found = answer.json()
    assert [set(one) for one in found] == [{"code", "description"}] * len(found)
    assert {one["code"] for one in found} == {answer.status_code}
    return found


def test_the_services_are_what_the_pack_opens_and_nothing_else(app: Client, cast: Cast):
    found = app.get("/open311/v2/services.json").json()
    assert [one["service_code"] for one in found] == ["petition"]
    assert set(found[0]) == SERVICE
    assert found[0]["type"] == "realtime"
    tree = ElementTree.fromstring(app.get("/open311/v2/services.xml").content)
    assert (tree.tag, [child.tag for child in tree]) == ("services", ["service"])
    assert {part.tag for part in tree[0]} == SERVICE
    assert tree[0].findtext("metadata") in ("true", "false")


def test_a_service_says_what_it_asks_beyond_the_standard(app: Client, cast: Cast):
    found = app.get("/open311/v2/services/petition.json").json()
    assert set(found) == {"service_code", "attributes"}
    assert [one["code"] for one in found["attributes"]] == ["reporter-address"]
    assert set(found["attributes"][0]) == ATTRIBUTE
    assert [one["order"] for one in found["attributes"]] == [1]
    tree = ElementTree.fromstring(app.get("/open311/v2/services/petition.xml").content)
    assert tree.tag == "service_definition"
    assert tree.find("attributes/attribute/code").text == "reporter-address"
    for code in ("crime-report", "denunciation", "complaint", "nonsense"):
        answer = app.get(f"/open311/v2/services/{code}.json")
        assert answer.status_code == 404
        assert wrongs(answer)


def test_a_petition_is_brought_in_and_its_progress_read_by_anybody(app: Client, cast: Cast, key: str):
    answer = send(app, **wish(key, address_string="12 phố Hàng Bạc", lat="21.03", long="105.85"))
    assert answer.status_code == 200, answer.content
    sent = answer.json()
    assert set(sent[0]) == {"service_request_id", "service_notice", "account_id"}
    ref = sent[0]["service_request_id"]
    code = re.search(r"([0-9A-Z]{6}-){3}[0-9A-Z]{6}", sent[0]["service_notice"]).group()
    followed = app.post("/api/v1/follow", {"code": code}, content_type="application/json").json()
    assert followed["ref"] == ref
    kept = values_of()
    assert kept["about"] == WISH
    assert kept["where"]["detail"] == "12 phố Hàng Bạc; 21.03, 105.85"
    one = app.get(f"/open311/v2/requests/{ref}.json").json()
    assert set(one[0]) == REQUEST
    assert (one[0]["status"], one[0]["address_id"], one[0]["description"]) == ("open", HOAN_KIEM, None)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert W3.fullmatch(one[0][name]), name
    due = min(c.due_at for c in Case.objects.get().clocks.filter(status="running"))
    assert datetime.fromisoformat(one[0]["expected_datetime"]) == due
    for text in (answer.content.decode(), app.get(f"/open311/v2/requests/{ref}.xml").content.decode()):
        for word in ("Đèn", "Nguyễn", "0912", "Hàng Bạc", "ngõ 12"):
            assert word not in text
    assert app.get(f"/open311/v2/tokens/{ref}.json").json() == [{"service_request_id": ref, "token": ref}]


def test_the_xml_is_as_the_specification_has_it(app: Client, cast: Cast, key: str):
    answer = send(app, "xml", **wish(key))
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    tree = ElementTree.fromstring(answer.content)
    assert (tree.tag, tree[0].tag) == ("service_requests", "request")
    ref = tree[0].findtext("service_request_id")
    listed = ElementTree.fromstring(app.get("/open311/v2/requests.xml").content)
    assert [part.findtext("service_request_id") for part in listed] == [ref]
    assert {part.tag for part in listed[0]} == REQUEST
    token = ElementTree.fromstring(app.get(f"/open311/v2/tokens/{ref}.xml").content)
    assert token[0].findtext("token") == ref
    refused = send(app, "xml", **wish(key, service_code="<&>"))
    tree = ElementTree.fromstring(refused.content)
    assert (tree.tag, tree[0].tag, tree[0].findtext("code")) == ("errors", "error", "404")


def test_requests_are_found_by_list_service_status_and_span(app: Client, cast: Cast, clock: Clock):
    refs, key = [], secret_of(cast.lan, kind=Token.OPEN311, at=NOW.replace(day=1))
    for day in (2, 5, 9):
        clock.at = NOW.replace(day=day)
        refs.append(send(app, **wish(key)).json()[0]["service_request_id"])
    clock.at = NOW
    act(actions.register, Case.objects.get(ref=refs[0]), by=cast.quan)

    def found(**query: str) -> list[str]:
        answer = app.get("/open311/v2/requests.json", query)
        assert answer.status_code == 200, answer.content
        return [one["service_request_id"] for one in answer.json()]

    assert found() == refs[::-1]
    assert set(found(service_request_id=f"{refs[0]},{refs[2]},NR-0000-0000", status="closed")) == {refs[0], refs[2]}
    assert found(status="closed") == []
    assert found(status="open,closed") == refs[::-1]
    assert found(service_code="petition,other") == refs[::-1]
    assert found(service_code="crime-report") == []
    assert found(start_date="2026-03-04T00:00:00+07:00", end_date="2026-03-06T00:00:00+07:00") == [refs[1]]
    assert found(start_date="2026-03-04T00:00:00Z") == [refs[2], refs[1]]
    assert found(end_date="2026-03-04T00:00:00Z") == [refs[0]]
    assert found(start_date="", status="", jurisdiction_id="") == refs[::-1]
    clock.at = NOW + timedelta(days=200)
    assert found() == []
    for query in (
        {"start_date": "2026-01-01"},
        {"start_date": "nonsense"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"status": "half"},
    ):
        answer = app.get("/open311/v2/requests.json", query)
        assert answer.status_code == 400, query
        assert wrongs(answer)


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"api_key": None}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "crime-report"}, 404, "service_code"),
        ({"service_code": "denunciation"}, 404, "service_code"),
        ({"description": None}, 400, "description"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"first_name": None, "last_name": None}, 400, "first_name"),
        ({"phone": "none"}, 400, "phone"),
        ({"address_id": None}, 400, "place"),
        ({"address_id": "2025:99999"}, 400, "address_id"),
        ({"address_id": None, "lat": "21.03", "long": "105.85"}, 400, "lat and long alone"),
        ({"lat": "21.03"}, 400, "together"),
        ({"lat": "x", "long": "y"}, 400, "together"),
        ({"address_id": None, "address_string": "Nơi Không Có Thật"}, 400, "address_id"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour]"),
        ({"jurisdiction_id": "elsewhere.example"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_is_said_as_the_specification_has_it_and_nothing_is_kept(
    app: Client, cast: Cast, key: str, settings, change, status, says
):
    settings.JURISDICTION = "hanoi.example"
    answer = send(app, **wish(key, **change))
    assert answer.status_code == status, answer.content
    assert says in wrongs(answer)[0]["description"]
    assert not Case.objects.exists()


def test_what_is_no_text_is_said_with_its_parameter_and_nothing_is_kept(app: Client, cast: Cast, key: str):
    answer = send(app, **wish(key, description="Đèn\0 hỏng"))
    assert answer.status_code == 400
    assert wrongs(answer)[0]["description"].startswith("description: ")
    assert "U+0000" in wrongs(answer)[0]["description"]
    assert not Case.objects.exists()


def test_an_address_in_words_is_resolved_when_it_names_one_unit(app: Client, cast: Cast, key: str):
    answer = send(app, **wish(key, address_id=None, address_string="Số 5, phường Hoàn Kiếm, thành phố Hà Nội"))
    assert answer.status_code == 200, answer.content
    assert Case.objects.get().place_ref == HOAN_KIEM


def test_a_name_is_put_together_as_the_packs_language_does(app: Client, cast: Cast, key: str):
    from namro.ground.seals.models import Sealed
    from namro.ground.seals.sealing import open_

    send(app, **wish(key, **{"attribute[reporter-address]": "12 Hàng Bạc"}, media_url="https://x.example/a.jpg"))
    assert open_(Sealed.objects.get()) == {
        "name": "Nguyễn Lan", "phone": "0912 345 678", "address": "12 Hàng Bạc",
    }  # fmt: skip


def test_what_came_another_way_is_never_shown(app: Client, cast: Cast):
    crime = app.post(
        "/api/v1/reports", report_body(), content_type="application/json", headers={"Idempotency-Key": fresh_key()}
    ).json()["ref"]
    assert app.get("/open311/v2/requests.json").json() == []
    assert app.get(f"/open311/v2/requests/{crime}.json").status_code == 404
    assert app.get("/open311/v2/requests.json", {"service_request_id": crime}).json() == []


def test_the_room_itself_takes_nothing_else_in_this_way(cast: Cast):
    with pytest.raises(Refused) as refused:
        actions.receive(
            None, procedure="crime-report", answers=report_body()["answers"], place_ref=BA_DINH, channel=Case.OPEN311,
            draft=fresh_key(), actor=actions.NEWCOMER, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "cases.not-open"


def test_methods_forms_and_places_that_are_not_there(app: Client, cast: Cast, key: str):
    assert app.delete("/open311/v2/services.json").status_code == 405
    assert wrongs(app.put("/open311/v2/requests.json"))
    assert app.get("/open311/v2/nothing.json").status_code == 404
    assert wrongs(app.get("/open311/v2/nothing.json"))
    assert app.post("/open311/v2/requests.json", wish(key)).status_code == 400  # a form with parts


def test_the_endpoint_says_where_it_is(app: Client, cast: Cast, settings):
    settings.JURISDICTION = "hanoi.example"
    found = app.get("/open311/discovery.json").json()
    assert found["endpoints"][0]["url"].endswith("/open311/v2")
    assert found["jurisdiction_id"] == "hanoi.example"
    tree = ElementTree.fromstring(app.get("/open311/discovery.xml").content)
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


def test_a_wish_is_found_at_the_desk_by_the_name_that_it_came_with(app: Client, key: str, cast: Cast):
    assert send(app, **wish(key)).status_code in (200, 201)
    found = act(actions.find_by_name, None, by=cast.quan, name="Nguyễn Lan", reason="Đến hỏi.").rows
    assert [row.ref for row in found] == [Case.objects.get().ref]


def test_what_comes_in_goes_to_the_police_of_the_place_and_never_to_its_committee(app: Client, key: str) -> None:
    departments = departments_on_stage()
    answer = send(app, **wish(key))
    assert answer.status_code == 200, answer.content
    assert Case.objects.get().office.kind == "commune-police"
    assert departments.office["hoan_kiem"].kind == "commune-committee", "which stands beside it"
