"""Django's backend for the embedded PostgreSQL: Django's own, except that connecting starts the server."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

from newsportal.embedded import cluster_of
from newsportal.embedded.client import DatabaseClient
from newsportal.embedded.creation import DatabaseCreation


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        # Here and not in get_new_connection, since the worker asks for these and connects by itself.
        cluster = cluster_of(self.settings_dict)
        if not cluster.held:
            cluster.ensure()
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            cluster = cluster_of(self.settings_dict)
            if cluster.answers():
                raise  # the server is well: a wrong name, or too many connections
            cluster.ensure()
            return super().get_new_connection(conn_params)
