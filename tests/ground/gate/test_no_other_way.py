"""No view, job, command, query or page writes to the database by any other way than an action."""

from __future__ import annotations

from pathlib import Path

import pytest

import namro
from tests.ground.gate.writes import writes

SOURCE = Path(namro.__file__).parent

BELOW_THE_GATE = {
    "ground/bulk.py": "puts many rows in at once for the action that called it; the guard refuses it outside one",
    "ground/trail/record.py": "writes the entry; the gate calls it inside the action's transaction",
    "ground/trail/sealing.py": "seals what actions have written; its tables are append-only",
    "ground/trail/guards.py": "makes and lifts triggers, for migrations",
    "ground/seals/sealing.py": "seals for the action that called it; the guard refuses it outside one",
    "ground/seals/marked.py": "notes which key file a database was first used with",
    "ground/fetch.py": "reads: every statement that it builds is a SELECT",
    "ground/compiled.py": "reads: every statement that it keeps comes out of a queryset",
    "ground/engine.py": "asks the engine how it is set: SELECT 1, SHOW … and PRAGMA … without a value",
    "ground/people/tokens.py": "notes the day on which a token was shown, before any action",
    "ground/people/throttle.py": "counts sign-ins of people who are not signed in yet",
}
FOR_ACTIONS = {
    "ground/gate/put.py": "writes the new rows of the action that calls it; the guard refuses it outside one",
    "work/cases/deliveries.py": "notes how far webhooks have been told; an entry for each would double the trail",
    "work/plans/mailing.py": "notes which digests were sent by e-mail; an entry for each would double the trail",
    "ground/places/apply.py": "the writing half of loading changes; its action calls it, the guard refuses it outside",
    "ground/places/load.py": "the writing half of loading units; its action calls it, the guard refuses it outside",
    "work/cases/history.py": "the frozen rules that a case is opened under, kept by the action that opens it",
    "work/cases/keeping.py": "files that an action attaches; the guard refuses it outside one",
    "work/cases/import_staging.py": "a small database of its own beside ours, where a file waits until it was checked",
    "work/jobs/queue.py": "the queue and signs of life, unguarded: that a job ran is no act of anybody",
}
PUT_TOGETHER = {
    "work/cases/walks.py": "reads only; its statements are put together from parts, each beginning with SELECT",
    "work/cases/words_index.py": "makes the index of words from the cases, for migrations; the engine keeps it then",
}
EXEMPT = BELOW_THE_GATE | FOR_ACTIONS | PUT_TOGETHER


def _modules() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts and path.relative_to(SOURCE).parts[0] != "_packs"
    ]


def _holds_actions(path: Path) -> bool:
    return path.stem == "actions" or path.stem.endswith("_actions")


def _strays(path: Path) -> list[str]:
    """The writes in a module that stand neither in an action nor in a private part of a module of actions."""
    return [
        f"{path.relative_to(SOURCE)}:{write.line}: .{write.how}(…) outside an action"
        for write in writes(path.read_text())
        if not write.in_action
        and not (_holds_actions(path) and write.functions and write.functions[-1].startswith("_"))
    ]


def test_nothing_writes_but_actions() -> None:
    strays = [stray for path in _modules() if str(path.relative_to(SOURCE)) not in EXEMPT for stray in _strays(path)]
    assert strays == [], "Write it in a function under @action:\n" + "\n".join(strays)


@pytest.mark.parametrize("name", sorted(EXEMPT))
def test_an_exemption_has_a_reason_and_is_still_needed(name: str) -> None:
    assert len(EXEMPT[name]) > 20
    assert (SOURCE / name).exists(), f"{name} is gone: take its exemption away."
    assert _strays(SOURCE / name), f"{name} writes nothing any more: take its exemption away."


def test_the_doors_have_no_exemption() -> None:
    assert not [name for name in EXEMPT if name.startswith("doors/")]
    assert not [name for name in EXEMPT if Path(name).stem in ("queries", "jobs", "states", "models")]


BAD = [
    "case.save()",
    "case.save(update_fields=['state'])",
    "Case.objects.create(ref='x')",
    "Case.objects.filter(pk=1).update(state='closed')",
    "rows.delete()",
    "Case.objects.bulk_create(rows)",
    "await case.asave()",
    "cursor.execute('UPDATE cases_case SET state = 1')",
    "cursor.execute(f'DELETE FROM {table}')",
    "cursor.executemany('insert into x values (?)', rows)",
    "cursor.execute(statement)",
    "open_(sealed)",
    "def view(request):\n    def inner():\n        case.save()",
    "@page()\ndef view(desk):\n    case.save()",
]
GOOD = [
    "picture.save(target, 'JPEG')",
    "digest.update(raw)",
    "found.update({'a': 1})",
    "cache.delete('key')",
    "cursor.execute('SELECT 1')",
    "case.saved()",
]


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_writes_is_seen(line: str) -> None:
    assert [write.in_action for write in writes(line)] == [False]


@pytest.mark.parametrize("line", GOOD)
def test_a_line_that_only_looks_like_it_is_not(line: str) -> None:
    assert writes(line) == []


def test_a_line_inside_an_action_is_where_it_belongs() -> None:
    inside = "@action('cases.close')\ndef close(case, *, actor, now):\n    case.save()"
    assert [write.in_action for write in writes(inside)] == [True]
