"""When an office, a unit, a post or a version of the law ends while cases run: nothing is left without an owner."""

from __future__ import annotations

from datetime import date

import pytest

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Holding, Office, Post
from namro.ground.places.models import Unit
from namro.ground.places.orphans import orphans
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases.left import left_behind
from namro.work.cases.models import Case, RegisterEntry
from namro.work.cases.offices import receiving_office
from tests.cast import NOW, SINCE, Cast, unit
from tests.work.cases.conftest import BA_DINH, HOAN_KIEM, Reported, again

pytestmark = pytest.mark.django_db
ON = NOW.date()


def code_of(function: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


@pytest.fixture
def heir(cast: Cast) -> Office:
    """A new police office that takes Ba Đình's place."""
    with guard.outside("an office begins"):
        made = Office.objects.create(
            kind="commune-police", unit=unit("00008"), parent=cast.office.city, names={"vi": "Công an mới"},
            code="NEW-1", begins=SINCE,
        )  # fmt: skip
        Office.objects.filter(pk=made.pk).update(path=f"{cast.office.city.path}{made.pk}/")
    return Office.objects.get(pk=made.pk)


def ended(office: Office) -> None:
    with guard.outside("an office ends"):
        Office.objects.filter(pk=office.pk).update(ends=ON)


def test_an_office_that_ends_hands_all_its_open_cases_over(
    registered: Case, reported: Reported, cast: Cast, heir: Office
) -> None:
    unregistered = reported().case
    before = {v.id: v.due for v in queries.clocks(registered, NOW)}
    ended(cast.office.ba_dinh)
    assert {(c.ref, c.why) for c in left_behind(ON)} == {
        (registered.ref, "office-ended"), (unregistered.ref, "office-ended"),
    }  # fmt: skip
    count = actions.hand_over_all(cast.office.ba_dinh, office=heir, reason="Sáp nhập.", actor=OPERATOR, now=NOW)
    assert count == 2
    assert {c.why for c in left_behind(ON)} == {"office-empty"}  # the heir stands, and nobody sits there yet
    with guard.outside("somebody comes"):
        post = Post.objects.create(office=heir, role="duty-officer", begins=SINCE)
        Holding.objects.create(post=post, user=cast.lan.user, begins=SINCE)
    assert left_behind(ON) == []
    case = again(registered)
    assert (case.office, case.number) == (heir, "00001/2026/NEW-1")
    assert again(unregistered).number == ""
    assert {v.id: v.due for v in queries.clocks(case, NOW)} == before
    assert RegisterEntry.objects.filter(case=case).count() == 2


def test_a_case_on_its_way_to_an_office_that_ended_goes_to_its_heir(sent: Case, cast: Cast) -> None:
    with guard.outside("a second investigation office"):
        other = Office.objects.create(
            kind="investigation", unit=cast.office.city.unit, parent=cast.office.city, names={"vi": "Mới"},
            code="INV-2", begins=SINCE,
        )  # fmt: skip
    ended(cast.office.investigation)
    assert [c.why for c in left_behind(ON)] == ["receiver-ended"]
    assert actions.hand_over_all(cast.office.investigation, office=other, reason="Thay.", actor=OPERATOR, now=NOW) == 1
    case = again(sent)
    assert (case.office, case.pending_office) == (cast.office.ba_dinh, other)
    assert left_behind(ON) == []


def test_all_or_none_is_handed_over(registered: Case, reported: Reported, cast: Cast) -> None:
    assert code_of(
        actions.hand_over_all, cast.office.ba_dinh, office=cast.office.ba_dinh, reason="x", actor=OPERATOR, now=NOW
    ) == "cases.same-office"  # fmt: skip
    assert again(registered).office == cast.office.ba_dinh


def test_a_post_that_ends_or_stands_empty_leaves_its_cases_to_be_given_on(verifying: Case, cast: Cast) -> None:
    assert left_behind(ON) == []
    with guard.outside("Sơn leaves"):
        Holding.objects.filter(post=cast.son.post).update(ends=ON)
    assert [c.why for c in left_behind(ON)] == ["post-empty"]
    with guard.outside("the post ends"):
        Post.objects.filter(pk=cast.son.post.pk).update(ends=ON)
    assert [c.why for c in left_behind(ON)] == ["post-ended"]
    assert [(o.orphan.ref, o.orphan.why) for o in orphans(ON)] == [(f"case:{verifying.ref}", "post-ended")]
    assert code_of(
        actions.hand_over, verifying, post=cast.son.post, reason="x", actor=cast.binh.actor, now=NOW
    ) == "cases.unknown-post"  # fmt: skip
    assert code_of(
        actions.hand_over, verifying, post=cast.hoa.post, reason="x", actor=cast.binh.actor, now=NOW
    ) == "cases.post-of-another-role"  # fmt: skip
    with guard.outside("Hoa is made an investigator too"):
        heir = Post.objects.create(office=cast.office.investigation, role="investigator", begins=SINCE)
        Holding.objects.create(post=heir, user=cast.hoa.user, begins=SINCE)
    actions.hand_over(verifying, post=heir, reason="Nghỉ hưu.", actor=cast.binh.actor, now=NOW)
    assert again(verifying).assignee == heir
    assert left_behind(ON) == []


def test_only_the_head_and_the_operator_hand_over(registered: Case, cast: Cast) -> None:
    for member in (cast.lan, cast.minh, cast.quan, cast.duc, cast.dung):
        with pytest.raises(NotThere):
            actions.hand_over(registered, post=cast.minh.post, reason="x", actor=member.actor, now=NOW)
    actions.hand_over(registered, post=cast.minh.post, reason="x", actor=cast.ha.actor, now=NOW)
    assert code_of(actions.hand_over, registered, reason="x", actor=cast.ha.actor, now=NOW) == "cases.needed"


def test_a_unit_that_ends_shows_its_open_cases_as_orphans(registered: Case, cast: Cast) -> None:
    assert not [left for left in orphans(ON) if left.orphan.kind == "case"]
    with guard.outside("the ward ends"):
        Unit.objects.filter(pk=cast.office.ba_dinh.unit_id).update(ends=ON)
    found = [left.orphan for left in orphans(ON) if left.orphan.kind == "case"]
    assert [(o.ref, registered.number in o.name) for o in found] == [(f"case:{registered.ref}", True)]


# --- where a report goes --------------------------------------------------------------------------------------------


def test_a_former_district_leads_to_todays_offices_so_that_the_person_chooses(cast: Cast) -> None:
    assert receiving_office("crime-report", unit(BA_DINH).ref, ON) == [cast.office.ba_dinh]
    former = Unit.objects.filter(ends__isnull=False, lowest=True, became__target__code=HOAN_KIEM).first()
    if former is None:
        pytest.fail("the places of the city have no former unit of Hoàn Kiếm")
    assert cast.office.hoan_kiem in receiving_office("crime-report", former.ref, ON)


def test_a_place_that_is_not_known_is_refused_and_no_place_has_no_office(cast: Cast) -> None:
    assert receiving_office("crime-report", "", ON) == []
    for ref in ("2025:1", "nonsense", "x" * 1000, ":", "2025:"):
        assert code_of(receiving_office, "crime-report", ref, ON) == "cases.unknown-place"


# --- versions of the law ----------------------------------------------------------------------------------------------


@pytest.fixture
def complaint(cast: Cast, reported: Reported) -> Case:
    """A complaint received under the law of before July 2026."""
    from namro.rules.packs.current import the_pack

    fields = the_pack().procedure("complaint", ON).fields
    answers: dict[str, object] = {}
    for field in fields:
        if field.required:
            answers[field.id] = {
                "text": "Quyết định 12/QĐ-XP",
                "long-text": "Tôi không đồng ý.",
                "place": {"ref": unit(BA_DINH).ref},
                "date-or-period": {"from": "2026-03-01", "to": "2026-03-01"},
                "choice": next(iter(field.options), ""),
                "yes-no": False,
            }.get(field.kind)
    asks = the_pack().procedure("complaint", ON).reporter.asks
    identity = {
        a.id: "0912345678" if a.kind == "phone" else "a@b.vn" if a.kind == "email" else "Lê Văn A"
        for a in asks.values()
    }
    return reported(
        procedure="complaint", answers={k: v for k, v in answers.items() if v is not None}, identity=identity
    ).case


def test_a_running_case_goes_on_under_a_newer_version_with_a_reason(complaint: Case, cast: Cast) -> None:
    before = {v.id: v.due.on for v in queries.clocks(complaint, NOW) if v.due}
    ha = cast.ha.actor
    assert code_of(actions.change_version, complaint, to="2026-07-01", reason="", actor=ha, now=NOW) == "cases.needed"
    actions.change_version(complaint, to="2026-07-01", reason="Luật 136/2025.", actor=ha, now=NOW)
    case = again(complaint)
    _, procedure = queries.rules_of(case)
    assert procedure.valid.from_ == date(2026, 7, 1)
    after = {v.id: v.due.on for v in queries.clocks(case, NOW) if v.due}
    assert set(after) & set(before)
    assert code_of(actions.change_version, case, to="2026-07-01", reason="x", actor=ha, now=NOW) == "cases.same-version"
    assert (
        code_of(actions.change_version, case, to="2012-07-01", reason="x", actor=ha, now=NOW) == "cases.older-version"
    )
    for nothing in ("1999-01-01", "crime-report@2022-01-14", "", "x" * 300):
        assert (
            code_of(actions.change_version, case, to=nothing, reason="x", actor=ha, now=NOW) == "cases.unknown-version"
        )


def test_a_case_keeps_its_version_when_the_pack_loses_it(
    registered: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from namro.rules.packs.current import the_pack
    from namro.work.cases import history

    emptied = replace(the_pack(), procedures=())
    monkeypatch.setattr(history, "the_pack", lambda: emptied)
    history._of_pack.clear()
    actions.classify(registered, step="classify", flags={"urgent": True}, actor=cast.lan.actor, now=NOW)
    assert again(registered).state == "classified"
    assert queries.rows(cast.lan.actor, NOW).rows[0].state_names["en"].startswith("Classified")
    history._of_pack.clear()
