"""The one door to what was said and written in a case: closed under the case's own key (`CaseKey`), opened here only.

Once the key is gone nothing opens any more, wherever a copy of the rows lies. Reading then gives nothing instead of
raising: what is shown says that it was erased (`Case.erased_on`), or that it cannot be opened, which `recheck` finds.
The salts of the digests that the trail binds lie inside, so that a short text cannot be guessed from its digest later.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from namro.ground.fetch import Fetch, FetchValues, Question
from namro.ground.gate.context import canonical
from namro.ground.seals.aead import SealBroken
from namro.ground.seals.shreddable import OwnKey, fresh_key, known_key
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, CaseKey, Done, Said, Words

SALT = 16
Stored = bytes | memoryview
"""How a driver gives back bytes."""
_SAID = "said"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, field by field, and the salt of its digest."""

    values: dict[str, Any]
    salt: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """One part of what was written with an action, and the salt of its digest."""

    part: str
    body: str
    salt: bytes


# --- closing --------------------------------------------------------------------------------------------------------


def new_key(ref: str) -> OwnKey:
    """A key for a case that is not there yet."""
    return fresh_key(f"case:{ref}")


def key_row(case: Case, key: OwnKey, now: datetime) -> CaseKey:
    """How the key of a case is kept; not written yet."""
    return CaseKey(case=case, wrapped=key.wrapped, made_at=now)


def closed_said(key: OwnKey, heard: Heard) -> bytes:
    """What was said, as its row keeps it."""
    return key.close(_SAID, heard.salt + canonical(heard.values))


def closed_words(key: OwnKey, written: Written) -> bytes:
    """A part of what was written, as its row keeps it."""
    return key.close(f"words:{written.part}", written.salt + written.body.encode())


def words_rows(case: Case, written: Sequence[Written]) -> list[Words]:
    """The rows of what is written with an action on a case that is there; they are not of the action yet, and not
    written. Raises Refused `cases.key-lost` where the key of the case is gone."""
    if not written:
        return []
    key = key_of(case)
    if key is None:
        raise Refused("cases.key-lost")
    return [Words(part=one.part, closed=closed_words(key, one)) for one in written]


# --- opening --------------------------------------------------------------------------------------------------------

_wrapped = FetchValues(CaseKey, "wrapped", where="t0.case_id = %s")
_said = FetchValues(Said, "closed", where="t0.case_id = %s")
_words = Fetch(Words, where="t0.done_id IN (SELECT id FROM cases_done WHERE case_id = %s)", order="t0.id")


def questions(case: Case) -> list[Question]:
    """What `key_of`, `said` and `written_in` ask of the database for one case."""
    return [(_wrapped, (case.pk,)), (_said, (case.pk,)), (_words, (case.pk,))]


def key_of(case: Case) -> OwnKey | None:
    """The key of a case, asked for once; None where it is gone or is not the one for it."""
    kept: OwnKey | None = case.__dict__.get("_own_key", _UNASKED)
    if kept is _UNASKED:
        found = None if case.erased_on is not None else next(iter(_wrapped(case.pk)), None)
        kept = case.__dict__["_own_key"] = _known(case.ref, found[0]) if found is not None else None
    return kept


_UNASKED: Any = object()


def keys_of(cases: Iterable[Case]) -> dict[int, OwnKey]:
    """The keys of these cases by their ids, as far as they are there: one statement."""
    refs = {case.pk: case.ref for case in cases}
    rows = CaseKey.objects.filter(case_id__in=list(refs)).values_list("case_id", "wrapped")
    found = ((pk, _known(refs[pk], wrapped)) for pk, wrapped in rows)
    return {pk: key for pk, key in found if key is not None}


def said(case: Case) -> Heard | None:
    """What was said in a case that a scoped query gave; None where it was erased or does not open."""
    key = key_of(case)
    row = next(iter(_said(case.pk)), None) if key is not None else None
    return _heard(key, row[0]) if row is not None else None


def written_in(case: Case) -> dict[int, list[Written]]:
    """What was written in a case, by the id of its action, as far as it opens."""
    key = key_of(case)
    found: dict[int, list[Written]] = {}
    for row in _words(case.pk) if key is not None else ():
        if (one := _opened(key, row)) is not None:
            found.setdefault(row.done_id, []).append(one)
    return found


def written_with(done: Done) -> list[Written]:
    """What was written with one action, as far as it opens."""
    key = key_of(done.case)
    rows = Words.objects.filter(done=done).order_by("pk") if key is not None else ()
    return [one for row in rows if (one := _opened(key, row)) is not None]


def has_written(case: Case, part: str, after: int = 0) -> bool:
    """Whether such a part was written with an action after that number; nothing is opened for it."""
    return Words.objects.filter(done__case=case, done__seq__gt=after, part=part).exists()


@dataclass(frozen=True, slots=True)
class Everything:
    """What was said (by case) and written (by action, then part) in some cases; None for what does not open.
    `keys`: the cases whose key is there, whether or not it is the right one."""

    keys: frozenset[int]
    said: Mapping[int, Heard | None]
    written: Mapping[int, Mapping[str, Written | None]]


def everything(cases: Collection[Case]) -> Everything:
    """What a recheck compares: three statements, however many cases."""
    refs = {case.pk: case.ref for case in cases}
    ids = list(refs)
    wrapped = dict(CaseKey.objects.filter(case_id__in=ids).values_list("case_id", "wrapped"))
    keys = {pk: _known(refs[pk], raw) for pk, raw in wrapped.items()}
    heard = dict(Said.objects.filter(case_id__in=ids).values_list("case_id", "closed"))
    written: dict[int, dict[str, Written | None]] = {}
    rows = Words.objects.filter(done__case_id__in=ids).values_list("done_id", "done__case_id", "part", "closed")
    for done, case, part, closed in rows:
        written.setdefault(done, {})[part] = _open_part(keys.get(case), part, closed)
    return Everything(frozenset(keys), {pk: _heard(keys.get(pk), raw) for pk, raw in heard.items()}, written)


def _known(ref: str, wrapped: Stored) -> OwnKey | None:
    try:
        return known_key(f"case:{ref}", bytes(wrapped))
    except SealBroken:
        return None


def _heard(key: OwnKey | None, closed: Stored) -> Heard | None:
    if key is None:
        return None
    try:
        raw = key.open(_SAID, bytes(closed))
    except SealBroken:
        return None
    return Heard(json.loads(raw[SALT:]), raw[:SALT])


def _opened(key: OwnKey | None, row: Words) -> Written | None:
    return _open_part(key, row.part, row.closed)


def _open_part(key: OwnKey | None, part: str, closed: Stored) -> Written | None:
    if key is None:
        return None
    try:
        raw = key.open(f"words:{part}", bytes(closed))
    except SealBroken:
        return None
    return Written(part, raw[SALT:].decode(), raw[:SALT])
