"""Entries are bound into batches, whole and once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from namro.ground.gate import guard
from namro.ground.trail import sealing
from namro.ground.trail.canonical import EMPTY, head, leaf, root
from namro.ground.trail.models import Entry, Pending, SealedBatch, SealedLeaf
from namro.ground.trail.queries import entries_of, status
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from tests.cast import NOW
from tests.ground.trail.scene import fields_of, three_batches, write


def test_each_entry_joins_the_queue_and_leaves_it_sealed(db: None) -> None:
    made = write(3)
    assert set(Pending.objects.values_list("entry_id", flat=True)) == {one.id for one in made}
    done = seal_pending(NOW)
    assert (done.batches, done.entries) == (1, 3)
    assert not Pending.objects.exists()
    assert seal_pending(NOW).entries == 0
    assert SealedBatch.objects.count() == 1


def test_a_batch_is_the_tree_of_its_entries_chained_to_the_one_before(db: None) -> None:
    three_batches()
    before = EMPTY
    for number, batch in enumerate(SealedBatch.objects.order_by("number"), start=1):
        leaves = [leaf(fields_of(member.entry)) for member in batch.leaves.select_related("entry")]
        assert batch.number == number
        assert batch.root == root(leaves).hex()
        before = head(before, number, len(leaves), batch.sealed_at, root(leaves))
        assert batch.head == before.hex()


def test_an_entry_that_commits_late_comes_into_a_later_batch_though_its_id_is_smaller(db: None) -> None:
    with guard.outside("as two transactions would, the second faster"):
        for pk in (2_000_002, 2_000_001):
            Entry.objects.create(pk=pk, version=1, at=0, actor_ref="user:1", action="cases.register")
            seal_pending(NOW)
    assert list(SealedLeaf.objects.order_by("batch_id").values_list("entry_id", flat=True)) == [2_000_002, 2_000_001]
    assert verify().sound


def test_a_long_queue_becomes_several_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert seal_pending(NOW).batches == 3
    assert list(SealedBatch.objects.values_list("size", flat=True)) == [4, 4, 2]
    assert verify().sound


def test_the_lag_is_stated(db: None) -> None:
    write(2)
    found = status(NOW.replace(minute=1))
    assert (found.entries, found.sealed, found.unsealed, found.lag) == (2, 0, 2, 60.0)
    seal_pending(NOW)
    found = status(NOW)
    assert (found.sealed, found.unsealed, found.lag, found.batches) == (2, 0, None, 1)
    assert found.sealed_at is not None
    assert found.head == SealedBatch.objects.get().head


def test_what_was_done_to_one_thing_is_found(db: None) -> None:
    write(3)
    assert [entry.object_ref for entry in entries_of("case:26-1")] == ["case:26-1"]


def test_an_entry_of_a_transaction_that_fails_is_neither_queued_nor_sealed(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - it must fail after the write
        write(1)
        raise ZeroDivisionError
    assert not Pending.objects.exists()
    assert seal_pending(NOW).entries == 0


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_several_sealers_at_once_leave_every_entry_sealed_once() -> None:
    trouble: list[BaseException] = []

    def writes(n: int) -> None:
        try:
            for k in range(12):
                with transaction.atomic():
                    write(1, n * 100 + k)
        except BaseException as cause:
            trouble.append(cause)
        finally:
            connections["default"].close()

    over = threading.Event()

    def seals() -> None:
        try:
            while not over.wait(0.01):
                seal_pending(NOW)
        except BaseException as cause:
            trouble.append(cause)
        finally:
            connections["default"].close()

    sealers = [threading.Thread(target=seals) for _ in range(3)]
    writers = [threading.Thread(target=writes, args=(n,)) for n in range(4)]
    for thread in (*sealers, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    over.set()
    for sealer in sealers:
        sealer.join()
    seal_pending(NOW)
    assert trouble == []
    assert Entry.objects.count() == SealedLeaf.objects.count() == 48
    numbers = list(SealedBatch.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify().sound


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_keeps_nobody_else_from_being_sealed() -> None:
    ready, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1, 1)
                ready.set()
                go_on.wait(10)
        finally:
            connections["default"].close()

    other = threading.Thread(target=slow)
    other.start()
    assert ready.wait(10)
    if connection.vendor == "postgresql":  # SQLite lets one write at a time: there the others come before or after
        write(1, 2)
        assert seal_pending(NOW).entries == 1
    go_on.set()
    other.join()
    seal_pending(NOW)
    assert Entry.objects.count() == SealedLeaf.objects.count()
    assert verify().sound
