"""How the database is spoken to."""

import pytest
from django.db import connection

from namro.ground.people.models import Office


@pytest.mark.django_db
def test_what_is_asked_again_and_again_is_planned_once_where_planning_costs() -> None:
    for n in range(5):
        assert not Office.objects.filter(code=f"NONE-{n}").exists()
    if connection.vendor == "sqlite":
        assert "prepare_threshold" not in connection.settings_dict["OPTIONS"]
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%people_office%'")
        assert cursor.fetchone() == (1,)
