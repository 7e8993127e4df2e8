"""Runs a few processes together: starts them, restarts the one that ends, stops them all in good order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from newsportal.lifeline import die_with

PATIENCE = 12  # seconds for requests and jobs to finish


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM. A BaseException, so that nothing on the way takes it for a fault."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped in the block at the first SIGINT or SIGTERM. Later ones change nothing."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: int | FrameType | None) -> NoReturn:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in signals:
        signal.signal(number, stop)
    yield


class Processes:
    """Named processes that belong together, each leader of a group with the processes it starts itself."""

    def __init__(self, commands: dict[str, list[str]], *, folder: Path, log: Callable[[str], object]) -> None:
        self._commands, self._folder, self._log = commands, folder, log
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ending: dict[str, float] = {}  # told to end, and when our patience ends

    def __enter__(self) -> "Processes":
        for name in self._commands:
            self._start(name)
        return self

    def __exit__(self, *exception: object) -> None:
        for name in self._running:
            self.end(name)
        for name, process in self._running.items():
            try:
                process.wait(max(0, self._ending[name] - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._kill(name)
                process.wait()

    def ended(self) -> list[str]:
        """The names of the processes that have ended."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def end(self, name: str) -> None:
        """Tell a process to finish what it is doing and end. Does not wait; `tend` starts it again."""
        self._running[name].terminate()
        self._ending.setdefault(name, time.monotonic() + PATIENCE)

    def tend(self) -> None:
        """Start what has ended again, and kill what was told to end and does not. To be called every second."""
        for name in self.ended():
            if not self._ending.pop(name, None):
                self._log(f"The {name} process has ended by itself (status {self._running[name].returncode}).")
            self._start(name)
        for name, deadline in self._ending.items():
            if time.monotonic() > deadline:
                self._kill(name)

    def _start(self, name: str) -> None:
        # A group of its own: the terminal's Ctrl-C reaches only us, and we stop them in good order.
        self._running[name] = subprocess.Popen(
            self._commands[name], cwd=self._folder, preexec_fn=partial(die_with, os.getpid()), process_group=0
        )

    def _kill(self, name: str) -> None:
        os.killpg(self._running[name].pid, signal.SIGKILL)
