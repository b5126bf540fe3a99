"""A pack's units are taken over once, whole, and whatever is wrong with its files is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from namro.ground.gate import guard
from namro.ground.places.csvfile import FileRefused
from namro.ground.places.load import PackLoaded, load_places
from namro.ground.places.models import Alias, Change, Unit
from namro.ground.places.packfiles import read_pack
from namro.rules.packs.refused import Refused

EDITIONS = "edition,begins,ends,act,note\na,2020-01-01,2024-01-01,,\nb,2024-01-01,,Act 1,\n"
KINDS = (
    "kind,level,name_en,form_en,numbered_en,short\n"
    "isle,isle,isle,Isle of {name},,isle of\n"
    "parish,parish,parish,{name} parish,parish no. {name},p.\n"
)
UNITS = (
    "edition,code,kind,name_en,parent,begins,ends,remote\n"
    "a,I,isle,Sark,,2020-01-01,2024-01-01,\n"
    "a,1,parish,North,I,2020-01-01,2024-01-01,yes\n"
    "a,2,parish,South,I,2020-01-01,2024-01-01,no\n"
    "b,I,isle,Sark,,2024-01-01,,\n"
    "b,1,parish,All,I,2024-01-01,,\n"
    "b,3,parish,7,I,2024-01-01,,\n"
)
CHANGES = (
    "on,from_edition,from_code,to_edition,to_code,change,share,low,high,basis,act,likely\n"
    "2024-01-01,a,I,b,I,whole,,,,,Act 1,\n"
    "2024-01-01,a,1,b,1,whole,1000000,1000000,1000000,whole,Act 1,\n"
    "2024-01-01,a,2,b,1,part,600000,500000,700000,area,Act 1,yes\n"
    "2024-01-01,a,2,b,3,part,400000,300000,500000,area,Act 1,\n"
)
ALIASES = "edition,code,alias\na,1,Nordland\n"
ALL = {
    "editions.csv": EDITIONS, "kinds.csv": KINDS, "units.csv": UNITS, "changes.csv": CHANGES, "aliases.csv": ALIASES,
}  # fmt: skip


def write(folder: Path, **changed: str) -> Path:
    """A pack folder with these files; `units=` stands for units.csv."""
    places = folder / "places"
    places.mkdir(exist_ok=True)
    for name, text in ALL.items():
        (places / name).write_text(changed.get(name.split(".")[0], text), encoding="utf-8")
    return folder


def load(folder: Path, within: str | None = None) -> PackLoaded:
    with guard.outside("a test that loads its own places"):
        return load_places(folder, within)


def codes(refused: FileRefused) -> list[tuple[str, int, str, str]]:
    return [(p.file, p.line, p.column, p.code) for p in refused.problems]


@pytest.mark.django_db
def test_a_small_country_is_loaded_and_loading_it_again_changes_nothing(no_places: None, tmp_path: Path) -> None:
    first = load(write(tmp_path))
    assert (first.fresh, first.counts["added"], first.counts["changes_added"]) == (True, 6, 4)
    again = load(tmp_path)
    assert (again.fresh, again.digest) == (False, first.digest)
    parish = Unit.objects.get(edition_id="b", code="3")
    assert (parish.said, parish.line, parish.lowest, parish.remote) == ({"en": "parish no. 7"}, "/I/3/", True, None)
    assert not Unit.objects.get(edition_id="b", code="I").lowest


@pytest.mark.django_db
def test_a_later_pack_ends_units_adds_others_and_corrects_names(no_places: None, tmp_path: Path) -> None:
    before = UNITS.split("b,I")[0].replace("2024-01-01", "").replace("North", "Nroth")
    load(write(tmp_path, units=before, changes=CHANGES.split("\n")[0] + "\n"))
    assert set(Unit.objects.values_list("ends", flat=True)) == {None}
    later = load(write(tmp_path))
    assert (later.counts["added"], Unit.objects.count(), Change.objects.count()) == (3, 6, 4)
    assert Unit.objects.get(edition_id="a", code="1").folded == "north"
    assert Unit.objects.filter(ends__isnull=True).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "kept"), [("no", False), ("yes", True), ("", True)])
def test_a_later_pack_says_whether_a_unit_is_remote_and_silence_changes_nothing(
    no_places: None, tmp_path: Path, written: str, kept: bool
) -> None:
    load(write(tmp_path))
    assert Unit.objects.get(edition_id="a", code="1").remote is True
    load(write(tmp_path, units=UNITS.replace("2024-01-01,yes", f"2024-01-01,{written}")))
    assert Unit.objects.get(edition_id="a", code="1").remote is kept


@pytest.mark.django_db
def test_a_pack_that_edits_a_unit_is_refused_and_changes_nothing(no_places: None, tmp_path: Path) -> None:
    load(write(tmp_path))
    with pytest.raises(FileRefused) as refused:
        load(write(tmp_path, units=UNITS.replace("a,2,parish", "a,2,isle").replace("South,I", "South,")))
    assert refused.value.problems[0].code == "differs-from-loaded"
    assert Unit.objects.get(edition_id="a", code="2").kind == "parish"


@pytest.mark.django_db
def test_only_one_province_is_loaded_when_asked_and_the_rest_can_follow(no_places: None) -> None:
    pack = Path(settings.NAMRO_PACK)
    with pytest.raises(Refused) as refused:
        load(pack, "nope")
    assert refused.value.code == "places.unknown"
    city = load(pack, "48")
    assert Unit.objects.filter(parent_code="48", ends__isnull=True).count() == 94
    assert city.counts["units"] == Unit.objects.count() < 1_500
    whole = load(pack)
    assert Unit.objects.count() == whole.counts["units"] == 14_162
    assert Unit.objects.filter(ends__isnull=True, lowest=True).count() == 3_321
    assert Change.objects.count() == whole.counts["changes"]
    assert Alias.objects.count() > 2_000


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"units": UNITS.replace("a,2,parish", "a,2,parsh")}, ("units.csv", 4, "kind", "unknown-kind")),
        ({"units": UNITS.replace("South,I", "South,II")}, ("units.csv", 4, "parent", "no-parent")),
        ({"units": UNITS.replace("a,2,parish", "a,1,parish")}, ("units.csv", 4, "code", "twice")),
        ({"units": UNITS.replace("All,I,2024", "All,I,2023")}, ("units.csv", 6, "code", "overlap")),
        ({"units": UNITS.replace("b,3,", "c,3,")}, ("units.csv", 7, "edition", "unknown-edition")),
        ({"units": UNITS.replace("2024-01-01,yes", "2019-01-01,yes")}, ("units.csv", 3, "ends", "ends-too-early")),
        ({"units": UNITS.replace("01,yes", "01,maybe")}, ("units.csv", 3, "remote", "bad-yes-no")),
        ({"units": UNITS.replace("begins", "beginns")}, ("units.csv", 1, "beginns", "unknown-column")),
        ({"units": UNITS.replace("a,2,parish,South", "a,2,parish,")}, ("units.csv", 4, "name_en", "empty")),
        ({"units": ""}, ("units.csv", 1, "", "no-header")),
        ({"units": UNITS.replace("South", '"South')}, ("units.csv", 4, "", "bad-quotes")),
        ({"kinds": KINDS.replace("Isle of {name}", "Isle of name")}, ("kinds.csv", 2, "form_en", "form-without-name")),
        ({"editions": EDITIONS.replace("01-01,,Act", "02-31,,Act")}, ("editions.csv", 3, "begins", "bad-date")),
        ({"changes": CHANGES.replace("400000", "300000")}, ("changes.csv", 5, "share", "shares-do-not-add-up")),
        ({"changes": CHANGES.replace("01,a,2,b,3", "02,a,2,b,3")}, ("changes.csv", 5, "on", "does-not-end-then")),
        ({"changes": CHANGES.replace("area", "whole", 1)}, ("changes.csv", 4, "basis", "part-needs-basis")),
        ({"changes": CHANGES.replace("whole,1000000", "whole,1")}, ("changes.csv", 3, "share", "whole-is-whole")),
        ({"changes": CHANGES.replace("a,1,b,1,whole", "a,1,b,1,all")}, ("changes.csv", 3, "change", "bad-change")),
        ({"changes": "\n".join(CHANGES.split("\n")[:-3])}, ("units.csv", 4, "ends", "ended-without-change")),
        ({"aliases": ALIASES + "z,9,x\n"}, ("aliases.csv", 3, "code", "unknown-unit")),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named_by_line_and_column(
    tmp_path: Path, changed: dict[str, str], expected: tuple[str, int, str, str]
) -> None:
    with pytest.raises(FileRefused) as refused:
        read_pack(write(tmp_path, **changed))
    assert expected in codes(refused.value)


def test_a_missing_file_of_changes_counts_as_empty_but_units_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, units=UNITS.split("b,I")[0].replace("2024-01-01", ""))
    (tmp_path / "places/changes.csv").unlink()
    (tmp_path / "places/aliases.csv").unlink()
    assert len(read_pack(tmp_path).units) == 3
    (tmp_path / "places/units.csv").unlink()
    with pytest.raises(FileRefused) as refused:
        read_pack(tmp_path)
    assert ("units.csv", 1, "", "no-file") in codes(refused.value)


def test_every_shipped_file_can_be_read_from_a_folder_with_a_space_and_a_byte_order_mark(tmp_path: Path) -> None:
    folder = tmp_path / "a pack"
    shutil.copytree(Path(settings.NAMRO_PACK) / "places", folder / "places")
    units = folder / "places/units.csv"
    units.write_bytes(b"\xef\xbb\xbf" + units.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_pack(folder).units) == 14_162
