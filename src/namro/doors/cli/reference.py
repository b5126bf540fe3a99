"""The reference of a procedure, made from the pack: what a lawyer reads and objects to. Markdown with a diagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from namro.doors import words
from namro.doors.cli.dues import CONFIDENCE
from namro.rules.clocks.telling import say_term
from namro.rules.clocks.terms import Term
from namro.rules.packs.frozen import content_hash
from namro.rules.packs.kinds import UNSURE, Valid
from namro.rules.packs.schema import REPORTER, Clock, Extension, Pack, Procedure, Step, law_on

WAITS = {"office": "cli.waits.office", "reporter": "cli.waits.reporter", "other": "cli.waits.other"}
NEEDS = {
    "reason": "cli.needs.reason",
    "ground": "cli.needs.ground",
    "answer": "cli.needs.answer",
    "text": "cli.needs.text",
    "office": "cli.needs.office",
    "post": "cli.needs.post",
    "flag": "cli.needs.flag",
    "clock": "cli.needs.clock",
    "extension": "cli.needs.extension",
    "until": "cli.needs.until",
    "document": "cli.needs.document",
}


def write(pack: Pack, folder: Path) -> list[Path]:
    """Writes a page for each procedure, and an index; gives back what was written. A page that nothing makes any more
    is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {folder / name: text for name, text in pages(pack).items()}
    for old in set(folder.glob("*.md")) - set(made):
        old.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return sorted(made)


def pages(pack: Pack) -> dict[str, str]:
    """Every page by file name: all languages of the pack one after the other, the newest version first."""
    ids = list(dict.fromkeys(procedure.id for procedure in pack.procedures))
    found = {f"{id}.md": _page(pack, id) for id in ids}
    lines = ["# " + " · ".join(words.say(lang, "cli.reference.index") for lang in pack.languages), ""]
    for id in ids:
        newest = pack.versions(id)[-1]
        lines.append(f"- [{' · '.join(words.pick(newest.names, lang) for lang in pack.languages)}]({id}.md)")
    found["index.md"] = "\n".join(lines) + "\n"
    return found


def _page(pack: Pack, id: str) -> str:
    versions = pack.versions(id)[::-1]
    parts = []
    for lang in pack.languages:
        body = "\n\n".join(version_page(pack, procedure, lang) for procedure in versions)
        parts.append(f"# {words.pick(versions[0].names, lang)}\n\n{words.say(lang, 'cli.reference.made')}\n\n{body}")
    return "\n\n---\n\n".join(parts) + "\n"


def version_page(pack: Pack, p: Procedure, lang: str, on: date | None = None) -> str:
    """One version in one language, as Markdown: all of it with the days of its parts, or what is law on a local day."""
    page = _Page(pack, p if on is None else as_on(p, on), lang, content_hash(p))
    return "\n\n".join(part for part in page.parts() if part)


def as_on(p: Procedure, on: date) -> Procedure:
    """The version without what is not law on the day: instruments, steps, grounds, limits and extensions."""
    steps = {
        id: step.model_copy(update={"grounds": step.grounds_on(on)})
        for id, step in p.steps.items()
        if law_on(step.valid, on)
    }
    clocks = {
        id: clock.model_copy(
            update={
                "extensions": {name: rule for name, rule in clock.extensions.items() if law_on(rule.valid, on)},
                "owed_unless_anonymous": clock.unnamed_at(on),
            }
        )
        for id, clock in p.clocks.items()
        if law_on(clock.valid, on)
    }
    basis = tuple(one for one in p.basis if law_on(one.valid, on))
    return p.model_copy(update={"basis": basis, "steps": steps, "clocks": clocks})


class _Page:
    def __init__(self, pack: Pack, p: Procedure, lang: str, hash: str) -> None:
        self.pack, self.p, self.lang, self.hash = pack, p, lang, hash

    # small words

    def w(self, key: str, **params: object) -> str:
        return words.say(self.lang, key, **params)

    def t(self, text: Mapping[str, str] | None) -> str:
        return words.pick(text, self.lang)

    def term(self, term: Term) -> str:
        return say_term(term.amount, str(term.unit), words.Speech(self.lang))

    def cite(self, article: str) -> str:
        return self.pack.cite(article, self.lang)

    def role(self, id: str) -> str:
        return self.w("cli.reference.reporter") if id == REPORTER else self.t(self.pack.roles[id].names)

    def kinds(self, kinds: Sequence[str]) -> str:
        levels = {level.id: self.t(level.names) for level in self.pack.levels}
        offices = [self.pack.offices[kind] for kind in kinds]
        return ", ".join(self.t(office.names).format(unit=levels[office.level]) for office in offices)

    def says(self, valid: Valid) -> str:
        """The days on which something is law, as a sentence."""
        if valid.to is None:
            return self.w("cli.reference.valid", first=words.dmy(valid.from_))
        return self.w("cli.reference.valid-to", first=words.dmy(valid.from_), last=words.dmy(valid.to))

    def days(self, valid: Valid | None, confidence: str | None = None) -> str:
        """The same behind a part that is not law as long as its version; nothing for one that is. Days that nobody has
        confirmed carry the pack's mark."""
        if valid is None:
            return ""
        said = self.says(valid).rstrip(".")
        if confidence in UNSURE:
            said += f"; {self.pack.cite(self.pack.unconfirmed, self.lang)}"
        return f" ({said})"

    def event(self, id: str) -> str:
        if id in self.p.states:
            return f"“{self.t(self.p.states[id].names)}”"
        return f"“{self.t(self.p.steps[id].names)}”"

    def flag(self, id: str) -> str:
        return self.t(self.p.flags[id].names)

    # parts

    def parts(self) -> Iterator[str]:
        """The parts of the page in order; an empty one is left out."""
        p = self.p
        valid = self.says(p.valid)
        yield f"## {p.version}"
        yield self.t(p.says)
        yield f"{valid}  \n`{self.hash}`"
        yield self.list(
            "cli.reference.basis", [self.t(one.names) + self.days(one.valid, one.confidence) for one in p.basis]
        )
        yield f"{self.w('cli.reference.opens-at')}: {self.kinds(p.opens_at)}."
        yield self.diagram()
        yield self.reporter()
        yield self.fields()
        yield self.flags()
        yield self.clocks()
        yield self.steps()
        yield self.states()
        yield self.retention()
        yield self.list("cli.reference.notes", [self.t(note) for note in p.notes])

    def list(self, key: str, items: Sequence[str]) -> str:
        return "\n".join([f"### {self.w(key)}", "", *(f"- {item}" for item in items)]) if items else ""

    def table(self, key: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        if not rows:
            return ""
        cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        head = f"| {' | '.join(self.w(name) for name in heads)} |"
        return "\n".join([f"### {self.w(key)}", "", head, "|" + " --- |" * len(heads), *lines])

    def diagram(self) -> str:
        """The states and the steps between them; steps that change no state are in the table only."""
        lines = ["```mermaid", "stateDiagram-v2"]
        names = {id: f"s{number}" for number, id in enumerate(self.p.states)}
        for id, state in self.p.states.items():
            lines.append(f'    state "{_plain(self.t(state.names))}" as {names[id]}')
        lines.append(f"    [*] --> {names['received']}")
        for step in self.p.steps.values():
            for before in step.from_ if step.to is not None else ():
                lines.append(f"    {names[before]} --> {names[str(step.to)]}: {_plain(self.t(step.names))}")
        for id, state in self.p.states.items():
            if not state.open:
                lines.append(f"    {names[id]} --> [*]")
        return "\n".join([*lines, "```"])

    def reporter(self) -> str:
        r = self.p.reporter
        named = self.w("cli.reference.named-required" if r.named == "required" else "cli.reference.named-optional")
        items = [f"{named} {self.t(r.why)}"] + ([self.t(r.anonymous)] if r.anonymous else [])
        items += [f"**{self.t(ask.names)}**{self.star(ask.required)}: {self.t(ask.why)}" for ask in r.asks.values()]
        if r.findable is not None:
            items.append(self.w("cli.reference.findable", name=self.t(r.asks[r.findable].names)))
        return self.list("cli.reference.who", items)

    def star(self, required: bool) -> str:
        return f" ({self.w('cli.reference.required')})" if required else ""

    def fields(self) -> str:
        rows = [[f"{self.t(f.names)}{self.star(f.required)}", self.t(f.why)] for f in self.p.fields]
        return self.table("cli.reference.fields", ("cli.reference.question", "cli.reference.why"), rows)

    def flags(self) -> str:
        rows = [
            [
                f"`{f.id}` {self.t(f.names)}",
                self.t(f.why) + (f" {self.w('cli.reference.of-unit')}" if f.of_unit is not None else ""),
                self.cite(f.article),
            ]
            for f in self.p.flags.values()
        ]
        return self.table(
            "cli.reference.flags", ("cli.reference.flag", "cli.reference.why", "cli.reference.article"), rows
        )

    def states(self) -> str:
        rows = [
            [
                f"`{s.id}` {self.t(s.names)}",
                self.t(s.says),
                self.w(WAITS[s.waits_for] if s.open else "cli.waits.nobody"),
            ]
            for s in self.p.states.values()
        ]
        return self.table(
            "cli.reference.states",
            ("cli.reference.state", "cli.reference.citizen-reads", "cli.reference.waits-for"),
            rows,
        )

    def retention(self) -> str:
        items = [
            self.w("cli.reference.kept", state=self.event(state), n=kept.years, article=self.cite(kept.article))
            + f" {self.w(CONFIDENCE[kept.confidence])}"
            for state, kept in self.p.retention.items()
        ]
        return self.list("cli.reference.retention", items)

    def clocks(self) -> str:
        rows = [
            [
                f"`{c.id}` **{self.t(c.names)}**{self.days(c.valid)}<br>{self.t(c.says)}",
                "<br>".join(self.limits(c)),
                "<br>".join(self.events(c)),
                "<br>".join([self.cite(c.article), *self.remarks(c)]),
            ]
            for c in self.p.clocks.values()
        ]
        return self.table(
            "cli.reference.clocks",
            ("cli.reference.clock", "cli.reference.limit", "cli.reference.from-to", "cli.reference.article"),
            rows,
        )

    def limits(self, c: Clock) -> Iterator[str]:
        yield self.term(c.limit)
        for flag, term in c.limit_if.items():
            yield self.w("cli.reference.limit-if", term=self.term(term), flag=self.flag(flag))
        if c.only_if is not None:
            yield self.w("cli.reference.only-if", flag=self.flag(c.only_if))
        if c.unless is not None:
            yield self.w("cli.reference.unless", flag=self.flag(c.unless))
        for rule in c.extensions.values():
            yield self.extension(rule)

    def extension(self, rule: Extension) -> str:
        who = self.t(rule.approved_by) if rule.approved_by else ", ".join(self.role(role) for role in rule.by)
        terms = [self.w("cli.reference.add", term=self.term(t)) for t in (rule.add, *rule.add_if.values()) if t]
        terms += [self.w("cli.reference.in-all", term=self.term(t)) for t in (rule.total, *rule.total_if.values()) if t]
        return self.w(
            "cli.reference.extension",
            id=rule.id,
            terms=" / ".join(terms),
            who=who,
            when=self.t(rule.when),
            article=self.cite(rule.article),
        ) + self.days(rule.valid)

    def events(self, c: Clock) -> Iterator[str]:
        starts = [
            self.event(s.event) + (f" ({self.kinds(s.at)})" if s.at else "") for s in c.starts
        ]  # where it only starts at some offices
        yield self.w("cli.reference.starts", events=", ".join(starts))
        yield self.w("cli.reference.ends", events=", ".join(self.event(e) for e in c.ends))
        for state, rule in c.pauses.items():
            yield self.w("cli.reference.pause", state=self.event(state), article=self.cite(rule.article))

    def remarks(self, c: Clock) -> Iterator[str]:
        yield self.w("cli.due.local-standard" if c.local_standard else CONFIDENCE[c.confidence])
        if c.owed_unless_anonymous:
            exempt = c.owed_unless_anonymous
            days = self.days(exempt) if isinstance(exempt, Valid) else ""
            yield self.w("cli.reference.unless-anonymous") + days
        if c.warn is not None:
            yield self.w("cli.reference.warn", term=self.term(c.warn.before), article=self.cite(c.warn.article))
        for reading in c.other_readings:
            yield self.w(
                "cli.due.other-reading",
                limit=self.term(reading.limit) if reading.limit is not None else "–",
                article=self.cite(reading.article),
                note=self.t(reading.note),
            )

    def steps(self) -> str:
        rows = [
            [
                f"`{s.id}` **{self.t(s.names)}**{self.days(s.valid)}<br>{self.t(s.effect)}",
                self.path(s),
                ", ".join(self.role(role) for role in s.by) + (f"<br>{self.kinds(s.at)}" if s.at else ""),
                ", ".join([*(self.need(s, need) for need in s.needs), *self.grounds(s)]),
                self.cite(self.pack.article(s)),
            ]
            for s in self.p.steps.values()
        ]
        return self.table(
            "cli.reference.steps",
            (
                "cli.reference.step",
                "cli.reference.path",
                "cli.reference.who-may",
                "cli.reference.needs",
                "cli.reference.article",
            ),
            rows,
        )

    def need(self, s: Step, need: str) -> str:
        said = self.w(NEEDS[need])
        return f"{said} ({', '.join(map(self.role, s.to_role))})" if need == "post" and s.to_role else said

    def path(self, s: Step) -> str:
        before = ", ".join(self.event(state) for state in s.from_)
        after = f" → {self.event(s.to)}" if s.to is not None else ""
        said = before + after
        for key, clock in (("cli.reference.after-limit", s.after_limit), ("cli.reference.while-clock", s.while_clock)):
            if clock:
                said += f"<br>{self.w(key, clock=self.t(self.p.clocks[clock].names))}"
        return said

    def grounds(self, s: Step) -> Iterator[str]:
        for ground in s.grounds.values():
            yield f"<br>– {self.t(ground.names)} ({self.cite(self.pack.article(ground))}){self.days(ground.valid)}"


def _plain(text: str) -> str:
    """A label that no diagram stumbles over."""
    return text.replace('"', "'").replace(":", " ").replace(";", ",")
