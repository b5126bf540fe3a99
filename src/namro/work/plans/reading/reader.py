"""From a document to what the plan in it says. What is not written is missing; nothing is ever filled in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans.reading.appendix import Appendix
from namro.work.plans.reading.broken import holds_several
from namro.work.plans.reading.clauses import STATING, Clause, structure
from namro.work.plans.reading.clears import unclear
from namro.work.plans.reading.cover import Cover
from namro.work.plans.reading.document import Document, Note, Span
from namro.work.plans.reading.fields import Instrument, Reading, Target, Task
from namro.work.plans.reading.holding import unheld
from namro.work.plans.reading.instruments import Instruments
from namro.work.plans.reading.layout import Marked, OfficialTable, Written, marked
from namro.work.plans.reading.left import Left
from namro.work.plans.reading.lexicon import Lexicon, in_language, spoken, unmarked
from namro.work.plans.reading.making import squeezed
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.offices import Offices, defined
from namro.work.plans.reading.prose import Prose
from namro.work.plans.reading.somebody import Somebody
from namro.work.plans.reading.targets import Targets
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.titles import Titles
from namro.work.plans.reading.uncut import uncut
from namro.work.plans.reading.years import years_of_title

_PASSED = frozenset({"nothing-read", "prohibition", "denied", "seats", "too-long"})
"""Notes on what was not read as a whole."""
_Found = TypeVar("_Found", Task, Target, Instrument)


def holds_two(text: str, pack: Pack | None = None) -> bool:
    """Whether words that somebody writes down as one task seem to hold more than one, judged as a row of a document
    is; never where the pack has no words of the genre."""
    plans = (pack or the_pack()).plans
    return plans is not None and holds_several(text, spoken(text, plans))


def read_plan(document: Document, pack: Pack | None = None) -> Reading:
    """The tasks, targets and instruments of a document, each field with its characters.

    Raises Refused `plans.no-words` where the pack has no words of the genre.
    """
    plans = (pack or the_pack()).plans
    if plans is None:
        raise Refused("plans.no-words")
    text = document.text
    official = marked(document, plans)
    lexicon = in_language(official.language, plans) if official is not None else spoken(text, plans)
    if official is None and unmarked(text, lexicon):
        return Reading(document, lexicon.language, notes=(*document.notes, Note("no-marks", 0, 0)))
    names, times = Names(lexicon), Times(lexicon)
    shape = structure(document, lexicon)
    aliases = tuple(defined(text, lexicon, names))
    names = Names(lexicon, [one.short.of(text) for one in aliases])
    offices = Offices(text, lexicon, aliases)
    instruments = Instruments(document, shape, lexicon, names, times).instruments()
    issued, issuer = _issued(instruments), _issuer(instruments)

    def issues(name: str) -> bool | None:
        return offices.within(name, issuer) if issuer else None

    prose = Prose(text, shape, lexicon, names, times, issued, issues)
    appendix = Appendix(document, lexicon, names, times, years_of_title(text, shape), issued)
    found = [*prose.tasks(), *appendix.tasks()] if official is None else _official(document, official, lexicon, prose)
    tasks = sorted(found, key=lambda task: task.start)
    numbers = Targets(text, shape, lexicon, times, issued)
    no_more = Cover(prose.cancelled)
    targets = sorted([*numbers.targets(), *appendix.targets], key=lambda target: target.start)
    targets = [one for one in targets if not no_more.has(one.start)]
    tasks = [one for one in tasks if not _only_aims(text, one, targets, lexicon)]
    notes = [
        *document.notes,
        *prose.notes,
        *appendix.notes,
        *numbers.notes,
        *numbers.rates,
        *_against_each_other(tasks),
    ]
    bare = numbers.bare
    long = [Note("too-long", one.start, one.end) for one in shape.clauses if one.too_long]
    notes += long
    notes += [Note("another-document", one.start, one.end) for one in shape.others]
    notes += [Note("impossible-day", when.start, when.end) for when in times.impossible(text, 0, len(text))]
    if official is None:
        changes = [one for one in instruments if not one.own and _changes(one)]
        read: list[Task | Target | Instrument | Span | Note] = [
            *tasks,
            *targets,
            *changes,
            *prose.taken,
            *long,
            *(note for note in numbers.notes if note.why != "number-not-read" or not shape.hands_out(note.start)),
            *(note for note in prose.notes if note.why in ("prohibition", "denied", "seats")),
        ]
        taken = [Span(one.start, one.end) for one in read]
        basis = prose.preamble.opens
        over = list(shape.passed_over(text, taken, basis, _says(text, lexicon, times, prose.somebody)))
        passed = Cover(over)
        notes = [one for one in notes if one.why != "nothing-read" or not passed.holds(one.start, one.end)]
        notes += [Note("nothing-read", span.start, span.end) for span in over]
        bare = [note for note in bare if not passed.has(note.start)]
        read = [*tasks, *changes, *prose.taken, *(note for note in notes if note.why in _PASSED)]
        notes += Left(text, shape, lexicon, prose.duties, times, Cover(read), prose.somebody).notes(
            targets, [*numbers.notes, *changes]
        )
    notes += bare
    reading = Reading(
        document,
        lexicon.language,
        tuple(tasks),
        tuple(targets),
        tuple(instruments),
        shape.sections,
        tuple(sorted(set(notes), key=lambda note: (note.start, note.why, note.end, note.names))),
        shape.passages(text),
    )
    reading = _without(reading, list(unheld(reading, lexicon, times)))
    return replace(
        reading,
        tasks=tuple(
            replace(_meant(task, offices), unclear=unclear(task, text, lexicon, names, offices))
            for task in (uncut(one, text, lexicon, names) for one in reading.tasks)
        ),
    )


def _only_aims(text: str, task: Task, targets: Sequence[Target], lexicon: Lexicon) -> bool:
    """Whether a sentence that names nobody only says what is aimed for, with a number that is read as a target."""
    said = task.fields.get("task")
    if said is None or task.source != "prose" or any(name in task.fields for name in ("lead", "coordinating", "head")):
        return False
    aims = all(look.match(text, said.start, said.end) for look in (lexicon.aims, lexicon.weak))
    return aims and any(said.start <= one.fields["value"].start < said.end for one in targets if "value" in one.fields)


def _says(text: str, lexicon: Lexicon, times: Times, somebody: Somebody) -> Callable[[Clause], bool]:
    """Whether a paragraph hands something over, in a part that does not only state, or says by when or how often."""
    handing = (lexicon.lead, lexicon.answers, lexicon.assign, lexicon.with_)
    titles = Titles(lexicon)

    def says(clause: Clause) -> bool:
        start, end = clause.body, clause.end
        if text[end - 1] == ":" or lexicon.annexes.match(text, start, end):
            return False
        part = lexicon.attached.match(text, start, end) if text[start] == "(" and text[end - 1] == ")" else None
        if part is not None and lexicon.any_kind.match(text, part.end(), end):
            return False  # of which document an appendix is a part
        formula = lexicon.formulas.search(text, start, end)
        if formula is not None:  # of one that asks somebody for it it is said that it was passed over
            return lexicon.assign.search(text, start, formula.start()) is not None
        if clause.section not in STATING and any(look.search(text, start, end) for look in handing):
            return True
        if clause.section in ("context", "purpose"):
            return False
        if clause.section not in STATING and somebody.acts(text, start, end):
            return True
        if clause.section not in STATING and clause.label is None and titles.tells(text[start:end]):
            return True  # a kind of document that is a verb here: "Hướng dẫn các hộ che chắn chuồng trại."
        said = any(when.bound for when in times.found(text, start, end)) or times.rhythm(text, start, end) is not None
        return said or times.written(text, start, end) is not None

    return says


def _changes(instrument: Instrument) -> bool:
    """Whether a sentence about another instrument is there to change it."""
    relation = instrument.fields.get("relation")
    return relation is not None and relation.value in ("replaces", "amends", "repeals")


def _issued(instruments: Sequence[Instrument]) -> date | None:
    """The day of the document itself, where it says one."""
    own = next((one.fields["date"].value for one in instruments if one.own and "date" in one.fields), None)
    return date.fromisoformat(str(own)) if own is not None else None


def _meant(task: Task, offices: Offices) -> Task:
    """The task, its lead with the name that a short form of it stands for."""
    lead = task.fields.get("lead")
    means = offices.means(str(lead.value)) if lead is not None else ""
    if lead is None or not means:
        return task
    return replace(task, fields={**task.fields, "lead": replace(lead, more=(*lead.more, ("means", means)))})


def _issuer(instruments: Sequence[Instrument]) -> str:
    """Who issued the document itself; "" where it does not say."""
    own = next((one.fields["issuer"].value for one in instruments if one.own and "issuer" in one.fields), "")
    return str(own)


def _official(document: Document, found: Marked, lexicon: Lexicon, prose: Prose) -> list[Task]:
    """The rows of the official table, and what was written below it by hand."""
    layout = lexicon.speech.layout
    assert layout is not None, "without one nothing is marked"
    rows = OfficialTable(document, found, Written(lexicon.speech, layout), Times(lexicon), lexicon).tasks()
    return [*rows, *(task for task in prose.tasks() if task.start >= found.end)]


def _without(reading: Reading, wrong: list[tuple[str, int, str]]) -> Reading:
    """The reading without the fields that their characters do not say: what cannot be shown is not said."""
    held = set(wrong)

    def kept(what: str, at: int, one: _Found) -> _Found:
        fields = {name: field for name, field in one.fields.items() if (what, at, name) not in held}
        return replace(one, fields=fields) if len(fields) < len(one.fields) else one

    return replace(
        reading,
        tasks=tuple(kept("task", at, one) for at, one in enumerate(reading.tasks)),
        targets=tuple(kept("target", at, one) for at, one in enumerate(reading.targets)),
        instruments=tuple(kept("instrument", at, one) for at, one in enumerate(reading.instruments)),
    )


def _against_each_other(tasks: list[Task]) -> list[Note]:
    """Notes on tasks that stand in the text and again in a table: with another day, or the same."""
    found: list[Note] = []
    said: dict[str, Task] = {}
    for task in tasks:
        if task.source == "prose" and "task" in task.fields:
            said.setdefault(_key(task), task)
    for task in tasks:
        if task.source != "table" or "task" not in task.fields:
            continue
        other = said.get(_key(task))
        if other is None:
            continue
        days = {str(one.fields["due"].value) for one in (task, other) if "due" in one.fields}
        why = "contradictory-dates" if len(days) > 1 else "said-twice"
        found.append(Note(why, task.start, task.end))
    return found


def _key(task: Task) -> str:
    return squeezed(str(task.fields["task"].value)).casefold().rstrip(" .;")
