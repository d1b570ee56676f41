"""Where a server's data and socket live, decided once and remembered."""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from core.embedded import EmbeddedError
from core.embedded.account import Account, choose
from core.local_files import write_private

#: The longest socket path every system takes (Linux 107 bytes, macOS 103).
LONGEST_SOCKET_PATH = 100
#: The port in the name of the socket file; nothing listens on it, so it never clashes.
SOCKET_PORT = 5432
#: Folders outside the project for root's server; the system sweeps the second now and then.
LASTING, PASSING = Path("/var/lib"), Path("/var/tmp")  # noqa: S108


@dataclass(frozen=True)
class Place:
    """`base` is the folder of the server's files; `port` is 0 for a socket in it, else a loopback port."""

    base: Path
    port: int

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.base / "data"

    @property
    def programs(self) -> Path:
        """The folder for copies of the server's programs, beside what the server itself may write."""
        return self.base.parent

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.base / "log"

    def address(self) -> dict[str, str]:
        """Django's HOST and PORT."""
        if self.port:
            return {"HOST": "127.0.0.1", "PORT": str(self.port)}
        return {"HOST": str(self.base), "PORT": str(SOCKET_PORT)}

    def moved(self) -> "Place":
        """The same place on another free loopback port; a socket needs none."""
        return Place(self.base, free_port() if self.port else 0)


def recall(home: Path) -> Place | None:
    """The place remembered in `home/place.json`, or None. Raises EmbeddedError if it is damaged."""
    try:
        known = json.loads((home / "place.json").read_text(encoding="utf-8"))
        base, port = home / known["base"], int(known["port"])
    except FileNotFoundError:
        return None
    except PermissionError:
        raise not_ours(home) from None
    except (ValueError, KeyError, TypeError):
        raise EmbeddedError(f"{home / 'place.json'} cannot be read; restore it from a copy.") from None
    if port == 0 and not fits_socket(base):  # the project was moved to a longer path
        return remember(home, Place(base, free_port()))
    return Place(base, port)


def not_ours(folder: Path) -> EmbeddedError:
    """The error for a server that another user of this machine set up."""
    return EmbeddedError(
        f"{folder} belongs to another user. Go on as that user, or set BETANG_VAR or DATABASE_URL."
    )


def remember(home: Path, place: Place) -> Place:
    """Write `place` to `home/place.json`, relative where it lies inside, so that the project may be moved."""
    base = place.base.relative_to(home) if place.base.is_relative_to(home) else place.base
    write_private(home / "place.json", json.dumps({"base": str(base), "port": place.port}))
    return place


def decide(home: Path, *, throwaway: bool = False) -> Place:
    """A place for a new server: inside `home` if its account gets there, else outside, unguessable."""
    account = choose(home / "server" / "data")
    base = home / "server"
    if account.drops and not account.can("-x", home):
        base = _outside(account, (PASSING, LASTING) if throwaway else (LASTING, PASSING))
    return Place(base, 0 if fits_socket(base) else free_port())


def _outside(account: Account, folders: tuple[Path, Path]) -> Path:
    for folder in folders:
        if folder.is_dir() and account.can("-x", folder):
            return folder / f"betang-{secrets.token_hex(8)}" / "server"
    raise EmbeddedError(
        f"The account {account.name} can reach neither the project nor {folders[0]}. Put the project "
        "where it can, name another account in BETANG_PG_USER, or set DATABASE_URL."
    )


def fits_socket(folder: Path) -> bool:
    """Whether a socket can live in `folder`: short enough, and no character that separates lists of hosts."""
    path = folder / f".s.PGSQL.{SOCKET_PORT}"
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and not set('",') & set(str(folder))


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
