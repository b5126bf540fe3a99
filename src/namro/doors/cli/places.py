"""How the terminal shows places: as text for people, as plain values for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.doors.words import Speech, dmy, english, say
from namro.ground.places.changes import Plan, changed_totals
from namro.ground.places.csvfile import FileRefused
from namro.ground.places.models import Kind, Unit
from namro.ground.places.orphans import Left
from namro.ground.places.queries import Found, Mapped, Predecessor, Successor, name_of, paths
from namro.ground.places.shares import Share

SHOWN_STEPS = 40


@dataclass(frozen=True, slots=True)
class Voice(Speech):
    """Whom a text is for: the language of its sentences, and of the names in it (None: the pack's first)."""

    names: str | None = None

    def name(self, unit: Unit) -> str:
        return name_of(unit, self.names)

    def share(self, share: Share) -> str:
        """ "all of it", or the figure with what it stands on and the range of the truth."""
        if share.whole:
            return self.say("cli.place.all-of-it")
        percent, low, high = f"{share.ppm / 10_000:.1f}", f"{share.low / 10_000:.4g}", f"{share.high / 10_000:.4g}"
        return self.say("cli.place.share", percent=percent, basis=self._basis(share.basis), low=low, high=high)

    def _basis(self, basis: str) -> str:
        """The usual bases in words; any other as its file says it."""
        key = f"cli.place.basis.{basis}"
        return self.say(key) if english().has("en", key) else basis

    def kind(self, kind: str, kinds: Mapping[str, Kind]) -> str:
        names = kinds[kind].names if kind in kinds else {}
        return names.get(self.lang) or next(iter(names.values()), kind)


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


def found_lines(found: list[Found], voice: Voice, on: date) -> Iterable[str]:
    here = paths([f.unit for f in found], voice.names, on)
    there = paths([former.unit for f in found for former in f.former], voice.names)
    for f in found:
        yield f"{here[f.unit.pk]}  [{f.unit.ref}]"
        for former in f.former:
            until = f" ({voice.say('cli.place.before', day=dmy(former.unit.ends))})" if former.unit.ends else ""
            yield "    " + voice.say(
                "cli.place.was", name=there[former.unit.pk] + until, share=voice.share(former.share)
            )


def unit_lines(
    unit: Unit, before: list[Predecessor], after: list[Successor], below: int, voice: Voice, on: date
) -> Iterable[str]:
    where = paths([unit, *(p.unit for p in before)], voice.names)
    now = paths([s.unit for s in after], voice.names, on)
    until = voice.say("cli.place.before", day=dmy(unit.ends)) if unit.ends else voice.say("cli.place.until-now")
    kind = voice.kind(unit.kind, {kind.id: kind for kind in Kind.objects.all()})
    yield f"{where[unit.pk]}  [{unit.ref}]"
    yield "    " + voice.say("cli.place.stands", kind=kind, level=unit.level, begins=dmy(unit.begins), until=until)
    if below:
        yield "    " + voice.say("cli.place.below", n=below)
    for p in before:
        name = f"{where[p.unit.pk]}  [{p.unit.ref}]"
        yield "    " + voice.say("cli.place.came-from", name=name, share=voice.share(p.share))
    for s in after:
        if s.unit.pk != unit.pk:
            yield "    " + voice.say(
                "cli.place.became", name=f"{now[s.unit.pk]}  [{s.unit.ref}]", share=voice.share(s.share)
            )


def mapped_lines(mapped: Iterable[Mapped], voice: Voice) -> Iterable[str]:
    for m in mapped:
        source, target = (f"{unit.ref} {voice.name(unit)}" for unit in (m.source, m.target))
        yield f"{source} -> {target}: {voice.share(m.share)}"


def kind_lines(kinds: Iterable[Kind], voice: Voice) -> Iterable[str]:
    for kind in kinds:
        level = voice.say("cli.place.level", level=kind.level)
        yield f"{kind.id:<16} {level:<18} {voice.kind(kind.id, {kind.id: kind})}"


def counted_line(units: list[Unit], kinds: Iterable[Kind], voice: Voice, on: date) -> str:
    """How many units a list has, in all and of each kind."""
    counted = [(voice.kind(kind.id, {kind.id: kind}), sum(u.kind == kind.id for u in units)) for kind in kinds]
    said = ", ".join(f"{n:,} {kind}" for kind, n in counted if n)
    return voice.say("cli.place.counted", n=len(units), day=dmy(on)) + (f": {said}" if said else "")


def left_line(item: Left, voice: Voice) -> str:
    """A matter that nobody answers for, with why and who may."""
    unit = f"{voice.name(item.unit)} [{item.unit.ref}]"
    heirs = ", ".join(voice.name(h.unit) for h in item.heirs[:4]) or voice.say("cli.place.nowhere")
    key = f"cli.place.orphan.{item.orphan.why or 'unit-ended'}"
    why = voice.say(key, unit=unit, heirs=heirs)
    return f"{item.orphan.ref} {item.orphan.name}: {why}"


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
        where = say(lang, "cli.place.line", file=p.file, line=p.line) + column
        yield f"{where}: {reason(p.code, p.params, lang)}"


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


def plan_lines(plan: Plan, voice: Voice) -> Iterable[str]:
    """The preview: what ends and begins, and the totals before and after."""
    days = ", ".join(map(dmy, plan.days))
    yield voice.say("cli.place.plan", file=plan.name, ended=len(plan.ended), begun=len(plan.begun), days=days)
    kinds = {kind.id: kind for kind in Kind.objects.all()}
    for step in plan.steps[:SHOWN_STEPS]:
        source = _said(step.source.names, step.source.kind, kinds, voice.names)
        target = (
            f"{step.target.code} {_said(step.target.names, step.target.kind, kinds, voice.names)}"
            if step.target
            else voice.say("cli.place.abolished")
        )
        share = Share(step.share, step.low, step.high, step.basis)
        part = f"  {voice.share(share)}" if step.how == "part" else ""
        follows = f"  ({voice.say('cli.place.follows')})" if step.implied else ""
        yield f"    {step.source.code} {source} -> {target}{part}{follows}"
    if len(plan.steps) > SHOWN_STEPS:
        yield "    " + voice.say("cli.place.more-steps", n=len(plan.steps) - SHOWN_STEPS)
    tops = _tops(plan, voice.names)
    yield voice.say("cli.place.totals")
    changed = changed_totals(plan.totals)
    for total in changed:
        kind = voice.kind(total.kind, kinds)
        yield f"    {total.before:>6,} -> {total.after:>6,}  {kind}, {tops.get(total.top, total.top)}"
    if not changed:
        yield "    " + voice.say("cli.place.no-total-changes")
    before, after = sum(t.before for t in plan.totals), sum(t.after for t in plan.totals)
    yield f"    {before:>6,} -> {after:>6,}  {voice.say('cli.place.all-units')}"


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
