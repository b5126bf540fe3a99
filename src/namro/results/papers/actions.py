"""Printing: the one moment at which a paper comes to be."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.results.papers import proof
from namro.results.papers.drawing import Drawn
from namro.results.papers.models import Paper
from namro.work.cases.models import Case


@action("papers.issue", by_operator=True)
def issue(office: Office, drawn: Drawn, *, actor: Actor, now: datetime) -> Paper:
    """Print a book of an office: what its lines were is bound into the trail, under the code on its sheets.

    `drawn` was drawn for this office just before; a drawing of another office raises ValueError.
    """
    if drawn.office.pk != office.pk or drawn.case_ref:
        raise ValueError("This was drawn for something else.")
    return _kept(drawn)


@action("papers.issue_slip")
def issue_slip(case: Case, drawn: Drawn, *, actor: Actor, now: datetime) -> Paper:
    """Print the slip that goes along with a transferred case; its code is bound into the trail.

    `drawn` was drawn for this case just before; a drawing of another raises ValueError.
    """
    if drawn.case_ref != case.ref:
        raise ValueError("This was drawn for something else.")
    return _kept(drawn)


def _kept(drawn: Drawn) -> Paper:
    """The row of the paper and the entry that binds it."""
    pdf_digest = sha256(drawn.pdf).hexdigest()
    running = current()
    running.carries(proof.payload(drawn.core, drawn.code, drawn.pages, pdf_digest))
    recorded = running.entry()
    return Paper.objects.create(
        code=drawn.code,
        form=drawn.form.id,
        version=drawn.form.valid.from_,
        form_digest=drawn.core["form_digest"],
        office=drawn.office,
        case_ref=drawn.case_ref,
        first=drawn.first,
        last=drawn.last,
        volume=drawn.volume,
        volumes=drawn.volumes,
        lang=drawn.print.lang,
        at=drawn.print.at,
        by_name=drawn.print.by_name,
        lines=len(drawn.digests),
        pages=drawn.pages,
        lines_digest=drawn.core["lines_digest"],
        line_digests=proof.short(drawn.digests),
        pdf_digest=pdf_digest,
        nonce=drawn.print.nonce,
        entry_id=recorded.id,
        salt=recorded.salt,
    )
