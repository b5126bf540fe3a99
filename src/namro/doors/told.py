"""What is known of a printed paper, in sentences: for the desk and for the terminal."""

from __future__ import annotations

from namro.doors import words
from namro.results.papers.checking import Checked, form_then
from namro.results.papers.models import Paper


def name_of(paper: Paper, lang: str) -> str:
    """The name of the paper's form; its id where the pack no longer has the version."""
    form = form_then(paper)
    return words.pick(form.names, lang) if form is not None else paper.form


def about(paper: Paper, lang: str) -> list[str]:
    """What the paper is: which book of which office, printed when, by whom."""
    given = {
        "name": name_of(paper, lang),
        "office": words.pick(paper.office.names, lang),
        "moment": words.moment(paper.at, lang),
        "who": paper.by_name,
    }
    if paper.case_ref:
        return [words.say(lang, "common.paper.slip", ref=paper.case_ref, **given)]
    period = {"first": words.dmy(paper.first), "last": words.dmy(paper.last)}
    said = [words.say(lang, "common.paper.book", **given, **period)]
    said.append(words.say(lang, "common.paper.lines", n=paper.lines, pages=paper.pages))
    if paper.volumes > 1:
        said.append(words.say(lang, "common.paper.volume", volume=paper.volume, volumes=paper.volumes))
    return said


def sentences(checked: Checked, lang: str) -> list[str]:
    """Whether the trail bears the paper out, how far it is sealed, and what has changed since it was printed."""
    paper = checked.paper
    said = [words.say(lang, f"common.paper.{checked.bound}", entry=paper.entry_id)]
    if checked.bound != "gone":
        moment = words.moment(checked.sealed_at, lang) if checked.sealed_at else ""
        said.append(words.say(lang, f"common.paper.{checked.seal}", batch=checked.batch or 0, moment=moment))
    if checked.changed is None or checked.added is None:
        said.append(words.say(lang, "common.paper.not-compared"))
    elif checked.as_then:
        said.append(words.say(lang, "common.paper.as-then"))
    else:
        if checked.changed:
            said.append(words.say(lang, "common.paper.other-lines", n=checked.changed))
        if checked.added:
            said.append(words.say(lang, "common.paper.new-lines", n=checked.added))
    if not checked.same_form:
        said.append(words.say(lang, "common.paper.other-form"))
    return said
