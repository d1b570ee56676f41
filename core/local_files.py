"""Where this installation keeps what is its own: the folder `var/`, its secrets and its locks.

Nothing in `var/` is in version control. `BETANG_VAR` moves the folder; everything else finds it through
`var_dir()`. Standard library only, because it is needed before anything is configured.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class LocalFilesError(RuntimeError):
    """A file of this installation cannot be read or written; the message says which and what to do."""


def var_dir() -> Path:
    """The absolute folder for local state, made if it is missing. Raises LocalFilesError if that fails."""
    folder = Path(os.environ.get("BETANG_VAR") or PROJECT / "var").expanduser().absolute()
    return make_folder(folder)


def make_folder(folder: Path, *, mode: int = 0o755) -> Path:
    """Make `folder` with its parents; root hands it to the owner of the folder around it."""
    if folder.is_dir():
        return folder
    with _explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=mode, exist_ok=True)
        _follow_owner(folder)
    return folder


def read_or_create(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(24)) -> str:
    """The text of a private file (mode 0600); made by `make` on first use. Safe when several ask at once.

    Raises LocalFilesError when the file cannot be read or written.
    """
    with _explained(path):
        if not path.exists():
            draft = _private_draft(path, make())
            with contextlib.suppress(FileExistsError):  # somebody else was first: theirs holds
                os.link(draft, path)
            draft.unlink()
        return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Replace a private file (mode 0600) in one step, so that no reader ever sees half of it."""
    with _explained(path):
        os.replace(_private_draft(path, text), path)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` alone; others wait. The system frees it when the holder dies."""
    with _explained(path):
        handle = open_lock(path)
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def open_lock(path: Path):
    """Open a lock file for `fcntl.flock`, private to this user; closing it frees the lock."""
    handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    _follow_owner(path)
    return handle


def _private_draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text + "\n")
    _follow_owner(draft)
    return draft


def _follow_owner(path: Path) -> None:
    """What root makes inside somebody's folder belongs to that somebody, who can then go on without root."""
    if os.geteuid() == 0:
        around = path.parent.stat()
        os.chown(path, around.st_uid, around.st_gid)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise LocalFilesError(
            f"{path} belongs to another user. Go on as that user, or set BETANG_VAR to a folder of your own."
        ) from error
