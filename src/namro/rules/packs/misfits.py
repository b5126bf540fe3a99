"""What does not fit the schema, in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from namro.rules.packs.reading import File, Where
from namro.rules.packs.reasons import REASONS
from namro.rules.packs.refused import Problem

_WANTED = {
    "string_type": "text (put it in quotes if it looks like a number or a day)",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a day such as 2026-07-01",
    "dict_type": "a map of names to values",
    "model_type": "a map of names to values",
    "model_attributes_type": "a map of names to values",
    "tuple_type": "a list",
}


def said(file: File, wrong: ValidationError) -> Iterable[Problem]:
    """Each thing that does not fit the schema, as a problem with its line."""
    for error in wrong.errors(include_url=False):
        where: Where = error["loc"]
        kind = error["type"]
        context = error.get("ctx", {})
        if kind == "missing":
            yield file.problem(where[:-1], "missing", key=where[-1])
        elif kind == "extra_forbidden":
            yield file.problem(where, "unknown-key", key=where[-1])
        elif kind in _WANTED:
            yield file.problem(where, "wrong-type", wanted=_WANTED[kind])
        elif kind == "literal_error":
            yield file.problem(where, "not-one-of", wanted=context["expected"].replace("'", ""))
        elif kind in ("string_pattern_mismatch", "string_too_long", "string_too_short"):
            pattern = str(context.get("pattern", ""))
            code = (
                "bad-id"
                if pattern.startswith("^[a-z][a-z0-9]*(-")
                else "bad-line"
                if "\\S" in pattern
                else "bad-format"
            )
            yield file.problem(where, code)
        elif kind in ("greater_than_equal", "less_than_equal"):
            yield file.problem(where, "out-of-range")
        elif f"pack.{kind}" in REASONS:
            yield file.problem(where, kind, **context)
        else:
            yield file.problem(where, "other", cause=error["msg"])
