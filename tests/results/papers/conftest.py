"""A ward with matters that came to its counter and over the web, and short ways to print them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from namro.results.papers import actions as papers
from namro.results.papers.books import Book, draw_book
from namro.results.papers.drawing import new_print
from namro.results.papers.models import Paper
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast, Member, act, unit

BA_DINH = "00004"
ABOUT = "Đèn đường ngõ 12 hỏng đã hai tuần, buổi tối học sinh đi học về rất tối, đề nghị sửa sớm."
NAME = "Trần Thị Niêm Phong"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))

Came = Callable[..., Case]
Printed = Callable[..., tuple[Paper, bytes]]


@pytest.fixture
def came(cast: Cast) -> Came:
    """`came("petition", "…")`: somebody came to the counter of Ba Đình, gave their name and was written down by Lan."""

    def _came(
        procedure: str = "petition",
        about: str = ABOUT,
        *,
        channel: str = "counter",
        at: datetime = NOW,
        by: Member | None = None,
        **answers: Any,
    ) -> Case:
        given: dict[str, Any] = {"about": about, "where": {"ref": unit(BA_DINH).ref, "detail": "ngõ 12"}, **answers}
        if procedure == "crime-report":
            given["danger"] = False
        if procedure == "complaint":
            given.setdefault("wish", "Xem xét lại quyết định.")
            given.setdefault("learned", {"from": "2026-03-01", "to": "2026-03-01"})
        return actions.receive(
            (by or cast.lan).office,
            procedure=procedure,
            answers=given,
            identity={"name": NAME, "address": "số 1 phố Kín", "phone": "0912 345 678"},
            place_ref=unit(BA_DINH).ref,
            channel=channel,
            draft=secrets.token_urlsafe(24),
            actor=(by or cast.lan).at(at),
            now=at,
        ).case

    return _came


def entered(case: Case, by: Member, at: datetime = NOW) -> Case:
    """The case with its number in the register."""
    act(actions.register, case, by=by, at=at)
    return Case.objects.get(pk=case.pk)


def sent_on(case: Case, cast: Cast, at: datetime = NOW) -> Case:
    """A crime report, classified and on its way to the investigators."""
    act(actions.classify, case, by=cast.lan, at=at, flags={})
    case = Case.objects.get(pk=case.pk)
    act(
        actions.transfer,
        case,
        by=cast.lan,
        at=at,
        office=cast.office.investigation,
        reason="Thuộc thẩm quyền điều tra.",
    )
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def printed(cast: Cast) -> Printed:
    """`printed("reception-book")`: Lan prints a book of Ba Đình for 2026; the paper and its PDF."""

    def _printed(
        form: str = "reception-book",
        *,
        by: Member | None = None,
        at: datetime = NOW,
        days: tuple[date, date] = YEAR,
        volume: int = 1,
    ) -> tuple[Paper, bytes]:
        who = by or cast.lan
        actor = who.at(at)
        drawn = draw_book(actor, Book(form, who.office.pk, *days, volume), new_print(at, actor.name), at)
        return papers.issue(who.office, drawn, actor=actor, now=at), drawn.pdf

    return _printed
