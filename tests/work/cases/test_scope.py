"""Who sees what: everything that is read begins at the same place, and Quân sees nothing of Ba Đình."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, SYSTEM, Actor, reporter
from namro.work.cases import actions, narrowing, queries, scope, today
from namro.work.cases.models import Case
from namro.work.cases.walks import Branch
from tests.cast import NOW, Cast
from tests.work.cases.conftest import BA_DINH, HOAN_KIEM, Reported

pytestmark = pytest.mark.django_db
ON = NOW.date()


def test_the_ward_next_door_sees_nothing(case: Case, cast: Cast) -> None:
    quan = cast.quan.actor
    assert not queries.for_actor(quan, ON).exists()
    assert queries.rows(quan, NOW).total == 0
    assert queries.rows(quan, NOW, text=case.ref).total == 0
    assert queries.workload(quan, NOW) == []
    found = today.today(quan, NOW)
    assert [part.total for part in (found.late, found.soon, found.new, found.waiting)] == [0, 0, 0, 0]
    for read in (lambda: queries.case(quan, case.ref, ON), lambda: queries.case(quan, "NR-0000-0000", ON)):
        with pytest.raises(NotThere) as caught:
            read()
        assert caught.value.code == "gate.not-found"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("lan", 1), ("minh", 1), ("ha", 1), ("nam", 1), ("quan", 1), ("mai", 1), ("son", 0), ("binh", 0),
        ("thao", 2), ("tam", 2), ("dung", 0), ("vy", 0), ("phuc", 0),
    ],
)  # fmt: skip
def test_everyone_sees_what_their_post_reaches(reported: Reported, cast: Cast, who: str, sees: int) -> None:
    reported(BA_DINH)
    reported(HOAN_KIEM)
    assert queries.for_actor(cast.members[who].actor, ON).count() == sees


def test_a_case_on_its_way_is_seen_at_both_ends(sent: Case, cast: Cast) -> None:
    for member in (cast.lan, cast.hoa):
        assert queries.case(member.actor, sent.ref, ON) == sent


def test_a_case_that_was_taken_over_is_seen_where_it_is(taken: Case, cast: Cast) -> None:
    assert queries.case(cast.hoa.actor, taken.ref, ON) == taken
    with pytest.raises(NotThere):
        queries.case(cast.lan.actor, taken.ref, ON)


def test_a_reporter_sees_their_own_case_only(case: Case, reported: Reported) -> None:
    other = reported().case
    assert list(queries.for_actor(reporter(case.ref), ON)) == [case]
    with pytest.raises(NotThere):
        queries.case(reporter(case.ref), other.ref, ON)
    assert not queries.for_actor(Actor("reporter", "reporter:new", ""), ON).exists()


def test_somebody_without_a_post_sees_nothing(case: Case, cast: Cast) -> None:
    assert not queries.for_actor(Actor("staff", "user:1", "Nobody"), ON).exists()
    assert not queries.for_actor(cast.lan.at(NOW.replace(year=2024)), ON).exists()


def test_the_operator_and_scheduled_work_see_everything(case: Case) -> None:
    assert queries.for_actor(OPERATOR, ON).count() == queries.for_actor(SYSTEM("recheck"), ON).count() == 1


def test_a_file_is_served_to_those_who_see_its_case_only(case: Case, cast: Cast) -> None:
    done = actions.attach(
        case, uploads=[SimpleUploadedFile("ghi chú.txt", "Biển số 29-A".encode())], actor=cast.lan.actor, now=NOW
    )
    token = done.attachments.get().token
    assert queries.attachment(cast.minh.actor, token, ON).name == "ghi chú.txt"
    for actor in (cast.quan.actor, reporter(case.ref), cast.dung.actor):
        with pytest.raises(NotThere):
            queries.attachment(actor, token, ON)
    with pytest.raises(NotThere):
        queries.attachment(cast.lan.actor, "guessed", ON)


def test_without_the_scope_quan_would_see_it(case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "branches", lambda actor, on: (Branch(Q()),))
    assert queries.rows(cast.quan.actor, NOW).total == 1
    monkeypatch.undo()
    assert scope.for_actor(cast.quan.actor, ON).count() == 0
