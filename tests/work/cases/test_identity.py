"""Who the reporter is: sealed apart, in no list, log or search, and opened by two bodies only."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.ground.seals.models import Sealed
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.models import Case, Done, Notice
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db

NAME, PHONE = "Nguyễn Thị Tố Giác", "0912 345 678"


def code_of(function: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **kwargs)
    return caught.value.code


def everything_kept() -> str:
    """All that stands in the database, and in files other than keys."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                parts += [
                    bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row
                ]
    for file in Path(settings.NAMRO_HOME).rglob("*"):
        if file.is_file() and "keys" not in file.parts and "sqlite" not in file.name:
            parts.append(file.read_bytes().decode("utf-8", "replace"))
    return "\n".join(parts)


def test_the_name_stands_nowhere_that_anybody_reads(
    reported: Reported, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = reported(identity={"name": NAME, "phone": PHONE, "address": "Số 5 ngõ Yên Lặng"}).case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    seen = everything_kept() + caplog.text
    for rows in (queries.rows(cast.lan.actor, NOW).rows, timeline.timeline(again(case), "staff"), queries.said(case)):
        seen += repr(rows)
    for secret in (NAME, "Tố Giác", PHONE, "Yên Lặng", NAME.encode("unicode_escape").decode()):
        assert secret not in seen
    assert case.summary in seen  # the search itself works
    assert Sealed.objects.filter(about=f"case:{case.ref}").count() == 1
    assert queries.is_named(case)


def test_without_sealing_the_name_would_be_found(
    reported: Reported, monkeypatch: pytest.MonkeyPatch, spoiled: object
) -> None:
    from namro.ground.seals import sealing

    monkeypatch.setattr(sealing.AESGCM, "encrypt", lambda self, nonce, plain, bound: plain + b"0" * 16)
    reported(identity={"name": "NAME-IN-THE-OPEN"})
    assert "NAME-IN-THE-OPEN" in everything_kept()


def test_a_nameless_report_has_nothing_sealed(reported: Reported, cast: Cast) -> None:
    case = reported(identity=None).case
    assert not Sealed.objects.exists()
    assert not queries.is_named(case)
    assert code_of(actions.ask_identity, case, reason="x", actor=cast.minh.actor, now=NOW) == "cases.no-identity"


@pytest.fixture
def asked(case: Case, cast: Cast) -> Case:
    """Minh of Ba Đình has asked to learn who the reporter is."""
    actions.ask_identity(case, reason="Cần gặp để lấy lời khai.", actor=cast.minh.actor, now=NOW)
    return again(case)


def test_two_bodies_open_it_for_half_an_hour_and_the_reporter_is_told_each_time(asked: Case, cast: Cast) -> None:
    request = queries.asked_identities(cast.vy.actor, NOW)[0]
    assert (request.case_ref, request.who, request.reason) == (asked.ref, "Trần Văn Minh", "Cần gặp để lấy lời khai.")
    minh = cast.minh.actor
    assert code_of(actions.read_identity, asked, actor=minh, now=NOW) == "cases.identity-not-agreed"

    found = queries.case_to_unseal(cast.vy.actor, asked.ref)
    actions.agree_identity(found, asked=request.seq, actor=cast.vy.actor, now=NOW)
    assert queries.asked_identities(cast.vy.actor, NOW) == []
    at_29 = NOW.replace(minute=29)
    assert actions.read_identity(again(asked), actor=minh, now=at_29) == {"name": NAME, "phone": PHONE}
    assert actions.read_identity(again(asked), actor=minh, now=at_29)["name"] == NAME
    over = NOW.replace(minute=30)
    assert code_of(actions.read_identity, again(asked), actor=minh, now=over) == "cases.identity-time-over"

    keys = [line.key for line in timeline.timeline(again(asked), "reporter")]
    assert keys == [
        "common.case.receive-web", "common.case.ask-identity", "common.case.agree-identity",
        "common.case.read-identity", "common.case.read-identity",
    ]  # fmt: skip
    assert Notice.objects.filter(case=asked, to="reporter").count() == 4
    assert NAME not in everything_kept()


def test_the_reporter_is_told_why_their_identity_was_asked_for_but_no_names(asked: Case) -> None:
    lines = timeline.timeline(asked, "reporter")
    assert [[part for part, _ in line.words] for line in lines] == [[], ["reason"]]
    assert {line.who for line in lines} == {""}


def test_only_the_one_who_asked_may_read(asked: Case, cast: Cast) -> None:
    actions.agree_identity(asked, asked=asked.seq, actor=cast.phuc.actor, now=NOW)
    assert code_of(actions.read_identity, again(asked), actor=cast.ha.actor, now=NOW) == "cases.identity-not-agreed"
    for member in (cast.lan, cast.quan, cast.vy, cast.phuc, cast.tam):  # no right to it, or no part in the case
        with pytest.raises(NotThere):
            actions.read_identity(again(asked), actor=member.actor, now=NOW)


def test_nobody_but_a_keeper_of_another_office_agrees(asked: Case, cast: Cast) -> None:
    from namro.ground.gate import guard
    from namro.ground.people.models import Holding, Post

    for member in (cast.ha, cast.minh, cast.thao, cast.tam, cast.quan):
        with pytest.raises(NotThere):
            actions.agree_identity(asked, asked=asked.seq, actor=member.actor, now=NOW)
    with guard.outside("Hà keeps seals in the very office that asks"):
        post = Post.objects.create(office=cast.office.ba_dinh, role="seal-keeper", begins=cast.ha.post.begins)
        Holding.objects.create(post=post, user=cast.ha.user, begins=post.begins)
    assert code_of(actions.agree_identity, asked, asked=asked.seq, actor=cast.ha.actor, now=NOW) == (
        "cases.identity-same-office"
    )
    with guard.outside("Minh keeps seals in another office"):
        post = Post.objects.create(office=cast.office.inspectorate, role="seal-keeper", begins=cast.ha.post.begins)
        Holding.objects.create(post=post, user=cast.minh.user, begins=post.begins)
    assert code_of(actions.agree_identity, asked, asked=asked.seq, actor=cast.minh.actor, now=NOW) == (
        "cases.identity-same-person"
    )
    assert Done.objects.filter(verb="agree-identity").count() == 0


def test_a_request_is_agreed_to_once_and_must_exist(asked: Case, cast: Cast) -> None:
    assert code_of(actions.agree_identity, asked, asked=1, actor=cast.vy.actor, now=NOW) == "cases.identity-not-asked"
    actions.agree_identity(asked, asked=asked.seq, actor=cast.vy.actor, now=NOW)
    assert code_of(actions.agree_identity, again(asked), asked=asked.seq, actor=cast.phuc.actor, now=NOW) == (
        "cases.identity-agreed-already"
    )


def test_an_officer_elsewhere_and_the_reporter_cannot_ask(case: Case, cast: Cast) -> None:
    for actor in (cast.quan.actor, cast.son.actor, cast.thao.actor, cast.vy.actor, reporter(case.ref)):
        with pytest.raises(NotThere):
            actions.ask_identity(case, reason="x", actor=actor, now=NOW)
    assert code_of(actions.ask_identity, case, reason="", actor=cast.minh.actor, now=NOW) == "cases.needed"


def test_an_office_above_does_not_ask_in_the_place_of_the_one_that_has_the_case(case: Case, cast: Cast) -> None:
    from namro.ground.gate import guard
    from namro.ground.people.models import Holding, Post

    with guard.outside("Dũng becomes the head of the city's police"):
        post = Post.objects.create(office=cast.office.city, role="head", begins=cast.ha.post.begins)
        Holding.objects.create(post=post, user=cast.dung.user, begins=post.begins)
    assert (
        code_of(actions.ask_identity, case, reason="x", actor=cast.dung.actor, now=NOW) == "cases.identity-own-office"
    )


def test_keepers_see_requests_and_no_cases(asked: Case, cast: Cast) -> None:
    assert not queries.for_actor(cast.vy.actor, NOW.date()).exists()
    assert queries.asked_identities(cast.lan.actor, NOW) == []
    with pytest.raises(NotThere):
        queries.case_to_unseal(cast.lan.actor, asked.ref)
    with pytest.raises(NotThere):
        queries.case_to_unseal(cast.vy.actor, "NR-0000-0000")


def test_an_agreement_ends_with_the_case_going_to_another_office(asked: Case, cast: Cast) -> None:
    actions.agree_identity(asked, asked=asked.seq, actor=cast.vy.actor, now=NOW)
    actions.register(again(asked), actor=cast.lan.actor, now=NOW)
    actions.classify(again(asked), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    actions.transfer(again(asked), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    actions.accept_transfer(again(asked), actor=cast.hoa.actor, now=NOW)
    with pytest.raises(NotThere):
        actions.read_identity(again(asked), actor=cast.minh.actor, now=NOW)
