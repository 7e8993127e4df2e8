"""The static files in one folder, with hashed names and compressed: collected again only when one has changed."""

import hashlib
import subprocess
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError


def collect_if_changed(manage: list[str], *, log: Callable[[str], object]) -> None:
    """Collect unless every file is as it was the last time. `manage` is the command line of manage.py.

    In a process of its own, since STATIC_COLLECTED, read at start, decides how files are stored. Raises CommandError.
    """
    note = settings.STATE / "static.collected"  # beside the folder: what lies in it is served
    fingerprint = _fingerprint()
    collected = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if collected and note.exists() and note.read_text() == fingerprint:
        return
    log("Collecting and compressing the static files ...")
    if subprocess.run([*manage, "collectstatic", "--no-input", "--verbosity=0"]).returncode:
        raise CommandError("The static files could not be collected: the lines above say why.")
    note.write_text(fingerprint)


def _fingerprint() -> str:
    """A digest over the name, size and time of every static file of the project and its packages."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            size, changed = storage.size(name), storage.get_modified_time(name).timestamp()
            digest.update(f"{storage.path(name)}\0{size}\0{changed}\n".encode())
    return digest.hexdigest()
