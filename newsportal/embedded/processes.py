"""The PostgreSQL processes in the system's list of processes, which holds nothing that anybody may not read."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def is_server(pid: str, data: Path) -> bool:
    """Whether the process `pid` really is a server on the data folder `data`. A dead one has no command line."""
    return os.fsencode(data) in _command_line(pid)


def children(name: str, uid: int) -> Iterator[int]:
    """Yield the pids of the processes of the user `uid` that a server with the cluster name `name` has started."""
    title = f"postgres: {name}: ".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError):  # it has ended meanwhile
            if process.stat().st_uid == uid and _command_line(process.name)[0].startswith(title):
                yield int(process.name)


def send(which: signal.Signals, pid: int) -> None:
    """Send a signal, unless the process has ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, which)


def _command_line(pid: str) -> list[bytes]:
    try:
        return Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
    except OSError:
        return [b""]
