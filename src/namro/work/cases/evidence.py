"""Whether what is stored of a case is what the trail binds (`digests`). Reads only; a batch of cases at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr

from namro.ground.files import keeping
from namro.ground.gate.context import canonical
from namro.ground.gate.refusals import NotThere
from namro.ground.seals.models import Sealed
from namro.ground.trail.canonical import digest, microseconds
from namro.ground.trail.models import Entry
from namro.work.cases import digests, payload
from namro.work.cases.models import Attachment, Case, Done, Notice, Rating, Receipt, ReporterName, Salt
from namro.work.cases.names import found_among
from namro.work.cases.states import CannotBeRead

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is stored otherwise than the actions say. `case` is the reference; `field` the column, a clock, a
    register, an action, what was said, the identity, the receipt, a file, or the trail."""

    case: str
    field: str
    stored: str
    derived: str

    def __str__(self) -> str:
        return f"{self.case}: {self.field} is {self.stored!r}, the actions say {self.derived!r}"


class Evidence:
    """The rows of some cases that the trail binds, and the entries that bind them. `files`: read their bytes too."""

    def __init__(self, cases: Sequence[Case], rows: Sequence[Done], *, files: bool = False) -> None:
        keys = [case.pk for case in cases]
        self.files = files
        self.salts = {
            pk: bytes(salt) for pk, salt in Salt.objects.filter(done__case_id__in=keys).values_list("done_id", "salt")
        }
        self.payload = payload.everything(cases)
        self.rated = set(
            Rating.objects.filter(case_id__in=[case.pk for case in cases if case.erased_on])
            .exclude(text="", text_salt=b"")
            .values_list("case_id", flat=True)
        )
        self.told = _by(Notice.objects.filter(done__case_id__in=keys), "done_id")
        self.entries = {e.pk: e for e in Entry.objects.filter(pk__in=[row.entry_id for row in rows])}
        self.receipts = {receipt.case_id: receipt for receipt in Receipt.objects.filter(case_id__in=keys)}
        self.named = {named.case_id: named for named in ReporterName.objects.filter(case_id__in=keys)}
        self.attached = _by(Attachment.objects.filter(case_id__in=keys).order_by("pk"), "case_id")
        self.sealed = _by(Sealed.objects.filter(about__in=[case.guard_ref for case in cases]), "about")

    def differences(self, case: Case, rows: Sequence[Done]) -> Iterator[Difference]:
        """Whatever of this case is not as the trail binds it. `rows`: its actions in their order."""
        erased = next((row for row in rows if row.verb == "erase"), None)
        bound = rows[0].data.get("bound", {}) if rows else {}
        bound = bound if isinstance(bound, dict) else {}
        gone = erased.data.get("words", {}) if erased is not None else {}
        for row in rows:
            yield from self._action(case, row, gone.get(str(row.seq)))
        if erased is not None:
            yield from self._left_over(case)
        elif case.pk not in self.payload.keys:
            yield Difference(case.ref, "key", "missing", "there, since nobody erased the case")
        yield from self._bound(case, bound, erased=erased is not None)
        yield from self._name(case, rows, bound.get("name") if erased is None else None)
        yield from self._attachments(case, rows, erased)

    def _left_over(self, case: Case) -> Iterator[Difference]:
        """What an erasure takes away and is there all the same; the identity, the name and the files are seen to where
        those of other cases are."""
        for what, there in (
            ("key", case.pk in self.payload.keys),
            ("summary", bool(case.summary)),
            ("rating", case.pk in self.rated),
        ):
            if there:
                yield Difference(case.ref, what, "there", "erased")

    def _action(self, case: Case, row: Done, gone: object) -> Iterator[Difference]:
        """`gone`: the digests of what was written with it, where that was erased."""
        name, entry = f"trail of action {row.seq}", self.entries.get(row.entry_id)
        if entry is None or entry.object_ref != case.guard_ref:
            yield Difference(case.ref, name, "no entry of this case", "an entry")
            return
        for what, stored, told in (
            ("time", microseconds(row.at), entry.at),
            ("actor", row.actor_ref, entry.actor_ref),
            ("seat", row.seat, entry.seat),
            ("verb", digests.action_of(row.verb), entry.action),
        ):
            if stored != told:
                yield Difference(case.ref, f"{what} of action {row.seq}", str(stored), str(told))
        salt = self.salts.get(row.pk)
        if salt is None:
            yield Difference(case.ref, name, "no salt", "the salt of its digest")
            return
        if isinstance(gone, dict):
            written = {str(part): str(bound) for part, bound in gone.items()}
        else:
            kept = self.payload.written.get(row.pk, {})
            written = {part: digests.of_words(one) if one is not None else "" for part, one in kept.items()}
        notices = self.told.get(row.pk, ())
        bound = digests.payload_of(case.ref, row, written, [n.to for n in notices if _tells(n, case, row)])
        if digest("payload", salt, canonical(bound)) != entry.payload_digest:
            yield Difference(case.ref, name, "changed since", "what the trail binds")
        if not all(_tells(notice, case, row) for notice in notices):
            yield Difference(case.ref, f"notice of action {row.seq}", "changed since", "what the action told")

    def _bound(self, case: Case, bound: dict[str, Any], *, erased: bool) -> Iterator[Difference]:
        receipt = self.receipts.get(case.pk)
        if not erased:
            kept = [self.payload.said[case.pk]] if case.pk in self.payload.said else []
            said = [digests.of_said(case, one) if one is not None else "" for one in kept]
            yield from _held(case, "said", said, bound.get("said"))
        yield from _held(case, "receipt", [digests.of_receipt(receipt)] if receipt else [], bound.get("receipt"))
        sealed = [digests.of_identity(row) for row in self.sealed.get(case.guard_ref, ())]
        yield from _held(case, "identity", sealed, None if erased else bound.get("identity"))

    def _name(self, case: Case, rows: Sequence[Done], bound: object) -> Iterator[Difference]:
        """What a name finds the case by: as it came in, of a case whose every version is findable and whose reporter
        is known, and nothing else. Nothing is opened for it."""
        versions = [row.data["procedure"] for row in rows if isinstance(row.data.get("procedure"), str)]
        try:
            meant = bool(versions) and found_among(versions) and case.guard_ref in self.sealed
        except (NotThere, CannotBeRead):  # a version that is not kept, which is a finding of its own
            return
        row = self.named.get(case.pk)
        stored = [digests.of_name_row(case, row)] if row is not None else []
        yield from _held(case, "name", stored, bound if meant else None)

    def _attachments(self, case: Case, rows: Sequence[Done], erased: Done | None) -> Iterator[Difference]:
        kept = self.attached.get(case.pk, [])
        if erased is not None and kept:
            yield Difference(case.ref, "files", f"{len(kept)} there", "erased")
        for row in rows if erased is None else ():
            own = sorted((digests.of_file(file) for file in kept if file.done_id == row.pk), key=_row)
            told = sorted(row.data.get("files") or [], key=_row)
            if own != told:
                yield Difference(
                    case.ref, f"files of action {row.seq}", f"{len(own)}, not as they came", f"{len(told)} as they came"
                )
        known = {row.pk for row in rows}
        for file in kept:
            if file.done_id not in known:
                yield Difference(case.ref, f"file {file.path}", "of no action of the case", "of an action")
            if self.files:
                found = keeping.sha256_of(file.path)
                if found != file.sha256:
                    yield Difference(case.ref, f"file {file.path}", found or "gone", file.sha256)


def _by(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _row(told: Any) -> str:
    return str(told.get("row", "")) if isinstance(told, dict) else ""


def _tells(notice: Notice, case: Case, row: Done) -> bool:
    """Whether a notice stands where its action put it."""
    return notice.case_id == case.pk and notice.at == row.at


def _held(case: Case, field: str, stored: list[str], bound: object) -> Iterator[Difference]:
    wanted = [] if bound is None else [bound]
    if stored == wanted:
        return
    if len(stored) > len(wanted):
        yield Difference(case.ref, field, f"there {len(stored)} times", f"{len(wanted)} times")
    else:
        yield Difference(case.ref, field, "changed since" if stored else "missing", "what the trail binds")


def identities_of_nothing() -> Iterator[Difference]:
    """Sealed identities whose case is not there."""
    cases = Case.objects.filter(ref=Substr(OuterRef("about"), len("case:") + 1))
    lost = Sealed.objects.filter(about__startswith="case:").exclude(Exists(cases))
    for about in lost.values_list("about", flat=True).iterator(chunk_size=2000):
        yield Difference(about.removeprefix("case:"), "identity", "there", "no such case")
