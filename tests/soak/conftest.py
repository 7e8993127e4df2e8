"""The long runs: `make soak`, with SEED to repeat one and LENGTH (1.0 is the full length) to shorten it."""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.soak.portal import Portal

SEED = int(os.environ.get("SOAK_SEED") or random.SystemRandom().randrange(10**6))
LENGTH = float(os.environ.get("SOAK_LENGTH") or 1.0)
REPEAT = f"make soak SEED={SEED} LENGTH={LENGTH:g}"


def pytest_report_header() -> str:
    return f"soak: {REPEAT} runs the same again"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    if report.failed:
        report.sections.append(("to run the same again", REPEAT))
    return report


@pytest.fixture
def seed() -> int:
    return SEED


@pytest.fixture
def of_full_length() -> Callable[[int], int]:
    """How many of something a run of this length has, of those that one of full length has."""
    return lambda number: max(1, round(number * LENGTH))


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say a figure of the run, whether it passes or not."""

    def say(sentence: str) -> None:
        with capsys.disabled():
            print(f"\n    {sentence}", end="", flush=True)  # noqa: T201

    return say


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """An installation of its own with an empty, migrated database."""
    portal = Portal(tmp_path.resolve())
    portal.cluster.ensure()
    try:
        portal.manage("migrate", "--verbosity", "0")
        yield portal
    finally:
        portal.close()
