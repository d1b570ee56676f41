"""Settings of a real installation: complete, strict, and naming what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.settings import environment

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = {
    "DJANGO_SETTINGS_MODULE": "core.settings.production",
    "SECRET_KEY": "k7qm2xwdp9rac4tn-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "DATABASE_URL": "postgresql://betang:x@127.0.0.1:5432/betang",
    "BETANG_HOSTS": "betang.example.go.id",
}


def run(*command, without="", **more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    values = kept | {name: value for name, value in (NEEDED | more).items() if name != without}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=values, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_deployment_check_finds_nothing(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", BETANG_VAR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "BETANG_HOSTS", "DATABASE_URL"])
def test_a_missing_variable_is_named(name):
    done = run("-c", "import core.settings.production", without=name)
    assert done.returncode != 0
    assert done.stderr.strip().endswith(f"Set the environment variable {name}; see .env.example.")


PRINTED = """
import json
from core.settings import production as s
names = [name for name in dir(s) if name.isupper()]
print(json.dumps({name: getattr(s, name) for name in names}, default=lambda value: type(value).__name__))
"""


@pytest.fixture(scope="module")
def production():
    done = run("-c", PRINTED)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestProduction:
    def test_cookies_travel_over_https_only_and_belong_to_this_host(self, production):
        assert production["SESSION_COOKIE_SECURE"] and production["CSRF_COOKIE_SECURE"]
        assert production["SESSION_COOKIE_NAME"].startswith("__Host-") and production["SESSION_COOKIE_HTTPONLY"]

    def test_browsers_stay_with_https(self, production):
        assert production["SECURE_SSL_REDIRECT"] and production["SECURE_HSTS_SECONDS"] >= 31_536_000

    def test_nothing_of_the_demonstration_is_left(self, production):
        assert production["DEBUG"] is False and production["DEMONSTRATION_ALLOWED"] is False

    def test_only_the_named_hosts_are_answered(self, production):
        assert production["ALLOWED_HOSTS"] == ["betang.example.go.id"]
        assert production["CSRF_TRUSTED_ORIGINS"] == ["https://betang.example.go.id"]

    def test_passwords_are_kept_by_argon2(self, production):
        assert production["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")

    def test_the_policy_is_the_one_that_is_tested(self, production):
        from django.conf import settings

        assert production["CONTENT_SECURITY_POLICY"] == json.loads(json.dumps(settings.CONTENT_SECURITY_POLICY))

    def test_every_log_line_is_masked(self, production):
        for handler in production["LOGGING"]["handlers"].values():
            assert "mask" in handler["filters"]


def test_what_the_example_names_is_read_and_what_is_read_is_named():
    """.env.example and the code speak of the same variables."""
    import re

    named = set(re.findall(r"^#?([A-Z][A-Z_0-9]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    read: set[str] = set()
    for path in [*(ROOT / "core" / "settings").glob("*.py"), ROOT / "gunicorn.conf.py"]:
        text = path.read_text("utf-8")
        read |= set(re.findall(r"(?:required|text|flag|words|number|table|get)\(\s*\"([A-Z_0-9]+)\"", text))
    assert read - named <= {"BETANG_DEBUG"}
    assert named - read <= {"DJANGO_SETTINGS_MODULE", "FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY"}


@pytest.mark.parametrize(
    ("more", "address"),
    [({}, "https://betang.example.go.id"), ({"BETANG_PUBLIC_URL": "https://lain.example/"}, "https://lain.example")],
)
def test_the_codes_on_papers_lead_to_the_first_host_or_where_the_city_says(more, address):
    done = run("-c", "import core.settings.production as p; print(p.PUBLIC_URL)", **more)
    assert done.stdout.strip() == address


def test_a_format_that_could_number_two_papers_alike_stops_the_start():
    done = run("-c", "import core.settings.production", BETANG_DOCUMENT_NUMBER_FORMATS='{"default": "{series}"}')
    assert done.returncode != 0 and "number format" in done.stderr


class TestReaders:
    @pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("off", False), ("", None)])
    def test_a_flag_is_a_word(self, monkeypatch, text, value):
        monkeypatch.setenv("X_FLAG", text)
        assert environment.flag("X_FLAG") is bool(value)
        assert environment.flag("X_FLAG", True) is (True if value is None else value)

    @pytest.mark.parametrize(("reader", "text"), [("flag", "perhaps"), ("number", "many"), ("required", " ")])
    def test_what_cannot_be_read_names_the_variable(self, monkeypatch, reader, text):
        monkeypatch.setenv("X_WRONG", text)
        with pytest.raises(ImproperlyConfigured, match="X_WRONG"):
            getattr(environment, reader)(*(["X_WRONG", 3] if reader == "number" else ["X_WRONG"]))

    def test_words_are_cut_at_commas(self, monkeypatch):
        monkeypatch.setenv("X_WORDS", " a, ,b ,")
        assert environment.words("X_WORDS") == ["a", "b"]
