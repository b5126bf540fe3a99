"""What every answer tells the browser."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from namro.doors.headers import ReaderAddress, SecurityHeaders, is_private

make = RequestFactory().generic


def answer(method: str = "GET", path: str = "/vi/", **kept: str) -> HttpResponse:
    return SecurityHeaders(lambda request: HttpResponse("…", headers=kept))(make(method, path))


def test_nothing_runs_or_loads_that_is_not_on_this_server():
    policy = answer().headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_may_not_be_framed_and_asks_for_no_camera_or_position():
    headers = answer().headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "private"),
    [
        ("GET", "/vi/", False),
        ("GET", "/en/report/", False),
        ("GET", "/desk/", True),
        ("GET", "/desk/cases/", True),
        ("GET", "/vi/receipt", True),
        ("GET", "/en/follow", True),
        ("POST", "/vi/report/crime-report/about", True),
        ("GET", "/desks", False),
    ],
)
def test_what_is_somebodys_own_matter_is_not_kept_by_the_browser(method, path, private):
    assert is_private(make(method, path)) is private
    assert answer(method, path).headers["Cache-Control"] == ("no-store" if private else "no-cache")


def test_a_page_that_sets_its_own_headers_keeps_them():
    assert answer(**{"Cache-Control": "private, max-age=60"}).headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(
    ("behind_proxy", "believed"), [(True, "203.0.113.7"), (False, "127.0.0.1")], ids=["behind a proxy", "without one"]
)
def test_only_a_proxy_is_believed_about_who_the_reader_is(behind_proxy, believed, settings):
    settings.BEHIND_PROXY = behind_proxy
    request = make("GET", "/vi/", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.7"})
    ReaderAddress(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == believed
