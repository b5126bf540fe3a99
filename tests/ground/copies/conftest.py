"""What the tests of copies begin with: a home of its own, people, cases, files; and places again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from namro.ground.gate import guard
from namro.ground.places.load import load_places
from namro.ground.places.models import Unit
from tests.cast import NOW, Cast, cast_on_stage
from tests.ground.copies.scene import emptied, filled


@pytest.fixture
def installation(transactional_db: None, home: Path) -> Iterator[Cast]:
    """A used installation. Whatever becomes of it, the next test finds the places of its city."""
    cast = cast_on_stage()
    filled(cast)
    yield cast
    if not Unit.objects.exists():
        emptied()
        with guard.outside("the tests stand on the places of one city"):
            load_places(settings.NAMRO_PACK, within="01", now=NOW)
