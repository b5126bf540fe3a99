"""How the terminal shows places: as text for people, as plain values for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from namro.doors.words import say
from namro.ground.places.changes import Plan, changed_totals
from namro.ground.places.csvfile import FileRefused
from namro.ground.places.models import Kind, Unit
from namro.ground.places.orphans import Left
from namro.ground.places.queries import Found, Mapped, Predecessor, Successor, name_of, paths
from namro.ground.places.shares import Share

SHOWN_STEPS = 40


def share_as_dict(share: Share) -> dict[str, Any]:
    return {"ppm": share.ppm, "low": share.low, "high": share.high, "basis": share.basis, "whole": share.whole}


def unit_as_dict(unit: Unit, where: str, lang: str | None) -> dict[str, Any]:
    """A unit as JSON shows it; `where` is its path."""
    return {
        "ref": unit.ref,
        "edition": unit.edition_id,
        "code": unit.code,
        "kind": unit.kind,
        "level": unit.level,
        "name": name_of(unit, lang),
        "names": unit.names,
        "path": where,
        "parent": unit.parent_code or None,
        "begins": unit.begins.isoformat(),
        "ends": unit.ends.isoformat() if unit.ends else None,
        "lowest": unit.lowest,
        "remote": unit.remote,
    }


def units_as_list(units: Iterable[Unit], lang: str | None, on: date | None) -> list[dict[str, Any]]:
    units = list(units)
    where = paths(units, lang, on)
    return [unit_as_dict(unit, where[unit.pk], lang) for unit in units]


def found_as_list(found: list[Found], lang: str | None, on: date) -> list[dict[str, Any]]:
    here = paths([f.unit for f in found], lang, on)
    there = paths([former.unit for f in found for former in f.former], lang)
    return [
        {
            **unit_as_dict(f.unit, here[f.unit.pk], lang),
            "by": f.by,
            "rank": f.rank,
            "whole": f.whole,
            "former": [
                {
                    "ref": former.unit.ref,
                    "code": former.unit.code,
                    "kind": former.unit.kind,
                    "name": name_of(former.unit, lang),
                    "path": there[former.unit.pk],
                    "ends": former.unit.ends.isoformat() if former.unit.ends else None,
                    "likely": former.likely,
                    "share": share_as_dict(former.share),
                }
                for former in f.former
            ],
        }
        for f in found
    ]


def share_in_words(share: Share) -> str:
    """ "all of it", or the figure with what it stands on and the range of the truth."""
    if share.whole:
        return "all of it"
    low, high = share.low / 10_000, share.high / 10_000
    return f"{share.ppm / 10_000:.1f} % of it (basis: {share.basis}; surely between {low:.4g} and {high:.4g} %)"


def found_lines(found: list[Found], lang: str | None, on: date) -> Iterable[str]:
    here = paths([f.unit for f in found], lang, on)
    there = paths([former.unit for f in found for former in f.former], lang)
    for f in found:
        yield f"{here[f.unit.pk]}  [{f.unit.ref}]"
        for former in f.former:
            until = f" (before {former.unit.ends:%d/%m/%Y})" if former.unit.ends else ""
            yield f"    was {there[former.unit.pk]}{until}: {share_in_words(former.share)}"


def unit_lines(
    unit: Unit, before: list[Predecessor], after: list[Successor], below: int, lang: str | None, on: date
) -> Iterable[str]:
    where = paths([unit, *(p.unit for p in before)], lang)
    now = paths([s.unit for s in after], lang, on)
    until = f"before {unit.ends:%d/%m/%Y}" if unit.ends else "until now"
    yield f"{where[unit.pk]}  [{unit.ref}]"
    yield f"    {unit.kind}, level {unit.level}, from {unit.begins:%d/%m/%Y}, {until}"
    if below:
        yield f"    {below} units directly below it"
    for p in before:
        yield f"    came from {where[p.unit.pk]}  [{p.unit.ref}]: {share_in_words(p.share)}"
    for s in after:
        if s.unit.pk != unit.pk:
            yield f"    became {now[s.unit.pk]}  [{s.unit.ref}]: {share_in_words(s.share)}"


def mapped_as_dict(mapped: Mapped) -> dict[str, Any]:
    return {"from": mapped.source.ref, "to": mapped.target.ref, "share": share_as_dict(mapped.share)}


def problems_as_list(refused: FileRefused, lang: str) -> list[dict[str, Any]]:
    """Every problem of a file with its sentence."""
    return [
        {
            "file": p.file,
            "line": p.line,
            "column": p.column or None,
            "code": p.code,
            "reason": reason(p.code, p.params, lang),
        }
        for p in refused.problems
    ]


def reason(code: str, params: Mapping[str, object], lang: str) -> str:
    return say(lang, f"refusals.places.row.{code}", **params)


def problem_lines(refused: FileRefused, lang: str) -> Iterable[str]:
    for p in refused.problems:
        column = f", {p.column}" if p.column else ""
        yield f"{p.file}, line {p.line}{column}: {reason(p.code, p.params, lang)}"


def plan_as_dict(plan: Plan, lang: str | None) -> dict[str, Any]:
    tops = _tops(plan, lang)
    return {
        "digest": plan.digest,
        "days": [day.isoformat() for day in plan.days],
        "ended": len(plan.ended),
        "begun": len(plan.begun),
        "totals": [
            {"unit": t.top, "name": tops.get(t.top, t.top), "kind": t.kind, "before": t.before, "after": t.after}
            for t in changed_totals(plan.totals)
        ],
        "total_before": sum(t.before for t in plan.totals),
        "total_after": sum(t.after for t in plan.totals),
        "changes": [
            {
                "on": s.on.isoformat(),
                "from": s.source.ref,
                "to": s.target.ref if s.target else None,
                "change": s.how,
                "share": s.share,
                "low": s.low,
                "high": s.high,
                "basis": s.basis,
                "implied": s.implied,
            }
            for s in plan.steps
        ],
    }


def plan_lines(plan: Plan, lang: str | None) -> Iterable[str]:
    """The preview: what ends and begins, and the totals before and after."""
    days = ", ".join(f"{day:%d/%m/%Y}" for day in plan.days)
    yield f"{plan.name}: {len(plan.ended)} units end, {len(plan.begun)} begin, on {days}."
    kinds = {kind.id: kind for kind in Kind.objects.all()}
    for step in plan.steps[:SHOWN_STEPS]:
        source = _said(step.source.names, step.source.kind, kinds, lang)
        target = _said(step.target.names, step.target.kind, kinds, lang) if step.target else "abolished"
        share = "" if step.how != "part" else f"  {share_in_words(Share(step.share, step.low, step.high, step.basis))}"
        follows = "  (follows the unit above it)" if step.implied else ""
        yield f"    {step.source.code} {source} -> {step.target.code if step.target else ''} {target}{share}{follows}"
    if len(plan.steps) > SHOWN_STEPS:
        yield f"    … and {len(plan.steps) - SHOWN_STEPS} more (all of them with --json)"
    tops = _tops(plan, lang)
    yield "Units before and after, where the number changes:"
    changed = changed_totals(plan.totals)
    for total in changed:
        yield f"    {total.before:>6,} -> {total.after:>6,}  {total.kind}, {tops.get(total.top, total.top)}"
    if not changed:
        yield "    none: the number of units of each kind stays the same everywhere"
    before, after = sum(t.before for t in plan.totals), sum(t.after for t in plan.totals)
    yield f"    {before:>6,} -> {after:>6,}  all units"


def _said(names: Mapping[str, str], kind: str, kinds: Mapping[str, Kind], lang: str | None) -> str:
    name = names.get(lang or "") or next(iter(names.values()))
    form = kinds[kind].forms.get(lang or "") or next(iter(kinds[kind].forms.values()))
    return str(form).replace("{name}", name)


def _tops(plan: Plan, lang: str | None) -> dict[str, str]:
    codes = {total.top for total in plan.totals}
    found = {u.code: name_of(u, lang) for u in Unit.objects.filter(code__in=codes).order_by("begins")}
    kinds = {kind.id: kind for kind in Kind.objects.all()}
    for s in plan.begun:
        if s.code in codes and not s.parent:
            found[s.code] = _said(s.names, s.kind, kinds, lang)
    return found


def left_as_dict(left: Left, lang: str | None) -> dict[str, Any]:
    return {
        "kind": left.orphan.kind,
        "ref": left.orphan.ref,
        "name": left.orphan.name,
        "why": left.orphan.why or "unit-ended",
        "unit": left.unit.ref,
        "unit_name": name_of(left.unit, lang),
        "ended": left.unit.ends.isoformat() if left.unit.ends else None,
        "heirs": [
            {"ref": h.unit.ref, "name": name_of(h.unit, lang), "share": share_as_dict(h.share)} for h in left.heirs
        ],
    }
