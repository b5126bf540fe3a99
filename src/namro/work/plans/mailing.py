"""Sending digests by e-mail to those who gave an address: at most one to a person and day, only how many and where.

What could not be sent is tried again, and goes with the next day's where that comes first; the digest itself stays on
its page whatever becomes of the mail. Two processes never send the same one: whoever has its lease does. A process
that dies between handing the mail over and noting it leaves a lease that runs out; the second mail then has the
Message-ID of the first, by which a mail server drops it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.db import IntegrityError, transaction
from django.db.models import Max, Min, Q

from namro.ground.people.models import Holding, MailAddress, in_force
from namro.ground.seals.closed import opened
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.work.plans.models import Digest, Mailing
from namro.work.plans.telling import off

LEASE = 300
"""Seconds for which one process has a mail in hand; longer than any server takes."""
BACK = 7
"""Working days for which what could not be sent is still told."""


ABOUT_ONE = (SMTPRecipientsRefused, SMTPDataError)
"""Refusals that say something of one mail and nothing of the next."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told: to whom, on which local day, since which, how many lines there are by rung, and how many that
    only say that a report waits for an answer."""

    user_id: int
    name: str
    address: str
    day: date
    since: date
    counts: Mapping[str, int]
    waits: int = 0


class NotSent(Exception):
    """Some mails could not be handed over; they are tried again. Says how many and what the server said, no address."""


def address_of(user_id: int) -> str:
    """The address that somebody gave, or ""."""
    row = MailAddress.objects.filter(user_id=user_id).first()
    return opened(f"mail:{user_id}", row.closed).decode() if row else ""


def letters(on: date) -> list[Letter]:
    """What is still to be sent on that local day, nothing on a day off; four queries. Whoever took a post over is told
    nothing of the days before."""
    if off(on):
        return []
    sent = Mailing.objects.filter(day=on, upto__isnull=False).values("user_id")
    rows = {
        one.user_id: one
        for one in MailAddress.objects.filter(user__is_active=True, user__must_change_password=False)
        .exclude(user_id__in=sent)
        .select_related("user")
    }
    if not rows:
        return []
    calendar = the_pack().calendar
    told: dict[int, date] = {}  # by person the last day that was told of
    tried = Mailing.objects.filter(user_id__in=rows).order_by().values("user_id")
    for row in tried.annotate(last=Max("upto"), first=Min("day")):
        told[row["user_id"]] = row["last"] or calendar.add_days(row["first"], -1)
    posts: dict[int, list[tuple[int, date]]] = {}
    held = Holding.objects.filter(in_force(on), in_force(on, "post__"), user_id__in=rows)
    for user, post, begins in held.order_by("pk").values_list("user_id", "post_id", "begins"):
        posts.setdefault(post, []).append((user, begins))
    back, yesterday = _back(on), calendar.add_days(on, -1)
    found: dict[int, list[Digest]] = {}
    for digest in Digest.objects.filter(post_id__in=posts, on__gt=back, on__lte=on).order_by("on", "post_id"):
        for user, begins in posts[digest.post_id]:
            if digest.on > told.get(user, yesterday) and digest.on >= begins:
                mine = found.setdefault(user, [])
                mine += [digest] if digest not in mine else []
    return [_letter(rows[user], digests, on) for user, digests in sorted(found.items())]


def _back(on: date) -> date:
    """The day from which on nothing older is sent any more."""
    try:
        return the_pack().calendar.add_working_days(on, -BACK)
    except ClockError:
        return the_pack().calendar.add_days(on, -BACK)


def _letter(row: MailAddress, digests: Sequence[Digest], on: date) -> Letter:
    counts: dict[str, int] = {}
    waits = 0
    for line in (line for digest in digests for line in digest.lines):
        if "waits" in line and not line["rung"]:
            waits += 1
        else:
            counts[line["rung"]] = counts.get(line["rung"], 0) + 1
    address = opened(f"mail:{row.user_id}", row.closed).decode()
    return Letter(row.user_id, row.user.name, address, on, digests[0].on, counts, waits)


def send_all(on: date, now: datetime, send: Callable[[Letter], None]) -> int:
    """Sends what is to be sent, each at most once; how many. `send` raises OSError (as `smtplib` does) where a mail
    was not taken. Raises `NotSent` once all were tried."""
    done, failed, said = 0, 0, ""
    for letter in letters(on):
        if not _taken(letter, now):
            continue
        mine = Mailing.objects.filter(user_id=letter.user_id, day=letter.day)
        try:
            send(letter)
        except OSError as cause:
            mine.update(lease_until=0)
            failed, said = failed + 1, type(cause).__name__
            if not isinstance(cause, ABOUT_ONE):
                break  # the server itself does not answer; the rest waits for the next run
        else:
            mine.update(upto=on, lease_until=0)
            done += 1
    if failed:
        raise NotSent(f"{failed} not taken by the mail server ({said}), {done} sent")
    return done


def _taken(letter: Letter, now: datetime) -> bool:
    """Takes the mail for this process; False where another has it in hand, or sent it."""
    second = int(now.timestamp())
    over = Q(lease_until__lte=second) | Q(lease_until__gt=second + 2 * LEASE)  # beyond: the clock was set back since
    free = Mailing.objects.filter(over, user_id=letter.user_id, day=letter.day, upto=None)
    if free.update(lease_until=second + LEASE):
        return True
    try:
        with transaction.atomic():
            Mailing.objects.create(user_id=letter.user_id, day=letter.day, lease_until=second + LEASE)
    except IntegrityError:
        return False
    return True
