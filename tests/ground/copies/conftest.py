"""What the tests of copies begin with: a home of its own, people, cases, files; and places again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from namro.ground.copies.restore_actions import _write
from namro.ground.copies.tables import copied_models, table_of
from namro.ground.copies.values import Columns
from namro.ground.gate import guard
from namro.ground.places.models import Unit
from tests.cast import Cast, cast_on_stage
from tests.ground.copies.scene import emptied, filled


@pytest.fixture
def installation(transactional_db: None, home: Path) -> Iterator[Cast]:
    """A used installation. Whatever becomes of it, the next test finds the places of its city."""
    places = [model for model in copied_models() if table_of(model).startswith("places_")]
    kept = {model: list(model.objects.order_by("pk").values_list(*Columns(model).attributes)) for model in places}
    cast = cast_on_stage()
    filled(cast)
    yield cast
    if not Unit.objects.exists():
        emptied()
        with guard.outside("the tests stand on the places of one city"):
            for model, rows in kept.items():
                _write(model, Columns(model), rows)
