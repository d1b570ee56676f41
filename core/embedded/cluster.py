"""One embedded server: set up on first start, started and stopped, found again after a crash."""

import os
from dataclasses import dataclass
from pathlib import Path

from core.embedded import EmbeddedError, place, postmaster, tuning
from core.embedded.account import Account, choose, runnable_programs
from core.embedded.binaries import Binaries, find
from core.embedded.installation import create_data, data_major, prepare
from core.embedded.place import Place
from core.local_files import locked, make_folder, read_or_create, write_private

#: The application's database and its role there.
NAME = "betang"
#: Seconds that pg_ctl waits for a server to be ready.
PATIENCE = 60
#: What PostgreSQL's own starter would hand to a shell unquoted.
UNSAFE_IN_PATHS = frozenset('"$`\\\n')
LARGEST_LOG = 10_000_000


@dataclass(frozen=True)
class Cluster:
    """The server whose books are kept in `home`. A `throwaway` one is quick, unsafe, and remade at will."""

    home: Path
    throwaway: bool = False

    def settings(self) -> dict:
        """Django's NAME, USER, PASSWORD, HOST and PORT; decides the place on first use, starts nothing."""
        return {"NAME": NAME, "USER": NAME, "PASSWORD": self._password("password")} | self.place().address()

    def place(self) -> Place:
        """Where the data and the socket are or will be."""
        make_folder(self.home, mode=0o711)
        if known := place.recall(self.home):
            return known
        with locked(self.home / "place.lock"):
            return place.recall(self.home) or place.remember(
                self.home, place.decide(self.home, throwaway=self.throwaway)
            )

    def start(self, *, keep: bool = False) -> bool:
        """Have the server running and ready; true if it was not. With `keep` it outlives those who lease it.

        Raises EmbeddedError with the end of the server's log when it does not start.
        """
        spot = self.place()
        with locked(self.home / "lock"):
            if keep:
                write_private(self.home / "keep", "started by hand")
            try:
                started = not postmaster.running(spot.data)
                if started:
                    spot = self._launch(spot)
                else:
                    _refuse_other_version(spot)
            except PermissionError:
                raise place.not_ours(spot.base) from None
            passwords = self._password("password"), self._password("superuser-password")
            prepare(spot, NAME, *passwords)
            return started

    def stop(self) -> bool:
        """Stop the server for everybody; true if it was running."""
        if not place.recall(self.home):
            return False
        with locked(self.home / "lock"):
            (self.home / "keep").unlink(missing_ok=True)
            return postmaster.halt(self.place().data)

    def stop_unless_kept(self) -> bool:
        """Stop the server, but not one that was started by hand. For the last lease."""
        return not (self.home / "keep").exists() and self.stop()

    def status(self) -> str:
        """One line for a person: running or not, which version, where."""
        known = place.recall(self.home)
        pid = postmaster.running(known.data) if known else None
        if not pid:
            return "not running"
        at = known.address()
        return f"running: PostgreSQL {data_major(known.data)}, process {pid}, {at['HOST']} port {at['PORT']}"

    def _password(self, name: str) -> str:
        make_folder(self.home, mode=0o711)
        return read_or_create(self.home / name)

    def _launch(self, spot: Place) -> Place:
        account = choose(spot.data)
        programs = self._programs(spot, account)
        if not spot.data.exists():
            create_data(spot, account, programs, self._password("superuser-password"))
        try:
            return self._start_server(spot, account, programs)
        except EmbeddedError:
            if not self.throwaway:
                raise
        self._discard(spot, account)  # a crash may have left it beyond repair: nothing in it is worth keeping
        create_data(spot, account, programs, self._password("superuser-password"))
        return self._start_server(spot, account, programs)

    def _programs(self, spot: Place, account: Account) -> Binaries:
        """Programs that fit the data and that the account can run; throw-away data makes way for new ones."""
        major = data_major(spot.data)
        found = find(None if self.throwaway else major)
        if major not in (None, found.major):
            self._discard(spot, account)
        make_folder(spot.base.parent, mode=0o711)
        copies = spot.base.parent / f"programs-{found.version}"
        return Binaries(runnable_programs(account, found.folder, copies), found.version)

    def _start_server(self, spot: Place, account: Account, programs: Binaries) -> Place:
        if bad := UNSAFE_IN_PATHS & set(f"{spot.base}{programs.folder}"):
            raise EmbeddedError(
                f"PostgreSQL cannot be started in a path with {' '.join(sorted(bad))!r} in it."
            )
        postmaster.clear_stale(spot.data)
        if spot.port and not place.port_is_free(spot.port):
            spot = place.remember(self.home, spot.moved())
        if spot.log.exists() and spot.log.stat().st_size > LARGEST_LOG:
            spot.log.replace(spot.log.with_name("log.1"))
        options = tuning.command_line(tuning.settings(spot, throwaway=self.throwaway))
        command = [programs.program("pg_ctl"), "start", "-w", "-t", str(PATIENCE), "-s"]
        command += ["-D", str(spot.data), "-l", str(spot.log), "-o", options]
        done = account.run(command, timeout=PATIENCE + 30)
        if done.returncode and not postmaster.running(
            spot.data
        ):  # one still recovering after a crash is waited for
            raise EmbeddedError(f"PostgreSQL did not start. {done.stdout.strip()}\n{_end_of(spot.log)}")
        return spot

    def _discard(self, spot: Place, account: Account) -> None:
        postmaster.halt(spot.data)
        account.run(["rm", "-rf", str(spot.data)])


def _refuse_other_version(spot: Place) -> None:
    """Whoever names a version in BETANG_PG_BIN must not be served by another that happens to run."""
    present = data_major(spot.data)
    if os.environ.get("BETANG_PG_BIN") and find().major != present:
        raise EmbeddedError(f"PostgreSQL {present} is running, not the one of BETANG_PG_BIN; stop it first.")


def _end_of(log: Path, lines: int = 12) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return f"See {log}."
