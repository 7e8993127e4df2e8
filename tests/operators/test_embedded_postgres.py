"""The embedded PostgreSQL as those meet it who start, stop and kill processes on their machine."""

import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from newsportal.embedded.cluster import Cluster
from tests.operators.conftest import wait_until

# A process that uses the database as the portal does: answers each line of SQL it is given, and leaves at the end.
USER = """
import django, sys
from pathlib import Path
from django.conf import settings
from newsportal.embedded import database
settings.configure(DATABASES={"default": database(Path(sys.argv[1]))})
django.setup()
from django.db import connection
for statement in sys.stdin:
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        print(cursor.fetchone()[0] if cursor.description else "done", flush=True)
"""
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="what root meets can only be tried as root")


class Process:
    """Somebody's process that uses the database in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", USER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def send(self, statement: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(statement + "\n")
        self._process.stdin.flush()

    def receive(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def ask(self, statement: str) -> str:
        self.send(statement)
        return self.receive()

    def leave(self) -> None:
        self._process.communicate()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Process]]:
    """Start a process that uses the database in `folder`, or in another folder."""
    started: list[tuple[Path, Process]] = []

    def start(where: Path = folder) -> Process:
        started.append((where, Process(where)))
        return started[-1][1]

    yield start
    for _, process in started:
        process.kill()
    for where in {where for where, _ in started}:
        server = Cluster(where, durable=True)
        if server.started():  # a process that was killed leaves it to the next to stop it
            server.ensure()
            server.release()


@pytest.fixture
def server(folder: Path) -> Cluster:
    """The server in `folder`, seen from outside."""
    return Cluster(folder, durable=True)


def _pid(server: Cluster) -> int:
    started = server.started()
    assert started
    return int(started[0])


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_the_first_to_come_starts_it_and_the_last_to_go_stops_it(start, server):
    first, second = start(), start()
    assert first.ask("SELECT 1") == "1"
    assert second.ask("SELECT 2") == "2"
    pid = _pid(server)

    first.leave()
    assert second.ask("SELECT 3") == "3"
    assert _pid(server) == pid

    second.leave()
    assert _is_gone(pid)
    assert server.started() is None


def test_naming_the_folder_in_the_settings_starts_nothing(start, folder):
    idle = start()
    idle.leave()
    assert list(folder.iterdir()) == []


def test_processes_started_in_the_same_moment_share_one_server(start):
    processes = [start() for _ in range(4)]
    for process in processes:
        process.send("SELECT pg_postmaster_start_time()")
    assert len({process.receive() for process in processes}) == 1


def test_the_portal_is_no_superuser_in_its_database(start):
    assert start().ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "False"


def test_a_process_goes_on_after_its_server_was_killed(start, server):
    process = start()
    process.ask("CREATE TABLE note AS SELECT 'kept' AS text")
    pid, backend = _pid(server), int(process.ask("SELECT pg_backend_pid()"))
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: _is_gone(backend), "the end of the connection")

    assert process.ask("SELECT text FROM note") == "kept"
    assert _pid(server) != pid


def test_a_process_that_was_killed_does_not_keep_the_server_running(start, server):
    killed = start()
    killed.ask("SELECT 1")
    pid = _pid(server)
    killed.kill()

    next_one = start()
    assert next_one.ask("SELECT 1") == "1"
    assert _pid(server) == pid
    next_one.leave()
    assert _is_gone(pid)


def test_after_all_processes_were_killed_the_next_start_keeps_everything(start, server):
    process = start()
    process.ask("CREATE TABLE note AS SELECT 'kept' AS text")
    pid = _pid(server)
    everybody = [pid, *_children(pid)]
    process.kill()
    for one in everybody:
        with suppress(ProcessLookupError):  # the death of one ends others
            os.kill(one, signal.SIGKILL)

    assert start().ask("SELECT text FROM note") == "kept"


def test_a_calculation_that_outlived_its_server_does_not_stop_the_next_start(start, server):
    busy = start()
    backend = int(busy.ask("SELECT pg_backend_pid()"))
    busy.send("DO $$ BEGIN LOOP END LOOP; END $$")
    with psycopg.connect(
        host=str(server.socket_folder), user="newsportal", dbname="newsportal", autocommit=True
    ) as watching:
        state = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        wait_until(lambda: watching.execute(state, [backend]).fetchone() == ("active",), "the calculation")
        os.kill(_pid(server), signal.SIGKILL)
    busy.kill()

    assert start().ask("SELECT 1") == "1"
    assert _is_gone(backend)


def test_a_first_start_cut_short_is_begun_again(start, server, folder):
    cut_short = start()
    cut_short.send("SELECT 1")
    wait_until((folder / "data.unfinished" / "PG_VERSION").exists, "the start of the data folder")
    cut_short.kill()
    assert server.started() is None

    assert start().ask("SELECT 1") == "1"
    assert not (folder / "data.unfinished").exists()


def test_files_that_name_a_process_of_somebody_else_are_not_believed(start, server, folder):
    process = start()
    process.ask("SELECT 1")
    process.leave()
    # What a power cut leaves behind, when the pid has since been given to another process: here our own.
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'data'}\n1\n5432\n\n\n")
    server.socket_folder.mkdir(mode=0o700)
    (server.socket_folder / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    assert start().ask("SELECT 1") == "1"


@pytest.mark.parametrize("name", ['it\'s "two" words $(x) `y` \\z', "one, two", "الأخبار", "long " * 30])
def test_the_folder_may_have_any_name(start, folder, name):
    assert start(folder / name.strip()).ask("SELECT 1") == "1"
    assert [path.name for path in folder.iterdir()] == [name.strip()]


def test_a_folder_in_which_nothing_can_be_written_is_named(folder):
    (folder / "file").touch()
    process = subprocess.run(
        [sys.executable, "-c", USER, folder / "file" / "below"], input="SELECT 1\n", capture_output=True, text=True
    )
    last = process.stderr.splitlines()[-1]
    assert str(folder / "file" / "below") in last
    assert "set NEWSPORTAL_HOME" in last


@ONLY_ROOT
def test_root_may_keep_the_portal_in_a_closed_folder_and_it_stays_closed(start, folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    process = start(closed / "state")
    process.ask("SELECT 1")

    server = Cluster(closed / "state", durable=True)
    assert pwd.getpwuid(Path(f"/proc/{_pid(server)}").stat().st_uid).pw_name == "newsportal-pg"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@ONLY_ROOT
def test_data_that_belong_to_a_user_stay_with_that_user_when_root_starts_them(start, folder):
    first = start()
    first.ask("CREATE TABLE note AS SELECT 'kept' AS text")
    first.leave()
    nobody = pwd.getpwnam("nobody")
    for path in [folder / "data", *(folder / "data").rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)

    assert start().ask("SELECT text FROM note") == "kept"
    assert Path(f"/proc/{_pid(Cluster(folder, durable=True))}").stat().st_uid == nobody.pw_uid


@ONLY_ROOT
def test_a_copy_that_root_has_made_of_the_folder_works(start, folder):
    first = start(folder / "original")
    first.ask("CREATE TABLE note AS SELECT 'kept' AS text")
    first.leave()
    subprocess.run(["cp", "-r", folder / "original", folder / "copy"], check=True)

    assert start(folder / "copy").ask("SELECT text FROM note") == "kept"


@ONLY_ROOT
def test_no_other_user_reaches_the_database(start, server, folder):
    start().ask("SELECT 1")
    folder.chmod(0o755)
    path = str(server.socket_folder / ".s.PGSQL.5432")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)  # root may

    nobody = pwd.getpwnam("nobody")
    test = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "test", "-e", path]
    assert subprocess.run(test).returncode == 1
