"""Slowing guesses down, by account strictly and by address loosely, without keeping an address.

An account has five free failures; then each further one doubles the wait, from half a minute to a quarter of an hour.
An address has a hundred, and gets one back every six seconds, so that forty people behind one address still sign in.
An attempt is charged before the password is looked at and given back when it was right: guesses made at the same moment
gain nothing. Typed names are kept as keyed hashes only; addresses are hashed under a key that is thrown away each day.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from django.db import transaction

from namro.ground.keys import path_of, read_or_make
from namro.ground.people.models import SignInAttempt
from namro.ground.seals.keyed import keyed_hash
from namro.rules.packs.refused import Refused

FREE_FAILURES = 5
FIRST_WAIT = 30
LONGEST_WAIT = 900
FORGOTTEN_AFTER = 86_400
ADDRESS_FAILURES = 100
ADDRESS_GIVES_BACK_EVERY = 6


class MustWait(Refused):
    """Too many wrong attempts; `seconds` says how long to wait. The same for accounts that do not exist."""

    code = "people.wait"

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds, n=max(1, -(-seconds // 60)))


def account_key(username: str) -> str:
    """The counter's key for a typed name, whether or not an account has it."""
    return keyed_hash("people.sign-in.account", username.encode(errors="replace")).hex()


def address_key(client: str, now: datetime) -> str:
    """The counter's key for an address today; of IPv6 the network (/64) counts. Yesterday's key is destroyed."""
    name = f"sign-in-{now.astimezone(UTC):%Y-%m-%d}.key"
    if not path_of(name).exists():
        for old in path_of(name).parent.glob("sign-in-*.key"):
            if old.name < name:
                old.unlink(missing_ok=True)
    return hmac.digest(read_or_make(name), network_of(client).encode(errors="replace"), "sha256").hex()


def network_of(client: str) -> str:
    """What counts as one source: an address, of IPv6 its network (/64), since whoever has one of those has them all."""
    try:
        found = ip_address(client.strip().partition("%")[0])
    except ValueError:
        return client[:100]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return found.exploded[:19]
    return str(found)


def charge(account: str, address: str, now: datetime) -> None:
    """Counts an attempt as failed before it is looked at. Raises `MustWait`, counting nothing, while waiting is due."""
    second = int(now.timestamp())
    with transaction.atomic():
        SignInAttempt.objects.filter(last_at__lt=second - FORGOTTEN_AFTER, wait_until__lt=second).delete()
        by_address = _locked(address, second)
        passed = max(0, second - by_address.last_at)  # a clock that was set back must not count against anybody
        level = max(0, by_address.failures - passed // ADDRESS_GIVES_BACK_EVERY)
        if level >= ADDRESS_FAILURES:
            raise MustWait(ADDRESS_GIVES_BACK_EVERY)
        by_account = _locked(account, second)
        if second < by_account.wait_until <= second + LONGEST_WAIT:  # beyond that, the clock was set back
            raise MustWait(by_account.wait_until - second)
        by_address.failures = level + 1
        by_address.last_at = second - (passed % ADDRESS_GIVES_BACK_EVERY if level else 0)
        by_address.save()
        by_account.failures += 1
        by_account.last_at = second
        if by_account.failures >= FREE_FAILURES:
            by_account.wait_until = second + _wait(by_account.failures)
        by_account.save()


def forgive(account: str, address: str) -> None:
    """Gives back what a right attempt was charged: the account starts afresh, the address regains one."""
    with transaction.atomic():
        SignInAttempt.objects.filter(key=account).delete()
        for row in SignInAttempt.objects.select_for_update(no_key=True).filter(key=address, failures__gt=0):
            row.failures -= 1
            row.save()


def _wait(failures: int) -> int:
    doubled: int = FIRST_WAIT << min(failures - FREE_FAILURES, 10)
    return min(LONGEST_WAIT, doubled)


def _locked(key: str, second: int) -> SignInAttempt:
    SignInAttempt.objects.get_or_create(key=key, defaults={"last_at": second})
    return SignInAttempt.objects.select_for_update(no_key=True).get(key=key)
