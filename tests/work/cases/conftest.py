"""The scene of the cases room: a report as citizens send it, and short ways to bring it where a test begins."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from namro.ground.people.models import Office
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast, unit

HOAN_KIEM = "00070"
BA_DINH = "00004"


def burglary(code: str = BA_DINH, **more: Any) -> dict[str, Any]:
    """What a citizen answers about a broken-into warehouse."""
    return {
        "danger": False,
        "about": "Kho hàng bị phá khóa trong đêm, mất 12 thùng hàng điện tử.",
        "where": {"ref": unit(code).ref, "detail": "ngõ 12 Hàng Bài"},
        "when": {"from": "2026-03-09", "to": "2026-03-09"},
        **more,
    }


Reported = Callable[..., actions.Received]


@pytest.fixture
def reported(cast: Cast) -> Reported:
    """`reported()`: a burglary in Ba Đình, reported on the web at `NOW` by a citizen who gave their name."""

    def _reported(
        code: str = BA_DINH,
        *,
        now: datetime = NOW,
        office: Office | None = None,
        identity: dict[str, str] | None = {"name": "Nguyễn Thị Tố Giác", "phone": "0912 345 678"},  # noqa: B006
        draft: str | None = None,
        answers: dict[str, Any] | None = None,
        **more: Any,
    ) -> actions.Received:
        return actions.receive(
            office,
            procedure=more.pop("procedure", "crime-report"),
            answers=answers if answers is not None else burglary(code),
            identity=identity,
            place_ref=unit(code).ref,
            draft=draft or secrets.token_urlsafe(24),
            actor=more.pop("actor", actions.NEWCOMER),
            now=now,
            **more,
        )

    return _reported


@pytest.fixture
def case(reported: Reported) -> Case:
    """A burglary in Ba Đình, just received."""
    return reported().case


@pytest.fixture
def registered(case: Case, cast: Cast) -> Case:
    """The same, in Ba Đình's register."""
    actions.register(case, actor=cast.lan.actor, now=NOW)
    return again(case)


@pytest.fixture
def classified(registered: Case, cast: Cast) -> Case:
    """The same, classified as ordinary."""
    actions.classify(registered, step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    return again(registered)


@pytest.fixture
def sent(classified: Case, cast: Cast) -> Case:
    """The same, on its way to the investigation office."""
    actions.transfer(
        classified, office=cast.office.investigation, reason="Thuộc thẩm quyền điều tra.", actor=cast.lan.actor, now=NOW
    )
    return again(classified)


@pytest.fixture
def taken(sent: Case, cast: Cast) -> Case:
    """The same, accepted there."""
    actions.accept_transfer(sent, actor=cast.hoa.actor, now=NOW)
    return again(sent)


@pytest.fixture
def verifying(taken: Case, cast: Cast) -> Case:
    """The same, in the hands of an investigator."""
    actions.assign(taken, post=cast.son.post, actor=cast.binh.actor, now=NOW)
    return again(taken)


def again(case: Case) -> Case:
    """The case as it stands in the database now."""
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def spoiled() -> None:
    """Tests that ask for this spoil rows on purpose, or check them themselves."""


@pytest.fixture(autouse=True)
def nothing_differs(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test with cases, every row is what its actions make it, unless the test spoils one on purpose."""
    yield
    if "db" in request.fixturenames and "spoiled" not in request.fixturenames:
        from namro.work.cases.recheck import recheck

        assert recheck(NOW) == []
