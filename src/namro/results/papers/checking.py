"""Is a paper what the trail says it was, and would the same book look the same today?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.trail.canonical import EntryFields, UnknownVersion, digest, leaf, root
from namro.ground.trail.models import COLUMNS, Entry, SealedBatch, SealedLeaf
from namro.results.papers import books, drawing, proof, slips
from namro.results.papers.claims import claim_of, core_of
from namro.results.papers.models import Paper
from namro.rules.packs.current import the_pack
from namro.rules.packs.papers import PaperForm
from namro.rules.packs.refused import Refused
from namro.work.cases import queries as cases

Bound = Literal["bound", "changed", "gone"]
Seal = Literal["sealed", "not-yet", "broken"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a paper.

    `bound`: whether the entry in the trail is there and says of the paper what its row says. `seal`: whether a batch
    binds that entry (`batch`, sealed at `sealed_at`). `changed`, `added`: how many of its lines are no longer as they
    were, and how many were not there then; both None where it cannot be told (a slip whose case went where the reader
    may not follow, a form that is no longer in the pack). `same_form`: whether form and templates are as they were.
    """

    paper: Paper
    bound: Bound
    seal: Seal
    batch: int | None
    sealed_at: datetime | None
    changed: int | None
    added: int | None
    same_form: bool

    @property
    def sound(self) -> bool:
        """Whether nothing was tampered with. A book that has gone on since is sound."""
        return self.bound == "bound" and self.seal != "broken"

    @property
    def as_then(self) -> bool:
        """Whether the same paper printed now would say the same."""
        return self.changed == 0 and self.added == 0


def bound(paper: Paper) -> Bound:
    """Whether the trail bears the row out, and the row the code on the paper."""
    claim, entry = claim_of(paper), Entry.objects.filter(pk=paper.entry_id).first()
    if entry is None:
        return "gone"
    assert claim.salt is not None
    assert claim.payload is not None
    holds = (
        entry.payload_digest == digest("payload", claim.salt, claim.payload)
        and entry.action == claim.action
        and entry.object_ref == claim.object_ref
        and paper.code == proof.code_for(core_of(paper))
    )
    return "bound" if holds else "changed"


def sealed(paper: Paper) -> tuple[Seal, SealedBatch | None]:
    """Whether the batch that holds the paper's entry still adds up. `trail verify` follows the chain of all batches."""
    place = SealedLeaf.objects.filter(entry_id=paper.entry_id).first()
    if place is None:
        return "not-yet", None
    batch = SealedBatch.objects.filter(pk=place.batch_id).first()
    row = Entry.objects.filter(pk=paper.entry_id).values_list(*COLUMNS).first()
    leaves = list(
        SealedLeaf.objects.filter(batch_id=place.batch_id).order_by("position").values_list("leaf", flat=True)
    )
    try:
        holds = (
            batch is not None
            and row is not None
            and leaf(EntryFields(*row)).hex() == place.leaf
            and root([bytes.fromhex(one) for one in leaves]).hex() == batch.root
        )
    except (UnknownVersion, ValueError):
        holds = False
    return ("sealed" if holds else "broken"), batch


def check(actor: Actor, paper: Paper, now: datetime) -> Checked:
    """Everything that can be told of a paper now. Raises `NotThere` where the actor may not read its office."""
    seal, batch = sealed(paper)
    changed, added = _differing(actor, paper, now)
    form = form_then(paper)
    return Checked(
        paper,
        bound(paper),
        seal,
        batch.pk if batch else None,
        datetime.fromtimestamp(batch.sealed_at / 1_000_000, UTC) if batch else None,
        changed,
        added,
        form is not None and drawing.form_digest(form) == paper.form_digest,
    )


def form_then(paper: Paper) -> PaperForm | None:
    """The version of the form that the paper was printed on; None where the pack no longer has it."""
    versions = (f for f in the_pack().papers if f.id == paper.form and f.valid.from_ == paper.version)
    return next(versions, None)


def _differing(actor: Actor, paper: Paper, now: datetime) -> tuple[int | None, int | None]:
    lines = _lines_now(actor, paper, now)
    if lines is None:
        return None, None
    return proof.differing(bytes(paper.line_digests), proof.line_digests(paper.nonce, lines))


def _lines_now(actor: Actor, paper: Paper, now: datetime) -> list[list[str]] | None:
    """The lines that the same paper would have now; None where that cannot be told."""
    form = form_then(paper)
    if form is None:
        return None
    try:
        if not paper.case_ref:
            return books.read_book(actor, book_of(paper), now, paper.lang)[1]
        case = cases.case(actor, paper.case_ref, the_pack().calendar.local(now))
        sent = slips.last_transfer(case)
        if sent is None:
            return None
        pairs, to = slips.transfer_texts(form, case, sent, now, paper.lang)
    except (NotThere, Refused):
        return None
    return [[to], *pairs]


def book_of(paper: Paper) -> books.Book:
    """Which book a paper is."""
    return books.Book(paper.form, paper.office_id, paper.first, paper.last, paper.volume, paper.version)


def again(actor: Actor, paper: Paper, now: datetime) -> bytes | None:
    """The very file that was printed, typeset again; None where lines, form or typesetter are no longer the same."""
    print = drawing.Print(the_pack().calendar.moment(paper.at), paper.by_name, paper.lang, paper.nonce)
    try:
        if paper.case_ref:
            case = cases.case(actor, paper.case_ref, the_pack().calendar.local(now))
            made = slips.draw_transfer(actor, case, print, now).pdf
        else:
            made = books.draw_book(actor, book_of(paper), print, now).pdf
    except (NotThere, Refused):
        return None
    return made if sha256(made).hexdigest() == paper.pdf_digest else None


def same_file(paper: Paper, content: bytes) -> bool:
    """Whether a file is the one that was printed, byte for byte."""
    return sha256(content).hexdigest() == paper.pdf_digest
