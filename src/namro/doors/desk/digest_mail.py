"""The daily digest as an e-mail: how many tasks come due, are late or wait, and the way to the page that names them.

Nothing else stands in it: no task, no case, no name but that of who gets it. Off unless NAMRO_MAIL names a server.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from namro.doors import words
from namro.rules.packs.current import the_pack
from namro.work.plans.mailing import Letter, letters, send_all

MORNING = 7
"""The local hour before which no digest is sent."""


def wanted(now: datetime) -> bool:
    """Whether anything is to be sent at this hour."""
    calendar = the_pack().calendar
    awake = bool(settings.MAIL_FROM) and now.astimezone(calendar.zone).hour >= MORNING
    return awake and bool(letters(calendar.local(now)))


def run(now: datetime | None = None) -> int:
    """Sends what is to be sent today; how many. Raises `NotSent`, so that the job counts as failed and is run again."""
    now = now or datetime.now(UTC)
    if not settings.MAIL_FROM:
        return 0
    return send_all(the_pack().calendar.local(now), now, _send)


def _send(letter: Letter) -> None:
    lang, pack = the_pack().language, the_pack()
    rungs = {rung.id: rung.working_days for rung in pack.programme.ladder} if pack.programme else {}
    late = sum(n for rung, n in letter.counts.items() if rungs.get(rung, 0) > 0)
    news = letter.counts.get("", 0)
    soon = sum(letter.counts.values()) - late - news
    day = words.day(letter.day, lang)
    address = f"{_here()}{reverse('desk:plan-digest')}"
    lines = [
        words.say(lang, "desk.mail.hello", name=letter.name),
        *([words.say(lang, "desk.mail.counts", day=day, soon=soon, late=late)] if soon or late else []),
        *([words.say(lang, "desk.mail.waits", n=letter.waits)] if letter.waits else []),
        *([words.say(lang, "desk.mail.news", n=news)] if news else []),
        *([words.say(lang, "desk.mail.since", day=words.day(letter.since, lang))] if letter.since < letter.day else []),
        address,
        words.say(lang, "desk.mail.stop", url=f"{_here()}{reverse('desk:mail')}"),
    ]
    n = soon + late + news + letter.waits
    subject = words.say(lang, "desk.mail.subject", n=n, day=words.dmy(letter.day))
    EmailMessage(
        subject, "\n\n".join(lines) + "\n", settings.MAIL_FROM, [letter.address],
        headers={"Message-ID": _id(letter), "Auto-Submitted": "auto-generated"},
    ).send()  # fmt: skip


def _id(letter: Letter) -> str:
    """The same for the same person and day, and telling nothing of either."""
    told = hmac.new(settings.SECRET_KEY.encode(), f"{letter.user_id} {letter.day}".encode(), hashlib.sha256)
    return f"<{told.hexdigest()[:32]}@{settings.MAIL_FROM.rpartition('@')[2].strip('>')}>"


def _here() -> str:
    """The address by which readers reach this installation."""
    host = next(iter(settings.ALLOWED_HOSTS), "localhost").lstrip(".")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"
