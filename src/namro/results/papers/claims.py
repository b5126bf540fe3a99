"""What this room says about the trail: every paper names the entry that binds it, and what that was made from."""

from __future__ import annotations

from collections.abc import Iterator

from namro.ground.trail.claims import Claim
from namro.results.papers import proof
from namro.results.papers.models import Paper


def claims() -> Iterator[Claim]:
    """One claim for each paper, in the order of their entries; streamed."""
    for paper in Paper.objects.select_related("office").order_by("entry_id").iterator(chunk_size=500):
        yield claim_of(paper)


def claim_of(paper: Paper) -> Claim:
    """What the trail must say of a paper."""
    action, about = "papers.issue", f"office:{paper.office.code}"
    if paper.case_ref:
        action, about = "papers.issue_slip", f"case:{paper.case_ref}"
    payload = proof.payload(core_of(paper), paper.code, paper.pages, paper.pdf_digest)
    said_by = f"paper {paper.code}"
    return Claim(paper.entry_id, said_by, object_ref=about, action=action, salt=bytes(paper.salt), payload=payload)


def core_of(paper: Paper) -> dict[str, object]:
    """Everything that the paper was, out of its row."""
    return proof.core(
        form=paper.form,
        version=paper.version,
        form_digest=paper.form_digest,
        office=paper.office.code,
        case_ref=paper.case_ref,
        first=paper.first,
        last=paper.last,
        volume=paper.volume,
        volumes=paper.volumes,
        lang=paper.lang,
        at=paper.at,
        by_name=paper.by_name,
        lines=paper.lines,
        lines_digest=paper.lines_digest,
        nonce=paper.nonce,
    )
