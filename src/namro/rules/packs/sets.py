"""Which offices a document means by a name that is of many: "the police of the wards and communes"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from namro.rules.packs.programme import OfficeSet, plainly
from namro.rules.packs.schema import Pack


def set_meant(pack: Pack, *names: str) -> str:
    """The set of which every office is meant by one of these names: those of one kind in each unit of a level, "the
    police of each ward", or all kinds that communes have, "126 wards and communes"; of words for one kind of unit only,
    "the wards", the set of those units. "" where it is none, or more than one."""
    lowest = pack.levels[-1].id
    every = [kind.id for kind in pack.offices.values() if kind.level == lowest]
    alone = {units for name in names if (units := _alone(pack, name)) is not None}
    if alone:
        return set_of(pack, every, next(iter(alone))) if len(alone) == 1 else ""
    single = [one for one in _sets(pack) if len(one.kinds) == 1]
    found = {one.id for one in single for name in names if _means(pack, one, name) == frozenset(one.units)}
    return next(iter(found)) if len(found) == 1 else ""


def sets_possible(pack: Pack, name: str) -> list[str]:
    """The sets that may be meant by a name too wide to tell, for somebody to choose from."""
    said = _plain(name)
    return [
        one.id for one in _sets(pack)
        if any(re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", said) for text in one.may_mean)
    ]  # fmt: skip


def means_each(pack: Pack, *names: str) -> bool:
    """Whether one of these names is of all communes, or of all of one kind: alone ("126 wards and communes"), or behind
    a kind of office that each of them has. A name of others who are there too means no office of ours, nor does one of
    units that no set is of."""
    return any(_alone(pack, name) == frozenset() for name in names) or bool(set_meant(pack, *names))


def names_many(pack: Pack, text: str) -> bool:
    """Whether a text has the words for all communes, or for all of one kind of unit, somewhere in it."""
    said = f" {_plain(text)} "
    return any(f" {word} " in said for word, _ in _words(pack))


def units_meant(pack: Pack, name: str) -> frozenset[str]:
    """The kinds of unit to which a name of many keeps, whoever it is of; none where it keeps to no kind."""
    said = f" {_plain(name)} "
    if any(f" {word} " in said for word, units in _words(pack) if not units):
        return frozenset()
    found = {kind for word, units in _words(pack) if f" {word} " in said for kind in units}
    return frozenset(found) if len(found) == 1 and not _called_more(pack, said, found) else frozenset()


def kinds_called(pack: Pack, before: str) -> frozenset[str]:
    """The kinds of office of which a name with the unit at its end begins with exactly these words: "Công an", or
    "Trưởng Công an" of whoever answers for one."""
    said = _plain(before)
    return frozenset(
        kind for kind in pack.offices for start, end in _forms(pack, [kind]) if said and start == said and not end
    )


def is_open(pack: Pack, kinds: Collection[str]) -> bool:
    """Whether a task for these kinds of office leaves open which office of a commune gets it."""
    lowest = pack.levels[-1].id
    return sum(kind in pack.offices and pack.offices[kind].level == lowest for kind in kinds) > 1


def kinds_of(pack: Pack, name: str) -> tuple[str, ...]:
    """The kinds of office of a set; none where there is no such set."""
    programme = pack.programme
    return programme.sets[name].kinds if programme is not None and name in programme.sets else ()


def units_of(pack: Pack, name: str) -> tuple[str, ...]:
    """The kinds of unit that a set keeps to; none for any."""
    programme = pack.programme
    return programme.sets[name].units if programme is not None and name in programme.sets else ()


def set_of(pack: Pack, kinds: Collection[str], units: Collection[str] = ()) -> str:
    """The set of exactly these kinds of office in these kinds of unit (none: in any), "" where there is none."""
    if not kinds:
        return ""
    alike = (one.id for one in _sets(pack) if set(one.kinds) == set(kinds) and set(one.units) == set(units))
    return next(alike, "")


def set_called(pack: Pack, name: str) -> str:
    """The set of exactly that name in any language, "" where there is none."""
    said = _plain(name)
    return next((one.id for one in _sets(pack) if said in {_plain(text) for text in one.names.values()}), "")


def _sets(pack: Pack) -> Iterator[OfficeSet]:
    yield from pack.programme.sets.values() if pack.programme is not None else ()


def _alone(pack: Pack, name: str) -> frozenset[str] | None:
    """The kinds of unit of which a name means all, and nobody beside them; an empty set for all communes, None where it
    is not of all."""
    return None if _names_some(pack, name) else _all_units(pack, _plain(name))


def _means(pack: Pack, one: OfficeSet, name: str) -> frozenset[str] | None:
    """As `_alone`, of a name of a kind of office with all communes in place of the unit."""
    said = _plain(name)
    for before, after in _forms(pack, one.kinds) if not _names_some(pack, name) else ():
        if not before or said.startswith(f"{before} "):
            found = _all_units(pack, said[len(before) :].lstrip(), after)
            if found is not None:
                return found
    return None


def _all_units(pack: Pack, said: str, after: str = "") -> frozenset[str] | None:
    """The kinds of unit that the words at the beginning mean, with `after` behind them."""
    for word, units in _words(pack):
        parts = [rf"(?:\d+(?:/\d+)? )?{re.escape(word)}", *([re.escape(after)] if after else [])]
        found = re.match(rf"{' '.join(parts)}(?!\w)", said)
        if found is not None:
            rest = said[found.end() :]
            return None if _names_more(pack, rest) or _called_more(pack, rest, units) else units
    return None


def _names_some(pack: Pack, name: str) -> bool:
    """Whether names of units stand behind the words for all: "các phường Ba Đình và Hoàn Kiếm" are these two."""
    if name.isupper():
        return False
    every = "|".join(re.escape(word) for word, _ in _words(pack))
    text = " ".join(plainly(name).split())
    found = re.search(rf"(?<!\w)(?:{every})(?!\w)[^\w,;]*(\w)", text, re.IGNORECASE) if every else None
    if found is None or not found[1].isupper():
        return False
    rest = _plain(text[found.start(1) :])
    return not any(after and rest.startswith(after) for _, after in _forms(pack, pack.offices))


def _words(pack: Pack) -> list[tuple[str, frozenset[str]]]:
    """The words for all communes and for all of one kind of unit, each with that kind; the longest first."""
    programme = pack.programme
    if programme is None:
        return []
    found = [(_plain(text), frozenset[str]()) for text in programme.every]
    found += [(_plain(text), frozenset([kind])) for kind, one in programme.every_in.items() for text in one.words]
    return sorted(found, key=lambda one: len(one[0]), reverse=True)


def _called_more(pack: Pack, rest: str, units: Collection[str]) -> bool:
    """Whether a unit of another kind is named behind the words for all of one kind."""
    if pack.programme is None or not units:
        return False
    others = (text for kind, one in pack.programme.every_in.items() if kind not in units for text in one.called)
    return any(re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", rest) for text in others)


def _forms(pack: Pack, kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands before and behind the unit in each name of offices of these kinds, and of who answers for them."""
    for kind in kinds:
        rule = pack.offices[kind]
        for text in (*rule.names.values(), *rule.called):
            before, unit, after = text.partition("{unit}")
            if unit and (before.strip() or after.strip()):
                yield _plain(before), _plain(after)
                yield from ((_plain(f"{head} {before}"), _plain(after)) for head in rule.heads)


def _names_more(pack: Pack, rest: str) -> bool:
    """Whether somebody else is named in what follows a name."""
    forms = (f" {part} " for form in _forms(pack, pack.offices) for part in form if part)
    return re.search("[,;]", rest) is not None or any(part in f" {rest} " for part in forms)


def _plain(text: str) -> str:
    return " ".join(plainly(text).casefold().split())
