"""`manage.py serve`: everything the portal needs on one machine, started with one command and stopped with Ctrl-C."""

import fcntl
import json
import os
import resource
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, OperationalError, connection

from articles.models import Article
from newsportal.static_collection import collect_if_changed
from newsportal.supervisor import Processes, Stopped, stoppable

MANAGE = [sys.executable, str(settings.ROOT / "manage.py")]
FIRST_ANSWER = 60  # seconds
# Per web process. Four would do for pages; the others are for who waits while a picture gets a new size. More than
# eight slow the pages down, and each holds a connection to the database.
WEB_THREADS = 8
# Per web process, held by an idle browser too for the half minute until its connection is closed.
WEB_CONNECTIONS = 2048


class Command(BaseCommand):
    help = (
        "Run the whole portal: database, web server and worker. HOST, PORT and WEB_WORKERS are environment variables."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, _number("PORT", settings.PORT, largest=65_535)
        web_workers = _number("WEB_WORKERS", os.environ.get("WEB_WORKERS", "2"), largest=256)
        _refuse_a_port_in_use(host, port)
        _allow_many_connections()
        with stoppable():
            try:
                with _one_at_a_time():
                    self._prepare()
                self._run(host, port, web_workers)
            except Stopped:
                self._say("The portal has stopped.")
            except OperationalError as error:
                raise CommandError(
                    f"The database cannot be used: {' '.join(str(error).split())} Set DATABASE_URL to one that answers."
                ) from error

    def _prepare(self) -> None:
        connection.ensure_connection()  # first of all: what comes next takes its time
        # For the processes started from here on, which run in the project's folder.
        os.environ |= {"STATIC_COLLECTED": "1", "NEWSPORTAL_HOME": str(settings.STATE)}
        collect_if_changed(MANAGE, log=self._say)
        call_command("migrate", verbosity=0, interactive=False)
        if not Article.objects.exists():
            self._say("Loading the demo stories ...")
            call_command("load_demo")

    def _run(self, host: str, port: int, web_workers: int) -> None:
        commands = {"web": _web(host, port, web_workers), "worker": [*MANAGE, "worker"]}
        database_since = _database_started()
        with Processes(commands, folder=settings.ROOT, log=self._say) as processes:
            _wait_for_the_first_answer(processes, host, port)
            self._announce()
            while True:
                time.sleep(1)
                processes.tend()
                since = _database_started()
                if since not in (None, database_since):
                    # Nothing else tells the worker to listen for jobs again: it would only look every few seconds.
                    self._say("The database was restarted: so is the worker.")
                    processes.end("worker")
                    database_since = since

    def _announce(self) -> None:
        lines = [
            f"{settings.SITE_NAME} is ready. Ctrl-C stops it.",
            "",
            f"  Site       {settings.SITE_URL}/",
            f"  Admin      {settings.SITE_URL}/admin/",
            f"  API docs   {settings.SITE_URL}/api/v1/docs/",
        ]
        access = settings.STATE / "demo-access.json"
        if access.exists():
            demo = json.loads(access.read_text())
            lines += ["", f"  Demo editor   {demo['editor']}   password {demo['password']}"]
            lines += [f"  Demo partner  key {demo['partner_key']}"]
        self._say("\n" + "\n".join(lines) + "\n")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()  # at once, also into a file or a pipe


def _web(host: str, port: int, workers: int) -> list[str]:
    options = {
        "interface": "wsgi",
        "host": host,
        "port": port,
        "workers": workers,
        "blocking-threads": WEB_THREADS,
        "backlog": WEB_CONNECTIONS,
        "backpressure": WEB_CONNECTIONS,
        "log-level": "warning",
    }
    application = "newsportal.lifeline:web_application"
    return [sys.executable, "-m", "granian", *_words(options), "--respawn-failed-workers", "--factory", application]


def _words(options: dict[str, object]) -> list[str]:
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]


def _number(name: str, text: str, *, largest: int) -> int:
    if text.isdecimal() and 1 <= int(text) <= largest:
        return int(text)
    raise CommandError(f"{name} is {text!r}: set it to a whole number from 1 to {largest}.")


def _refuse_a_port_in_use(host: str, port: int) -> None:
    # The web server itself would share the port with whoever has it and answer every second request.
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except socket.gaierror as error:
        raise CommandError(f"HOST is {host!r}, which is no address of this machine: {error.strerror}.") from error
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}): stop what uses it, or set HOST or PORT."
        ) from error


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = 2 * WEB_CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * WEB_CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two portals started on one state folder in the same moment must not both load the demo."""
    with (settings.STATE / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _database_started() -> datetime | None:
    """When the database server started, or None if it cannot be reached. The embedded one is started by asking."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_postmaster_start_time()")
            return cursor.fetchone()[0]
    except Error:
        connection.close()
        return None


def _wait_for_the_first_answer(processes: Processes, host: str, port: int) -> None:
    deadline = time.monotonic() + FIRST_ANSWER
    while not _answers(host, port):
        if ended := processes.ended():
            raise CommandError(f"The {' and the '.join(ended)} process ended at once: its last lines above say why.")
        if time.monotonic() > deadline:
            raise CommandError(f"The web server does not answer on port {port}: its lines above may say why.")
        time.sleep(0.05)


def _answers(host: str, port: int) -> bool:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    web = HTTPConnection(here, port, timeout=5)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        web.close()
