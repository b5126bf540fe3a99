"""The document held against the door: schemathesis sends what the document allows and what it does not; every answer
must be one that the document names, in its shape, and never our own fault."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from namro.doors.api import follow, reports
from namro.doors.api.docs import spoken
from namro.wsgi import application
from tests.cast import Cast
from tests.doors.api.conftest import Program, Reported, secret_of

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ALLOWED, ODD = 4, 4
"""Examples for each operation: of what the document allows, and of what it does not."""
NOTHING_ODD = {"list-procedures", "one-procedure", "one-place"}
"""Operations that take any text in their path and nothing else."""
ALWAYS = ("400", "404", "405", "413", "415")
"""What any address may answer to a request that no document describes."""


def document() -> dict[str, Any]:
    """The document, with what any address may answer."""
    found = spoken("en")
    for methods in found["paths"].values():
        for operation in methods.values():
            for status in ALWAYS:
                operation["responses"].setdefault(status, {"description": "as any address"})
    return found


def operations() -> dict[str, Any]:
    """Every operation of the document by its name."""
    loaded = schemathesis.openapi.from_dict(document())
    loaded.app = application
    loaded.config.update(base_url="http://localhost")
    return {one.ok().definition.raw["operationId"]: one.ok() for one in loaded.get_all_operations()}


OPERATIONS = operations()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is asked to wait, refusals are not logged one by one, and the test's own connection stays open."""
    for throttle in (reports.sending, reports.adding, follow.missed):
        monkeypatch.setattr(throttle, "limit", 10**9)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_names(name: str, cast: Cast, reported: Reported, quiet: None):
    operation, ref = OPERATIONS[name], reported().ref
    token = secret_of(cast.ha, "cases.read", "cases.register", "cases.classify", "cases.message", "cases.hand_over")
    headers = {"Accept-Encoding": "identity"}
    if operation.definition.raw.get("security"):
        headers["Authorization"] = f"Bearer {token}"

    def held(mode: GenerationMode, examples: int) -> None:
        @settings(
            max_examples=examples, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answer(case: Any) -> None:
            if mode is GenerationMode.POSITIVE and "ref" in (case.path_parameters or {}):
                case.path_parameters["ref"] = ref if "cases" in operation.path else "2025:00004"
            case.call_and_validate(headers=headers, checks=CHECKS)

        answer()

    held(GenerationMode.POSITIVE, ALLOWED)
    if name not in NOTHING_ODD:
        held(GenerationMode.NEGATIVE, ODD)


def test_every_operation_is_in_the_document_with_words_and_a_way_to_be_refused():
    assert len(OPERATIONS) >= 25
    for name, operation in OPERATIONS.items():
        raw = operation.definition.raw
        assert raw["summary"], name
        assert raw["description"], name
        assert not raw["summary"].startswith("api."), name


def test_the_document_names_the_token_where_one_is_needed(program: Program):
    for operation in OPERATIONS.values():
        needs = bool(operation.definition.raw.get("security"))
        assert needs == ("401" in operation.definition.raw["responses"]), operation.path
