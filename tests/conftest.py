"""Every test runs on a real PostgreSQL: that of DATABASE_URL, or the embedded server."""

import os

os.environ.setdefault("BETANG_TEST", "1")

from core.database import ensure_running  # noqa: E402
from core.translations import compile_all  # noqa: E402

ensure_running()
compile_all()  # pages are read in Indonesian, as people read them

import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.testcases import TransactionTestCase  # noqa: E402

_teardown = TransactionTestCase._fixture_teardown
GUARDED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'refuse_truncate'"


def _teardown_past_the_guard(self):
    """The event tables refuse TRUNCATE; between tests their owner lays the guard aside."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER refuse_truncate")
    try:
        _teardown(self)
    finally:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER refuse_truncate")


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
