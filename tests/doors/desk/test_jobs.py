"""The page about background work: what it shows, to whom, and setting a job going again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from namro.ground.trail.models import Entry
from namro.work.jobs import queue
from namro.work.jobs.models import Beat, Worker
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def lives(name="w-1", kind="worker", ago=0):
    second = int(NOW.timestamp()) - ago
    Worker.objects.create(name=name, kind=kind, host="may-chu", pid=4711, began=second - 60, seen=second)


def test_who_lives_and_how_each_job_stands_is_shown(cast, signed_in):
    lives()
    Beat.objects.create(pk="seal", last_ok=int(NOW.timestamp()))
    said = signed_in(cast.dung).get("/desk/jobs?lang=vi").content.decode()
    assert "Có tiến trình chạy nền đang làm" in said
    assert "may-chu, số 4711" in said
    assert said.count("Chạy ngay</button>") == 9
    assert "Xong lần cuối" in said
    assert "cần được xem" not in signed_in(cast.dung).get("/desk/").content.decode()


def test_a_worker_that_died_is_noticed_on_the_page_and_on_today(cast, signed_in):
    lives(ago=300)
    lives("web-1", "web")
    browser = signed_in(cast.dung)
    said = browser.get("/desk/jobs?lang=en").content.decode()
    assert "not heard since" in said
    assert "systemctl start namro-worker" in said
    assert "systemctl start namro-worker" in browser.get("/desk/?lang=en").content.decode()
    assert "namro-worker" not in signed_in(cast.lan).get("/desk/?lang=en").content.decode()


def test_a_job_that_failed_or_is_stuck_shows_and_can_be_tried_again(cast, signed_in):
    lives("web-1", "web")
    Beat.objects.create(pk="tell", failures=3, last_said="OSError", last_failed=int(NOW.timestamp()))
    queue.enqueue("recount")
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW - timedelta(hours=3))
    browser = signed_in(cast.dung)
    said = browser.get("/desk/jobs?lang=en").content.decode()
    assert "Failed 3 times in a row (OSError)" in said
    assert ">Stuck</span>" in said
    assert "if that does not help, start the worker again" in said
    assert said.count("Try again</button>") == 2
    assert "Telling other systems, Open deadlines" in browser.get("/desk/?lang=en").content.decode()
    before = Entry.objects.count()
    answer = browser.post("/desk/jobs", {"job": "tell"}, follow=True).content.decode()
    assert "Telling other systems: it runs in a few seconds." in answer
    assert Beat.objects.get(pk="tell").failures == 0
    assert DBTaskResult.objects.get(status="READY").queue_name == "tell"
    assert Entry.objects.count() == before + 1
    browser.post("/desk/jobs", {"job": "tell"})
    assert DBTaskResult.objects.filter(status="READY").count() == 1, "pressed twice, it waits once"


def test_a_job_that_there_is_not_is_refused_and_nothing_is_queued(cast, signed_in):
    answer = signed_in(cast.dung).post("/desk/jobs", {"job": "format-disk"})
    assert answer.status_code == 400
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("who", ["lan", "ha", "thao", "tam", "vy"])
def test_for_everybody_else_the_page_is_not_there(cast, signed_in, who):
    browser = signed_in(cast.members[who])
    assert browser.get("/desk/jobs").status_code == 404
    assert browser.post("/desk/jobs", {"job": "seal"}).status_code == 404
    assert not DBTaskResult.objects.exists()
