"""What a program may do by a token: lists, one case, steps; and what is not there for it."""

from __future__ import annotations

import pytest

from namro.ground.gate import action as gate
from namro.ground.gate import people_actions, token_actions
from namro.ground.people.tokens import last_used
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Done
from tests.cast import NOW, Cast, act
from tests.doors.api.conftest import (
    BA_DINH,
    HOAN_KIEM,
    LAST,
    Clock,
    Issue,
    Program,
    Reported,
    fresh_key,
    report_body,
    secret_of,
)


def test_without_a_token_or_with_one_that_does_not_hold_there_is_one_answer(program: Program, cast: Cast, clock: Clock):
    revoked = secret_of(cast.lan, "cases.read")
    act(token_actions.revoke_token, cast.lan.user, by=cast.lan, token=cast.lan.user.tokens.get().pk)
    over = secret_of(cast.lan, "cases.read", last=NOW.date())
    feed = secret_of(cast.lan, kind="calendar")
    clock.at = NOW.replace(day=11)
    answers = [Program(secret).get("/api/v1/cases") for secret in ("", "nonsense", revoked, over, feed)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_a_token_says_whose_it_is_and_notes_the_day(cast: Cast, of: Issue):
    me = of(cast.ha, "cases.read", "cases.assign").get("/api/v1/me").json()
    assert (me["name"], me["scope"]) == ("Lê Thu Hà", ["cases.assign", "cases.read"])
    assert me["seats"][0]["office_code"] == cast.office.ba_dinh.code
    assert last_used(cast.ha.user.tokens.get()) == NOW.date()


def test_lists_hold_what_the_holder_may_see_and_nothing_of_another_ward(cast: Cast, of: Issue, reported: Reported):
    mine, other = reported(BA_DINH), reported(HOAN_KIEM)
    listed = of(cast.lan).get("/api/v1/cases").json()["items"]
    assert [row["ref"] for row in listed] == [mine.ref]
    assert {row["ref"] for row in of(cast.thao).get("/api/v1/cases").json()["items"]} == {mine.ref, other.ref}
    there = of(cast.lan).get(f"/api/v1/cases/{other.ref}")
    nowhere = of(cast.lan).get("/api/v1/cases/NR-0000-0000")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_a_list_goes_on_where_it_stopped_whatever_comes_in_meanwhile(cast: Cast, of: Issue, reported: Reported):
    refs = [reported(BA_DINH, NOW.replace(hour=1 + n // 60, minute=n % 60)).ref for n in range(7)]
    officer, seen, cursor = of(cast.lan), [], None
    while True:
        page = officer.get("/api/v1/cases", **{"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["ref"] for row in page["items"]]
        reported(BA_DINH)
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == refs[::-1]
    pressing, cursor = [], None
    while True:
        query = {"limit": 4, "time": "new", **({"cursor": cursor} if cursor else {})}
        page = officer.get("/api/v1/cases", **query).json()
        pressing += [row["ref"] for row in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(pressing) == len(set(pressing)) == Case.objects.count()


def test_what_is_late_comes_the_most_pressing_first_and_page_by_page(
    cast: Cast, of: Issue, reported: Reported, clock: Clock
):
    refs = [reported(BA_DINH, NOW.replace(day=2 + n)).ref for n in range(4)]
    clock.at = NOW.replace(month=6)
    officer = of(cast.lan)
    first = officer.get("/api/v1/cases", time="late", limit=3).json()
    then = officer.get("/api/v1/cases", time="late", limit=3, cursor=first["next"]).json()
    assert [row["ref"] for row in first["items"] + then["items"]] == refs
    assert then["next"] is None


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"q": "kho hang"}, 2),
        ({"q": "xe dap"}, 0),
        ({"q": "to giac"}, 2),
        ({"state": "received"}, 1),
        ({"state": "registered"}, 1),
        ({"open": "true"}, 2),
        ({"open": "false"}, 0),
        ({"procedure": "petition"}, 0),
        ({"assignee": "nobody"}, 2),
        ({"assignee": "mine"}, 0),
        ({"assignee": "1"}, 0),
        ({"place": "2025:00004"}, 2),
        ({"office": "CAX-00004"}, None),
    ],
)
def test_every_filter_of_the_desk_is_there(cast: Cast, of: Issue, reported: Reported, query, hits):
    reported()
    officer = of(cast.lan, "cases.read", "cases.register")
    ref = reported().ref
    assert officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1}).status_code == 200
    if "office" in query and hits is None:
        query, hits = {"office": cast.office.ba_dinh.code}, 2
    answer = officer.get("/api/v1/cases", **query)
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["items"]) == hits


def test_one_case_tells_its_clocks_with_their_reasons(cast: Cast, of: Issue, reported: Reported):
    case = reported()
    answer = of(cast.lan).get(f"/api/v1/cases/{case.ref}")
    found = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert found["named"] is True
    assert "Giấu" not in answer.content.decode()
    clock = next(one for one in found["clocks"] if one["status"] == "running")
    assert clock["due_on"]
    assert [reason["kind"] for reason in clock["reasons"]]
    assert all(reason["says"] for reason in clock["reasons"])
    assert found["timeline"][0]["verb"] == "receive"


def test_another_step_or_another_input_under_the_key_of_one_that_was_taken_is_refused(
    cast: Cast, of: Issue, reported: Reported
):
    ref, key = reported().ref, fresh_key()
    officer = of(cast.lan, "cases.read", "cases.register", "cases.classify")
    step = f"/api/v1/cases/{ref}/steps"
    assert officer.post(f"{step}/register", {"seq": 1}, key).status_code == 200
    again = officer.post(f"{step}/register", {"seq": 2}, key)
    assert again.json()["again"] is True, "whoever read the case again sends the same"
    for path, body in (
        ("classify", {"seq": 2, "inputs": {"flags": {}}}),
        ("register", {"seq": 2, "inputs": {"text": "Ghi thêm."}}),
    ):
        other = officer.post(f"{step}/{path}", body, key)
        assert (other.status_code, other.json()["code"]) == (422, "cases.key-changed")
    assert officer.get(f"{step}").json()["seq"] == 2


def test_a_step_is_offered_with_its_form_and_taken_once(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    officer = of(cast.lan, "cases.read", "cases.register", "cases.classify")
    offered = officer.get(f"/api/v1/cases/{ref}/steps").json()
    assert offered["seq"] == 1
    assert "register" in [step["id"] for step in offered["items"]]
    key = fresh_key()
    first, second = (officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1}, key) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200), second.content
    assert (first.json()["again"], second.json()["again"]) == (False, True)
    assert first.json()["seq"] == second.json()["seq"] == 2
    forms = {step["id"]: step["form"] for step in officer.get(f"/api/v1/cases/{ref}/steps").json()["items"]}
    assert forms["classify"]["properties"]["flags"]["type"] == "object"
    tag = officer.get(f"/api/v1/cases/{ref}", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert tag == 'W/"2"', "as every library that takes compressed answers gets it"
    done = officer.post(
        f"/api/v1/cases/{ref}/steps/classify", {"inputs": {"flags": {}}}, headers={"If-Match": f'"7", {tag}'}
    )
    assert done.status_code == 200, done.content


def test_the_trail_says_that_it_came_by_a_token(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    of(cast.lan, "cases.read", "cases.register").post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    entry = Entry.objects.get(action="cases.register")
    token = cast.lan.user.tokens.get()
    assert entry.actor_ref == cast.lan.user.guard_ref
    assert entry.seat.endswith(f"(token {token.pk})")
    assert Done.objects.get(verb="register").seat == entry.seat


def test_who_was_overtaken_learns_it_and_overwrites_nothing(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    officer = of(cast.lan, "cases.read", "cases.register", "cases.classify")
    assert officer.post(f"/api/v1/cases/{ref}/steps/register", {}).json()["code"] == "version-needed"
    officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    late = officer.post(f"/api/v1/cases/{ref}/steps/classify", {"seq": 1, "inputs": {"flags": {}}})
    by_header = officer.post(f"/api/v1/cases/{ref}/steps/classify", {}, headers={"If-Match": '"1"'})
    assert (late.status_code, by_header.status_code) == (409, 412)
    assert late.json()["code"] == by_header.json()["code"] == "cases.changed"
    url = f"/api/v1/cases/{ref}/steps/classify"
    assert officer.post(url, {}, headers={"If-Match": "*"}).json()["code"] == "version-needed"
    assert officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 2}).status_code == 409
    assert Done.objects.filter(case__ref=ref).count() == 2


def test_what_the_token_does_not_hold_is_not_there_though_the_holder_might(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    narrow = of(cast.lan, "cases.read")
    answer = narrow.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    nothing = narrow.post("/api/v1/cases/NR-0000-0000/steps/register", {"seq": 1})
    unknown = narrow.post(f"/api/v1/cases/{ref}/steps/fly", {"seq": 1})
    assert {answer.status_code, nothing.status_code, unknown.status_code} == {404}
    assert answer.content == nothing.content == unknown.content
    assert narrow.get(f"/api/v1/cases/{ref}/steps").json()["items"] == []
    blind = of(cast.lan, "cases.register")
    for path in ("/api/v1/cases", "/api/v1/today", "/api/v1/workload", "/api/v1/events", f"/api/v1/cases/{ref}"):
        assert blind.get(path).status_code == 404, path


def test_without_the_guard_a_narrow_token_would_register(
    cast: Cast, of: Issue, reported: Reported, monkeypatch: pytest.MonkeyPatch
):
    """The harm that the limits prevent."""
    ref = reported().ref
    narrow = of(cast.lan, "cases.read")
    monkeypatch.setattr(gate, "limited", lambda actor, action: False)
    monkeypatch.setattr("namro.ground.people.may.limited", lambda actor, action: False)
    assert narrow.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1}).status_code == 200
    assert Case.objects.get(ref=ref).number


def test_a_token_never_opens_an_identity_nor_changes_accounts(cast: Cast, reported: Reported):
    open_to = token_actions.open_to_tokens(cast.ha.user, NOW)
    assert "cases.ask_identity" not in open_to
    assert "cases.read_identity" not in open_to
    assert token_actions.open_to_tokens(cast.dung.user, NOW) == []
    assert {name.partition(".")[0] for name in open_to} == {"cases"}, "programs have no address for plans and papers"
    assert not {"cases.export", "cases.import", "cases.reopen_several"} & set(open_to)
    assert {"cases.read", "cases.receive", "cases.accept_transfer", "cases.hand_over", "cases.message"} <= set(open_to)
    with pytest.raises(Refused) as refused:
        secret_of(cast.ha, "cases.read_identity")
    assert refused.value.code == "people.token-not-yours"


def test_a_token_is_no_wider_than_its_holder_and_ends_with_their_post(
    cast: Cast, of: Issue, reported: Reported, clock: Clock
):
    with pytest.raises(Refused):
        secret_of(cast.lan, "cases.decide")
    officer = of(cast.lan)
    ref = reported().ref
    assert officer.get(f"/api/v1/cases/{ref}").status_code == 200
    act(people_actions.end_holding, cast.lan.user.holdings.get(), by=cast.dung, on=NOW.date())
    assert officer.get(f"/api/v1/cases/{ref}").status_code == 404
    act(people_actions.close_account, cast.lan.user, by=cast.dung, reason="Nghỉ việc.")
    assert officer.get("/api/v1/me").status_code == 401


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "other"}, "people.token-kind"),
        ({"name": "  "}, "people.token-name"),
        ({"name": "x" * 61}, "people.token-name"),
        ({"last": LAST.replace(year=2030)}, "people.token-days"),
        ({"last": NOW.date().replace(day=9)}, "people.token-days"),
        ({"actions": []}, "people.token-empty"),
    ],
)
def test_a_token_that_is_made_wrongly_is_refused(cast: Cast, given, code):
    usual = {"kind": "api", "name": "máy chủ", "actions": ["cases.read"], "last": LAST}
    with pytest.raises(Refused) as refused:
        act(token_actions.make_token, cast.lan.user, by=cast.lan, **{**usual, **given})
    assert refused.value.code == code


def test_nobody_makes_or_revokes_a_token_of_another(cast: Cast):
    secret_of(cast.lan, "cases.read")
    kept = cast.lan.user.tokens.get()
    for member in (cast.quan, cast.dung):
        with pytest.raises(Refused):
            act(token_actions.revoke_token, cast.lan.user, by=member, token=kept.pk)
        with pytest.raises(Refused):
            act(
                token_actions.make_token, cast.lan.user, by=member, kind="api", name="x", actions=["cases.read"],
                last=LAST,
            )  # fmt: skip


def test_only_a_keyed_hash_of_the_secret_is_kept(cast: Cast):
    secret = secret_of(cast.lan, "cases.read")
    kept = cast.lan.user.tokens.get()
    assert secret not in str(vars(kept))
    assert len(kept.digest) == 64


def test_inputs_of_the_wrong_kind_are_pointed_at_and_change_nothing(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    officer = of(cast.lan, "cases.read", "cases.register", "cases.classify", "cases.transfer")
    officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    for inputs, pointer in (
        ({"flags": "urgent"}, "#/inputs/flags"),
        ({"flags": {"urgent": 1}}, "#/inputs/flags"),
        ({"reason": ["x"]}, "#/inputs/reason"),
        ({"flags": {"no-such-flag": True}}, "#/inputs/flags"),
        ({"colour": "red"}, "#/inputs/colour"),
    ):
        answer = officer.post(f"/api/v1/cases/{ref}/steps/classify", {"seq": 2, "inputs": inputs})
        assert answer.status_code == 422, (inputs, answer.content)
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert Case.objects.get(ref=ref).seq == 2


def test_what_came_at_the_counter_is_taken_in_by_whoever_may(cast: Cast, of: Issue):
    body = report_body(office=cast.office.ba_dinh.code, channel="phone", received_at="2026-03-09T15:00:00+07:00")
    received = of(cast.lan, "cases.receive").post("/api/v1/cases", body, fresh_key())
    assert received.status_code == 201, received.content
    assert Case.objects.get().channel == "phone"
    assert of(cast.quan, "cases.receive").post("/api/v1/cases", body, fresh_key()).status_code == 404
    assert of(cast.lan, "cases.read").post("/api/v1/cases", body, fresh_key()).status_code == 404
    future = {**body, "received_at": "2027-01-01T00:00:00+07:00"}
    answer = of(cast.lan, "cases.receive").post("/api/v1/cases", future, fresh_key())
    assert answer.json()["errors"][0]["pointer"] == "#/received_at"


def test_registers_workload_today_and_files_are_read(cast: Cast, of: Issue, reported: Reported):
    from django.core.files.uploadedfile import SimpleUploadedFile

    officer = of(cast.lan, "cases.read", "cases.register", "cases.attach")
    refs = [reported().ref for _ in range(3)]
    for ref in refs:
        officer.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    path = f"/api/v1/registers/{cast.office.ba_dinh.code}/2026"
    first = officer.get(path, limit=2).json()
    then = officer.get(path, limit=2, cursor=first["next"]).json()
    assert [line["ref"] for line in first["items"] + then["items"]] == refs
    assert then["next"] is None
    assert officer.get(f"/api/v1/registers/{cast.office.hoan_kiem.code}/2026").status_code == 404
    assert officer.get(f"/api/v1/registers/{cast.office.ba_dinh.code}/26").status_code == 404
    assert officer.get("/api/v1/workload").json()["items"][0]["open"] == 3
    assert sum(part["total"] for part in officer.get("/api/v1/today").json().values()) <= 3
    note = SimpleUploadedFile("biên bản.txt", "Đã xem.".encode(), "text/plain")
    added = officer.form(f"/api/v1/cases/{refs[0]}/files", fresh_key(), files=note, for_reporter="true")
    assert added.status_code == 200, added.content
    token = officer.get(f"/api/v1/cases/{refs[0]}").json()["files"][0]["token"]
    assert b"".join(officer.get(f"/api/v1/files/{token}").streaming_content).decode() == "Đã xem."
    assert of(cast.quan).get(f"/api/v1/files/{token}").status_code == 404


def test_a_case_is_handed_over_to_another_post_of_the_office(cast: Cast, of: Issue, reported: Reported):
    ref = reported().ref
    head = of(cast.ha, "cases.read", "cases.hand_over", "cases.register", "cases.assign")
    head.post(f"/api/v1/cases/{ref}/steps/register", {"seq": 1})
    done = head.post(f"/api/v1/cases/{ref}/hand-over", {"post": cast.minh.post.pk, "reason": "Đồng chí Lan nghỉ phép."})
    assert done.status_code in (200, 409, 422), done.content
    assert of(cast.lan).post(f"/api/v1/cases/{ref}/hand-over", {"post": 1, "reason": "x"}).status_code == 404
