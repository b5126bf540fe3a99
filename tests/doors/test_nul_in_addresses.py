"""An address with a NUL in it is not there, on either database."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/%00", "/vi/%00", "/vi/report/%00/", "/desk/%00", "/desk/cases/%00", "/desk/cases/NR-0000-0000%00/register"],
)
def test_it_is_the_page_of_what_is_not_there(client: Client, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404
