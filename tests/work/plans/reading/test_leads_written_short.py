"""Who leads where a helper, a title, an initial or another name stands beside the name, or no name at all."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.test_narrowed_leads import VI, first, read


def _means(line: str) -> str | None:
    (task,) = read(line)
    means = task["lead"].get("means")
    return str(means) if means is not None else None


@pytest.mark.parametrize(
    "joined", ["{}, with {},", "{} with {}", "{}, along with {},", "{} (lead), with {},", "{} (with {})"]
)
@pytest.mark.parametrize("goes_on", ["to", "shall"])
def test_the_first_named_leads_with_the_one_behind_with(joined: str, goes_on: str) -> None:
    (task,) = read(f"en 1. {joined.format('Parks Team', 'Harbour Police')} {goes_on} fit 6 lamps by 30 June 2027.")
    assert task["lead"]["value"] == "Parks Team"
    assert task["coordinating"]["value"] == ["Harbour Police"]
    assert task["task"]["value"] == "fit 6 lamps"


def test_what_is_to_be_done_with_somebody_names_no_helper() -> None:
    (task,) = read("en 1. Parks Team to meet with Harbour Police by 30 June 2027.")
    assert (task["lead"]["value"], task["coordinating"]) == ("Parks Team", None)
    assert task["task"]["value"] == "meet with Harbour Police"


@pytest.mark.parametrize("who", ["Insp. J. Carter (Harbour Police)", "Cllr. Ann Brown", "Sgt. Brown", "Dr. Lee"])
def test_a_full_stop_behind_a_title_or_an_initial_ends_no_sentence(who: str) -> None:
    (task,) = read(f"en 1. Deliver talks in 10 schools. Lead: {who}. Due: 30 June 2027")
    assert (task["lead"]["value"], task["due"]["value"]) == (who, "2027-06-30")
    assert task["task"]["value"] == "Deliver talks in 10 schools"


def test_vietnamese_titles_and_short_words_for_places_end_no_sentence() -> None:
    (task,) = read("1. Kiểm tra bến xe. Chủ trì: ThS. Lê Thị Bình. Thời gian: trước ngày 15/3/2027.")
    assert (task["lead"]["value"], task["due"]["value"]) == ("ThS. Lê Thị Bình", "2027-03-15")
    for name in ("UBND P. Cửa Nam", "UBND Q. Hai Bà Trưng", "Công an TX. Sơn Tây"):
        assert first(f"1. {name} kiểm tra bến xe trước ngày 15/3/2027.") == (name, "kiểm tra bến xe", [])


def test_a_sentence_behind_one_that_ends_with_a_name_is_its_own() -> None:
    said = read("en 1. The Police shall train Dr. Lee by 1 May 2027. The Council shall fit 6 lamps by 1 June 2027.")
    assert [(one["lead"]["value"], one["due"]["value"]) for one in said] == [
        ("Police", "2027-05-01"), ("Council", "2027-06-01"),
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["Cơ quan chủ trì, phối hợp", "Đơn vị chủ trì, phối hợp thực hiện"])
def test_a_heading_of_who_leads_and_helps_names_nobody(heading: str) -> None:
    (task,) = read(f"2. {heading}\na) Sở Y tế kiểm tra bến xe trước ngày 15/6/2027.")
    assert (task["clause"]["value"], task["lead"]["value"]) == ("II.2.a", "Sở Y tế")


def test_a_bare_word_for_an_office_leads_nothing() -> None:
    said = first("1. Cơ quan chủ trì phối hợp với Sở Y tế tổng hợp số liệu trước ngày 15/6/2027.")
    assert said == (None, "tổng hợp số liệu", ["no-lead"])


@pytest.mark.parametrize(
    "former", ["Công an phường Hàng Bài cũ", "UBND quận Tây Hồ trước đây", "Công an phường Hàng Bài (cũ)"]
)
def test_an_office_of_a_former_unit_is_named_with_the_word_that_says_so(former: str) -> None:
    assert first(f"1. {former} lập danh sách trước ngày 15/6/2027.") == (former, "lập danh sách", [])


@pytest.mark.parametrize(
    "several",
    [
        "Giám đốc Sở Y tế, Giám đốc Sở Nội vụ",
        "Giám đốc Sở Y tế và Trưởng Công an phường Cửa Nam",
        "Chủ tịch UBND phường Cửa Nam, Ô Chợ Dừa, Bạch Mai",
        "Công an phường Cửa Nam, Bạch Mai",
        "Công an phường Cửa Nam và Bạch Mai",
        "UBND phường Cửa Nam, phường Bạch Mai",
    ],
)
def test_several_persons_or_places_are_no_one_lead(several: str) -> None:
    assert first(f"1. {several} lập danh sách trước ngày 15/6/2027.") == (several, "lập danh sách", ["several-leads"])


@pytest.mark.parametrize(
    "one",
    [
        "Công an phường Cửa Nam, thành phố Hà Nội",
        "Giám đốc Sở Y tế, Trưởng Ban Chỉ đạo",
        "Phòng Kinh tế, Hạ tầng và Đô thị phường Cửa Nam",
        "Chủ tịch UBND phường Văn Miếu - Quốc Tử Giám",
    ],
)
def test_where_a_place_lies_or_a_second_post_of_one_person_makes_no_several(one: str) -> None:
    assert first(f"1. {one} lập danh sách trước ngày 15/6/2027.") == (one, "lập danh sách", [])


def test_brackets_in_a_cell_that_say_what_others_do_are_no_part_of_the_lead_and_are_noted() -> None:
    def cell(lead: str) -> tuple[str, list[str]]:
        lines = f"STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tKiểm tra bến xe\t{lead}\t15/6/2027"
        said = as_data(read_plan(read_document(VI.format(lines).encode(), "p.txt")))
        notes = [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]
        return said["tasks"][0]["lead"]["value"], notes

    name = "Phòng Kinh tế, Hạ tầng và Đô thị"
    assert cell(f"{name} (Công an phường hỗ trợ kỹ thuật)") == (name, ["Công an phường hỗ trợ kỹ thuật"])
    assert cell(f"{name} (Trạm Y tế, Đoàn Thanh niên phối hợp)") == (name, []), "who helps is read"
    for own in ("Đội Quản lý thị trường", "bộ phận một cửa"):
        assert cell(f"{name} ({own})") == (f"{name} ({own})", [])


@pytest.mark.parametrize(
    ("several", "means"),
    [
        ("Giám đốc Sở Y tế, Trưởng Công an phường Cửa Nam", None),
        ("Đồng chí Giám đốc Sở Y tế, Trưởng Công an phường Cửa Nam", "Giám đốc Sở Y tế, Trưởng Công an phường Cửa Nam"),
        ("Các đồng chí Giám đốc Sở Y tế, Giám đốc Sở Nội vụ", None),
    ],
)
def test_two_posts_of_two_offices_are_two(several: str, means: str | None) -> None:
    assert first(f"1. {several} lập danh sách trước ngày 15/6/2027.") == (several, "lập danh sách", ["several-leads"])
    assert _means(f"1. {several} chủ trì lập danh sách.") == means


@pytest.mark.parametrize(
    ("one", "means"),
    [
        ("Đồng chí Giám đốc Sở Y tế", "Giám đốc Sở Y tế"),
        ("Đ/c Phó Chủ tịch UBND phường Cửa Nam", "Phó Chủ tịch Ủy ban nhân dân phường Cửa Nam"),
        ("Phó Chủ tịch Hội đồng nhân dân, Trưởng Ban Chỉ đạo", None),
        ("Bí thư Đảng ủy, Chủ tịch Ủy ban nhân dân phường Cửa Nam", None),
    ],
)
def test_a_post_behind_words_of_courtesy_means_the_post(one: str, means: str | None) -> None:
    assert first(f"1. {one} lập danh sách trước ngày 15/6/2027.") == (one, "lập danh sách", [])
    assert _means(f"1. {one} chủ trì lập danh sách.") == means


def test_two_posts_of_an_english_plan_are_two() -> None:
    top = "CITY OF RIVERTON\nNo. 15/KH-UBND\n2 December 2026\nPLAN\non safety\nIII. TASKS\n"
    for joint in (", the", " and the"):
        who = f"Chief of Police{joint} Director of Health"
        said = as_data(read_plan(read_document(f"{top}1. The {who} shall list hostels.\n".encode(), "plan.txt")))
        (task,) = said["tasks"]
        assert task["lead"]["value"] == who
        assert "several-leads" in [one["why"] for one in task["unclear"]]
