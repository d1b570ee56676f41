"""`make run`: one command starts everything, and nothing stays behind, however it ends."""

import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from core.demonstration import password
from core.listening import ListeningError, answers, free_port
from core.local_files import LocalFilesError, read_or_create, var_dir
from core.processes import Identity, Register
from core.run import betang
from core.secrets import development_secret_key

PYTHON = sys.executable
#: A supervisor with a plan of its own: argv is a JSON object of what differs from the peaceful case.
SUPERVISE = """
import json, sys
from core import run
run.PATIENCE = 3
given = {"steps": [], "worker": "import time; time.sleep(600)", "web": "serve", **json.loads(sys.argv[1])}
serve = '''
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"hello")
host, port = sys.argv[1].rsplit(":", 1)
http.server.HTTPServer((host, int(port)), Page).serve_forever()
'''
python = [sys.executable, "-c"]
plan = run.Plan(
    steps=tuple((f"Step {code}", [*python, code]) for code in given["steps"]),
    web=[*python, serve if given["web"] == "serve" else given["web"], "{address}"],
    worker=[*python, given["worker"]],
    farewell=[*python, "print('the accounts')"],
)
sys.exit(run.Supervisor(plan, "127.0.0.1", int(sys.argv[2])).run())
"""


@pytest.fixture
def var(tmp_path, monkeypatch):
    folder = tmp_path / "my var"
    monkeypatch.setenv("BETANG_VAR", str(folder))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost/never-asked")
    return folder


@pytest.fixture
def supervise(var):
    """Start a supervisor in a process of its own; whatever is left of it is ended afterwards."""
    begun = []

    def start(port=None, **different):
        port = port or unused_port()
        command = [PYTHON, "-c", SUPERVISE, json.dumps(different), str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait()
    Register(var / "run").end_orphans(1)


def unused_port():
    """A port that no test running beside this one is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(process, pattern):
    """Everything printed until `pattern` appears; fails when the output ends before."""
    text = ""
    for line in process.stdout:
        text += line
        if re.search(pattern, text):
            return text
    raise AssertionError(f"{pattern!r} never appeared in:\n{text}")


def port_of(text):
    return int(re.search(r"http://127\.0\.0\.1:(\d+)/", text)[1])


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def children_of(var):
    (file,) = (var / "run").glob("*.json")
    return {name: Identity(*child) for name, child in json.loads(file.read_text())["children"].items()}


class TestSupervisor:
    @pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_serves_until_it_is_told_to_stop_and_leaves_nothing(self, supervise, var, sign):
        process = supervise(steps=["print('prepared')"])
        text = read_until(process, r"Ctrl-C stops it")
        assert "the accounts" in text
        assert answers("127.0.0.1", port_of(text))
        children = children_of(var)
        process.send_signal(sign)
        assert process.wait(20) == 0
        assert not any(child.lives() for child in children.values())
        assert not answers("127.0.0.1", port_of(text))
        assert list((var / "run").iterdir()) == []

    def test_a_step_that_fails_is_shown_and_ends_it(self, supervise):
        process = supervise(steps=["print('all is well')", "import sys; sys.exit('no table of that name')"])
        text = process.communicate(timeout=20)[0]
        assert process.returncode == 1
        assert "no table of that name" in text
        assert "failed" in text

    def test_a_web_server_that_dies_ends_everything(self, supervise, var):
        process = supervise()
        read_until(process, r"Ctrl-C stops it")
        children = children_of(var)
        os.kill(children["web"].pid, signal.SIGKILL)
        assert "The web server ended" in process.communicate(timeout=20)[0]
        assert process.returncode == 1
        assert not children["worker"].lives()

    def test_a_web_server_that_never_comes_is_reported_with_its_words(self, supervise):
        process = supervise(web="raise SystemExit('cannot import core.wsgi')")
        assert "cannot import core.wsgi" in process.communicate(timeout=20)[0]
        assert process.returncode == 1

    def test_a_worker_that_dies_is_started_again(self, supervise, var):
        process = supervise()
        read_until(process, r"Ctrl-C stops it")
        first = children_of(var)["worker"]
        os.kill(first.pid, signal.SIGKILL)
        read_until(process, r"starting it again")
        until(lambda: children_of(var)["worker"] != first)
        assert children_of(var)["worker"].lives()

    def test_a_worker_that_keeps_dying_ends_everything(self, supervise):
        process = supervise(worker="raise SystemExit('no such queue')")
        text = process.communicate(timeout=30)[0]
        assert text.count("starting it again") == 3
        assert "no such queue" in text
        assert process.returncode == 1

    def test_a_killed_one_takes_its_children_along_and_the_next_start_works(self, supervise, var):
        process = supervise()
        text = read_until(process, r"Ctrl-C stops it")
        children = children_of(var)
        process.kill()
        if sys.platform == "linux":
            until(lambda: not any(child.lives() for child in children.values()))
        again = read_until(supervise(port=port_of(text)), r"Ctrl-C stops it")
        assert port_of(again) == port_of(text)

    def test_a_second_one_is_told_of_the_first(self, supervise):
        read_until(supervise(), r"Ctrl-C stops it")
        second = supervise()
        assert "running here already" in second.communicate(timeout=20)[0]
        assert second.returncode == 1

    def test_stop_from_elsewhere_ends_it(self, supervise):
        process = supervise()
        read_until(process, r"Ctrl-C stops it")
        done = subprocess.run(
            [PYTHON, "-m", "core.run", "--stop"], capture_output=True, text=True, timeout=30
        )
        assert done.stdout == "Stopped.\n"
        assert process.wait(5) == 0


class TestRegister:
    def test_children_of_a_killed_supervisor_are_ended(self, var):
        register = Register(var / "run")
        orphan = subprocess.Popen(["sleep", "60"], start_new_session=True)
        child = Identity.of(orphan.pid)
        entry = {"supervisor": [2**22 + 1, 0.0], "children": {"web": [child.pid, child.born]}}
        (var / "run" / "4194305.json").write_text(json.dumps(entry))
        assert register.end_orphans(2) == ["web"]
        orphan.wait()
        assert list((var / "run").iterdir()) == []

    def test_a_number_given_again_is_left_alone(self, var):
        register = Register(var / "run")
        innocent = subprocess.Popen(["sleep", "60"], start_new_session=True)
        entry = {"supervisor": [2**22 + 1, 0.0], "children": {"web": [innocent.pid, 12345.0]}}
        (var / "run" / "4194305.json").write_text(json.dumps(entry))
        assert register.end_orphans(1) == []
        assert innocent.poll() is None
        innocent.kill()
        innocent.wait()


class TestListening:
    def test_a_taken_port_means_the_next_free_one(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]
            assert free_port("127.0.0.1", taken) > taken

    def test_a_host_that_is_not_ours_is_refused(self):
        with pytest.raises(ListeningError, match=r"192\.0\.2\.1"):
            free_port("192.0.2.1", 8000)

    def test_no_proxy_is_asked_whether_our_page_answers(self, monkeypatch):
        monkeypatch.setenv("http_proxy", "http://192.0.2.1:1")
        with http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
            serving = threading.Thread(target=server.handle_request)
            serving.start()
            assert answers("127.0.0.1", server.server_port)
            serving.join()

    def test_silence_is_no_answer(self):
        assert not answers("127.0.0.1", unused_port())


class TestSecrets:
    def test_are_made_once_and_private(self, var):
        assert development_secret_key() == development_secret_key()
        assert len(development_secret_key()) >= 50
        assert (var / "secret-key").stat().st_mode & 0o777 == 0o600

    def test_the_demonstration_password_is_kept_or_given(self, var, monkeypatch):
        assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password())
        assert password() == password()
        monkeypatch.setenv("BETANG_DEMO_PASSWORD", "a chosen one")
        assert password() == "a chosen one"

    def test_whoever_comes_second_gets_what_the_first_wrote(self, var):
        path = var_dir() / "token"

        def slow():
            path.write_text("first\n")
            return "second"

        assert read_or_create(path, slow) == "first"
        assert [file.name for file in var.iterdir()] == ["token"]

    def test_a_folder_of_somebody_else_is_explained(self, var, monkeypatch):
        def refuse(*_, **__):
            raise PermissionError

        monkeypatch.setattr("core.local_files.Path.mkdir", refuse)
        with pytest.raises(LocalFilesError, match="BETANG_VAR"):
            var_dir()


class TestPlan:
    def test_prepares_before_it_serves(self):
        commands = [command[2] for _, command in betang().steps]
        assert commands == ["migrate", "load_reference", "seed"]
        assert "{address}" in betang().web
