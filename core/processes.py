"""Processes that a supervisor starts and answers for: none outlives it, however it ends."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.local_files import make_folder, write_private

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
#: A process number is the same process only if it began at the same moment, to this many seconds.
_SAME_BIRTH = 1.0


@dataclass(frozen=True)
class Identity:
    """A process for certain: its number and the moment it began, since numbers are given again."""

    pid: int
    born: float

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """The identity of a living process. Raises psutil.NoSuchProcess."""
        return cls(pid, psutil.Process(pid).create_time())

    def lives(self) -> bool:
        """Whether that very process still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < _SAME_BIRTH
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def end(self, patience: float, *, group: bool = False) -> None:
        """Ask the process to end, wait `patience` seconds, then force it; with `group` its children too."""
        for sign, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
            if not self.lives():
                return
            send = os.killpg if group else os.kill
            send(self.pid, sign)
            deadline = time.monotonic() + wait
            while self.lives() and time.monotonic() < deadline:
                time.sleep(0.05)


class Child:
    """A long-running process with its own log and process group: Ctrl-C reaches the supervisor alone."""

    def __init__(self, name: str, command: list[str], *, log: Path, environment: dict[str, str]):
        self.name, self.command, self.log, self.environment = name, command, log, environment
        self._process: subprocess.Popen | None = None

    def start(self, cwd: Path) -> Identity:
        """Start it with a fresh log; the log before is kept as `.1`."""
        make_folder(self.log.parent)
        if self.log.exists():
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with(os.getpid()),
            )
        return Identity.of(self._process.pid)

    def ended(self) -> int | None:
        """Its exit code once it has ended, else None."""
        return self._process.poll() if self._process else None

    def ask_to_end(self) -> None:
        """Tell it and everything it started to finish; returns at once."""
        self._send(signal.SIGTERM)

    def stop(self, patience: float) -> None:
        """Wait until it has ended; after `patience` seconds force it."""
        if self._process:
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self._send(signal.SIGKILL)
                self._process.wait()

    def _send(self, sign: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, sign)

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def die_with(parent: int):
    """For `preexec_fn`: have the system end this process when `parent` dies, where the system can (Linux)."""
    if _LIBC is None:
        return None

    def arrange() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return arrange


class Register:
    """Supervisors and their children, one file each in `folder`: a later start clears up after a kill -9."""

    def __init__(self, folder: Path):
        self.folder = make_folder(folder)
        self.file = self.folder / f"{os.getpid()}.json"
        self._children: dict[str, Identity] = {}

    def enter(self, name: str, child: Identity) -> None:
        """Note a child of this process."""
        self._children[name] = child
        self._write()

    def begin(self) -> None:
        """Note this process as a supervisor."""
        self._write()

    def finish(self) -> None:
        """This process has cleared up after itself."""
        self.file.unlink(missing_ok=True)

    def supervisors(self) -> list[Identity]:
        """The supervisors that are running now, this one apart."""
        return [chief for chief, _, file in self._entries() if file != self.file and chief.lives()]

    def end_orphans(self, patience: float) -> list[str]:
        """End the children whose supervisor was killed; returns their names."""
        ended = []
        for chief, children, file in self._entries():
            if chief.lives():
                continue
            for name, child in children.items():
                if child.lives():
                    child.end(patience, group=True)
                    ended.append(name)
            file.unlink(missing_ok=True)
        return ended

    def _write(self) -> None:
        chief = Identity.of(os.getpid())
        children = {name: [child.pid, child.born] for name, child in self._children.items()}
        write_private(self.file, json.dumps({"supervisor": [chief.pid, chief.born], "children": children}))

    def _entries(self) -> list[tuple[Identity, dict[str, Identity], Path]]:
        found = []
        for file in self.folder.glob("[0-9]*.json"):
            known = json.loads(file.read_text(encoding="utf-8"))
            children = {name: Identity(*child) for name, child in known["children"].items()}
            found.append((Identity(*known["supervisor"]), children, file))
        return found
