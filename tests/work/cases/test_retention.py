"""What was kept long enough is erased by somebody, and then stands nowhere; its acts and their proof stay."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, reporter, staff
from namro.ground.people.models import User
from namro.ground.seals.models import Sealed
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, payload, queries, retention, timeline
from namro.work.cases.models import Attachment, Case, CaseKey, Done, Erasing, Rating, ReporterName, Salt
from namro.work.cases.recheck import recheck
from namro.work.cases.retention_actions import Erased
from namro.work.cases.words_index import restore_after_migrate
from tests.cast import HANOI, NOW, Cast, act, unit
from tests.work.cases.conftest import again
from tests.work.cases.test_identity import everything_kept

pytestmark = pytest.mark.django_db

WORD = "Xylofonzq"
"""Written in every place where somebody can write, and nowhere else."""
LAST = date(2031, 3, 10)
THEN = datetime(2031, 3, 11, 9, 0, tzinfo=HANOI)
BEFORE = datetime(2031, 3, 10, 9, 0, tzinfo=HANOI)


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.NAMRO_HOME, settings.FILES_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def khoa(cast: Cast) -> User:
    """The archivist of the city."""
    return cast.khoa.user


def closed(cast: Cast, about: str = f"Đèn đường {WORD} hỏng.", at: datetime = NOW) -> Case:
    """A petition of Ba Đình in which everybody wrote what they could; answered and closed at `at`."""
    case = actions.receive(
        None,
        procedure="petition",
        answers={"about": about, "where": {"ref": unit("00004").ref, "detail": f"ngõ {WORD}"}},
        identity={"name": f"Nguyễn {WORD}"},
        place_ref=unit("00004").ref,
        draft=secrets.token_urlsafe(24),
        actor=actions.NEWCOMER,
        now=NOW,
    ).case
    me = reporter(case.ref)
    file = SimpleUploadedFile(f"{WORD}.txt", f"Chuyện {WORD}".encode())
    act(actions.attach, case, by=me, uploads=[file])
    act(actions.message, again(case), by=me, text=f"Thêm: {WORD}")
    act(actions.register, again(case), by=cast.ha)
    act(actions.act, again(case), "reply", {"answer": f"Đã sửa {WORD}."}, by=cast.ha, at=at)
    act(actions.rate, again(case), by=me, at=at, understood=5, treated=5, text=f"Cảm ơn {WORD}")
    act(actions.act, again(case), "close", {}, by=cast.ha, at=at)
    return again(case)


def erased(case: Case, by: User, at: datetime = THEN, **more: object) -> Erased:
    said = {"reason": "Theo danh mục năm 2031.", "once": secrets.token_urlsafe(12), "looked_up": True, **more}
    return act(actions.erase_kept, None, refs=[case.ref], by=staff(by, at), at=at, **said)


def code_of(*args: object, **more: object) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        erased(*args, **more)  # type: ignore[arg-type]
    return refused.value.code, getattr(refused.value.__cause__, "code", "")


def test_until_when_a_case_is_kept_follows_from_its_closing_and_opening_it_again_ends_that(cast: Cast) -> None:
    case = closed(cast)
    assert case.keep_until == LAST
    rule = retention.rule_of(case)
    assert rule is not None
    assert (rule.years, rule.until, rule.certain, rule.held_until) == (5, LAST, False, None)
    act(actions.act, case, "reopen", {"reason": "Đèn lại hỏng."}, by=cast.ha)
    assert (again(case).keep_until, retention.rule_of(again(case))) == (None, None)


def test_while_another_office_owes_its_second_look_nothing_is_erased(
    cast: Cast, khoa: User, django_capture_on_commit_callbacks: Any
) -> None:
    case = closed(cast, at=NOW.replace(month=9))
    look = act(
        actions.ask_second_look, case, by=reporter(case.ref), at=NOW.replace(month=9, day=11), text="Trả lời muộn."
    )
    much_later = THEN.replace(month=12)
    (listed,) = retention.ending(staff(khoa, much_later), much_later)
    assert listed.reason == "cases.erase-look-open", "the list says so before anybody tries"
    assert code_of(case, khoa, much_later) == ("cases.erase-one", "cases.erase-look-open")
    act(
        actions.answer_second_look, look, by=cast.yen, at=THEN.replace(month=10),
        outcome="again", reasons=f"Trả lời muộn {WORD}.",
    )  # fmt: skip
    act(actions.see_second_look, again(case), by=cast.ha, at=THEN.replace(month=10), seen=again(case).seq)
    with django_capture_on_commit_callbacks(execute=True):
        erased(case, khoa, much_later)
    assert WORD.lower() not in everything_kept().lower()
    with pytest.raises(Refused) as refused:
        act(actions.ask_second_look, again(case), by=reporter(case.ref), at=much_later)
    assert refused.value.code == "cases.erased"


def test_whoever_reads_the_database_alone_reads_nothing_but_the_line_of_lists(cast: Cast) -> None:
    """Before anything is erased: the words that lists and searches need, and what was said of how it went."""
    closed(cast, about="Đèn đường hỏng.")
    kept = everything_kept()
    assert f"ngõ {WORD}" not in kept
    assert f"Thêm: {WORD}" not in kept
    assert f"Đã sửa {WORD}" not in kept
    assert f"Cảm ơn {WORD}" in kept


def test_an_erased_case_holds_nothing_of_what_was_said_and_everything_of_what_was_done(
    cast: Cast, khoa: User, django_capture_on_commit_callbacks: object, settings: Any
) -> None:
    case = closed(cast)
    path = Path(settings.FILES_ROOT) / Attachment.objects.get().path
    assert WORD in everything_kept()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erased(case, khoa)
    case = again(case)
    assert (case.erased_on, case.keep_until, case.summary) == (THEN.date(), None, "")
    assert WORD.lower() not in everything_kept().lower()
    assert not path.exists()
    gone = (CaseKey, Sealed, ReporterName, Attachment)
    assert [model.objects.count() for model in gone] == [0, 0, 0, 0]
    assert [line.verb for line in timeline.timeline(case, "reporter")][-1] == "erase"
    assert not any(line.words or line.files for line in timeline.timeline(case, "staff"))
    assert queries.said(case, cast.ha.actor, NOW.date()) == []
    assert retention.erased(case) == retention.Gone(THEN.date(), 5, "Phụ lục I Thông tư 10/2022/TT-BNV")
    assert case.number.startswith("00001/2026/")
    assert queries.rows(cast.ha.at(THEN), THEN, text=WORD).rows == []
    assert (Erasing.objects.get().reason, Erasing.objects.get().cases) == ("Theo danh mục năm 2031.", [case.ref])
    seal_now()
    assert verify().findings == []
    assert recheck(THEN) == []


def test_nothing_can_be_added_to_an_erased_case(cast: Cast, khoa: User) -> None:
    case = closed(cast)
    me = reporter(case.ref)
    stale = again(case)
    erased(case, khoa)
    for step, who in (
        (lambda **by: actions.message(stale, text="Còn nữa", **by), me),
        (lambda **by: actions.rate(stale, understood=1, treated=1, **by), me),
        (lambda **by: actions.act(stale, "reopen", {"reason": "Xem lại"}, **by), cast.ha.at(THEN)),
    ):
        with pytest.raises(Refused) as refused:
            step(actor=who, now=THEN)
        assert refused.value.code == "cases.erased"


def test_it_is_too_early_on_the_last_day_with_something_unread_and_within_thirty_days_of_the_last_act(
    cast: Cast, khoa: User
) -> None:
    case = closed(cast)
    assert code_of(case, khoa, BEFORE) == ("cases.erase-one", "cases.still-kept")
    assert code_of(case, khoa, looked_up=False) == ("cases.retention-unconfirmed", "")
    act(actions.message, case, by=reporter(case.ref), at=BEFORE, text="Còn ai đó không?")
    assert code_of(again(case), khoa) == ("cases.erase-one", "cases.erase-unread")
    act(actions.mark_read, again(case), by=cast.ha.at(BEFORE), at=BEFORE, seen=again(case).seq)
    assert code_of(again(case), khoa) == ("cases.erase-one", "cases.erase-too-soon")
    erased(again(case), khoa, datetime(2031, 4, 9, 9, 0, tzinfo=HANOI))


def test_the_head_is_warned_and_holds_a_case_back(cast: Cast, khoa: User) -> None:
    case = closed(cast)
    soon = datetime(2031, 2, 10, 9, 0, tzinfo=HANOI)
    assert retention.how_many(cast.ha.at(soon), soon) == 1
    (found,) = retention.ending(cast.ha.at(soon), soon)
    assert (found.ref, found.rule.until, found.reason) == (case.ref, LAST, "cases.still-kept")
    assert retention.ending(cast.duc.at(soon), soon) == []
    head = {"by": cast.ha.at(soon), "at": soon}
    for until, code in ((LAST, "cases.hold-past"), (date(2041, 3, 11), "cases.hold-too-long")):
        with pytest.raises(Refused) as refused:
            act(actions.hold_back, case, until=until, reason="Đang có khiếu nại.", **head)
        assert refused.value.code == code
    act(actions.hold_back, case, until=date(2032, 1, 31), reason=f"Đang có khiếu nại {WORD}.", **head)
    rule = retention.rule_of(again(case))
    assert rule is not None
    assert (rule.until, rule.held_until) == (date(2032, 1, 31), date(2032, 1, 31))
    assert code_of(again(case), khoa) == ("cases.erase-changed", "")
    erased(again(case), khoa, datetime(2032, 2, 1, 9, 0, tzinfo=HANOI))


def test_only_an_archivist_erases_and_the_same_form_does_it_once(cast: Cast, khoa: User) -> None:
    case = closed(cast)
    for who in (cast.ha.at(THEN), cast.thao.at(THEN), cast.dung.at(THEN), Actor("system", "system:x", "")):
        with pytest.raises(NotThere):
            act(actions.erase_kept, None, refs=[case.ref], reason="x", once="o", by=who, at=THEN)
    first = erased(case, khoa, once="một lần")
    second = erased(case, khoa, once="một lần")
    assert (first.before, second.before, second.record) == (False, True, first.record)
    assert Done.objects.filter(verb="erase").count() == 1


def test_all_of_a_batch_or_none(cast: Cast, khoa: User) -> None:
    kept, held = closed(cast), closed(cast)
    act(actions.hold_back, held, until=date(2031, 6, 1), reason="Khởi kiện.", by=cast.ha)
    with pytest.raises(Refused) as refused:
        act(
            actions.erase_kept, None, refs=[kept.ref, held.ref], reason="x", once="o", looked_up=True,
            by=staff(khoa, THEN), at=THEN,
        )  # fmt: skip
    assert (refused.value.code, refused.value.params["ref"]) == ("cases.erase-one", held.ref)
    assert CaseKey.objects.count() == 2
    assert Done.objects.filter(verb="erase").count() == 0


def test_an_erasure_that_left_something_behind_is_named(cast: Cast, khoa: User, spoiled: object) -> None:
    case = closed(cast)
    with guard.outside("a key that survives"):
        key = CaseKey.objects.get()
        erased(case, khoa)
        CaseKey.objects.create(case=case, wrapped=key.wrapped, made_at=key.made_at)
        Case.objects.update(summary=WORD)
        Rating.objects.update(text=WORD)
        Sealed.objects.create(about=case.guard_ref, version=1, ciphertext=b"x", key_id="x")
    assert {d.field for d in recheck(THEN)} == {"key", "summary", "rating", "identity", "folded"}


def test_a_key_that_is_gone_without_an_erasure_is_named_and_the_case_can_still_be_read(
    cast: Cast, khoa: User, spoiled: object
) -> None:
    case = closed(cast)
    with guard.outside("somebody takes the key away"):
        CaseKey.objects.all().delete()
    assert {"key", "said"} <= {d.field for d in recheck(NOW)}
    assert queries.said(case) == []
    assert timeline.timeline(case, "staff")
    assert code_of(again(case), khoa) == ("cases.erase-one", "cases.key-lost")
    with pytest.raises(Refused) as refused:
        act(actions.message, again(case), by=reporter(case.ref), text="Còn nữa")
    assert refused.value.code == "cases.key-lost"


def test_without_the_key_of_its_own_an_erased_case_would_still_be_read_from_a_copy(cast: Cast, khoa: User) -> None:
    """What the erasure takes away is what opens the rows that stay: with it put back, they open."""
    case = closed(cast)
    wrapped = bytes(CaseKey.objects.get().wrapped)
    erased(case, khoa)
    assert payload.said(again(case)) is None
    with guard.outside("from a copy made before"):
        CaseKey.objects.create(case=case, wrapped=wrapped, made_at=NOW)
        stale = again(case)
        stale.erased_on = None
        heard = payload.said(stale)
        CaseKey.objects.all().delete()
    assert heard is not None
    assert WORD in heard.values["about"]


def test_a_short_reason_cannot_be_guessed_from_the_trail_afterwards(cast: Cast, khoa: User) -> None:
    """The salt of an act stays; what the entry binds of a reason is a digest under a salt that went."""
    from namro.ground.trail.canonical import digest

    case = closed(cast)
    act(actions.act, case, "reopen", {"reason": "Có"}, by=cast.ha)
    done = Done.objects.get(verb="reopen")
    salt = bytes(Salt.objects.get(done=done).salt)
    assert done.entry.reason_digest
    assert done.entry.reason_digest != digest("reason", salt, "Có".encode())


@pytest.mark.django_db(transaction=True)
def test_what_was_there_before_is_closed_by_the_update(cast: Cast) -> None:
    case = closed(cast)
    with connection.cursor() as cursor:
        to_migration("0014_second_looks")
        cursor.execute("SELECT body FROM cases_words WHERE part = 'answer'")
        before = cursor.fetchone()[0]
        to_migration("0015_keys_of_cases")
    assert before == f"Đã sửa {WORD}."
    assert f"Đã sửa {WORD}" not in everything_kept()
    heard = payload.said(again(case))
    assert heard is not None
    assert heard.values["where"]["detail"] == f"ngõ {WORD}"
    assert again(case).keep_until == LAST
    assert recheck(NOW) == []


def to_migration(name: str) -> None:
    with guard.outside("the tables are brought to another version"):
        MigrationExecutor(connection).migrate([("cases", name)])
    restore_after_migrate("default")


@pytest.mark.django_db(transaction=True)
def test_nothing_lingers_in_the_file_of_the_database(cast: Cast, khoa: User) -> None:
    case = closed(cast)
    if connection.vendor == "postgresql":  # throws old rows away when it vacuums: what it gives is what can be asked
        erased(case, khoa)
        assert WORD not in everything_kept()
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(str(connection.settings_dict["NAME"]))
    assert WORD.encode() in file.read_bytes()
    erased(case, khoa)
    for name in (file, file.with_name(file.name + "-wal")):
        kept = name.read_bytes() if name.exists() else b""
        assert WORD.lower().encode() not in kept.lower(), name.name
