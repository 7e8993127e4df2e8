"""No process of `manage.py serve` outlives the one that started it, even if that one was killed with -9."""

import ctypes
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None)


def die_with(parent: int) -> None:
    """Ask the kernel to send this process a SIGTERM when its parent process, `parent`, has ended."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)


def web_application() -> "WSGIHandler":
    """What each web process loads: the site. Left alone, those processes would hold the port for ever."""
    die_with(os.getppid())
    from newsportal.wsgi import application

    return application
