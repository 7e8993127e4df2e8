"""Two verbs on one story, and verbs on many stories in all orders, while names and pictures change: nobody locks up."""

import time

from articles.moves import Verb
from tests.soak.portal import Portal, wait_until

VERBS = 10_000
PROCESSES = 4

STORIES_HALF_PUBLIC = """
    SELECT article.id, article.state, count(current.id)
    FROM articles_article article
    LEFT JOIN articles_release current ON current.article_id = article.id AND current.superseded_at IS NULL
    GROUP BY article.id HAVING (article.state = 'public') <> (count(current.id) = 1)
"""


def test_ten_thousand_verbs_meet_and_never_wait_for_each_other_in_a_circle(portal, seed, of_full_length, tell):
    scene = portal.run("stage", stories=5)
    with portal.database(user="postgres") as database:
        database.execute("ALTER SYSTEM SET deadlock_timeout = '200ms'")  # told sooner, and there are more to tell of
        database.execute("ALTER SYSTEM SET log_lock_waits = on")
        database.execute("SELECT pg_reload_conf()")
    [[before]] = portal.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    verbs, begin = of_full_length(VERBS), time.monotonic()
    parts = [
        portal.start("at_once", scene=scene, seed=f"{seed} process {number}", verbs=-(-verbs // PROCESSES))
        for number in range(PROCESSES)
    ]
    results = [part.result(seconds=1800) for part in parts]
    seconds = time.monotonic() - begin
    done, refused, pairs = (sum(result[what] for result in results) for what in ("done", "refused", "pairs"))
    tell(f"{done} verbs performed and {refused} refused in {seconds:.0f} s; {pairs} pairs met on one story")

    failures = [failure for result in results for failure in result["failures"]]
    assert not failures, "\n".join([*failures, *_circles(portal)])
    assert done >= verbs
    assert verbs < VERBS or pairs > len(Verb) ** 2
    # PostgreSQL counts what a session did when the session ends.
    wait_until(lambda: len(portal.ask("SELECT FROM pg_stat_activity WHERE backend_type = 'client backend'")) == 1, "")
    [[after]] = portal.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert after == before, "\n".join(_circles(portal))
    assert portal.ask(STORIES_HALF_PUBLIC) == []
    [[count, first, last]] = portal.ask("SELECT count(*), min(sequence), max(sequence) FROM articles_change")
    assert (first, last) == (1, count)


def _circles(portal: Portal) -> list[str]:
    """What the database tells of each deadlock: who waited for whom, in which statements."""
    return [told[:3000] for told in portal.database_log.split("deadlock detected")[1:6]]
