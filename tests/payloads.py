"""What cases hold behind their keys, for tests that look or meddle."""

from __future__ import annotations

from typing import Any

from namro.work.cases import payload
from namro.work.cases.digests import fresh_salt
from namro.work.cases.models import Case, Said, Words


def values_of(case: Case | None = None) -> dict[str, Any]:
    """What was said in the case, or in the only one there is."""
    heard = payload.said(case or Case.objects.get())
    assert heard is not None
    return heard.values


def body_of(**which: Any) -> str:
    """What was written in the one part that is meant."""
    row = Words.objects.get(**which)
    return next(one.body for one in payload.written_with(row.done) if one.part == row.part)


def write_over(body: str, **which: Any) -> None:
    """Other words in place of these, closed as they were: by somebody who has the key file too."""
    for row in Words.objects.filter(**which):
        key = payload.key_of(row.done.case)
        assert key is not None
        row.closed = payload.closed_words(key, payload.Written(row.part, body, fresh_salt()))
        row.save()


def say_instead(case: Case, **said: Any) -> None:
    """Other answers in place of those that were given."""
    key, heard = payload.key_of(case), payload.said(case)
    assert key is not None
    assert heard is not None
    closed = payload.closed_said(key, payload.Heard({**heard.values, **said}, heard.salt))
    Said.objects.filter(case=case).update(closed=closed)
