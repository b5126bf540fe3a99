"""What officers and reporters do with a case, what is refused, and what is left behind by each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.ground.trail.models import Entry
from namro.rules.packs.current import the_pack
from namro.rules.packs.kinds import Valid
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.history import standing_of
from namro.work.cases.models import Case, Done, Notice, RegisterEntry
from namro.work.cases.states import Act, reduce
from namro.work.cases.steps import refusal
from namro.work.cases.turns import _ground
from tests.cast import HANOI, NOW, Cast
from tests.payloads import values_of
from tests.work.cases.conftest import BA_DINH, HOAN_KIEM, Reported, again, burglary

pytestmark = pytest.mark.django_db


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=HANOI)


def refused(function: Any, *args: Any, now: datetime = NOW, **kwargs: Any) -> Refused:
    """The refusal of an action; nothing else may have come of it."""
    before = (Done.objects.count(), Entry.objects.count(), Case.objects.count())
    with pytest.raises(Refused) as caught:
        function(*args, now=now, **kwargs)
    assert (Done.objects.count(), Entry.objects.count(), Case.objects.count()) == before
    return caught.value


# --- receive ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_to_the_office_of_its_place(reported: Reported, cast: Cast) -> None:
    case = reported(HOAN_KIEM).case
    assert case.office == cast.office.hoan_kiem
    assert case.place_name.startswith("phường Hoàn Kiếm")
    assert case.summary == "Kho hàng bị phá khóa trong đêm, mất 12 thùng hàng điện tử."
    assert values_of(case)["where"]["detail"] == "ngõ 12 Hàng Bài"


@pytest.mark.parametrize(("day", "offered"), [("2025-02-28", False), ("2025-03-03", True)])
def test_a_posted_investigator_takes_up_a_report_only_once_the_law_knows_that(
    reported: Reported, cast: Cast, day: str, offered: bool
) -> None:
    now = at(f"{day}T09:00")
    pack, standing = the_pack(), standing_of(reported().case)
    step = pack.procedure("crime-report", now.date()).steps["take-up"]
    there = replace(standing, state="classified")
    found = refusal(pack, there, step, now.date())
    assert (found is None) == offered
    assert found is None or found.code == "cases.step-not-law"


def test_a_ground_is_offered_and_taken_only_while_it_is_law() -> None:
    step = the_pack().procedure("denunciation", NOW.date()).steps["refuse"]
    valid = Valid(**{"from": date(2026, 3, 1)})
    grounds = {**step.grounds, "conditions": step.grounds["conditions"].model_copy(update={"valid": valid})}
    changed = step.model_copy(update={"grounds": grounds})
    assert list(changed.grounds_on(date(2026, 2, 28))) == ["identity"]
    assert _ground(changed, "conditions", date(2026, 3, 1)) == "conditions"
    with pytest.raises(Refused) as caught:
        _ground(changed, "conditions", date(2026, 2, 28))
    assert caught.value.code == "cases.unknown-ground"


@pytest.mark.parametrize(("day", "owed"), [("2022-02-11", True), ("2022-02-14", False)])
def test_no_notice_is_owed_to_a_person_without_a_name_only_since_the_circular_says_so(
    reported: Reported, day: str, owed: bool
) -> None:
    procedure = the_pack().procedure("crime-report", date.fromisoformat(day))
    acts = [Act(1, "receive", None, at(f"{day}T09:00"), {
        "procedure": "x", "office": 1, "office_kind": "commune-police", "channel": "web", "named": False,
    })]  # fmt: skip
    run = reduce({"x": (the_pack(), procedure)}, acts).clocks["acknowledge"]
    assert (run.status != "void") == owed


def test_a_letter_counts_from_the_day_on_which_it_came(reported: Reported, cast: Cast) -> None:
    case = reported(
        office=cast.office.ba_dinh, channel="post", received_at=at("2026-03-06T10:00"), actor=cast.lan.actor
    ).case
    assert case.received_at == at("2026-03-06T10:00")
    assert case.clocks.get(clock="acknowledge").due_on.isoformat() == "2026-03-11"
    assert Done.objects.get(case=case).at == NOW


@pytest.mark.once
@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"about": ""}, "cases.needed", "about"),
        ({"about": "\u200b \u00a0"}, "cases.needed", "about"),
        ({"about": 7}, "cases.not-text", "about"),
        ({"about": "x" * 20_001}, "cases.too-long", "about"),
        ({"danger": "yes"}, "cases.yes-or-no", "danger"),
        ({"when": {"from": "2026-02-30"}}, "cases.bad-date", "when"),
        ({"when": {"from": "2026-03-09", "to": "2026-03-08"}}, "cases.dates-backwards", "when"),
        ({"when": {"from": "2026-03-11", "to": "2026-03-11"}}, "cases.date-not-yet", "when"),
        ({"when": "0001-01-01"}, "cases.bad-date", "when"),
        ({"where": {"ref": "2025:99999"}}, "cases.unknown-place", "where"),
        ({"where": {"x": "y"}}, "cases.unknown-place", "where"),
        ({"nobody-asks": "x"}, "cases.unknown-field", "nobody-asks"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_its_field(
    reported: Reported, changed: dict[str, Any], code: str, field: str
) -> None:
    found = refused(reported, answers={**burglary(), **changed})
    assert (found.code, found.field) == (code, field)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"procedure": "nothing"}, "packs.unknown-procedure"),
        ({"channel": "telepathy"}, "cases.unknown-channel"),
        ({"channel": "counter"}, "cases.unknown-channel"),
        ({"identity": {"name": "A", "religion": "B"}}, "cases.unknown-field"),
        ({"identity": {"phone": "call me"}}, "cases.bad-phone"),
    ],
)
def test_a_report_is_refused_with_the_reason(reported: Reported, more: dict[str, Any], code: str) -> None:
    assert refused(reported, **more).code == code


def test_a_denunciation_needs_a_name(reported: Reported) -> None:
    from namro.rules.packs.current import the_pack

    fields = the_pack().procedure("denunciation", NOW.date()).fields
    answers: dict[str, Any] = {
        f.id: "Nội dung tố cáo." for f in fields if f.required and f.kind in ("text", "long-text")
    }
    answers |= {f.id: {"ref": "2025:00004"} for f in fields if f.required and f.kind == "place"}
    answers |= {f.id: next(iter(f.options)) for f in fields if f.required and f.kind == "choice"}
    answers |= {f.id: False for f in fields if f.required and f.kind == "yes-no"}
    assert refused(reported, procedure="denunciation", answers=answers, identity=None).code == "cases.name-needed"


def test_an_officer_receives_only_at_their_own_office(reported: Reported, cast: Cast) -> None:
    with pytest.raises(NotThere):
        reported(office=cast.office.ba_dinh, channel="counter", actor=cast.quan.actor)
    assert reported(office=cast.office.ba_dinh, channel="counter", actor=cast.lan.actor).case.channel == "counter"


def test_an_office_that_does_not_take_such_matters_is_refused(reported: Reported, cast: Cast) -> None:
    assert refused(reported, office=cast.office.standing).code == "cases.not-at-this-office"


def test_a_place_without_an_office_goes_to_the_one_above(reported: Reported, cast: Cast) -> None:
    assert reported("00008").case.office == cast.office.investigation  # no police of its own in this cast


def test_control_characters_go_and_every_script_stays(reported: Reported) -> None:
    said = "Kho\0 bị\x07 phá\r\nkho\u0301a \u202eevil\u202c 😀 <script>alert(1)</script> '; DROP TABLE cases_case;--"
    case = reported(answers=burglary(about=said)).case
    kept = values_of(case)["about"]
    assert kept == "Kho bị phá\nkhóa evil 😀 <script>alert(1)</script> '; DROP TABLE cases_case;--"


# --- register --------------------------------------------------------------------------------------------------------


def test_each_office_and_year_counts_its_own_register(reported: Reported, cast: Cast) -> None:
    for code, member in ((BA_DINH, cast.lan), (BA_DINH, cast.lan), (HOAN_KIEM, cast.quan)):
        actions.register(reported(code).case, actor=member.actor, now=NOW)
    new_year = at("2027-01-04T09:00")
    late = reported(BA_DINH, now=at("2026-12-31T23:00")).case
    actions.register(late, actor=cast.lan.at(new_year), now=new_year)
    assert [e.text for e in RegisterEntry.objects.order_by("id")] == [
        f"00001/2026/{cast.office.ba_dinh.code}",
        f"00002/2026/{cast.office.ba_dinh.code}",
        f"00001/2026/{cast.office.hoan_kiem.code}",
        f"00001/2027/{cast.office.ba_dinh.code}",
    ]


def test_a_refused_registration_uses_up_no_number(registered: Case, reported: Reported, cast: Cast) -> None:
    assert refused(actions.register, registered, actor=cast.lan.actor).code == "cases.wrong-state"
    actions.register(reported().case, actor=cast.lan.actor, now=NOW)
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == [1, 2]


# --- who may ---------------------------------------------------------------------------------------------------------


def test_another_ward_cannot_tell_a_case_that_it_may_not_touch_from_none(case: Case, cast: Cast) -> None:
    for member in (cast.quan, cast.thao, cast.tam, cast.dung, cast.vy):
        assert refused(actions.register, case, actor=member.actor).code == "gate.not-found"
    assert refused(actions.register, case, actor=reporter(case.ref)).code == "gate.not-found"


def test_a_step_of_another_role_names_the_role(taken: Case, cast: Cast) -> None:
    found = refused(actions.decide, taken, answer="x", actor=cast.lan.actor)
    assert found.code == "gate.not-found"  # Ba Đình has no part in it any more
    found = refused(actions.act, taken, "assign", {"post": cast.son.post.pk}, actor=cast.hoa.actor)
    assert found.code == "gate.not-found"  # a duty officer never assigns


def test_a_ward_does_not_settle_a_crime_report(classified: Case, cast: Cast) -> None:
    offered = {s.id for s in queries.steps_now(cast.ha.actor, classified, NOW)}
    assert "start-case" not in offered
    assert refused(actions.decide, classified, step="start-case", answer="x", actor=cast.ha.actor).code in (
        "cases.wrong-state", "cases.not-your-step",
    )  # fmt: skip
    assert "take-up" in {s.id for s in queries.steps_now(cast.nam.actor, classified, NOW)}


# --- transfer --------------------------------------------------------------------------------------------------------


def test_a_transfer_is_returned_with_a_reason_and_the_first_office_goes_on(sent: Case, cast: Cast) -> None:
    assert refused(actions.return_transfer, sent, reason=" ", actor=cast.hoa.actor).code == "cases.needed"
    assert refused(actions.accept_transfer, sent, actor=cast.lan.actor).code == "gate.not-found"
    actions.return_transfer(sent, reason="Thiếu biên bản.", actor=cast.hoa.actor, now=NOW)
    case = again(sent)
    assert (case.office, case.pending_office, case.state) == (cast.office.ba_dinh, None, "classified")
    clocks = {v.id: v.status for v in queries.clocks(case, NOW)}
    assert clocks["transfer-ordinary"] == "running"
    assert refused(actions.accept_transfer, case, actor=cast.hoa.actor).code == "gate.not-found"


@pytest.mark.parametrize(
    ("office", "code"),
    [
        ("ba_dinh", "cases.same-office"),
        ("hoan_kiem", "cases.not-to-this-office"),
        (None, "cases.needed"),
        (10**9, "cases.unknown-office"),
    ],
)
def test_a_case_is_sent_only_where_it_belongs(classified: Case, cast: Cast, office: Any, code: str) -> None:
    to = getattr(cast.office, office) if isinstance(office, str) else office
    found = refused(actions.transfer, classified, office=to, reason="Chuyển.", actor=cast.lan.actor)
    assert (found.code, found.field) == (code, "office")


def test_what_is_on_its_way_is_left_alone_by_the_sender(sent: Case, cast: Cast) -> None:
    assert refused(actions.transfer, sent, office=1, reason="x", actor=cast.lan.actor).code in (
        "cases.on-its-way", "cases.wrong-state",
    )  # fmt: skip
    assert {s.id for s in queries.steps_now(cast.lan.actor, sent, NOW)} <= {"acknowledge", "answer"}
    assert {s.id for s in queries.steps_now(cast.hoa.actor, sent, NOW)} == {"accept-transfer", "return-transfer"}


def test_both_registers_keep_the_line_of_a_case_that_moved(taken: Case, cast: Cast) -> None:
    assert taken.entries.count() == 2
    theirs = queries.register_of(cast.lan.actor, cast.office.ba_dinh.pk, 2026, now=NOW).rows
    assert [(r.number, r.visible, r.ref) for r in theirs] == [
        (f"00001/2026/{cast.office.ba_dinh.code}", False, taken.ref)
    ]
    ours = queries.register_of(cast.hoa.actor, cast.office.investigation.pk, 2026, now=NOW).rows
    assert [(r.visible, r.ref) for r in ours] == [(True, taken.ref)]
    with pytest.raises(NotThere):
        queries.register_of(cast.quan.actor, cast.office.ba_dinh.pk, 2026, now=NOW)


# --- assign ----------------------------------------------------------------------------------------------------------


def test_a_case_is_given_only_to_a_held_post_of_its_office(taken: Case, cast: Cast) -> None:
    with guard.outside("a post that nobody holds"):
        from namro.ground.people.models import Post

        empty = Post.objects.create(office=cast.office.investigation, role="investigator", begins=cast.son.post.begins)
    for post, code in (
        (cast.lan.post, "cases.post-elsewhere"),
        (empty, "cases.post-empty"),
        (10**9, "cases.unknown-post"),
    ):
        assert refused(actions.assign, taken, post=post, actor=cast.binh.actor).code == code
    actions.act(taken, "assign", {"post": str(cast.son.post.pk)}, actor=cast.binh.actor, now=NOW)
    assert again(taken).assignee == cast.son.post


# --- talking ---------------------------------------------------------------------------------------------------------


def test_a_question_and_its_answer_stand_on_both_sides(classified: Case, cast: Cast) -> None:
    actions.ask(classified, text="Cửa bị phá lúc mấy giờ?", actor=cast.lan.actor, now=NOW)
    case = again(classified)
    assert (case.waits_for, queries.standing(case).asked) == ("reporter", True)
    actions.answer(case, text="Khoảng 2 giờ sáng.", actor=reporter(case.ref), now=NOW)
    assert (again(case).waits_for, queries.standing(again(case)).asked) == ("office", False)
    for audience in ("staff", "reporter"):
        written = [body for line in timeline.timeline(again(case), audience) for _, body in line.words]  # type: ignore[arg-type]
        assert "Cửa bị phá lúc mấy giờ?" in written
        assert "Khoảng 2 giờ sáng." in written


def test_messages_go_both_ways_and_nowhere_else(case: Case, reported: Reported, cast: Cast) -> None:
    actions.message(case, text="Tôi nhớ thêm biển số xe.", actor=reporter(case.ref), now=NOW)
    actions.message(again(case), text="Cảm ơn, đã ghi nhận.", actor=cast.lan.actor, now=NOW)
    keys = [line.key for line in timeline.timeline(again(case), "reporter")]
    assert keys == ["common.case.receive-web", "common.case.message-reporter", "common.case.message-office"]
    other = reported().case
    assert refused(actions.message, other, text="x", actor=reporter(case.ref)).code == "gate.not-found"
    assert refused(actions.message, case, text="\0", actor=reporter(case.ref)).code == "cases.needed"
    assert list(Notice.objects.filter(case=case).values_list("to", flat=True)) == ["office", "office", "reporter"]


def test_what_is_for_the_office_only_does_not_reach_the_reporter(sent: Case) -> None:
    def words(audience: Any) -> list[str]:
        return [body for line in timeline.timeline(sent, audience) for _, body in line.words]

    assert words("staff") == ["Thuộc thẩm quyền điều tra."]
    assert words("reporter") == []
    assert {line.who for line in timeline.timeline(sent, "reporter")} == {""}
    assert "Nguyễn Thị Lan" in {line.who for line in timeline.timeline(sent, "staff")}


# --- extend ----------------------------------------------------------------------------------------------------------


def test_an_extension_needs_a_reason_the_right_person_and_time(verifying: Case, cast: Cast) -> None:
    common: dict[str, Any] = {"clock": "resolve", "extension": "complex"}
    assert refused(actions.extend, verifying, **common, reason="", actor=cast.binh.actor).code == "cases.needed"
    assert refused(actions.extend, verifying, **common, reason="x", actor=cast.hoa.actor).code == "gate.not-found"
    too_late = at("2026-03-31T00:00")  # 20 days from 10 March end on the 30th
    found = refused(actions.extend, verifying, **common, reason="x", actor=cast.binh.at(too_late), now=too_late)
    assert (found.code, found.params["due"]) == ("cases.extension-too-late", "30/03/2026")
    last = at("2026-03-30T23:59")
    done = actions.extend(verifying, **common, reason="Phức tạp.", actor=cast.binh.at(last), now=last)
    assert (done.data["from_day"], done.data["to_day"]) == ("2026-03-30", "2026-05-11")  # two months end on a Sunday
    assert Notice.objects.filter(done=done, to="reporter").exists()


def test_extensions_come_in_order_and_the_outside_body_needs_its_paper(verifying: Case, cast: Cast) -> None:
    second: dict[str, Any] = {"clock": "resolve", "extension": "procuracy", "reason": "Chưa xong."}
    assert refused(actions.extend, verifying, **second, actor=cast.binh.actor).code == "cases.extension-order"
    actions.extend(verifying, clock="resolve", extension="complex", reason="x", actor=cast.binh.actor, now=NOW)
    case = again(verifying)
    found = refused(actions.extend, case, **second, actor=cast.binh.actor)
    assert (found.code, found.field) == ("cases.needed", "document")
    actions.extend(case, **second, document="45/QĐ-VKS", actor=cast.binh.actor, now=NOW)
    assert again(case).next_due_clock
    found = refused(actions.extend, again(case), **second, document="46/QĐ-VKS", actor=cast.binh.actor)
    assert found.code == "cases.extension-once"
    found = refused(
        actions.extend, again(case), clock="resolve", extension="complex", reason="x", actor=cast.binh.actor
    )
    assert found.code == "cases.extension-once"


def test_the_form_of_an_extension_shows_the_day_before_and_after(verifying: Case, cast: Cast) -> None:
    step = next(s for s in queries.steps_now(cast.binh.actor, verifying, NOW) if s.id == "extend")
    choice = next(i for i in step.inputs if i.name == "extension")
    assert [(o.value, str(o.from_day), str(o.to_day)) for o in choice.options] == [
        ("resolve:complex", "2026-03-30", "2026-05-11")
    ]
    assert [i.name for i in step.inputs] == ["extension", "reason"]


@pytest.mark.parametrize(
    ("clock", "extension", "code"),
    [
        ("nothing", "complex", "cases.unknown-clock"),
        ("resolve", "nothing", "cases.unknown-extension"),
        ("assign", "complex", "cases.unknown-extension"),
    ],
)
def test_an_unknown_extension_is_named(verifying: Case, cast: Cast, clock: str, extension: str, code: str) -> None:
    found = refused(actions.extend, verifying, clock=clock, extension=extension, reason="x", actor=cast.binh.actor)
    assert found.code == code


# --- suspend, decide, close, open again ------------------------------------------------------------------------------


def test_a_crime_report_is_suspended_only_when_its_limit_has_run_out(verifying: Case, cast: Cast) -> None:
    common: dict[str, Any] = {"ground": "expert", "more": {"document": "7/QĐ"}}
    found = refused(actions.suspend, verifying, **common, actor=cast.son.actor)
    assert (found.code, found.params["due"]) == ("cases.before-the-limit", "30/03/2026")
    on = at("2026-03-30T15:00")
    assert refused(
        actions.suspend, verifying, ground="bored", more={"document": "7"}, actor=cast.son.at(on), now=on
    ).code == "cases.unknown-ground"  # fmt: skip
    actions.suspend(verifying, **common, actor=cast.son.at(on), now=on)
    case = again(verifying)
    assert (case.state, case.waits_for) == ("suspended", "other")
    later = at("2026-04-15T09:00")
    actions.resume(case, step="resume", reason="Đã có kết quả giám định.", actor=cast.son.at(later), now=later)
    clocks = {v.id: v for v in queries.clocks(again(case), later)}
    assert clocks["resolve"].status == "met"
    assert clocks["resolve-resumed"].due is not None
    assert clocks["resolve-resumed"].due.on.isoformat() == "2026-05-15"


def test_a_decision_needs_an_answer_in_plain_words(verifying: Case, cast: Cast) -> None:
    found = refused(actions.act, verifying, "not-start", {"reason": "Không có dấu hiệu."}, actor=cast.son.actor)
    assert (found.code, found.field) == ("cases.needed", "answer")
    inputs = {"reason": "Không có dấu hiệu tội phạm.", "answer": "Đây là tranh chấp dân sự."}
    actions.act(verifying, "not-start", inputs, actor=cast.son.actor, now=NOW)
    case = again(verifying)
    read = [body for line in timeline.timeline(case, "reporter") for _, body in line.words]
    assert set(inputs.values()) <= set(read)
    assert queries.standing(case).result == "not-start"


def test_an_input_that_the_step_does_not_ask_for_is_refused(verifying: Case, cast: Cast) -> None:
    found = refused(actions.act, verifying, "not-start", {"answer": "x", "salary": "1"}, actor=cast.son.actor)
    assert found.code == "cases.unknown-input"
    assert refused(actions.act, verifying, "fly", {}, actor=cast.son.actor).code == "cases.unknown-step"


def test_a_closed_case_opens_again_with_a_reason_and_its_own_clock(classified: Case, cast: Cast) -> None:
    actions.act(
        classified, "forward", {"reason": "Thuộc quân đội.", "answer": "Đã chuyển."}, actor=cast.lan.actor, now=NOW
    )
    case = again(classified)
    assert case.closed_at == NOW
    assert case.next_due_at is None or case.next_due_clock == "acknowledge"
    later = at("2026-04-01T09:00")
    assert refused(actions.reopen, case, reason="", actor=cast.ha.at(later), now=later).code == "cases.needed"
    actions.reopen(case, reason="Có tình tiết mới.", actor=cast.ha.at(later), now=later)
    case = again(case)
    assert case.closed_at is None
    assert case.next_due_clock == "after-reopening"


# --- twice, at once, and kept ----------------------------------------------------------------------------------------


def test_a_form_sent_twice_does_its_work_once(case: Case, cast: Cast) -> None:
    actions.register(case, once="form-1", actor=cast.lan.actor, now=NOW)
    with pytest.raises(actions.AlreadyDone) as caught:
        actions.register(case, once="form-1", actor=cast.lan.actor, now=NOW)
    assert caught.value.code == "cases.already-done"
    assert queries.was_done(case, "form-1")
    assert Done.objects.filter(case=case).count() == 2


def test_the_slower_of_two_officers_is_told_who_was_faster(case: Case, cast: Cast) -> None:
    seen = case.seq
    actions.register(case, actor=cast.lan.actor, now=NOW)
    found = refused(actions.message, case, text="Chào.", seq=seen, actor=cast.minh.actor)
    assert found.code == "cases.changed"
    assert (found.params["who"], found.params["step"]) == ("Nguyễn Thị Lan", "register")
    assert refused(actions.message, case, text="Chào.", seq=-1, actor=cast.minh.actor).code == "cases.changed"


def test_a_key_that_is_none_is_refused(case: Case, cast: Cast) -> None:
    assert refused(actions.register, case, once="x" * 65, actor=cast.lan.actor).code == "cases.bad-form-key"
    assert refused(actions.register, case, once="", actor=cast.lan.actor).code == "cases.bad-form-key"
