"""The words of a genre: by what words a plan, a resolution or a decision of a country says who is to do what by when.

`plans.yaml` of a pack; it may be missing: plans are then not read. Words are compared in any letters, large or small,
with any white space between them, except where it is said otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from namro.rules.packs.goals import Targets
from namro.rules.packs.kinds import Data, Id, Line, Words
from namro.rules.packs.plan_forms import Column, Forms, Layout
from namro.rules.packs.reading import File
from namro.rules.packs.refused import Problem

Relation = Literal["cites", "implements", "replaces", "amends", "repeals"]
Section = Literal["context", "purpose", "goals", "tasks", "assignment", "progress", "budget", "execution", "end"]
Rhythm = Literal["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "ongoing"]
Bound = Literal["before", "by", "on"]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class Times(Data):
    """How days and periods are written. `day`, `month`, `year`, `quarter`: the words before (or after) the number.
    `months`: months with a name. `halves`: the first and the second half of a year. `since`: words before the first of
    two ends. `last`: the end of a period. `vague`: parts of a period of which no last day can be told. `counted`: a
    term that runs from something else."""

    day: Words = ()
    month: Words = ()
    year: Words = ()
    quarter: Words
    quarters: dict[Line, Annotated[int, Field(ge=1, le=4)]] = {}
    months: dict[Line, MonthNumber] = {}
    halves: dict[Line, Annotated[int, Field(ge=1, le=2)]] = {}
    since: Words = ()
    following_on: Words = ()
    """Words before a time behind which something begins."""
    last: Words = ()
    vague: Words = ()
    counted: Words = ()
    openings: Words = ()
    """Words with which a time may begin that are in none of the other lists."""
    bounds: dict[Bound, Words]
    introduced: Words = ()
    """Words before a term that are part of how it is said, not of the task: completed, to be completed."""
    rhythms: dict[Rhythm, Words]
    weekdays: dict[Line, Annotated[int, Field(ge=1, le=7)]] = {}
    """The days of a week, Monday the first; the first name of each is the one that is written."""
    numbered: Words = ()
    """Words before the number of a day within a period, besides `day`."""
    every: Words = ()
    """Words before a weekday by which it is meant each week."""
    periodic: Words = ()
    """Words by which something comes again, without how often."""
    short_month: Words = ()
    """Letters before the number of a month with its year, `short_quarter` of a quarter, where a time is meant."""
    short_quarter: Words = ()
    months_of: dict[Line, Annotated[int, Field(ge=-1, le=12)]] = {}
    """Which month of a longer period, -1 the last; `periods`: the words for such a period behind them."""
    periods: Words = ()
    following: Words = ()
    """Words behind a day by which it lies in the period after."""
    numbers: dict[Line, Annotated[int, Field(ge=1, le=31)]] = {}
    """Days and months in number words."""
    nouns: Words = ()
    """Words that show, behind a bound, that a time is meant, whether it is understood or not."""
    no_rhythms: Words = ()
    """What has the words of a rhythm in it and is none: running costs."""
    once: Words = ()
    """Words behind what is done once in so many periods: "ba tháng sơ kết *một lần*"; `reminding`: verbs of what others
    are told of by a time that is theirs."""
    reminding: Words = ()
    doubted: Words = ()
    """Words that mean a time and are not understood; # stands for a number above one, ~ for any of the `nouns`."""
    doubting: Words = ()
    """Words that leave a time right beside them in doubt: not before, at the earliest. # as above."""
    counts: Words = ()
    """Numbers in words that are no days or months: two, three; those in `numbers` are taken anyway."""
    ahead: Words = ()
    """Days and weeks that may be counted back from a day."""
    until: Words = ()
    """Words before the day of the end of something that comes again."""
    hours: Words = ()
    """Words behind the number of an hour; `at_hour`: before one that stands behind its day."""
    at_hour: Words = ()
    once_more: Words = ()
    """Words between two times by which both are meant: in February and *again* in May."""
    hoped: Words = ()
    """Words before a time by which it is only hoped for; a target is reached by it all the same."""
    counted_back: Words = ()
    """Words behind so many days by which they are counted from something, besides those of `before`."""
    fiscal: Words = ()
    """Words before the number of a year that is not that of the calendar."""
    requests: Words = ()
    """Words by which something is done whenever it is asked for."""
    excepting: Words = ()
    """Words behind a rhythm that take something out of it."""
    or_: Words = Field(default=(), alias="or")
    of_things: Words = ()
    """Words right before a time that say of which time a thing is: born, valid."""
    no_things: Words = ()
    """Words that end like those and say nothing of the kind: hygiene (vi "vệ sinh")."""
    data: Words = ()
    """Words before a time that only says of when the figures are."""
    day_words: Words = ()
    """Words that stand between the word for a day and a rhythm: the last working day of each month."""
    parts: Words = ()
    """Parts of a period that are longer than a day: the last week, the first half of each month."""
    then: Words = ()
    """Words behind which something else goes for what comes after: in Q1, then each quarter."""
    apart: Words = ()
    """Words behind a rhythm by which another time goes for some of it: in December by the 10th."""
    relative: Words = ()
    """Words behind which it is told of somebody or something what they do, their times with it: who, that were."""
    unmet: Words = ()
    """Words right behind a time by which something was not done until then."""
    came_about: Words = ()
    """Verbs right before a time that say, behind a noun, when that came about: received, held."""
    done_by: Words = ()
    """Words before whoever did something with a noun: the files *of* the households that …"""
    lasting: Words = ()
    """What has the year up to which it goes in its name, besides instruments: a strategy to 2030."""
    viewed: Words = ()
    """Words right before such a year by which it is only looked ahead to: with a view to 2050."""
    followed: Words = ()
    """Words before what comes first, its day with it: once approved on 26 March."""
    causing: Words = ()
    """Verbs of a duty by which others are to do what such a verb says: urge, have it published."""
    to_be: Words = ()
    """Words before such a verb by which it is what is to be done: to be submitted."""
    so_that: Words = ()
    """Words before somebody else and what that one does with what is done: so that."""
    preparing: Words = ()
    """Words before an event of which the day stands behind it: prepare for."""
    events: Words = ()
    """What is prepared for, besides meetings: a fair."""
    happening: Words = ()
    """Words right before the time at which an event is, and before no term: on, during."""
    kept: Words = ()
    """Verbs of a duty that goes on until a day and is due by none: retain."""


class Clauses(Data):
    """Who does what. `assign`: words before the one who is told to. `lead`: words after the one who leads. `answers`:
    words after the one who does it alone. `with`: words before those who help. `named`: words with which a name of an
    agency begins or, with `inside`, that it has in it, as they are written, capitals included; `small`: the other words
    that such a name may have in small letters. `posts`: as `named`, of a post. `collectives`: names that name
    nobody. `verbs` can be a duty by themselves, `weak` cannot without a product. `formulas`: sentences that are
    none."""

    assign: Words = ()
    lead: Words
    answers: Words = ()
    with_: Words = Field(alias="with")
    named: Words
    inside: bool = False
    small: Words = ()
    bare: Words = ()
    """Those of the words for an agency that are no name by themselves: a team, which a verb behind them may tell."""
    unnamed: Words = ()
    """Words for an agency that by themselves name nobody: the unit that leads is not said by "unit"."""
    approves: Words = ()
    """What somebody does with what another one hands in: with nothing behind it, it is no duty."""
    nameless: Words = ()
    """Words for an agency after which its name has to come: by themselves they never lead."""
    no_names: Words = ()
    """Words that begin like an agency and are none: "Sở chỉ huy"."""
    places: Words = ()
    """Words before the name of a place, of which each syllable has a capital; `places_short`: the same as they are
    written short, before a full stop."""
    places_short: Words = ()
    between: Words = ()
    """Those of the small words that only join: no name ends with one."""
    compound: bool = False
    """Whether a word of a name may go on with one in small letters: the second syllable of "Tài chính"."""
    posts: Words = ()
    courtesy: Words = ()
    """Words by which a person is addressed before a post; `courtesy_many`: several persons."""
    courtesy_many: Words = ()
    bodies: Words = ()
    """What the holder of a post may sit on besides: a second post there is no second person."""
    titles: Words = ()
    """Words that are written short before the name of a person or a place; the full stop behind one ends nothing."""
    presides: Words = ()
    """Words after a person who is to answer for it."""
    answer_to: Words = ()
    """Words after somebody before the one to whom they answer: they hand nothing over."""
    seats: Words = ()
    """What those who sit on a body are called before a colon and their names: head of the board."""
    meetings: Words = ()
    """What somebody presides over without being told to do anything: a meeting."""
    helping: Words = ()
    """Words behind the names of those who help and before a colon: support."""
    beside: Words = ()
    """Words behind those of leading before somebody who helps: together with."""
    collectives: Words = ()
    and_: Words = Field(alias="and")
    many: Words = ()
    """Words in a name by which it means every unit of a kind; `qualified`: words behind such a name by which only some
    of them are meant, up to what they are to do."""
    qualified: Words = ()
    excepting: Words = ()
    """Words behind such a name before those that are taken out of it."""
    levels: Words = ()
    """Words at the end of a name by which it is that of every level at once, and of nobody in particular."""
    within: Words = ()
    """Words behind the name of who issued an instrument before the place in which something is done."""
    addressed: Words = ()
    """Words before the name of an agency and a colon: as for the police, …"""
    passive: Words = ()
    """Words before a name that only tells by whom something else is led."""
    being: Words = ()
    """Words between those of leading and the name of who leads: the lead *is* X."""
    agreements: Words = ()
    """What is agreed with others: behind one, words of helping say with whom, not who helps."""
    renamed: Words = ()
    """Words in brackets behind a name before the one that it has now, or that took it over: (now X)."""
    articles: Words = ()
    """Words before a name that are no part of it."""
    verbs: Words
    weak: Words
    skipped: Words = ()
    """Words between the names and the duty that belong to neither."""
    heralds: Words = ()
    """Words that end a sentence behind which a list begins: as follows."""
    formulas: Words = ()
    denied: Words = ()
    """Words before a name, or between it and what it would do, by which it is not to do it."""
    denied_after: Words = ()
    """Words behind those of leading by which it is not to lead."""
    only: Words = ()
    """Words behind those of denial that take it back: not only."""
    nobody: Words = ()
    """Words with which a sentence begins that forbids something to all, and `allowed` those behind them: no … may."""
    allowed: Words = ()
    two_ways: Words = ()
    """Ends of names that could also be a first verb: they belong to the name where another verb follows."""
    forbidden: Words = ()
    """Words by which something must not be done by anybody, or by whom they stand behind."""
    done: Words = ()
    """Words by which a sentence tells what was done."""
    subjects: Words = ()
    """What a duty is called in a sentence about it: the task of, the requirement that."""
    ended: Words = ()
    """Words at the end of such a sentence by which the duty is not needed, no more or another's."""
    relative: Words = ()
    """Words behind which such words only tell which thing is meant: rules that no longer apply."""
    owned: Words = ()
    """Words before a name by which what follows is its duty, where names stand behind small words: the task of."""
    cancelled: Words = ()
    """Words in brackets behind what was to be done by which it is no more."""
    denied_what: Words = ()
    """Words between a verb and what it would be about by which nothing is: no list."""
    conditions: Words = ()
    """Words before that on which it depends whether something is to be done."""
    occasions: Words = ()
    """As `conditions`, but only before what is to be done is named."""
    empty_conditions: Words = ()
    """Those that no duty depends on, with nothing behind them: if any."""
    acts: Words = ()
    """Verbs in the form that they have behind a name only: ensures."""
    modal: Words = ()
    """Words between a name and what it is to do that change nothing."""
    carried: Words = ()
    """Words behind the one by whom something is done, at the end of what is to be done."""
    persons: Words = ()
    """Words before the name of a person."""
    duties_of: Words = ()
    """Words with which a heading begins before the one whose duties stand below it."""
    grounds: Words = ()
    """Words before that on which somebody acts, a time in which is not the one by when: on the basis of."""
    under: Words = ()
    """Words behind a name before the one that leads it in this; `directed`: before one that only directs it."""
    directed: Words = ()
    asks: Words = ()
    """Words by which one office asks another for something: it stays its own duty, unless its document asks."""
    undergone: Words = ()
    """Words before the one by whom something is done, where the verb stands behind (vi), or before the verb (en)."""
    must: Words = ()
    """Words before those of `undergone` by which that is a duty."""
    added: Words = ()
    """Words with which a second duty of the same office begins: in addition."""
    added_by: Words = ()
    """Words behind those that only stand for the office named before: it shall."""


class Speech(Data):
    """The genre in one language."""

    kinds: dict[Id, Words]
    number: Words
    issued: Words
    """Words before who issued an instrument."""
    dated: Words
    about: Words
    relations: dict[Relation, Words]
    sections: dict[Section, Words]
    changed: Words = ()
    """Words before those of a change by which what is named first is changed, `changed_by` before what changes it."""
    changed_by: Words = ()
    nothing: Words = ()
    """What is written into a cell to say that there is nothing."""
    unset: Words = ()
    """What is written into a cell that is to be filled in later."""
    same: Words = ()
    """What is written into a cell to say that it holds what the one above it holds."""
    prefaces: Words = ()
    """Words with which a line behind a title begins that is no part of it: Introduction, Adopted, Part one."""
    totals: Words = ()
    """Words of a row of a table that only adds up the others."""
    pointing: Words = ()
    """Words in a cell before the number of another row, or of another place, that says what it holds."""
    closing: Words = ()
    """Words with which a line of the list of recipients or of the signature begins."""
    annexes: Words = ()
    attached: Words = ()
    """Words at the head of an appendix before the document of which it is a part."""
    """Words with which the heading of an annex begins."""
    parts: dict[Literal["part", "chapter", "article", "clause"], Words] = {}
    """Words before the number of a large part."""
    columns: dict[Column, Words]
    starts: Words = ()
    """Headings over the day on which something begins, `finishes` over that on which it ends."""
    finishes: Words = ()
    phases: Words = ()
    """Those headings of `due` that are only over days where no other one is: phase, how often."""
    layout: Layout | None = None
    forms: Forms = Forms()
    labels: dict[Column, Words] = {}
    """Words before a colon by which one field of a task is named in prose, besides the headings of columns."""
    called: Words = ()
    """Words in brackets behind a name before the short form that the text uses for it."""
    shortened: dict[Line, Line] = {}
    """By short forms that names are often written with, what they stand for."""
    times: Times
    clauses: Clauses
    targets: Targets


class Plans(Data):
    """The file. `symbols`: by the letters in the number of an instrument, its kind; `shared`: further kinds that are
    numbered with the same letters."""

    symbols: dict[Line, Id]
    shared: dict[Line, tuple[Id, ...]] = {}
    languages: dict[Id, Speech] = Field(min_length=1)


def check_plans(plans: Plans, file: File, languages: Collection[str]) -> Iterator[Problem]:
    """What must hold in the file besides its shape."""
    for language, speech in plans.languages.items():
        here = ("languages", language)
        if language not in languages:
            yield file.problem(here, "language-unknown", language=language)
        for need in ("task", "lead"):
            if need not in speech.columns:
                yield file.problem((*here, "columns"), "missing", key=need)
        if speech.layout is not None:
            for kind in ("weekly", "monthly", "months", "yearly"):
                if kind not in speech.layout.within:
                    yield file.problem((*here, "layout", "within"), "missing", key=kind)
            if {*speech.times.weekdays.values()} != {*range(1, 8)}:
                yield file.problem((*here, "times", "weekdays"), "missing", key="1 - 7")
            for column in get_args(Column):
                if column not in speech.layout.columns:
                    yield file.problem((*here, "layout", "columns"), "missing", key=column)
        seen: dict[str, str] = {}
        for kind, words in speech.kinds.items():
            for at, word in enumerate(words):
                if seen.setdefault(word.casefold(), kind) != kind:
                    yield file.problem((*here, "kinds", kind, at), "duplicate-id", name=word)
    kinds = {kind for speech in plans.languages.values() for kind in speech.kinds}
    known = ", ".join(sorted(kinds))
    for symbol, kind in plans.symbols.items():
        if kind not in kinds:
            yield file.problem(("symbols", symbol), "unknown-name", what="instrument", name=kind, known=known)
    for symbol, named in plans.shared.items():
        for kind in named:
            if kind not in kinds:
                yield file.problem(("shared", symbol), "unknown-name", what="instrument", name=kind, known=known)
