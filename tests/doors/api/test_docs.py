"""The examples of docs/api.md are run as they stand."""

from __future__ import annotations

import re
import shlex
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from namro.ground.people.models import Token
from namro.work.cases.events import VERBS_TOLD
from tests.cast import Cast
from tests.doors.api.conftest import fresh_key, secret_of
from tests.meta.reading import ROOT, read

PAGE = ROOT / "docs/api.md"
SERVER = "http://localhost"


def examples() -> list[tuple[str, int]]:
    """Every command of the page with the status that it promises."""
    blocks = re.findall(r"```sh\n(.*?)```", read(PAGE), re.DOTALL)
    found = re.findall(r"(curl .*?) +# (\d{3})$", "".join(blocks), re.DOTALL | re.MULTILINE)
    return [(command, int(status)) for command, status in found]


def run(command: str, names: dict[str, str]) -> Any:
    """The command, by the tests' own client."""
    for name, value in names.items():
        command = command.replace(f"${name}", value)
    parts = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, headers, body, pairs, url = "GET", {}, "", [], ""
    for part in parts:
        match part:
            case "-X":
                method = next(parts)
            case "-H":
                name, _, value = next(parts).partition(": ")
                headers[name] = value
            case "-d":
                body = next(parts)
            case "--data-urlencode":
                pairs.append(tuple(next(parts).split("=", 1)))
            case _:
                url = part
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded" if pairs else "application/json")
    path = url.removeprefix(SERVER)
    if method == "GET":
        return Client().get(path, headers=headers)
    return Client().post(path, urlencode(pairs) if pairs else body, content_type=kind, headers=headers)


def test_every_example_answers_as_the_page_says(cast: Cast):
    names = {
        "NAMRO": SERVER,
        "KEY": fresh_key(),
        "ONCE": fresh_key(),
        "TOKEN": secret_of(cast.quan, "cases.read", "cases.register"),
        "APP": secret_of(cast.quan, kind=Token.OPEN311),
    }
    found = examples()
    assert len(found) >= 14
    for command, status in found:
        answer = run(command, names)
        assert answer.status_code == status, (command, answer.content)
        if answer.status_code == 201:
            names |= {"CODE": answer.json()["code"], "REF": answer.json()["ref"]}


def test_the_page_names_every_kind_of_token_and_no_event_that_is_not_told():
    page = read(PAGE)
    for kind in ("My calendar", "A key for an Open311 app", "namro people token"):
        assert kind in page
    for verb in re.findall(r"`cases\.([a-z_]+)`", page.split("## Events")[1].split("## Open311")[0]):
        assert verb.replace("_", "-") in VERBS_TOLD
