"""The cast: the same people in every test, each in their post on the same day.

    lan     duty officer, police of Ba Đình ward          quan   duty officer, police of Hoàn Kiếm ward:
    minh    her colleague, handler                               must see nothing of Ba Đình
    ha      head of the same office                       mai    handler there       duc   head there
    nam     investigator posted to it                     thao   standing agency of the city
    son     investigator, the city's investigation office tam    auditor, inspectorate
    hoa     duty officer there     binh   head there      vy     seal keeper, inspectorate
    dung    administrator, police of the city             phuc   seal keeper, standing agency
    khoa    archivist there                               yen    reviewer, inspectorate
                                                          loan   reviewer, standing agency

The citizen has no account: `reporter("case:…")` from `namro.ground.people.actors` is how they act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from namro.ground.gate import guard
from namro.ground.people.actors import Actor, staff
from namro.ground.people.models import Holding, Office, Post, User
from namro.ground.places.models import Unit, standing
from namro.rules.packs.current import the_pack

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=HANOI)
SINCE = date(2025, 7, 1)
PASSWORD = "nam-ro-minh-hoa"
FIRST = 1_000_000
"""The number of the first row of each kind: far beyond what a sequence of the database comes to in a test."""
CITY, BA_DINH, HOAN_KIEM = "01", "00004", "00070"

R = TypeVar("R")


class QuickArgon2(Argon2PasswordHasher):
    """The real hasher at its cheapest, so that tests do not wait for passwords."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


OFFICES: dict[str, tuple[str, str]] = {
    "city": ("province-police", CITY),
    "ba_dinh": ("commune-police", BA_DINH),
    "hoan_kiem": ("commune-police", HOAN_KIEM),
    "investigation": ("investigation", CITY),
    "inspectorate": ("inspectorate", CITY),
    "standing": ("standing-agency", CITY),
}

POSTS: dict[str, tuple[str, str, str]] = {
    "lan": ("Nguyễn Thị Lan", "duty-officer", "ba_dinh"),
    "minh": ("Trần Văn Minh", "handler", "ba_dinh"),
    "ha": ("Lê Thu Hà", "head", "ba_dinh"),
    "nam": ("Đỗ Hoài Nam", "investigator", "ba_dinh"),
    "quan": ("Phạm Minh Quân", "duty-officer", "hoan_kiem"),
    "mai": ("Vũ Ngọc Mai", "handler", "hoan_kiem"),
    "duc": ("Hoàng Anh Đức", "head", "hoan_kiem"),
    "son": ("Bùi Thanh Sơn", "investigator", "investigation"),
    "hoa": ("Đinh Thị Hoa", "duty-officer", "investigation"),
    "binh": ("Ngô Thái Bình", "head", "investigation"),
    "thao": ("Phan Phương Thảo", "standing-agency", "standing"),
    "tam": ("Đặng Minh Tâm", "auditor", "inspectorate"),
    "dung": ("Mai Việt Dũng", "administrator", "city"),
    "vy": ("Lý Tường Vy", "seal-keeper", "inspectorate"),
    "phuc": ("Hồ Quang Phúc", "seal-keeper", "standing"),
    "yen": ("Trịnh Hải Yến", "reviewer", "inspectorate"),
    "khoa": ("Trịnh Đăng Khoa", "archivist", "city"),
    "loan": ("Cao Bích Loan", "reviewer", "standing"),
}


@dataclass(frozen=True)
class Member:
    """Someone of the cast."""

    user: User
    post: Post
    office: Office

    @property
    def actor(self) -> Actor:
        """Who they are to the gate at `NOW`."""
        return staff(self.user, NOW)

    def at(self, now: datetime) -> Actor:
        """Who they are to the gate at another moment."""
        return staff(self.user, now)


class Cast:
    """Members by name (`cast.lan`) and offices by name (`cast.office.ba_dinh`)."""

    lan: Member
    minh: Member
    ha: Member
    nam: Member
    quan: Member
    mai: Member
    duc: Member
    son: Member
    hoa: Member
    binh: Member
    thao: Member
    tam: Member
    dung: Member
    vy: Member
    phuc: Member
    yen: Member
    loan: Member
    khoa: Member

    def __init__(self, office: Offices, members: dict[str, Member]) -> None:
        self.office = office
        self.members = members
        for name, member in members.items():
            setattr(self, name, member)

    def __iter__(self) -> Iterator[tuple[str, Member]]:
        return iter(self.members.items())


class Offices:
    """The offices of the cast."""

    city: Office
    ba_dinh: Office
    hoan_kiem: Office
    investigation: Office
    inspectorate: Office
    standing: Office

    def __init__(self, offices: dict[str, Office]) -> None:
        for name, office in offices.items():
            setattr(self, name, office)


@cache
def _password() -> str:
    return make_password(PASSWORD)


def unit(code: str, on: date = SINCE) -> Unit:
    """The unit that has this code on that day."""
    return Unit.objects.get(standing(on), code=code)


def cast_on_stage() -> Cast:
    """Writes the whole cast, in a handful of statements."""
    pack = the_pack()
    with guard.outside("the cast comes on stage"):
        units = {one.code: one for one in Unit.objects.filter(standing(SINCE), code__in=[CITY, BA_DINH, HOAN_KIEM])}
        offices: dict[str, Office] = {}
        for pk, (name, (kind, code)) in enumerate(OFFICES.items(), FIRST):
            rule, place = pack.offices[kind], units[code]
            parent = offices["city"] if rule.parent else None
            offices[name] = Office(
                pk=pk,
                kind=kind,
                unit=place,
                parent=parent,
                names={lang: text.format(unit=place.said[lang]) for lang, text in rule.names.items()},
                code=f"{rule.code}-{code}",
                begins=SINCE,
                path=f"{parent.path if parent else '/'}{pk}/",
            )
        Office.objects.bulk_create(offices.values())
        users = User.objects.bulk_create(
            User(pk=pk, username=who, name=name, password=_password(), must_change_password=False, created_at=NOW)
            for pk, (who, (name, _, _)) in enumerate(POSTS.items(), FIRST)
        )
        posts = Post.objects.bulk_create(
            Post(pk=pk, office=offices[where], role=role, begins=SINCE)
            for pk, (_, role, where) in enumerate(POSTS.values(), FIRST)
        )
        Holding.objects.bulk_create(
            Holding(pk=pk, post=post, user=user, begins=SINCE)
            for pk, (user, post) in enumerate(zip(users, posts, strict=True), FIRST)
        )
    members = {
        who: Member(user, post, offices[where])
        for (who, (_, _, where)), user, post in zip(POSTS.items(), users, posts, strict=True)
    }
    return Cast(Offices(offices), members)


def act(action: Callable[..., R], *on: Any, by: Member | Actor, at: datetime = NOW, **said: Any) -> R:
    """`act(register, case, by=cast.lan)`: someone of the cast takes an action at a moment (`NOW` if none is said)."""
    actor = by.at(at) if isinstance(by, Member) else by
    return action(*on, actor=actor, now=at, **said)
