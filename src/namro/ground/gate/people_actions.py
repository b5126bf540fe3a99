"""What can be done to staff, offices and posts. (The room of people lies below the gate, so its actions stand here.)

Dates: `begins` is the first local day on which a thing holds, `ends` and `on` the first day on which it no longer does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.models import Holding, MailAddress, Office, Post, User, in_force
from namro.ground.places.crosswalk import predecessors, successors
from namro.ground.places.models import Unit
from namro.ground.seals.closed import close
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,59}$")
LONGEST_ADDRESS = 254
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")


@action("people.create_user", by_operator=True)
def create_user(
    target: None = None,
    *,
    username: str,
    name: str,
    password: str | None,
    must_change_password: bool = True,
    actor: Actor,
    now: datetime,
) -> User:
    """Opens an account for someone on the staff; they choose their own password when they first sign in.

    Without a password nobody can sign in with it until one is set.
    """
    if not _USERNAME.match(username):
        raise Refused("people.username-form", field="username")
    if User.objects.filter(username=username).exists():
        raise Refused("people.username-taken", field="username", username=username)
    if not name.strip():
        raise Refused("people.name-needed", field="name")
    user = User(
        username=username, name=name.strip(), must_change_password=must_change_password, created_at=now, is_active=True
    )
    if password is None:
        user.set_unusable_password()
    else:
        _give_password(user, password)
    user.save()
    current().is_about(user)
    return user


@action("people.set_password", by_operator=True)
def set_password(user: User, *, password: str, actor: Actor, now: datetime) -> User:
    """Gives an account a new first password, which its owner must change; its sessions end."""
    _give_password(user, password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return user


@action("people.change_password", by_oneself=True)
def change_password(user: User, *, old: str, new: str, actor: Actor, now: datetime) -> User:
    """Someone changes their own password; their other sessions end."""
    if not user.is_active or not user.check_password(old):
        raise Refused("people.old-password", field="old")
    if old == new:
        raise Refused("people.same-password", field="new")
    _give_password(user, new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


@action("people.set_mail", by_oneself=True)
def set_mail(user: User, *, address: str, actor: Actor, now: datetime) -> str:
    """Someone says to which address their daily digest is sent, or that it is sent nowhere any more ("").

    Raises Refused `people.bad-address`.
    """
    wanted = address.strip()
    if not wanted:
        MailAddress.objects.filter(user=user).delete()
        return ""
    try:
        validate_email(wanted)
    except ValidationError:
        raise Refused("people.bad-address", field="address") from None
    if len(wanted) > LONGEST_ADDRESS:
        raise Refused("people.bad-address", field="address")
    closed = close(f"mail:{user.pk}", wanted.encode())
    MailAddress.objects.update_or_create(user=user, defaults={"closed": closed})
    return wanted


@action("people.sign_in", by_oneself=True)
def sign_in(user: User, *, actor: Actor, now: datetime) -> User:
    """Someone on the staff signs in.

    `gate.sign_in.sign_in` asks for the password first; nothing else calls this.
    """
    return user


@action("people.sign_out", by_oneself=True)
def sign_out(user: User, *, actor: Actor, now: datetime) -> User:
    """Someone on the staff signs out."""
    return user


@action("people.close_account", by_operator=True)
def close_account(user: User, *, reason: str, actor: Actor, now: datetime) -> User:
    """Closes an account: nobody signs in with it any more. What they did stays theirs."""
    _not_oneself(user, actor)
    current().because(reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@action("people.open_account", by_operator=True)
def open_account(user: User, *, reason: str, actor: Actor, now: datetime) -> User:
    """Opens a closed account again."""
    _not_oneself(user, actor)
    current().because(reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@action("people.create_office", by_operator=True)
def create_office(
    parent: Office | None,
    *,
    kind: str,
    unit: Unit,
    begins: date,
    code: str | None = None,
    names: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Office:
    """Sets up an office of a unit, below its parent office where its kind has one.

    Without `names` they follow from the pack's kind and the unit's name, without `code` from those of the two.
    """
    rule = the_pack().offices.get(kind)
    if rule is None:
        raise Refused("people.unknown-kind", field="kind", kind=kind)
    if unit.level != rule.level:
        raise Refused("people.wrong-level", field="unit", kind=kind, level=rule.level)
    if (parent.kind if parent else None) != rule.parent:
        raise Refused("people.wrong-parent", field="parent", kind=kind, parent=rule.parent or "")
    if parent is None and actor.kind == "staff":
        raise Refused("people.root-office", field="parent")
    if Office.objects.filter(in_force(begins), kind=kind, unit=unit).exists():
        raise Refused("people.office-exists", field="unit", kind=kind, unit=unit.ref)
    called = dict(names) if names else {lang: text.format(unit=_said(unit, lang)) for lang, text in rule.names.items()}
    office = Office(kind=kind, unit=unit, parent=parent, names=called, begins=begins)
    office.code = code or f"{rule.code}-{unit.code}"
    if not _CODE.match(office.code):
        raise Refused("people.code-form", field="code")
    if Office.objects.filter(code=office.code).exists():
        raise Refused("people.code-taken", field="code", office=office.code)
    office.save()
    office.path = f"{parent.path if parent else '/'}{office.pk}/"
    office.save(update_fields=["path"])
    current().is_about(office)
    return office


@action("people.reseat_office", by_operator=True)
def reseat_office(office: Office, *, reason: str, actor: Actor, now: datetime) -> Office:
    """Seats an office at the one whole unit that its own unit became, when only a type, a name or a code changed.

    Its cases, posts and code stay. Raises Refused `people.unit-stands` where the unit has not ended, and
    `people.no-single-heir` where it was merged, divided or abolished: then another office takes the cases over.
    """
    today = the_pack().calendar.local(now)
    if office.unit.stands(today):
        raise Refused("people.unit-stands", field="office", office=office.code)
    heirs = successors(office.unit, today)
    heir = heirs[0].unit if len(heirs) == 1 and heirs[0].share.whole else None
    if heir is None or len(predecessors(heir, office.unit.begins)) != 1 or heir.level != office.unit.level:
        raise Refused("people.no-single-heir", field="office", office=office.code)
    if Office.objects.filter(in_force(today), kind=office.kind, unit=heir).exists():
        raise Refused("people.office-exists", field="unit", kind=office.kind, unit=heir.ref)
    current().because(reason)
    current().carries({"from": office.unit.ref, "to": heir.ref})
    office.unit = heir
    office.names = {
        lang: text.format(unit=_said(heir, lang)) for lang, text in the_pack().offices[office.kind].names.items()
    }
    office.save(update_fields=["unit", "names"])
    return office


@action("people.end_office", by_operator=True)
def end_office(office: Office, *, on: date, reason: str, actor: Actor, now: datetime) -> Office:
    """Ends an office, with its posts and whoever holds them. What it leaves open must then find a new owner."""
    current().because(reason)
    _end(office, on)
    for post in office.posts.filter(Q(ends__isnull=True) | Q(ends__gt=on)):
        _end_post(post, on)
    return office


@action("people.create_post", by_operator=True)
def create_post(
    office: Office, *, role: str, begins: date, ends: date | None = None, title: str = "", actor: Actor, now: datetime
) -> Post:
    """Makes a post in an office, with a role of the pack that exists at such offices."""
    rule = the_pack().roles.get(role)
    if rule is None:
        raise Refused("people.unknown-role", field="role", role=role)
    if office.kind not in rule.at:
        raise Refused("people.role-not-here", field="role", role=role, kind=office.kind)
    _in_order(begins, ends)
    if office.ends and (ends is None or ends > office.ends):
        raise Refused("people.office-over", field="office", office=office.code)
    post = Post.objects.create(office=office, role=role, begins=begins, ends=ends, title=title)
    current().is_about(post)
    return post


@action("people.end_post", by_operator=True)
def end_post(post: Post, *, on: date, actor: Actor, now: datetime) -> Post:
    """Ends a post; who holds it holds it no longer."""
    _end_post(post, on)
    return post


@action("people.appoint", by_operator=True)
def appoint(post: Post, user: User, *, begins: date, ends: date | None = None, actor: Actor, now: datetime) -> Holding:
    """Puts someone into a post that nobody holds at that time. Nobody appoints themselves."""
    held = Holding.objects.filter(post=post, deputy=False).exclude(ends__lte=begins)
    if ends is not None:
        held = held.exclude(begins__gte=ends)
    if held.exists():
        raise Refused("people.post-held", field="post")
    return _hold(post, user, begins, ends, False, actor)


@action("people.name_deputy", by_operator=True)
def name_deputy(post: Post, user: User, *, begins: date, ends: date, actor: Actor, now: datetime) -> Holding:
    """Lets someone stand in for the holder of a post for a stated time. Nobody names themselves."""
    return _hold(post, user, begins, ends, True, actor)


@action("people.end_holding", by_operator=True)
def end_holding(holding: Holding, *, on: date, actor: Actor, now: datetime) -> Holding:
    """Ends someone's time in a post, as its holder or as a deputy."""
    _end(holding, on)
    current().object_ref = f"{holding.guard_ref} user:{holding.user_id}"
    return holding


def _hold(post: Post, user: User, begins: date, ends: date | None, deputy: bool, actor: Actor) -> Holding:
    _not_oneself(user, actor)
    _in_order(begins, ends)
    if not user.is_active:
        raise Refused("people.account-closed", field="user", username=user.username)
    if begins < post.begins or (post.ends and (ends is None or ends > post.ends)):
        raise Refused("people.outside-the-post", field="begins")
    own = Holding.objects.filter(post=post, user=user).exclude(ends__lte=begins)
    if ends is not None:
        own = own.exclude(begins__gte=ends)
    if own.exists():
        raise Refused("people.already-holds", field="user", username=user.username)
    holding = Holding.objects.create(post=post, user=user, begins=begins, ends=ends, deputy=deputy)
    running = current()
    running.is_about(holding)
    running.object_ref = f"{holding.guard_ref} user:{user.pk}"
    return holding


def _end_post(post: Post, on: date) -> None:
    _end(post, on)
    for holding in post.holdings.filter(Q(ends__isnull=True) | Q(ends__gt=on)):
        _end(holding, on)


def _end(row: Office | Post | Holding, on: date) -> None:
    """Ends a row on `on`; what would only have begun later ends on the day it begins, so that it never holds."""
    if row.ends is not None and row.ends <= on:
        raise Refused("people.over", field="on")
    row.ends = max(on, row.begins)
    row.save(update_fields=["ends"])


def _in_order(begins: date, ends: date | None) -> None:
    if ends is not None and ends <= begins:
        raise Refused("people.dates", field="ends")


def _not_oneself(user: User, actor: Actor) -> None:
    if actor.ref == user.guard_ref:
        raise Refused("people.not-yourself", field="user")


def _give_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("people.password-weak", field="password") from weak
    user.set_password(password)


def _said(unit: Unit, lang: str) -> str:
    names: Mapping[str, str] = unit.said
    return names.get(lang) or next(iter(names.values()))


@action("people.export")
def export_accounts(target: None, *, rows: int, actor: Actor, now: datetime) -> None:
    """Take the list of accounts and their posts away as a spreadsheet."""
    running = current()
    running.object_kind, running.object_ref = "list", "list:people"
    running.carries({"list": "people", "rows": rows})


@action("people.export_offices")
def export_offices(target: None, *, rows: int, actor: Actor, now: datetime) -> None:
    """Take the list of offices away as a spreadsheet."""
    running = current()
    running.object_kind, running.object_ref = "list", "list:offices"
    running.carries({"list": "offices", "rows": rows})
