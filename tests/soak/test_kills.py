"""Web server, worker and database killed with -9 at random instants, while editors go on: nothing is half done."""

import os
import random
import signal
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from tests.soak.cache import Cache
from tests.soak.portal import Portal, wait_until
from tests.soak.test_deadlocks import STORIES_HALF_PUBLIC

KILLS = 100

# Backends are the database's processes that serve a connection each; killing one makes it end all others.
VICTIMS = ("web", "worker", "postmaster", "backend")

# Jobs in the hands of a worker that gave its last sign of life a minute ago, or of one that is forgotten already.
LEFT_BEHIND = """
    SELECT count(*) FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - interval '60 s')
"""


def test_a_hundred_kills_leave_nothing_half_public_and_no_effect_undone(portal, seed, of_full_length, tell):
    chance = random.Random(f"{seed} kills")
    cache = Cache(f"{seed} cache")
    portal.settings["PURGE_URLS"] = cache.url
    scene = portal.run("stage", stories=60)
    portal.serve()
    done = portal.home / "done"
    editors = portal.start("undeterred", scene=scene, seed=str(seed), port=portal.port, until=str(done))
    worst, killed = 0.0, dict.fromkeys(VICTIMS, 0)
    for _ in range(of_full_length(KILLS)):
        time.sleep(chance.uniform(0.05, 1.5))  # the random instant
        victim = chance.choice(VICTIMS)
        os.kill(chance.choice(_candidates(portal, victim)), signal.SIGKILL)
        killed[victim] += 1
        worst = max(worst, wait_until(lambda: _is_whole(portal), "its recovery", seconds=60))
        assert portal.ask(STORIES_HALF_PUBLIC) == []
        wait_until(lambda: portal.ask(LEFT_BEHIND) == [(0,)], "the jobs of dead workers", seconds=10)
        assert "Everything holds." in portal.manage("verify")
    done.touch()
    told = editors.result(seconds=60)
    tell(f"killed: {killed}; the slowest recovery {worst:.1f} s; editors: {told}")

    [[changes]] = portal.ask("SELECT count(*) FROM articles_change")
    assert changes > len(killed)
    begin = time.monotonic()
    wait_until(lambda: len(cache.told) == changes, "every effect", seconds=300)
    again = sum(times - 1 for times in cache.told.values())
    tell(f"{changes} changes reached the cache, the last {time.monotonic() - begin:.1f} s after the end, {again} again")
    assert sorted(cache.told) == list(range(1, changes + 1))
    wait_until(
        lambda: portal.ask("SELECT FROM procrastinate_jobs WHERE status = 'doing'") == [], "the jobs", seconds=60
    )
    assert "Everything holds." in portal.manage("verify")


def _candidates(portal: Portal, victim: str) -> list[int]:
    """The ids of the processes of which one is to be killed."""
    if victim in ("web", "worker"):
        words = {"web": "newsportal.lifeline", "worker": "manage.py worker"}[victim]
        return [pid for pid, command in _processes(portal).items() if words in command]
    postmaster = int((portal.home / "pgsql18" / "data" / "postmaster.pid").read_text().split()[0])
    return [postmaster] if victim == "postmaster" else _children(postmaster)


def _children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _processes(portal: Portal) -> dict[int, str]:
    mark = f"NEWSPORTAL_HOME={portal.home}".encode()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


def _is_whole(portal: Portal) -> bool:
    """Whether site, database and worker are there again."""
    try:
        with urlopen(f"http://127.0.0.1:{portal.port}/", timeout=5):
            pass
        signs = "SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '15 s'"
        return bool(portal.ask(signs)) and any("manage.py worker" in words for words in _processes(portal).values())
    except (OSError, URLError, psycopg.Error):
        return False
