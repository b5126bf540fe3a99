"""No sentence is missing in a language, and none is left over."""

import ast
import re
from functools import cache

import pytest

from tests.meta.reading import (
    ENGLISH,
    PACK,
    PACK_WORDS,
    ROOT,
    SRC,
    files,
    holes,
    nodes,
    put_together,
    python,
    read,
    sentences,
    shown,
    strings,
)

ONLY_A_COUNTRY_CAN_SAY = {"portal.emergency.number": "the number to call in an emergency"}
"""Keys that have no English, because there is nothing to say that holds everywhere."""

PUT_TOGETHER: dict[str, str] = {
    "api.calendar.": "what was given to others and is due, or waits for its answer",
    "api.calendar.category.": "what kind of day an event of the calendar is",
    "api.does.": "what an operation of the API does",
    "api.problem.": "why a program cannot be answered, title and sentence",
    "api.tag.": "a group of operations of the API",
    "api.wrong.": "what is wrong with one input of a program",
    "common.period.": "a period by its own name, and the months, quarters and halves in it",
    "common.within.": "the day within a period, by its rhythm",
    "desk.action.plans.": "the name of an action on a task, by its verb",
    "desk.action.cases.": "the name of an action on a case, by its verb",
    "desk.gone.": "the pages of things that a form was about, with the title and the words above them",
    "desk.plan.waits-look.": "what a document that was read waits to become",
    "refusals.page.address.": "the title and the words of the page for an address that is too long",
    "refusals.page.not-found.": "the title and the words of the page of what is not there",
    "desk.plan.more.": "what is to be mended in a target or a document that was read",
    "desk.plan.more.no-": "what was not read of a target or a document",
    "desk.plan.public.first.": "why nothing of a task can be published yet",
    "desk.plan.public.go.": "the link to what has to happen before something can be published",
    "desk.plan.replace.": "an input of the form that replaces a document",
    "desk.unsaved.why.": "whether what was written when a session ended is kept, and why not",
    "desk.several.for-good.": "why a notice is sent for good",
    "desk.standing-in.do.": "what the button does: delegate, or take back",
    "desk.standing-in.effect.": "what delegating or taking back causes",
    "desk.standing-in.lead.": "what the form of delegating or taking back is for",
    "desk.standing-in.none.": "that there is nothing to delegate or to take back",
    "desk.target.aim.": "whether so much is the least, the most or a change",
    "desk.target.below.": "whether the targets below are enough",
    "desk.target.comes.": "what the targets below come to, by how they are compared",
    "desk.target.done.": "that something was done with a target",
    "desk.target.in.": "an input about a target",
    "desk.target.in.aim.": "whether so much is the least, the most or a change, to choose from",
    "desk.target.in.rounding.": "how a share that is no whole number is rounded",
    "desk.target.is.": "how a target stands, in a word",
    "desk.target.outlook.": "what can be said of whether a target will be reached",
    "desk.target.sum.": "the sum behind a share, by how it is rounded",
    "desk.targets.": "whose targets a list holds",
    "desk.trail.by.": "who acted, where it was nobody with an account",
    "desk.token.kind.": "what a token is for",
    "desk.webhooks.state.": "how telling a city system goes",
    "cli.place.basis.": "what a share of a unit stands on",
    "cli.place.marked.": "how a unit is marked now",
    "cli.place.orphan.": "why something is left without an owner",
    "cli.plan.bound.": "before, by or on a day",
    "cli.plan.clear.": "one of the clears of a task",
    "cli.plan.comparator.": "how the number of a target is meant",
    "cli.plan.direction.": "whether a number is to rise or to fall",
    "cli.plan.field.": "a field of a task that was read",
    "cli.plan.note.": "what is to be looked at in a plan that was read",
    "cli.plan.relation.": "how a plan stands to an instrument that it names",
    "cli.plan.rhythm.": "how often something comes again",
    "cli.plan.why.": "why a clear is not met",
    "clocks.kind.": "the kind of a step in a due date, for who only wants the label",
    "clocks.step.": "the kind of a step in a due date",
    "clocks.term.": "the unit of a term",
    "common.case.": "what happened to a case outside the steps of its procedure",
    "common.paper.": "how a printed paper stands against the trail",
    "common.rate.": "an answer to a question about how it went, from 5 down to 1",
    "portal.rate.": "a question about how it went",
    "common.weekday.": "the number of the weekday, Monday being 1",
    "desk.account.act.": "what was done to an account",
    "desk.action.": "the name of an action",
    "refusals.pack-check.": "what is wrong with a pack that only the doors can know of",
    "desk.beside.": "what can be done beside the steps of the procedure",
    "desk.case.clocks.": "a group of clocks that neither run nor stand still",
    "desk.channel.": "how a case came in",
    "desk.clock.": "how a clock stands",
    "desk.column.": "what a column of an old register can hold",
    "desk.clock.unless.": "why a limit does not apply",
    "desk.file.": "the kind of a file",
    "desk.filter.": "a filter of the list",
    "desk.filter.time.": "a choice of the filter by time",
    "desk.input.": "what a step needs, and its hint",
    "desk.looks.": "a list of second looks",
    "desk.looks.because-": "why a second look was asked for",
    "portal.looks.": "how a request for a second look stood when its year was closed",
    "desk.jobs.": "how a process that does background work is listed",
    "desk.jobs.detail.": "what more there is to say of how a background job stands",
    "desk.jobs.works.": "who does the background work, in a word or two",
    "desk.jobs.kind.": "a kind of process that does background work",
    "desk.jobs.name.": "a background job",
    "desk.jobs.says.": "what a background job does",
    "desk.jobs.state.": "how a background job stands",
    "desk.jobs.who.": "who does the background work",
    "desk.nav.": "a page in the bar of the desk",
    "desk.paste.": "what is entered out of rows copied in Excel",
    "desk.passed.now.": "how a case that was passed on stands, in a word",
    "desk.papers.": "how a printed paper stands, at a glance",
    "desk.password.weak.": "the rule that a password breaks",
    "desk.permissions.besides.": "who may besides the staff with a seat",
    "desk.permissions.sees.": "how far a role sees",
    "desk.document.left.": "that a document has ended, or will, while tasks or targets stand on it",
    "desk.relation.done.": "that how two documents stand to each other was corrected, ended or said to be a mistake",
    "desk.relation.fate.": "what is so of how two documents stand to each other, to choose from",
    "desk.document.field.": "what is said of a document, and can be corrected",
    "desk.head.when.": "whether somebody stands in for another now, later or no more",
    "desk.meeting.": "what the form of a meeting asks, and its hint",
    "desk.meeting.do.": "what can be done with a meeting",
    "desk.meeting.is.": "how a meeting stands",
    "desk.meeting.why.": "why a task stands on an agenda",
    "desk.plan.ask.": "what the form by which a decision is asked for asks",
    "desk.plan.ask.kind.": "what a decision is asked for",
    "desk.plan.public.ground.": "why a task is not shown to everybody, in general",
    "desk.plan.public.left.no-": "what is missing where a task is left out of a public page",
    "desk.plan.public.at.": "where in a file something looks personal",
    "desk.plan.public.unread.": "why a file was not looked through",
    "desk.plan.table.at.": "where in its file something is said of a table that comes back",
    "desk.plan.end.targets.": "what becomes of the targets of a plan that ends",
    "desk.plans.kept.": "what stands beside the plans, to be opened",
    "desk.moved.ended.": "how a clock that had ended counts now, and did before",
    "desk.plans.running-out.": "that a document with something open on it has ended, or soon will",
    "desk.plans.pending.": "what of the plans waits for the reader to act",
    "desk.plans.ours.": "a list of the own office's tasks",
    "desk.plan.became.": "what became of a report",
    "desk.answers.": "accepting or sending back several reports",
    "desk.answers.done.": "that several reports were answered",
    "desk.plan.time.was.": "what became of a period that is over",
    "desk.plan.did.": "what was done to a task, by its verb",
    "desk.digest.news.": "what was done to a task over the heads of those who owe it",
    "desk.plan.done.": "what is said after something was done with a task",
    "desk.plan.effect.": "what a deed with a task causes",
    "desk.plan.input.": "what a form about a task asks, and its hint",
    "desk.plan.is.": "how a plan stands",
    "desk.plan.ref.": "what evidence refers to",
    "desk.plan.rhythm.": "how often a task comes again",
    "desk.plan.own-document.": "the button of naming a document, the kinds of documents that it can implement",
    "desk.plan.replace.stays.": "how a document stands on one that is replaced",
    "desk.plan.waits.again.": "how a file came before",
    "desk.plan.replace.sum.": "what would become of a task: it moves, it ends, it has no choice yet",
    "desk.plan.replaced.": "whether the document that replaces another holds already",
    "desk.plan.state.": "how a task stands",
    "desk.plan.why.": "why a clear is not met",
    "desk.plan.known.": "why a document that comes in may be one that is registered",
    "desk.plan.table.first.": "what becomes of a first period that a table says no more",
    "desk.plan.board.": "a number said in words",
    "desk.plan.column.": "a column of the board",
    "desk.plan.figure.": "one of the four figures of a plan",
    "desk.plan.list.": "a list behind a number of a plan",
    "desk.plan.only.": "what the rows of an overview are narrowed to",
    "desk.plan.part.": "a part of a bar",
    "desk.plan.scale.": "how finely time is ruled",
    "desk.plan.view.": "a view of a plan",
    "desk.plan.ward.": "how a ward stands",
    "desk.plan.calendar.": "whose tasks a calendar shows",
    "portal.plans.left.": "why tasks are not shown, in public",
    "portal.plans.part.": "how a task stands, in public",
    "portal.plans.reports.": "how often what goes on all the time is reported on, in public",
    "portal.plans.rhythm.": "how often a task comes again, in public",
    "desk.plans.": "a list of tasks, of the own office or given to others",
    "desk.plan.read.": "what the look at a plan that was read asks of the document",
    "desk.plan.read.does.": "what becomes of a task that was read",
    "desk.plan.report.": "a sentence of the progress report, by what it tells",
    "desk.plan.report.days.": "usual days of the progress report, by what they are",
    "desk.plan.report.outlook.": "the outlook of a target, in a report",
    "desk.plan.report.target.": "what was done to a target, in a report",
    "desk.plan.table.": "how a line of a table that came back stands to the draft",
    "desk.reason.": "why a case stands in a list of Today",
    "desk.receipt.": "a line of the receipt given at the counter",
    "desk.room.": "a room that has actions",
    "desk.tells.": "whom a step tells",
    "desk.today.": "a list of Today, its short name, and what it says when empty",
    "desk.trail.": "a figure about the trail",
    "portal.follow.": "what the reader tried to send without a word in it",
    "portal.kept.": "why a report on its way was kept",
    "portal.never.": "one of the things that Namro never does",
    "portal.receipt.file-": "a line of the receipt as a file",
    "refusals.": "the code of a refusal; each code is found by itself",
    "refusals.outage.": "why the server cannot keep or show anything for a while",
    "refusals.page.": "one of the pages for what cannot be shown, and its part",
    "refusals.places.row.": "what is wrong with a line of a file of changes",
}
"""Beginnings of keys whose rest the code puts there, each with what the rest is."""

NAMES = {
    "Namro – Namro": "the name, twice where a page has no title of its own",
    "Namro": "the name",
    "namro trail verify --anchors FILE": "a command, the same in every language",
    "namro trail verify --paper": "a command, the same in every language",
}
"""What templates may say without a key."""

NOT_SHOWN = {"clocks.refused": "of the base class; what is raised has a code of its own"}
"""Codes without a sentence, since nobody is ever refused with them."""

FILES = sorted({path.stem for path in files() if path.parent in (ENGLISH, PACK_WORDS) and path.suffix == ".yaml"})
KEY = re.compile(rf"""["']((?:{"|".join(FILES)})(?:\.[a-z0-9_-]+)+)["']""")


def english() -> dict[str, object]:
    return {key: text for words in sentences(ENGLISH).values() for key, text in words.items()}


def vietnamese() -> dict[str, object]:
    return {key: text for words in sentences(PACK_WORDS).values() for key, text in words.items()}


@cache
def asked_for() -> dict[str, str]:
    """Every key that a template, a module or a file of the pack names, with where."""
    found: dict[str, str] = {}
    for path in python():
        for key in strings(path):
            if KEY.fullmatch(f'"{key}"'):
                found.setdefault(key, shown(path))
    for path in files():
        template = path.suffix == ".html" and SRC in path.parents
        of_the_pack = path.suffix == ".yaml" and PACK in path.parents and path.parent != PACK_WORDS
        if template or of_the_pack:
            for key in KEY.findall(read(path)):
                found.setdefault(key, shown(path))
    return found


@cache
def refusal_codes() -> dict[str, str]:
    """Every code that something is refused with, with where."""
    found: dict[str, str] = {}
    for path in python():
        for node in nodes(path):
            codes: list[ast.expr] = []
            if isinstance(node, ast.Call) and _called(node) == "Refused":
                codes = list(node.args[:1])
            elif isinstance(node, ast.ClassDef) and any(_name(base).endswith("Refused") for base in node.bases):
                codes = [
                    part.value
                    for part in node.body
                    if isinstance(part, ast.Assign) and any(_name(target) == "code" for target in part.targets)
                ]
            for code in codes:
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.setdefault(code.value, f"{shown(path)}:{node.lineno}")
    return found


def refusal_like() -> set[str]:
    """Sentences under `refusals.` without that beginning, since modules name only the code."""
    return {key.removeprefix("refusals.") for key in english() if key.startswith("refusals.")}


def _called(node: ast.Call) -> str:
    return _name(node.func)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize("name", FILES)
def test_each_file_of_words_stands_in_both_languages(name):
    assert name in sentences(ENGLISH)
    assert name in sentences(PACK_WORDS)


@pytest.mark.parametrize("name", FILES)
def test_each_key_begins_with_the_name_of_its_file(name):
    for folder in (ENGLISH, PACK_WORDS):
        assert [key for key in sentences(folder)[name] if not key.startswith(f"{name}.")] == []


@pytest.mark.parametrize("name", FILES)
def test_each_english_sentence_has_a_vietnamese_one_and_the_other_way_round(name):
    here, there = set(sentences(ENGLISH)[name]), set(sentences(PACK_WORDS)[name]) - set(ONLY_A_COUNTRY_CAN_SAY)
    assert sorted(here - there) == [], "without Vietnamese"
    assert sorted(there - here) == [], "without English"


@pytest.mark.parametrize("name", FILES)
def test_both_languages_take_the_same_parameters(name):
    theirs = sentences(PACK_WORDS)[name]
    differ = {
        key: (holes(text), holes(theirs[key]))
        for key, text in sentences(ENGLISH)[name].items()
        if key in theirs and holes(text) != holes(theirs[key])
    }
    assert differ == {}


def test_no_sentence_is_empty_or_says_error():
    for words in (english(), vietnamese()):
        for key, text in words.items():
            for part in text.values() if isinstance(text, dict) else [text]:
                assert str(part).strip(), key
                assert not re.search(r"\berror\b|\blỗi\b", str(part), re.IGNORECASE), f"{key}: {part}"


def test_each_key_that_is_asked_for_exists():
    known = set(english()) | set(ONLY_A_COUNTRY_CAN_SAY) | set(refusal_codes()) | refusal_like()
    known |= set(NOT_SHOWN) | set(beginnings())
    assert {key: where for key, where in asked_for().items() if key not in known} == {}


def test_each_refusal_has_its_sentence():
    missing = {code: where for code, where in refusal_codes().items() if f"refusals.{code}" not in english()}
    missing = {code: where for code, where in missing.items() if code not in NOT_SHOWN}
    assert missing == {}


def beginnings() -> dict[str, str]:
    """The beginnings of keys that the code puts together, with where."""
    found: dict[str, str] = {}
    for path in python():
        for start in put_together(path):
            if re.fullmatch(rf"(?:{'|'.join(FILES)})\.[a-z0-9._-]*", start):
                found.setdefault(start, shown(path))
    return found


def test_each_beginning_of_a_key_is_listed_with_its_reason():
    assert {start: where for start, where in beginnings().items() if start not in PUT_TOGETHER} == {}


def test_no_listed_beginning_has_outlived_its_use():
    assert sorted(set(PUT_TOGETHER) - set(beginnings())) == []


def test_no_sentence_is_left_over():
    used = set(asked_for()) | {f"refusals.{code}" for code in refusal_codes()}
    texts = {text for path in python() for text in strings(path)}
    left = [
        key
        for key in english()
        if key not in used
        and not any(key.startswith(start) for start in PUT_TOGETHER if start != "refusals.")
        and not (key.startswith("refusals.") and key.removeprefix("refusals.") in texts)
    ]
    assert left == []


def test_the_templates_say_nothing_by_themselves():
    """A letter outside tags and words would be a sentence that nobody can translate."""
    spoken = {}
    for path in files():
        if path.suffix == ".html" and SRC in path.parents:
            bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->", " ", read(path), flags=re.DOTALL)
            said = [text.strip() for text in re.findall(r">([^<]*)<", bare) if re.search(r"[^\W\d_]{2,}", text)]
            spoken[shown(path)] = [text for text in said if '="' not in text and " ".join(text.split()) not in NAMES]
    spoken = {path: said for path, said in spoken.items() if said}
    assert spoken == {}


def test_the_tree_was_found():
    assert (ROOT / "pyproject.toml").exists()
    assert len(FILES) >= 5
