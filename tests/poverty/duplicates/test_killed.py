"""kill -9 in the middle of a merge, and of its undo, after its writes: all or nothing, and the next run does it."""

import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from core.local_files import PROJECT
from poverty.duplicates import services
from poverty.duplicates.models import DuplicatePair
from tests.support.duplicates import dump, pair_of, two_families
from tests.support.factories import family

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment():
    """What the other process needs to find this test's database."""
    parts = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    found = {name: str(parts[key]) for name, key in names.items() if parts.get(key)}
    found |= {"DATABASE_URL": f"postgresql:///{parts['dbname']}", "DJANGO_SETTINGS_MODULE": "core.settings.test"}
    return os.environ | found


def run(act: str, pair: DuplicatePair, by, environment: dict, at: int = 0) -> str:
    """The act in a process of its own; what it printed, nothing when it was killed."""
    arguments = [act, str(pair.pk), str(by.pk), str(at)]
    command = [sys.executable, "-m", "tests.poverty.duplicates.killed", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == (-9 if at else 0), done.stderr
    settle()
    return done.stdout


def settle() -> None:
    """Wait until the server has noticed that its client is gone."""
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.02)


def spread(writes: int, points: int) -> list[int]:
    """So many of the writes, the first and the last among them."""
    return sorted({1 + round(number * (writes - 1) / (points - 1)) for number in range(points)})


def test_a_merge_killed_after_any_of_its_writes_is_not_there_and_can_be_done_again(people, environment):
    officer, head = people.officer, people.head
    pair = two_families()
    services.choose(pair=pair, by=officer, whole=True)
    pair_of(pair.second, family("Siti Nurjana").head)
    services.decide_same(pair=pair, by=officer)
    before = dump()
    writes = int(run("merge", pair, head, environment).split()[1])
    merged = dump()
    assert merged != before and writes > 9
    undone = int(run("unmerge", pair, head, environment).split()[1])
    assert dump() == before
    DuplicatePair.objects.filter(pk=pair.pk).update(state="same", versions=_versions(pair))
    for at in spread(writes, 9):
        run("merge", pair, head, environment, at)
        assert dump() == before, f"killed after write {at}"
    run("merge", pair, head, environment)
    assert dump() == merged
    for at in spread(undone, 6):
        run("unmerge", pair, head, environment, at)
        assert dump() == merged, f"killed after write {at}"
    run("unmerge", pair, head, environment)
    assert dump() == before


def _versions(pair: DuplicatePair) -> dict:
    from poverty.duplicates.parties import parties_of

    pair.refresh_from_db()
    return parties_of(pair).versions()
