"""As which user of the system PostgreSQL runs. It refuses root, so as root it gets a user of its own."""

import os
import pwd
import subprocess
from contextlib import suppress
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
        """Make `folder` and what is in it this user's, closed to all others."""
        folder.chmod(0o700)
        if self.uid != os.geteuid():
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def owner_of(data: Path, must_reach: list[Path]) -> Owner:
    """Return the user who runs the server on the data folder `data`, which need not exist yet.

    Existing data stay with whoever owns them; new ones made by root go to SYSTEM_USER, who is created
    when missing. `must_reach` are existing files and folders that user has to enter or execute. Raises ClusterError.
    """
    made_by = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if made_by and made_by.st_uid != os.geteuid():
            raise ClusterError(
                f"{data} belongs to another user: start as that user or as root, or set NEWSPORTAL_HOME to a folder "
                "of your own."
            )
        return Owner(os.geteuid(), os.getegid())
    uid, gid = (made_by.st_uid, made_by.st_gid) if made_by and made_by.st_uid != 0 else _system_user()
    become = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    for more in ((), _passing("dac_read_search"), _passing("dac_override")):
        unreachable = [path for path in must_reach if not _reaches(become + more, path)]
        if not unreachable:
            return Owner(uid, gid, become + more)
    raise ClusterError(
        f"PostgreSQL does not run as root, and the user {uid}, as whom it runs instead, cannot enter {unreachable[0]}: "
        "move the project out of folders that only root may enter, or start it as another user than root."
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


def _system_user() -> tuple[int, int]:
    """Return the uid and gid of SYSTEM_USER, making the account if there is none."""
    with suppress(KeyError):
        return _ids()
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
        return _ids()  # also if another process has made it in the same moment
    except FileNotFoundError:
        reason = "useradd is not installed"
    except KeyError:
        reason = made.stderr.strip()
    raise ClusterError(
        f"PostgreSQL does not run as root, and its user {SYSTEM_USER} could not be made ({reason}): "
        "start as another user than root, or set DATABASE_URL."
    )


def _ids() -> tuple[int, int]:
    account = pwd.getpwnam(SYSTEM_USER)
    return account.pw_uid, account.pw_gid
