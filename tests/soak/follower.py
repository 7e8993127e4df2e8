"""A partner's program, written by docs/partners.md alone: it follows the log and keeps a copy of what is public."""

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

TAKEN_DOWN = ("retracted", "withdrawn", "erased")
PAGE = 7
PAUSE = 0.05  # seconds, where there is nothing new


class Follower:
    """Keeps the numbers it was told, in the order it was told them, and the stories as it has them."""

    def __init__(self, port: int, key: str) -> None:
        self._web = HTTPConnection("127.0.0.1", port, timeout=30)
        self._key = key
        self.log: list[list[Any]] = []
        self.copy: dict[int, dict[str, Any]] = {}
        self.requests = 0

    @property
    def last(self) -> int:
        return self.log[-1][0] if self.log else 0

    def read_on(self) -> bool:
        """Read a page of the log and do what it asks for; whether there is more of it already."""
        status, page = self._ask(f"/api/v1/changes/?after={self.last}&limit={PAGE}")
        assert status == 200, page
        assert len(page["changes"]) <= PAGE
        for change in page["changes"]:
            assert change["sequence"] == self.last + 1, f"after {self.last} came {change['sequence']}"
            self.log.append([change["sequence"], change["kind"], change["article"]["id"], change["version"]])
        for article_id, change in {change["article"]["id"]: change for change in page["changes"]}.items():
            self._take(article_id, change)
        return page["more"]

    def _take(self, article_id: int, change: dict[str, Any]) -> None:
        if change["kind"] in TAKEN_DOWN:
            self.copy.pop(article_id, None)
            return
        status, story = self._ask(f"/api/v1/articles/{article_id}/")
        # It may have changed again; it is never older than the change that told of it.
        assert story["sequence"] >= change["sequence"], (change, status, story)
        if status == 410:
            self.copy.pop(article_id, None)
        else:
            assert status == 200, story
            assert story["version"] >= change["version"], (change, story)
            self.copy[article_id] = story

    def _ask(self, path: str) -> tuple[int, dict[str, Any]]:
        self.requests += 1
        self._web.request("GET", path, headers={"Authorization": f"Bearer {self._key}"})
        answer = self._web.getresponse()
        return answer.status, json.loads(answer.read())


def run(*, port: int, key: str, until: str) -> dict[str, Any]:
    """Follow until the file `until` names a number and that number was read. Returns the log and the copy."""
    follower, end, behind = Follower(port, key), Path(until), None
    while True:
        if not follower.read_on():
            time.sleep(PAUSE)
        if end.exists() and (text := end.read_text()):
            behind = int(text) - follower.last if behind is None else behind
            if follower.last >= int(text):
                break
    copy = {
        article_id: {
            "version": story["version"],
            "headline": story["headline"],
            "body": story["body_html"],
            "section": story["section"]["id"],
            "tags": sorted(tag["id"] for tag in story["tags"]),
            "captions": [[picture["caption"], picture["credit"]] for picture in story["pictures"]],
            "notes": [note["text"] for note in story["notes"]],
        }
        for article_id, story in follower.copy.items()
    }
    return {"log": follower.log, "copy": copy, "requests": follower.requests, "behind": behind}
