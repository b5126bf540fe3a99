"""The words of a genre for numbers: by what words a plan says that one is to be reached, and by what it only tells.

The part `targets` of each language of `plans.yaml`.
"""

from __future__ import annotations

from typing import Literal

from namro.rules.packs.kinds import Data, Words

Comparator = Literal["at-least", "more-than", "at-most", "less-than"]
Direction = Literal["increase", "decrease"]


class Targets(Data):
    """Numbers to be reached. `reached`: words between what is counted and its number. `sets`: names of sets of units.
    `units`: what is counted when it is no share. `past`: words by which a number tells what was."""

    comparators: dict[Comparator, Words]
    directions: dict[Direction, Words]
    percent: Words
    reached: Words = ()
    units: Words = ()
    sets: Words = ()
    past: Words = ()
    of: Words = ()
    """Words between a share and what it is a share of."""
    aims_aside: Words = ()
    """Words behind a mark before a number that is aimed for beside what is to be done: its time is not the term."""
    aims: Words = ()
    """Words behind which what is to be reached begins: those who are to reach it stand before them."""
    measures: Words = ()
    """Words with which the name of something counted begins where it stands before its number: the number of."""
    reaching: Words = ()
    """Words with which begins what that which is counted is to reach: have a fire plan."""
    against: Words = ()
    """Words before that with which is compared."""
    base: Words = ()
    """Words before the number from which something is to fall or rise, and `goal` before the one that it is to be."""
    goal: Words = ()
    baseline: Words = ()
    """Words before a number, a colon between them, by which it is the one that something starts from."""
    limits: Words = ()
    """Words right before a number that is a limit, an amount or a share of money and nothing to be reached; `limited`:
    words right behind one; `funds`: what has such a share within three words behind it."""
    limited: Words = ()
    funds: Words = ()
    having: Words = ()
    """Words between some of many and the number by which only those are meant: schools with fewer than …; `apart`:
    words before those of whom something is said by itself; `thereupon`: what stands behind such a number."""
    apart: Words = ()
    thereupon: Words = ()
    rewarding: Words = ()
    """Verbs of what is done to those who reached a number or did not; `harmed`: words before a share of a loss."""
    harmed: Words = ()
    paid: Words = ()
    """Words right before an amount that is paid, and `priced` right behind one: a bonus of 20%."""
    priced: Words = ()
    estimates: Words = ()
    """Words by which a span of months tells what was reached; `same_period`: words behind a number that is compared
    with the same time before."""
    same_period: Words = ()
    spans: Words = ()
    """Words between the two ends of a span of numbers."""
    parts: Words = ()
    """Shares in words, which are not read as numbers."""
    out_of: Words = ()
    """Words between a part and the whole that it is counted of."""
    refused: Words = ()
    """Words by which a number is not aimed for."""
    headings: Words = ()
    """Headings of a table over what is to be reached, `unit_headings` over its unit; `planned`: words beside the year
    of a column by which its numbers are aimed for."""
    unit_headings: Words = ()
    planned: Words = ()
    restated: Words = ()
    """Words before a number that says the one before it once more."""
    between: Words = ()
    """Words before the first of two numbers that are the ends of a span, where "and" joins them."""
    per: Words = ()
    """Words between a unit and what each has so many of; `every`: words before that where it stands before the number;
    `one`: how a single one is called, besides `sets` and `units`."""
    every: Words = ()
    one: Words = ()
    points: Words = ()
    """Points of a percentage, which are no share."""
    now: Words = ()
    """Words with which a part begins that tells how things are or were: now, last year."""
    shown: Words = ()
    """Words before a number that tells what was found, or how something moved: shows that, fell."""
    moved: Words = ()
    """The same, which may also say what is to be reached among goals: improved by 4%."""
    makes_up: Words = ()
    """Words right before a share by which something has it already."""
    causes: Words = ()
    """Words with which a sentence begins that says first why: because."""
    rest: Words = ()
    """Words behind a mark for all that is left over of what a number counts, which has a time of its own."""
    beyond: Words = ()
    """Words behind a number in brackets by which something passes another."""
    in_charge: Words = ()
    """Words between one who has something to see to and how much: an officer *for* at most 300 households."""
    single: Words = ()
    """Words for one such: 1, one."""
    unmoved: Words = ()
    """Words that have one of `directions` in them and say nothing of a number: infrastructure (vi "hạ tầng")."""
    placed: Words = ()
    surfaces: Words = ()
    """Comparators that say where something is done ("trên 08 tuyến phố") before a number of `grounds`."""
    grounds: Words = ()
    """Words right before a number by which it says where something is done: in 100% of schools."""
    reports: Words = ()
    """Words with which it begins that something is only told: according to the report of. `earlier`: words for a time
    before with which it is compared."""
    earlier: Words = ()
    forecasts: Words = ()
    """Words before a number that is only expected, `missed` before one that is not reached."""
    missed: Words = ()
    met: Words = ()
    """Words before those of an aim by which something is only held against it: passed the target."""
    quorums: Words = ()
    """Words right before a number on which something depends: valid if. `voters`: those of whom so many are to agree or
    to be there, `votes`: words for that."""
    voters: Words = ()
    votes: Words = ()
    pays: Words = ()
    """Verbs of who pays so much of what costs something, `money`: words for that right behind the number."""
    money: Words = ()
    thereof: Words = ()
    """Words before what is counted by which it is a part of what the number before it counts."""
