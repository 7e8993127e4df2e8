"""What each web process of test_made_once_by_a_server.py loads: the site, noting who makes renditions, which
takes as long as the test wants.

Every answer says in X-Process which process it is of.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def application() -> Any:
    from newsportal.lifeline import web_application

    site = web_application()
    from django.conf import settings
    from django.db import connection

    from media import renditions

    folder = Path(os.environ["NOTES"])
    settings.RENDITIONS_ROOT = folder / "renditions"
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = os.environ["DATABASE"]

    def note(what: str) -> None:
        with (folder / what).open("a") as notes:
            notes.write(f"{os.getpid()}\n")

    make = renditions.make

    def noting(*given: Any) -> bytes:
        note("made")
        while (folder / "held").exists():
            time.sleep(0.02)
        return make(*given)

    def signed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("X-Process", str(os.getpid()))], *rest)

        return site(environ, start)

    renditions.make = noting
    note("up")
    return signed
