"""Who uses the embedded PostgreSQL. The first to come starts it, the last to go stops it, and nobody keeps a list.

Each process holds a shared lock on the file `lease` while it lives. The kernel frees it when the process ends, however
it ends, so nothing is ever stale. Who gets that lock for itself alone is the last one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from newsportal.embedded.errors import ClusterError
from newsportal.embedded.server import Server


class Cluster:
    """This process's part in the server on one folder."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self._server = Server(folder, durable=durable)
        self._lease: int | None = None
        os.register_at_fork(after_in_child=self._forget)

    @property
    def socket_folder(self) -> Path:
        return self._server.socket_folder

    @property
    def held(self) -> bool:
        """Whether this process counts among the users already. Says nothing about the server."""
        return self._lease is not None

    def answers(self) -> bool:
        """Ask the server for a sign of life. It costs milliseconds: not for every request."""
        return self._server.answers()

    def started(self) -> tuple[str, str] | None:
        """Return a value that differs after every start of the server, or None while there is no server."""
        return self._server.started()

    def ensure(self) -> None:
        """Count among the users and return when the server answers. Raises ClusterError."""
        with self._one_at_a_time():
            if self._lease is None:
                self._lease = self._open("lease")
                fcntl.flock(self._lease, fcntl.LOCK_SH)
                # Not atexit: processes forked by multiprocessing, such as the web server's, pass that by.
                Finalize(None, self.release, exitpriority=0)
            if not self._server.answers():
                self._server.start()

    def release(self) -> None:
        """Count among the users no longer, and stop the server if nobody else does."""
        if self._lease is None:
            return
        with self._one_at_a_time():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else uses it
            else:
                self._server.stop()
            self._forget()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, name: str) -> int:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ClusterError(
                f"The database's folder {self.folder} cannot be used ({error.strerror}): "
                "set NEWSPORTAL_HOME to a folder that you may write."
            ) from error

    def _forget(self) -> None:
        """Close the lease without unlocking it. In a forked child that is all: the lock is still the parent's."""
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None


@cache
def _cluster(folder: Path, durable: bool) -> Cluster:
    return Cluster(folder, durable=durable)


def cluster_in(folder: Path, *, durable: bool) -> Cluster:
    """Return this process's only Cluster for `folder`."""
    return _cluster(folder.resolve(), durable)
