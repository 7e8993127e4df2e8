"""Pictures that take much memory to decode are decoded in a process of their own, `python -m media.apart`.

There a picture gets so much memory and no more, and a file that brings the process down brings down nothing else.
"""

import os
import random
import resource
import subprocess
import sys
from pathlib import Path

# In bytes: together with the process that serves the portal, under 600 million. Who is taken in can be shown, too,
# which takes up to 80 million more than to decode.
TO_PROVE = 420_000_000
TO_SHOW = 520_000_000
# Of computing, of all threads together; the largest that are taken in need 3. Everybody's pictures wait meanwhile.
# Here, too, who is taken in can be shown.
SECONDS_TO_PROVE = 15
SECONDS_TO_SHOW = 20
# Each thread takes memory of its own. With two, what fits does not depend on the machine.
_PROCESSORS = 2
# All that it gets of the environment, in which the portal's secrets are.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")


class Failed(Exception):
    """The file is damaged, or takes more memory or time than it may."""


def decode_whole(path: str) -> None:
    """As decoding.decode_whole, in a process of its own. Raises Failed."""
    _run(TO_PROVE, SECONDS_TO_PROVE, path)


def part(path: str, tiff: str, *numbers: int) -> None:
    """As decoding.part, in a process of its own, the part written as an uncompressed TIFF.

    `numbers` are width and height of the upright original, the four of the region and the width wanted. Raises Failed.
    """
    _run(TO_SHOW, SECONDS_TO_SHOW, path, tiff, *map(str, numbers))


def _run(memory: int, seconds: int, *arguments: str) -> None:
    command = [sys.executable, "-m", "media.apart", str(memory), str(seconds), *arguments]
    root = Path(__file__).resolve().parent.parent
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # What it prints are libraries' words on a stranger's file, as many as that file likes; ours are in media/intake.py.
    unread = subprocess.DEVNULL
    try:
        subprocess.run(
            command, cwd=root, env=environment, check=True, timeout=2 * seconds, stdout=unread, stderr=unread
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Failed from error


def _limit(memory: int, seconds: int) -> None:
    for limit, most in (("DATA", memory), ("CPU", seconds), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
    if hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, random.sample(processors, min(_PROCESSORS, len(processors))))


if __name__ == "__main__":
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    from media import decoding  # libvips counts the processors when it is loaded

    if sys.argv[4:]:
        decoding.write_part(sys.argv[3], sys.argv[4], *map(int, sys.argv[5:]))
    else:
        decoding.decode_here(sys.argv[3])
