"""The real pack says what the law says: who may settle, which limits there are, and how sure each is."""

import re
from datetime import date

import pytest

from namro.doors.cli.reference import pages
from namro.rules.packs.checks import reachable
from namro.rules.packs.load import load
from namro.rules.packs.schema import RECEIVED, REPORTER, SETTLING, VERBS, Procedure, action_of
from tests.rules.packs.edited import VN, copy, edit, problems

PACK = load(VN)
CRIME = "procedures/crime-report@2022-01-14.yaml"
ALL = pytest.mark.parametrize("procedure", PACK.procedures, ids=lambda p: p.version)

LIMITS = {
    "crime-report@2022-01-14": {
        "acknowledge": "3 working days", "classify": "24 hours", "transfer-urgent": "24 hours",
        "transfer-turned-urgent": "24 hours", "transfer-ordinary": "7 days", "procuracy-notice": "3 days",
        "assign": "3 days", "resolve": "20 days", "suspend-notice": "24 hours", "resolve-resumed": "1 month",
        "resume-notice": "3 days", "notify-result": "3 days", "after-reopening": "20 days",
    },
    "denunciation@2019-01-01": {
        "intake": "7 working days", "forward": "5 working days", "accept-notice": "5 working days",
        "resolve": "30 days", "suspend-notice": "5 working days", "conclusion-notice": "5 working days",
        "act": "7 working days", "publish": "7 working days", "repeat": "20 days",
    },
    "complaint@2012-07-01": {
        "accept": "10 days", "resolve-first": "30 days", "send-first": "3 working days", "resolve-second": "45 days",
        "send-second": "7 days",
    },
    "complaint@2026-07-01": {
        "accept": "7 working days", "resolve-first": "30 days", "send-first": "3 working days",
        "resolve-second": "45 days", "send-second": "7 days", "suspend-notice": "3 working days",
        "resume-notice": "3 working days",
    },
    "petition@2014-07-01": {"reply": "10 working days", "settle": "30 days"},
}  # fmt: skip

EXTENSIONS = {
    ("crime-report@2022-01-14", "resolve"): {"complex": "total 2 months", "procuracy": "add 2 months"},
    ("denunciation@2019-01-01", "intake"): {"verification": "total 10 working days"},
    ("denunciation@2019-01-01", "resolve"): {
        "complex": "add 30 days",
        "very-complex-1": "add 30 days",
        "very-complex-2": "add 30 days",
    },
    ("complaint@2012-07-01", "resolve-first"): {"complex": "total 45 days"},
    ("complaint@2012-07-01", "resolve-second"): {"complex": "total 60 days"},
    ("complaint@2026-07-01", "resolve-first"): {"complex": "total 45 days"},
    ("complaint@2026-07-01", "resolve-second"): {"complex": "total 60 days"},
    ("petition@2014-07-01", "settle"): {"more-time": "add 15 days"},
}


def test_every_limit_is_the_one_of_the_law():
    found = {p.version: {id: str(clock.limit) for id, clock in p.clocks.items()} for p in PACK.procedures}
    assert found == LIMITS


def test_every_extension_is_the_one_of_the_law():
    found = {
        (p.version, clock.id): {
            id: f"add {rule.add}" if rule.add else f"total {rule.total}" for id, rule in clock.extensions.items()
        }
        for p in PACK.procedures
        for clock in p.clocks.values()
        if clock.extensions
    }
    assert found == EXTENSIONS


def test_only_what_no_law_limits_is_a_local_standard_and_says_so():
    local = {(p.id, clock.id) for p in PACK.procedures for clock in p.clocks.values() if clock.local_standard}
    assert local == {("petition", "settle"), ("crime-report", "after-reopening")}
    for procedure, clock in local:
        says = PACK.versions(procedure)[-1].clocks[clock].says
        assert "tiêu chuẩn của địa phương" in says["vi"]
        assert "local standard" in says["en"]


# Who settles


def takers(procedure: Procedure, verbs, kind: str) -> set[str]:
    return {
        role
        for step in procedure.steps.values()
        if step.verb in verbs and (not step.at or kind in step.at)
        for role in step.by
    }


def test_at_the_commune_nobody_but_a_posted_investigator_settles_a_crime_report():
    [procedure] = PACK.versions("crime-report")
    assert takers(procedure, SETTLING, "commune-police") == {"investigator"}
    assert takers(procedure, {"decide"}, "investigation") == {"investigator"}
    assert PACK.offices["commune-police"].settles is False


@pytest.mark.parametrize("step", ["start-case", "not-start", "suspend", "resume"])
def test_a_step_that_would_let_the_commune_settle_is_refused(tmp_path, step):
    folder = copy(tmp_path, VN)
    path = folder / CRIME
    head, tail = path.read_text(encoding="utf-8").split(f"\n  {step}:\n", 1)
    tail = tail.replace("    by: [investigator]\n", "    by: [investigator, head]\n", 1)
    path.write_text(f"{head}\n  {step}:\n{tail}", encoding="utf-8")
    assert [(problem.file, problem.code) for problem in problems(folder)] == [(CRIME, "pack.does-not-settle")]


def test_a_crime_report_is_suspended_only_once_its_limit_has_run_and_then_gets_a_fresh_month():
    [procedure] = PACK.versions("crime-report")
    assert procedure.steps["suspend"].after_limit == "resolve"
    assert "suspended" in procedure.clocks["resolve"].ends
    assert not any(clock.pauses for clock in procedure.clocks.values())
    assert [start.event for start in procedure.clocks["resolve-resumed"].starts] == ["resumed"]
    assert procedure.clocks["resolve-resumed"].extensions == {}


def test_complaints_can_be_suspended_from_july_2026_only():
    before, after = PACK.versions("complaint")
    assert before.valid.to is not None
    assert before.valid.to.isoformat() == "2026-06-30"
    assert after.valid.from_.isoformat() == "2026-07-01"
    assert not any(step.verb in ("suspend", "resume") for step in before.steps.values())
    assert not any(clock.pauses for clock in before.clocks.values())
    assert set(after.clocks["resolve-first"].pauses) == {"suspended"}
    assert set(after.clocks["resolve-second"].pauses) == {"second-suspended"}


def test_a_reporter_without_a_name_is_owed_no_notice():
    [procedure] = PACK.versions("crime-report")
    assert procedure.reporter.named == "optional"
    assert {c.id for c in procedure.clocks.values() if c.owed_unless_anonymous} == {"acknowledge", "notify-result"}
    for other in ("denunciation", "complaint", "petition"):
        reporter = PACK.versions(other)[-1].reporter
        assert reporter.named == "required"
        assert reporter.anonymous is not None


def test_what_is_disputed_or_remembered_is_shown_and_not_computed():
    readings = [
        (p.version, clock.id, str(reading.limit), reading.confidence)
        for p in PACK.procedures
        for clock in p.clocks.values()
        for reading in clock.other_readings
    ]
    assert ("complaint@2026-07-01", "accept", "10 working days", "C") in readings
    assert ("complaint@2026-07-01", "accept", "10 days", "C") in readings
    assert all(clock.computed for p in PACK.procedures for clock in p.clocks.values())
    assert all(confidence in ("C", "M") for *_, confidence in readings)


# Roles


def test_the_standing_agency_and_the_auditor_see_all_and_change_nothing():
    for name in ("standing-agency", "auditor"):
        role = PACK.roles[name]
        assert role.sees == "all"
        of_cases = {action for action in role.may if action.startswith("cases.")}
        assert of_cases <= {"cases.read", "cases.export", "cases.read_ratings"}
        assert not any(name in step.by for p in PACK.procedures for step in p.steps.values())


def test_the_administrator_reads_no_case_and_a_seal_keeper_does_nothing_else():
    assert not any(action.startswith("cases.") for action in PACK.roles["administrator"].may)
    assert PACK.roles["seal-keeper"].may == ("seals.*",)


def test_a_reviewer_reads_no_list_of_cases_and_does_nothing_but_look_again():
    assert PACK.roles["reviewer"].may == ("panels.answer_second_look",)


def test_the_roles_are_the_twelve_that_the_offices_know():
    assert set(PACK.roles) == {
        "duty-officer", "handler", "head", "investigator", "standing-agency", "auditor", "administrator", "seal-keeper",
        "reviewer", "archivist", "plan-officer", "office-head",
    }  # fmt: skip


# The whole of each procedure


def test_every_verb_of_the_engine_is_used_by_some_procedure():
    assert {step.verb for p in PACK.procedures for step in p.steps.values()} == set(VERBS)


@ALL
def test_every_case_can_be_received_registered_asked_about_answered_closed_and_reopened(procedure):
    verbs = {step.verb for step in procedure.steps.values()}
    wanted = {
        "register",
        "assign",
        "transfer",
        "accept-transfer",
        "return-transfer",
        "ask",
        "answer",
        "extend",
        "decide",
    }
    assert verbs >= wanted | {"notify", "close", "reopen"}
    moves: dict[str, set[str]] = {}
    for step in procedure.steps.values():
        for state in step.from_:
            moves.setdefault(state, set()).update({step.to} if step.to else ())
    reached = reachable(moves, RECEIVED)
    assert "closed" in reached
    for state in procedure.states.values():
        if not state.open:
            assert reachable(moves, state.id) - {state.id}, f"{state.id} cannot be opened again"


@ALL
def test_asking_the_reporter_stops_no_clock(procedure):
    for step in procedure.steps.values():
        if step.verb in ("ask", "answer"):
            assert step.to is None


@ALL
def test_wherever_a_case_stands_somebody_at_each_office_that_opens_it_can_go_on(procedure):
    for kind in procedure.opens_at:
        for state in ("received", "registered"):
            steps = [s for s in procedure.steps.values() if state in s.from_ and (not s.at or kind in s.at) and s.to]
            assert any(role != REPORTER for step in steps for role in step.by), (kind, state)


@ALL
def test_every_role_that_may_take_a_step_has_the_right_to(procedure):
    for step in procedure.steps.values():
        for role in step.by:
            assert role == REPORTER or PACK.roles[role].allows(action_of(step.verb))


@ALL
def test_what_tells_the_reporter_of_an_end_gives_the_words_for_it(procedure):
    for step in procedure.steps.values():
        if step.verb == "decide" and step.to is not None and step.id not in ("accept", "accept-second", "withdraw"):
            assert "answer" in step.needs, step.id
        if step.verb in ("notify", "ask"):
            assert set(step.needs) & {"text", "document"}, step.id


# The texts


def texts(value, where=()):
    if isinstance(value, dict) and set(value) == {"vi", "en"}:
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, (*where, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from texts(inner, (*where, at))


@ALL
def test_every_text_is_vietnamese_in_vietnamese_and_english_in_english(procedure):
    found = list(texts(procedure.model_dump(mode="json", by_alias=True)))
    assert len(found) > 50
    for where, text in found:
        assert text["vi"] != text["en"], where
        assert not re.search(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", plain(text["en"])), (
            where,
            text["en"],
        )
        if len(text["vi"]) > 12:
            assert re.search(r"[^\x00-\x7f]", text["vi"]), (where, text["vi"])
        for language in ("vi", "en"):
            assert text[language] == " ".join(text[language].split()), where
            assert not re.search(r"\blỗi\b|\berror\b", text[language], re.IGNORECASE), where


def plain(text: str) -> str:
    """Without the numbers of Vietnamese instruments, which are the same in every language."""
    return re.sub(r"\S*\d\S*[ĐQ]\S*", "", text)


@ALL
def test_what_the_citizen_reads_is_a_sentence(procedure):
    for thing in [*procedure.states.values(), *procedure.steps.values(), *procedure.clocks.values()]:
        for language, text in thing.says.items():
            assert text.endswith("."), (thing.id, language, text)
    for step in procedure.steps.values():
        assert all(text.endswith(".") for text in step.effect.values()), step.id


@ALL
def test_every_article_is_cited_as_english_readers_know_it(procedure):
    for thing in [*procedure.clocks.values(), *procedure.steps.values()]:
        cited = PACK.cite(thing.article, "en")
        assert not re.search(r"Điều|khoản|điểm|BLTTHS|BLDS|\bTT \d|TTLT|NĐ |Tiêu chuẩn", cited), cited
        assert PACK.cite(thing.article, "vi") == thing.article


def test_a_wrong_article_key_in_the_real_pack_is_named_with_its_line(tmp_path):
    folder = copy(tmp_path, VN)
    edit(folder, CRIME, "    article: Điều 9 TTLT 01/2017\n  resolve:", "    artikel: Điều 9 TTLT 01/2017\n  resolve:")
    assert {problem.code for problem in problems(folder)} == {"pack.missing", "pack.unknown-key"}


REMEMBERED = {
    "crime-report@2022-01-14": {"name-handler", "return-transfer", "reassign", "ask", "answer"},
    "petition@2014-07-01": {"transfer", "accept-transfer", "return-transfer"},
    "denunciation@2019-01-01": {
        "register", "return-transfer", "assign", "ask", "answer", "conclude", "withdraw", "close", "take-back",
    },
}  # fmt: skip


@pytest.mark.parametrize("version", REMEMBERED)
def test_an_article_cited_from_memory_is_marked_wherever_it_is_read(version):
    procedure = next(p for p in PACK.procedures if p.version == version)
    marked = {step.id for step in procedure.steps.values() if step.confidence in ("C", "M")}
    assert marked == REMEMBERED[version]
    for step in procedure.steps.values():
        assert PACK.article(step).endswith(f"({PACK.unconfirmed})") == (step.id in marked)


def test_the_mark_is_said_in_english_too():
    step = PACK.procedure("crime-report", date(2026, 3, 10)).steps["ask"]
    assert PACK.cite(PACK.article(step), "en") == "Art. 147(3) Criminal Procedure Code (unconfirmed)"


def test_what_the_code_of_criminal_procedure_does_not_say_itself_is_marked_as_a_reading():
    articles = PACK.counting["criminal"].articles
    assert articles["first-day"] == articles["roll"] == "Điều 134 BLTTHS (chưa được xác nhận)"
    assert articles["end"] == articles["months"] == articles["hours"] == "Điều 134 BLTTHS"
    assert "(" not in "".join(PACK.counting["civil"].articles.values())


def test_going_on_is_told_only_where_something_was_suspended():
    complaint = PACK.procedure("complaint", date(2026, 8, 1))
    assert complaint.steps["tell-resumed"].while_clock == "resume-notice"


def test_outcomes_of_one_decision_stand_side_by_side():
    """No step comes between two outcomes, so that none is hidden behind the other."""
    for procedure in PACK.procedures:
        for first, second in (
            ("accept", "refuse"),
            ("start-case", "not-start"),
            ("accept-transfer", "return-transfer"),
        ):
            if first in procedure.steps and second in procedure.steps:
                one, other = procedure.steps[first], procedure.steps[second]
                assert (one.likely, other.likely) == (1, 2), (procedure.version, first)


def test_every_paper_that_is_asked_for_has_a_name():
    for procedure in PACK.procedures:
        for step in procedure.steps.values():
            assert ("document" in step.needs) <= (step.document is not None), (procedure.version, step.id)


def test_days_of_entry_into_force_that_nobody_has_confirmed_are_marked_where_they_are_read() -> None:
    complaint = next(p for p in PACK.procedures if p.version == "complaint@2012-07-01")
    unsure = [act for act in complaint.basis if act.confidence == "M"]
    assert len(unsure) == 3
    reference = pages(PACK)["complaint.md"]
    assert "124/2020/NĐ-CP (Có hiệu lực từ 10/12/2020; chưa được xác nhận)" in reference
    assert "Decree 124/2020/NĐ-CP (In force from 10/12/2020; unconfirmed)" in reference
    assert "42/2013/QH13 sửa đổi Luật Khiếu nại (Có hiệu lực từ 01/07/2014)" in reference
