"""A task as somebody writes it, made into the structure and the words of an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from namro.ground import texts
from namro.ground.people.models import Post, in_force
from namro.ground.people.queries import offices
from namro.rules.clocks.errors import BadTerm
from namro.rules.clocks.periods import RHYTHMS
from namro.rules.clocks.terms import Term, Unit
from namro.rules.clocks.within import Within
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans.clears import ONE, TWO
from namro.work.plans.deeds import the_day
from namro.work.plans.models import Clause, Instrument
from namro.work.plans.terms import ONGOING

CARD = ("change", "measure", "burden", "rights")
"""The measure card: what is meant to change, how that is measured, what it costs those who do it, whose rights it
touches."""
BESIDE = ("budget", *CARD)
"""What a task says beside its clears: out of which money, and its measure card."""


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """A task as it is written. Everything may be left open in a draft.

    `lead`, `helping`: ids of offices. `role`, `head`: roles of the pack at the lead's office. `post`: id of a post
    there. `team`: a residential group or a team, which is no office. `spread`: given to each office it is issued to,
    or to those of these kinds of office (`among`) in these kinds of unit (`units`) only.
    `time`: {"day": "2026-12-15"}, {"term": "10 working days"}, or {"rhythm": "monthly", "until": "2026-12-31",
    "after": 5}, or {"rhythm": "ongoing", "reports": "monthly", "until": "2026-12-31"}; in place of `after` a day
    `within` each period: "15" of a month, "5" (Friday) of a week, "3-20" (month, day) of a longer one; `begins`: a day
    in the first period that is owed, where that is later than the one in which it is given.
    `source`: {"text", "start", "end", "lead"}, the sentence that it was read from, and whom the document names there as
    its lead ("" for nobody; left out, what was known of that stays). `card`: see `CARD`.
    `others`: who helps by the document and is no office here, as it is written there.
    `holds`: "two" of a row of a document that holds two tasks and that nobody has parted, "one" where somebody said
    knowingly that it is one task all the same; "" of any other.
    """

    matter: str = ""
    product: str = ""
    clause: int | None = None
    lead: int | None = None
    role: str = ""
    post: int | None = None
    team: str = ""
    head: str = ""
    helping: Sequence[int] = ()
    spread: bool = False
    among: Sequence[str] = ()
    units: Sequence[str] = ()
    time: Mapping[str, Any] = field(default_factory=dict)
    budget: str = ""
    authority: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    card: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()
    holds: str = ""


def checked(said: TaskSaid, document: Instrument, on: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The structure and the words of a draft that stands on that document on a local day. Raises Refused
    `plans.unknown-…`, `plans.bad-time`, `cases.too-long`, each with its field."""
    pack = the_pack()
    if said.clause is not None and not Clause.objects.filter(pk=said.clause, instrument=document).exists():
        raise Refused("plans.unknown-clause", field="clause")
    named = {*said.helping, *([said.lead] if said.lead is not None else [])}
    known = dict(offices(on).filter(pk__in=named).values_list("pk", "kind"))
    for office in named - set(known):
        raise Refused("plans.unknown-office", field="lead" if office == said.lead else "helping")
    if said.spread and said.lead is not None:
        raise Refused("plans.spread-has-no-lead", field="lead")
    for kind in said.among:
        if kind not in pack.offices:
            raise Refused("people.unknown-kind", field="among", kind=kind[:40])
    for kind in said.units:
        if not any(kind in level.kinds for level in pack.levels):
            raise Refused("people.unknown-kind", field="among", kind=kind[:40])
    for field_, role in (("role", said.role), ("head", said.head)):
        found = pack.roles.get(role)
        if role and (found is None or (said.lead is not None and known[said.lead] not in found.at)):
            raise Refused("plans.unknown-role", field=field_)
    if said.post is not None:
        there = Post.objects.filter(in_force(on), pk=said.post, office_id=said.lead or 0).exists()
        if not there:
            raise Refused("plans.unknown-post", field="post")
    data = {
        "clause_id": said.clause, "lead_office_id": said.lead, "lead_role": said.role, "lead_post_id": said.post,
        "team": texts.line(said.team, "team", most=200), "head_role": said.head, "spread": bool(said.spread),
        "among": sorted(set(said.among)) if said.spread else [],
        "units": sorted(set(said.units)) if said.spread else [],
        "with": sorted(set(said.helping)), "time": time_of(said.time), "source": _span(said.source),
    } | ({"holds": said.holds} if said.holds in (TWO, ONE) else {})  # fmt: skip
    words = {
        "matter": texts.long_text(said.matter, "matter", most=5000),
        "product": texts.long_text(said.product, "product", most=2000),
        "budget": texts.line(said.budget, "budget"),
        "authority": texts.long_text(said.authority, "authority", most=1000),
        "source": texts.long_text(str(said.source.get("text", "")), "source", most=5000),
    }
    words |= {part: texts.long_text(said.card.get(part), part, most=2000) for part in CARD}
    if others := "; ".join(" ".join(name.split()) for name in said.others if name.strip()):
        words["others"] = texts.long_text(others, "helping", most=2000)
    if "lead" in said.source:
        words["led"] = texts.line(str(said.source["lead"])[:300], "lead", most=300)
    return data, words


def others_of(words: Mapping[str, str]) -> tuple[str, ...]:
    """Who helps by the document and is no office here, of a task as it is kept."""
    return tuple(one for one in words.get("others", "").split("; ") if one)


def time_of(time: Mapping[str, Any]) -> dict[str, Any]:
    """The time as an act keeps it. Raises Refused `plans.bad-time`, `cases.bad-date` (field: `time`),
    `plans.bad-within`, `plans.within-and-after` (field: `within`), `plans.begins-once`,
    `plans.begins-late` (field: `begins`)."""
    given = {key: value for key, value in time.items() if value not in (None, "")}
    if not given:
        return {}
    if set(given) == {"day"}:
        return {"day": the_day(given["day"], "time").isoformat()}
    if set(given) == {"term"}:
        try:
            term = Term.parse(str(given["term"]))
        except BadTerm:
            raise Refused("plans.bad-time", field="time") from None
        if term.unit is Unit.HOUR or term.amount > 3000:
            raise Refused("plans.bad-time", field="time")
        return {"term": str(term)}
    if "within" in given and "rhythm" not in given:
        raise Refused("plans.bad-within", field="within")
    if "begins" in given and "rhythm" not in given:
        raise Refused("plans.begins-once", field="begins")
    ongoing = given.get("rhythm") == ONGOING
    known = {"rhythm", "until", "after", "within", "begins", *(["reports"] if ongoing else [])}
    if given.get("rhythm") not in (*RHYTHMS, ONGOING) or not set(given) <= known:
        raise Refused("plans.bad-time", field="time")
    told: dict[str, Any] = {"rhythm": given["rhythm"]}
    if "reports" in given:
        if given["reports"] not in RHYTHMS:
            raise Refused("plans.bad-time", field="reports")
        told["reports"] = given["reports"]
    if "until" in given:
        told["until"] = the_day(given["until"], "time").isoformat()
    if "begins" in given:
        told["begins"] = the_day(given["begins"], "begins").isoformat()
        if told["begins"] > told.get("until", told["begins"]):
            raise Refused("plans.begins-late", field="begins")
    if "after" in given:
        if not isinstance(given["after"], int) or not 0 <= given["after"] <= 60:
            raise Refused("plans.bad-time", field="time")
        told["after"] = given["after"]
    if "within" in given:
        if "after" in given:
            raise Refused("plans.within-and-after", field="within")
        try:
            told["within"] = str(Within.parse(given.get("reports", given["rhythm"]), str(given["within"])))
        except ValueError:
            raise Refused("plans.bad-within", field="within") from None
    return told


def _span(source: Mapping[str, Any]) -> dict[str, int]:
    """Where the sentence stands in the text it was read from, in characters."""
    start, end = source.get("start"), source.get("end")
    return {"start": start, "end": end} if isinstance(start, int) and isinstance(end, int) else {}
