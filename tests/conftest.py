"""Every test runs on a real PostgreSQL: that of DATABASE_URL, or the embedded server."""

import os

os.environ.setdefault("BETANG_TEST", "1")

from core.database import ensure_running  # noqa: E402

ensure_running()

import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.testcases import TransactionTestCase  # noqa: E402


@pytest.fixture(autouse=True, scope="session")
def _translations():
    """Pages are read in Indonesian, as people read them."""
    from core.translations import compile_all

    compile_all()


_teardown = TransactionTestCase._fixture_teardown


def _teardown_past_the_guard(self):
    """The event tables refuse TRUNCATE; a replica session may empty them between tests."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        _teardown(self)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = _teardown_past_the_guard


@pytest.fixture
def people(db):
    """The cast: see tests/support/people.py."""
    from tests.support.people import Cast

    return Cast()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    """Uploads of a test stay in the test's own folder."""
    settings.PRIVATE_FILES_DIR = settings.MEDIA_ROOT = tmp_path / "files"
