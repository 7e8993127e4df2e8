"""Partners' programs that follow the log while fifty editors write: each ends with every change and a true copy."""

import time

from tests.soak.test_deadlocks import STORIES_HALF_PUBLIC

VERBS = 20_000
STORIES = 500
WRITERS = [13, 13, 12, 12]  # in each process
FOLLOWERS = 3
PATIENCE = 3600  # seconds


def test_followers_miss_nothing_see_nothing_twice_and_end_with_what_is_public(portal, seed, of_full_length, tell):
    verbs, end = of_full_length(VERBS), portal.home / "end"
    scene = portal.run("stage", stories=STORIES, keys=FOLLOWERS)
    portal.serve()
    followers = [portal.start("follower", port=portal.port, key=key, until=str(end)) for key in scene["keys"]]
    begin = time.monotonic()
    writers = [
        portal.start("writers", scene=scene, seed=f"{seed}-{number}", threads=threads, verbs=-(-verbs // len(WRITERS)))
        for number, threads in enumerate(WRITERS)
    ]
    results = [writer.result(seconds=PATIENCE) for writer in writers]
    written = time.monotonic() - begin
    [[last]] = portal.ask("SELECT max(sequence) FROM articles_change")
    unfinished = end.with_suffix(".unfinished")
    unfinished.write_text(str(last))
    unfinished.rename(end)
    copies = [follower.result(seconds=PATIENCE) for follower in followers]

    performed, refused, undone = (sum(r[what] for r in results) for what in ("performed", "refused", "undone"))
    tell(f"{performed} verbs performed, {refused} refused and {undone} undone in {written:.0f} s: {last} changes")
    behind = ", ".join(str(copy["behind"]) for copy in copies)
    requests = sum(copy["requests"] for copy in copies)
    tell(f"followers were {behind} changes behind then, and done {time.monotonic() - begin:.0f} s after the start; ")
    tell(f"they asked {requests} times")

    failures = [failure for result in results for failure in result["failures"]]
    assert not failures, "\n".join(failures)
    assert performed >= verbs
    assert undone > performed / 20
    public = portal.run("public_state")
    assert [row[0] for row in public["log"]] == list(range(1, last + 1))
    for copy in copies:
        assert copy["log"] == public["log"]
        assert copy["copy"] == public["copy"]
    assert portal.ask(STORIES_HALF_PUBLIC) == []
    everywhere = "SELECT count(*) FROM articles_release WHERE content::text LIKE %s"
    assert portal.ask(everywhere, "%Never happened%") == [(0,)]
    assert portal.ask("SELECT count(*) FROM articles_change WHERE note || reason LIKE %s", "%Never happened%") == [(0,)]
    assert "Everything holds." in portal.manage("verify")
