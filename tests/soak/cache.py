"""A shared cache that keeps what it was told, and is as unreliable as a test may want it."""

import random
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


class Cache(ThreadingHTTPServer):
    """Answers one request in ten with an error, and drops another. `told` counts the requests of each change."""

    daemon_threads = True

    def __init__(self, seed: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: dict[int, int] = {}
        self.tags: dict[int, set[str]] = {}
        self._chance, self._lock = random.Random(seed), Lock()
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def take(self, change: int, tags: str) -> int:
        """Note what was told, or fail; the status to answer with, 0 for none."""
        with self._lock:
            chance = self._chance.random()
            if chance < 0.2:
                return 500 if chance < 0.1 else 0
            self.told[change] = self.told.get(change, 0) + 1
            self.tags.setdefault(change, set()).add(tags)
            return 200


class _Handler(BaseHTTPRequestHandler):
    server: Cache

    def do_PURGE(self) -> None:
        status = self.server.take(int(self.headers["Change"]), self.headers["xkey-purge"])
        if status:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        self.close_connection = True

    def log_message(self, *words: Any) -> None:
        pass
