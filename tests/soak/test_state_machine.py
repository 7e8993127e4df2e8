"""The state machine of `tests/articles`, for 10,000 steps of this run's seed."""

import time

import pytest
from hypothesis import seed as seeded
from hypothesis import settings

from articles.moves import Verb
from tests.articles import test_state_machine as machine

STEPS = 10_000
STEPS_OF_A_NEWSROOM = 50  # before another begins


@pytest.mark.django_db
def test_the_newsroom_comes_out_as_on_paper_for_ten_thousand_steps(seed, of_full_length, tell):
    steps, begin = of_full_length(STEPS), time.monotonic()
    newsrooms = 2 + steps * 11 // (STEPS_OF_A_NEWSROOM * 10)  # some end early
    seeded(seed)(machine.NewsroomMachine)
    performed = machine.run(
        settings(machine.ALWAYS, max_examples=newsrooms, stateful_step_count=STEPS_OF_A_NEWSROOM, database=None)
    )
    verbs = ", ".join(f"{performed[verb]} {verb}" for verb in Verb)
    tell(f"{machine.NewsroomMachine.steps} steps in {time.monotonic() - begin:.0f} s: {verbs}")
    assert machine.NewsroomMachine.steps >= steps
    assert steps < STEPS or all(performed[verb] for verb in Verb)
