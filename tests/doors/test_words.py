"""Whose language a page is in, and how days and times are written."""

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from namro.doors import words
from namro.doors.templating import environment
from namro.rules.packs.refused import Refused

WEDNESDAY = date(2026, 2, 25)
LATE_IN_LONDON = datetime(2026, 2, 24, 17, 10, tzinfo=UTC)  # already Wednesday in Hanoi
get = RequestFactory().get
template = environment(autoescape=True).from_string


def test_a_day_is_written_with_its_weekday_as_people_say_it():
    assert words.day(WEDNESDAY, "vi") == "thứ Tư, 25/02/2026"
    assert words.day(WEDNESDAY, "en") == "Wednesday, 25/02/2026"


def test_an_instant_is_shown_in_the_zone_of_the_pack_and_not_of_the_server():
    assert words.dmy(LATE_IN_LONDON) == "25/02/2026"
    assert words.clock(LATE_IN_LONDON) == "00:10"
    assert words.moment(LATE_IN_LONDON, "vi") == "thứ Tư, 25/02/2026, 00:10"


def test_a_refusal_on_a_page_names_roles_and_kinds_of_office_as_people_do():
    refused = Refused("people.role-not-here", role="duty-officer", kind="commune-committee")
    said = words.refusal_to_people("vi", refused)
    assert "Ủy ban nhân dân cấp xã" in said
    assert "Cán bộ trực ban" in said
    assert "duty-officer" not in words.refusal_to_people("en", refused)
    odd = Refused("people.unknown-kind", kind="commitee")
    assert "commitee" in words.refusal_to_people("vi", odd)


def test_a_refusal_is_said_with_its_values():
    refused = Refused("uploads.too-large", name="anh.jpg", megabytes=20)
    assert "anh.jpg" in words.refusal("en", refused)
    assert "20 MB" in words.refusal("vi", refused)


def test_the_address_decides_before_anything_else():
    assert words.language_of(get("/en/report/", headers={"accept-language": "vi"})) == "en"


@pytest.mark.parametrize(
    "header", ["en-GB;q=0.8, vi;q=0.1", "de, *;q=0.1", ";;;,q=", "en;q=many", "," * 5000, "\x00", ""]
)
def test_without_a_language_in_the_address_it_is_the_packs_own_whatever_the_browser_asks_for(header):
    assert words.language_of(get("/desk/", headers={"accept-language": header})) == "vi"


def test_a_language_that_the_pack_has_not_is_passed_over():
    assert words.language_of(get("/desk/?lang=xx")) == "vi"
    assert words.language_of(get("/xx/")) == "vi"


def test_the_same_page_in_another_language_keeps_what_was_asked():
    context = words.words_of_request(get("/vi/places?q=hoan+kiem"))
    assert context["other_languages"] == [{"lang": "en", "name": "English", "url": "/en/places?q=hoan+kiem"}]
    context = words.words_of_request(get("/desk/cases/?q=a%26b&page=2"))
    assert context["other_languages"][0]["url"] == "/desk/cases/?q=a%26b&page=2&lang=en"


def test_a_link_to_the_other_language_never_leaves_the_site():
    request = get("/")
    for request.path in ("//evil.example/vi/", "/\\evil.example/", "///evil.example"):
        url = words.words_of_request(request)["other_languages"][0]["url"]
        assert url.startswith("/evil.example")


def test_what_a_sentence_is_filled_with_cannot_become_markup():
    page = template('{{ w("refusals.uploads.too-large", name=name, megabytes=20) }}')
    shown = page.render({"lang": "en", "name": "<script>alert(1)</script>"})
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_sentence_kept_in_a_variable_is_escaped_once():
    page = template('{% set said = w("refusals.uploads.too-many", name=name, n=10) %}{{ said }}')
    assert "a &amp; b" in page.render({"lang": "en", "name": "a & b"})


def test_the_filters_leave_nothing_where_there_is_nothing():
    page = template("[{{ none|day(lang) }}{{ none|dmy }}{{ none|clock }}{{ none|moment(lang) }}{{ none|pick(lang) }}]")
    assert page.render({"lang": "vi", "none": None}) == "[]"


def test_one_language_is_picked_out_of_several():
    page = template("{{ names|pick(lang) }}")
    assert page.render({"lang": "vi", "names": {"en": "Report", "vi": "Tin báo"}}) == "Tin báo"
    assert page.render({"lang": "vi", "names": "as it is"}) == "as it is"
