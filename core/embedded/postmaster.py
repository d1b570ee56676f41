"""The server process of a data directory: is it there, is it really ours, and how does it end."""

import os
import signal
import time
from pathlib import Path

import psutil

from core.embedded import EmbeddedError

#: Seconds for a server to close its connections and write what is due, before it is ended without that.
PATIENCE = 60


def running(data: Path) -> int | None:
    """The process number of the server on this data directory, or None.

    A file left behind by a crash does not count, even where its number now belongs to some other process.
    """
    pid = _recorded(data)
    return pid if pid and _is_server(pid, data) else None


def clear_stale(data: Path) -> None:
    """Remove a crashed server's `postmaster.pid` where its number was given to another process since.

    PostgreSQL copes with every other stale file by itself, but would take that process for a running server.
    """
    pid = _recorded(data)
    if pid and psutil.pid_exists(pid) and not _is_server(pid, data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def halt(data: Path) -> bool:
    """End the server in good order and wait for it; true if there was one. Raises EmbeddedError otherwise."""
    pid = running(data)
    if not pid:
        return False
    for sign in (signal.SIGINT, signal.SIGQUIT):  # "fast", then "immediate"
        os.kill(pid, sign)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if running(data) != pid:
                return True
            time.sleep(0.05)
    raise EmbeddedError(f"The PostgreSQL process {pid} does not end.")


def _recorded(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def _is_server(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return False
        return _works_on(process, data)
    except psutil.NoSuchProcess:
        return False


def _works_on(process: psutil.Process, data: Path) -> bool:
    """A server's working directory is its data; where we may not see that, its command line names it."""
    try:
        return Path(process.cwd()) == data.resolve()
    except psutil.AccessDenied:
        return str(data) in process.cmdline()
