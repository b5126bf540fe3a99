"""The reducer alone: plain acts in, a standing out. Dates are worked out by hand (Hanoi, 2026)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from namro.rules.packs.schema import Pack, Procedure
from namro.work.cases.states import Act, CannotBeRead, Standing, reduce
from namro.work.cases.steps import extension_refusal, refusal, roles_for
from tests.cast import HANOI

V = "v1"


def text(of: str) -> dict[str, str]:
    return {"vi": of, "en": of}


def procedure(**more: Any) -> Procedure:
    """A procedure made for these tests: every kind of clock and step in a dozen lines."""

    def step(verb: str, start: list[str], to: str | None = None, **rest: Any) -> dict[str, Any]:
        common = {"names": text(verb), "by": ["head"], "says": text(verb), "effect": text(verb), "article": "A"}
        return {"verb": verb, "from": start, "to": to, **common, **rest}

    def clock(starts: list[Any], ends: list[str], limit: str, **rest: Any) -> dict[str, Any]:
        names = {"names": text("c"), "says": text("c"), "article": "A"}
        return {"starts": starts, "ends": ends, "limit": limit, **names, **rest}

    def more_days(**rest: Any) -> dict[str, Any]:
        return {"names": text("x"), "add": "5 working days", "when": text("w"), "by": ["head"], "article": "B", **rest}

    def state(**rest: Any) -> dict[str, Any]:
        return {"names": text("s"), "says": text("s"), **rest}

    body: dict[str, Any] = {
        "id": "made",
        "names": text("Made"),
        "says": text("Made"),
        "valid": {"from": date(2025, 1, 1)},
        "basis": [text("A law")],
        "confidence": "V2",
        "counting": "civil",
        "opens_at": ["commune-police"],
        "reporter": {"named": "optional", "why": text("w")},
        "fields": [],
        "flags": {
            "urgent": {"names": text("u"), "why": text("u"), "article": "A"},
            "remote": {"names": text("r"), "why": text("r"), "article": "A"},
        },
        "states": {
            "received": state(),
            "handled": state(),
            "asking": state(waits_for="reporter"),
            "sent": state(waits_for="other"),
            "suspended": state(waits_for="other"),
            "decided": state(),
            "closed": state(open=False),
        },
        "clocks": {
            "answer": clock(
                ["received", "reopen"], ["decided"], "10 working days",
                limit_if={"remote": "15 working days"},
                pauses={"suspended": {"article": "B"}},
                extensions={"first": more_days(), "second": more_days(after="first")},
            ),
            "urgent": clock([{"event": "received", "at": ["commune-police"]}], ["sent"], "24 hours", only_if="urgent"),
            "ordinary": clock([{"event": "received", "at": ["commune-police"]}], ["sent"], "7 days", unless="urgent"),
            "there": clock([{"event": "accept", "at": ["investigation"]}], ["decided"], "20 days"),
            "hours": clock(["handle"], ["decided"], "48 hours", pauses={"suspended": {"article": "B"}}),
            "tell": clock(["decided"], ["tell"], "3 days", owed_unless_anonymous=True),
            "guess": clock(["received"], ["decided"], "3 days", confidence="M"),
            "archive": clock(["close"], ["tell"], "1 month"),
        },
        "steps": {
            "handle": step("classify", ["received"], "handled"),
            "flag": step("classify", ["handled"]),
            "send": step("transfer", ["handled"], "sent", needs=["office"]),
            "accept": step("accept-transfer", ["sent"], "handled"),
            "return": step("return-transfer", ["sent"]),
            "ask": step("ask", ["handled"], "asking"),
            "answer": step("answer", ["asking"]),
            "suspend": step("suspend", ["handled"], "suspended", at=["commune-police", "investigation"]),
            "resume": step("resume", ["suspended"]),
            "extend": step("extend", ["handled", "suspended"]),
            "late-only": step("move", ["handled"], after_limit="ordinary"),
            "decide": step("decide", ["handled"], "decided"),
            "tell": step("notify", ["decided"], once=True),
            "close": step("close", ["decided", "handled"], "closed"),
            "reopen": step("reopen", ["closed"], "handled"),
        },
        **more,
    }  # fmt: skip
    return Procedure.model_validate(body, context={"languages": ["vi", "en"]}, strict=False)


MADE = procedure()


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=HANOI)


RECEIPT = {"procedure": V, "office": 1, "office_kind": "commune-police", "channel": "web", "named": True}


class Story:
    """Acts one after another."""

    def __init__(self, pack: Pack, start: str = "2026-03-10T09:00", **data: Any) -> None:
        self.pack = pack
        self.acts = [Act(1, "receive", None, at(start), {**RECEIPT, **data})]

    def then(self, step: str, when: str, **data: Any) -> Story:
        verb = MADE.steps[step].verb if step in MADE.steps else step
        self.acts.append(Act(len(self.acts) + 1, verb, step if step in MADE.steps else None, at(when), data))
        return self

    @property
    def now(self) -> Standing:
        return reduce({V: (self.pack, MADE)}, self.acts)

    def status(self, clock: str) -> str:
        return self.now.clocks[clock].status

    def day(self, clock: str) -> str:
        due = self.now.clocks[clock].due
        return due.on.isoformat() if due else ""


@pytest.fixture
def story(pack: Pack) -> Story:
    """Received on Tuesday 10 March 2026, 9:00."""
    return Story(pack)


def test_a_receipt_starts_the_clocks_that_name_it(story: Story) -> None:
    assert story.now.state == "received"
    assert story.day("answer") == "2026-03-24"  # ten working days
    assert story.day("ordinary") == "2026-03-17"
    assert story.now.next_due is not None
    assert story.now.next_due.clock == "ordinary"
    assert "there" not in story.now.clocks


def test_what_is_not_confirmed_has_no_date(story: Story) -> None:
    guess = story.now.clocks["guess"]
    assert (guess.status, guess.due, guess.no_due) == ("unconfirmed", None, "packs.unconfirmed")


def test_a_flag_brings_one_clock_and_takes_another_from_the_same_start(story: Story) -> None:
    assert story.status("urgent") == "void"
    story.then("handle", "2026-03-10T11:00", flags={"urgent": True})
    assert (story.status("urgent"), story.status("ordinary")) == ("running", "void")
    due = story.now.clocks["urgent"].due
    assert due is not None
    assert due.at == at("2026-03-11T09:00")
    story.then("flag", "2026-03-10T12:00", flags={"urgent": False})
    assert (story.status("urgent"), story.status("ordinary")) == ("void", "running")


def test_a_flag_lengthens_a_limit(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00", flags={"remote": True})
    assert story.day("answer") == "2026-03-31"


def test_an_ended_clock_keeps_the_flags_of_its_end(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("decide", "2026-03-24T16:00", result="yes")
    assert (story.status("answer"), story.day("answer")) == ("met", "2026-03-24")


def test_a_clock_ended_at_midnight_is_missed(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("decide", "2026-03-25T00:00")
    assert story.status("answer") == "missed"


def test_what_is_owed_to_the_named_is_not_owed_to_the_anonymous(pack: Pack) -> None:
    named, nameless = Story(pack), Story(pack, named=False)
    for one in (named, nameless):
        one.then("handle", "2026-03-10T11:00").then("decide", "2026-03-11T09:00")
    assert (named.status("tell"), nameless.status("tell")) == ("running", "void")


def test_a_clock_in_days_stands_still_from_the_day_after_the_suspension_to_the_day_of_resuming(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("suspend", "2026-03-12T15:00", ground="x")
    assert story.status("answer") == "paused"
    assert story.status("ordinary") == "running"  # nothing lets this one stand still
    story.then("resume", "2026-03-18T10:00")
    assert story.now.state == "handled"
    # 10 working days from the 10th would end on the 24th; the 13th and the 16th to the 18th do not count: four more
    assert (story.status("answer"), story.day("answer")) == ("running", "2026-03-30")


def test_a_clock_in_hours_stands_still_from_instant_to_instant(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("suspend", "2026-03-10T15:00").then("resume", "2026-03-12T16:30")
    due = story.now.clocks["hours"].due
    assert due is not None
    assert due.at == at("2026-03-14T12:30")  # 48 hours and 49 and a half


def test_suspended_and_resumed_on_one_day_costs_a_clock_in_days_nothing(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("suspend", "2026-03-12T09:00").then("resume", "2026-03-12T15:00")
    assert story.day("answer") == "2026-03-24"


def test_a_suspension_does_not_heal_what_was_late_already(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("suspend", "2026-03-26T09:00")
    answer = story.now.clocks["answer"]
    assert answer.status == "running"
    assert answer.late(at("2026-03-26T10:00"))


def test_asking_waits_for_the_reporter_and_an_answer_brings_the_case_back(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("ask", "2026-03-11T09:00")
    assert (story.now.state, story.now.waits_for, story.now.asked) == ("asking", "reporter", True)
    assert story.status("answer") == "running"  # the procedure names no pause for asking
    story.then("answer", "2026-03-12T09:00")
    assert (story.now.state, story.now.waits_for, story.now.asked) == ("handled", "office", False)


def _sent(story: Story) -> Story:
    return story.then("handle", "2026-03-10T11:00").then(
        "send", "2026-03-12T09:00", office=2, office_kind="investigation"
    )


def test_a_transfer_is_only_on_its_way_until_it_is_accepted(story: Story) -> None:
    now = _sent(story).now
    assert (now.office_id, now.waits_for) == (1, "other")
    assert now.transfer_pending is not None
    assert now.transfer_pending.office_id == 2
    assert story.status("ordinary") == "met"
    now = story.then("accept", "2026-03-13T08:00", number=5, year=2026, text="5/2026/X").now
    assert (now.office_id, now.office_kind, now.transfer_pending, now.number) == (2, "investigation", None, "5/2026/X")
    assert story.day("there") == "2026-04-02"


def test_the_receivers_clock_starts_only_at_an_office_of_its_kind(pack: Pack) -> None:
    story = Story(pack).then("handle", "2026-03-10T11:00")
    story.then("send", "2026-03-12T09:00", office=3, office_kind="commune-police").then("accept", "2026-03-13T08:00")
    assert "there" not in story.now.clocks


def test_a_returned_transfer_gives_back_what_it_ended_and_voids_what_it_started(story: Story) -> None:
    now = _sent(story).then("return", "2026-03-13T08:00").now
    assert (now.office_id, now.state, now.transfer_pending) == (1, "handled", None)
    assert (story.status("ordinary"), story.day("ordinary")) == ("running", "2026-03-17")
    assert story.status("answer") == "running"


def test_closing_ends_what_is_not_owed_any_more_and_keeps_what_was_late(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("close", "2026-03-20T09:00")
    assert story.now.closed_at == at("2026-03-20T09:00")
    assert (story.status("answer"), story.status("ordinary")) == ("void", "missed")
    assert story.status("archive") == "running"  # started by the closing itself


def test_opening_again_starts_what_the_procedure_says_and_keeps_the_first_running(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("decide", "2026-03-12T09:00").then("close", "2026-03-12T10:00")
    story.then("reopen", "2026-04-01T09:00")
    runs = [r for r in story.now.runs if r.clock == "answer"]
    assert [(r.run, r.status) for r in runs] == [(1, "met"), (2, "running")]
    assert story.day("answer") == "2026-04-15"
    assert story.now.closed_at is None


def test_an_extension_moves_the_date(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("extend", "2026-03-20T09:00", clock="answer", extension="first")
    assert story.day("answer") == "2026-03-31"
    assert story.now.clocks["answer"].extensions == ("first",)


@pytest.mark.parametrize(
    ("extension", "when", "code"),
    [
        ("first", "2026-03-24T23:59", None),
        ("first", "2026-03-25T00:00", "cases.extension-too-late"),
        ("second", "2026-03-20T09:00", "cases.extension-order"),
    ],
)
def test_an_extension_is_refused_out_of_order_or_too_late(
    story: Story, extension: str, when: str, code: str | None
) -> None:
    story.then("handle", "2026-03-10T11:00")
    now = at(when)
    refused = extension_refusal(MADE, story.now, "answer", extension, on=now.date(), now=now)
    assert (refused.code if refused else None) == code


def test_an_extension_is_given_once(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00").then("extend", "2026-03-20T09:00", clock="answer", extension="first")
    now = at("2026-03-20T10:00")
    refused = extension_refusal(MADE, story.now, "answer", "first", on=now.date(), now=now)
    assert refused is not None
    assert refused.code == "cases.extension-once"


def _why(story: Story, step: str, on: str = "2026-03-13") -> str | None:
    refused = refusal(story.pack, story.now, MADE.steps[step], date.fromisoformat(on))
    return refused.code if refused else None


def test_steps_are_refused_with_the_reason(story: Story) -> None:
    assert _why(story, "decide") == "cases.wrong-state"
    assert _why(story, "accept") == "cases.nothing-on-its-way"
    story.then("handle", "2026-03-10T11:00")
    assert _why(story, "decide") is None
    assert _why(story, "late-only") == "cases.before-the-limit"
    assert _why(story, "late-only", "2026-03-17") is None
    story.then("decide", "2026-03-12T09:00").then("tell", "2026-03-12T10:00")
    assert _why(story, "tell") == "cases.once-only"


def test_an_office_that_does_not_settle_leaves_settling_to_the_roles_named(pack: Pack) -> None:
    made = procedure(settled_by=["investigator"])
    step = made.steps["decide"]
    assert roles_for(pack, made, step, "commune-police") == frozenset()
    assert roles_for(pack, made, step, "investigation") == {"head"}


def test_a_newer_version_keeps_the_clocks_that_it_knows(pack: Pack) -> None:
    longer = MADE.clocks["answer"].model_copy(update={"limit": MADE.clocks["answer"].limit_if["remote"]})
    newer = MADE.model_copy(update={"clocks": {"answer": longer}})
    story = Story(pack).then("handle", "2026-03-10T11:00").then("change-version", "2026-03-11T09:00", procedure="v2")
    now = reduce({V: (pack, MADE), "v2": (pack, newer)}, story.acts)
    assert now.procedure == "v2"
    due = now.clocks["answer"].due
    assert due is not None
    assert due.on == date(2026, 3, 31)
    assert now.clocks["ordinary"].status == "void"


def test_a_hand_over_changes_who_answers_and_no_date(story: Story) -> None:
    story.then("handle", "2026-03-10T11:00")
    before = story.day("answer")
    now = story.then("hand-over", "2026-03-11T09:00", office=9, office_kind="commune-police").now
    assert (now.office_id, now.assignee) == (9, None)
    assert story.day("answer") == before


@pytest.mark.parametrize("verb", ["register", "nonsense"])
def test_acts_that_make_no_case_are_named(pack: Pack, verb: str) -> None:
    with pytest.raises(CannotBeRead, match="receipt"):
        reduce({V: (pack, MADE)}, [Act(1, verb, None, at("2026-03-10T09:00"), {})])
    with pytest.raises(CannotBeRead, match="receipt"):
        reduce({V: (pack, MADE)}, [])


def test_a_gap_in_the_acts_is_named(story: Story) -> None:
    story.acts.append(Act(3, "message", None, at("2026-03-11T09:00"), {}))
    with pytest.raises(CannotBeRead, match="Act 3 follows act 1"):
        _ = story.now


def test_an_unknown_version_is_named(pack: Pack) -> None:
    with pytest.raises(CannotBeRead, match="version"):
        reduce({}, Story(pack).acts)
