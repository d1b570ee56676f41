"""`make run`: everything of Betang on this machine, from one command, until Ctrl-C.

Starts the embedded database (unless DATABASE_URL names one), brings it up to date, fills it with made-up data
when it is empty, starts the worker and the web server, says where to look, and stops all of it again.
`--stop` ends it from elsewhere.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from core import database
from core.embedded import EmbeddedError
from core.listening import ListeningError, answers, authority, free_port, visible
from core.local_files import PROJECT, LocalFilesError, var_dir
from core.processes import Child, Register

#: Seconds for web and worker to finish what they are doing.
PATIENCE = 15
#: Seconds until the first page must answer.
FIRST_PAGE = 60
#: A worker that dies is started again, so often in a row; one that lived this many seconds begins a new row.
RESTARTS = 3
STEADY_SECONDS = 60


class Stop(BaseException):
    """Somebody pressed Ctrl-C or sent a signal."""


class Failure(RuntimeError):
    """Something did not work; the message says what, and where to read more."""


#: What is told to a person in one paragraph; anything else is our mistake and shows a traceback.
PROBLEMS = (Failure, EmbeddedError, ListeningError, LocalFilesError)


@dataclass(frozen=True)
class Plan:
    """What to run: steps in order, the two that stay, a last word. `{address}` is where the web listens."""

    steps: tuple[tuple[str, list[str]], ...]
    web: list[str]
    worker: list[str]
    farewell: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def betang() -> Plan:
    """The plan of the real thing with development settings."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    return Plan(
        steps=(
            ("Bringing the database up to date", [*manage, "migrate", "--verbosity", "0"]),
            ("Loading reference data", [*manage, "load_reference"]),
            (
                "Looking for data; an empty database gets 10,000 made-up persons",
                [*manage, "seed", "--persons", "10000", "--seed", "1", "--if-empty"],
            ),
        ),
        web=[python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", "{address}", "core.wsgi"],
        worker=[*manage, "worker"],
        farewell=[*manage, "demonstration_accounts"],
        environment={"DJANGO_SETTINGS_MODULE": "core.settings.development", "WEB_CONCURRENCY": "3"},
    )


class Supervisor:
    """Carries out a plan and answers for what it started."""

    def __init__(self, plan: Plan, host: str, port: int, folder: Path = PROJECT):
        self.plan, self.folder = plan, folder
        self.host, self.port = host, port
        self.logs = var_dir() / "log"
        self.register = Register(var_dir() / "run")
        self.children: list[Child] = []

    def run(self) -> int:
        """Everything, until a signal or a failure; returns the exit code."""
        try:
            self._listen_to_signals()
            self.register.begin()
            self._prepare()
            web, worker = self._child("web", self.plan.web), self._child("worker", self.plan.worker)
            self._await_page(web)
            self._greet()
            self._watch(web, worker)
        except Stop:
            say("\nStopping ...")
            return 0
        except PROBLEMS as problem:
            say(f"\n{problem}")
            return 1
        finally:
            self._stop_all()

    def _listen_to_signals(self) -> None:
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

        def stop(*_) -> None:
            for sign in signals:  # once is enough; clearing up is not to be interrupted
                signal.signal(sign, signal.SIG_IGN)
            raise Stop

        for sign in signals:
            signal.signal(sign, stop)

    def _prepare(self) -> None:
        for name in self.register.end_orphans(PATIENCE):
            say(f"Ended the {name} process that a killed start had left behind.")
        for chief in self.register.supervisors():
            raise Failure(f"Betang is running here already (process {chief.pid}); make stop ends it.")
        self.port = free_port(self.host, self.port)
        say("Starting the database ...")
        database.ensure_running()
        for title, command in self.plan.steps:
            say(f"{title} ...")
            step = self._child("setup", command)
            while step.ended() is None:
                time.sleep(0.05)
            self.children.remove(step)
            if step.ended():
                raise Failure(f"{step.last_words()}\n\n{title}: failed. The whole output is in {step.log}")

    def _child(self, name: str, command: list[str]) -> Child:
        command = [part.replace("{address}", authority(self.host, self.port)) for part in command]
        child = Child(name, command, log=self.logs / f"{name}.log", environment=self._environment())
        self.children.append(child)
        self.register.enter(name, child.start(self.folder))
        return child

    def _environment(self) -> dict[str, str]:
        """Ours, on top of the plan's: what a person has set always wins."""
        place = f"http://{authority(visible(self.host), self.port)}"
        hosts = {"BETANG_HOSTS": self.host if visible(self.host) == self.host else "*", "BETANG_PUBLIC_URL": place}
        return {"PYTHONUNBUFFERED": "1"} | hosts | self.plan.environment | os.environ

    def _await_page(self, web: Child) -> None:
        deadline = time.monotonic() + FIRST_PAGE
        while not answers(self.host, self.port):
            if web.ended() is not None:
                raise Failure(f"{web.last_words()}\n\nThe web server ended at once. Its log is {web.log}")
            if time.monotonic() > deadline:
                raise Failure(f"{web.last_words()}\n\nThe first page does not answer. See {web.log}")
            time.sleep(0.1)

    def _greet(self) -> None:
        done = subprocess.run(
            self.plan.farewell, cwd=self.folder, env=self._environment(), capture_output=True, text=True
        )
        say("", (done.stdout if done.returncode == 0 else done.stderr).strip("\n"), "")
        say(
            f"Betang is at http://{authority(visible(self.host), self.port)}/",
            f"Logs are in {self.logs}. Ctrl-C stops it.",
        )

    def _watch(self, web: Child, worker: Child) -> None:
        failures, began = 0, time.monotonic()
        while web.ended() is None:
            if worker.ended() is not None:
                failures = 1 if time.monotonic() - began > STEADY_SECONDS else failures + 1
                if failures > RESTARTS:
                    raise Failure(f"{worker.last_words()}\n\nThe worker keeps ending. Its log is {worker.log}")
                say(f"The worker ended (code {worker.ended()}); starting it again.")
                self.children.remove(worker)
                worker, began = self._child("worker", self.plan.worker), time.monotonic()
            time.sleep(0.3)
        raise Failure(f"{web.last_words()}\n\nThe web server ended (code {web.ended()}). Its log is {web.log}")

    def _stop_all(self) -> None:
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.stop(PATIENCE)
        database.release()
        self.register.finish()


def say(*lines: str) -> None:
    """Print at once; a terminal that has gone away is no reason to leave anything running."""
    try:
        print(*lines, sep="\n", flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def stop() -> int:
    """End every supervisor of this installation, what a killed one left behind, and the embedded servers."""
    register = Register(var_dir() / "run")
    for chief in register.supervisors():
        chief.end(3 * PATIENCE)
    register.end_orphans(PATIENCE)
    database.stop_all()
    say("Stopped.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """The command line of `make run` and `make stop`."""
    parser = argparse.ArgumentParser(prog="python -m core.run", description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--stop", action="store_true", help="stop what runs elsewhere")
    options = parser.parse_args(arguments)
    try:
        return stop() if options.stop else Supervisor(betang(), options.host, options.port).run()
    except PROBLEMS as problem:
        say(str(problem))
        return 1
    except PermissionError:
        say("That was started by another user; stop it as that user.")
        return 1


if __name__ == "__main__":
    sys.exit(main())
