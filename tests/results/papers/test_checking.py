"""A printed paper, held against the trail: bound, sealed, changed since, tampered with."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR
from namro.ground.trail import guards
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.models import Entry, SealedLeaf
from namro.ground.trail.verify import verify
from namro.results.papers import actions as papers
from namro.results.papers import checking, codes, queries
from namro.results.papers.books import Book, draw_book
from namro.results.papers.drawing import new_print
from namro.results.papers.models import Paper
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case
from tests.cast import HANOI, NOW, Cast, act
from tests.results.papers.conftest import YEAR, Came, Printed, entered

LATER = NOW.replace(hour=15)


def checked(paper: Paper, now: datetime = LATER) -> checking.Checked:
    return checking.check(OPERATOR, Paper.objects.select_related("office").get(pk=paper.pk), now)


def test_a_printed_book_is_bound_into_the_trail_and_sealed_a_moment_later(
    cast: Cast, came: Came, printed: Printed
) -> None:
    entered(came(), cast.lan)
    paper, made = printed()
    entry = Entry.objects.get(pk=paper.entry_id)
    assert (entry.action, entry.object_ref, entry.actor_ref) == (
        "papers.issue", f"office:{cast.lan.office.code}", f"user:{cast.lan.user.pk}",
    )  # fmt: skip
    before = checked(paper)
    assert (before.bound, before.seal, before.sound) == ("bound", "not-yet", True)
    seal_now()
    after = checked(paper)
    assert (after.bound, after.seal, after.changed, after.added, after.same_form) == ("bound", "sealed", 0, 0, True)
    assert after.batch is not None
    assert after.sealed_at is not None
    assert checking.same_file(paper, made)
    assert verify().sound


def test_the_file_can_be_had_again_byte_for_byte_while_nothing_has_changed(
    cast: Cast, came: Came, printed: Printed
) -> None:
    entered(came(), cast.lan)
    paper, made = printed("crime-book")
    assert checking.again(cast.lan.actor, paper, LATER) == made
    entered(came("crime-report", "Mất xe máy."), cast.lan)
    assert checking.again(cast.lan.actor, paper, LATER) is None


def test_lines_that_changed_and_lines_that_are_new_are_counted(cast: Cast, came: Came, printed: Printed) -> None:
    first = came()
    entered(came(), cast.lan)
    paper, _ = printed("reception-book")
    entered(first, cast.lan)
    came("petition", "Việc mới sau khi in")
    found = checked(paper)
    assert (found.changed, found.added, found.sound, found.as_then) == (1, 1, True, False)


def test_a_book_is_compared_on_the_form_on_which_it_was_printed(cast: Cast, came: Came, printed: Printed) -> None:
    came()
    paper, made = printed("reception-book")
    after_the_repeal = datetime(2026, 11, 2, 9, 0, tzinfo=HANOI)
    found = checked(paper, after_the_repeal)
    assert (found.changed, found.added, found.same_form) == (0, 0, True)
    assert checking.again(cast.lan.actor, paper, after_the_repeal) == made


def test_a_file_in_which_one_byte_differs_is_not_the_one_that_was_printed(
    cast: Cast, came: Came, printed: Printed
) -> None:
    paper, made = printed("register")
    assert not checking.same_file(paper, made[:-1] + b"\n")
    assert not checking.same_file(paper, printed("register")[1])


def test_two_prints_of_the_same_book_have_two_codes(cast: Cast, printed: Printed) -> None:
    assert printed("register")[0].code != printed("register")[0].code


@pytest.mark.parametrize("column", ["lines_digest", "pdf_digest", "by_name", "lines", "code"])
def test_a_row_that_was_changed_by_force_is_found_by_its_check_and_by_the_verifier(
    cast: Cast, printed: Printed, column: str
) -> None:
    paper, _ = printed("register")
    seal_now()
    value = {"lines": 7, "code": codes.code_of(b"0123456789"), "by_name": "Ai đó"}.get(column, "0" * 64)
    with guards.lifted(), guard.outside("somebody with the database in hand"):
        Paper.objects.filter(pk=paper.pk).update(**{column: value})
    found = checked(paper)
    assert (found.bound, found.sound) == ("changed", False)
    assert [one.kind for one in verify().findings] == ["claim"]


def test_an_entry_that_was_changed_after_sealing_is_found(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    seal_now()
    with guards.lifted(), guard.outside("somebody with the database in hand"):
        Entry.objects.filter(pk=paper.entry_id).update(office="CAX-99999")
    assert checked(paper).seal == "broken"


def test_an_entry_that_is_no_longer_there_is_missed(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    paper.entry_id += 10_000
    found = checking.check(OPERATOR, paper, LATER)
    assert (found.bound, found.sound) == ("gone", False)


def test_a_leaf_that_was_exchanged_is_found(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    seal_now()
    with guards.lifted(), guard.outside("somebody with the database in hand"):
        SealedLeaf.objects.filter(entry_id=paper.entry_id).update(leaf="0" * 64)
    assert checked(paper).seal == "broken"


def test_the_rows_of_printed_papers_are_only_ever_added(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    with guard.outside("somebody tries"), pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(by_name="Ai đó")
    with guard.outside("somebody tries"), pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).delete()


def test_printing_needs_the_right_and_a_seat_that_reaches_the_office(cast: Cast, came: Came) -> None:
    entered(came(), cast.lan)
    drawn = draw_book(OPERATOR, Book("register", cast.lan.office.pk, *YEAR), new_print(NOW, "x"), NOW)
    for who in (cast.quan, cast.thao, cast.tam, cast.dung, cast.vy):
        with pytest.raises(NotThere):
            act(papers.issue, cast.lan.office, drawn, by=who)
    assert Paper.objects.count() == 0
    assert act(papers.issue, cast.lan.office, drawn, by=cast.ha).office == cast.lan.office


def test_a_book_drawn_for_one_office_is_not_printed_as_anothers(cast: Cast) -> None:
    drawn = draw_book(OPERATOR, Book("register", cast.lan.office.pk, *YEAR), new_print(NOW, "x"), NOW)
    with pytest.raises(ValueError, match="something else"):
        act(papers.issue, cast.quan.office, drawn, by=cast.quan)


def test_papers_are_listed_for_those_who_read_the_office_and_not_there_for_others(
    cast: Cast, printed: Printed, today: object
) -> None:
    paper, _ = printed("register")
    for who in (cast.lan, cast.ha, cast.thao, cast.tam):
        rows = queries.papers_of(who.actor, cast.lan.office.pk, YEAR[0].replace(month=3)).rows
        assert [(row.paper.code, row.bound, row.seal) for row in rows] == [(paper.code, "bound", "not-yet")]
    for who in (cast.quan, cast.dung, cast.vy):
        with pytest.raises(NotThere):
            queries.papers_of(who.actor, cast.lan.office.pk, YEAR[0].replace(month=3))
        with pytest.raises(NotThere):
            queries.printed(who.actor, paper.code, YEAR[0].replace(month=3))


def test_a_mistyped_code_is_told_apart_from_one_that_belongs_to_nothing(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    day = YEAR[0].replace(month=3)
    typed = paper.code.lower().replace("-", " ").replace("0", "o")
    assert queries.known(OPERATOR, typed, day) == paper
    wrong = ("0" if paper.code[0] != "0" else "1") + paper.code[1:]
    for code, reason in ((wrong, "papers.not-a-code"), (codes.code_of(b"nothing at all"), "papers.unknown-code")):
        with pytest.raises(Refused) as refused:
            queries.known(OPERATOR, code, day)
        assert refused.value.code == reason


def test_every_single_mistyped_symbol_and_swap_of_a_code_is_noticed() -> None:
    code = codes.code_of(bytes(range(7, 17)))
    assert codes.read(code) == code
    symbols = code.replace("-", "")
    for at, symbol in enumerate(symbols):
        for other in codes.ALPHABET:
            if other != symbol:
                assert codes.read(symbols[:at] + other + symbols[at + 1 :]) is None
    for at in range(len(symbols) - 1):
        swapped = symbols[:at] + symbols[at + 1] + symbols[at] + symbols[at + 2 :]
        assert swapped == symbols or codes.read(swapped) is None


def test_a_paper_keeps_nothing_of_what_its_lines_say(cast: Cast, came: Came, printed: Printed) -> None:
    entered(came("petition", "Điều chỉ có trong dòng này"), cast.lan)
    paper, _ = printed("register")
    kept = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in Paper.objects.values_list().get())
    assert "Điều chỉ có" not in kept
    assert len(bytes(paper.line_digests)) == 8
    assert Case.objects.count() == 1
