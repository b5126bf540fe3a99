"""One door for forms: the step's verb says which action is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.cases import deciding_actions as deciding
from namro.work.cases import intake_actions as intake
from namro.work.cases import moving_actions as moving
from namro.work.cases.history import rules_of
from namro.work.cases.models import Case, Done

BY_VERB: dict[str, tuple[Callable[..., Done], tuple[str, ...]]] = {
    "register": (intake.register, ()),
    "classify": (intake.classify, ("flags",)),
    "assign": (moving.assign, ("post",)),
    "transfer": (moving.transfer, ("office",)),
    "accept-transfer": (moving.accept_transfer, ()),
    "return-transfer": (moving.return_transfer, ("reason",)),
    "ask": (moving.ask, ("text",)),
    "answer": (moving.answer, ("text",)),
    "extend": (deciding.extend, ("clock", "extension", "reason", "document")),
    "suspend": (deciding.suspend, ()),
    "resume": (deciding.resume, ()),
    "decide": (deciding.decide, ("answer", "result")),
    "notify": (deciding.notify, ()),
    "close": (deciding.close, ()),
    "reopen": (deciding.reopen, ("reason",)),
    "move": (moving.move, ()),
}
"""The action of each verb, and the inputs that it names itself."""

NEEDED = {
    "assign": ("post",),
    "return-transfer": ("reason",),
    "ask": ("text",),
    "answer": ("text",),
    "extend": ("clock", "extension", "reason"),
    "reopen": ("reason",),
}
"""What a verb cannot do without, whatever the procedure says."""


def act(
    case: Case,
    step_id: str,
    inputs: Mapping[str, Any],
    *,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Takes the step `step_id` with what was filled in: a form's one way in. Inputs that the verb does not know are
    refused. Raises Refused `cases.unknown-step`, `cases.unknown-input`, and as the action does."""
    step = rules_of(case.frozen_id)[1].steps.get(step_id)
    if step is None:
        raise Refused("cases.unknown-step", field="step", step=str(step_id)[:60])
    function, names = BY_VERB[step.verb]
    given = {name: value for name, value in inputs.items() if value not in (None, "")}
    if "extension" in given and ":" in str(given["extension"]):
        given["clock"], given["extension"] = str(given["extension"]).split(":", 1)
    for name in ("post", "office"):
        if name in given and name in names:
            given[name] = _number(given[name], name)
    named: dict[str, Any] = {**dict.fromkeys(NEEDED.get(step.verb, ()), "")}
    named |= {name: given.pop(name) for name in names if name in given}
    return function(case, step=step_id, more=given, seq=seq, once=once, actor=actor, now=now, **named)


def _number(value: Any, name: str) -> int:
    """The id that a form carried as text."""
    text = str(getattr(value, "pk", value))
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(f"cases.unknown-{name}", field=name)
    return int(text)
