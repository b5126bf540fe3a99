"""Who leads where the name is written with a helper, a title or an initial beside it."""

from __future__ import annotations

import pytest

from tests.work.plans.reading.test_narrowed_leads import read


@pytest.mark.parametrize(
    "joined", ["{}, with {},", "{} with {}", "{}, along with {},", "{} (lead), with {},", "{} (with {})"]
)
@pytest.mark.parametrize("goes_on", ["to", "shall"])
def test_the_first_named_leads_with_the_one_behind_with(joined: str, goes_on: str) -> None:
    (task,) = read(f"en 1. {joined.format('Parks Team', 'Harbour Police')} {goes_on} fit 6 lamps by 30 June 2027.")
    assert task["lead"]["value"] == "Parks Team"
    assert task["coordinating"]["value"] == ["Harbour Police"]
    assert task["task"]["value"] == "fit 6 lamps"


def test_what_is_to_be_done_with_somebody_names_no_helper() -> None:
    (task,) = read("en 1. Parks Team to meet with Harbour Police by 30 June 2027.")
    assert (task["lead"]["value"], task["coordinating"]) == ("Parks Team", None)
    assert task["task"]["value"] == "meet with Harbour Police"
