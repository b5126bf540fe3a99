"""Settings that contradict each other or the world."""

from __future__ import annotations

import difflib
import os
import re
import socket
from collections.abc import Iterator

from django.conf import settings

from namro.doors.cli.doctor.finding import Finding, Moment, beware, wrong

KNOWN = (
    "DATABASE_URL", "NAMRO_HOME", "NAMRO_PACK", "NAMRO_KEYS", "NAMRO_SECRET_KEY", "NAMRO_HOSTS", "NAMRO_HTTPS",
    "NAMRO_PROXY", "NAMRO_WEBHOOKS_PRIVATE", "NAMRO_JURISDICTION", "NAMRO_MAIL", "NAMRO_DEBUG",
)  # fmt: skip
"""Every setting (docs/settings.md); a test holds both together."""
SWITCHES = ("NAMRO_HTTPS", "NAMRO_PROXY", "NAMRO_WEBHOOKS_PRIVATE", "NAMRO_DEBUG")
NOT_OURS = ("NAMRO_CHROMIUM", "NAMRO_SCREENSHOTS")
"""Of the tests, not of an installation."""
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", ".localhost"})
HOST = re.compile(r"\.?[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*|\[[0-9a-fA-F:.]+\]")
SHORT = 50
"""Characters that a secret key has at least."""


def names(moment: Moment) -> Iterator[Finding]:
    """NAMRO_HOSTS: host names only, and the public one where readers come from elsewhere."""
    hosts = list(settings.ALLOWED_HOSTS)
    if "*" in hosts:
        yield wrong("cli.doctor.hosts-any")
    for host in hosts:
        if host != "*" and not HOST.fullmatch(host):
            yield wrong("cli.doctor.hosts-form", host=host)
    if (settings.HTTPS or settings.BEHIND_PROXY) and set(hosts) <= LOCAL:
        yield wrong("cli.doctor.hosts-local")


def transport(moment: Moment) -> Iterator[Finding]:
    """NAMRO_HTTPS and NAMRO_PROXY: the server itself speaks no TLS."""
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield wrong("cli.doctor.https-without-proxy")
    if settings.BEHIND_PROXY and not settings.HTTPS:
        yield beware("cli.doctor.proxy-without-https")
    if not settings.HTTPS and not set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield wrong("cli.doctor.https-off")


def spelling(moment: Moment) -> Iterator[Finding]:
    """Variables that look like a setting and are none; switches that are neither 0 nor 1."""
    for name in sorted(os.environ):
        if name.startswith("NAMRO_") and name not in KNOWN and name not in NOT_OURS:
            near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0)
            yield beware("cli.doctor.setting-unknown", name=name, near=near[0] if near else KNOWN[0])
    for name in SWITCHES:
        if os.environ.get(name, "0") not in ("0", "1", ""):
            yield wrong("cli.doctor.setting-switch", name=name)


def secret(moment: Moment) -> Iterator[Finding]:
    """The key that signs sessions and forms is long enough not to be guessed."""
    if len(str(settings.SECRET_KEY)) < SHORT:
        yield wrong("cli.doctor.secret-short", least=SHORT)


def demonstration(moment: Moment) -> Iterator[Finding]:
    """A demonstration is not served to the public."""
    if (settings.NAMRO_HOME / "demonstration").exists() and not set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield beware("cli.doctor.demonstration-public", home=settings.NAMRO_HOME)


def mail(moment: Moment) -> Iterator[Finding]:
    """NAMRO_MAIL: the server answers, the way to it is closed, and the links in a mail lead here."""
    if not settings.MAIL_FROM:
        return
    host = settings.EMAIL_HOST
    if not (settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS) and host not in LOCAL:
        yield beware("cli.doctor.mail-open", host=host)
    if set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield beware("cli.doctor.mail-links")
    try:
        socket.create_connection((host, settings.EMAIL_PORT), timeout=5).close()
    except OSError:
        yield wrong("cli.doctor.mail-unreachable", host=host, port=settings.EMAIL_PORT)


CHECKS = (names, transport, spelling, secret, demonstration, mail)
