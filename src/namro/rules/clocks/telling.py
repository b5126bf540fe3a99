"""A step in plain words, in whatever language the reader has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Protocol

from namro.rules.clocks.parts import Step


class Speech(Protocol):
    """How a door speaks: sentences by key, days and moments as its readers write them, texts in their language."""

    def say(self, key: str, **params: object) -> str:
        """The sentence `key` with `params` in it; `n` chooses between one and several."""

    def day(self, day: date) -> str:
        """A local day, with its weekday."""

    def moment(self, at: datetime) -> str:
        """A local day and time of day."""

    def pick(self, text: Mapping[str, str]) -> str:
        """A text that there is in several languages, in the reader's."""


def tell(step: Step, speech: Speech) -> str:
    """The sentence that says `step`, without its article or act (the caller shows `step.article` beside it)."""
    params: dict[str, object] = {name: _said(value, speech) for name, value in step.params.items()}
    if "amount" in step.params:
        params["n"] = step.params["amount"]
        params["term"] = say_term(step.params["amount"], str(step.params["unit"]), speech)
        at = step.params.get("at")
        if isinstance(at, datetime) and at.time() == time(0) and step.params["unit"] != "hours":
            return speech.say(step.key.removesuffix(".at"), **params)  # only a day was given
    return speech.say(step.key, **params)


def say_term(amount: object, unit: str, speech: Speech) -> str:
    """An amount of a unit in words: "7 working days"."""
    return speech.say(f"clocks.term.{unit.replace(' ', '-')}", n=amount)


def _said(value: object, speech: Speech) -> object:
    if isinstance(value, datetime):
        return speech.moment(value)
    if isinstance(value, date):
        return speech.day(value)
    if isinstance(value, Mapping):
        return speech.pick(value) if value else ""
    return value
