"""`namro serve`: what it checks before it listens."""

import socket

import pytest
from django.core.management.base import CommandError

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
    assert server.cfg.worker_class_str == "gthread"


def test_an_address_of_the_newer_kind_is_written_in_brackets():
    assert serve.Server("::1", 18437, 2).bind == "[::1]:18437"
