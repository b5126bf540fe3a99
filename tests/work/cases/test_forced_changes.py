"""Whoever owns the database changes what was recorded: each change is named, by the recheck or by the trail.

The triggers are off, and what is cached of the case is worked out again after each change, as somebody would who does
not want to be found out. Every test begins by seeing that the untouched history is sound.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from namro.ground.gate import guard
from namro.ground.people.actors import OPERATOR, reporter
from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import seal
from namro.ground.trail.guards import lifted
from namro.ground.trail.models import Entry
from namro.ground.trail.record import record
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.work.cases import actions, history, receipts
from namro.work.cases.cache import row_of, write_clocks
from namro.work.cases.dates_actions import recount
from namro.work.cases.models import (
    Attachment,
    Case,
    CaseClock,
    CaseKey,
    Done,
    FrozenProcedure,
    Notice,
    Receipt,
    Recount,
    RegisterCounter,
    RegisterEntry,
    Said,
    Salt,
    Words,
)
from namro.work.cases.recheck import recheck
from namro.work.cases.states import reduce
from tests.cast import NOW, Cast
from tests.payloads import say_instead, write_over
from tests.work.cases.conftest import Reported, again
from tests.work.cases.test_attachments import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spoiled")]

REGISTERED, CLASSIFIED, SENT, TAKEN, GIVEN, ATTACHED, ASKED, WRITTEN = range(2, 10)
"""What was done to the case after its receipt, by number."""
EARLIER = NOW.replace(day=6)


@dataclass(frozen=True)
class Scene:
    """A case with everything that can be recorded about one, sealed."""

    case: Case
    cast: Cast

    def done(self, seq: int) -> QuerySet[Done]:
        return Done.objects.filter(case=self.case, seq=seq)

    def of(self, model: type[Model], seq: int) -> QuerySet[Any]:
        return model._default_manager.filter(done__case=self.case, done__seq=seq)


@pytest.fixture
def scene(home: Path, reported: Reported, cast: Cast) -> Scene:
    draft = secrets.token_urlsafe(24)
    actions.stage_file(draft, upload("kho.jpg"), actor=actions.NEWCOMER, now=NOW)
    case = reported(draft=draft).case
    lan, binh, son = cast.lan.actor, cast.binh.actor, cast.son.actor
    actions.register(case, actor=lan, now=NOW)
    actions.classify(again(case), step="classify", flags={}, reason="Tin rõ ràng.", actor=lan, now=NOW)
    actions.transfer(again(case), office=cast.office.investigation, reason="Thuộc thẩm quyền.", actor=lan, now=NOW)
    actions.accept_transfer(again(case), actor=cast.hoa.actor, now=NOW)
    actions.assign(again(case), post=cast.son.post, actor=binh, now=NOW)
    actions.attach(again(case), uploads=[upload()], text="Ảnh hiện trường.", actor=reporter(case.guard_ref), now=NOW)
    actions.ask_identity(again(case), reason="Cần gặp để lấy lời khai.", actor=son, now=NOW)
    actions.message(again(case), text="Tôi nhớ thêm một chi tiết.", actor=reporter(case.guard_ref), now=NOW)
    recount(again(case), actor=OPERATOR, now=NOW)
    seal_pending(NOW)
    return Scene(again(case), cast)


def named(*, files: bool = False) -> set[str]:
    """What the recheck names, by field, and what the trail names, by kind."""
    history._thawed.cache_clear()
    return {d.field for d in recheck(NOW, files=files)} | {f"trail: {f.kind}" for f in verify().findings}


def by_force(change: Callable[[Scene], object], scene: Scene) -> None:
    """Makes the change and brings what is cached of the case up to it."""
    connection.check_constraints()
    with lifted(connection), guard.outside("somebody who owns the database changes it"):
        change(scene)
        history._thawed.cache_clear()
        for case in Case.objects.filter(pk=scene.case.pk):
            _cached_again(case)


def _cached_again(case: Case) -> None:
    rows = list(Done.objects.filter(case=case).order_by("seq"))
    acts = history.acts_of(case)
    try:
        versions = history.rules_by_hash(acts)
        standing = reduce(versions, acts)
    except ValueError:  # the change is one after which nothing can be worked out
        return
    cached = row_of(case, versions[standing.procedure][1], standing)
    Case.objects.filter(pk=case.pk).update(**cached, changed_at=rows[-1].at)
    CaseClock.objects.filter(case=case).delete()
    write_clocks(case, standing.runs)


def gone(rows: QuerySet[Any]) -> None:
    """Takes rows away without asking what hangs on them."""
    rows._raw_delete(rows.db)


def _action_gone(scene: Scene, seq: int) -> None:
    for model in (Words, Salt, Notice, Attachment):
        gone(scene.of(model, seq))
    gone(scene.done(seq))


def _case_gone(scene: Scene) -> None:
    pk = scene.case.pk
    for model in (Words, Salt, Notice, Attachment):
        gone(model._default_manager.filter(done_id__in=list(Done.objects.filter(case=pk).values_list("pk", flat=True))))
    for model in (Recount, Done, CaseKey, Said, Receipt, CaseClock, RegisterEntry):
        gone(model._default_manager.filter(case_id=pk))
    RegisterCounter.objects.update(last=0)
    gone(Sealed.objects.filter(about=scene.case.guard_ref))
    gone(Case.objects.filter(pk=pk))


def _words_and_salt(scene: Scene) -> None:
    gone(scene.of(Salt, WRITTEN))
    write_over("Tôi rút đơn.", done=scene.done(WRITTEN).get())


def _data_and_salt(scene: Scene) -> None:
    gone(scene.of(Salt, GIVEN))
    scene.done(GIVEN).update(data={"post": scene.cast.binh.post.pk})


def _other_answers(scene: Scene) -> None:
    say_instead(scene.case, about="Không mất gì cả.")


def _exchanged(scene: Scene) -> None:
    """Two actions change places with all that belongs to them but their entries' own words."""
    one, two = scene.done(ASKED).get(), scene.done(WRITTEN).get()
    scene.done(ASKED).update(data=two.data)
    scene.done(WRITTEN).update(data=one.data)


def _another_entry(scene: Scene) -> None:
    entry = Recount.objects.get(case=scene.case).entry_id
    gone(Recount.objects.all())
    scene.done(WRITTEN).update(entry_id=entry)


def _made_up_entry(scene: Scene, **said: Any) -> None:
    told = {"action": "cases.decide", "object_kind": "case", "object_ref": scene.case.guard_ref, **said}
    record(at=NOW, actor_ref=scene.cast.ha.actor.ref, **told)
    seal_pending(NOW)


def _law(scene: Scene, old: str, new: str) -> None:
    kept = FrozenProcedure.objects.get(pk=scene.case.frozen_id)
    assert old in kept.body
    FrozenProcedure.objects.filter(pk=kept.pk).update(body=kept.body.replace(old, new))


def _counting(scene: Scene) -> None:
    kept = FrozenProcedure.objects.get(pk=scene.case.frozen_id)
    counting = [{**rule, "first_day_counts": not rule["first_day_counts"]} for rule in kept.counting]
    FrozenProcedure.objects.filter(pk=kept.pk).update(counting=counting)


def _another_identity(scene: Scene) -> None:
    seal(scene.case.guard_ref, {"name": "Kẻ Khác"})


def _identity_in_its_place(scene: Scene) -> None:
    gone(Sealed.objects.filter(about=scene.case.guard_ref))
    _another_identity(scene)


def _made_up_file(scene: Scene) -> None:
    file = scene.of(Attachment, ATTACHED).get()
    file.pk, file.token, file.path = None, "khac", "00/00/khac"
    file.save(force_insert=True)


def _other_seat(scene: Scene) -> None:
    scene.done(CLASSIFIED).update(seat=str(scene.cast.ha.actor.seats[0]))


def _counter_too(scene: Scene) -> None:
    gone(RegisterCounter.objects.all())


def _line_and_counter(scene: Scene) -> None:
    gone(RegisterEntry.objects.filter(office=scene.cast.office.ba_dinh))
    gone(RegisterCounter.objects.filter(office=scene.cast.office.ba_dinh))


CHANGES: dict[str, tuple[Callable[[Scene], object], str]] = {
    # when, who, from which seat, for which office, what
    "the time of an action": (lambda s: s.done(CLASSIFIED).update(at=EARLIER), "time of action 3"),
    "the time of the last action": (lambda s: s.done(WRITTEN).update(at=NOW.replace(day=11)), "trail: claim"),
    "the actor": (lambda s: s.done(CLASSIFIED).update(actor_ref=s.cast.ha.actor.ref), "actor of action 3"),
    "the actor's name": (lambda s: s.done(CLASSIFIED).update(actor_name="Người Khác"), "trail of action 3"),
    "the seat": (_other_seat, "seat of action 3"),
    "the seat, to the trail": (_other_seat, "trail: claim"),
    "the office": (lambda s: s.done(CLASSIFIED).update(office=s.cast.office.hoan_kiem), "trail of action 3"),
    "the step": (lambda s: s.done(GIVEN).update(step=""), "trail of action 6"),
    "the verb": (lambda s: s.done(WRITTEN).update(verb="notify"), "verb of action 9"),
    "the key of the form": (lambda s: s.done(WRITTEN).update(once="khác"), "trail of action 9"),
    "the structure": (lambda s: s.done(GIVEN).update(data={"post": s.cast.binh.post.pk}), "trail of action 6"),
    "the structure, and the salt gone": (_data_and_salt, "trail of action 6"),
    "the structure of two actions exchanged": (_exchanged, "trail of action 8"),
    "the entry of another": (_another_entry, "trail: claim"),
    # what was written, and who was told
    "words": (lambda s: write_over("Khác.", done=s.done(SENT).get()), "trail of action 4"),
    "words, and the salt gone": (_words_and_salt, "trail of action 9"),
    "words gone": (lambda s: gone(s.of(Words, WRITTEN)), "trail of action 9"),
    "words and salt gone": (lambda s: (gone(s.of(Words, WRITTEN)), gone(s.of(Salt, WRITTEN))), "trail of action 9"),
    "words made up": (
        lambda s: Words.objects.create(done=s.done(TAKEN).get(), part="reason", closed=b""), "trail of action 5"
    ),
    "the part that words are": (lambda s: s.of(Words, SENT).update(part="text"), "trail of action 4"),
    "another salt": (lambda s: s.of(Salt, SENT).update(salt=b"0" * 16), "trail of action 4"),
    "a notice gone": (lambda s: gone(s.of(Notice, WRITTEN)), "trail of action 9"),
    "a notice to somebody else": (lambda s: s.of(Notice, WRITTEN).update(to="reporter"), "trail of action 9"),
    "the time of a notice": (lambda s: s.of(Notice, WRITTEN).update(at=EARLIER), "notice of action 9"),
    # what was said, and by whom
    "an answer": (_other_answers, "said"),
    "a key gone": (lambda s: gone(CaseKey.objects.filter(case=s.case)), "key"),
    "the key of another": (lambda s: CaseKey.objects.filter(case=s.case).update(wrapped=b"0" * 60), "said"),
    "all answers gone": (lambda s: gone(Said.objects.filter(case=s.case)), "said"),
    "the place": (lambda s: Case.objects.filter(pk=s.case.pk).update(place_ref="2025:00070"), "said"),
    "the name of the place": (lambda s: Case.objects.filter(pk=s.case.pk).update(place_name="Khác"), "said"),
    "the summary": (lambda s: Case.objects.filter(pk=s.case.pk).update(summary="Khác"), "said"),
    "the channel": (lambda s: Case.objects.filter(pk=s.case.pk).update(channel="phone"), "channel"),
    "the day of receipt": (lambda s: Case.objects.filter(pk=s.case.pk).update(received_on="2026-03-01"), "received_on"),
    "the procedure": (lambda s: Case.objects.filter(pk=s.case.pk).update(procedure_id="petition"), "procedure_id"),
    "the identity gone": (lambda s: gone(Sealed.objects.filter(about=s.case.guard_ref)), "identity"),
    "another identity in its place": (_identity_in_its_place, "identity"),
    "another identity beside it": (_another_identity, "identity"),
    "the identity moved to a case that is not there": (
        lambda s: Sealed.objects.update(about="case:NR-0000-0000"), "identity"
    ),
    "the receipt exchanged": (
        lambda s: Receipt.objects.filter(case=s.case).update(digest=receipts.digest_of(receipts.new_code())), "receipt"
    ),
    "the receipt's draft": (lambda s: Receipt.objects.filter(case=s.case).update(draft=None), "receipt"),
    "the receipt gone": (lambda s: gone(Receipt.objects.filter(case=s.case)), "receipt"),
    # files
    "a file sent with the report gone": (lambda s: gone(s.of(Attachment, 1)), "files of action 1"),
    "a file sent later gone": (lambda s: gone(s.of(Attachment, ATTACHED)), "files of action 7"),
    "a file made up": (_made_up_file, "files of action 7"),
    "the digest of a file": (lambda s: s.of(Attachment, 1).update(sha256="0" * 64), "files of action 1"),
    "the name of a file": (lambda s: s.of(Attachment, 1).update(name="khác.jpg"), "files of action 1"),
    "who may read a file": (lambda s: s.of(Attachment, ATTACHED).update(for_reporter=False), "files of action 7"),
    "the action of a file": (lambda s: s.of(Attachment, 1).update(done=s.done(ATTACHED).get()), "files of action 1"),
    # registers
    "the text of a line": (lambda s: RegisterEntry.objects.filter(case=s.case).update(text="99/2026"), "register"),
    "the time of a line": (lambda s: RegisterEntry.objects.filter(case=s.case).update(at=EARLIER), "register"),
    "the number of a line": (
        lambda s: RegisterEntry.objects.filter(office=s.cast.office.ba_dinh).update(number=7), "register"
    ),
    "a line and its counter gone": (_line_and_counter, "register"),
    "the counters gone": (_counter_too, "numbers"),
    # the law
    "a time limit of the frozen law": (lambda s: _law(s, '"20 days"', '"200 days"'), "body"),
    "the counting rules of the frozen law": (_counting, "body"),
    "the first day of the frozen law": (lambda s: FrozenProcedure.objects.update(valid_from="2020-01-01"), "row"),
    # taken away, made up
    "the last action gone": (lambda s: _action_gone(s, WRITTEN), "trail: unclaimed"),
    "an action in the middle gone": (lambda s: _action_gone(s, ASKED), "trail: unclaimed"),
    "the whole case gone": (_case_gone, "trail: unclaimed"),
    "an entry made up": (_made_up_entry, "trail: unclaimed"),
    "an entry about a case that never was": (
        lambda s: _made_up_entry(s, object_ref="case:NR-0000-0000"), "trail: unclaimed"
    ),
    "an entry made up that hides what it is about": (lambda s: _made_up_entry(s, object_kind=""), "trail: unclaimed"),
    "a recount made up": (lambda s: _made_up_entry(s, action="cases.recount"), "trail: unclaimed"),
    "a recount gone": (lambda s: gone(Recount.objects.all()), "trail: unclaimed"),
    "what a recount moved": (lambda s: Recount.objects.update(moved=[["classify", "", "2026-03-30"]]), "trail: claim"),
}  # fmt: skip


PARTS = 4
"""In so many tests the changes are tried: one scene each, to which it is brought back after every change."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_forced_change_is_named(part: int, scene: Scene) -> None:
    assert named(files=True) == set()
    found = {}
    for what in list(CHANGES)[part::PARTS]:
        change, name = CHANGES[what]
        with transaction.atomic():
            by_force(change, Scene(again(scene.case), scene.cast))
            if name not in (names := named()):
                found[what] = names
            transaction.set_rollback(True)
    assert found == {}, "changes that were not named as they should be, and what was named instead"
    assert named(files=True) == set()


@pytest.mark.parametrize("what", ["replaced", "gone"])
def test_a_file_whose_bytes_are_others_is_named_where_files_are_read(what: str, scene: Scene) -> None:
    file = scene.of(Attachment, 1).get()
    assert named(files=True) == set()
    place = Path(settings.FILES_ROOT) / file.path
    place.write_bytes(b"khac") if what == "replaced" else place.unlink()
    assert named(files=True) == {f"file {file.path}"}
    assert named() == set()  # the harm where they are not


def test_every_entry_of_a_case_that_is_gone_is_named(scene: Scene) -> None:
    wanted = set(Entry.objects.filter(object_kind="case").values_list("pk", flat=True))
    by_force(_case_gone, scene)
    assert {found.entry for found in verify().findings if found.kind == "unclaimed"} == wanted


def test_a_version_of_the_law_that_was_changed_is_not_worked_with(scene: Scene) -> None:
    by_force(lambda s: _law(s, '"20 days"', '"200 days"'), scene)
    history._thawed.cache_clear()
    with pytest.raises(ValueError, match="no longer has its hash"):
        history.rules_of(scene.case.frozen_id)


def test_two_rows_that_name_one_entry_are_named(scene: Scene) -> None:
    assert named() == set()
    entry = scene.done(WRITTEN).get().entry_id
    by_force(lambda s: Recount.objects.update(entry_id=entry), scene)
    assert "trail: unclaimed" in named()
