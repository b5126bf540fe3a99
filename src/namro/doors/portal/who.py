"""The question *who are you*: asked only as far as the pack says, answered freely where the law leaves it free."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from namro.doors.portal import typed
from namro.doors.portal.wrong import Wrong
from namro.doors.words import pick, say
from namro.ground.texts import LINE
from namro.rules.packs.schema import AskedOfReporter, Procedure

LONG = 1000
"""Most characters of an address."""

_INPUT = {"phone": ("tel", "tel"), "email": ("email", "email"), "text": ("text", "on"), "long-text": ("text", "on")}


_PHONE = re.compile(r"\+?[0-9 ().\-/]{6,30}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


def read(procedure: Procedure, post: QueryDict) -> dict[str, str]:
    """What was typed. Who chooses not to be named leaves nothing behind in the draft."""
    mode = "yes" if procedure.reporter.named == "required" else post.get("who", "")
    if mode not in ("yes", "no"):
        mode = ""
    if mode == "no":
        return {"mode": "no"}
    return {
        "mode": mode,
        **{a.id: typed.one_line(post.get(f"who-{a.id}", "")) for a in procedure.reporter.asks.values()},
    }


def judge(procedure: Procedure, given: Mapping[str, str]) -> tuple[dict[str, str] | None, list[Wrong]]:
    """The identity that is sealed (None: not named), and everything that is wrong with it."""
    required = procedure.reporter.named == "required"
    if not required and given.get("mode") == "no":
        return None, []
    if not required and given.get("mode") != "yes":
        return None, [Wrong("portal.who.choose", "who-no")]
    said: dict[str, str] = {}
    found: list[Wrong] = []
    for ask in procedure.reporter.asks.values():
        text = given.get(ask.id, "")
        wrong = _wrong(ask, text)
        if wrong is not None:
            found.append(wrong)
        elif text:
            said[ask.id] = text
    if not said and not found and not required:
        first = next(iter(procedure.reporter.asks), "no")
        found.append(Wrong("portal.who.none-given", f"who-{first}"))
    return said or None, found


def _wrong(ask: AskedOfReporter, text: str) -> Wrong | None:
    part = f"who-{ask.id}"
    if not text or (ask.required and not any(c.isalnum() for c in text)):
        return Wrong("portal.who.empty", part) if ask.required else None
    most = LONG if ask.kind == "long-text" else LINE
    if len(text) > most:
        return Wrong("portal.who.too-long", part, {"most": most})
    if ask.kind == "phone" and not (_PHONE.fullmatch(text) and len(re.findall(r"[0-9]", text)) >= 6):
        return Wrong("portal.who.no-phone", part)
    if ask.kind == "email" and not _EMAIL.fullmatch(text):
        return Wrong("portal.who.no-email", part)
    return None


def context(procedure: Procedure, given: Mapping[str, str], found: list[Wrong], lang: str) -> dict[str, Any]:
    """What the page needs beyond its frame."""
    said = {wrong.part: wrong.says(lang) for wrong in found}
    inputs = []
    for ask in procedure.reporter.asks.values():
        kind, autocomplete = _INPUT[ask.kind]
        inputs.append(
            {
                "id": ask.id,
                "name": pick(ask.names, lang),
                "why": pick(ask.why, lang),
                "required": ask.required,
                "typed": given.get(ask.id, ""),
                "type": kind,
                "autocomplete": autocomplete,
                "wrong": said.get(f"who-{ask.id}", ""),
            }
        )
    return {
        "named_required": procedure.reporter.named == "required",
        "anonymous": pick(procedure.reporter.anonymous, lang),
        "typed": given,
        "inputs": inputs,
        "choice_wrong": said.get("who-no", ""),
    }


def title(procedure: Procedure, lang: str) -> str:
    """The question as the page asks it."""
    return say(lang, "portal.who.title-required" if procedure.reporter.named == "required" else "portal.who.title")


def lines(procedure: Procedure, given: Mapping[str, str], lang: str) -> list[str]:
    """The answer in plain words for the check page."""
    if given.get("mode") == "no":
        return [say(lang, "portal.who.not-named")]
    return [given[ask] for ask in procedure.reporter.asks if given.get(ask)]
