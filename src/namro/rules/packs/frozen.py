"""A version as it was on the day a case was opened under it: one text, one hash, and back."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from namro.rules.packs.schema import Procedure


def freeze(procedure: Procedure) -> str:
    """The version as canonical JSON: everything that was said, in the order in which it was said, no defaults.

    The order of maps is kept (it is the order in which people see states, steps and clocks). What is not said is left
    out, so that a later schema with more optional keys freezes the same version to the same text.
    """
    said = procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def content_hash(procedure: Procedure) -> str:
    """SHA-256 (hex) of `freeze(procedure)`."""
    return hashlib.sha256(freeze(procedure).encode()).hexdigest()


@lru_cache(maxsize=256)
def thaw(text: str) -> Procedure:
    """The version that was frozen; `freeze(thaw(text)) == text`. Kept for the next caller.

    Raises `pydantic.ValidationError` for a text that no pack could have frozen.
    """
    return Procedure.model_validate(json.loads(text), strict=False)  # lists and days are texts in JSON
