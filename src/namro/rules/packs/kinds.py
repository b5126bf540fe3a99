"""The kinds of value that a pack is written in, and the words that the engine itself knows."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from namro.rules.clocks.terms import Term

Confidence = Literal["V2", "V1", "C", "M"]
"""V2 the legal text or two sources; V1 one source; C disputed; M from memory. C and M are not computed unconfirmed."""
UNSURE: frozenset[str] = frozenset({"C", "M"})

Verb = Literal[
    "register", "classify", "assign", "transfer", "accept-transfer", "return-transfer", "ask", "answer", "extend",
    "suspend", "resume", "decide", "notify", "close", "reopen", "move",
]  # fmt: skip
"""What a step is for the engine. The right to take it is the action `cases.<verb with _>` (`action_of`)."""

VERBS: tuple[str, ...] = get_args(Verb)
SETTLING: frozenset[str] = frozenset({"decide", "suspend", "resume", "extend"})
"""Verbs that settle a matter: kept from offices with `settles: false` where a procedure has `settled_by`."""
REPORTER = "reporter"
"""Stands in `by` for the person who brought the matter; never the name of a role."""
RECEIVED = "received"
"""The state in which every case begins and the event that its opening emits."""

Need = Literal[
    "reason", "ground", "answer", "text", "office", "post", "flag", "clock", "extension", "until", "document"
]
"""What an officer fills in when taking a step. `document`: number and date of the paper of a body outside."""
Party = Literal["reporter", "office", "denounced"]
Sees = Literal["own", "below", "all"]
FieldKind = Literal["text", "long-text", "place", "date-or-period", "choice", "yes-no", "files"]


def action_of(verb: str) -> str:
    """The name of the action behind a verb: "cases.accept_transfer" for "accept-transfer"."""
    return "cases." + verb.replace("-", "_")


# Kinds of values


def _term(value: object) -> Term:
    if isinstance(value, Term):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("term", "bad term")
    try:
        return Term.parse(value)
    except ValueError as cause:
        raise PydanticCustomError("term", "bad term", {"value": value}) from cause


def _texts(value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    languages = (info.context or {}).get("languages")
    for language, text in value.items():
        if languages is not None and language not in languages:
            raise PydanticCustomError("language-unknown", "unknown language", {"language": language})
        if not text.strip():
            raise PydanticCustomError("text-empty", "empty text", {"language": language})
        names_in(text)
    for language in languages or ():
        if language not in value:
            raise PydanticCustomError("language-missing", "missing language", {"language": language})
    return value


def names_in(text: str) -> set[str]:
    """The parameters `{name}` of a text. Raises `PydanticCustomError` for braces that are anything else."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as cause:
        raise PydanticCustomError("text-braces", "braces", {"text": text}) from cause
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion or not re.fullmatch(r"[a-z_]+", name)):
            raise PydanticCustomError("text-braces", "braces", {"text": text})
    return {name for _, name, _, _ in parts if name is not None}


def _with_parameters(text: str) -> str:
    names_in(text)
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^\S(.*\S)?$")]
Words = tuple[Line, ...]
Called = Annotated[Line, AfterValidator(_with_parameters)]
"""What somebody is called, with parameters in braces."""
Text = Annotated[dict[str, str], AfterValidator(_texts)]
ATerm = Annotated[Term, PlainValidator(_term), PlainSerializer(str, return_type=str)]
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.(\*|[a-z_]+)$")]


class Data(BaseModel):
    """A frozen object that refuses keys it does not know and values of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def ids_in(*maps: str) -> Any:
    """A validator that gives every object in the maps named its own key as `id`."""

    def name_them(data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        data = dict(data)
        for name in maps:
            inner = data.get(name)
            if isinstance(inner, Mapping):
                data[name] = {key: with_id(key, value) for key, value in inner.items()}
        return data

    return name_them


def with_id(key: Any, value: Any) -> Any:
    """An object with its key in the map as `id`, unless it names itself; something that is no object as it is."""
    return {"id": key, **value} if isinstance(value, Mapping) else value


class Valid(Data):
    """The first day on which a rule is law, and the last (None: until further notice)."""

    from_: date = Field(alias="from")
    to: date | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.from_ <= day and (self.to is None or day <= self.to)


def law_on(valid: Valid | None, on: date) -> bool:
    """Whether a part of a version is law on a local day; a part that names no days is as long as its version."""
    return valid is None or on in valid
