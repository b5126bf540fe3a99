"""Who is told to see to something in one sentence, by which words, and with whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from namro.work.plans.reading.aside import past_grounds, past_term
from namro.work.plans.reading.asking import Asking
from namro.work.plans.reading.being import Being
from namro.work.plans.reading.bounded import Bounds
from namro.work.plans.reading.conditions import past_condition
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.forbidding import withdraws
from namro.work.plans.reading.handing import Handing
from namro.work.plans.reading.led import Led
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.roles import Roles
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.under import Under
from namro.work.plans.reading.undergone import Undergone

_QUOTED = re.compile(r"“[^”\n]{1,200}”")
GAP = re.compile(r"[\s,:;–-]*")


class Leads:
    """Finds who leads in the words of one language. `refused`: whether the sentence last looked at says that somebody
    is not to do it, or did it. `issuer`: whether a name is that of the one whose document it is."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times, issuer: Callable[[str], bool | None]) -> None:
        self._lexicon, self._names, self._times = lexicon, names, times
        self._undergone = Undergone(lexicon, names, times)
        self._under, self._being = Under(lexicon, names), Being(lexicon, names)
        self._roles, self._bounds = Roles(lexicon, names), Bounds(lexicon, names)
        self.handing = Handing(lexicon, names, times)
        self._asking = Asking(lexicon, self._under, issuer)
        self.refused = False

    def led(self, text: str, start: int, end: int, *, doing: bool = False) -> Led | None:
        """The first name of somebody with words after it that hand something over. `doing`: in a part that lists
        duties, where a name that begins the sentence and a verb are enough. Of one that is to act under the lead of
        another the other leads."""
        found = self._named(text, start, end, doing=doing)
        return self._under.led(text, start, found, end) if found is not None else None

    def _named(self, text: str, start: int, end: int, *, doing: bool) -> Led | None:
        """As `led`, whoever else is said to lead that one."""
        lexicon, names = self._lexicon, self._names
        self.refused = False
        if withdraws(text, start, end, lexicon, names):
            self.refused = True
            return None
        if (being := self._being.led(text, start, end)) is not None:
            return being
        bounded = self._bounded(text, start, end)
        if bounded is not None:
            return bounded if bounded.leads.start < bounded.leads.end else None
        if (handed := self.handing.led(text, start, end, self.helped)) is not None:
            return handed
        marks = any(look.search(text, start, end) for look in (lexicon.lead, lexicon.answers))
        marks = marks or self._roles.named(text, start, end)
        told = lexicon.assign.search(text, start, end)
        if not marks and told is None and not doing:
            return None
        names_of_things = [one.span() for one in _QUOTED.finditer(text, start, end)]
        spots = [match.start() for match in re.finditer(r"(?<!\w)\w", text[start:end])]
        spots = [at for at in spots if not any(one[0] <= start + at < one[1] for one in names_of_things)]
        past = start
        helping: tuple[int, ...] = ()  # from where to where names stand that brackets say to help
        aside: list[Span] = []
        for spot in spots:
            at = start + spot
            denied = lexicon.denied.match(text, at, end) if at >= past else None
            if denied is not None:
                past = denied.end()
            if at < past or not names.begins(text, at, end):
                continue
            listed = names.listed(text, at, end)
            if not listed:
                continue
            past = listed[-1].end
            leads = Span(listed[0].start, past)
            if names.nameless(text, leads):
                continue
            ordered = self._ordered(text, start, at)
            if ordered is not None and self._asking.after_another(text, start, ordered):
                return None
            before = text[max(start, at - 12) : at].rstrip()
            if ordered is None and self._undergone.by(text, start, at, leads.end, end, doing=doing):
                leads = Span(leads.start, self._undergone.before_time(text, at, leads.end, end))
                return Led(leads, [], leads.end, "undergone", at)
            if any(one.end() == len(before) for one in lexicon.passive.finditer(before)):
                past = listed[-1].end  # by whom something else is led
                if self._ends_denied(before.rpartition(" ")[0]):
                    self.refused = True
                    continue
                carried = self._carried(text, start, at, past, end) if doing else None
                if carried is not None:
                    return Led(leads, [], carried[1], "carried", carried[0])
                if not text[start:at].rstrip().removesuffix(before.split()[-1]).rstrip().endswith("("):
                    continue
            if text[at].islower() and ordered is None and at > start and not lexicon.inside:
                continue
            begun = text[names.past_article(text, at, end)].islower() and ordered is None
            if lexicon.inside and begun and lexicon.articles.sub("", self._front(text, start, at)).strip():
                continue  # a common noun inside a sentence: "who report it to the police shall …"
            if ordered is None and self._of_another(text, start, at):
                continue
            role, past = self._roles.behind(text, past, end)
            if role == "helps":
                joins = helping and not text[helping[-1] : at].strip(" ,;–-")
                begins = helping[0] if joins else at if ordered is None else ordered
                helping, aside = (begins, past), [*(aside if joins else []), *listed]
                continue
            if role:
                begins = at if ordered is None else ordered
                joins = helping and not text[helping[-1] : begins].strip(" ,;–-")
                found = self._in_brackets(text, start, leads, past, end, helping[0] if joins else begins)
                if found is not None:
                    return found._replace(helpers=[*(aside if joins else []), *found.helpers])
                continue
            inside, past = self._roles.helping(text, past, end)
            past = self._past_brackets(text, past, end)
            helpers, here = self.helped(text, past, end, named=True)
            helpers = [*inside, *helpers]
            here = self._under.past(text, self._past_denied(text, here, end), end)
            more = lexicon.told_aside.match(text, here, end)
            here = more.end() if more is not None else here
            gap = GAP.match(text, here, end)
            here = self._past_modal(text, past_condition(text, gap.end() if gap else here, end, lexicon), end)
            if self._denied(text, start, at if ordered is None else ordered, here, end, told=ordered is not None):
                past, self.refused = here, True
                continue
            hands = lexicon.assign.match(text, here, end) if ordered is None else None
            front = "" if hands is None else self._front(text, start, at)
            if hands is not None and not front and self._to_a_person(text, hands.end(), end):
                return Led(leads, helpers, here, "answers", at)  # a unit answers through somebody of its own
            if hands is not None and not front and self._asking.asks(text, leads, hands, end, doing=doing):
                return Led(leads, helpers, here, "asks", at)
            if hands is not None:
                past = here  # this is who hands it over
                continue
            if ordered is not None and self._to_a_person(text, at, end):
                continue  # a person without an office leads nothing
            for how, look in (("lead", lexicon.lead), ("answers", lexicon.answers)):
                mark = look.match(text, here, end)
                if mark is not None and self._denied_after(text, mark.end(), end):
                    past, self.refused = mark.end(), True
                    break
                if mark is not None:
                    return Led(leads, helpers, mark.end(), how, ordered if ordered is not None else at)
            if self.refused and past > here:
                continue
            if ordered is not None:
                return Led(leads, helpers, here, "assign", ordered)
            if doing and not self._front(text, start, at):
                here = past_term(text, self._past_rhythm(text, here, end), end, lexicon, self._times)
                if self._only_approves(text, start, here, end) or self._asking.passively(text, here, end):
                    continue
                acts = past_grounds(text, here, end, lexicon)
                known = lexicon.verbs_small.match(text, acts, end) or lexicon.acts.match(text, acts, end)
                if known and self._denied_after(text, here, end):
                    past, self.refused = here, True
                elif known or (
                    not lexicon.inside
                    and text[here : here + 1].islower()
                    and names.sure(text, listed[-1])
                    and not lexicon.many.match(text, listed[-1].start)  # "Các xã biên giới …" are not all of them
                ):
                    return Led(leads, helpers, here, "does", at)
        return None if self.refused else self._long_name(text, start, end)

    def _only_approves(self, text: str, start: int, at: int, end: int) -> bool:
        """Whether nothing but words of approving, and a time, stand from a place on, and the sentence from `start` is
        not the half behind a semicolon, before which it is said what is approved."""
        found = self._lexicon.approves.match(text, at, end)
        if found is None or text[max(0, start - 3) : start].rstrip().endswith(";"):
            return False
        when = next(iter(self._times.found(text, found.end(), end)), None)
        stop = self._times.introduced(text, found.end(), when.from_) if when is not None else end
        return not text[found.end() : stop].strip(" ,.;)")

    def _bounded(self, text: str, start: int, end: int) -> Led | None:
        """A name at the beginning of a sentence, or behind its words of handing over, that ends only with those of
        leading; an empty one where it cannot be told whether it does."""
        told = self._lexicon.assign.match(text, start, end)
        at = self.past(text, told.end() if told else start, end)
        if told and self._denied(text, start, start, at, end, told=True):
            return None
        found = self._bounds.name(text, at, end, ordered=told is not None) if at < end else None
        if found is None:
            return None
        return Led(found.name or Span(at, at), [], found.after, "lead", start if told else at)

    def _in_brackets(self, text: str, start: int, leads: Span, past: int, end: int, begins: int) -> Led | None:
        """Who leads by the brackets behind the name, which end at `past`; None where another one leads as well, and
        where what is to be done stands on both sides."""
        before = text[start:begins].rstrip(" ,:")
        others = self._roles.others(text, past, end)
        if others is None or any(one.end() == len(before) for one in self._lexicon.with_.finditer(before)):
            return None
        helpers, here = others
        more, here = self.helped(text, here, end, named=True)
        gap = GAP.match(text, here, end)
        here = self._past_modal(text, gap.end() if gap else here, end)
        if self._denied(text, start, begins, here, end, told=False):
            self.refused = True
            return None
        if before and text[here:end].strip(" .;,)") and self._front(text, start, begins):
            return None
        mark = self._lexicon.lead.match(text, here, end) or self._lexicon.answers.match(text, here, end)
        return Led(leads, [*helpers, *more], mark.end() if mark else here, "lead", begins)

    def only_roles(self, text: str, start: int, end: int) -> Led | None:
        """Who leads where a sentence says nothing but that, in brackets."""
        led = self.led(text, start, end) if self._roles.named(text, start, end) else None
        alone = led is not None and not text[start : led.begins].strip() and not text[led.after : end].strip(" .;,)")
        return led if alone else None

    def unnamed(self, text: str, led: Led) -> bool:
        """Whether it is not said who leads: "the unit leads"."""
        word = self._lexicon.unnamed.fullmatch(text, led.leads.start, led.leads.end)
        return led.how in ("lead", "answers") and word is not None

    def only_told(self, text: str, at: int, end: int) -> bool:
        """Whether nothing stands from a place on but words of helping and of carrying out: a heading."""
        rest = text[at:end].strip(" ,;:.")
        for look in (self._lexicon.with_, self._lexicon.carried):
            found = look.match(rest)
            rest = rest[found.end() :].strip(" ,;:.") if found is not None else rest
        return not rest

    def _denied_after(self, text: str, at: int, end: int) -> bool:
        """Whether the words behind those of leading say that nothing is: shall not, shall prepare no list."""
        lexicon = self._lexicon
        here = self.past(text, at, end)
        if lexicon.denied_after.match(text, here, end):
            return True
        verb = lexicon.verbs.match(text, here, end)
        here = self.past(text, verb.end(), end) if verb is not None else end
        return lexicon.denied_what.match(text, here, end) is not None and not any(
            look.match(text, here, end) for look in lexicon.no_denial
        )

    def _to_a_person(self, text: str, at: int, end: int) -> bool:
        """Whether those that are named at a place are persons or posts, without an office."""
        listed = self._names.listed(text, self.past(text, at, end), end)
        return bool(listed) and all(self._names.person(text, one) for one in listed)

    def _denied(self, text: str, start: int, at: int, here: int, end: int, *, told: bool) -> bool:
        """Whether somebody is said not to do it, or to have done it: right before the place `at`, where the name or the
        words of handing over begin, or from `here` on, behind the name."""
        lexicon = self._lexicon
        if self._ends_denied(text[max(start, at - 30) : at]):
            return True
        for look in (lexicon.denied, lexicon.done):
            found = look.match(text, here, end)
            if found is None:
                continue
            if look is lexicon.done and lexicon.answers.match(text, here, end):
                continue  # "has to"
            beyond = self._past_modal(text, self.past(text, found.end(), end), end)
            if not told or any(one.match(text, beyond, end) for one in (lexicon.lead, lexicon.answers)):
                return True
        return False

    def _past_denied(self, text: str, at: int, end: int) -> int:
        """The place behind a mark, words of denial and the names of those who are not to do it ("Sở A, không giao Sở B
        …"); the same place where they do not stand there."""
        lexicon = self._lexicon
        mark = re.compile(r"\s*[,(–-]\s*").match(text, at, end)
        denied = lexicon.denied.match(text, mark.end(), end) if mark is not None else None
        if denied is None:
            return at
        here = self.past(text, denied.end(), end)
        for look in (lexicon.assign, lexicon.passive, lexicon.articles):
            found = look.match(text, here, end)
            here = self.past(text, found.end(), end) if found is not None else here
        listed = self._names.listed(text, here, end)
        if not listed:
            return at
        return listed[-1].end + (text[listed[-1].end : listed[-1].end + 1] == ")")

    def _ends_denied(self, before: str) -> bool:
        """Whether words end with those by which what follows is not to do it, or did it."""
        before = before.rstrip()
        looks = (self._lexicon.denied, self._lexicon.done)
        return any(one.end() == len(before) for look in looks for one in look.finditer(before))

    def _past_modal(self, text: str, at: int, end: int) -> int:
        """The place behind words that change nothing between a name and what it is to do."""
        found = self._lexicon.modal.match(text, at, end)
        return self.past(text, found.end(), end) if found else at

    def _of_another(self, text: str, start: int, at: int) -> bool:
        """Whether a name only says whose or for whom something is: "the proposal of X", not "the task of X"."""
        lexicon = self._lexicon
        before = text[start:at].rstrip()
        article = next((one for one in lexicon.articles.finditer(before) if one.end() == len(before)), None)
        before = before[: article.start()].rstrip() if article is not None else before
        small = any(one.end() == len(before) for one in lexicon.between.finditer(before))
        return lexicon.inside and bool(before) and small and lexicon.owned.search(before) is None

    def _past_rhythm(self, text: str, at: int, end: int) -> int:
        """The place behind a rhythm that stands between a name and its verb: "Sở A thường xuyên kiểm tra"."""
        rhythm = self._times.rhythm(text, at, min(end, at + 60))
        if rhythm is None or rhythm.start != at:
            return at
        beyond = self.past(text, rhythm.end, end)
        return beyond if self._lexicon.verbs_small.match(text, beyond, end) else at

    def _carried(self, text: str, start: int, at: int, past: int, end: int) -> tuple[int, int] | None:
        """Of "… do X thực hiện": where the words before the name at `at` begin and where those behind it end; None
        where the sentence goes on otherwise."""
        lexicon = self._lexicon
        gap = GAP.match(text, past, end)
        found = lexicon.carried.match(text, gap.end() if gap else past, end)
        if found is None:
            return None
        if text[found.end() : end].lstrip()[:1] not in ("", ",", ";", ".", "(") and not self._undergone.timed(
            text, found.end(), end
        ):
            return None
        begins = next((one.start() for one in lexicon.passive.finditer(text, max(start, at - 12), at)), at)
        named = self.past(text, start, begins) > start  # "việc …": else X does something else that this sentence names
        return (begins, found.end()) if named and begins > start else None

    def _front(self, text: str, start: int, at: int) -> str:
        """What stands before a place in its sentence, a time and the name of a person aside."""
        if not text[start:at].strip():
            return ""
        start = past_condition(text, start, at, self._lexicon)
        gap = GAP.match(text, start, at)
        start = self._times.opening(text, gap.end() if gap else start, at)
        rhythm = self._times.rhythm(text, start, at)
        if rhythm is not None and (rhythm.start == start or self._times.opens(text, start, rhythm.start)):
            start = rhythm.end
        gap = GAP.match(text, start, at)
        person = self._lexicon.person.match(text, gap.end() if gap else start, at)
        start = person.end() if person else start
        for when in self._times.found(text, start, at):
            start = max(start, when.end)
        gap = GAP.match(text, start, at)
        again = self._times.rhythm(text, gap.end() if gap else start, at)
        if again is not None and again.start == (gap.end() if gap else start):
            start = again.end
        return text[start:at].strip(" ,:-")

    def _long_name(self, text: str, start: int, end: int) -> Led | None:
        """A name with words that names seldom have: it begins the sentence like one, and all up to the words of leading
        is no verb and no sentence."""
        lexicon = self._lexicon
        told = lexicon.assign.match(text, start, end)
        at = self.past(text, told.end(), end) if told else start
        marks = [
            (how, look.search(text, at, min(end, at + 140)))
            for how, look in (("lead", lexicon.lead), ("answers", lexicon.answers))
        ]
        how, mark = min(((how, one) for how, one in marks if one), key=lambda one: one[1].start(), default=("", None))
        if lexicon.inside or mark is None or not lexicon.named.match(text, at, end):
            return None
        if lexicon.under.search(text, at, mark.end() + 10):
            return None
        if lexicon.of_things.search(mark[0]) is not None:
            return None  # what was given to it, not that it is to do something
        between = trimmed(text, at, mark.start())
        if (
            between is None
            or self._names.nameless(text, between)
            or re.search(r"[;.:()]", between.of(text))
            or any(
                look.search(text, at, mark.start())
                for look in (lexicon.verbs_small, lexicon.denied, lexicon.done, lexicon.relations["cites"])
            )
        ):
            return None
        if told and self._denied(text, start, start, at, end, told=True):
            return None
        modal = next((one for one in lexicon.modal.finditer(text, at, between.end) if one.end() == between.end), None)
        if modal is not None and (shorter := trimmed(text, at, modal.start())) is not None:
            between = shorter
        return Led(between, [], mark.end(), how, start)

    def _ordered(self, text: str, start: int, at: int) -> int | None:
        """Where the words begin by which the name at a place is told to do something; None where there are none."""
        before = text[max(start, at - 30) : at].rstrip(" :,")
        for match in self._lexicon.assign.finditer(before):
            if match.end() == len(before) or self._lexicon.articles.fullmatch(before[match.end() :].strip()):
                return max(start, at - 30) + match.start()
        return None

    def helped(self, text: str, at: int, end: int, *, named: bool = False) -> tuple[list[Span], int]:
        """Those who help, named from a place on, and where what comes after them begins. `named`: right behind the name
        of who leads."""
        gap = re.compile(r"[\s,:;(–-]*").match(text, at, end)
        here = gap.end() if gap else at
        with_ = self._lexicon.with_.match(text, here, end)
        before = text[max(0, here - 60) : here].rstrip()
        if with_ is not None and self._lexicon.agreed.search(before):
            return [], at  # with whom it is agreed
        if with_ is None and (named or any(one.end() == len(before) for one in self._lexicon.lead.finditer(before))):
            with_ = self._lexicon.beside.match(text, here, end)
        if with_ is None:
            return self._named_to_help(text, here, end) or ([], at)
        space = re.compile(r"[\s:]*").match(text, with_.end(), end)
        listed = self._names.listed(text, space.end() if space else with_.end(), end)
        if not listed:
            return [], at
        listed_to = self._names.past_renamed(text, listed[-1].end, end)
        if listed_to > listed[-1].end:
            return listed, listed_to
        closes = "(" in text[at:here] and text[listed[-1].end : listed[-1].end + 1] == ")"
        return listed, listed[-1].end + closes

    def _named_to_help(self, text: str, at: int, end: int) -> tuple[list[Span], int] | None:
        """As `helped`, of names with the words of helping behind them: "…, Sở B phối hợp lập danh sách"."""
        listed = self._names.listed(text, at, end)
        gap = GAP.match(text, listed[-1].end, end) if listed else None
        looks = (self._lexicon.with_, self._lexicon.helping)
        found = [look.match(text, gap.end(), end) for look in looks] if gap is not None else []
        word = next((one for one in found if one is not None), None)
        if word is None:
            return None
        beyond = self.past(text, word.end(), end)
        return None if self._names.begins(text, beyond, end) else (listed, word.end())

    def asked_to_help(self, text: str, at: int, end: int) -> bool:
        """Whether words of helping follow at once, and a verb behind them."""
        beyond = self._asking.past_helping(text, at, end)
        return beyond is not None and self._lexicon.verbs.match(text, self.past(text, beyond, end), end) is not None

    def only_takes_part(
        self, text: str, led: Led, helpers: list[Span], end: int
    ) -> tuple[Span | None, list[Span], Span] | None:
        """Who leads, who helps and the words that say so where those who are named first only help another one that is
        said to lead; no lead where it is not one that they help. None where they lead."""
        gap = GAP.match(text, led.leads.end, end)
        with_ = self._lexicon.with_.match(text, gap.end() if gap else led.leads.end, end)
        if led.how not in ("does", "answers") or with_ is None:
            return None
        space = re.compile(r"\s*").match(text, with_.end(), end)
        known = helpers or self._names.listed(text, space.end() if space else with_.end(), end)
        for name, words in self._under.by_another(text, with_.end(), end, known):
            first = self._names.listed(text, led.leads.start, led.leads.end)
            said = name.of(text).casefold() if name is not None else ""
            others = [one for one in helpers if not said or not one.of(text).casefold().startswith(said)]
            return name, [*first, *others], words
        return None

    def joins_another(
        self, text: str, start: int, led: Led, helpers: list[Span], end: int
    ) -> tuple[list[Span], Span] | None:
        """Those who help, and the words of it, where it cannot be told who leads: words of helping stand before the
        names ("Phối hợp với Sở A, Sở B chủ trì …"), or those of leading behind the names of those who are helped ("Sở A
        có trách nhiệm phối hợp với Sở B là cơ quan chủ trì …"); None where it can."""
        lexicon = self._lexicon
        if led.how == "lead":
            before = text[start : led.leads.start].rstrip(" :")
            with_ = next((one for one in lexicon.with_.finditer(before) if one.end() == len(before)), None)
            if with_ is None:
                return None
            named = self._names.listed(text, led.leads.start, led.leads.end)
            return [*named, *helpers], Span(start + with_.start(), led.after)
        gap = GAP.match(text, helpers[-1].end, end) if helpers and led.how in ("answers", "assign", "does") else None
        mark = lexicon.lead.match(text, gap.end(), end) if gap is not None else None
        if mark is None:
            return None
        return [*self._names.listed(text, led.leads.start, led.leads.end), *helpers], Span(
            helpers[-1].start, mark.end()
        )

    @staticmethod
    def _past_brackets(text: str, at: int, end: int) -> int:
        """The place behind brackets that only explain a name."""
        found = re.compile(r"\s*\([^()]{1,80}\)").match(text, at, end)
        return found.end() if found else at

    def past(self, text: str, at: int, end: int) -> int:
        """The place behind marks and words that belong to no field."""
        while True:
            gap = GAP.match(text, at, end)
            here = gap.end() if gap else at
            word = self._lexicon.skipped.match(text, here, end)
            if word is None:
                return here
            at = word.end()
