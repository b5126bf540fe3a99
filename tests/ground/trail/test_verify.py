"""Tampering, each kind by force, and how the verifier names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import F

from namro.ground.gate import guard
from namro.ground.trail import guards
from namro.ground.trail.anchors import anchor, signing_key
from namro.ground.trail.canonical import EMPTY, head, leaf, root
from namro.ground.trail.claims import Claim, register_claims
from namro.ground.trail.models import Entry, Pending, SealedBatch, SealedLeaf
from namro.ground.trail.record import Recorded
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import Report, verify
from tests.cast import NOW
from tests.ground.trail.scene import by_force, fields_of, three_batches, write


@pytest.fixture
def entries(db: None, home: Path) -> list[Entry]:
    """Nine entries in batches of four, three and two."""
    return three_batches()


def kinds(report: Report) -> list[str]:
    return [finding.kind for finding in report.findings]


def named(report: Report, kind: str) -> list[int | None]:
    return [finding.entry for finding in report.findings if finding.kind == kind]


def test_a_trail_that_nobody_touched_is_sound(entries: list[Entry]) -> None:
    write(2)
    report = verify()
    assert report.sound
    assert (report.entries, report.batches, report.anchored, report.only_sealed, report.unsealed) == (11, 3, 0, 9, 2)


def test_an_empty_trail_is_sound(db: None) -> None:
    assert verify().sound


@pytest.mark.parametrize(
    "change",
    [
        {"version": 9},
        {"at": 1},
        {"actor_ref": "user:8"},
        {"seat": "head@CAX-00004"},
        {"action": "cases.close"},
        {"object_kind": "office"},
        {"object_ref": "case:26-99"},
        {"office": "CAX-00070"},
        {"reason_digest": "0" * 64},
        {"payload_digest": ""},
    ],
)
def test_a_changed_entry_is_named(entries: list[Entry], change: dict[str, object]) -> None:
    with by_force():
        Entry.objects.filter(pk=entries[5].pk).update(**change)
    report = verify()
    assert named(report, "changed") == [entries[5].pk]
    assert report.only_sealed == 8


def test_a_missing_entry_is_named(entries: list[Entry]) -> None:
    with by_force():
        Entry.objects.filter(pk=entries[2].pk).delete()
    assert named(verify(), "missing") == [entries[2].pk]


def test_an_entry_that_is_gone_with_its_leaf_is_named_by_its_place(entries: list[Entry]) -> None:
    with by_force():
        SealedLeaf.objects.filter(entry=entries[2]).delete()
        Entry.objects.filter(pk=entries[2].pk).delete()
    report = verify()
    assert kinds(report) == ["missing"]
    assert report.findings[0].says == "batch 1 has no leaf at position 2"


def test_an_entry_changed_together_with_its_leaf_does_not_add_up(entries: list[Entry]) -> None:
    with by_force():
        Entry.objects.filter(pk=entries[5].pk).update(actor_ref="user:8")
        entry = Entry.objects.get(pk=entries[5].pk)
        SealedLeaf.objects.filter(entry=entry).update(leaf=leaf(fields_of(entry)).hex())
    report = verify()
    assert kinds(report) == ["changed"]
    assert report.findings[0].batch == 2
    assert str(entries[4].pk) in report.findings[0].says


def test_entries_that_changed_places_are_named(entries: list[Entry]) -> None:
    with by_force():
        one, two = SealedLeaf.objects.get(entry=entries[0]), SealedLeaf.objects.get(entry=entries[1])
        SealedLeaf.objects.filter(pk=one.pk).update(position=99)
        SealedLeaf.objects.filter(pk=two.pk).update(position=0)
        SealedLeaf.objects.filter(pk=one.pk).update(position=1)
    assert named(verify(), "reordered") == [entries[0].pk]


def test_entries_that_exchanged_their_contents_are_both_named(entries: list[Entry]) -> None:
    first, second = entries[0].object_ref, entries[1].object_ref
    with by_force():
        Entry.objects.filter(pk=entries[0].pk).update(object_ref=second)
        Entry.objects.filter(pk=entries[1].pk).update(object_ref=first)
    assert named(verify(), "changed") == [entries[0].pk, entries[1].pk]


def test_a_batch_taken_out_of_the_middle_is_named(entries: list[Entry]) -> None:
    with by_force():
        SealedBatch.objects.filter(number=2).delete()
    report = verify()
    assert "batch 2 is missing before batch 3" in [finding.says for finding in report.findings]
    assert any("its leaves name the entries" in finding.says for finding in report.findings)
    assert any("batch 3 was changed, or does not follow" in finding.says for finding in report.findings)


def test_batches_that_exchanged_their_numbers_are_named(entries: list[Entry]) -> None:
    with by_force():
        SealedBatch.objects.filter(number=1).update(number=9)
        SealedBatch.objects.filter(number=2).update(number=1)
        SealedBatch.objects.filter(number=9).update(number=2)
    assert {finding.batch for finding in verify().findings if finding.kind == "batch"} == {1, 2, 3}


@pytest.mark.parametrize(
    "change", [{"size": 5}, {"sealed_at": 1}, {"root": "0" * 64}, {"head": "0" * 64}, {"head": "no hash"}, {"root": ""}]
)
def test_a_changed_batch_is_named(entries: list[Entry], change: dict[str, object]) -> None:
    with by_force():
        SealedBatch.objects.filter(number=2).update(**change)
    assert 2 in {finding.batch for finding in verify().findings}


def test_leaves_whose_last_batch_is_gone_are_named(entries: list[Entry]) -> None:
    with by_force():
        SealedBatch.objects.filter(number=3).delete()
    assert any(finding.batch == 3 for finding in verify().findings)


def test_a_leaf_slipped_into_an_old_batch_is_named(entries: list[Entry]) -> None:
    extra = write(1, 50)[0]
    with by_force():
        entry = Entry.objects.get(pk=extra.id)
        SealedLeaf.objects.create(batch_id=1, position=4, entry=entry, leaf=leaf(fields_of(entry)).hex())
        Pending.objects.all().delete()
    assert named(verify(), "changed") == [extra.id]


def test_an_entry_kept_away_from_sealing_is_named(entries: list[Entry]) -> None:
    extra = write(1, 50)[0]
    with guard.outside("tampering"):
        Pending.objects.all().delete()
    assert named(verify(), "left-out") == [extra.id]


def test_an_entry_taken_away_before_it_was_sealed_is_named(entries: list[Entry]) -> None:
    extra = write(1, 50)[0]
    with by_force():
        Entry.objects.filter(pk=extra.id).delete()
    assert named(verify(), "missing") == [extra.id]


def test_a_lost_queue_is_named_and_put_back(entries: list[Entry]) -> None:
    from django.db import connection

    on_trail = " ON trail_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER trail_entry_joins_queue{on_trail}")
    lost = write(1, 70)[0]
    assert sorted(kinds(verify())) == ["left-out", "unguarded"]
    guards.restore(connection)
    write(1, 71)
    seal_pending(NOW)
    assert named(verify(), "left-out") == [lost.id]


def test_lost_triggers_are_named(entries: list[Entry]) -> None:
    from django.db import connection

    guards.remove(connection, "trail_entry")
    report = verify()
    assert kinds(report) == ["unguarded"]
    assert "trail_entry" in report.findings[0].says
    guards.restore(connection)
    assert verify().sound


# --- what other rooms say --------------------------------------------------------------------------------------------


def _claim(made: Recorded, n: int, **said: object) -> Claim:
    return Claim(
        **{  # type: ignore[arg-type]
            "entry_id": made.id,
            "said_by": f"case 26-{n}, step 1",
            "object_ref": f"case:26-{n}",
            "action": "cases.register",
            "actor_ref": "user:7",
            "salt": made.salt,
            "payload": b"%d" % n,
            **said,
        }
    )


def test_claims_that_the_trail_bears_out_are_counted(entries: list[Entry]) -> None:
    made = write(2, 50)
    register_claims("cases", lambda: (_claim(one, 50 + n) for n, one in enumerate(made)))
    report = verify()
    assert report.sound
    assert report.claims == 2


@pytest.mark.parametrize(
    "said", [{"object_ref": "case:26-9"}, {"action": "cases.close"}, {"actor_ref": "user:8"}, {"payload": b"other"}]
)
def test_a_claim_that_the_trail_does_not_bear_out_is_named(entries: list[Entry], said: dict[str, object]) -> None:
    made = write(1, 50)[0]
    register_claims("cases", lambda: [_claim(made, 50, **said)])
    report = verify()
    assert kinds(report) == ["claim"]
    assert report.findings[0].entry == made.id
    assert "case 26-50, step 1" in report.findings[0].says


def test_a_tail_cut_off_with_its_queue_is_found_by_what_other_rooms_say(entries: list[Entry]) -> None:
    made = write(1, 50)[0]
    register_claims("cases", lambda: [_claim(made, 50)])
    with by_force():
        Entry.objects.filter(pk=made.id).delete()
        Pending.objects.all().delete()
    assert named(verify(), "missing") == [made.id]


def test_an_entry_that_no_row_of_its_room_names_is_named(entries: list[Entry]) -> None:
    made = write(3, 50)
    wanted = [*entries, *(Entry.objects.get(pk=one.id) for one in made)]
    register_claims("cases", lambda: (Claim(one.pk, "a row") for one in wanted), about="case")
    assert verify().sound
    for left_out in (0, 5, -1):
        named_by = [one for one in wanted if one != wanted[left_out]]
        register_claims("cases", lambda rows=named_by: (Claim(one.pk, "a row") for one in rows), about="case")
        assert named(verify(), "unclaimed") == [wanted[left_out].pk]
    register_claims("cases", list, about="case")
    assert named(verify(), "unclaimed") == [one.pk for one in wanted]


def test_an_entry_that_two_rows_name_is_named(entries: list[Entry]) -> None:
    twice = [entries[0], *entries]
    register_claims("cases", lambda: (Claim(one.pk, "a row") for one in twice), about="case")
    assert named(verify(), "unclaimed") == [entries[0].pk]


def test_two_rooms_may_share_the_entries_about_one_kind_of_thing(entries: list[Entry]) -> None:
    register_claims("cases", lambda: (Claim(one.pk, "a row") for one in entries[::2]), about="case")
    assert named(verify(), "unclaimed") == [one.pk for one in entries[1::2]]
    register_claims("papers", lambda: (Claim(one.pk, "a paper") for one in entries[1::2]), about="case")
    assert verify().sound


def test_entries_about_something_else_need_no_claim(entries: list[Entry]) -> None:
    register_claims("plans", list, about="plan")
    assert verify().sound


# --- what only anchors show ------------------------------------------------------------------------------------------


def _rewrite() -> None:
    """Somebody who owns the database changes an entry and seals everything anew, consistently."""
    with by_force():
        Entry.objects.filter(pk=Entry.objects.earliest("id").pk).update(actor_ref="user:8")
        before = EMPTY
        for batch in SealedBatch.objects.order_by("number"):
            leaves = []
            for member in batch.leaves.select_related("entry").order_by("position"):
                leaves.append(leaf(fields_of(member.entry)))
                SealedLeaf.objects.filter(pk=member.pk).update(leaf=leaves[-1].hex())
            before = head(before, batch.number, batch.size, batch.sealed_at, root(leaves))
            SealedBatch.objects.filter(pk=batch.pk).update(root=root(leaves).hex(), head=before.hex())


def _cut() -> None:
    """Somebody takes away the last batch with everything in it."""
    with by_force():
        ids = list(SealedLeaf.objects.filter(batch_id=3).values_list("entry_id", flat=True))
        SealedLeaf.objects.filter(batch_id=3).delete()
        SealedBatch.objects.filter(number=3).delete()
        Entry.objects.filter(pk__in=ids).delete()


@pytest.fixture
def anchors_file(entries: list[Entry], tmp_path: Path) -> Path:
    """A checkpoint of all three batches."""
    file = tmp_path / "anchors.jsonl"
    anchor(file, NOW)
    return file


def test_a_trail_sealed_anew_looks_sound_without_anchors_and_not_with_them(anchors_file: Path) -> None:
    _rewrite()
    assert verify().sound  # what sealing alone cannot show
    report = verify(anchors_file, signing_key().public_key())
    assert report.anchored == 0
    assert {"changed", "anchor"} & set(kinds(report))


def test_a_later_rewriting_is_named_by_the_batch_that_was_anchored(anchors_file: Path) -> None:
    with by_force():
        Entry.objects.filter(pk=Entry.objects.latest("id").pk).update(actor_ref="user:8")
        batch = SealedBatch.objects.get(number=3)
        leaves = []
        for member in batch.leaves.select_related("entry").order_by("position"):
            leaves.append(leaf(fields_of(member.entry)))
            SealedLeaf.objects.filter(pk=member.pk).update(leaf=leaves[-1].hex())
        before = bytes.fromhex(SealedBatch.objects.get(number=2).head)
        new = head(before, 3, batch.size, batch.sealed_at, root(leaves)).hex()
        SealedBatch.objects.filter(pk=3).update(root=root(leaves).hex(), head=new)
    assert verify().sound
    report = verify(anchors_file, signing_key().public_key())
    assert kinds(report) == ["changed"]
    assert report.findings[0].batch == 3


def test_a_tail_cut_off_with_its_batch_is_named_by_the_anchors(anchors_file: Path) -> None:
    _cut()
    assert verify().sound  # what sealing alone cannot show
    report = verify(anchors_file, signing_key().public_key())
    assert kinds(report) == ["truncated"]


def test_a_trail_that_was_emptied_is_named_by_the_anchors(anchors_file: Path) -> None:
    with by_force():
        for model in (SealedLeaf, SealedBatch, Entry, Pending):
            model.objects.all().delete()
    assert kinds(verify(anchors_file, signing_key().public_key())) == ["truncated"]


def test_it_is_said_what_is_anchored_what_only_sealed_and_what_neither(anchors_file: Path) -> None:
    write(3, 50)
    seal_pending(NOW)
    write(1, 60)
    report = verify(anchors_file, signing_key().public_key())
    assert report.sound
    assert (report.anchored, report.anchored_to_batch, report.only_sealed, report.unsealed) == (9, 3, 3, 1)
    assert report.checkpoints == 1


def test_more_findings_than_anyone_reads_are_counted(entries: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("namro.ground.trail.verify.MOST_FINDINGS", 3)
    with by_force():
        Entry.objects.update(at=F("at") + 1)
    report = verify()
    assert (len(report.findings), report.more_findings) == (3, 6)
    assert not report.sound
