"""Search and long lists: the same answers by looking through cases and by the index of words, on both databases."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from namro.ground.gate import guard
from namro.ground.people.actors import reporter
from namro.work.cases import actions, narrowing, queries, rows, searching, today, walks, words_index
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck
from namro.work.cases.scope import branches
from tests.cast import NOW, Cast
from tests.work.cases.conftest import HOAN_KIEM, Reported, burglary

pytestmark = pytest.mark.django_db

STORIES = (
    "Kho hàng bị phá khóa, mất 12 thùng hàng.",
    "Xe máy 29A-00123 bị lấy trộm trước cửa nhà.",
    "Bị giật túi xách, trong túi có điện thoại.",
    "Xe đạp điện bị trộm ở gốc cây đa.",
    "Cửa hàng bị đập vỡ kính; mất tiền trong ngăn kéo.",
    "Trộm cắt dây cáp, khoảng 40 mét.",
)


@pytest.fixture
def told(reported: Reported, cast: Cast) -> list[Case]:
    """Twelve matters, an hour apart, the newest last; every other one is registered."""
    made = []
    for nth in range(12):
        at = NOW - timedelta(hours=12 - nth)
        case = reported(now=at, answers=burglary(about=STORIES[nth % 6])).case
        if nth % 2:
            actions.register(case, actor=cast.lan.actor, now=at)
        made.append(Case.objects.get(pk=case.pk))
    return made


@pytest.fixture
def by_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly anything is looked through, and every word may be asked of the index."""
    monkeypatch.setattr(walks, "LOOKED_AT", 1)
    monkeypatch.setattr(searching, "WALKED", 1)
    monkeypatch.setattr(searching, "RARE", 1.0)


def found(cast: Cast, text: str, **more: Any) -> list[str]:
    return [row.ref for row in queries.rows(cast.lan.actor, NOW, text=text, **more).rows]


TEXTS = (
    "trom", "tro", "xe", "xe trom", "trộm xe máy", "29a", "00123", "29A-00123", "kho hang", "dien thoai", "ba dinh",
    "da", "00001/2026", "nr", "không có", "hang 12", "crime report", "cay cap", "x", "truoc", "chi", "cuc da",
)  # fmt: skip


def test_the_index_finds_what_looking_through_finds_in_the_same_order(
    told: list[Case], cast: Cast, request: pytest.FixtureRequest
) -> None:
    expected = {}
    for text in TEXTS:
        words = searching.words_of(text)
        expected[text] = [
            case.ref
            for case in reversed(told)
            if all(any(one.startswith(word) for one in case.folded.split()) for word in words)
        ]
    assert {text: found(cast, text) for text in TEXTS} == expected
    request.getfixturevalue("by_index")
    asked: list[str] = []
    real = searching._read
    request.getfixturevalue("monkeypatch").setattr(
        searching, "_read", lambda walk, held, *rest: asked.append(text) or real(walk, held, *rest)
    )
    for text in TEXTS:
        assert found(cast, text) == expected[text], text
    assert set(asked) == set(TEXTS)


def test_a_word_is_found_from_its_beginning_only(told: list[Case], cast: Cast) -> None:
    assert found(cast, "khoa")
    assert not found(cast, "hoa")


@pytest.mark.parametrize("indexed", [False, True])
def test_a_reference_is_found_with_and_without_its_hyphens(
    told: list[Case], cast: Cast, indexed: bool, request: pytest.FixtureRequest
) -> None:
    if indexed:
        request.getfixturevalue("by_index")
    case = told[3]
    for text in (case.ref, case.ref.lower(), case.ref.replace("-", ""), case.ref[:7], case.number, case.number[:8]):
        assert case.ref in found(cast, text), text


@pytest.mark.usefixtures("by_index")
def test_the_index_keeps_to_scope_and_filters(told: list[Case], cast: Cast) -> None:
    assert queries.rows(cast.quan.actor, NOW, text="trom").total == 0
    assert queries.rows(cast.thao.actor, NOW, text="trom").total == 6
    assert len(found(cast, "trom", state="registered")) == 6
    assert len(found(cast, "trom", open=False)) == 0


@pytest.mark.usefixtures("by_index", "spoiled")
def test_the_index_follows_every_change_and_what_was_undone_leaves_nothing(told: list[Case], cast: Cast) -> None:
    case = told[0]
    with guard.outside("a test that changes a subject"):
        Case.objects.filter(pk=case.pk).update(folded="chuyen khac hoan toan")
    assert found(cast, "khac toan") == [case.ref]
    assert case.ref not in found(cast, "kho hang")
    with transaction.atomic(), guard.outside("a test that changes its mind"):
        Case.objects.filter(pk=case.pk).update(folded="khong bao gio")
        transaction.set_rollback(True)
    assert found(cast, "bao gio") == []


def test_an_index_that_does_not_follow_is_named_and_made_again(told: list[Case], cast: Cast) -> None:
    assert recheck(NOW) == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or no index can be made in the test's transaction
            words_index.remove(connection)
        else:
            for name in ("added", "changed", "gone"):
                cursor.execute(f"DROP TRIGGER {words_index.INDEX}_{name}")
    assert {d.field for d in recheck(NOW)} == {"words"}
    words_index.restore_after_migrate("default")
    assert recheck(NOW) == []


@pytest.mark.usefixtures("spoiled")
def test_a_case_that_the_index_does_not_know_is_named(told: list[Case]) -> None:
    if connection.vendor == "postgresql":  # keeps its index itself: nobody can take one case out
        assert words_index.spoiled() == []
        return
    with connection.cursor() as cursor, guard.outside("somebody takes a case out of the index"):
        cursor.execute(
            f"INSERT INTO {words_index.INDEX} ({words_index.INDEX}, rowid, folded) SELECT 'delete', "
            f"{words_index.row_id()}, folded FROM cases_case WHERE id = {told[4].pk}"
        )
    assert [(d.case, d.field) for d in recheck(NOW)] == [(told[4].ref, "words")]


def walked(cast: Cast, **filters: Any) -> tuple[list[str], list[rows.Page]]:
    """All pages of a list, from the first along the bookmarks."""
    refs: list[str] = []
    pages: list[rows.Page] = []
    page, after = 1, ""
    for _ in range(60):  # a list that never ends is one that does not go on
        got = queries.rows(cast.lan.actor, NOW, page=page, after=after, size=2, **filters)
        pages.append(got)
        refs += [row.ref for row in got.rows]
        if got.page < got.pages and not after:
            page += 1
        elif got.after:
            page, after = page + 1, got.after
        else:
            return refs, pages
    raise AssertionError("The bookmarks lead in a circle.")


def test_what_is_not_looked_through_yet_is_said_and_found_by_going_on(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "LOOKED_AT", 3)
    monkeypatch.setattr(searching, "WALKED", 3)
    monkeypatch.setattr(searching, "RARE", -1.0)  # too common for the index
    refs, pages = walked(cast, text="thung")
    assert refs == [told[6].ref, told[0].ref]
    assert (pages[0].rows, pages[0].more, str(pages[0].looked_to)) == ([], True, "2026-03-10")
    assert not pages[-1].after


def test_beyond_what_is_counted_a_list_goes_on_from_a_bookmark(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "COUNTED", 4)
    refs, pages = walked(cast)
    assert refs == [case.ref for case in reversed(told)]
    assert [(p.total, p.more) for p in pages[:2]] == [(4, True), (4, True)]
    assert [p.page for p in pages] == [1, 2, 3, 4, 5, 6]
    alone = queries.rows(cast.lan.actor, NOW, after=pages[1].after, size=2)
    assert [row.ref for row in alone.rows] == [row.ref for row in pages[2].rows]
    assert alone.page > alone.pages, "without the number of a page it is no first one either"


def test_cases_of_one_instant_are_each_met_once(
    reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [reported().case.ref for _ in range(7)]
    monkeypatch.setattr(rows, "COUNTED", 2)
    refs, _ = walked(cast)
    assert refs == made[::-1]


@pytest.mark.usefixtures("by_index")
@pytest.mark.parametrize("most", [1, 3, 5])
def test_reading_the_index_stops_and_goes_on(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(searching, "INDEXED", most)
    refs, _ = walked(cast, text="trom")
    assert refs == [case.ref for case in reversed(told) if "trom" in case.folded]


@pytest.mark.usefixtures("by_index")
@pytest.mark.parametrize("most", [2, 50])
def test_the_index_is_read_week_by_week_to_the_oldest(
    reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(searching, "INDEXED", most)
    then = {"from": "2025-08-01", "to": "2025-08-01"}
    made = [
        reported(now=NOW - timedelta(days=days), answers=burglary(when=then)).case.ref
        for days in (200, 199, 150, 70, 69, 40, 3, 0)
    ]
    refs, _ = walked(cast, text="thung")
    assert refs == made[::-1]


@pytest.mark.usefixtures("by_index")
def test_many_cases_of_one_instant_are_each_found_once(
    reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [reported().case.ref for _ in range(7)]
    monkeypatch.setattr(searching, "INDEXED", 3)
    refs, _ = walked(cast, text="thung")
    assert refs == made[::-1]


@pytest.mark.usefixtures("by_index")
def test_a_search_among_what_is_late_asks_the_index_too(told: list[Case], cast: Cast) -> None:
    later = NOW + timedelta(days=20)
    late = [row.ref for row in queries.rows(cast.lan.at(later), later, text="trom", part="late").rows]
    assert late == [case.ref for case in sorted(told, key=lambda c: (c.next_due_at, c.pk)) if "trom" in case.folded]


def test_a_bookmark_that_is_none_is_the_first_page(told: list[Case], cast: Cast) -> None:
    for text in ("", "x", "1.2.3", "9" * 40, "-1.2", "1", "1.", ".1", "\u0661.1"):
        assert queries.rows(cast.lan.actor, NOW, after=text).total == 12, text


def test_filters_combine(told: list[Case], reported: Reported, cast: Cast) -> None:
    then = {"from": "2026-02-07", "to": "2026-02-07"}
    old = reported(now=NOW - timedelta(days=30), answers=burglary(when=then)).case
    there = reported(HOAN_KIEM).case
    city = cast.thao.actor

    def total(**filters: Any) -> int:
        return queries.rows(city, NOW, **filters).total

    assert total() == 14
    assert total(place="2025:00070") == 1
    assert total(place="2025:01") == total(place="2025:00070") + total(place="2025:00004") == 14
    assert total(first=date(2026, 2, 8), last=date(2026, 2, 8)) == 1
    assert total(last=date(2026, 2, 8), text="kho", state="received", procedure="crime-report", channel="web") == 1
    assert total(channel="post") == total(place="9999:00001") == total(channel="x") == 0
    assert total(late=True, first=date(2026, 2, 8)) == total(part="late", text="kho") == 1
    assert total(office=cast.office.hoan_kiem.pk, place="2025:00070", open=True, assignee="nobody") == 1
    assert {old.office_id, there.office_id} == {cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk}


def test_whoever_reads_many_offices_reads_the_same_as_office_by_office(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from namro.work.cases import scope

    before = found(cast, "trom"), today.today(cast.lan.actor, NOW)
    monkeypatch.setattr(scope, "APART", 0)
    monkeypatch.setattr(narrowing, "APART", 0)
    assert (found(cast, "trom"), today.today(cast.lan.actor, NOW)) == before


def test_a_program_reads_on_to_the_end_whatever_was_not_looked_through_at_once(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RARE", -1.0)  # too common for the index
    monkeypatch.setattr(walks, "LOOKED_AT", 2)
    monkeypatch.setattr(searching, "WALKED", 2)
    monkeypatch.setattr(rows, "LOOKS", 2)
    for filters, wanted in (({"text": "thung"}, [6, 0]), ({"channel": "web"}, list(range(11, -1, -1)))):
        refs: list[str] = []
        sizes: list[int] = []
        key = None
        for _ in range(30):
            page, key = queries.rows_after(cast.lan.actor, NOW, key, size=3, **filters)
            refs += [row.ref for row in page]
            sizes.append(len(page))
            if key is None:
                break
        assert refs == [told[nth].ref for nth in wanted]
        assert key is None, "a list that never ends is one that does not go on"
        if "text" in filters:
            assert 0 in sizes, "few of many match: a page may be empty and the list goes on"


def test_what_comes_in_between_shifts_nothing_for_a_program(told: list[Case], reported: Reported, cast: Cast) -> None:
    first, key = queries.rows_after(cast.lan.actor, NOW, None, size=5)
    reported()
    rest, key = queries.rows_after(cast.lan.actor, NOW, key, size=20)
    assert [row.ref for row in (*first, *rest)] == [case.ref for case in reversed(told)]
    assert key is None


def test_what_reporters_wrote_is_counted_no_further_than_it_must(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nth in (3, 1, 5, 7):
        actions.message(told[nth], text="Tôi nhớ thêm.", actor=reporter(told[nth].ref), now=NOW + timedelta(hours=nth))
    later = NOW + timedelta(hours=8)
    wrote = today.today(cast.lan.at(later), later, limit=3).wrote
    assert [row.ref for row in wrote.rows] == [told[nth].ref for nth in (1, 3, 5)]
    assert (wrote.total, wrote.more) == (4, False)
    newest = [row.ref for row in queries.rows(cast.lan.at(later), later, wrote=True).rows]
    assert newest == [told[nth].ref for nth in (7, 5, 3, 1)]
    monkeypatch.setattr(today, "COUNTED", 2)
    wrote = today.today(cast.lan.at(later), later, limit=3).wrote
    assert (len(wrote.rows), wrote.total, wrote.more) == (3, 2, True)


def test_today_counts_no_further_than_it_must(told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "COUNTED", 3)
    new = today.today(cast.lan.actor, NOW, limit=2).new
    assert (len(new.rows), new.total, new.more) == (2, 3, True)


FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"state": "received"}, {"open": True}, {"part": "late"}, {"part": "soon"}, {"part": "new"},
    {"part": "waiting"}, {"part": "near"}, {"wrote": True}, {"wrote": True, "assignee": "mine"},
    {"procedure": "petition"}, {"place": "2025:00070"}, {"assignee": "mine"},
    {"office": 1}, {"first": date(2026, 1, 1)}, {"channel": "web", "state": "closed"},
)  # fmt: skip


@pytest.mark.parametrize("who", ["lan", "thao", "binh"])
def test_every_walk_goes_along_an_index(told: list[Case], cast: Cast, who: str) -> None:
    actor = getattr(cast, who).actor
    for filters in FILTERS:
        along_an_index(narrowing.narrowed(actor, NOW, **filters))
    for walk in narrowing.unread(actor, NOW.date(), branches(actor, NOW.date())):
        along_an_index(walk)


def along_an_index(walk: walks.Walk) -> None:
    """Whether each branch is read in its order from an index, from the start and from a bookmark."""
    place = walks.Place(datetime.fromisoformat("2026-03-10T00:00:00+00:00"), 5)
    for after in (None, place):
        for branch in walk.branches:
            sql, params = walks._along(branch, walk.order, after, walks.key(walk.order))
            plan = _plan(f"{sql} LIMIT 51", params)
            if "cases_on_their_way" not in plan:  # few at any time, and put in order when they are read
                assert not re.search(r"FOR ORDER BY|Sort|Seq Scan|SCAN cases_case$", plan, re.MULTILINE), plan


def _plan(sql: str, params: list[Any]) -> str:
    """How the engine would read it. PostgreSQL reads so few cases whole and sorts them, unless it must not."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
        else:
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute("EXPLAIN " + sql, params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_what_a_place_has_is_looked_through_whole_before_the_index_is_asked(
    reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [reported().case for _ in range(5)]
    monkeypatch.setattr(walks, "LOOKED_AT", 2)
    asked: list[list[str]] = []

    def rare(words: list[str]) -> list[str]:
        asked.append(words)
        return []

    monkeypatch.setattr(searching, "rare_words", rare)
    here = {"text": "kho hang", "place": found[0].place_ref}
    assert {row.ref for row in rows.rows(cast.thao.actor, NOW, **here).rows} == {case.ref for case in found}
    assert not asked
    monkeypatch.setattr(searching, "WALKED", 3)  # more than that is for the index
    rows.rows(cast.thao.actor, NOW, **here)
    assert asked


def test_what_an_office_has_is_asked_of_the_index_first_where_words_are_seldom(
    told: list[Case], reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = [reported(HOAN_KIEM).case for _ in range(3)]
    monkeypatch.setattr(walks, "LOOKED_AT", 2)
    monkeypatch.setattr(searching, "RARE", 1.0)
    read: list[int] = []
    real = searching._read

    def counting(*asked: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({asked[1][0]}) AS held", asked[1][1])
            read.append(cursor.fetchone()[0])
        return real(*asked)

    monkeypatch.setattr(searching, "_read", counting)
    theirs = [case.ref for case in reversed(told) if "thung" in case.folded]
    assert found(cast, "thung") == theirs
    assert read == [len(theirs)], "what others have is not read"
    read.clear()
    assert queries.rows(cast.thao.actor, NOW, text="thung").total == len(theirs) + len(elsewhere) == sum(read)


@pytest.mark.usefixtures("by_index", "spoiled")
def test_the_index_follows_a_case_to_the_office_that_gets_it(told: list[Case], cast: Cast) -> None:
    case = told[1]
    there = cast.office.hoan_kiem
    with guard.outside("a test that hands a case on"):
        Case.objects.filter(pk=case.pk).update(pending_office=there)
    assert [row.ref for row in queries.rows(cast.quan.actor, NOW, text="trom").rows] == [case.ref]
    assert case.ref in found(cast, "trom")
    with guard.outside("a test that hands a case on"):
        Case.objects.filter(pk=case.pk).update(pending_office=None, office=there)
    assert [row.ref for row in queries.rows(cast.quan.actor, NOW, text="trom").rows] == [case.ref]
    assert case.ref not in found(cast, "trom")
    assert words_index.spoiled() == []


def test_a_text_that_holds_no_word_finds_nothing(told: list[Case], cast: Cast) -> None:
    for text in ("???", "–", "/ . ,", "%"):
        assert found(cast, text) == [], text
        assert queries.rows_after(cast.lan.actor, NOW, None, text=text) == ([], None)
    assert len(found(cast, "   ")) == len(told)


@pytest.mark.parametrize("after", ["99999999999999999.1", "0.1", "99999999999999999.999999999999999999"])
def test_a_search_goes_on_from_any_bookmark(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    monkeypatch.setattr(walks, "LOOKED_AT", 2)
    monkeypatch.setattr(searching, "RARE", 1.0)
    page = queries.rows(cast.lan.actor, NOW, text="trom", after=after)
    assert len(page.rows) == (0 if after == "0.1" else 6)


def test_a_later_page_of_a_search_is_never_of_fewer_cases(
    reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = {"from": "2025-08-01", "to": "2025-08-01"}
    for days in range(0, 200, 9):
        reported(now=NOW - timedelta(days=days), answers=burglary(when=then))
    monkeypatch.setattr(walks, "LOOKED_AT", 12)
    monkeypatch.setattr(searching, "WALKED", 12)
    monkeypatch.setattr(searching, "RARE", 1.0)
    monkeypatch.setattr(searching, "PAGE", 1000)  # the index is asked first
    monkeypatch.setattr(searching, "INDEXED", 3)
    for reads in (1, 2, 4):
        monkeypatch.setattr(searching, "READS", reads)
        pages = [queries.rows(cast.thao.actor, NOW, text="thung", page=nth, size=4) for nth in (1, 2, 3)]
        totals = [page.total for page in pages]
        assert totals == sorted(totals)
        assert [page.page for page in pages] == [1, 2, 3]
        assert not {row.ref for row in pages[0].rows} & {row.ref for row in pages[1].rows}


@pytest.mark.parametrize("rare", [-1.0, 1.0])
@pytest.mark.parametrize(("looked", "walked_through"), [(3, 9), (2, 7), (3, 5)])
def test_however_much_was_looked_through_for_a_page_the_next_one_goes_on_there(
    told: list[Case], cast: Cast, monkeypatch: pytest.MonkeyPatch, looked: int, walked_through: int, rare: float
) -> None:
    monkeypatch.setattr(walks, "LOOKED_AT", looked)
    monkeypatch.setattr(searching, "WALKED", walked_through)
    monkeypatch.setattr(searching, "RARE", rare)
    for filters in ({}, {"open": True}, {"procedure": "crime-report"}):
        refs, pages = walked(cast, text="trom", **filters)
        assert refs == [case.ref for nth, case in reversed(list(enumerate(told))) if nth % 2]
        totals = [page.total for page in pages if page.page <= page.pages]
        assert totals == sorted(totals)


@pytest.mark.parametrize("indexed", [False, True])
def test_a_word_is_found_by_each_of_its_beginnings(
    told: list[Case], cast: Cast, indexed: bool, request: pytest.FixtureRequest
) -> None:
    if indexed:
        request.getfixturevalue("by_index")
    case = told[3]
    longest = max(case.folded.split(), key=len)
    assert len(longest) > words_index.BEGINNINGS[-1]
    assert longest not in told[4].folded
    for letters in range(1, len(longest) + 1):
        assert case.ref in found(cast, longest[:letters]), longest[:letters]
    assert found(cast, longest + "x") == []
