"""The virtual environment is made once, made again when the lock file changes, and never half made."""

import ast
import re
from pathlib import Path

import pytest

from core import environment


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose installations are counted instead of carried out."""
    (tmp_path / "requirements.lock").write_text("django==5.2\n")
    monkeypatch.setattr(environment, "PROJECT", str(tmp_path))
    monkeypatch.setattr(environment, "FOLDER", str(tmp_path / ".venv"))
    monkeypatch.setattr(environment, "works", lambda: (tmp_path / ".venv").is_dir())
    monkeypatch.setattr(environment, "make_folder", lambda: (tmp_path / ".venv").mkdir())
    return tmp_path


@pytest.fixture
def installed(project, monkeypatch):
    """The lock files installed so far, in order."""
    done = []
    monkeypatch.setattr(environment, "install", done.append)
    return done


def test_nothing_is_done_twice(project, installed):
    assert environment.main(["requirements.lock"]) == environment.main(["requirements.lock"]) == 0
    assert installed == [str(project / "requirements.lock")]


def test_a_changed_lock_file_is_installed_anew(project, installed):
    environment.main(["requirements.lock"])
    (project / "requirements.lock").write_text("django==5.2.1\n")
    environment.main(["requirements.lock"])
    assert len(installed) == 2


def test_a_failed_installation_is_tried_again(project, installed, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(environment, "install", lambda path: exit(1))
        with pytest.raises(SystemExit):
            environment.main(["requirements.lock"])
    environment.main(["requirements.lock"])
    assert len(installed) == 1


def test_a_removed_environment_is_made_again(project, installed):
    environment.main(["requirements.lock"])
    (project / ".venv" / "installed-requirements.lock").unlink()
    (project / ".venv").rmdir()
    environment.main(["requirements.lock"])
    assert len(installed) == 2


def test_an_old_python_can_read_far_enough_to_say_that_it_is_too_old():
    source = Path(environment.__file__).read_text()
    assert ast.parse(source, feature_version=(3, 6))


def test_without_a_newer_python_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        environment.hand_over_to_newer_python([])


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_host_and_no_folder_of_a_machine(name):
    lines = (Path(__file__).parents[2] / name).read_text().splitlines()
    requirements = [line for line in lines if line and not line.lstrip().startswith(("#", "--hash=sha256:"))]
    assert requirements
    assert all("==" in line and "/" not in line and ":" not in line for line in requirements)
    assert not any(line.startswith("-") for line in lines)


def test_every_setting_that_is_read_is_documented_for_whoever_runs_it():
    root = Path(__file__).parents[2]
    sources = [*(root / "core" / "settings").glob("*.py"), root / "gunicorn.conf.py"]
    reading = re.compile(r"(?:required|text|flag|number|words|environ\.get)\(\"([A-Z_]+)\"")
    read = {name for source in sources for name in reading.findall(source.read_text())}
    documented = (root / "docs" / "operations.md").read_text()
    assert {"SECRET_KEY", "WEB_CONCURRENCY"} <= read
    assert [name for name in sorted(read) if f"`{name}" not in documented] == []
