"""A plan is opened to everybody from the desk: which tasks are left out, each with a ground and a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Act, Plan, Publication, Task
from namro.work.plans.publishing_actions import publish, unpublish
from namro.work.plans.recheck import differences
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill
from tests.doors.desk.plans.scene import add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
WHY = "Công khai theo quy chế."


def scene(cast: Cast) -> tuple[str, Task]:
    """The page of an issued plan with two tasks, and the second, which only the inspectorate has."""
    day = {"day": "2026-03-31"}
    plan = drafted(cast, time=day)
    own = add(cast, plan, matter="kiểm tra đột xuất", spread=False, lead=cast.office.inspectorate.pk, time=day)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    return f"/desk/plans/{plan.ref}/public", own


def test_single_tasks_are_left_out_with_a_reason_each_which_whoever_looks_after_reads(
    cast: Cast, signed_in: Browser
) -> None:
    url, own = scene(cast)
    agency = signed_in(cast.thao)
    page = body(agency.get(url))
    assert "<li>2 nhiệm vụ: nội dung, sản phẩm" in page
    assert "Để lại từng nhiệm vụ không công bố" in page
    assert "<legend>Kiểm tra đột xuất</legend>" in page, "a name begins with a capital letter where it stands alone"
    ground, why = f"ground-{own.ref}", f"why-{own.ref}"
    bare = agency.post(url, {"reason": WHY, "go": "open", ground: "operation"})
    assert bare.status_code == 422
    assert "Kiểm tra đột xuất: ghi lý do không công bố." in body(bare)
    assert '<option value="operation" selected>' in body(bare), "what was chosen stays"
    odd = body(agency.post(url, {"reason": WHY, "go": "open", why: "Báo trước thì vô ích."}))
    assert "chọn căn cứ chung để người dân đọc" in odd
    assert not Publication.objects.exists()
    said = {ground: "operation", why: "Báo trước thì vô ích."}
    assert fill(agency, url, reason=WHY, go="open", **said).status_code == 302
    assert Publication.objects.get().left == {str(own.pk): "operation"}
    opened = body(agency.get(url))
    assert "1 nhiệm vụ không công bố" in opened
    assert "<li>1 nhiệm vụ: nội dung, sản phẩm" in opened, "what everybody reads is counted, and no more"
    assert "Báo trước thì vô ích." in opened
    assert '<option value="operation" selected>' in opened, "what is left out can be changed as it stands"
    auditor = signed_in(cast.tam)
    read = body(auditor.get(url))
    assert "Báo trước thì vô ích." in read
    assert "<form" not in read.split("<main")[1]
    assert auditor.post(url, {"reason": WHY, "go": "close"}).status_code == 404
    assert f'href="{url}"' in body(auditor.get(url.removesuffix("/public")))
    for member in (cast.ha, cast.quan):
        assert signed_in(member).get(url).status_code == 404
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="close").status_code == 302
    again = body(agency.get(url))
    assert '<option value="operation" selected>' in again, "what was left out last is proposed again"


def test_where_nothing_is_left_out_only_the_issuer_has_the_page(cast: Cast, signed_in: Browser) -> None:
    url, _ = scene(cast)
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="open").status_code == 302
    assert "không công bố</h2>" not in body(agency.get(url))
    assert signed_in(cast.tam).get(url).status_code == 404


def test_what_is_left_out_is_changed_while_the_page_stays_open(cast: Cast, signed_in: Browser, client: Client) -> None:
    url, own = scene(cast)
    agency = signed_in(cast.thao)
    other = Task.objects.get(plan=own.plan, spread=True)
    said = {f"ground-{own.ref}": "operation", f"why-{own.ref}": "Báo trước thì vô ích."}
    assert fill(agency, url, reason=WHY, go="leave", **said).status_code == 422, "it is not open yet"
    assert fill(agency, url, reason=WHY, go="open", **said).status_code == 302
    first = Publication.objects.get()
    public = f"/vi/plans/{first.code}"
    assert "kiểm tra đột xuất" not in body(client.get(public)).casefold()
    for go, form, why in (
        ("leave", said, "Đúng những nhiệm vụ này đang không công bố"),
        ("open", {}, "đang được công bố rồi"),
        ("leave", {f"ground-{own.ref}": "law"}, "ghi lý do không công bố"),
    ):
        refused = fill(agency, url, reason=WHY, go=go, **form)
        assert refused.status_code == 422
        assert why in body(refused)
    assert fill(agency, url, reason=" ", go="leave").status_code == 422, "a change needs its reason"
    now = {f"ground-{other.ref}": "law", f"why-{other.ref}": "Chưa được công khai."}
    assert fill(agency, url, reason="Đã kiểm tra xong.", go="leave", **now).status_code == 302
    changed = Publication.objects.get()
    assert (changed.code, changed.since, changed.left) == (first.code, first.since, {str(other.pk): "law"})
    page = body(client.get(public)).casefold()
    assert "kiểm tra đột xuất" in page, "what is no more left out is shown"
    assert other.matter.casefold() not in page
    assert "Chưa được công khai." in body(signed_in(cast.tam).get(url)), "whoever looks after reads the reason"
    (told,) = Act.objects.filter(about=own.plan.guard_ref, verb="leave-out")
    assert told.words["reason"] == "Đã kiểm tra xong."
    assert signed_in(cast.ha).post(url, {"reason": WHY, "go": "leave"}).status_code == 404
    assert list(differences()) == []
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="close").status_code == 302
    assert client.get(public).status_code == 404


def test_an_older_form_does_not_show_again_what_somebody_left_out_since(
    cast: Cast, signed_in: Browser, client: Client
) -> None:
    url, own = scene(cast)
    other = Task.objects.get(plan=own.plan, spread=True)
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="open").status_code == 302
    older = field(agency.get(url), "seen")
    ground, why = f"ground-{own.ref}", f"why-{own.ref}"
    hides = {ground: "law", why: "Tài liệu mật.", "reason": WHY, "go": "leave", "seen": older}
    assert agency.post(url, hides).status_code == 302
    mine = {f"ground-{other.ref}": "persons", f"why-{other.ref}": "Nêu tên người.", "reason": "Vì dân.", "go": "leave"}
    refused = agency.post(url, {**mine, "seen": older})
    assert refused.status_code == 409
    page = body(refused)
    assert "Vừa có người khác thực hiện một việc ở đây" in page
    assert Publication.objects.get().left == {str(own.pk): "law"}, "nothing was shown again"
    for kept in ("Vì dân.", "Nêu tên người.", "Tài liệu mật.", '<option value="law" selected>'):
        assert kept in page, "what was typed stays, and what was left out since"
    public = f"/vi/plans/{Publication.objects.get().code}"
    assert "kiểm tra đột xuất" not in body(client.get(public)).casefold()


def test_a_form_that_was_opened_before_the_page_was_closed_does_not_open_it_again(
    cast: Cast, signed_in: Browser
) -> None:
    url, own = scene(cast)
    agency = signed_in(cast.thao)
    older = field(agency.get(url), "seen")
    said = {f"ground-{own.ref}": "law", f"why-{own.ref}": "Tài liệu mật."}
    assert fill(agency, url, reason=WHY, go="open", **said).status_code == 302
    assert fill(agency, url, reason=WHY, go="close").status_code == 302
    assert agency.post(url, {"reason": WHY, "go": "open", "seen": older}).status_code == 409
    assert Publication.objects.get().since is None


def test_what_is_given_under_an_open_page_stays_off_it_until_somebody_decides(
    cast: Cast, signed_in: Browser, client: Client
) -> None:
    url, own = scene(cast)
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="open").status_code == 302
    public = f"/vi/plans/{Publication.objects.get().code}"
    later = add(
        cast, own.plan, matter="mở đợt cao điểm", spread=False, lead=cast.office.inspectorate.pk,
        time={"day": "2026-03-31"},
    )  # fmt: skip
    issuing = url.replace("/public", "/issue")
    look = body(agency.post(issuing, {"go": "look", "once": field(agency.get(issuing), "once")}))
    assert "Kế hoạch đang được công bố. Những gì giao lần này chưa hiện trên trang công khai" in look
    act(issue, own.plan, by=cast.thao)
    read = body(client.get(public))
    assert "mở đợt cao điểm" not in read.casefold(), "nobody decided that it is shown"
    assert "1 nhiệm vụ đến sau" in read
    assert client.get(f"{public}/{later.nth}").status_code == 404
    page = body(agency.get(url))
    assert "1 nhiệm vụ đến sau, chưa công bố" in page
    assert '<option value="later" selected>' in page
    assert "<li>2 nhiệm vụ: nội dung" in page, "what everybody reads is counted, and no more"
    said = {f"ground-{own.ref}": "law", f"why-{own.ref}": "Tài liệu mật.", f"ground-{later.ref}": "later"}
    assert agency.post(url, {"reason": WHY, "go": "leave", "seen": field(agency.get(url), "seen"), **said})
    assert "mở đợt cao điểm" not in body(client.get(public)).casefold(), "another change does not show it"
    assert list(differences()) == []
    said[f"ground-{later.ref}"] = ""
    assert fill(agency, url, reason=WHY, go="leave", **said).status_code == 302
    assert "mở đợt cao điểm" in body(client.get(public)).casefold(), "somebody decided"
    assert "đến sau" not in body(agency.get(url))
    assert list(differences()) == []


def test_what_the_city_gives_under_the_open_page_of_a_ward_stays_off_it_too(
    cast: Cast, signed_in: Browser, client: Client
) -> None:
    _, own = scene(cast)
    ward = Plan.objects.get(template=own.plan, office=cast.office.ba_dinh)
    act(issue, ward, by=cast.ha)
    url = f"/desk/plans/{ward.ref}/public"
    form = body(signed_in(cast.ha).get(url))
    assert "1 nhiệm vụ không hiện trên trang công bố vì đơn vị giao chưa công bố: Cơ quan thường trực" in form
    assert "giao việc này và chưa công bố: chỉ hiện ở đây khi đơn vị đó công bố" in form
    empty = fill(signed_in(cast.ha), url, reason=WHY, go="open")
    assert "nên trang sẽ không có gì" in body(empty)
    act(publish, own.plan, by=cast.thao, reason=WHY)
    assert "đơn vị giao chưa công bố" not in body(signed_in(cast.ha).get(url))
    act(publish, ward, by=cast.ha, reason=WHY)
    public = f"/vi/plans/{Publication.objects.get(plan=ward).code}"
    shown = Task.objects.get(plan=ward)
    assert shown.matter.casefold() in body(client.get(public)).casefold()
    add(cast, own.plan, matter="mở đợt cao điểm", time={"day": "2026-03-31"})
    act(issue, own.plan, by=cast.thao, to=[cast.office.ba_dinh])
    assert Task.objects.filter(plan=ward).count() == 2
    assert "mở đợt cao điểm" not in body(client.get(public)).casefold()
    read = body(signed_in(cast.ha).get(f"/desk/plans/{ward.ref}/public"))
    assert "1 nhiệm vụ đến sau, chưa công bố" in read
    assert list(differences()) == []


def test_a_page_opened_before_what_it_shows_was_kept_shows_all_of_it(cast: Cast, client: Client) -> None:
    _, own = scene(cast)
    act(publish, own.plan, by=cast.thao, reason=WHY)
    with guard.outside("a page that was opened by an older version"):
        Publication.objects.update(shown=None)
    assert "kiểm tra đột xuất" in body(client.get(f"/vi/plans/{Publication.objects.get().code}")).casefold()


@pytest.mark.parametrize("go", ["open", "close"])
def test_a_form_that_does_not_say_what_it_was_made_from_opens_and_closes_nothing(
    cast: Cast, signed_in: Browser, go: str
) -> None:
    url, _ = scene(cast)
    agency = signed_in(cast.thao)
    if go == "close":
        assert fill(agency, url, reason=WHY, go="open").status_code == 302
    refused = agency.post(url, {"reason": WHY, "go": go})
    assert refused.status_code == 409
    assert "Biểu mẫu này không cho biết được lập từ tình trạng nào" in body(refused)
    assert WHY in body(refused), "what was typed stays"
    assert Publication.objects.filter(since__isnull=False).exists() == (go == "close")
    assert fill(agency, url, reason=WHY, go=go).status_code == 302


def test_an_older_form_does_not_close_a_page_that_somebody_changed_since(cast: Cast, signed_in: Browser) -> None:
    url, own = scene(cast)
    agency = signed_in(cast.thao)
    assert fill(agency, url, reason=WHY, go="open").status_code == 302
    older = field(agency.get(url), "seen")
    said = {f"ground-{own.ref}": "law", f"why-{own.ref}": "Tài liệu mật."}
    assert fill(agency, url, reason=WHY, go="leave", **said).status_code == 302
    refused = agency.post(url, {"reason": WHY, "go": "close", "seen": older})
    assert refused.status_code == 409
    assert Publication.objects.get().since is not None
    act(unpublish, own.plan, by=cast.thao, reason=WHY)
    assert Publication.objects.get().since is None, "a program that says nothing of it closes as before"
