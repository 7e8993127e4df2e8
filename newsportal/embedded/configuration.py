"""What is written into the server's configuration before each start."""

from pathlib import Path

FILE = "newsportal.conf"

ALWAYS = {
    "listen_addresses": "",  # no TCP: no port to clash with, nobody to keep out
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "5min",
}
DURABLE = {
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "random_page_cost": "1.1",  # solid-state disks
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    "io_method": "sync",
}


def configuration(*, durable: bool, socket_folder: Path, name: str) -> str:
    """Return the text of the configuration file. `name` marks the server's processes in the list of processes."""
    # A list of folders: the inner quotes keep a comma or a space in the name from ending it.
    folders = '"' + str(socket_folder).replace('"', '""') + '"'
    values = ALWAYS | (DURABLE if durable else FORGETFUL)
    values |= {"unix_socket_directories": folders, "cluster_name": name}
    return "".join(f"{key} = {_quoted(value)}\n" for key, value in values.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
