"""What every story of an operator needs: patience, and a folder that is gone afterwards."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def wait_until(condition: Callable[[], object], what: str, *, seconds: float = 30) -> None:
    """Look every moment whether `condition` holds, and fail after `seconds` with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, since a socket's path may not be long. Under root it is closed to everybody else."""
    with tempfile.TemporaryDirectory(prefix="np-") as name:
        yield Path(name).resolve()
