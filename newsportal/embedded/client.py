"""`manage.py dbshell` with the embedded server's own psql: the system's may be older or missing."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from newsportal.embedded import cluster_of
from newsportal.embedded.binaries import program


class DatabaseClient(client.DatabaseClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        cluster_of(settings_dict).ensure()
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(program("psql")), *arguments[1:]], environment
