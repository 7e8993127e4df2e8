"""Tells the log when an alert begins, while it lasts, and when it is over. Every web process watches for itself."""

import logging
import threading
import time

from django.db import connections
from django.utils import translation

from newsportal.alerts import Alert, Kind, alerts

logger = logging.getLogger("newsportal.alerts")

EVERY = 10  # seconds between two looks
AGAIN = 300  # seconds after which an alert that lasts is told again

Line = tuple[int, str]  # a level of `logging`, and what to say


class Watcher:
    """Decides what is worth a line. Keeps what it said of each alert, and when; moments are in seconds."""

    def __init__(self) -> None:
        self._said: dict[Kind, tuple[str, float]] = {}
        self._blind = False

    def saw(self, found: list[Alert], now: float) -> list[Line]:
        """What to say after a look that found these alerts."""
        lines: list[Line] = []
        if self._blind:
            self._blind = False
            lines.append((logging.INFO, "The alerts can be read again."))
        for alert in found:
            if alert.kind not in self._said or now - self._said[alert.kind][1] >= AGAIN:
                lines.append((logging.ERROR, alert.sentence))
                self._said[alert.kind] = (alert.sentence, now)
        for kind in self._said.keys() - {alert.kind for alert in found}:
            sentence, _moment = self._said.pop(kind)
            lines.append((logging.INFO, f"Over: {sentence}"))
        return lines

    def could_not_look(self, error: Exception) -> list[Line]:
        """What to say after a look that failed. What was found before is taken to last until the next look."""
        if self._blind:
            return []
        self._blind = True
        return [(logging.ERROR, f"The alerts cannot be read: {' '.join(str(error).split())}")]


def start() -> None:
    """Begin to watch, for as long as this process lives."""
    threading.Thread(target=_watch, name="alerts", daemon=True).start()


def _watch() -> None:
    watcher = Watcher()
    with translation.override("en"):  # the log's language, whatever the first edition's
        while True:
            time.sleep(EVERY)
            for level, sentence in look_once(watcher):
                logger.log(level, "%s", sentence)


def look_once(watcher: Watcher) -> list[Line]:
    """Look at the database over a connection of this thread's own, and give it back."""
    try:
        return watcher.saw(alerts(), time.monotonic())
    except Exception as error:  # whatever it is, a watcher that dies tells nothing ever again
        return watcher.could_not_look(error)
    finally:
        connections.close_all()
