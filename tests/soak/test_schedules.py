"""Stories by the clock: what fell due while no worker ran, and hundreds in one second, one of which may not come out."""

import signal
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.soak.portal import Portal, wait_until

OUT = "SELECT count(*) FROM articles_change WHERE kind = 'published'"


def _out(portal: Portal) -> int:
    return portal.ask(OUT)[0][0]


def _each_came_out_once(portal: Portal) -> bool:
    once = "SELECT FROM articles_change WHERE kind = 'published' GROUP BY article_id HAVING count(*) > 1"
    return portal.ask(once) == []


def test_what_fell_due_while_no_worker_ran_comes_out_within_five_seconds_in_its_order(portal, tell):
    scene = portal.run("stage", stories=20)
    now = datetime.now(UTC)
    minutes = {article_id: now - timedelta(minutes=30 - 1.5 * n) for n, article_id in enumerate(scene["stories"])}
    stories = sorted(
        minutes, key=lambda article_id: article_id * 7 % 20
    )  # scheduled in another order than they are due
    portal.run("scheduling", scene=scene, stories=stories, due=[minutes[pk].isoformat() for pk in stories])
    begin = time.monotonic()
    portal.start_command("worker", log="worker.log")
    wait_until(lambda: _out(portal) == 20, "the stories that were due", seconds=60)
    seconds = time.monotonic() - begin
    tell(f"20 stories due over half an hour came out {seconds:.1f} s after a worker was started")
    order = [article_id for [article_id] in portal.ask("SELECT article_id FROM articles_change ORDER BY sequence")]
    assert order == sorted(minutes, key=minutes.__getitem__)
    assert seconds < 5
    assert _each_came_out_once(portal)


@pytest.fixture
def scene(portal, of_full_length):
    """A newsroom with some hundred stories on the desk."""
    return portal.run("stage", stories=of_full_length(500))


def _schedule_all(portal: Portal, scene: dict[str, Any]) -> datetime:
    """Schedule all stories for one second, which is still ahead."""
    stories = scene["stories"]
    due = datetime.now(UTC) + timedelta(seconds=10 + len(stories) / 25)
    portal.run("scheduling", scene=scene, stories=stories, due=[due.isoformat()] * len(stories))
    assert datetime.now(UTC) < due
    return due


def test_of_hundreds_due_in_one_second_all_come_out_but_the_one_whose_right_has_ended(portal, scene, tell):
    stories = scene["stories"]
    portal.serve()
    due = _schedule_all(portal, scene)
    held_back = stories[len(stories) // 2]
    with portal.database() as database:
        ended = "UPDATE media_source SET text_until = '2020-01-01' WHERE name = 'Reuters' RETURNING id"
        [reuters] = database.execute(ended).fetchone()
        database.execute("UPDATE articles_article SET source_id = %s WHERE id = %s", [reuters, held_back])
    wait_until(lambda: _out(portal) == len(stories) - 1, "all others", seconds=120)
    [[last]] = portal.ask("SELECT max(at) FROM articles_change WHERE kind = 'published'")
    [[first]] = portal.ask("SELECT min(at) FROM articles_change WHERE kind = 'published'")
    seconds = (last - due).total_seconds()
    tell(f"{len(stories) - 1} stories due at once: the first {(first - due).total_seconds():.2f} s late, ")
    tell(f"the last {seconds:.1f} s")
    wait_until(lambda: portal.ask("SELECT article_id FROM articles_failedschedule") == [(held_back,)], "the mark")
    [[problems]] = portal.ask("SELECT problems FROM articles_failedschedule")
    assert problems == [
        {
            "field": "source",
            "reason": "Text of Reuters may not be published: its contract does not allow it or has ended.",
        }
    ]
    with portal.database() as database:
        database.execute("UPDATE media_source SET text_until = NULL")
    portal.manage("story", "retry", str(held_back), "--as", scene["people"]["Editor"])
    late = wait_until(lambda: _out(portal) == len(stories), "the one held back")
    tell(f"the one held back came out {late:.1f} s after it was retried")
    assert seconds < 10
    assert _each_came_out_once(portal)


def test_a_worker_killed_among_hundreds_leaves_the_rest_to_the_next_and_none_comes_out_twice(portal, scene, tell):
    stories = scene["stories"]
    _schedule_all(portal, scene)
    worker = portal.start_command("worker", log="worker.log")
    wait_until(lambda: _out(portal) > len(stories) // 4, "a quarter of them", seconds=60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = _out(portal)
    assert before < len(stories)
    begin = time.monotonic()
    portal.start_command("worker", log="worker.log")
    wait_until(lambda: _out(portal) == len(stories), "the rest", seconds=60)
    tell(f"killed after {before}: the other {len(stories) - before} came out in {time.monotonic() - begin:.1f} s")
    assert _each_came_out_once(portal)
    assert "Everything holds." in portal.manage("verify")
