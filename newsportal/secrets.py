"""Secrets this installation makes for itself and keeps in its state folder, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def kept_secret(file: Path) -> str:
    """Return the secret in `file`, making a random one of 64 characters on first use.

    Its folder exists. The file is linked into place whole, so two processes that start together agree on one secret
    and a start that was killed leaves no half-written one.
    """
    try:
        return file.read_text()
    except FileNotFoundError:
        pass
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    write_private(draft, secrets.token_urlsafe(48))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first: its secret is the one
    finally:
        draft.unlink()
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Write `text` to `file` with mode 0600 from its first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
