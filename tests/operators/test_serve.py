"""`manage.py serve` as an operator meets it: real processes, real signals, a port of its own."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.operators.conftest import wait_until


class Portal:
    """One installation: its state folder, its port, and the `serve` that runs there at the moment."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self, **changes: str) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"NEWSPORTAL_HOME": str(self.home), "PORT": str(self.port), "WEB_WORKERS": "1"}
        return inherited | own | changes

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(_SERVE, cwd=settings.ROOT, env=self.environment(), stdout=log, stderr=log)
        wait_until(lambda: "is ready" in self.said() or self.process.poll() is not None, "the start", seconds=180)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text()

    def refuses(self, **changes: str) -> str:
        """What a start says that must end at once."""
        environment = self.environment(**changes)
        ended = subprocess.run(_SERVE, cwd=settings.ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 1
        return ended.stderr

    def front_page(self) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}/", timeout=20) as answer:
            return answer.read().decode()

    def answers(self) -> bool:
        try:
            return bool(self.front_page())
        except (URLError, ConnectionError):
            return False

    def processes(self) -> dict[int, str]:
        """The pids of its processes, the database's included, with their command lines."""
        mark = f"NEWSPORTAL_HOME={self.home}".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it has ended, or is somebody else's
        return found

    def one(self, words: str) -> int:
        """The pid of the oldest process with these words in its command line."""
        return min(pid for pid, command in self.processes().items() if words in command)

    def stop(self, how: signal.Signals) -> None:
        """Send one signal and see everything end."""
        assert self.process
        self.process.send_signal(how)
        assert self.process.wait(timeout=20) == 0
        wait_until(lambda: not self.processes(), "the end of all processes", seconds=5)

    def kill_everything(self) -> None:
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # the death of one ends others
        if self.process:
            self.process.wait()
        wait_until(lambda: not self.processes(), "the end of all processes", seconds=5)


_SERVE = [sys.executable, "manage.py", "serve"]


@pytest.fixture
def portal(folder: Path) -> Iterator[Portal]:
    portal = Portal(folder)
    yield portal
    portal.kill_everything()


def test_an_operator_starts_it_stops_it_kills_it_and_loses_nothing(portal):
    portal.start()
    access_file = portal.home / "demo-access.json"
    access = json.loads(access_file.read_text())
    assert stat.S_IMODE(access_file.stat().st_mode) == 0o600
    for shown in (
        *(f"http://127.0.0.1:{portal.port}{path}" for path in ("/", "/admin/", "/api/v1/docs/")),
        *(access[name] for name in ("editor", "password", "partner_key")),
    ):
        assert shown in portal.said()
    front_page = portal.front_page()
    assert "<article" in front_page

    assert f"Port {portal.port} " in portal.refuses()
    assert len(portal.refuses().splitlines()) == 1
    assert portal.answers()

    portal.stop(signal.SIGTERM)
    portal.start()
    assert portal.front_page() == front_page
    assert "Loading" not in portal.said()
    assert "Collecting" not in portal.said()

    for killed in (portal.one("granian"), portal.one("manage.py worker")):
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda killed=killed: killed not in portal.processes(), "its end")
    wait_until(portal.answers, "a new web server")
    wait_until(lambda: any("manage.py worker" in command for command in portal.processes().values()), "a new worker")

    worker = portal.one("manage.py worker")
    os.kill(portal.one("bin/postgres"), signal.SIGKILL)
    wait_until(lambda: worker not in portal.processes(), "the restart of the worker, which listens to the database")
    wait_until(portal.answers, "a new database")

    portal.process.kill()
    portal.process.wait()
    wait_until(lambda: not portal.processes(), "the end of all that the killed process had started")

    portal.start()
    portal.kill_everything()
    portal.start()
    assert portal.front_page() == front_page
    portal.stop(signal.SIGINT)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("PORT", "eighty", "PORT is 'eighty': set it to a whole number from 1 to 65535."),
        ("PORT", "70000", "PORT is '70000': set it to a whole number from 1 to 65535."),
        ("WEB_WORKERS", "0", "WEB_WORKERS is '0': set it to a whole number from 1 to 256."),
        ("HOST", "192.0.2.1", "set HOST or PORT"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence(portal, setting, value, says):
    said = portal.refuses(**{setting: value})
    assert says in said
    assert len(said.splitlines()) == 1
    assert not (portal.home / "pgsql18").exists()
