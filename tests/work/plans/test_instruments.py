"""Documents that say what is to be done: registered, related, read as a line from the top to the bottom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.ground.copies.kept import kept_files
from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.trail.guards import lifted
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases.jobs import sweep_files
from namro.work.plans import lineage, scope
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument, relate
from namro.work.plans.models import Act, Clause, Deed, Instrument, KeptFile, Relation
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import replace_instrument
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db


WORD = '<w:document xmlns:w="urn:w"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>'


def docx(macros: bool = False, text: str = "Danh sách điểm.") -> SimpleUploadedFile:
    """A Word document, as small as one can be."""
    made = BytesIO()
    with ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", WORD.format(text=text))
        if macros:
            package.writestr("word/vbaProject.bin", "x")
    return SimpleUploadedFile("Ke hoach 290.docx", made.getvalue())


def test_a_document_keeps_its_clauses_in_order_and_under_each_other(instrument: Instrument) -> None:
    assert [(c.label, c.parent.label if c.parent else "") for c in instrument.clauses.select_related("parent")] == [
        ("II", ""), ("II.1", "II"), ("II.2", "II"),
    ]  # fmt: skip
    assert list(differences()) == []


def test_a_section_without_numbers_of_its_own_may_be_as_long_as_a_document(cast: Cast) -> None:
    said = {"kind": "plan", "symbol": "1/KH", "issuer": "UBND", "dated": "2026-01-15", "title": "Kế hoạch"}
    long = "- Sở Y tế chủ trì lập danh sách trước ngày 20/12/2026.\n" * 600
    made = act(register_instrument, cast.office.standing, by=cast.thao, clauses=[ClauseSaid("III", long)], **said)
    assert made.clauses.get().text == long.strip()
    assert len(long) > 30_000
    clauses = [ClauseSaid("III", "a" * 500_001)]
    with pytest.raises(Refused, match=r"cases\.too-long"):
        act(register_instrument, cast.office.standing, by=cast.thao, clauses=clauses, **said | {"symbol": "2/KH"})


def test_only_the_office_itself_registers_and_not_whoever_merely_sees_it(cast: Cast) -> None:
    said = {"kind": "plan", "symbol": "1/KH", "issuer": "UBND", "dated": "2026-01-15", "title": "Kế hoạch"}
    with pytest.raises(NotThere):
        act(register_instrument, cast.office.ba_dinh, by=cast.thao, **said)
    with pytest.raises(NotThere):
        act(register_instrument, cast.office.standing, by=cast.quan, **said)
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"kind": "song"}, "plans.unknown-kind", "kind"),
        ({"symbol": " – "}, "cases.needed", "symbol"),
        ({"dated": "the ides of March"}, "cases.bad-date", "dated"),
        ({"ends": date(2025, 1, 1)}, "plans.ends-before", "ends"),
        ({"clauses": (ClauseSaid("1", "Một", within=1),)}, "plans.clauses-within", "clauses"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(cast: Cast, wrong: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_plan(cast, **wrong)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Instrument.objects.exists()
    assert not Deed.objects.exists()


def test_the_same_form_twice_registers_once_and_the_same_symbol_is_known(cast: Cast) -> None:
    first = a_plan(cast, once="form-1")
    with pytest.raises(AlreadyDone) as done:
        a_plan(cast, once="form-1")
    assert done.value.ref == first.guard_ref
    with pytest.raises(Refused, match=r"plans\.symbol-known"):
        a_plan(cast)


def test_its_file_is_judged_kept_counted_for_copies_and_never_swept_away(cast: Cast, home: Path) -> None:
    with pytest.raises(Refused, match=r"cases\.file-macros"):
        take_in(docx(macros=True))
    made = a_plan(cast, files=[take_in(docx())])
    kept = KeptFile.objects.get(about=made.guard_ref)
    assert [one.path for one in kept_files("default")] == [kept.path]
    assert sweep_files(NOW.replace(year=2030)) == 0
    assert list(differences(files=True)) == []
    (home / "files" / kept.path).write_bytes(b"another")
    assert [one.field for one in differences(files=True)] == [f"file {kept.path}"]


def test_a_ward_reads_what_was_made_public_and_nothing_else(cast: Cast, today: date) -> None:
    secret, open_ = a_plan(cast), a_plan(cast, "12/NQ-HĐND", public=True)
    found = set(scope.instruments(cast.tam.actor, today))
    assert found == {secret, open_}
    assert set(scope.instruments(cast.dung.actor, today)) == set()
    with pytest.raises(NotThere):
        scope.instrument(cast.quan.actor, secret.ref, today)


def test_the_line_runs_from_the_resolution_down_and_a_circle_ends(cast: Cast, today: date) -> None:
    top = a_plan(cast, "63/NQ-QH", kind="resolution", dated=date(2025, 6, 1))
    middle, low = a_plan(cast, "290/KH-UBND"), a_plan(cast, "15/KH-CAP", dated=date(2026, 2, 1))
    for source, target in ((middle, top), (low, middle)):
        act(relate, source, by=cast.thao, to=target, kind="implements", begins="2026-02-01")
    graph = lineage.lineage(cast.tam.actor, low.ref, today)
    assert graph.whole
    told = [(line.depth, line.kind, line.node.symbol, line.middle) for line in lineage.lines(graph)]
    assert told == [
        (0, "", "63/NQ-QH", False), (1, "implements", "290/KH-UBND", False), (2, "implements", "15/KH-CAP", True),
    ]  # fmt: skip
    act(relate, top, by=cast.thao, to=low, kind="cites", begins="2026-03-01")
    told = [line.node.symbol for line in lineage.lines(lineage.lineage(cast.tam.actor, low.ref, today))]
    assert set(told) == {"63/NQ-QH", "290/KH-UBND", "15/KH-CAP"}
    assert len(told) == 4


def test_what_is_replaced_ends_on_that_day_and_is_said_once(cast: Cast) -> None:
    old, new = a_plan(cast, "19/NQ"), a_plan(cast, "22/NQ", dated=date(2026, 3, 1))
    act(relate, new, by=cast.thao, to=old, kind="replaces", begins="2026-03-01")
    old.refresh_from_db()
    assert old.ends == date(2026, 3, 1)
    with pytest.raises(Refused, match=r"plans\.related-already"):
        act(relate, new, by=cast.thao, to=old, kind="replaces", begins="2026-03-01")
    with pytest.raises(Refused, match=r"plans\.relates-to-itself"):
        act(relate, new, by=cast.thao, to=new, kind="cites", begins="2026-03-01")
    assert list(differences()) == []


def test_whoever_changes_what_was_recorded_is_found(cast: Cast) -> None:
    old, new = a_plan(cast, "19/NQ"), a_plan(cast, "22/NQ")
    act(relate, new, by=cast.thao, to=old, kind="amends", begins="2026-03-01")
    seal_pending(NOW)
    assert list(differences()) == []
    with guard.outside("spoiling"), lifted():
        Instrument.objects.filter(pk=old.pk).update(title="Another")
        Clause.objects.filter(instrument=old, nth=1).update(text="Nothing to do")
        Relation.objects.all().delete()
    assert {(d.about, d.field) for d in differences()} == {
        (old.guard_ref, "title"), (old.guard_ref, "clauses"), (new.guard_ref, "relations"),
    }  # fmt: skip
    with guard.outside("spoiling"), lifted():
        row = Act.objects.get(about=new.guard_ref, verb="relate")
        row.data = row.data | {"kind": "repeals"}
        row.save()
    deed = Deed.objects.get(pk=row.deed_id)
    assert f"deed {deed.pk}" in {d.about for d in differences()}
    assert verify().findings == []
    with guard.outside("spoiling"), lifted():
        Deed.objects.filter(pk=deed.pk).update(acts="0" * 64)
    assert verify().findings != []


@pytest.mark.django_db
def test_a_document_follows_another_only_from_a_day_on_which_both_hold_and_never_in_a_circle(cast: Cast) -> None:
    first, second, third = (
        a_plan(cast, f"{n}/KH-UBND", dated=date(2026, n, 15)) for n in (1, 2, 3)
    )  # fmt: skip

    def takes(new: Instrument, old: Instrument, day: str, now: datetime = NOW) -> None:
        replace_instrument(old, by=new, begins=day, fates={}, reason="Thay", actor=cast.thao.actor, now=now)

    def refused(new: Instrument, old: Instrument, day: str, why: str) -> None:
        for kind in ("replaces", "repeals"):
            with pytest.raises(Refused, match=rf"^plans\.{why}"):
                act(relate, new, by=cast.thao, to=old, kind=kind, begins=day)
        with pytest.raises(Refused, match=rf"^plans\.{why}"):
            takes(new, old, day)

    refused(second, first, "2026-02-14", "before-it-begins")
    refused(first, second, "2026-01-20", "before-the-old")
    takes(second, first, "2026-02-20")
    refused(first, second, "2026-02-21", "in-a-circle")
    refused(first, third, "2026-03-20", "new-replaced")
    takes(third, second, "2026-03-20", NOW + timedelta(days=10))
    refused(first, third, "2026-03-21", "in-a-circle")
    short = a_plan(cast, "4/KH-UBND", dated=date(2026, 1, 2), ends=date(2026, 2, 1))
    refused(short, a_plan(cast, "5/KH-UBND"), "2026-02-01", "new-ended")
    assert list(differences()) == []
