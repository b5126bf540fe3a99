"""Reading staff and offices. Each starts at who asks, or at ids that the asker was given already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds, offices_in_scope
from namro.ground.people.models import Holding, Office, Post, User, in_force
from namro.ground.places.fold import fold
from namro.ground.places.models import Unit
from namro.rules.packs.current import the_pack


@dataclass(frozen=True, slots=True)
class Held:
    """A post that someone holds, for reading."""

    holding_id: int
    post_id: int
    office_id: int
    office: str
    role: str
    deputy: bool
    begins: date
    ends: date | None


def said(names: Mapping[str, str], lang: str) -> str:
    """A name in the reader's language, else in whichever there is."""
    return names.get(lang) or next(iter(names.values()), "")


def office_names(ids: Collection[int], lang: str) -> dict[int, str]:
    """The names of these offices by id."""
    return {pk: said(names, lang) for pk, names in _names(ids)}


def called_in(names: Collection[str], lang: str) -> dict[str, str]:
    """By each of these names that an office has or had in any language its name in that one; one query. What offices
    of several names share is left out."""
    if not names:
        return {}
    known = reduce(or_, (Q(**{f"names__{one}__in": list(names)}) for one in the_pack().languages))
    found: dict[str, set[str]] = {}
    for spoken in Office.objects.filter(known).order_by("pk").values_list("names", flat=True):
        for name in spoken.values():
            found.setdefault(name, set()).add(said(spoken, lang))
    return {name: next(iter(found[name])) for name in names if len(found.get(name, ())) == 1}


@Compiled
def _names(ids: Collection[int]) -> QuerySet[Office, tuple[Any, ...]]:
    return Office.objects.filter(pk__in=ids).values_list("pk", "names")


def offices_to_read(actor: Actor, on: date, lang: str, right: str = "cases.read") -> list[tuple[int, str]]:
    """The offices whose records the actor may read by that `right` on that day, (id, name), by code; ended ones too,
    with their last day behind the name. Of a right to cases without the offices that take no part in any."""
    found = _in_scope(actor, on, right)
    if right.startswith("cases."):
        found = found.exclude(kind__in=kinds_without_cases())
    rows = found.values_list("pk", "names", "ends")
    last_of = the_pack().calendar.add_days
    last = {pk: f" (–{last_of(ends, -1):%d/%m/%Y})" for pk, _, ends in rows if ends is not None and ends <= on}
    return [(pk, said(names, lang) + last.get(pk, "")) for pk, names, _ in rows]


def holders(actor: Actor, on: date, lang: str, office: int | None = None) -> list[tuple[int, str]]:
    """The posts held on that day in the offices of which the actor may read the cases, or in that one of them, as
    (post id, name of the holder), by name."""
    ids = offices_in_scope(actor, on)
    held = Holding.objects.filter(in_force(on) & in_force(on, "post__"))
    held = held.exclude(post__office__kind__in=kinds_without_cases())
    if ids is not None:
        held = held.filter(post__office_id__in=ids)
    if office is not None:
        held = held.filter(post__office_id=office)
    named: dict[int, list[str]] = defaultdict(list)
    for post, name in held.order_by("deputy", "user__name").values_list("post_id", "user__name"):
        named[post].append(name)
    return sorted(
        ((post, ", ".join(names)) for post, names in named.items()), key=lambda row: (by_name(row[1]), row[0])
    )


def posts_at(office_id: int, on: date, roles: Collection[str] | None = None) -> QuerySet[Post]:
    """The posts of an office that exist on that day, with their role among `roles` where given."""
    found = Post.objects.filter(in_force(on), office_id=office_id)
    return found if roles is None else found.filter(role__in=roles)


def holders_at(office_id: int, on: date, roles: Collection[str] | None = None) -> list[tuple[int, str, str]]:
    """Who holds which post of an office on that day: (post id, name of the holder, role), holders before deputies."""
    held = Holding.objects.filter(
        in_force(on) & in_force(on, "post__"), post__office_id=office_id, user__is_active=True
    )
    if roles is not None:
        held = held.filter(post__role__in=roles)
    found = held.order_by("post__role", "deputy").values_list("post_id", "user__name", "post__role", "deputy")
    ordered = sorted(found, key=lambda row: (row[2], row[3], by_name(row[1])))
    return [(post, name, role) for post, name, role, _ in ordered]


def post_holders(posts: Collection[int], on: date) -> dict[int, str]:
    """By post the names of who holds it on that day, the holder before deputies; one query."""
    held = Holding.objects.filter(in_force(on), post_id__in=posts).order_by("deputy", "user__name")
    named: dict[int, list[str]] = defaultdict(list)
    for post, name in held.values_list("post_id", "user__name"):
        named[post].append(name)
    return {post: ", ".join(names) for post, names in named.items()}


def by_name(name: str) -> tuple[str, str]:
    """The key by which names stand in alphabetical order, accents and letters such as "đ" beside the plain ones."""
    return fold(name), name


def offices(on: date, kind: str | None = None) -> QuerySet[Office]:
    """The offices that exist on that day: which authorities there are is public."""
    found = Office.objects.filter(in_force(on))
    return found if kind is None else found.filter(kind=kind)


def kinds_without_cases() -> list[str]:
    """The kinds of office that take no part in cases."""
    return [kind.id for kind in the_pack().offices.values() if not kind.cases]


def names_at_home(ids: Collection[int], on: date, lang: str) -> dict[str, tuple[str, int]]:
    """By the name that whoever sits in these offices gives an office of their province, "Công an thành phố" for that of
    the province they are in, and by whatever else the pack says that offices of its kind are called: its whole name
    (in `lang`) and its id. A name that two of them would have is left out, and all are where the offices lie in several
    provinces."""
    tops = {
        line.strip("/").split("/")[0] for line in Office.objects.filter(pk__in=ids).values_list("unit__line", flat=True)
    }
    found: dict[str, set[tuple[str, int]]] = {}
    at_top = offices(on).filter(unit__code__in=tops, unit__line__in=[f"/{top}/" for top in tops])
    for pk, kind, names, whole, bare in at_top.values_list("pk", "kind", "names", "unit__said", "unit__names"):
        hit, rule = (said(names, lang), pk), the_pack().offices.get(kind)
        for language, name in names.items():
            full, own = whole.get(language, ""), bare.get(language, "")
            short = " ".join(full.replace(own, " ").split()) if own else ""
            if short and full in name:
                found.setdefault(name.replace(full, short), set()).add(hit)
            for text in (*rule.names.values(), *rule.called) if rule is not None else ():
                for unit in filter(None, (full, short, own)):
                    found.setdefault(text.format(unit=unit), set()).add(hit)
    return {name: next(iter(hits)) for name, hits in found.items() if len(hits) == 1 and len(tops) == 1}


def offices_called(text: str, on: date) -> QuerySet[Office]:
    """The offices of that day in whose code or name (in any language) the text stands, by code."""
    found = offices(on).select_related("parent").order_by("code")
    if not text.strip():
        return found
    words = fold(text).split()
    ids = [
        pk
        for pk, code, names in offices(on).values_list("pk", "code", "names")
        if all(any(word in fold(said) for said in (code, *names.values())) for word in words)
    ]
    return found.filter(pk__in=ids)


def office_above(kind: str, unit: Unit, on: date) -> Office | None:
    """The nearest office of a kind at the unit or at a unit above it on that day."""
    codes = [code for code in unit.line.split("/") if code]
    found = offices(on, kind).filter(unit__code__in=codes).select_related("unit")
    return max(found, key=lambda office: len(office.unit.line), default=None)


def office_called(code: str, on: date) -> Office | None:
    """The office of that code on that day."""
    return offices(on).filter(code=code).first()


def office_ever_called(code: str, on: date) -> Office | None:
    """The office of that code on that day, else the last one that had it."""
    return office_called(code, on) or Office.objects.filter(code=code).order_by("-begins").first()


def office_codes(ids: Collection[int]) -> dict[int, str]:
    """The codes of these offices by id."""
    return dict(Office.objects.filter(pk__in=ids).values_list("pk", "code"))


def office_of(unit_id: int, kind: str, on: date) -> Office | None:
    """The office of that kind at a unit on that day."""
    return offices(on, kind).filter(unit_id=unit_id).first()


def accounts(actor: Actor, on: date, text: str = "") -> QuerySet[User]:
    """The accounts that the actor may look after, by name: all for whoever may open accounts, else those who hold
    a post in an office within the actor's reach. `text` is looked for in names, accents and capitals aside.
    """
    found = User.objects.order_by("name", "pk")
    if not holds(actor, "people.create_user") and actor.kind != "operator":
        ids = offices_in_scope(actor, on, "people.read")
        if ids is not None:
            found = found.filter(holdings__post__office_id__in=ids).distinct()
    wanted = fold(text)
    if wanted:
        named = found.values_list("pk", "name", "username")
        found = found.filter(pk__in=[pk for pk, name, own in named if wanted in f"{fold(name)} / {fold(own)}"])
    return found


def account_named(actor: Actor, on: date, username: str) -> User | None:
    """The account of that name among those that the actor may look after."""
    return accounts(actor, on).filter(username=username.strip().casefold()[:60]).first()


def names_of(actor_refs: Collection[str]) -> dict[str, str]:
    """The names of the people on the staff among these actors ("user:7"), by ref."""
    ids = [int(ref.removeprefix("user:")) for ref in actor_refs if ref.startswith("user:")]
    return {f"user:{pk}": name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}


def held_by(user_ids: Collection[int], on: date, lang: str) -> dict[int, list[Held]]:
    """What these people hold on that day or will hold later, by user id."""
    found: dict[int, list[Held]] = defaultdict(list)
    rows = (
        Holding.objects.filter(Q(ends__isnull=True) | Q(ends__gt=on), user_id__in=user_ids)
        .select_related("post__office")
        .order_by("begins", "pk")
    )
    for row in rows:
        office = row.post.office
        found[row.user_id].append(
            Held(
                row.pk,
                row.post_id,
                office.pk,
                said(office.names, lang),
                row.post.role,
                row.deputy,
                row.begins,
                row.ends,
            )
        )
    return found


def _in_scope(actor: Actor, on: date, right: str) -> QuerySet[Office]:
    ids = offices_in_scope(actor, on, right)
    found = Office.objects.order_by("code")
    return found if ids is None else found.filter(pk__in=ids)
