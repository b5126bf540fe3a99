"""Leaves out of a sentence's task the names that were cut: part of the name of an agency names another one. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Task, Unclear
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import squeezed
from namro.work.plans.reading.names import Names

_SPACE = re.compile(r"\s++(?!\w{1,3}\)|\d+\.)")
"""Before a word that is no mark of an item."""
_LONG = 2
"""Words of a name for an agency by itself with more than which it is no mere beginning."""


def uncut(task: Task, text: str, lexicon: Lexicon, names: Names) -> Task:
    """The task of a sentence without a lead, or those who help, of whom only the beginning of a name was read, and
    with the reason; what is to be done then begins with that name. Any other task as it is."""
    if task.source != "prose" or lexicon.inside:
        return task
    fields, why = dict(task.fields), list(task.unclear)
    lead = fields.get("lead")
    if lead is not None and _cut(text, Span(lead.start, lead.end), lexicon, names):
        del fields["lead"]
        why.append(Unclear("person", "unsure-name", lead.start, lead.end))
        said = fields.get("task")
        if said is not None and lead.end <= said.start and not text[lead.end : said.start].strip():
            fields["task"] = replace(said, value=squeezed(text[lead.start : said.end]), start=lead.start)
    helpers = fields.get("coordinating")
    if helpers is not None:
        values = helpers.value if isinstance(helpers.value, tuple) else (str(helpers.value),)
        found = [(text.find(one, helpers.start, helpers.end), one) for one in values]
        listed = [Span(at, at + len(one)) for at, one in found if at >= 0]
        if any(_cut(text, one, lexicon, names) for one in listed):
            del fields["coordinating"]
            why.append(Unclear("responsibility", "unsure-helper", helpers.start, helpers.end))
            said = fields.get("task")
            if said is not None and helpers.end <= said.start and not text[helpers.end : said.start].strip():
                begin = listed[-1].start
                fields["task"] = replace(said, value=squeezed(text[begin : said.end]), start=begin)
    return task if len(fields) == len(task.fields) else replace(task, fields=fields, unclear=tuple(why))


def _cut(text: str, name: Span, lexicon: Lexicon, names: Names) -> bool:
    """Whether a name ends amid its words: it is only the word for an agency, or that and syllables in small letters
    that are not known, and behind it stands what can follow no name."""
    space = _SPACE.match(text, name.end)
    at = space.end() if space is not None else name.end
    following = text[at : at + 1]
    if (
        space is None
        or not text[name.end - 1].isalpha()
        or not (following.islower() or following.isdecimal())
        or not text[name.start].isupper()
    ):
        return False
    heads = list(lexicon.named.finditer(text, name.start, name.end))
    own = text[heads[-1].end() : name.end].strip() if heads else ""
    if not heads or own != own.lower() or any(map(str.isdecimal, own)) or (own and names.sure(text, name)):
        return False
    alone = heads[-1][0]
    if not own and (alone.isupper() or heads[-1].start() > name.start or len(alone.split()) > _LONG):
        return False
    verb = lexicon.verbs_small.match(text, at)
    if verb is not None and own and " " not in own and " " not in verb[0]:
        return True  # one syllable, and one that is a verb by itself: "Ban bầu cử"
    looks = (
        lexicon.stops, lexicon.between_names, lexicon.qualified, lexicon.excepting, lexicon.within, lexicon.renamed,
        lexicon.being, lexicon.must, lexicon.addressed, lexicon.grounds, lexicon.relative_in, lexicon.acts,
    )  # fmt: skip
    return not any(look.match(text, at) for look in looks)
