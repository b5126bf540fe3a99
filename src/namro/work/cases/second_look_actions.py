"""Asking that another office looks again, answering it, and noting that one knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.joins import joined_with, matter_of
from namro.work.cases.models import Case, Done, SecondLook
from namro.work.cases.second_looks import Act, Terms, ground_for, offered_of, panel_office, requests, rows_of
from namro.work.cases.spoken import ANSWER_LOOK, ASK_LOOK, SEE_LOOK
from namro.work.cases.turns import Turn, open_turn

SENTENCE = 300
"""Most characters of what a reporter may add."""


@action("cases.ask_second_look", by_reporter=True)
def ask_second_look(case: Case, *, text: str = "", once: str | None = None, actor: Actor, now: datetime) -> SecondLook:
    """Ask that another office looks at the case again: a limit was missed, or it was reported several times.

    Raises Refused `cases.second-look-not-now`, `cases.second-look-nobody`, `cases.too-long` (field: `text`).
    """
    if actor.kind != "reporter":
        raise NotThere
    text = texts.line(text, "text", most=SENTENCE)
    others = _locked_matter(case)
    turn = open_turn(case, actor=actor, now=now, once=once)
    looks, rule = the_pack().second_looks, offered_of(turn.case.procedure_id)
    ground = ground_for(turn.case, turn.standing, turn.acts, turn.now, others)
    if looks is None or rule is None or ground is None:
        raise Refused("cases.second-look-not-now")
    office = panel_office(turn.case, turn.pack.calendar.local(turn.now))
    if office is None:
        raise Refused("cases.second-look-nobody")
    terms = Terms.of(looks, rule)
    panel, reasons = terms.days(the_pack(), turn.now)
    turn.tells.append("office")
    turn.write(
        ASK_LOOK,
        {
            "office": office.pk,
            "own_office": turn.standing.office_id,
            "to_day": panel.on.isoformat(),
            "reasons_on": reasons.on.isoformat(),
            "reasons_at": reasons.at.isoformat(),
            "terms": {
                "panel": terms.panel,
                "reasons": terms.reasons,
                "counting": terms.counting,
                "article": terms.article,
            },
            "clocks": [list(clock) for clock in ground.clocks],
            "receipts": ground.receipts,
        },
        {"text": text},
    )
    return _store(turn.case, turn.acts)[-1]


def _locked_matter(case: Case) -> list[int]:
    """The other cases of the matter. All of them are locked, the oldest first: two requests by the same receipts, from
    two of the cases, are not made at once and do not wait for each other."""
    others = matter_of(case, joined_with(case))
    if others:
        rows = (
            Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[case.pk, *others]).order_by("pk")
        )
        list(rows.values_list("pk", flat=True))
    return others


@action("panels.answer_second_look", in_person=True)
def answer_second_look(
    look: SecondLook, *, outcome: str, reasons: str, once: str | None = None, actor: Actor, now: datetime
) -> SecondLook:
    """As the office that looks again, record what came of it, with written reasons that the reporter reads.

    Raises Refused `cases.second-look-answered`, `cases.second-look-own` to whoever works at the case's office or had a
    hand in the case, `cases.second-look-choose` (field: `outcome`), `cases.needed` (field: `reasons`).
    """
    turn = open_turn(look.case, actor=actor, now=now, once=once)
    asked = next((one for one in requests(turn.acts) if one.asked.seq == look.asked_seq), None)
    if asked is None:
        raise NotThere
    if asked.answered is not None:
        raise Refused("cases.second-look-answered")
    if _had_a_hand(turn, actor):
        raise Refused("cases.second-look-own")
    looks = the_pack().second_looks
    if looks is None or outcome not in looks.outcomes:
        raise Refused("cases.second-look-choose", field="outcome")
    written = texts.required(reasons, "reasons")
    turn.tells += ["reporter", "office"]
    data = {"asked": look.asked_seq, "outcome": outcome, "office": look.office_id}
    turn.write(ANSWER_LOOK, data, {"reasons": written}, office=look.office_id)
    return next(row for row in _store(turn.case, turn.acts) if row.asked_seq == look.asked_seq)


def _had_a_hand(turn: Turn, actor: Actor) -> bool:
    """Whether the actor works at the office that has the case, or did something with it before."""
    if any(seat.office_id == turn.standing.office_id for seat in actor.seats):
        return True
    return Done.objects.filter(case=turn.case, actor_ref=actor.ref).exclude(verb=ANSWER_LOOK).exists()


@action("cases.see_second_look")
def see_second_look(case: Case, *, seen: int, once: str | None = None, actor: Actor, now: datetime) -> Done:
    """Note that the case's office knows of the request, or of what came of it, up to the action it had before it.

    Raises Refused `cases.second-look-nothing-new`.
    """
    turn = open_turn(case, actor=actor, now=now, once=once)
    fresh = [one for one in requests(turn.acts) if not one.heard]
    if not any((one.answered or one.asked).seq <= seen for one in fresh):
        raise Refused("cases.second-look-nothing-new")
    done = turn.write(SEE_LOOK, {"seen": min(seen, turn.standing.seq)})
    _store(turn.case, turn.acts)
    return done


def _store(case: Case, acts: Sequence[Act]) -> list[SecondLook]:
    """Brings the rows of a case up to its acts; gives them back."""
    kept = {row.nth: row for row in SecondLook.objects.filter(case=case)}
    for row in rows_of(case, acts):
        if row.nth in kept:
            row.pk = kept[row.nth].pk
        row.save()
        kept[row.nth] = row
    return [kept[nth] for nth in sorted(kept)]
