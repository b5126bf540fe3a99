"""Signing in: the throttle, the password, and the entry in the trail."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from namro.ground.gate import people_actions
from namro.ground.people import throttle
from namro.ground.people.actors import staff
from namro.ground.people.models import User
from namro.rules.packs.refused import Refused

LONGEST_PASSWORD = 1000


class WrongSignIn(Refused):
    """Name and password do not belong together; the same for unknown names and closed accounts."""

    code = "people.sign-in"


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown name takes as long as a known one."""
    return make_password(secrets.token_urlsafe(32))


def plain_username(typed: str) -> str:
    """The name as accounts keep it: NFC, lower case, no spaces around."""
    return unicodedata.normalize("NFC", _readable(typed)).strip().casefold()


def _readable(typed: str) -> str:
    """The text without what no keyboard sends and no database takes: halves of characters, NUL."""
    return typed.encode(errors="replace").decode().replace("\x00", "\ufffd")


def sign_in(username: str, password: str, *, client: str, now: datetime) -> User:
    """The account that may now begin a session, after its entry in the trail is written.

    `client` is the client's address; it is not kept. Raises `WrongSignIn`, or `throttle.MustWait` with the seconds to
    wait. A door must then ask for a new password where `must_change_password` is set: until then the account has no
    seats. Failures are only counted: an entry for each would let anyone fill the trail.
    """
    typed = plain_username(username[:200])
    account, address = throttle.account_key(typed), throttle.address_key(client, now)
    throttle.charge(account, address, now)
    user = User.objects.filter(username=typed).first()
    right = check_password(_readable(password[:LONGEST_PASSWORD]), user.password if user else _nobody())
    if user is None or not right or not user.is_active:
        raise WrongSignIn
    throttle.forgive(account, address)
    people_actions.sign_in(user, actor=staff(user, now), now=now)
    return user
