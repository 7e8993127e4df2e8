"""An embedded PostgreSQL: started by the first process that connects, stopped by the last one that ends.

The settings name a folder, `database(folder)`; everything else happens when Django opens a connection.
`cluster.py` knows who uses the database, `server.py` runs the PostgreSQL processes, `ownership.py` says
as which system user, `base.py` is the Django backend. docs/decisions/001-embedded-postgresql.md has the reasons.
"""

from pathlib import Path
from typing import Any

from newsportal.embedded.cluster import Cluster, cluster_in
from newsportal.embedded.server import APPLICATION_ROLE


def database(folder: Path, *, durable: bool = True) -> dict[str, Any]:
    """Return the entry for Django's DATABASES whose data lie in `folder`. Starts nothing.

    The folder's name should hold PostgreSQL's major version, since another one cannot read the data.
    `durable=False` is for tests: faster, and a power cut may destroy the data.
    """
    return {
        "ENGINE": "newsportal.embedded",
        "NAME": APPLICATION_ROLE,
        "USER": APPLICATION_ROLE,
        "HOST": str(cluster_in(folder, durable=durable).socket_folder),
        "PORT": "5432",
        "CONN_MAX_AGE": 60,  # seconds
        "CONN_HEALTH_CHECKS": True,
        "FOLDER": str(folder),
        "DURABLE": durable,
    }


def cluster_of(settings: dict[str, Any]) -> Cluster:
    """Return the cluster behind an entry of DATABASES made by `database`."""
    return cluster_in(Path(settings["FOLDER"]), durable=settings["DURABLE"])
