"""The one way out: a POST to an address that the operator's rules allow, to exactly that address, and no further.

No redirect is followed and no proxy is asked. The name is looked up once, every address that it has is judged, and
the connection goes to the judged address, so that a name cannot change its meaning in between. Addresses that are not
public (this computer, the office's own network) are reached only where the operator allows it: a system of the city
may well stand there, and so may things that must not be reached from here. Whoever answers drop by drop is cut off when
the time of the whole delivery is over.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from namro.rules.packs.refused import Refused

CONNECT, ANSWER = 5.0, 10.0
"""Seconds for the connection and for a sign of life after it; their sum is the most that a delivery takes."""


class NotReached(Exception):
    """Nothing was delivered; `said` is a word for whoever looks after it: a status, `timeout`, `not-public` …"""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def private_allowed() -> bool:
    """Whether the operator lets events be delivered inside the office's own network, and without TLS."""
    return bool(settings.WEBHOOKS_PRIVATE)


def checked_address(url: str) -> str:
    """The address as it is kept. Raises Refused `webhooks.address`, `webhooks.needs-tls`, `webhooks.not-public`."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused("webhooks.address", field="url") from None
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= 500
    if not plain or parts.scheme not in ("http", "https") or not host or parts.username or parts.fragment or port == 0:
        raise Refused("webhooks.address", field="url")
    if parts.scheme == "http" and not private_allowed():
        raise Refused("webhooks.needs-tls", field="url")
    try:
        public = is_public(host)
    except ValueError:
        public = host != "localhost" and not host.endswith(".localhost")  # a name: judged again at every delivery
    if not public and not private_allowed():
        raise Refused("webhooks.not-public", field="url")
    return text


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet. Raises ValueError for what is no address."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def address_for(host: str, port: int) -> str:
    """One address of a name, after all of them were judged. Raises `NotReached`."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotReached("no-such-host") from None
    if not found:
        raise NotReached("no-such-host")
    if not private_allowed() and not all(is_public(one) for one in found):
        raise NotReached("not-public")
    return min(found, key=lambda one: (":" in one, one))


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Sends the body and gives back the status of the answer, whichever it is. Raises `NotReached`."""
    ends = time.monotonic() + CONNECT + ANSWER
    parts = urlsplit(url)
    secure, host = parts.scheme == "https", parts.hostname or ""
    if not secure and not private_allowed():
        raise NotReached("needs-tls")
    usual = 443 if secure else 80
    port = parts.port or usual
    address = address_for(host, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = f"[{host}]" if ":" in host else host
    sent = {**headers, "Host": named if port == usual else f"{named}:{port}"}
    try:
        with socket.create_connection((address, port), timeout=CONNECT) as plain, _cut_off(plain, ends):
            plain.settimeout(ANSWER)
            with _certificates().wrap_socket(plain, server_hostname=host) if secure else plain as line:
                connection = http.client.HTTPConnection(named, port)
                connection.sock = line
                connection.request("POST", target, body=body, headers=sent)
                return connection.getresponse().status  # nothing of its body is read
    except TimeoutError:
        raise NotReached("timeout") from None
    except ssl.SSLError:
        raise NotReached("certificate") from None
    except (OSError, http.client.HTTPException):
        raise NotReached("not-reached") from None


@contextmanager
def _cut_off(line: socket.socket, ends: float) -> Iterator[None]:
    """Closes the connection under whoever works on it at `ends` (of the monotonic clock), and raises TimeoutError then.

    The limits of a socket count from byte to byte; this one counts the whole.
    """
    late, same = threading.Event(), line.dup()  # the same connection, also when TLS has taken over the first name of it

    def cut() -> None:
        late.set()
        with suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, ends - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not late.is_set():
            raise
    finally:
        timer.cancel()
        timer.join()
        same.close()
    if late.is_set():
        raise TimeoutError


@cache
def _certificates() -> ssl.SSLContext:
    """What judges whom we speak to: the certificates that this computer trusts, and the name."""
    return ssl.create_default_context()
