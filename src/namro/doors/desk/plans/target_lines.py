"""A target in words: how many that is and by which sum, where it should be by now, what can be said of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.plan_words import clause_said
from namro.ground.places import queries as places
from namro.work.plans.models import Plan, Target
from namro.work.plans.target_queries import Below, Reached
from namro.work.plans.targets import FEWEST, LIMITS, TONES


def number(desk: Desk, value: Decimal | int) -> str:
    """A number as people read it: `1.234,5`."""
    whole, _, part = f"{Decimal(value):f}".partition(".")
    part = part.rstrip("0")
    said = words.count(int(whole), desk.lang)
    return f"{said}{desk.say('common.decimal')}{part}" if part else said


def measured(desk: Desk, target: Target, value: Decimal | int) -> str:
    """A number with the unit that it is counted in."""
    unit = desk.say("desk.target.offices") if target.percent and target.task_id else target.unit
    if unit == "%":
        return f"{number(desk, value)} %"
    return f"{number(desk, value)} {unit}".strip()


def asked(desk: Desk, target: Target) -> str:
    """The target as it was said: `30 %`, `100 vụ`, `không quá 100 vụ`."""
    much = f"{number(desk, target.goal)} %" if target.percent else measured(desk, target, target.goal)
    return aimed_at(desk, target, much)


def aimed_at(desk: Desk, target: Target, much: str) -> str:
    """So much, with the words that say whether it is a least, a limit or a change."""
    return desk.say(f"desk.target.aim.{target.aim}", much=much)


def arithmetic(desk: Desk, one: Reached) -> str:
    """The sum behind a share: "30 % of 114 = 34.2, rounded up to 35"; nothing where nothing is worked out."""
    target = one.target
    if not target.percent or not one.of:
        return ""
    exact = target.goal * one.of / 100
    said = {"share": number(desk, target.goal), "of": words.count(one.of, desk.lang), "exact": number(desk, exact)}
    if exact == one.goal:
        return desk.say("desk.target.sum-exact", **said)
    if target.aim != "least":
        return desk.say("desk.target.sum.limit", **said, needed=aimed_at(desk, target, number(desk, one.goal)))
    return desk.say(f"desk.target.sum.{target.rounding}", **said, needed=number(desk, one.goal))


def standing(desk: Desk, one: Reached) -> tuple[str, str]:
    """How it stands today in a word, and its tone; the outlook tells the same at length."""
    tone = TONES.get(one.standing, "")
    if one.standing == "no-figures" and (one.should_be > 0 or one.target.aim in LIMITS):
        tone = "near"
    if one.standing == "not-judged" and one.target.by < desk.on:
        tone = "near"
    return desk.say(f"desk.target.is.{one.standing}"), tone


def outlook(desk: Desk, one: Reached) -> str:
    """What can be said of whether it will be reached, with how far the figures leave it open."""
    told = one.forecast
    return desk.say(
        f"desk.target.outlook.{one.standing}", n=told.figures, fewest=FEWEST, day=words.dmy(one.target.by),
        goal=aimed_at(desk, one.target, measured(desk, one.target, one.goal)),
        value=measured(desk, one.target, one.value or 0), even=measured(desk, one.target, one.should_be),
        low=number(desk, max(told.low or Decimal(0), Decimal(0))), high=number(desk, told.high or 0),
    )  # fmt: skip


def line(desk: Desk, one: Reached) -> dict[str, Any]:
    """One row of a list of targets."""
    target, (said, tone) = one.target, standing(desk, one)
    return {
        "url": desk.url("plan-target", target.ref),
        "name": target.name[:1].upper() + target.name[1:],
        "clause": clause_said(desk.lang, target.clause.label) if target.clause else "",
        "plan": target.plan.name,
        "plan_url": desk.url("plan", target.plan.ref),
        "asked": asked(desk, target),
        "sum": arithmetic(desk, one),
        "by": words.dmy(target.by),
        "value": measured(desk, target, one.value) if one.value is not None else "",
        "on": words.dmy(one.figures[-1].on) if one.figures else "",
        "counted": one.counted,
        "should_be": measured(desk, target, one.should_be) if target.aim in ("least", "more") else "",
        "state": said,
        "tone": tone,
        "ended": ended(desk, one),
    }


def ended(desk: Desk, one: Reached) -> str:
    """When, by which act, by whom and why a target ended; "" of one that goes on."""
    over = one.ended
    if over is None:
        return ""
    if over.replaced_by is not None:
        symbols = {"old": one.target.instrument.symbol, "new": over.replaced_by.symbol}
        how = desk.say("desk.target.ended.replaced", day=words.dmy(over.on), **symbols)
    else:
        with_plan = one.target.plan.state == Plan.ENDED
        key = "desk.target.ended.with-plan" if with_plan else "desk.target.ended.taken-out"
        how = desk.say(key, day=words.dmy(over.on))
    return desk.say("desk.target.ended.why", how=how, by=over.by, reason=over.reason)


def lines(desk: Desk, found: Iterable[Reached]) -> list[dict[str, Any]]:
    """Targets as the rows of a list."""
    return [line(desk, one) for one in found]


def together(desk: Desk, below: Below) -> dict[str, Any]:
    """What the targets below come to, said openly, and who aims at less or is behind."""
    compared, above = below.compared, below.above.target
    weak = [one for one in below.parts if one.target.pk in compared.below]
    stands = [(one, *standing(desk, one)) for one in below.parts]
    answer = {True: "yes", False: "no", None: "unknown"}[compared.enough]
    key = "apart" if compared.how == "apart" else answer
    how: str = compared.how if compared.of is None else "whole"
    how = "over" if compared.covered and compared.together is None else how
    comes = f"{how}.{'open' if compared.together is None and how == 'share' else 'known'}"
    told = {
        "together": number(desk, compared.together) if compared.together is not None else "",
        "value": number(desk, compared.value) if compared.value is not None else "",
        "of": words.count(compared.of or below.above.of or 0, desk.lang),
        "covered": words.count(compared.covered or 0, desk.lang),
    }  # fmt: skip
    return {
        "answer": desk.say(f"desk.target.below.{key}"),
        "tone": {"yes": "on-time", "no": "late"}.get(key, "near"),
        "comes": ""
        if compared.how == "apart"
        else desk.say(
            f"desk.target.comes.{comes}", n=len(below.parts), asked=asked(desk, above), unit=above.unit, **told
        ),
        "not_added": _not_added(desk, below),
        "weak": [desk.pick(one.target.plan.office.names) for one in weak],
        "behind": [
            desk.say("desk.target.below.one", office=desk.pick(one.target.plan.office.names), state=said)
            for one, said, tone in stands
            if tone in ("near", "late")
        ],
        "rows": [
            {**line(desk, one), "office": desk.pick(one.target.plan.office.names), "weak": one in weak}
            for one in below.parts
        ],
    }


def _not_added(desk: Desk, below: Below) -> list[str]:
    """Which of the targets below are not added up, each with why."""
    by_key = {one.target.pk: one for one in below.parts}
    said = []
    for name in ("other", "twice", "late"):
        keys: tuple[int, ...] = getattr(below.compared, name)
        if keys:
            names = "; ".join(by_key[key].target.name for key in keys)
            day = words.dmy(below.above.target.by)
            said.append(desk.say(f"desk.target.below.{name}", n=len(keys), names=names, day=day))
    return said


def called_offices(desk: Desk) -> set[str]:
    """What the units that are counted by their offices are called, in every language: each kind, and all of them at
    once in the words in which documents mean them ("phường, xã")."""
    offices = {words.say(lang, "desk.target.offices") for lang in words.languages()}
    every = desk.pack.programme.every if desk.pack.programme else ()
    named = {*every, *(name for kind in places.kinds() for name in kind.names.values())}
    return {*offices, *named, *(f"{office} {name}" for office in offices for name in named)}


# The drawing

WIDE, HIGH, LEFT, RIGHT, TOP, FOOT = 640, 260, 56, 16, 36, 36


def drawing(desk: Desk, one: Reached) -> dict[str, Any] | None:
    """The way so far and the even way to the goal (to a limit there is none) as points of a picture of 640 by 260; None
    where nothing can be drawn. The same numbers stand in the table beside it."""
    target = one.target
    if target.aim == "change":
        return None
    last = max([target.by, desk.on, *(figure.on for figure in one.figures)])
    first = min([target.begins, *(figure.on for figure in one.figures)])
    most = max([one.goal, *(figure.value for figure in one.figures)])
    if last <= first or most <= 0:
        return None

    def x(day: date) -> int:
        share = (day.toordinal() - first.toordinal()) / (last.toordinal() - first.toordinal())
        return round(LEFT + share * (WIDE - LEFT - RIGHT))

    def y(value: Decimal) -> int:
        return round(HIGH - FOOT - float(value / most) * (HIGH - FOOT - TOP))

    dots = [{"x": x(figure.on), "y": y(figure.value)} for figure in one.figures]
    ends, today = x(target.by), x(min(max(desk.on, first), last))
    return {
        "even": f"{x(target.begins)},{y(Decimal(0))} {ends},{y(one.goal)}" if target.aim in ("least", "more") else "",
        "limit": target.aim in LIMITS,
        "way": " ".join(f"{dot['x']},{dot['y']}" for dot in dots) if len(dots) > 1 else "",
        "dots": dots,
        "goal": {"y": y(one.goal), "x": ends, "said": number(desk, one.goal), "text": y(one.goal) + 5},
        "zero": y(Decimal(0)),
        "today": today if first <= desk.on <= last else None,
        "today_text": min(max(today, LEFT + 40), WIDE - 60),
        "first": {"x": LEFT, "said": words.dmy(first)},
        "last": {"x": WIDE - RIGHT, "said": words.dmy(last)},
    }
