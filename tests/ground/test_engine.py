"""How the database is spoken to."""

import pytest
from django.db import connection

from namro.ground.people.models import Office


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans each statement in no time")
def test_what_is_asked_again_and_again_is_planned_once() -> None:
    for n in range(5):
        assert not Office.objects.filter(code=f"NONE-{n}").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%people_office%'")
        assert cursor.fetchone() == (1,)
