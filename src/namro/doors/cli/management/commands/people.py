"""`namro people`: accounts and posts, for whoever runs the server."""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro.doors.cli.installation import one_time_password
from namro.ground.gate import people_actions, token_actions
from namro.ground.people import queries
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office, Post, User
from namro.ground.people.tokens import last_used, tokens_of
from namro.ground.trail.jobs import seal_now
from namro.rules.packs.current import the_pack


class Command(BaseCommand):
    """Through the same actions as the desk, as the operator."""

    help = "Staff and posts: list them, open accounts, appoint, set a forgotten password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = """Examples:
  namro people list
  namro people offices
  namro people add hoa --name "Đinh Thị Hoa"
  namro people appoint hoa --office CAX-00070 --role duty-officer
  namro people password hoa
  namro people close hoa --reason "left the service"
  namro people token hoa --name "city portal" --may cases.read --may cases.register --until 2026-12-31"""
        commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
        listed = commands.add_parser("list", help="accounts and what they hold today")
        offices = commands.add_parser("offices", help="offices of today")
        add = commands.add_parser("add", help="open an account; its one-time password is shown once")
        add.add_argument("username")
        add.add_argument("--name", required=True, help="the person's own name")
        appoint = commands.add_parser("appoint", help="give someone a post; the post is made where nobody holds it")
        appoint.add_argument("username")
        appoint.add_argument("--office", required=True, metavar="CODE", help="as in: namro people offices")
        appoint.add_argument("--role", required=True, help="a role of the pack")
        appoint.add_argument("--from", dest="begins", metavar="DAY", help="first day (default: today)")
        password = commands.add_parser("password", help="set a one-time password, which must then be changed")
        password.add_argument("username")
        password.add_argument("--ask", action="store_true", help="type the password instead of having one made")
        close = commands.add_parser("close", help="close an account")
        again = commands.add_parser("open", help="open a closed account again")
        for one in (close, again):
            one.add_argument("username")
            one.add_argument("--reason", required=True)
        token = commands.add_parser("token", help="tokens of an account: listed, made with --name, ended with --revoke")
        token.add_argument("username")
        token.add_argument("--name", help="what it is for; its secret is shown once")
        token.add_argument("--kind", choices=("api", "calendar", "open311"), default="api")
        token.add_argument("--may", metavar="ACTION", action="append", default=[], help="an action it may take; repeat")
        token.add_argument("--until", metavar="DAY", help="last day on which it holds")
        token.add_argument("--revoke", type=int, metavar="NUMBER", help="end this token at once")
        for one in (listed, offices, add, appoint, password, close, again, token):
            one.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")

    def handle(self, *args: Any, what: str, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        text, found = getattr(self, f"_{what}")(now, the_pack().calendar.local(now), **options)
        seal_now()
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)

    def _list(self, now: datetime, on: date, **_: Any) -> tuple[str, Any]:
        lang = the_pack().languages[0]
        users = list(queries.accounts(OPERATOR, on))
        held = queries.held_by([user.pk for user in users], on, lang)
        found: list[dict[str, Any]] = [
            {
                "username": user.username,
                "name": user.name,
                "open": user.is_active,
                "posts": [f"{one.role}, {one.office}{' (deputy)' * one.deputy}" for one in held.get(user.pk, [])],
            }
            for user in users
        ]
        lines = [
            f"{row['username']:<20} {row['name']}{'' if row['open'] else ' (closed)'}: {'; '.join(row['posts']) or '–'}"
            for row in found
        ]
        return "\n".join(lines) or "No accounts yet.", found

    def _offices(self, now: datetime, on: date, **_: Any) -> tuple[str, Any]:
        lang = the_pack().languages[0]
        found = [{"code": o.code, "kind": o.kind, "name": queries.said(o.names, lang)} for o in queries.offices(on)]
        return "\n".join(f"{o['code']:<20} {o['name']}" for o in found) or "No offices yet: namro init", found

    def _add(self, now: datetime, on: date, *, username: str, name: str, **_: Any) -> tuple[str, Any]:
        password = one_time_password()
        user = people_actions.create_user(username=username, name=name, password=password, actor=OPERATOR, now=now)
        return (
            f"{user.username} can sign in with the one-time password  {password}  and then chooses their own.",
            {"username": user.username, "password": password},
        )

    def _appoint(
        self, now: datetime, on: date, *, username: str, office: str, role: str, begins: str | None, **_: Any
    ) -> tuple[str, Any]:
        first = day(begins) if begins else on
        place = Office.objects.filter(code=office).first()
        if place is None:
            raise CommandError(f"There is no office with the code {office}. All codes: namro people offices")
        user = account(username)
        free = Post.objects.filter(office=place, role=role, ends__isnull=True).exclude(holdings__ends__isnull=True)
        post = free.first() or people_actions.create_post(place, role=role, begins=first, actor=OPERATOR, now=now)
        held = people_actions.appoint(post, user, begins=first, actor=OPERATOR, now=now)
        return (
            f"{user.username} holds the post {role} at {office} from {held.begins:%d/%m/%Y}.",
            {"username": user.username, "office": office, "role": role, "from": held.begins.isoformat()},
        )

    def _password(self, now: datetime, on: date, *, username: str, ask: bool, **_: Any) -> tuple[str, Any]:
        user = account(username)
        password = getpass("One-time password: ") if ask else one_time_password()
        people_actions.set_password(user, password=password, actor=OPERATOR, now=now)
        shown = "" if ask else f"  {password}"
        return (
            f"{username} signs in once with the new password{shown} and then chooses their own.",
            {"username": username, **({} if ask else {"password": password})},
        )

    def _token(
        self,
        now: datetime,
        on: date,
        *,
        username: str,
        name: str | None,
        kind: str,
        may: list[str],
        until: str | None,
        revoke: int | None,
        **_: Any,
    ) -> tuple[str, Any]:
        user = account(username)
        if revoke is not None:
            token_actions.revoke_token(user, token=revoke, actor=OPERATOR, now=now)
            return f"Token {revoke} of {username} is revoked.", {"token": revoke, "revoked": True}
        if name is None:
            return _tokens(user)
        if until is None:
            raise CommandError("Say until when it holds: --until 2026-12-31")
        made = token_actions.make_token(
            user, kind=kind, name=name, actions=may, last=day(until), actor=OPERATOR, now=now
        )
        found = {"token": made.token.pk, "secret": made.secret, "may": made.token.actions, "until": until}
        return f"Token {made.token.pk} of {username} holds until {until}. Shown once:  {made.secret}", found

    def _close(self, now: datetime, on: date, *, username: str, reason: str, **_: Any) -> tuple[str, Any]:
        people_actions.close_account(account(username), reason=reason, actor=OPERATOR, now=now)
        return f"The account {username} is closed.", {"username": username, "open": False}

    def _open(self, now: datetime, on: date, *, username: str, reason: str, **_: Any) -> tuple[str, Any]:
        people_actions.open_account(account(username), reason=reason, actor=OPERATOR, now=now)
        return f"The account {username} is open again.", {"username": username, "open": True}


def _tokens(user: User) -> tuple[str, Any]:
    """The tokens of an account, the newest first."""
    found = [
        {
            "token": kept.pk,
            "name": kept.name,
            "kind": kept.kind,
            "may": kept.actions,
            "ends": kept.ends.isoformat(),
            "revoked": kept.revoked_at is not None,
            "last_used": used.isoformat() if (used := last_used(kept)) else None,
        }
        for kept in tokens_of(user)
    ]
    lines = [
        f"{one['token']:>4}  {one['name']}: {one['kind']}, before {one['ends']}{', revoked' * bool(one['revoked'])}"
        f", last used {one['last_used'] or 'never'}"
        for one in found
    ]
    return "\n".join(lines) or f"{user.username} has no tokens.", found


def account(username: str) -> User:
    """The account of that name. Raises `CommandError`."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account {username}. All accounts: namro people list")
    return found


def day(text: str) -> date:
    """A day written as 2026-03-10. Raises `CommandError`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is not a day. Write it like 2026-03-10.") from None
