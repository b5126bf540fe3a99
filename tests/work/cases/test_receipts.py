"""The secret code of a receipt: what is a code, what is noticed, what is kept."""

from __future__ import annotations

import secrets

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, receipts
from namro.work.cases.models import Case, Receipt
from tests.cast import NOW
from tests.work.cases.conftest import Reported

LATER = NOW.replace(hour=10)
CODES = st.integers(min_value=0, max_value=2**receipts.BITS - 1).map(receipts.code_of)


@given(CODES)
def test_a_code_reads_back_as_itself(code: str) -> None:
    assert len(code) == 27
    assert receipts.read(code) == code.replace("-", "")


@given(CODES, st.integers(0, 23), st.sampled_from(receipts.ALPHABET))
def test_every_single_wrong_symbol_is_noticed(code: str, place: int, wrong: str) -> None:
    plain = code.replace("-", "")
    if plain[place] != wrong:
        assert receipts.read(plain[:place] + wrong + plain[place + 1 :]) is None


@given(CODES, st.integers(0, 22))
def test_every_swap_of_neighbours_is_noticed(code: str, place: int) -> None:
    plain = code.replace("-", "")
    a, b = plain[place], plain[place + 1]
    if a != b:
        assert receipts.read(plain[:place] + b + a + plain[place + 2 :]) is None


def test_the_groups_of_a_code_cannot_change_places() -> None:
    first, second, third, fourth = receipts.code_of(0x123456789ABCDEF0123456789).split("-")
    assert receipts.read("-".join([second, first, third, fourth])) is None


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        "  {code}\n",
        "{lower}",
        "{spaced}",
        "{long_dashes}",
        "{full_width}",
        "{lookalikes}",
    ],
)
def test_a_code_is_read_as_people_write_it(typed: str) -> None:
    code = receipts.code_of(0b10001)
    forms = {
        "code": code,
        "lower": code.lower(),
        "spaced": code.replace("-", " "),
        "long_dashes": code.replace("-", " – "),
        "full_width": "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code),
        "lookalikes": code.replace("0", "O").replace("1", "l"),
    }
    assert receipts.read(typed.format(**forms)) == code.replace("-", "")


@pytest.mark.parametrize(
    "typed", ["", "-", "ABC", "U" * 24, "7" * 24, "7" * 10_000, "\0" * 24, "<b>" * 8, "𝟘" * 24 + "x"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert receipts.read(typed) is None


def test_a_reference_is_read_as_people_write_it() -> None:
    assert receipts.read_reference(" nr 7k4m 92qx") == "NR-7K4M-92QX"
    assert receipts.read_reference("NR-7K4M-92Q") is None
    assert receipts.read_reference("00001/2026/CAX") is None


@pytest.mark.django_db
def test_the_code_opens_its_case_and_only_its_hash_is_kept(reported: Reported) -> None:
    received = reported()
    assert queries.by_receipt(received.code.lower(), NOW) == received.case
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            kept = " ".join(str(value) for row in cursor.fetchall() for value in row)
            assert received.code not in kept
            assert received.code.replace("-", "") not in kept


@pytest.mark.django_db
def test_wrong_form_wrong_check_and_unknown_code_cost_the_same_and_say_the_same(reported: Reported) -> None:
    code = reported().code
    wrong_check = code[:-1] + ("2" if code[-1] != "2" else "3")
    asked = []
    for typed in (code, "no code at all", wrong_check, receipts.new_code(), "", "x" * 100_000):
        with CaptureQueriesContext(connection) as seen:
            found = queries.by_receipt(typed, NOW)
        asked.append(len(seen))
        assert (found is None) == (typed != code)
    assert len(set(asked)) == 1


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_case_and_shows_the_same_code(reported: Reported) -> None:
    draft = secrets.token_urlsafe(24)
    first = reported(draft=draft)
    second = reported(draft=draft, now=LATER)
    assert (second.case, second.code, second.again) == (first.case, first.code, True)
    assert Case.objects.count() == 1
    assert first.case.history.count() == 1


@pytest.mark.django_db
def test_a_form_sent_again_after_a_day_shows_no_code_and_makes_no_case(reported: Reported) -> None:
    draft = secrets.token_urlsafe(24)
    case = reported(draft=draft).case
    with pytest.raises(Refused) as refused:
        reported(draft=draft, now=NOW.replace(day=12))
    assert refused.value.code == "cases.draft-used"
    assert refused.value.params == {"ref": case.ref}


@pytest.mark.django_db
@pytest.mark.parametrize("draft", ["short", "x" * 201])
def test_a_draft_that_could_be_guessed_is_refused(reported: Reported, draft: str) -> None:
    with pytest.raises(Refused) as refused:
        reported(draft=draft)
    assert refused.value.code == "cases.draft-broken"
    assert Case.objects.count() == 0


@pytest.mark.django_db
def test_another_installation_key_gives_another_code_for_the_same_draft(
    reported: Reported, home: object, tmp_path_factory: pytest.TempPathFactory, settings: object
) -> None:
    from namro.ground.seals.marked import forget_keys

    draft = secrets.token_urlsafe(24)
    first = receipts.code_from(draft)
    settings.NAMRO_KEYS = tmp_path_factory.mktemp("keys")  # type: ignore[attr-defined]
    forget_keys()
    from namro.ground.gate import guard
    from namro.ground.seals.models import KeyMark

    with guard.outside("a new installation knows no key yet"):
        KeyMark.objects.all().delete()
    assert receipts.code_from(draft) != first


@pytest.mark.django_db
def test_references_tell_nothing_of_order(reported: Reported) -> None:
    refs = [reported().case.ref for _ in range(3)]
    assert len(set(refs)) == 3
    assert all(receipts.read_reference(ref) == ref for ref in refs)
    with pytest.raises(ObjectDoesNotExist):
        Receipt.objects.get(digest=receipts.digest_of(refs[0]))


@pytest.mark.django_db
def test_a_receipt_without_a_draft_is_random(reported: Reported, cast: object) -> None:
    codes = {
        actions.receive(
            None, procedure="petition", answers=_petition(), place_ref="2025:00004",
            identity={"name": "Lê Văn Góp Ý"}, actor=actions.NEWCOMER, now=NOW,
        ).code
        for _ in range(2)
    }  # fmt: skip
    assert len(codes) == 2


def _petition() -> dict[str, object]:
    from namro.rules.packs.current import the_pack

    fields = the_pack().procedure("petition", the_pack().calendar.local(NOW)).fields
    given: dict[str, object] = {}
    for field in fields:
        if field.required and field.kind in ("text", "long-text"):
            given[field.id] = "Đèn đường hỏng."
        elif field.required and field.kind == "place":
            given[field.id] = {"ref": "2025:00004"}
        elif field.required and field.kind == "choice":
            given[field.id] = next(iter(field.options))
        elif field.required and field.kind == "yes-no":
            given[field.id] = False
    return given
