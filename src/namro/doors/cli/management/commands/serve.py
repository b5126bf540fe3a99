"""`namro serve`: the web server for citizens and officers, with background work beside it where no worker lives."""

import gc
import multiprocessing
import re
import socket
from argparse import ArgumentParser
from contextlib import suppress
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpResponse
from django.template.loader import render_to_string
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from namro.doors import problems, words
from namro.doors.cli.lanes import Hands
from namro.rules.packs.current import the_pack
from namro.work.jobs.states import WEB

LONGEST_ADDRESS = 8190
"""Bytes of the first line of a request: the most that the server reads within bounds. 1,400 letters of ordinary
Vietnamese take about 4,000, since a letter with its accents is written as up to nine."""
_REQUEST_LINE = re.compile(rb"[A-Z]{1,16} (/[!-~]{0,100})")
THREADS = 8
"""Requests that one worker answers at a time; most of a request is waiting for the database or the reader's line."""


class Command(BaseCommand):
    """Checks what would keep the server from answering, then serves until it is stopped."""

    help = "Answer citizens and officers on the web, and do the background work where no worker does, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--workers", type=int, help="processes that answer (default: one a core, 2 to 8)")
        parser.epilog = """Examples:
  namro serve
  namro serve --host 0.0.0.0 --port 8080 --workers 4"""

    def handle(self, *args: Any, host: str, port: int, workers: int | None, **options: Any) -> None:
        workers = workers if workers is not None else min(8, max(2, multiprocessing.cpu_count()))
        if not 1 <= workers <= 64:
            raise CommandError("--workers is a number from 1 to 64.")
        the_pack()
        import_module(settings.ROOT_URLCONF)  # what would break every answer breaks the start
        require_free(host, port)
        connections.close_all()  # a connection must not be shared by the processes that are about to be made
        self.stdout.write(f"Namro answers on http://{'[' + host + ']' if ':' in host else host}:{port}/")
        self.stdout.flush()
        Server(host, port, workers).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads. No log of visitors is kept: no address of a reader reaches a file."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "workers": self.workers,
            "worker_class": Answering,
            "limit_request_line": LONGEST_ADDRESS,
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 15,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "namro",
            "post_worker_init": warm,
            "worker_exit": cool,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


class Answering(ThreadWorker):  # type: ignore[misc]
    """What cannot even be read is answered, too, and whose address it came from stands in no log."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, None, exc)
            return
        with suppress(OSError):
            write_nonblock(client, too_long(begun(exc)))
            client.shutdown(socket.SHUT_WR)
            client.settimeout(0.2)
            for _ in range(16):  # what is closed while something lies there unread is reset, and the answer with it
                if not client.recv(65_536):
                    break


def begun(exc: BaseException) -> str:
    """The path of the address that was too long, as far as it had been read when reading it was given up; "" where that
    cannot be told. The server keeps it nowhere but in the frames of the error."""
    frame = exc.__traceback__
    while frame is not None:
        for read in frame.tb_frame.f_locals.values():
            if isinstance(read, bytes | bytearray) and (found := _REQUEST_LINE.match(bytes(read[:200]))):
                return found[1].decode()
        frame = frame.tb_next
    return ""


def too_long(path: str) -> bytes:
    """The whole answer (414) to an address that is too long: a problem for programs, a page in every language of the
    pack for people. What a browser takes and which language it prefers stand further on, and have not been read."""
    body = _problem() if path.startswith((problems.API, problems.OPEN311)) else _page()
    body.headers["X-Content-Type-Options"] = "nosniff"
    body.headers["Cache-Control"] = "no-store"
    body.headers["Connection"] = "close"
    body.headers["Content-Length"] = str(len(body.content))
    return b"HTTP/1.1 414 URI Too Long\r\n" + body.serialize_headers() + b"\r\n\r\n" + body.content


def _problem() -> HttpResponse:
    lang = words.languages()[0]
    title = words.say(lang, "api.problem.address.title")
    what = words.say(lang, "api.problem.address.what", most=LONGEST_ADDRESS)
    return problems.problem(lang, 414, "address", title=title, detail=what)


def _page() -> HttpResponse:
    said = [
        {"lang": lang} | {part: words.say(lang, f"refusals.page.address.{part}") for part in ("title", "what", "next")}
        for lang in words.languages()
    ]
    return HttpResponse(render_to_string("refusals/address.html", {"said": said}), status=414)


def warm(worker: Any) -> None:
    """Runs in each worker before its first request. It does the background work itself unless `namro worker` does."""
    the_pack()
    gc.collect()
    gc.freeze()  # what every request uses is never looked through again for what nobody needs
    gc.set_threshold(20_000, 20, 50)
    worker.namro_hands = Hands(WEB)
    worker.namro_hands.start()


def cool(server: Any, worker: Any) -> None:
    """Runs in each worker when it ends in order."""
    hands = getattr(worker, "namro_hands", None)
    if hands is not None:
        hands.stop(5)


def require_free(host: str, port: int) -> None:
    """Raises `CommandError` when nothing can listen there."""
    if not 1 <= port <= 65535:
        raise CommandError(f"A port is a number from 1 to 65535, and {port} is not.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise CommandError(f"{host} is not an address of this computer.") from None
    except PermissionError:
        raise CommandError(f"Port {port} is kept for the system. Choose one above 1023: --port 8000") from None
    except OSError as cause:
        raise CommandError(
            f"Port {port} of {host} cannot be used ({cause.strerror}). Is a server running there already? "
            f"Choose another one: --port {port + 1}"
        ) from None
    if host not in ("127.0.0.1", "localhost", "::1") and settings.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]:
        raise CommandError(
            f"Other computers would reach {host}, but Namro answers only to localhost. "
            "Say by which names it is called: NAMRO_HOSTS=namro.example.org namro serve …"
        )
