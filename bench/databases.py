"""Databases for benchmarks: one per size, seeded once and kept, on the server of DATABASE_URL or the embedded one."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg


def server() -> str:
    """Address of the server's own database."""
    from core import database

    if not os.environ.get("DATABASE_URL"):
        os.environ["BETANG_TEST"] = "1"
        database.ensure_running()
    return database.address()


def named(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def prepared(persons: int, base: str) -> str:
    """Address of a database with so many made-up persons; seeded when it is new."""
    name = f"betang_bench_{persons}"
    url = named(base, name)
    with psycopg.connect(named(base, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "{name}"')
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "core.settings.test"}
    for command in (
        ["migrate", "--verbosity", "0"],
        ["load_reference"],
        ["seed", "--persons", str(persons), "--seed", "1", "--if-empty"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return url


def run(module: str, url: str, *arguments: str) -> None:
    """Run one benchmark on one database, in a process of its own."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "core.settings.test"}
    subprocess.run([sys.executable, "-m", f"bench.{module}", *arguments], env=environment, check=True)
