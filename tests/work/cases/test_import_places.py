"""Places of an old register's rows: by the name of their day or of another, in the office's own province first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from namro.ground.gate import guard
from namro.ground.places.exact import Meant, Places
from namro.ground.places.models import Alias, Change, Edition, Unit
from namro.ground.places.queries import unit
from namro.work.cases import import_run
from namro.work.cases.import_staging import Staging
from namro.work.cases.models import Case
from namro.work.cases.queries import place_before
from tests.cast import NOW, Cast
from tests.work.cases.test_import import DONE_ROW, OPEN_ROW, begun, brought_in, sheet

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
THEN = date(2024, 3, 5)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


@pytest.fixture(autouse=True)
def elsewhere(db: None) -> None:
    """Thanh Hóa, with two wards called Ba Đình until 1 July 2025 and a ward Trúc Lâm that no other province had."""
    with guard.outside("a province beside the one of the tests"):
        made("38", "province", "Thanh Hóa", "/38/", "thanh hoa", "tinh thanh hoa", lowest=False)
        for code, above in (("14776", "thanh pho thanh hoa"), ("14812", "thi xa bim son")):
            line = f"phuong ba dinh {above} tinh thanh hoa"
            made(code, "ward", "Ba Đình", f"/38/380/{code}/", "ba dinh", line)
        made("16400", "ward", "Trúc Lâm", "/38/407/16400/", "truc lam", "phuong truc lam tinh thanh hoa")


def made(
    code: str,
    kind: str,
    name: str,
    line: str,
    folded: str,
    folded_line: str,
    *,
    lowest: bool = True,
    edition: str = "2024",
) -> Unit:
    begins, ends = (date(2025, 1, 1), date(2025, 7, 1)) if edition == "2024" else (date(2025, 7, 1), None)
    level = "commune" if lowest else "province"
    return Unit.objects.create(
        edition=Edition.objects.get(pk=edition), code=code, kind=kind, level=level, names={"vi": name},
        said={"vi": f"phường {name}"}, parent_code=line.strip("/").split("/")[-2] if lowest else "", line=line,
        lowest=lowest, begins=begins, ends=ends, folded=folded,
        squeezed=folded.replace(" ", ""), folded_line=folded_line,
    )  # fmt: skip


def meant(text: str, on: date = THEN, home: str = "00004") -> Meant:
    return Places(unit(home, TODAY)).meant(text, on, TODAY)


def refs(found: Meant) -> Sequence[str]:
    return [one.ref for one in found.units]


def test_todays_name_of_the_offices_own_ward_in_a_row_of_before_is_that_ward(cast: Cast) -> None:
    brought_in(cast, sheet([*DONE_ROW[:5], "số 5, Phường Ba Đình", *DONE_ROW[6:]]))
    case = Case.objects.get()
    assert (case.place_ref, case.place_name) == ("2025:00004", "phường Ba Đình, thành phố Hà Nội")


def test_what_a_unit_that_came_later_was_on_that_day_is_told_and_not_guessed(cast: Cast) -> None:
    later = place_before("2025:00004", THEN, "vi")
    assert later is not None
    begins, units = later
    assert begins == date(2025, 7, 1)
    assert len(units) == 10
    assert "phường Trúc Bạch" in units
    assert place_before("2024:00004", THEN, "vi") is None
    assert place_before("2025:00004", TODAY, "vi") is None


@pytest.mark.parametrize(
    ("text", "ref", "rest"),
    [
        ("số 5, phường Ba Đình, thành phố Thanh Hóa", "2024:14776", "số 5"),
        ("phường Ba Đình, thị xã Bỉm Sơn", "2024:14812", ""),
        ("phường Trúc Lâm, Thanh Hóa", "2024:16400", ""),
        ("Phường Ba Đình, quận Ba Đình, Hà Nội", "2025:00004", ""),
        ("phường Trúc Bạch", "2024:00004", ""),
    ],
)
def test_what_is_named_around_a_place_decides_where_it_is(text: str, ref: str, rest: str) -> None:
    found = meant(text)
    assert (refs(found), found.rest) == ([ref], rest)


def test_a_name_that_only_another_province_had_is_asked_about_unless_the_row_says_where(cast: Cast) -> None:
    far = meant("số 5, phường Trúc Lâm")
    assert (refs(far), far.far) == (["2024:16400"], True)
    assert not meant("phường Trúc Lâm, Thanh Hóa").far
    assert not meant("phường Ba Đình").far
    token = begun(cast, sheet([*DONE_ROW[:5], "số 5, phường Trúc Lâm", *DONE_ROW[6:]]))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        (found,) = list(staging.wrongs())
    assert found.code == "cases.import-far-place"
    assert "Thanh Hóa" in str(found.params["units"])


def test_a_far_name_is_the_offices_own_place_where_the_officer_chose_that_for_unknown_ones(cast: Cast) -> None:
    brought_in(cast, sheet([*DONE_ROW[:5], "phường Trúc Lâm", *DONE_ROW[6:]]), no_place="office")
    assert Case.objects.get().place_ref == "2025:00004"


@pytest.mark.parametrize("typed", ["Trúc Lẫm", "phường Trúc Lẫm"])
def test_a_former_name_kept_without_accents_is_not_taken_for_a_slip_of_a_unit_of_the_province(
    cast: Cast, typed: str
) -> None:
    with guard.outside("a ward that has a name of before, and one here that is written alike"):
        heir = unit("00070", TODAY)
        Alias.objects.create(unit=heir, text="truclam", squeezed="truclam")
    assert refs(meant(typed, TODAY)) == [heir.ref]
    assert refs(meant("Trúc Lâm", TODAY)) == [heir.ref]
    with guard.outside("a ward here that is written alike"):
        made("00999", "ward", "Trúc Lắm", "/01/00999/", "truc lam", "phuong truc lam thanh pho ha noi", edition="2025")
    found = meant(typed, TODAY)
    assert (refs(found), [one.ref for one in found.near]) == ([], ["2025:00999", "2025:00070"])
    assert refs(meant("xã Trúc Lẫm", TODAY)) == [], "nobody can tell of which of the two it is a slip"
    token = begun(cast, sheet([*OPEN_ROW[:5], typed, *OPEN_ROW[6:]]))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        (wrong,) = list(staging.wrongs())
    assert wrong.code == "cases.import-other-accents"
    assert "Trúc Lắm" in str(wrong.params["units"])


@pytest.mark.parametrize(
    "typed",
    ["Trúc Bách, Ba Đình", "phường Trúc Bách, quận Ba Đình, Hà Nội", "phường Không Có, Ba Đình", "p. Xa Lạ, Ba Đình"],
)
@pytest.mark.parametrize("on", [THEN, TODAY])
def test_where_a_place_lies_is_not_taken_for_the_place(typed: str, on: date) -> None:
    assert refs(meant(typed, on)) == []


def test_a_street_before_the_name_of_a_ward_is_the_rest(cast: Cast) -> None:
    found = meant("số 8 Kim Mã, Ba Đình", TODAY)
    assert (refs(found), found.rest) == (["2025:00004"], "số 8 Kim Mã")


@pytest.mark.parametrize("typed", ["số 8 Kim Mã, Ba Đình", "Ba Đình, Hà Nội", "quận Ba Đình"])
def test_the_bare_name_of_a_district_of_that_day_is_no_ward_of_today(cast: Cast, typed: str) -> None:
    found = meant(typed)
    assert (refs(found), [one.folded_line for one in found.above]) == ([], ["quan ba dinh thanh pho ha noi"])
    token = begun(cast, sheet([*DONE_ROW[:5], typed, *DONE_ROW[6:]]))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        (wrong,) = list(staging.wrongs())
    assert (wrong.code, "quận Ba Đình" in str(wrong.params["units"])) == ("cases.import-only-a-district", True)


def test_a_district_is_no_ward_of_its_name() -> None:
    assert refs(meant("quận Ba Đình")) == []
    assert refs(meant("quận Ba Đình", TODAY)) == []
    assert refs(meant("phường Ba Đình, quận Ba Đình", TODAY)) == ["2025:00004"]


def test_a_later_unit_that_came_from_one_alone_is_that_one_on_a_day_before() -> None:
    before = Unit.objects.get(code="16400", edition="2024")
    with guard.outside("a ward that was renamed"):
        line = "phuong truc moi tinh thanh hoa"
        after = made("16401", "ward", "Trúc Mới", "/38/16401/", "truc moi", line, edition="2025")
        Change.objects.create(
            source=before, target=after, how="whole", share=1_000_000, low=1_000_000, high=1_000_000,
            on=date(2025, 7, 1),
        )  # fmt: skip
    assert refs(meant("phường Trúc Mới")) == ["2024:16400"]
    assert refs(meant("phường Trúc Mới", TODAY)) == ["2025:16401"]
    assert refs(meant("phường Trúc Lâm", TODAY)) == ["2025:16401"]


def test_of_units_of_one_name_in_the_province_those_on_the_offices_ground_are_meant(cast: Cast) -> None:
    assert len(meant("phường Minh Khai").units) == 2
    there = next(u for u in meant("phường Minh Khai").units if "hai ba trung" in u.folded_line)
    heir = next(u for u in Unit.objects.filter(came_from__source=there))
    assert refs(meant("phường Minh Khai", home=heir.code)) == [there.ref]


def test_a_ward_elsewhere_and_a_commune_here_of_one_name_are_asked_about(cast: Cast) -> None:
    commune = Unit.objects.filter(kind="rural-commune", begins=date(2025, 1, 1), lowest=True, line__startswith="/01/")
    ours = next(u for u in commune if Unit.objects.filter(folded=u.folded).count() == 1)
    with guard.outside("a ward of that name in another province"):
        line = f"phuong {ours.folded} tinh thanh hoa"
        other = made("16499", "ward", ours.names["vi"], "/38/407/16499/", ours.folded, line)
    assert set(refs(meant(f"phường {ours.names['vi']}"))) == {ours.ref, other.ref}
    token = begun(cast, sheet([*DONE_ROW[:5], f"phường {ours.names['vi']}", *DONE_ROW[6:]]))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        (found,) = list(staging.wrongs())
    assert found.code == "cases.import-which-place"
