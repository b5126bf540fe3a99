"""A plan made from a document that was read: all of it or nothing; and what lists say of it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from namro.rules.packs.refused import Refused
from namro.work.plans import listed
from namro.work.plans.draft_actions import draft
from namro.work.plans.instrument_actions import ClauseSaid, note_cited, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.lineage import lineage, lines
from namro.work.plans.models import Clause, Instrument, Plan, Relation, Target, Task
from namro.work.plans.recheck import differences
from namro.work.plans.taking_in import (
    Aimed,
    Cited,
    Document,
    Place,
    Taken,
    cite,
    known_as,
    plan_under,
    take_in_plan,
)
from namro.work.plans.target_actions import TargetSaid
from namro.work.plans.task_said import TaskSaid
from tests.cast import NOW, Cast, act

pytestmark = pytest.mark.django_db

DOCUMENT = Document("plan", "314/KH-UBND", "UBND thành phố", date(2026, 2, 20), "Phòng ngừa tội phạm 2026")


def task(matter: str, clause: str = "II.1", **more: object) -> Taken:
    said = {
        "matter": matter, "product": "Danh sách", "spread": True, "role": "handler", "head": "head",
        "time": {"day": "2026-06-30"},
    }  # fmt: skip
    place = Place(clause, f"Công an các phường {matter}.")
    return Taken(TaskSaid(**(said | more)), place)  # type: ignore[arg-type]


def take_in(cast: Cast, *tasks: Taken, document: Document = DOCUMENT, **more: Any) -> Plan:
    return take_in_plan(
        cast.office.standing, document, tasks, name=document.title, actor=cast.thao.actor, now=NOW, on=NOW.date(),
        **more,
    )  # fmt: skip


def test_document_clauses_and_draft_come_together_and_can_be_issued(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"), task("tuần tra"), task("báo cáo", "II.2"))
    assert [(c.label, c.text.count("\n")) for c in Clause.objects.all()] == [("II.1", 1), ("II.2", 0)]
    assert plan_under(plan.instrument.guard_ref) == plan
    wards = [cast.office.ba_dinh, cast.office.hoan_kiem]
    assert set(wards) <= set(listed.may_get(cast.thao.actor, plan, NOW.date()))
    assert act(issue, plan, by=cast.thao, to=wards).copies == 6
    (city,) = listed.plans_listed(cast.thao.actor, NOW.date())
    assert (city.plan, city.derived, city.totals["open"]) == (plan, True, 6)
    assert listed.counts_given(cast.thao.actor, NOW.date())["open"] == 6
    ward, above = listed.plans_listed(cast.ha.actor, NOW.date())
    assert (ward.plan.template, ward.totals["open"]) == (plan, 3)
    assert (above.plan, above.totals["open"]) == (plan, 3), "of the city's plan a ward counts its own tasks only"
    assert list(differences()) == []


UP = (("II", "Nhiệm vụ"), ("II.1", "Phòng ngừa từ cơ sở"))
LAW = Cited("law", "36/2024/QH15", "Quốc hội", None, "", "cites")


def test_targets_and_named_documents_come_along_and_clauses_lie_in_what_they_are_a_part_of(cast: Cast) -> None:
    one, other = task("rà soát", "II.1.a"), task("tuần tra", "II.1.b")
    tasks = [Taken(one.said, Place("II.1.a", "Rà soát.", UP)), Taken(other.said, Place("II.1.b", "Tuần tra.", UP))]
    said = TargetSaid("Phường hoàn thành", 30, date(2026, 12, 31), percent=True)
    plan = take_in(cast, *tasks, targets=[Aimed(said, Place("I", "30 % số phường."), counted=1)], cited=[LAW])
    assert [(c.label, c.parent and c.parent.label) for c in Clause.objects.order_by("nth")] == [
        ("II", None), ("II.1", "II"), ("II.1.a", "II.1"), ("II.1.b", "II.1"), ("I", None),
    ]  # fmt: skip
    target = Target.objects.get()
    assert target.task == plan.tasks.get(nth=2)
    assert (target.clause and target.clause.label) == "I"
    law = Instrument.objects.get(cited=True)
    assert (law.symbol, law.issuer, law.dated, law.begins) == ("36/2024/QH15", "Quốc hội", None, None)
    assert [(r.kind, r.begins) for r in Relation.objects.filter(target=law)] == [("cites", DOCUMENT.dated)]
    assert [line.node.symbol for line in lines(lineage(cast.thao.actor, plan.instrument.ref, NOW.date()))] == [
        "36/2024/QH15", "314/KH-UBND",
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"plans\.only-cited"):
        act(draft, cast.office.standing, by=cast.thao, instrument=law, name="Theo luật")
    second = Document("plan", "315/KH-UBND", "UBND thành phố", date(2026, 3, 1), "Kế hoạch sau")
    take_in(cast, task("rà soát"), document=second, cited=[LAW])
    assert Instrument.objects.filter(symbol="36/2024/QH15").count() == 1, "the one that is there is used"
    whole = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="law", symbol="36/2024/QH15", issuer="Quốc hội",
        dated=date(2024, 6, 27), title="Luật", clauses=[ClauseSaid("1", "Phạm vi")],
    )  # fmt: skip
    assert (whole.pk, Instrument.objects.get(pk=law.pk).cited) == (law.pk, False), "it becomes a whole one"
    assert Relation.objects.filter(target=whole).count() == 2
    assert list(differences()) == []


LOCAL = Cited("law", "", "", date(2025, 6, 16), "Tổ chức chính quyền địa phương", "cites")
PARTY = Cited("resolution", "12-NQ/TW", "", None, "", "cites")


def test_a_law_without_a_number_is_used_again_by_each_plan_that_names_it(cast: Cast) -> None:
    for n in (314, 315, 316):
        take_in(cast, task("rà soát"), document=replace(DOCUMENT, symbol=f"{n}/KH-UBND"), cited=[LOCAL, PARTY, LOCAL])
    assert [(one.title or one.symbol) for one in Instrument.objects.filter(cited=True).order_by("pk")] == [
        "Tổ chức chính quyền địa phương", "12-NQ/TW",
    ]  # fmt: skip
    assert Relation.objects.count() == 6, "each plan names each of them once"
    assert list(differences()) == []


def test_a_law_by_its_title_is_the_registered_one_of_the_same_day_and_no_other(cast: Cast) -> None:
    law = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="law", symbol="72/2025/QH15", issuer="Quốc hội",
        dated=date(2025, 6, 16), title="Luật Tổ chức  chính quyền địa phương",
    )  # fmt: skip

    def known(**other: Any) -> Instrument | None:
        return known_as(replace(LOCAL, **other), cast.thao.actor, NOW.date())

    assert known() == known(issuer="quốc hội") == law
    for other in ({"dated": date(2025, 6, 17)}, {"dated": None}, {"issuer": "Chính phủ"}, {"kind": "decree"}):
        assert known(**other) is None, other
    assert known(title="Tổ chức chính quyền") is None
    assert known_as(LOCAL, cast.quan.actor, NOW.date()) is None, "who does not read it is not told of it"


def test_a_plan_is_known_by_the_short_name_of_who_issued_it_where_the_day_agrees(cast: Cast) -> None:
    plan = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="512/KH-UBND",
        issuer="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", dated=date(2026, 2, 25), title="Phòng cháy",
    )  # fmt: skip

    def known(issuer: str, day: date | None = date(2026, 2, 25)) -> Instrument | None:
        cited = Cited("plan", "512/KH-UBND", issuer, day, "", "replaces")
        return known_as(cited, cast.thao.actor, NOW.date())

    for issuer in ("UBND Thành phố", "Ủy ban nhân dân Thành phố", "UBND TP Hà Nội", "Uỷ ban nhân dân thành phố Hà Nội"):
        assert known(issuer) == plan, issuer
    assert known("UBND thành phố Hà Nội", None) == plan, "the whole name says enough"
    assert known("UBND Thành phố", None) is None, "of any city there is one"
    assert known("UBND Thành phố", date(2026, 2, 26)) is None
    for issuer in ("UBND Thành phố Huế", "Công an Thành phố", "HĐND Thành phố Hà Nội"):
        assert known(issuer) is None, issuer


def test_a_refusal_about_a_named_document_says_at_which_one(cast: Cast) -> None:
    plan = take_in(cast, task("rà soát"), cited=[LOCAL])
    with pytest.raises(Refused, match=r"plans\.related-already") as refused, transaction.atomic():
        cite(plan.instrument, [PARTY, LOCAL], actor=cast.thao.actor, now=NOW, on=NOW.date())
    assert refused.value.field == "cited.1.to"
    said = {"kind": "law", "dated": LOCAL.dated, "title": LOCAL.title}
    with pytest.raises(Refused, match=r"plans\.title-known") as refused:
        act(note_cited, cast.office.standing, by=cast.thao, **said)
    assert (refused.value.field, refused.value.params) == ("title", {"title": LOCAL.title})


def test_what_fails_half_way_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take_in(cast, task("rà soát"), task("tuần tra", time={"day": "hôm nào"}))
    assert refused.value.code.startswith(("plans.", "cases."))
    for model in (Instrument, Clause, Plan, Task):
        assert model._default_manager.count() == 0
