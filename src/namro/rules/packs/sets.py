"""Which offices a document means by a name that is of many: "the police of the wards and communes"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from namro.rules.packs.programme import OfficeSet, plainly
from namro.rules.packs.schema import Pack


def set_meant(pack: Pack, *names: str) -> str:
    """The set of which every office is meant by one of these names: those of one kind in each unit of a level, "the
    police of each ward", or all kinds that communes have, "126 wards and communes". "" where it is none, or more than
    one."""
    if any(_alone(pack, name) for name in names):
        lowest = pack.levels[-1].id
        return set_of(pack, [kind.id for kind in pack.offices.values() if kind.level == lowest])
    single = [one for one in _sets(pack) if len(one.kinds) == 1]
    found = {one.id for one in single if any(_means(pack, one, name) for name in names)}
    return next(iter(found)) if len(found) == 1 else ""


def sets_possible(pack: Pack, name: str) -> list[str]:
    """The sets that may be meant by a name too wide to tell, for somebody to choose from."""
    said = _plain(name)
    return [
        one.id for one in _sets(pack)
        if any(re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", said) for text in one.may_mean)
    ]  # fmt: skip


def means_each(pack: Pack, *names: str) -> bool:
    """Whether one of these names is of all communes: alone ("126 wards and communes"), or behind a kind of office that
    each of them has. A name of others who are there too means no office of ours."""
    return any(_alone(pack, name) for name in names) or bool(set_meant(pack, *names))


def is_open(pack: Pack, kinds: Collection[str]) -> bool:
    """Whether a task for these kinds of office leaves open which office of a commune gets it."""
    lowest = pack.levels[-1].id
    return sum(kind in pack.offices and pack.offices[kind].level == lowest for kind in kinds) > 1


def kinds_of(pack: Pack, name: str) -> tuple[str, ...]:
    """The kinds of office of a set; none where there is no such set."""
    programme = pack.programme
    return programme.sets[name].kinds if programme is not None and name in programme.sets else ()


def set_of(pack: Pack, kinds: Collection[str]) -> str:
    """The set of exactly these kinds, "" where there is none."""
    return next((one.id for one in _sets(pack) if set(one.kinds) == set(kinds)), "") if kinds else ""


def set_called(pack: Pack, name: str) -> str:
    """The set of exactly that name in any language, "" where there is none."""
    said = _plain(name)
    return next((one.id for one in _sets(pack) if said in {_plain(text) for text in one.names.values()}), "")


def _sets(pack: Pack) -> Iterator[OfficeSet]:
    yield from pack.programme.sets.values() if pack.programme is not None else ()


def _alone(pack: Pack, name: str) -> bool:
    """Whether a name is of all communes and of nobody beside them."""
    units, said = _units(pack), _plain(name)
    found = re.match(rf"(?:\d+(?:/\d+)? )?(?:{units})(?!\w)", said) if units else None
    return found is not None and not _names_more(pack, said[found.end() :])


def _means(pack: Pack, one: OfficeSet, name: str) -> bool:
    """Whether a name is that of a kind with all communes in place of the unit, and of nobody else beside them."""
    units, said = _units(pack), _plain(name)
    for before, after in _forms(pack, one.kinds):
        parts = [re.escape(before), rf"(?:\d+(?:/\d+)? )?(?:{units})", re.escape(after)]
        found = re.match(rf"{' '.join(part for part in parts if part)}(?!\w)", said) if units else None
        if found is not None and not _names_more(pack, said[found.end() :]):
            return True
    return False


def _units(pack: Pack) -> str:
    """The words for all communes, as a pattern; "" for none."""
    every = pack.programme.every if pack.programme is not None else ()
    return "|".join(re.escape(_plain(text)) for text in sorted(every, key=len, reverse=True))


def _forms(pack: Pack, kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands before and behind the unit in each name of offices of these kinds."""
    for kind in kinds:
        rule = pack.offices[kind]
        for text in (*rule.names.values(), *rule.called):
            before, unit, after = text.partition("{unit}")
            if unit and (before.strip() or after.strip()):
                yield _plain(before), _plain(after)


def _names_more(pack: Pack, rest: str) -> bool:
    """Whether somebody else is named in what follows a name."""
    forms = (f" {part} " for form in _forms(pack, pack.offices) for part in form if part)
    return re.search("[,;]", rest) is not None or any(part in f" {rest} " for part in forms)


def _plain(text: str) -> str:
    return " ".join(plainly(text).casefold().split())
