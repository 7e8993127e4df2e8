"""What each web process of test_made_once_by_a_server.py loads: the site, noting who is asked for renditions and who makes them."""

import os
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

    def noting(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any) -> Any:
            note(what)
            return function(*given)

        return noted

    renditions.make = noting("made", renditions.make)
    renditions.opened = noting("asked", renditions.opened)
    note("up")
    return site
