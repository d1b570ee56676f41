"""The server process of a data directory: is it there, is it really ours, and how does it end."""

import os
import signal
import time
from pathlib import Path

import psutil

from core.embedded import EmbeddedError

PID_FILE = "postmaster.pid"
#: Seconds for a server to close its connections and write what is due, before it is ended without that.
PATIENCE = 60


def running(data: Path) -> int | None:
    """The process number of the server on this data directory, or None.

    A file left behind by a crash does not count, even where its number now belongs to some other process.
    """
    pid = _number_in(data / PID_FILE)
    return pid if pid and _is_server(pid, data) else None


def clear_stale(data: Path) -> None:
    """Remove a crashed server's lock files where their number belongs to another process by now, or to a dead
    one that nobody has buried yet, as in a container without an init.

    PostgreSQL copes with every other stale file by itself, but would take that process for a running server.
    Raises EmbeddedError when a part of the crashed server still works on the data.
    """
    for lock in (data / PID_FILE, *data.parent.glob(".s.PGSQL.*.lock")):
        pid = _number_in(lock)
        if pid and psutil.pid_exists(pid) and not _is_server(pid, data):
            _await_end_of_parts(data)
            lock.unlink(missing_ok=True)


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


def _await_end_of_parts(data: Path) -> None:
    """Children of a killed server end by themselves; until they have, the data is not free."""
    deadline = time.monotonic() + PATIENCE
    while any(_is_server(pid, data) for pid in psutil.pids()):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Processes of a crashed PostgreSQL still work on {data}; end them first.")
        time.sleep(0.1)


def _number_in(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
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
