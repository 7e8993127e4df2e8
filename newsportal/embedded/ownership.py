"""As which user of the system PostgreSQL runs. It refuses root, so as root it gets a user of its own."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from newsportal.embedded.errors import ClusterError

SYSTEM_USER = "newsportal-pg"


@dataclass(frozen=True)
class Owner:
    """The owner of the data folder, and the words to put before a command so that it runs as that user."""

    uid: int
    gid: int
    command: tuple[str, ...] = ()

    def give(self, folder: Path) -> None:
        """Make `folder` a private folder of this user."""
        folder.chmod(0o700)
        if self.uid != os.geteuid():
            os.chown(folder, self.uid, self.gid)


def owner_of(data: Path, must_reach: list[Path]) -> Owner:
    """Return the user who runs the server on the data folder `data`, which need not exist yet.

    Existing data stay with whoever owns them; new ones made by root go to SYSTEM_USER, who is created
    when missing. `must_reach` are existing files and folders that user has to enter or execute. Raises ClusterError.
    """
    uid = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if uid not in (None, os.geteuid()):
            raise ClusterError(
                f"{data} belongs to {_name(uid)}: start as that user, or set NEWSPORTAL_HOME to a folder of your own."
            )
        return Owner(os.geteuid(), os.getegid())
    account = _system_user() if uid is None else pwd.getpwuid(uid)
    become = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    for command in (
        become,
        *(become + _passing(capability) for capability in ("dac_read_search", "dac_override")),
    ):
        if all(_reaches(command, path) for path in must_reach):
            return Owner(account.pw_uid, account.pw_gid, command)
    raise ClusterError(
        f"The user {account.pw_name}, as whom PostgreSQL runs under root, cannot enter {must_reach[0]}: move the "
        "project out of folders that only root may enter, or start it as another user than root."
    )


def _passing(capability: str) -> tuple[str, ...]:
    """The words for setpriv that let the new user pass closed folders such as root's home, and nothing else.

    Without no_setuid_fixup, access(2) would disregard the capability, and PostgreSQL asks access(2) for its own files.
    A container may lack the first capability but has the second.
    """
    only = f"-all,+{capability}"
    return (
        f"--inh-caps={only}",
        f"--ambient-caps={only}",
        f"--bounding-set={only}",
        "--securebits=+no_setuid_fixup",
    )


def _reaches(command: tuple[str, ...], path: Path) -> bool:
    return subprocess.run([*command, "test", "-x", path], capture_output=True).returncode == 0


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_USER)  # also when another process made it in the same moment
    except FileNotFoundError:
        reason = "useradd is not installed"
    except KeyError:
        reason = made.stderr.strip()
    raise ClusterError(
        f"PostgreSQL does not run as root and its user {SYSTEM_USER} could not be made ({reason}): "
        "start as another user than root, or set DATABASE_URL."
    )


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid).pw_name if uid is not None else "nobody"
    except KeyError:
        return f"the user {uid}"
