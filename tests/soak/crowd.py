"""Many people at once: threads with a connection each, and what went wrong in any of them."""

import threading
import traceback
from collections.abc import Callable

from django.db import connection


class Crowd:
    """Threads that work until all have done their part. `failures` are tracebacks; the first ends the work of all."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.over = threading.Event()
        self._workers: list[threading.Thread] = []
        self._others: list[threading.Thread] = []
        self._meetings: list[threading.Barrier] = []

    def meeting(self, of: int) -> threading.Barrier:
        """Where that many of them wait for each other. It breaks when somebody fails, so that nobody waits in vain."""
        self._meetings.append(threading.Barrier(of))
        return self._meetings[-1]

    def work(self, act: Callable[[], None]) -> None:
        """Somebody whose part has an end."""
        self._workers.append(threading.Thread(target=self._run, args=(act,)))

    def meanwhile(self, act: Callable[[], None]) -> None:
        """Somebody who does this again and again until the others are done."""

        def again() -> None:
            while not self.over.wait(0.005):  # seconds; without it those who disturb would be all there is
                act()

        self._others.append(threading.Thread(target=self._run, args=(again,)))

    def finish(self) -> None:
        """Let all begin together and wait for their end."""
        for thread in [*self._workers, *self._others]:
            thread.start()
        for thread in self._workers:
            thread.join()
        self.over.set()
        for thread in self._others:
            thread.join()

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except threading.BrokenBarrierError:
            pass  # somebody else has failed
        except Exception:
            self.failures.append(traceback.format_exc())
            self.over.set()
            for meeting in self._meetings:
                meeting.abort()
        finally:
            connection.close()
