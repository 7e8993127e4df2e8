"""The PostgreSQL processes on one data folder: make the folder, start, stop, and cope with what a kill left behind.

No pid file is trusted, since pids are used again and a killed server leaves its file behind. Instead every PostgreSQL
process inherits an open file, `alive`, with a lock on it: the kernel frees the lock when the last one is gone.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from psycopg import pq
from psycopg.conninfo import make_conninfo

from newsportal.embedded import configuration, processes
from newsportal.embedded.binaries import program
from newsportal.embedded.errors import ClusterError
from newsportal.embedded.ownership import Owner, owner_of

SUPERUSER = "postgres"
APPLICATION_ROLE = "newsportal"  # also the name of its database; not a superuser, as on any shared server

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; what Linux takes in sockaddr_un

STARTING = 300  # seconds; a server that recovers from a crash may take long
STOPPING = 60  # seconds
ORPHANS_MAY_FINISH = 2  # seconds; a backend in the middle of a calculation outlives a killed server
MOMENT = 0.03  # seconds between two looks


class Server:
    """The server on `folder`. Its callers see to it that only one of them starts or stops it at a time."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        self.folder, self.durable = folder, durable
        self.name = f"newsportal-{digest}"
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.socket_folder = folder / "run"
        # libpq takes a comma for the end of one host in a list of hosts.
        too_long = len(os.fsencode(self.socket_folder / SOCKET)) > LONGEST_SOCKET_PATH
        if too_long or "," in str(folder):
            self.socket_folder = Path("/tmp") / self.name  # noqa: S108  whose it is, is checked before use

    def answers(self) -> bool:
        conninfo = make_conninfo(host=str(self.socket_folder), port=5432, user=SUPERUSER, dbname="postgres")
        return self._socket_folder_is_ours() and pq.PGconn.ping(conninfo.encode()) == pq.Ping.OK

    def started(self) -> tuple[str, str] | None:
        """Return the running server's pid and start time as it wrote them, or None: what changes with every start."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return lines[0], lines[2]
        except (OSError, IndexError):
            return None

    def start(self) -> None:
        """Return when the server answers, having made the data folder if there is none. Raises ClusterError."""
        alive = self._lock_of_the_last_process()
        if alive is None:
            return
        try:
            owner = owner_of(self.data, must_reach=[self.folder, program("postgres")])
            if not self.data.exists():
                self._make_data_folder(owner, alive)
            elif self.data.stat().st_uid != owner.uid:  # a copy made by root
                owner.give(self.data)
            self._write_configuration(owner)
            self._launch(owner, alive)
        finally:
            os.close(alive)  # the server holds it now
        self._wait_for_an_answer()

    def stop(self) -> None:
        """Stop the server, letting nobody finish: at first in good order, then by force."""
        for how, patience in ((signal.SIGINT, STOPPING), (signal.SIGQUIT, 5), (signal.SIGKILL, 0)):
            server = self._server_process()
            if server is None:
                break
            processes.send(how, server)
            if self._is_gone_within(patience):
                break
        with suppress(OSError):
            self.socket_folder.rmdir()

    # --- Starting -------------------------------------------------------------------------------

    def _lock_of_the_last_process(self) -> int | None:
        """Wait until nothing of an earlier server runs. Return the lock, or None if that server answers after all."""
        begin = time.monotonic()
        while (waited := time.monotonic() - begin) < STARTING:
            alive = self._try_lock()
            if alive is not None:
                return alive
            if self.answers():
                return None
            if waited > ORPHANS_MAY_FINISH and self.data.exists() and self._server_process() is None:
                for orphan in processes.children(self.name, self.data.stat().st_uid):
                    processes.send(signal.SIGKILL, orphan)
            time.sleep(MOMENT)
        raise ClusterError(f"A PostgreSQL on {self.data} runs but does not answer: see {self.log}.")

    def _make_data_folder(self, owner: Owner, alive: int) -> None:
        """Make it under another name and rename it at the end, so that it is there whole or not at all."""
        draft = self.folder / "data.unfinished"
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir()
        owner.give(draft)
        durability = [] if self.durable else ["--no-sync"]
        self._run(
            owner,
            "initdb",
            *(f"--pgdata={draft}", f"--username={SUPERUSER}", *durability),
            # The built-in locale: an upgrade of the system's C library cannot change the order of an index.
            *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            # Who reaches the socket, in a folder closed to others, is trusted.
            *("--auth-local=trust", "--auth-host=reject", "--text-search-config=simple"),
            alive=alive,
        )
        statements = (
            f"CREATE ROLE {APPLICATION_ROLE} LOGIN CREATEDB",  # CREATEDB: for the databases of the tests
            f"CREATE DATABASE {APPLICATION_ROLE} OWNER {APPLICATION_ROLE}",
        )
        self._run(
            owner,
            "postgres",
            *("--single", "-D", str(draft), "postgres"),
            stdin="".join(statement + "\n" for statement in statements),
            alive=alive,
        )
        with (draft / "postgresql.conf").open("a") as settings:
            settings.write(f"\ninclude = '{configuration.FILE}'\n")
        draft.rename(self.data)

    def _write_configuration(self, owner: Owner) -> None:
        text = configuration.configuration(durable=self.durable, socket_folder=self.socket_folder, name=self.name)
        file = self.data / configuration.FILE
        file.write_text(text)
        file.chmod(0o644)  # written by root, read by the server's user; the folder around it is closed
        self.socket_folder.mkdir(exist_ok=True)
        owner.give(self.socket_folder)
        # With the lock in hand nobody uses these; left behind by a kill, they would stop the next start.
        for stale in (self.data / "postmaster.pid", *self.socket_folder.glob(f"{SOCKET}*")):
            stale.unlink(missing_ok=True)

    def _launch(self, owner: Owner, alive: int) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.before"))
        # By hand and not by pg_ctl, which passes the folder's name through a shell without quoting it well.
        command = [*owner.command, "setsid", "--fork", str(program("postgres")), "-D", str(self.data)]
        with self.log.open("wb") as log:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, **_surroundings(alive)
            )

    def _wait_for_an_answer(self) -> None:
        begin = time.monotonic()
        while not self.answers():
            if self._is_gone_within(0):
                raise ClusterError(f"PostgreSQL did not start. {self.log} ends with: {_end_of(self.log)}")
            if time.monotonic() - begin > STARTING:
                raise ClusterError(f"PostgreSQL started but does not answer: see {self.log}.")
            time.sleep(MOMENT)

    def _run(self, owner: Owner, name: str, *arguments: str, alive: int, stdin: str = "") -> None:
        done = subprocess.run(
            [*owner.command, program(name), *arguments],
            input=stdin,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **_surroundings(alive),
        )
        # In single-user mode a failed statement is printed and nothing more.
        if done.returncode or "ERROR:" in done.stdout:
            raise ClusterError(f"PostgreSQL could not make {self.data}: {done.stdout.strip()}")

    # --- Watching -------------------------------------------------------------------------------

    def _try_lock(self) -> int | None:
        alive = os.open(self.folder / "alive", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(alive)
            return None
        return alive

    def _is_gone_within(self, seconds: float) -> bool:
        begin = time.monotonic()
        while (alive := self._try_lock()) is None:
            if time.monotonic() - begin >= seconds:
                return False
            time.sleep(MOMENT)
        os.close(alive)
        return True

    def _server_process(self) -> int | None:
        """The pid of the running server: the one in its file, if that process really is a server on this folder."""
        started = self.started()
        return int(started[0]) if started and processes.is_server(started[0], self.data) else None

    def _socket_folder_is_ours(self) -> bool:
        """Whether the socket folder exists. Raises ClusterError if somebody else made it (in /tmp anybody could)."""
        try:
            uid = self.socket_folder.lstat().st_uid
        except FileNotFoundError:
            return False
        trusted = {0, os.geteuid()}
        if self.data.exists():
            trusted.add(self.data.stat().st_uid)
        if uid not in trusted or self.socket_folder.is_symlink():
            raise ClusterError(f"{self.socket_folder} was not made by the portal: remove it.")
        return True


def _surroundings(alive: int) -> dict[str, Any]:
    """What every PostgreSQL program is started with: the open lock, and nothing of ours that it might take up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {"pass_fds": (alive,), "cwd": "/", "env": environment | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}}


def _end_of(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return " / ".join(lines[-3:]) or "nothing"
