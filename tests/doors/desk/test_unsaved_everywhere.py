"""Every form of the desk in which something is written gives it back after the session has ended, or says why not."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro.doors.desk import unsaved, urls
from namro.ground.gate import guard
from namro.ground.people.actors import reporter
from namro.ground.people.models import Office
from namro.ground.trail.models import Entry
from namro.work.cases import actions
from namro.work.cases.models import Case
from namro.work.plans.instrument_actions import register_instrument, relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Instrument, Meeting, Plan, Relation, Task
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_actions import accept
from namro.work.plans.task_actions import report as report_task
from tests.cast import HANOI, PASSWORD, Cast, Member, act
from tests.doors.desk.conftest import Clock, Report, body, fill, registered
from tests.doors.desk.conftest import field as hidden
from tests.doors.desk.plans.scene import add, drafted, given
from tests.petitions import street_light

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 25, 9, 0, tzinfo=HANOI)
YEARS_ON = datetime(2031, 3, 11, 9, 0, tzinfo=HANOI)


@dataclass
class Form:
    """A form of a page as a browser has it."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)
    """The names of the inputs in which something is written, with the most characters they take."""
    go: str = ""
    method: str = ""


class Forms(HTMLParser):
    """The forms of a page that send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(at.get("action", ""), method=at.get("method", "")))
        if not self.found:
            return
        form, name = self.found[-1], at.get("name", "")
        if tag == "textarea" and name:
            form.texts.append((name, int(at.get("maxlength") or 20_000)))
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((at.get("value", ""), "selected" in at))
        elif tag == "button" and at.get("type", "submit") == "submit" and "formnovalidate" not in at:
            form.go = form.go or at.get("value", "")
        elif tag == "input" and name:
            self._input(form, name, at)

    def _input(self, form: Form, name: str, at: dict[str, str]) -> None:
        kind = at.get("type", "text")
        if kind in ("radio", "checkbox"):
            first = kind == "radio" and name not in dict(form.fields)
            if "checked" in at or first:
                form.fields = [one for one in form.fields if kind == "checkbox" or one[0] != name]
                form.fields.append((name, at.get("value", "on")))
        elif kind == "hidden":
            form.fields.append((name, at.get("value", "")))
        elif kind not in ("file", "search"):
            form.texts.append((name, int(at.get("maxlength") or 300)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            name, options = self._select
            full = [value for value, _ in options if value]
            chosen = [value for value, picked in options if picked and value] or full[:1]
            self.found[-1].fields += [(name, value) for value in chosen]
            self._select = None


@dataclass
class Stage:
    """What a form is opened on."""

    cast: Cast
    signed_in: Callable[[Member], Client]
    report: Report
    clock: Clock

    def open(self, who: str, url: str) -> tuple[str, Client, Any, str]:
        browser = self.signed_in(getattr(self.cast, who))
        return who, browser, browser.get(url), url

    def case(self) -> Case:
        return registered(self.cast, self.report())

    def plan(self, **more: Any) -> Plan:
        return drafted(self.cast, **{"time": {"day": "2026-03-12"}} | more)

    def target(self, plan: Plan) -> Any:
        said = TargetSaid("Số vụ hòa giải thành", 1000, "2026-12-31", unit="vụ", begins="2026-01-01")
        return act(set_target, plan, by=self.cast.thao, said=said)


Opened = tuple[str, Client, Any, str]


def second_look(s: Stage) -> Opened:
    case = street_light().case
    s.clock.at = LATE
    asked = act(actions.ask_second_look, case, by=reporter(case.ref), at=LATE, text="Chưa ai gọi tôi.")
    return s.open("yen", f"/desk/second-looks/{asked.pk}")


def several(s: Stage) -> Opened:
    case = s.report(
        procedure="complaint", identity={"name": "Nguyễn Văn Giấu", "address": "ngõ 12"}, danger=None,
        wish="Hủy quyết định.", learned={"from": "2026-03-01", "to": "2026-03-01"},
    )  # fmt: skip
    registered(s.cast, case)
    act(actions.decide, Case.objects.get(), by=s.cast.duc, step="accept")
    case, browser = Case.objects.get(), s.signed_in(s.cast.duc)
    sent = {"case": [f"{case.ref}.{case.seq}"], "go": "pick", "step": "notify:invite-dialogue"}
    return "duc", browser, browser.post("/desk/several", sent), "/desk/several"


def several_done(s: Stage) -> Opened:
    case, browser, url = s.case(), s.signed_in(s.cast.duc), "/desk/several"
    sent = {"case": [f"{case.ref}.{case.seq}"], "step": "assign:name-handler", "post": str(s.cast.mai.post.pk)}
    done = browser.post(url, sent | {"once": "form-1", "go": "do", "reason": "Theo phân công."})
    return "duc", browser, browser.get(done["Location"]), done["Location"]


def held_notice(s: Stage) -> Opened:
    case, browser, url = s.case(), s.signed_in(s.cast.duc), "/desk/several"
    sent = {"case": [f"{case.ref}.{case.seq}"], "step": "notify:acknowledge", "text": "Đã nhận tin báo."}
    page = browser.post(url, sent | {"once": "form-1", "go": "do"})["Location"]
    return "duc", browser, browser.get(page), page


def closed(s: Stage) -> Case:
    street_light("00004")
    act(actions.register, Case.objects.get(), by=s.cast.ha)
    act(actions.act, Case.objects.get(), "reply", {"answer": "Đã sửa đèn."}, by=s.cast.ha)
    act(actions.act, Case.objects.get(), "close", {}, by=s.cast.ha)
    s.clock.at = YEARS_ON
    return Case.objects.get()


def kept(s: Stage) -> Opened:
    case, browser = closed(s), s.signed_in(s.cast.khoa)
    return "khoa", browser, browser.post("/desk/kept", {"case": case.ref, "go": "look"}), "/desk/kept"


def post_hand_over(s: Stage) -> Opened:
    act(actions.assign, s.case(), by=s.cast.duc, post=s.cast.mai.post)
    return s.open("duc", f"/desk/posts/{s.cast.mai.post.pk}/hand-over")


def views(s: Stage) -> Opened:
    browser = s.signed_in(s.cast.quan)
    return (
        "quan",
        browser,
        browser.post("/desk/views", {"go": "save", "query": "state=open", "name": ""}),
        "/desk/views",
    )


def meeting(s: Stage) -> Meeting:
    task = given(s.cast)
    said = {"name": "Giao ban", "day": "12/03/2026", "tasks": task.ref, "own": "Việc khác"}
    fill(s.signed_in(s.cast.thao), "/desk/plans/meetings/new", **said)
    return Meeting.objects.get()


def meeting_end(s: Stage) -> Opened:
    found = meeting(s)
    s.clock.at = datetime(2026, 3, 12, 15, 0, tzinfo=HANOI)
    return s.open("thao", f"/desk/plans/meetings/{found.ref}/end")


def look(s: Stage) -> str:
    text = "KẾ HOẠCH\nPhòng ngừa tội phạm\nII. NHIỆM VỤ\n1. Công an các phường rà soát, xong trước 06/3/2026.\n"
    return str(s.signed_in(s.cast.thao).post("/desk/plans/new", {"pasted": text})["Location"])


def read_again_look(s: Stage) -> Opened:
    plan = s.plan()
    text = "KẾ HOẠCH\nPhòng ngừa tội phạm\nII. NHIỆM VỤ\n1. Công an các phường lắp camera, xong trước 06/5/2026.\n"
    sent = s.signed_in(s.cast.thao).post(f"/desk/plans/{plan.ref}/read", {"pasted": text})
    return s.open("thao", sent["Location"])


def table_look(s: Stage) -> Opened:
    plan, browser = s.plan(), s.signed_in(s.cast.thao)
    add(s.cast, plan, matter="Tổng kết công tác", time={"day": "2026-03-12"})
    data = browser.get(f"/desk/plans/{plan.ref}/table.xlsx").content
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    sheet.delete_rows(next(n for n in range(1, 40) if sheet.cell(n, 2).value == "Tổng kết công tác"))
    saved = BytesIO()
    book.save(saved)
    sent = {"file": SimpleUploadedFile("bang.xlsx", saved.getvalue())}
    return s.open("thao", browser.post(f"/desk/plans/{plan.ref}/table", sent)["Location"])


def left(s: Stage) -> Opened:
    given(s.cast)
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=s.cast.office.hoan_kiem.pk).update(ends=date(2026, 3, 1))
    return s.open("thao", f"/desk/plans/left/{s.cast.office.hoan_kiem.code}")


def answers(s: Stage) -> Opened:
    task = given(s.cast)
    act(report_task, task, by=s.cast.ha, text="Đã rà soát.", refs=["figure:26-1"])
    browser = s.signed_in(s.cast.thao)
    sent = {"report": f"{task.ref}.{task.seq + 1}.", "go": "send-back"}
    return "thao", browser, browser.post("/desk/plans/answers", sent), "/desk/plans/answers"


def reopening(s: Stage) -> Opened:
    task = given(s.cast)
    act(report_task, task, by=s.cast.ha, text="Đã rà soát.", refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=task.pk), by=s.cast.thao)
    return s.open("thao", "/desk/plans/answers/today")


def issued(s: Stage) -> Plan:
    plan = s.plan(time={"day": "2026-03-31"})
    act(issue, plan, by=s.cast.thao, to=[s.cast.office.ba_dinh, s.cast.office.hoan_kiem])
    return plan


def public(s: Stage) -> Opened:
    task = given(s.cast)
    plan = Plan.objects.get(template=None)
    browser = s.signed_in(s.cast.thao)
    fill(browser, f"/desk/plans/{plan.ref}/public", reason="Theo quy chế.", go="open")
    act(report_task, Task.objects.get(pk=task.pk), by=s.cast.ha, text="Đã rà soát.", refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=task.pk), by=s.cast.thao)
    return s.open("thao", f"/desk/plans/tasks/{task.ref}/public")


def mail(s: Stage) -> Opened:
    given(s.cast)
    return s.open("minh", "/desk/account/mail")


def stand_in(s: Stage) -> Opened:
    given(s.cast)
    return s.open("ha", "/desk/head/delegate")


def stood_in(s: Stage) -> Opened:
    task = given(s.cast)
    said = {"post": str(s.cast.lan.post.pk), "begins": "10/03/2026", "ends": "20/03/2026"}
    fill(s.signed_in(s.cast.ha), f"/desk/plans/tasks/{task.ref}/delegate", **said)
    return s.open("ha", "/desk/head/take-back")


def corrected(s: Stage) -> Opened:
    target = s.target(s.plan())
    sent = {"value": "12", "on": "09/03/2026", "files": SimpleUploadedFile("so-lieu.txt", b"12")}
    fill(s.signed_in(s.cast.thao), f"/desk/plans/targets/{target.ref}/report", **sent)
    return s.open("thao", f"/desk/plans/targets/{target.ref}/correct?on=2026-03-09")


def related(s: Stage) -> tuple[Instrument, Relation]:
    own = s.plan().instrument
    other = act(
        register_instrument, s.cast.office.standing, by=s.cast.thao, kind="resolution", symbol="12/NQ-HĐND",
        issuer="HĐND", dated=date(2026, 1, 2), title="Về an toàn", public=True,
    )  # fmt: skip
    return own, act(relate, own, by=s.cast.thao, to=other, kind="cites", begins="2026-02-01")


def carried(s: Stage) -> Opened:
    said = {"kind": "resolution", "issuer": "HĐND", "title": "Về an toàn"}
    above, old, new = (
        act(register_instrument, s.cast.office.standing, by=s.cast.thao, symbol=symbol, dated=day, **said)
        for symbol, day in (
            ("12/NQ-HĐND", date(2026, 1, 2)), ("20/NQ-HĐND", date(2026, 1, 9)), ("30/NQ-HĐND", date(2026, 2, 1)),
        )
    )  # fmt: skip
    act(relate, old, by=s.cast.thao, to=above, kind="implements", begins="2026-01-15")
    act(relate, new, by=s.cast.thao, to=old, kind="replaces", begins="2026-02-01")
    return s.open("thao", f"/desk/plans/instruments/{new.ref}/implements")


def relation(s: Stage) -> Opened:
    own, one = related(s)
    return s.open("thao", f"/desk/plans/instruments/{own.ref}/relations/{one.pk}")


def checked_import(s: Stage) -> Opened:
    head, row = "Ngày tiếp nhận\tNội dung", "\tQuán hát gây ồn ban đêm ở đầu ngõ"
    browser = s.signed_in(s.cast.quan)
    url = browser.post("/desk/imports", {"pasted": f"{head}\n5/3/2024{row}\n31/02/2024{row}"})["Location"]
    holds = {"holds-0": "received", "holds-1": "field-about"}
    fill(browser, url, go="choose", procedure="petition", state="received", no_place="office", **holds)
    return s.open("quan", url)


FORMS: dict[str, Callable[[Stage], Opened]] = {
    "mail": mail,
    "token-new": lambda s: s.open("quan", "/desk/account/tokens"),
    "webhook-new": lambda s: s.open("dung", "/desk/webhooks/new"),
    "finding": lambda s: s.open("duc", "/desk/find-by-name"),
    "views": views,
    "several": several,
    "several-done": several_done,
    "held": held_notice,
    "identity-ask": lambda s: s.open("duc", f"/desk/cases/{s.case().ref}/identity"),
    "hold-back": lambda s: s.open("khoa", f"/desk/cases/{closed(s).ref}/hold-back"),
    "beside": lambda s: s.open("quan", f"/desk/cases/{s.case().ref}/message"),
    "step": lambda s: s.open("quan", f"/desk/cases/{s.case().ref}/ask"),
    "papers": lambda s: s.open("quan", "/desk/papers"),
    "post-hand-over": post_hand_over,
    "kept": kept,
    "second-look": second_look,
    "new-form": lambda s: s.open("quan", f"/desk/new/petition?office={s.cast.office.hoan_kiem.pk}"),
    "head-delegate": stand_in,
    "head-take-back": stood_in,
    "plan-new": lambda s: s.open("thao", "/desk/plans/new"),
    "plan-look": lambda s: s.open("thao", look(s)),
    "plan-read-again": lambda s: s.open("thao", f"/desk/plans/{s.plan().ref}/read"),
    "imports": lambda s: s.open("quan", "/desk/imports"),
    "import-register": lambda s: s.open("duc", "/desk/imports"),
    "import": checked_import,
    "plan-read-again-look": read_again_look,
    "plan-table-look": table_look,
    "plan-meeting-new": lambda s: s.open("thao", "/desk/plans/meetings/new"),
    "plan-meeting-change": lambda s: s.open("thao", f"/desk/plans/meetings/{meeting(s).ref}/change"),
    "plan-meeting-off": lambda s: s.open("thao", f"/desk/plans/meetings/{meeting(s).ref}/off"),
    "plan-meeting-end": meeting_end,
    "plan-left-move": left,
    "plan-answers": answers,
    "plan-reopening": reopening,
    "plan-task-public": public,
    "plan-task-deed": lambda s: s.open("ha", f"/desk/plans/tasks/{given(s.cast).ref}/block"),
    "plan-document-new": lambda s: s.open("thao", "/desk/plans/instruments/new"),
    "plan-document-amend": lambda s: s.open("thao", f"/desk/plans/instruments/{s.plan().instrument.ref}/amend"),
    "plan-relate": lambda s: s.open("thao", f"/desk/plans/instruments/{related(s)[0].ref}/relate"),
    "plan-relation": relation,
    "plan-carry": carried,
    "plan-replace": lambda s: s.open("thao", f"/desk/plans/instruments/{issued(s).instrument.ref}/replace"),
    "plan-target-report": lambda s: s.open("thao", f"/desk/plans/targets/{s.target(s.plan()).ref}/report"),
    "plan-target-correct": corrected,
    "plan-target-goal": lambda s: s.open("thao", f"/desk/plans/targets/{s.target(issued(s)).ref}/goal"),
    "plan-target-new": lambda s: s.open("thao", f"/desk/plans/{s.plan().ref}/targets/new"),
    "plan-end": lambda s: s.open("thao", f"/desk/plans/{s.plan().ref}/end"),
    "plan-add-task": lambda s: s.open("thao", f"/desk/plans/{s.plan().ref}/tasks/new"),
    "plan-issue": lambda s: s.open("thao", f"/desk/plans/{s.plan().ref}/issue"),
    "plan-publish": lambda s: s.open("thao", f"/desk/plans/{issued(s).ref}/public"),
    "paste": lambda s: s.open("dung", "/desk/paste/people"),
    "office-new": lambda s: s.open("dung", "/desk/offices/new"),
    "person-new": lambda s: s.open("dung", "/desk/people/new"),
    "appoint": lambda s: s.open("dung", f"/desk/people/{s.cast.quan.user.pk}"),
    "person-account": lambda s: s.open("dung", f"/desk/people/{s.cast.quan.user.pk}/account"),
}
"""How each form in which something is written is opened: by whom, the page, its address."""


def test_every_form_is_given_back_or_says_why_not() -> None:
    """A new form of the desk stands either here, and is tried below, or in `unsaved.NOT_KEPT` with its reason."""
    posts = {one.name for one in urls.urlpatterns if "POST" in getattr(one.callback, "methods", ("POST",))}
    posts -= {"sign-in", "sign-out"}
    written = set(unsaved.NOT_KEPT) - {"sign-in", "sign-out"}
    assert sorted(posts - FORMS.keys() - written) == [], "neither tried here nor named with a reason"
    assert sorted((FORMS.keys() | written) - posts) == [], "no such form"
    assert sorted(FORMS.keys() & written) == []


@pytest.mark.parametrize("name", FORMS)
def test_what_was_written_comes_back_after_signing_in_and_nothing_was_done(
    name: str, cast: Cast, signed_in: Any, report: Report, clock: Clock, settings: Any, home: Any
) -> None:
    settings.MAIL_FROM = "namro@example.org"
    who, browser, opened, url = FORMS[name](Stage(cast, signed_in, report, clock))
    assert opened.status_code in (200, 422), f"{url}: {opened.status_code}"
    form = max((one for one in Forms(body(opened)).found if one.method == "post"), key=lambda one: len(one.texts))
    assert form.texts, f"nothing is written at {url}"
    typed = {one: f"chữ {n}"[:most] for n, (one, most) in enumerate(form.texts, start=10) if most >= 6}
    _is_said(name, browser, form, url, typed)
    for go in (form.go, "do") if form.go == "look" else (form.go,):  # from the form, and from the look at it
        _comes_back(name, browser, form, url, typed, go, cast.members[who].user.username)


def _is_said(name: str, browser: Client, form: Form, url: str, typed: dict[str, str]) -> None:
    """What is no text is named at its inputs, the rest stays in them, and nothing is done."""
    sent: dict[str, list[str]] = {}
    for key, value in [*form.fields, *((key, f"{text[:4]}\x07\u202e{text[4:]}") for key, text in typed.items())]:
        sent.setdefault(key, []).append(value)
    if form.go:
        sent["go"] = [form.go]
    before = Entry.objects.count()
    shown = browser.post(form.action or url, sent)
    assert shown.status_code in (200, 409, 422), shown.status_code
    page = html.unescape(body(shown))
    assert "có ký tự không lưu và không hiện được (U+0007, U+202E" in page
    assert 'href="#f-' in page
    assert [one for one, text in typed.items() if text not in page] == []
    assert "Đây là những gì bạn đã viết" not in page
    assert name in unsaved.LOOKS or Entry.objects.count() == before


def _comes_back(
    name: str, browser: Client, form: Form, url: str, typed: dict[str, str], go: str, username: str
) -> None:
    sent: dict[str, list[str]] = {}
    for key, value in [*form.fields, *typed.items()]:
        sent.setdefault(key, []).append(value)
    if go:
        sent["go"] = [go]
    del browser.cookies["namro"]
    told = browser.post(form.action or url, sent)
    assert told.status_code == 401
    assert " Những gì bạn viết được giữ ở trang này" in body(told)
    assert not [text for text in typed.values() if text in html.unescape(body(told))], "not in clear"
    before = Entry.objects.count()
    signed = {"username": username, "password": PASSWORD, "unsaved": hidden(told, "unsaved")}
    back = browser.post("/desk/sign-in", signed)
    (kept_form,) = [one for one in Forms(body(back)).found if (unsaved.GIVEN_BACK, "yes") in one.fields]
    again: dict[str, list[str]] = {}
    for key, value in kept_form.fields:
        again.setdefault(key, []).append(value)
    shown = browser.post(kept_form.action, again)
    assert shown.status_code in (200, 409, 422), shown.status_code
    page = html.unescape(body(shown))
    assert [one for one, text in typed.items() if text not in page] == []
    assert name in unsaved.LOOKS or Entry.objects.count() == before + 1, "only that somebody signed in"
