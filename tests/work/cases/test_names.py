"""A petitioner or complainant is found again by the exact full name; who denounces or reports a crime never is."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from namro.ground.gate import guard
from namro.ground.gate.action import REGISTRY
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, Actor
from namro.ground.people.models import Holding
from namro.ground.seals.models import Sealed
from namro.ground.trail.guards import lifted
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, handover_actions, intake_actions, name_actions, names
from namro.work.cases.models import Case, Done, NameSearch, ReporterName
from namro.work.cases.name_actions import LOOK_UPS, find_by_name
from namro.work.cases.name_searches import name_searches
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, Member, act, unit
from tests.work.cases.test_import import HEAD, OPEN_ROW, brought_in, sheet

pytestmark = pytest.mark.django_db

NAME, PLAIN = "Nguyễn Thị Hòa", "nguyen thi hoa"
HOAN_KIEM, BA_DINH = "00070", "00004"
WHY = "Bà đến hỏi, không mang giấy biên nhận."
ANSWERS: dict[str, dict[str, Any]] = {
    "petition": {"about": "Đèn đường hỏng đã hai tuần."},
    "complaint": {"about": "Quyết định số 12.", "wish": "Xem lại.", "learned": {"from": "2026-03-02"}},
    "denunciation": {"about": "Nhận tiền ngoài quy định.", "whom": "Ông B.", "in_service": True},
    "crime-report": {"danger": False, "about": "Kho hàng bị phá khóa."},
}


def came_in(procedure: str, name: str = NAME, code: str = BA_DINH, **more: Any) -> Case:
    """Somebody of that name has sent a matter of that kind."""
    rules = the_pack().procedure(procedure, the_pack().calendar.local(NOW))
    place = {"ref": unit(code).ref}
    answers = {k: v for k, v in ANSWERS[procedure].items() if k in {f.id for f in rules.fields}}
    for asked in rules.fields:
        if asked.required and asked.kind == "place":
            answers[asked.id] = place
        elif asked.required and asked.kind == "yes-no":
            answers.setdefault(asked.id, False)
    given = {"name": name, "phone": "0912 345 678", "address": "số 5 phố Đội Cấn"}
    return actions.receive(
        more.pop("office", None),
        procedure=procedure,
        answers=answers,
        identity={key: value for key, value in given.items() if key in rules.reporter.asks},
        place_ref=unit(code).ref,
        draft=secrets.token_urlsafe(24),
        actor=more.pop("actor", actions.NEWCOMER),
        now=NOW,
        **more,
    ).case


def found(by: Member | Actor, name: str = NAME, reason: str = WHY, at: datetime = NOW) -> list[str]:
    return [row.ref for row in act(find_by_name, None, by=by, at=at, name=name, reason=reason).rows]


# --- who is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", ["petition", "complaint"])
def test_who_sent_a_petition_or_a_complaint_is_found_by_the_full_name(cast: Cast, procedure: str) -> None:
    case = came_in(procedure)
    assert found(cast.lan) == found(cast.minh) == found(cast.ha) == [case.ref]


@pytest.mark.once
@pytest.mark.parametrize(
    "typed", [NAME, "nguyễn  thị hoà ", "NGUYỄN THỊ HÒA", unicodedata.normalize("NFD", NAME), PLAIN]
)
def test_case_spaces_composition_and_the_vowel_of_a_tone_do_not_matter(cast: Cast, typed: str) -> None:
    case = came_in("petition")
    assert found(cast.lan, typed) == [case.ref]


@pytest.mark.once
@pytest.mark.parametrize("typed", ["Nguyễn Thị Hoa", "Nguyễn Thị Họa", "Nguyễn Thị", "Thị Hòa", "nguyen thi", "Hòa"])
def test_another_accent_or_a_part_of_the_name_finds_nothing(cast: Cast, typed: str) -> None:
    came_in("petition")
    assert found(cast.lan, typed) == []


def test_the_newest_are_shown_first_and_no_more_than_fifty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [came_in("petition") for _ in range(3)]
    assert found(cast.lan) == [case.ref for case in reversed(cases)]
    monkeypatch.setattr(name_actions, "MOST", 2)
    page = act(find_by_name, None, by=cast.lan, name=NAME, reason=WHY)
    assert ([row.ref for row in page.rows], page.more) == ([cases[2].ref, cases[1].ref], True)


def test_what_came_by_telephone_and_what_was_imported_is_found_too(cast: Cast, home: Path) -> None:
    called = came_in("petition", channel="phone", actor=cast.lan.actor, office=cast.office.ba_dinh)
    assert found(cast.lan) == [called.ref]
    brought_in(cast, sheet(OPEN_ROW, ["4/2026", *OPEN_ROW[1:2], "", *OPEN_ROW[3:]], head=HEAD))
    imported = Case.objects.get(number="3/2026", channel__isnull=False)
    assert found(cast.lan, "Lê Văn Giấu") == [imported.ref]
    assert ReporterName.objects.count() == 2, "the row without a name keeps nothing"


def test_an_imported_crime_report_is_not_found(cast: Cast, home: Path) -> None:
    brought_in(cast, sheet([*OPEN_ROW[:6], "Đang xác minh", "", ""]), procedure="crime-report")
    assert Sealed.objects.count() == 1
    assert found(cast.lan, "Lê Văn Giấu") == []
    assert not ReporterName.objects.exists()


# --- who is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", ["denunciation", "crime-report"])
def test_nothing_is_kept_by_which_a_denouncer_or_a_crime_reporter_could_be_found(cast: Cast, procedure: str) -> None:
    came_in(procedure, code=BA_DINH)
    assert Sealed.objects.count() == 1
    assert not ReporterName.objects.exists()
    for member in (cast.lan, cast.minh, cast.ha):
        assert found(member) == found(member, PLAIN) == []


@pytest.mark.parametrize("who", ["lan", "quan"])
@pytest.mark.parametrize("procedure", ["denunciation", "crime-report", "petition", None])
def test_a_look_up_that_finds_nothing_is_the_same_whoever_bears_the_name(
    cast: Cast, who: str, procedure: str | None
) -> None:
    """Of a denouncer or a crime reporter, in reach or out of it, and of nobody at all: the same answer by the same
    statements. Of a petitioner out of reach too."""
    if procedure is not None:
        out_of_reach = HOAN_KIEM if who == "lan" else BA_DINH
        came_in(procedure, code=out_of_reach if procedure == "petition" else BA_DINH)
    actor = cast.members[who].actor
    find_by_name(None, name="Lần Đầu Tiên", reason=WHY, actor=actor, now=NOW)  # the key is read at its first use
    with CaptureQueriesContext(connection) as asked:
        page = find_by_name(None, name=NAME, reason=WHY, actor=actor, now=NOW)
    assert (page.rows, page.total, page.pages, page.more, page.after) == ([], 0, 1, False, "")
    with CaptureQueriesContext(connection) as of_nobody:
        find_by_name(None, name="Không Có Ai", reason=WHY, actor=actor, now=NOW)
    assert _shape(asked) == _shape(of_nobody)


def _shape(asked: CaptureQueriesContext) -> list[str]:
    """The statements without their values."""
    return [re.sub(r"'[^']*'|\d+|s\d+_x\d+", "?", query["sql"]) for query in asked.captured_queries]


def test_with_one_guard_off_the_other_still_holds_and_with_both_off_the_denouncer_is_betrayed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, spoiled: None
) -> None:
    monkeypatch.setattr(intake_actions, "kept_of", _keeps_every_name)
    case = came_in("crime-report")
    assert ReporterName.objects.count() == 1
    assert found(cast.lan) == []  # a look-up asks again
    assert [d.field for d in recheck(NOW)] == ["name"]  # and it is noticed
    monkeypatch.setattr(names, "found_among", lambda versions: True)
    assert found(cast.lan) == [case.ref]  # the harm


def _keeps_every_name(rules: Any, identity: dict[str, str]) -> names.Kept:
    return names.Kept(*names.digests_of(identity["name"]), b"0" * 16)


def test_a_procedure_that_the_pack_protects_later_is_found_no_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, spoiled: None
) -> None:
    came_in("petition")
    monkeypatch.setattr(names, "is_findable", lambda rules: False)
    assert found(cast.lan) == []
    assert [d.field for d in recheck(NOW)] == ["name"]


def test_a_case_that_goes_on_under_a_version_without_names_keeps_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = came_in("complaint")
    rules = handover_actions.rules_of(case.frozen_id)[1]
    closed = rules.model_copy(update={"reporter": rules.reporter.model_copy(update={"findable": None})})
    from namro.work.cases.history import frozen

    with guard.outside("a version that was published later"):
        version = frozen(the_pack(), closed)
    act(actions.change_version, case, by=OPERATOR, to=version.hash, reason="Bản mới không cho tìm theo tên.")
    assert not ReporterName.objects.exists()
    assert found(cast.lan) == []


# --- who may look ---------------------------------------------------------------------------------------------------


def test_whoever_has_no_right_to_it_gets_the_answer_of_what_is_not_there(cast: Cast) -> None:
    came_in("petition")
    for member in (cast.nam, cast.son, cast.thao, cast.tam, cast.dung, cast.vy, cast.phuc):
        with pytest.raises(NotThere):
            found(member)
    assert not NameSearch.objects.exists()
    assert not REGISTRY["cases.find_by_name"].by_token


def test_a_name_is_looked_for_in_ones_own_reach_alone(cast: Cast) -> None:
    here, there = came_in("petition"), came_in("petition", code=HOAN_KIEM)
    assert found(cast.lan) == [here.ref]
    assert found(cast.quan) == [there.ref]


def test_who_also_watches_the_whole_city_looks_up_names_at_the_own_office_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = came_in("petition"), came_in("petition", code=HOAN_KIEM)
    with guard.outside("Lan is auditor too"):
        Holding.objects.create(post=cast.tam.post, user=cast.lan.user, begins=NOW.date())
    assert found(cast.lan) == [here.ref]
    monkeypatch.setattr(name_actions, "_where_it_may_look", lambda actor: actor)
    assert set(found(cast.lan)) == {here.ref, there.ref}  # the harm


@pytest.mark.once
@pytest.mark.parametrize(("name", "reason"), [("", WHY), ("...", WHY), ("x" * 121, WHY), (NAME, ""), (NAME, " . ")])
def test_without_a_name_or_a_reason_nothing_is_looked_for(cast: Cast, name: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        found(cast.lan, name, reason)
    assert refused.value.field == ("reason" if name == NAME else "name")
    assert not NameSearch.objects.exists()


def test_names_cannot_be_tried_one_after_the_other(cast: Cast) -> None:
    case = came_in("petition")
    for nth in range(LOOK_UPS):
        found(cast.lan, f"Nguyễn Văn {chr(65 + nth)}", at=NOW + timedelta(seconds=nth))
    with pytest.raises(Refused) as refused:
        found(cast.lan, at=NOW + timedelta(minutes=10))
    assert (refused.value.code, refused.value.params) == ("cases.find-too-often", {"most": LOOK_UPS, "n": 50})
    assert NameSearch.objects.count() == LOOK_UPS, "what was refused is no look-up"
    assert found(cast.minh) == [case.ref], "a colleague has a count of their own"
    assert found(cast.lan, at=NOW + timedelta(hours=1, seconds=1)) == [case.ref]


def test_without_the_count_names_could_be_tried_all_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_actions, "_not_too_often", lambda actor, now: None)
    for _ in range(LOOK_UPS + 5):
        found(cast.lan)
    assert NameSearch.objects.count() == LOOK_UPS + 5  # the harm


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_a_look_up_is_recorded_with_its_reason_and_without_the_name(cast: Cast) -> None:
    came_in("petition")
    found(cast.lan)
    kept = NameSearch.objects.get()
    assert (kept.actor_name, kept.reason, kept.at) == ("Nguyễn Thị Lan", WHY, NOW)
    assert (kept.entry.action, kept.entry.object_ref, kept.entry.actor_ref) == (
        "cases.find_by_name",
        "name-search",
        cast.lan.actor.ref,
    )
    seal_now()
    assert verify().sound
    with lifted(connection), guard.outside("somebody changes the reason"):
        NameSearch.objects.update(reason="Khác.")
    assert [finding.kind for finding in verify().findings] == ["claim"]
    with lifted(connection), guard.outside("somebody hides that they looked"):
        NameSearch.objects.all().delete()
    assert [finding.kind for finding in verify().findings] == ["unclaimed"]


def test_neither_the_name_nor_a_digest_of_it_stands_in_the_trail_or_beside_a_look_up(cast: Cast) -> None:
    came_in("petition")
    found(cast.lan)
    row = ReporterName.objects.get()
    secret = {NAME, PLAIN, names.spelled(NAME), row.exact, row.plain}
    kept = [*Entry.objects.values_list(), *NameSearch.objects.values_list(), *Done.objects.values_list()]
    told = str(kept)
    assert [one for one in secret if one in told] == []


def test_equal_names_do_not_show_in_what_the_actions_bind(cast: Cast) -> None:
    came_in("petition"), came_in("petition")
    assert ReporterName.objects.values("exact").distinct().count() == 1
    bound = [done.data["bound"]["name"] for done in Done.objects.filter(seq=1)]
    assert len(set(bound)) == 2


def test_the_digests_need_the_key_of_the_identities(home: Path) -> None:
    from namro.ground.seals.marked import forget_keys

    first = names.digests_of(NAME)
    assert first == names.digests_of(NAME.upper())
    forget_keys()
    with connections["default"].cursor() as cursor, guard.outside("another installation"):
        cursor.execute("DELETE FROM seals_keymark")
    (home / "keys/identity.key").unlink()
    assert names.digests_of(NAME).exact != first.exact


def test_who_watches_over_look_ups_sees_all_and_others_their_own(cast: Cast) -> None:
    found(cast.lan), found(cast.quan)
    who: Callable[[Member], list[str]] = lambda member: [one.actor_name for one in name_searches(member.actor)]  # noqa: E731
    assert who(cast.lan) == ["Nguyễn Thị Lan"]
    assert who(cast.ha) == who(cast.dung) == []
    assert who(cast.tam) == ["Phạm Minh Quân", "Nguyễn Thị Lan"]


# --- recheck --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["changed", "gone", "salt", "swapped", "identity gone"])
def test_what_a_name_finds_is_held_against_what_came_in(cast: Cast, what: str, spoiled: None) -> None:
    case, other = came_in("petition"), came_in("complaint", "Trần Văn Khác")
    assert recheck(NOW) == []
    rows = ReporterName.objects.filter(case=case)
    with lifted(connection), guard.outside("somebody who owns the database"):
        if what == "changed":
            rows.update(exact=names.digests_of("Người Khác").exact)
        elif what == "salt":
            rows.update(salt=b"1" * 16)
        elif what == "swapped":
            theirs = ReporterName.objects.get(case=other)
            rows.update(exact=theirs.exact, plain=theirs.plain)
        elif what == "gone":
            rows.delete()
        else:
            Sealed.objects.filter(about=case.guard_ref).delete()
    assert "name" in {d.field for d in recheck(NOW) if d.case == case.ref}


def test_a_row_made_up_for_a_crime_report_is_named(cast: Cast, spoiled: None) -> None:
    case = came_in("crime-report")
    with guard.outside("somebody who owns the database"):
        ReporterName.objects.create(case=case, **names.digests_of(NAME)._asdict(), salt=b"0" * 16)
    assert [(d.case, d.field) for d in recheck(NOW)] == [(case.ref, "name")]
