"""Which PostgreSQL: the one named by `DATABASE_URL`, or the embedded one that needs no installation.

`configuration()` is what the settings use; it never starts anything. The embedded server is started by `make
run`, by the tests, or by hand: `python -m core.database start | stop | status | url`.
"""

import argparse
import atexit
import os
import sys
from urllib.parse import quote

from core import database_url
from core.embedded import EmbeddedError
from core.embedded.cluster import Cluster
from core.embedded.lease import Lease, stop_if_idle
from core.local_files import LocalFilesError, var_dir

#: Seconds a web or worker process keeps its connection; a dead one is noticed and replaced.
CONNECTION_AGE = 600

_leases: list[Lease] = []


def configuration() -> dict:
    """The Django `DATABASES` entry. Starts no server. Raises DatabaseUrlError or LocalFilesError."""
    url = os.environ.get("DATABASE_URL")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": CONNECTION_AGE,
        "CONN_HEALTH_CHECKS": True,
        **(database_url.parse(url) if url else embedded().settings()),
    }


def embedded() -> Cluster:
    """The embedded server of this installation; tests have a separate one that may be thrown away.

    Tests are recognised by `BETANG_TEST=1` or by the settings module they run with.
    """
    testing = os.environ.get("BETANG_TEST") == "1" or os.environ.get("DJANGO_SETTINGS_MODULE") == "core.settings.test"
    return Cluster(var_dir() / ("test-postgres" if testing else "postgres"), throwaway=testing)


def ensure_running() -> None:
    """Have the embedded server running while this process lives; nothing to do where DATABASE_URL is set.

    Several processes may call it at once. The last one to end stops the server, unless it was started by
    hand.
    """
    if not os.environ.get("DATABASE_URL") and not _leases:
        _leases.append(Lease(embedded()))
        atexit.register(release)


def release() -> None:
    """Give back what `ensure_running()` took, before this process ends."""
    while _leases:
        _leases.pop().release()


def stop_all() -> None:
    """Stop the embedded server of this installation, and that of its tests unless tests are running."""
    if not os.environ.get("DATABASE_URL"):
        embedded().stop()
    stop_if_idle(Cluster(var_dir() / "test-postgres", throwaway=True))


def address() -> str:
    """The PostgreSQL address of the database in use, with its password: for psql and pg_dump."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    entry = embedded().settings()
    part = {key: quote(str(value), safe="") for key, value in entry.items()}
    account = f"{part['USER']}:{part['PASSWORD']}"
    return f"postgresql://{account}@/{part['NAME']}?host={part['HOST']}&port={part['PORT']}"


def _start() -> str:
    return "started" if embedded().start(keep=True) else "already running"


def _stop() -> str:
    return "stopped" if embedded().stop() else "not running"


def _status() -> str:
    return embedded().status()


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m core.database", description=__doc__.partition("\n")[0])
    actions = {"start": _start, "stop": _stop, "status": _status, "url": address}
    parser.add_argument("action", choices=actions)
    action = parser.parse_args(arguments).action
    if os.environ.get("DATABASE_URL") and action != "url":
        print("DATABASE_URL is set: that server is not ours to start or stop")
        return 0
    try:
        print(actions[action]())
    except (EmbeddedError, LocalFilesError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
