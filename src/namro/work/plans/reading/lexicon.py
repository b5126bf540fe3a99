"""The words of the genre made ready for looking: one pattern for each list of the pack. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from namro.rules.packs.plans import Plans, Speech
from namro.work.plans.reading.wording import alternatives


def pattern(words: Iterable[str], *, cased: bool = False, but: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern for any of the words, standing by themselves. `but`: words that must not follow."""
    behind = rf"(?!\s+(?:{alternatives(but)})(?!\w))" if but else ""
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w){behind}", 0 if cased else re.IGNORECASE)


class Lexicon:
    """One language's words as patterns."""

    def __init__(
        self, language: str, speech: Speech, symbols: Mapping[str, str], shared: Mapping[str, tuple[str, ...]]
    ) -> None:
        clauses = speech.clauses
        self.language, self.speech, self.symbols, self.shared = language, speech, symbols, shared
        self.assign = pattern(clauses.assign)
        self.lead = pattern(clauses.lead)
        self.answers = pattern(clauses.answers)
        self.with_ = pattern(clauses.with_)
        self.named = pattern((*clauses.named, *(word[:1].upper() + word[1:] for word in clauses.named)), cased=True)
        self.named_any = pattern(clauses.named)
        self.small = pattern(clauses.small, cased=True)
        self.between_names = pattern((*clauses.and_, *speech.times.or_))  # one or the other is as little clear as two
        joined = (one for one in (*clauses.named, *clauses.small) if self.between_names.search(one))
        self.one_name = pattern(joined)
        acting = (*clauses.verbs, *clauses.weak, *clauses.lead, *clauses.answers, *clauses.with_)
        self.two_ways = re.compile(
            rf"(?<!\w)(?:{alternatives(clauses.two_ways)})(?!\w)"
            rf"(?=\s+(?:{alternatives(acting)})(?!\w)|\s*,\s+[A-Z\u0110]|[\s.;)]*$)"
        )
        small = pattern((*clauses.small, *(word[:1].upper() + word[1:] for word in clauses.small)), cased=True)
        self.parts = re.compile(rf"{self.two_ways.pattern}|{small.pattern}")
        self.bare = pattern(clauses.bare, cased=True)
        self.place = re.compile(rf"(?<!\w)(?i:{alternatives(clauses.places)})\s+(?:[^\W\d_a-z]\w*\s+){{2,4}}$")
        self.between = pattern(clauses.between, cased=True)
        self.posts = pattern(clauses.posts, cased=True)
        self.posts_any = pattern(clauses.posts)
        self.courtesy = re.compile(rf"(?:{alternatives(clauses.courtesy)})\.?(?!\w)\s*")
        self.courtesy_many, self.bodies = pattern(clauses.courtesy_many, cased=True), pattern(clauses.bodies)
        self.presides, self.answer_to = pattern(clauses.presides), pattern(clauses.answer_to)
        self.beside = pattern(clauses.beside)
        self.collectives = pattern(clauses.collectives)
        self.and_ = pattern(clauses.and_)
        counted = rf"\d{{1,3}}\s+(?:{alternatives(clauses.places)})(?!\w)"
        self.many = re.compile(rf"{pattern(clauses.many).pattern}|(?<![\w/.]){counted}", re.IGNORECASE)
        self.qualified, self.excepting = pattern(clauses.qualified), pattern(clauses.excepting)
        self.levels = re.compile(rf"(?<!\w)(?:{alternatives(clauses.levels)})$", re.IGNORECASE)
        self.called = pattern(speech.called)
        self.nameless, self.approves = pattern(clauses.nameless, cased=True), pattern(clauses.approves)
        self.unnamed, self.places = pattern(clauses.unnamed), pattern(clauses.places)
        self.places_short = re.compile(rf"(?<!\w)(?:{alternatives(clauses.places_short)})\.(?=\s+\w)")
        self.titles = re.compile(rf"(?<![\w.])(?:{alternatives(clauses.titles)})$")
        self.addressed = pattern(clauses.addressed)
        self.passive = pattern(clauses.passive)
        self.articles = pattern(clauses.articles, cased=True)
        self.verbs = pattern((*clauses.verbs, *clauses.weak))
        self.verbs_small = pattern((*clauses.verbs, *clauses.weak), cased=True)
        self.weak, self.aims = pattern(clauses.weak), pattern(speech.targets.aims)
        self.hoped = pattern(speech.targets.aims_aside)
        self.causing = pattern(speech.times.causing)
        self.strong = pattern(clauses.verbs)
        self.skipped = pattern(clauses.skipped)
        self.formulas = pattern(clauses.formulas)
        self.denied, self.denied_after = (
            pattern(one, but=clauses.only) for one in (clauses.denied, clauses.denied_after)
        )
        self.cancelled = re.compile(
            rf"\(\s*(?:{alternatives(clauses.cancelled)})(?!\w)[^()\n]*\)[\s.;,]*$", re.IGNORECASE
        )
        self.forbidden = pattern(clauses.forbidden, but=clauses.only)
        none, may = alternatives(clauses.nobody), alternatives(clauses.allowed)
        self.none_may = re.compile(rf"\s*(?:{none})\s[^,;.:()\n]{{1,80}}?\s(?:{may})(?!\w)", re.IGNORECASE)
        self.relative = re.compile(rf"(?<!\w)(?:{alternatives(clauses.relative)})\s*$", re.IGNORECASE)
        self.relative_in = pattern(clauses.relative)
        self.owned = re.compile(rf"(?<!\w)(?:{alternatives(clauses.owned)})\s*$", re.IGNORECASE)
        self.subjects, self.ended = pattern(clauses.subjects), pattern(clauses.ended)
        self.ended_since = pattern(
            (*speech.times.since, *speech.times.counted, *speech.issued, *speech.dated, *speech.relations["cites"])
        )
        self.denied_what = pattern(clauses.denied_what)
        comparing = (word for words in speech.targets.comparators.values() for word in words)
        bounding = (word for words in speech.times.bounds.values() for word in words)
        self.no_denial = (pattern((*comparing, *bounding)), pattern(speech.times.doubting))
        self.conditions, self.occasions = pattern(clauses.conditions), pattern(clauses.occasions)
        self.no_conditions = re.compile(
            rf"(?:{alternatives(clauses.empty_conditions)})\s*(?=$|[,;.)\n])"
            rf"|(?:{alternatives(set(clauses.empty_conditions) & set(speech.times.doubting))})(?!\w)",
            re.IGNORECASE,
        )
        self.acts = pattern(clauses.acts, cased=True)
        self.told_aside = re.compile(rf"\s*,\s*(?:{alternatives(clauses.relative)})\s[^,;.:]*,\s*", re.IGNORECASE)
        since = speech.times.since if clauses.inside else ()  # "and, from January, the Rail Police"
        when = alternatives((*clauses.conditions, *clauses.occasions, *clauses.empty_conditions, *since))
        self.told_when = re.compile(rf"\s*,\s*(?:{when})(?!\w)[^,;.:()\n]{{0,40}},\s*", re.IGNORECASE)
        self.helping = re.compile(rf"(?:{alternatives(clauses.helping)})\s*(?=:)" if clauses.helping else r"(?!)")
        self.last = pattern(speech.times.last)
        self.counted_part = re.compile(rf"(?:{alternatives(speech.times.numbers)})[.:]\s+\w", re.IGNORECASE)
        self.of_things = re.compile(rf"(?<!\w)(?:{alternatives(speech.times.of_things)})$", re.IGNORECASE)
        self.no_things = re.compile(rf"(?<!\w)(?:{alternatives(speech.times.no_things)})$", re.IGNORECASE)
        self.being, self.renamed = pattern(clauses.being), pattern(clauses.renamed)
        self.done, self.modal = pattern(clauses.done), pattern(clauses.modal)
        self.carried = pattern(clauses.carried)
        self.duties_of = pattern(clauses.duties_of)
        self.grounds = pattern(clauses.grounds)
        self.under, self.directed = pattern(clauses.under), pattern(clauses.directed)
        self.asks, self.must = pattern(clauses.asks), pattern(clauses.must)
        by = alternatives(clauses.passive)
        article = alternatives(clauses.articles)
        self.undergone = re.compile(
            rf"(?<!\w)(?:{alternatives(clauses.undergone)})\s+(?:[^\W\d_][\w-]*\s+){{1,5}}(?:{by})\s+(?:(?:{article})\s+)?$"
            if clauses.inside
            else rf"(?<!\w)(?:(?P<must>{alternatives(clauses.must)})\s+)?(?P<by>{alternatives(clauses.undergone)})\s+$",
            re.IGNORECASE,
        )
        self.added = re.compile(
            rf"(?:{alternatives(clauses.added)})(?!\w)\s*,?\s*(?P<by>(?:{alternatives(clauses.added_by)})(?!\w)\s*)?",
            re.IGNORECASE,
        )
        told = (*clauses.assign, *clauses.lead)
        self.denying = re.compile(
            rf"(?:{alternatives(clauses.denied)})\s+(?:{alternatives(told)})(?!\w)"
            rf"|(?:{alternatives(clauses.answers)})\s+(?:{alternatives(clauses.denied_after)})(?!\w)",
            re.IGNORECASE,
        )
        around = r"[\s()\[\]“”\"'.,;:_–-]*"
        self.same = re.compile(rf"{around}(?:{alternatives(speech.same)}){around}", re.IGNORECASE)
        self.pointing = re.compile(
            rf"{around}(?:{alternatives(speech.pointing)})\s+(?:[\d.]{{1,6}}|[IVX]{{1,4}}|[a-z])(?:\.\d+)*{around}",
            re.IGNORECASE,
        )
        self.annexes = pattern(speech.annexes)
        self.basis = pattern(speech.forms.basis)
        self.attached = re.compile(rf"[\s(\[]*(?:{alternatives(speech.attached)})\s+(?:the\s+)?", re.IGNORECASE)
        divided = alternatives(word for words in speech.parts.values() for word in words)
        self.part = re.compile(rf"[\s,]*(?:[^\W\d_]+\s+)?(?:{divided})(?!\w)", re.IGNORECASE)
        self.person = re.compile(rf"(?:{alternatives(clauses.persons)})(?:\s+[^\W\d_]\w*){{1,6}}\s*,?")
        self.inside, self.compound = clauses.inside, clauses.compound
        bounds = (word for words in speech.times.bounds.values() for word in words)
        self.stops = pattern(
            (
                *clauses.verbs, *clauses.weak, *clauses.lead, *clauses.answers, *clauses.with_, *clauses.assign,
                *clauses.and_, *clauses.skipped, *clauses.presides, *clauses.denied, *clauses.done, *clauses.modal,
                *clauses.conditions, *clauses.occasions, *clauses.under, *clauses.directed, *clauses.passive,
                *bounds,
                *speech.times.introduced,
                *(word for words in speech.times.rhythms.values() for word in words),
                *(word for words in speech.relations.values() for word in words), *speech.about, *speech.dated,
            ),
            cased=True,
        )  # fmt: skip
        self.nothing, self.totals = pattern(speech.nothing), pattern(speech.totals)
        unset = alternatives(speech.unset)
        self.unset = re.compile(rf"[\s(\[“\"…._?-]*(?:{unset})?[\s)\]”\"…._?-]*", re.IGNORECASE)
        short = alternatives(word for word in speech.unset if word.isupper())
        self.undecided = re.compile(
            rf"[(\[]\s*(?:{unset})(?!\w)[^()\[\]]*[)\]]|[,;:/–-]\s*(?:{unset})[\s.]*$|\s(?:{short})[\s.]*$|\?[\s)]*$|^\s*\?"
            rf"|^\s*(?:{unset})\s*[(,;:/–-]",
            re.IGNORECASE,
        )
        """What leaves open who a cell names: "X (tbc)", "X – đề xuất", "X?"."""
        self.either = pattern(speech.times.or_)
        self.sections = {section: pattern(words) for section, words in speech.sections.items()}
        self.prefaces = pattern(speech.prefaces)
        self.starts, self.finishes = (
            re.compile(rf"(?:{alternatives(words)})", re.IGNORECASE) for words in (speech.starts, speech.finishes)
        )
        self.columns = {str(column): pattern(words) for column, words in speech.columns.items()}
        labelled = {
            column: (*speech.columns.get(column, ()), *speech.labels.get(column, ()))
            for column in ("lead", "coordinating", "due", "product", "head")
        }
        every = "|".join(f"(?P<{column}>{alternatives(words)})" for column, words in labelled.items() if words)
        being = rf"\s+(?:{alternatives(clauses.being)})\s+"  # "The lead is X", at the beginning of a sentence
        being = rf"(?(first)(?(lead){being}|(?(coordinating){being}|(?!)))|(?!))"
        capitals = re.escape("".join(sorted({word[0].upper() for words in labelled.values() for word in words})))
        self.labelled = re.compile(
            rf"(?<!\w)(?P<first>(?-i:(?=[{capitals}])))?(?:{every})(?:\s*:\s*|{being})", re.IGNORECASE
        )
        self.agreed = re.compile(rf"(?<!\w)(?:{alternatives(clauses.agreements)})\s*$", re.IGNORECASE)
        self.kinds = {kind: pattern(words) for kind, words in speech.kinds.items()}
        self.any_issued = pattern(speech.issued)
        self.any_kind = pattern(word for words in speech.kinds.values() for word in words)
        self.phases = pattern(speech.phases)
        self.about, self.within = pattern(speech.about, cased=True), pattern(clauses.within)
        this = alternatives(speech.forms.this)
        kinds = alternatives(word for words in speech.kinds.values() for word in words)
        own = rf"(?:{this})\s+(?:{kinds})" if clauses.inside else rf"(?:{kinds})\s+(?:{this})"
        self.own = re.compile(rf"(?<!\w){own}(?!\w)", re.IGNORECASE)
        """The document itself: this Decision."""
        self.changed = re.compile(rf"(?<!\w)(?:{alternatives(speech.changed)})\s*$", re.IGNORECASE)
        self.changed_by = re.compile(
            rf"\s*(?:{alternatives(speech.changed_by)})(?!\w)\s*(?:(?:{alternatives(speech.number)})\s*)?",
            re.IGNORECASE,
        )
        self.relations = {relation: pattern(words) for relation, words in speech.relations.items()}


def unmarked(text: str, lexicon: Lexicon) -> bool:
    """Whether a text has next to none of the letters with marks that the words of its language are written with."""
    words = [word for word in lexicon.speech.clauses.verbs if not word.isascii()]
    letters = sum(map(str.isalpha, text))
    marked = sum(letter.isalpha() and not letter.isascii() for letter in text)
    return 2 * len(words) > len(lexicon.speech.clauses.verbs) and letters > _LEAST and marked < _SELDOM * letters


_LEAST = 200
"""Letters that a text has at least of which it can be told that their marks are missing."""
_SELDOM = 0.02
_made: list[tuple[Plans, tuple[Lexicon, ...]]] = []
"""The last words that were made ready, with what they were made from: a process has one pack."""


def lexicons(plans: Plans) -> tuple[Lexicon, ...]:
    """The lexicon of each language of the pack, made once for as long as the pack is the same."""
    if not _made or _made[0][0] is not plans:
        made = tuple(
            Lexicon(language, speech, plans.symbols, plans.shared) for language, speech in plans.languages.items()
        )
        _made[:] = [(plans, made)]
    return _made[0][1]


def in_language(language: str, plans: Plans) -> Lexicon:
    """The lexicon of that language of the pack."""
    return next(one for one in lexicons(plans) if one.language == language)


def spoken(text: str, plans: Plans) -> Lexicon:
    """The lexicon of the language that most of the text is in."""
    sample = text[:60_000]

    def share(one: Lexicon) -> int:
        looked = (one.verbs, one.named, one.assign, one.with_, one.relations["cites"], one.any_kind)
        return sum(len(found[0]) for look in looked for found in look.finditer(sample))

    return max(lexicons(plans), key=share)
