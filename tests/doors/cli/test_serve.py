"""`namro serve`: what it checks before it listens."""

import json
import socket
from urllib.parse import quote

import pytest
from django.core.management.base import CommandError
from gunicorn.http.errors import InvalidRequestMethod, LimitRequestLine
from gunicorn.http.message import MAX_REQUEST_LINE
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from namro.doors.cli.management.commands import serve


def test_a_port_that_is_taken_is_said_with_the_next_one_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"--port {port + 1}"):
            serve.require_free("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match="1 to 65535"):
        serve.require_free("127.0.0.1", port)


def test_an_address_of_another_computer_is_refused():
    with pytest.raises(CommandError, match="not an address"):
        serve.require_free("no.such.host.invalid", 8000)


def test_whoever_listens_to_the_world_must_say_the_names(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    with pytest.raises(CommandError, match="NAMRO_HOSTS"):
        serve.require_free("0.0.0.0", 18437)


def test_the_server_keeps_no_log_of_who_came():
    server = serve.Server("127.0.0.1", 18437, 2)
    assert server.cfg.accesslog is None
    assert issubclass(server.cfg.worker_class, ThreadWorker)


def test_who_sent_what_cannot_be_read_stands_in_no_log(caplog):
    told = []
    worker = serve.Answering.__new__(serve.Answering)
    worker.log = type("Log", (), {"warning": lambda _, text: told.append(text), "debug": lambda *_: None})()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.handle_error(None, theirs, ("203.0.113.7", 4711), InvalidRequestMethod("G\x01T"))
        assert ours.recv(4096).startswith(b"HTTP/1.1 400 ")
    assert len(told) == 1
    assert "203.0.113.7" not in told[0]


def answer_to(line: bytes) -> tuple[str, list[str], bytes]:
    """What the server says to a request that begins so, read as the server reads it."""
    cfg = serve.Server("127.0.0.1", 18437, 2).cfg
    worker = serve.Answering.__new__(serve.Answering)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(line + b" HTTP/1.1\r\nHost: namro.example\r\nAccept: text/html\r\n\r\n")
        with pytest.raises(LimitRequestLine) as caught:
            next(RequestParser(cfg, theirs, ("203.0.113.7", 4711)))
        ours.shutdown(socket.SHUT_WR)
        worker.handle_error(None, theirs, ("203.0.113.7", 4711), caught.value)
        theirs.close()
        head, _, body = ours.makefile("rb").read().partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    return first, headers, body


@pytest.mark.parametrize("length", [8191, 8200, 9000, 40_000])
def test_a_person_whose_address_is_too_long_reads_a_page_in_both_languages(length: int):
    line = b"GET /desk/cases?q="
    first, headers, body = answer_to(line + b"a" * (length - len(line)))
    assert first == "HTTP/1.1 414 URI Too Long"
    assert "Content-Type: text/html; charset=utf-8" in headers
    assert f"Content-Length: {len(body)}" in headers
    page = body.decode()
    assert '<html lang="vi">' in page
    assert "<h1>Địa chỉ này dài quá</h1>" in page
    assert "<h1>This address is too long</h1>" in page
    assert "aaaa" not in page


def test_words_of_1400_letters_can_be_searched_for_and_a_longer_address_is_a_problem_that_programs_read():
    text = ("Đêm qua kho hàng của gia đình tôi bị cạy cửa, mất một số thùng hàng điện tử. " * 20)[:1400]
    assert len(f"GET /api/v1/cases?q={quote(text)} HTTP/1.1") < serve.LONGEST_ADDRESS
    assert serve.Server("127.0.0.1", 18437, 2).cfg.limit_request_line == serve.LONGEST_ADDRESS <= MAX_REQUEST_LINE
    for path in (b"/api/v1/cases?q=", b"/open311/v2/requests.json?q="):
        first, headers, body = answer_to(b"GET " + path + b"a" * 9000)
        assert first == "HTTP/1.1 414 URI Too Long"
        assert "Content-Type: application/problem+json" in headers
        assert f"Content-Length: {len(body)}" in headers
        found = json.loads(body)
        assert (found["status"], found["code"]) == (414, "address")
        assert "8190" in found["detail"]


def test_an_address_of_the_newer_kind_is_written_in_brackets():
    assert serve.Server("::1", 18437, 2).bind == "[::1]:18437"
