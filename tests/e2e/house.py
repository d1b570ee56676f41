"""The whole of Betang for the journeys: a database of its own, made-up people, web server and worker as processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core import database
from core.local_files import PROJECT
from core.processes import Child, Identity

PERSONS, SEED = 400, 7
PASSWORD = "kayu-ulin-empat-lantai"
"""Of every demonstration account in this house, and of nobody anywhere else."""
READY_SECONDS = 60


class House:
    """A running Betang: its address, and its database for what a browser cannot know."""

    def __init__(self, folder: Path, logs: Path, suffix: str = ""):
        self.folder, self.logs = folder, logs
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        origin = urlsplit(database.address())
        self.database = f"{origin.path.removeprefix('/')}_e2e{suffix}"[:63]
        self.url = origin._replace(path=f"/{quote(self.database)}").geturl()
        self.children: list[Child] = []
        self.started: dict[str, Identity] = {}

    def open(self) -> None:
        """Fill the database, start web server and worker, and wait until both answer."""
        _recreate(self.database)
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_reference")
        self.manage("seed", "--bare", "--persons", str(PERSONS), "--seed", str(SEED))
        bind = f"127.0.0.1:{self.port}"
        self._start("web", ["-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", bind, "core.wsgi"])
        self._start("worker", ["manage.py", "worker"])
        self._await_both()

    def close(self) -> None:
        """Stop what was started and remove the database."""
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.stop(10)
        _drop(self.database)

    def manage(self, *arguments: str) -> str:
        """What a management command prints. Raises RuntimeError with its last words when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def rows(self, query: str, *parameters) -> list[tuple]:
        """Rows of the house's database."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, parameters).fetchall()

    def value(self, query: str, *parameters):
        """The first value of the first row."""
        return self.rows(query, *parameters)[0][0]

    def fallen(self) -> list[str]:
        """What of the house has ended by itself, with its last words."""
        return [
            f"{child.name} ended with code {child.ended()}:\n{child.last_words()}"
            for child in self.children
            if child.ended() is not None
        ]

    @contextmanager
    def worker_held(self) -> Iterator[None]:
        """The worker stands still meanwhile, as on a machine with too much to do; then it goes on."""
        worker = self.started["worker"].pid
        os.killpg(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(worker, signal.SIGCONT)

    @property
    def environment(self) -> dict[str, str]:
        """Development settings on this database, with files in a folder of its own."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("BETANG_", "DJANGO_"))}
        return inherited | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "core.settings.development",
            "BETANG_VAR": str(self.folder),
            "BETANG_DEMO_PASSWORD": PASSWORD,
            "BETANG_SESSIONS_PER_USER": "50",
            "WEB_CONCURRENCY": "2",
            "PYTHONUNBUFFERED": "1",
        }

    def _start(self, name: str, command: list[str]) -> None:
        child = Child(name, [sys.executable, *command], log=self.logs / f"{name}.log", environment=self.environment)
        self.children.append(child)
        self.started[name] = child.start(PROJECT)

    def _await_both(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._both_answer():
            if fallen := self.fallen():
                raise RuntimeError("\n".join(fallen))
            if time.monotonic() > deadline:
                raise RuntimeError("\n".join(child.last_words() for child in self.children))
            time.sleep(0.2)

    def _both_answer(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/sehat/", timeout=20) as answer:
                return json.load(answer).get("worker") is True
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _recreate(name: str) -> None:
    _drop(name)
    _as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))


def _drop(name: str) -> None:
    _as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _as_owner(statement) -> None:
    with psycopg.connect(make_conninfo(database.address(), dbname="postgres"), autocommit=True) as connection:
        connection.execute(statement)
