"""Recomputing the whole trail and naming whatever does not agree. Reads only, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from heapq import merge
from itertools import chain, islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q

from namro.ground.trail.anchors import key_name, origin_of, read_lines, signature_holds
from namro.ground.trail.canonical import EMPTY, EntryFields, UnknownVersion, digest, head, leaf, root
from namro.ground.trail.claims import CLAIMS, Claim
from namro.ground.trail.guards import unguarded
from namro.ground.trail.models import COLUMNS, Entry, Pending, SealedBatch, SealedLeaf


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree. `kind` is one of:

    changed, missing, reordered, truncated (an entry or the batches at the end); batch (a batch does not add up, is
    missing, or is not chained to the one before); left-out (an entry that no queue and no batch holds); claim (a row of
    another room that the trail does not bear out); unclaimed (an entry that no row of its room names, or more than one:
    the row was taken away, or the entry was made up); anchor (a line of the anchors file); unguarded (a table without
    its triggers).
    """

    kind: str
    says: str
    entry: int | None = None
    batch: int | None = None


@dataclass(slots=True)
class Report:
    """What was verified. `anchored`, `only_sealed` and `unsealed` count the entries that are there and in order; where
    nothing is found they add up to `entries`.
    """

    entries: int = 0
    batches: int = 0
    head: str = ""
    anchored: int = 0
    anchored_to_batch: int = 0
    only_sealed: int = 0
    unsealed: int = 0
    claims: int = 0
    checkpoints: int = 0
    anchors_given: bool = False
    findings: list[Finding] = field(default_factory=list)
    more_findings: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_dict(self) -> dict[str, Any]:
        return {"sound": self.sound, **asdict(self)}


MOST_FINDINGS = 1000
"""Findings beyond this many are counted, not listed."""


class _Check:
    def __init__(self, public: Ed25519PublicKey | None) -> None:
        self.report = Report()
        self.public = public
        self.heads: dict[int, tuple[str, int]] = {}  # of the batches that checkpoints name: head, entries up to there
        self.first_head = ""
        self.newest: int = SealedBatch.objects.aggregate(last=Max("number"))["last"] or 0  # later ones: next time

    def found(self, kind: str, says: str, *, entry: int | None = None, batch: int | None = None) -> None:
        if len(self.report.findings) < MOST_FINDINGS:
            self.report.findings.append(Finding(kind, says, entry, batch))
        else:
            self.report.more_findings += 1

    def batches(self, wanted: set[int]) -> None:
        """Walks all batches in order, with their leaves and entries."""
        before, expected, total = EMPTY, 1, 0
        leaves = _grouped(_leaves(self.newest))
        held = next(leaves, None)
        for batch in SealedBatch.objects.filter(number__lte=self.newest).order_by("number").iterator(chunk_size=500):
            while held is not None and held[0] < batch.number:
                self._homeless(held)
                held = next(leaves, None)
            own: list[_Leaf] = []
            if held is not None and held[0] == batch.number:
                own, held = held[1], next(leaves, None)
            if batch.number != expected:
                gone = (
                    f"batch {expected}" if batch.number == expected + 1 else f"batches {expected} to {batch.number - 1}"
                )
                self.found("batch", f"{gone} is missing before batch {batch.number}", batch=expected)
            whole = self._one(batch, own)
            tree = bytes.fromhex(batch.root) if _is_hash(batch.root) else EMPTY
            if head(before, batch.number, batch.size, batch.sealed_at, tree).hex() != batch.head:
                self.found(
                    "batch",
                    f"batch {batch.number} was changed, or does not follow the batch before it: its head differs",
                    batch=batch.number,
                )
            before = bytes.fromhex(batch.head) if _is_hash(batch.head) else EMPTY
            total += batch.size
            expected = batch.number + 1
            self.first_head = self.first_head or batch.head
            if batch.number in wanted:
                self.heads[batch.number] = (batch.head, total)
            self.report.batches += 1
            self.report.head = batch.head
            self.report.only_sealed += whole
        while held is not None:
            self._homeless(held)
            held = next(leaves, None)
        batch_is_there = Exists(SealedBatch.objects.filter(pk=OuterRef("batch_id")))
        beyond = SealedLeaf.objects.filter(batch_id__gt=self.newest).exclude(batch_is_there)
        rows = beyond.order_by("batch_id").values_list("batch_id", "position", "entry_id", "leaf")
        for late in _grouped(_Leaf(*row, None) for row in rows.iterator(chunk_size=2000)):
            self._homeless(late)

    def _homeless(self, held: tuple[int, list[_Leaf]]) -> None:
        ids = [one.entry for one in held[1]]
        self.found(
            "batch",
            f"batch {held[0]} is missing; its leaves name the entries {min(ids)} to {max(ids)}",
            batch=held[0],
        )

    def _one(self, batch: SealedBatch, own: list[_Leaf]) -> int:
        """Checks one batch; gives back how many of its entries are there and as they were sealed."""
        good, named = 0, False
        positions = [one.position for one in own]
        for position in (
            sorted(set(range(batch.size)) - set(positions))[:20] if positions != list(range(batch.size)) else ()
        ):
            named = True
            self.found("missing", f"batch {batch.number} has no leaf at position {position}", batch=batch.number)
        for extra in (one for one in own if one.position >= batch.size):
            named = True
            self.found(
                "changed",
                f"a leaf was added to batch {batch.number} after it was sealed (entry {extra.entry})",
                entry=extra.entry,
                batch=batch.number,
            )
        ids = [one.entry for one in own]
        for left, right in pairwise(ids):
            if left > right:
                named = True
                self.found(
                    "reordered", f"entries {right} and {left} of batch {batch.number} changed places", entry=right,
                    batch=batch.number,
                )  # fmt: skip
        for one in own:
            if one.fields is None:
                named = True
                self.found("missing", f"entry {one.entry} is gone", entry=one.entry, batch=batch.number)
                continue
            try:
                now = leaf(one.fields).hex()
            except UnknownVersion as unknown:
                self.found("changed", str(unknown), entry=one.entry, batch=batch.number)
                named = True
                continue
            if now != one.leaf:
                named = True
                self.found("changed", f"entry {one.entry} is not as it was sealed", entry=one.entry, batch=batch.number)
            else:
                good += 1
        stored = [bytes.fromhex(one.leaf) for one in own if _is_hash(one.leaf)]
        adds_up = len(stored) == batch.size > 0 and root(stored).hex() == batch.root
        if not adds_up and not named:
            among = f"among the entries {min(ids)} to {max(ids)}, " if ids else ""
            self.found(
                "changed",
                f"batch {batch.number} does not add up: {among}one was changed together with its leaf",
                batch=batch.number,
            )
            good = 0
        return good

    def unsealed(self) -> None:
        """Entries outside every batch, and queued ones that are gone."""
        sealed = Exists(SealedLeaf.objects.filter(entry_id=OuterRef("pk")))
        verified = Exists(SealedLeaf.objects.filter(entry_id=OuterRef("pk"), batch_id__lte=self.newest))
        queued = Exists(Pending.objects.filter(entry_id=OuterRef("pk")))
        self.report.entries = Entry.objects.count()
        self.report.unsealed = Entry.objects.exclude(verified).count()
        for one in Entry.objects.exclude(sealed).exclude(queued).values_list("pk", flat=True).iterator(chunk_size=2000):
            self.found("left-out", f"entry {one} stands in no batch and not in the queue to be sealed", entry=one)
        there = Exists(Entry.objects.filter(pk=OuterRef("entry_id")))
        for one in Pending.objects.exclude(there).values_list("entry_id", flat=True).iterator(chunk_size=2000):
            self.found("missing", f"entry {one} is gone; it waited to be sealed", entry=one)

    def claims(self) -> None:
        """What other rooms' rows say, held against the entries."""
        for about in sorted({source.about for source in CLAIMS.values()}):
            owned = _Owned(about)  # read first: whatever is written meanwhile is in the claims alone
            said = [CLAIMS[name].claims() for name in sorted(CLAIMS) if CLAIMS[name].about == about]
            rows = merge(*said, key=attrgetter("entry_id")) if about else chain.from_iterable(said)
            while part := list(islice(rows, 500)):
                self.report.claims += len(part)
                entries = {e.pk: e for e in Entry.objects.filter(pk__in={claim.entry_id for claim in part})}
                for claim in part:
                    self._claim(claim, entries.get(claim.entry_id))
                    self._unclaimed(owned.before(claim.entry_id))
                    if owned.again(claim.entry_id):
                        says = f"{claim.said_by} names entry {claim.entry_id}, which another row names already"
                        self.found("unclaimed", says, entry=claim.entry_id)
            self._unclaimed(owned.before(None))

    def _unclaimed(self, entries: Iterable[tuple[int, str, str]]) -> None:
        for pk, action, object_ref in entries:
            says = f"entry {pk} tells of {action} on {object_ref}, and nothing that is stored there names it"
            self.found("unclaimed", says, entry=pk)

    def _claim(self, claim: Claim, entry: Entry | None) -> None:
        if entry is None:
            self.found("missing", f"entry {claim.entry_id} is gone; {claim.said_by} names it", entry=claim.entry_id)
            return
        for name in ("object_ref", "action", "actor_ref", "seat", "at"):
            said = getattr(claim, name)
            if said is not None and said != getattr(entry, name):
                self.found(
                    "claim",
                    f"{claim.said_by} says {name} {said!r}, entry {entry.pk} says {getattr(entry, name)!r}",
                    entry=entry.pk,
                )
        if claim.payload is None or claim.salt is None:
            return
        if digest("payload", claim.salt, claim.payload) != entry.payload_digest:
            self.found("claim", f"{claim.said_by} is not what entry {entry.pk} was made from", entry=entry.pk)

    def anchors(self, file: Path) -> None:
        """Holds each line of the anchors file against the recomputed heads."""
        self.report.anchors_given = True
        highest, anchored = 0, 0
        for line in read_lines(file):
            made = line.checkpoint
            where = f"line {line.number}"
            if made is None:
                self.found("anchor", f"{where} is no checkpoint: {line.trouble}")
                continue
            if self.public is None or made.key != key_name(self.public):
                self.found("anchor", f"{where} is signed with another key ({made.key})", batch=made.batch)
                continue
            if not signature_holds(made, self.public):
                self.found("anchor", f"{where} was changed: its signature does not hold", batch=made.batch)
                continue
            self.report.checkpoints += 1
            if made.batch > self.newest:
                self.found(
                    "truncated",
                    f"{where} anchors batch {made.batch} with {made.size} entries; the trail ends at {self.newest}",
                    batch=made.batch,
                )
            elif self.first_head and made.origin != origin_of(self.first_head):
                self.found("anchor", f"{where} belongs to another trail ({made.origin})", batch=made.batch)
            elif made.batch not in self.heads:
                self.found("batch", f"{where} anchors batch {made.batch}, which is not there", batch=made.batch)
            elif self.heads[made.batch] != (made.head, made.size):
                self.found(
                    "changed",
                    f"{where} anchors another head for batch {made.batch}: what it holds was rewritten and sealed anew",
                    batch=made.batch,
                )
            elif made.batch > highest:
                highest, anchored = made.batch, made.size
        sealed = self.report.only_sealed
        self.report.anchored_to_batch = highest
        self.report.anchored = min(anchored, sealed)
        self.report.only_sealed = sealed - self.report.anchored


class _Owned:
    """The entries about one kind of thing in their order, to be walked beside the claims."""

    def __init__(self, about: str) -> None:
        mine = Entry.objects.filter(Q(object_kind=about) | Q(object_ref__startswith=f"{about}:")).order_by("pk")
        columns = ("pk", "action", "object_ref")
        self.rows = iter(mine.values_list(*columns).iterator(chunk_size=2000)) if about else iter(())
        self.next: tuple[int, str, str] | None = next(self.rows, None)
        self.last = 0

    def before(self, entry: int | None) -> Iterator[tuple[int, str, str]]:
        """The entries up to `entry` (None: all that are left) that were passed over; `entry` itself is taken."""
        while self.next is not None and (entry is None or self.next[0] <= entry):
            if self.next[0] != entry:
                yield self.next
            self.next = next(self.rows, None)

    def again(self, entry: int) -> bool:
        """Whether the claim before named this entry too."""
        same, self.last = entry == self.last, entry
        return same


@dataclass(slots=True)
class _Leaf:
    batch: int
    position: int
    entry: int
    leaf: str
    fields: EntryFields | None


def _leaves(newest: int) -> Iterator[_Leaf]:
    """The leaves of all batches up to `newest` in order, each with its entry or None, streamed."""
    rows = (
        SealedLeaf.objects.filter(batch_id__lte=newest)
        .order_by("batch_id", "position")
        .values_list("batch_id", "position", "entry_id", "leaf")
        .iterator(chunk_size=2000)
    )
    while part := list(islice(rows, 500)):
        entries = {row[1]: row for row in Entry.objects.filter(pk__in=[r[2] for r in part]).values_list(*COLUMNS)}
        for batch, position, entry, hashed in part:
            row = entries.get(entry)
            yield _Leaf(batch, position, entry, hashed, None if row is None else EntryFields(*row))


def _grouped(leaves: Iterable[_Leaf]) -> Iterator[tuple[int, list[_Leaf]]]:
    """Leaves by batch; a batch fits in memory (`sealing.BATCH`)."""
    number, own = -1, list[_Leaf]()
    for one in leaves:
        if one.batch != number and own:
            yield number, own
            own = []
        number = one.batch
        own.append(one)
    if own:
        yield number, own


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def verify(anchors: Path | None = None, public: Ed25519PublicKey | None = None) -> Report:
    """Recomputes every leaf, tree and head, follows every claim of other rooms, and reads the anchors file if given.

    `public` is the key that checkpoints must be signed with. Entries written while this runs count as unsealed.
    Raises OSError where the anchors file cannot be read.
    """
    check = _Check(public)
    wanted: set[int] = set()
    if anchors is not None:
        wanted = {line.checkpoint.batch for line in read_lines(anchors) if line.checkpoint}
    for table in unguarded(connection):
        check.found("unguarded", f"the table {table} has lost the triggers that keep its rows")
    check.batches(wanted)
    check.unsealed()
    check.claims()
    if anchors is not None:
        check.anchors(anchors)
    return check.report
