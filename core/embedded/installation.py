"""What a fresh server needs before anyone can use it: a data directory, a role, a database."""

import os
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from core.embedded import EmbeddedError, postmaster
from core.embedded.account import Account
from core.embedded.binaries import Binaries
from core.embedded.place import Place
from core.local_files import make_folder

SUPERUSER = "postgres"
#: Without ICU in any of the programs, C.UTF-8 is the one collation that is alike everywhere; C where it is
#: missing.
LOCALES = ("C.UTF-8", "C")
#: The first version that brings C.UTF-8 itself and needs nothing from the system for it.
FIRST_BUILTIN = 17
#: Seconds to wait for a server that is still repairing itself after a crash.
RECOVERY = 300


def data_major(data: Path) -> int | None:
    """The version that made a data directory, such as 18; None when there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def create_data(place: Place, account: Account, programs: Binaries, password: str) -> None:
    """Make the data directory; an interrupted attempt leaves nothing behind that would be taken for one.

    Raises EmbeddedError with what initdb said.
    """
    _make_base(place, account)
    draft = place.base / "data.new"
    said = ""
    for locale in LOCALES:
        account.run(["rm", "-rf", str(draft)])
        done = _initdb(draft, account, programs, password, locale)
        if done.returncode == 0:
            draft.rename(place.data)
            return
        said = done.stdout.strip()
    raise EmbeddedError(f"The database could not be set up in {place.base}.\n{said}")


def _make_base(place: Place, account: Account) -> None:
    make_folder(place.base.parent, mode=0o711)
    if not place.base.exists():
        place.base.mkdir(mode=0o700)
        account.give(place.base)
    if place.base.stat().st_uid != account.uid:
        raise EmbeddedError(f"{place.base} does not belong to the account that is to run PostgreSQL.")


def _initdb(draft: Path, account: Account, programs: Binaries, password: str, locale: str):
    handle, secret = tempfile.mkstemp(dir=draft.parent.parent, prefix="initdb-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        account.give(Path(secret))
        command = [programs.program("initdb"), "-D", str(draft), "-U", SUPERUSER, "--pwfile", secret, "-A"]
        command += ["scram-sha-256", "-E", "UTF8", "--locale", locale, "--lc-messages", "C"]
        if programs.major >= FIRST_BUILTIN:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return account.run(command)
    finally:
        os.unlink(secret)


def prepare(place: Place, name: str, password: str, superuser_password: str) -> None:
    """Wait until the server lets us in, then make the application's role and database where they are missing.

    The role may create databases (for tests) and, owning its own, trusted extensions; it is no superuser.
    """
    with _admitted(place, superuser_password) as connection:
        role = sql.Identifier(name)
        options = sql.SQL("LOGIN CREATEDB NOSUPERUSER PASSWORD {}").format(password)
        if not _has(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(role, options))
        elif not _lets_in(place, name, password):
            connection.execute(sql.SQL("ALTER ROLE {} {}").format(role, options))
        if not _has(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))


def connect(place: Place, user: str, password: str, database: str = SUPERUSER) -> psycopg.Connection:
    """A connection to the embedded server, each statement its own transaction."""
    at = place.address()
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=user, password=password, dbname=database, autocommit=True
    )


def _admitted(place: Place, password: str) -> psycopg.Connection:
    deadline = time.monotonic() + RECOVERY
    while True:
        try:
            return connect(place, SUPERUSER, password)
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise EmbeddedError(
                    f"The password kept beside {place.base} no longer fits its data."
                ) from None
            if time.monotonic() > deadline or not postmaster.running(place.data):
                raise EmbeddedError(
                    f"PostgreSQL runs but does not answer; see {place.log}.\n{error}"
                ) from None
        time.sleep(0.1)


def _lets_in(place: Place, name: str, password: str) -> bool:
    try:
        connect(place, name, password, SUPERUSER).close()
    except psycopg.OperationalError:
        return False
    return True


def _has(connection: psycopg.Connection, query: str, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None
