"""One installation for a long run: a state folder of its own, a PostgreSQL of its own, and the processes that use it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from newsportal.embedded.cluster import Cluster, cluster_in


def wait_until(condition: Callable[[], object], what: str, *, seconds: float = 30) -> float:
    """Look every moment whether `condition` holds. Returns the seconds that took, and fails after `seconds`."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)
    return time.monotonic() - begin


class Part:
    """A process that runs one part of the run (`python -m tests.soak PART`) and tells at its end what came out."""

    def __init__(self, name: str, process: subprocess.Popen[str], errors: Path) -> None:
        self.name, self.process, self.errors = name, process, errors

    def result(self, *, seconds: float) -> Any:
        """What the part's `run` returned; fails where it ended otherwise or not within `seconds`."""
        told, _ = self.process.communicate(timeout=seconds)
        assert self.process.returncode == 0, (
            f"{self.name} failed ({self.process.returncode}):\n{self.errors.read_text()[-4000:]}"
        )
        return json.loads(told.splitlines()[-1])


class Portal:
    """The state folder of one run. Whatever was started here is ended by `close`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.cluster: Cluster = cluster_in(home / "pgsql18", durable=True)
        self.settings: dict[str, str] = {}
        self._started: list[subprocess.Popen[Any]] = []

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "NEWSPORTAL_HOME": str(self.home),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        }
        return inherited | own | self.settings

    def manage(self, *words: str, seconds: float = 120) -> str:
        """Run a command of manage.py to its end; fails with what it said where it fails."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=settings.ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds
        )
        assert done.returncode == 0, f"manage.py {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str, **arguments: Any) -> Part:
        """Start a part of the run; its log is a file of the state folder."""
        errors = self.home / f"{name}-{len(self._started)}.log"
        with errors.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.soak", name, json.dumps(arguments)],
                cwd=settings.ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._started.append(process)
        return Part(name, process, errors)

    def run(self, name: str, *, seconds: float = 300, **arguments: Any) -> Any:
        """Run a part to its end and return what came out."""
        return self.start(name, **arguments).result(seconds=seconds)

    def start_command(self, *words: str, log: str) -> subprocess.Popen[bytes]:
        """Start a command of manage.py that goes on until it is ended."""
        with (self.home / log).open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *words], cwd=settings.ROOT, env=self.environment, stdout=file, stderr=file
            )
        self._started.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the whole portal as an operator does, and wait until it answers."""
        process = self.start_command("serve", log="serve.log")
        said = self.home / "serve.log"
        wait_until(lambda: "is ready" in said.read_text() or process.poll() is not None, "the start", seconds=180)
        assert process.poll() is None, said.read_text()
        return process

    @contextmanager
    def database(self, user: str = "newsportal") -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """A connection beside Django's, each statement its own transaction."""
        host = str(self.cluster.socket_folder)
        with psycopg.connect(host=host, user=user, dbname="newsportal", autocommit=True) as connection:
            yield connection

    def ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with self.database() as connection:
            return connection.execute(statement, parameters).fetchall()

    @property
    def database_log(self) -> str:
        """What the database server has told since it started."""
        return (self.cluster.folder / "server.log").read_text()

    def close(self) -> None:
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.cluster.release()
