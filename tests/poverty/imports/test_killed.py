"""kill -9 of the working process at random points of check, commit and undo: all or nothing, and it goes on after."""

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection

from core.models import Job
from poverty.assessments.models import Assessment
from poverty.households.models import Household, Member
from poverty.imports import jobs, services
from poverty.imports.models import ImportBatch, ImportChange, ImportRow
from poverty.imports.reading import ROOT
from tests.poverty.imports.stage import FAMILY, family, sheet

ROWS = 2500
KILLS = {"check": 11, "commit": 11, "undo": 4}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(settings):
    """What the other process needs to find this test's database and files."""
    parts = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    url = f"postgresql:///{parts['dbname']}"
    found = {name: str(parts[key]) for name, key in names.items() if parts.get(key)}
    found |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.poverty.imports.killed_settings"}
    return os.environ | found | {"BETANG_KILLED_FILES": str(settings.PRIVATE_FILES_DIR)}


def start(batch: ImportBatch, environment: dict) -> subprocess.Popen:
    """The work in a process of its own, begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.poverty.imports.killed", str(batch.pk)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n", process.stderr.read()
    return process


def work(batch: ImportBatch, environment: dict, kill_after: float | None = None) -> None:
    """The work in a process of its own. With `kill_after` seconds it is killed."""
    process = start(batch, environment)
    try:
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        rest = process.communicate(timeout=60)
        if kill_after is None:
            assert rest[0] == "done\n", rest[1]
    finally:
        process.kill()
        process.wait()


def standing() -> tuple[int, ...]:
    """How many of everything an import writes there are."""
    tables = (Household, Member, Assessment, ImportChange, ImportRow)
    return tuple(model.objects.count() for model in tables)


NOTHING, PREVIEW, WRITTEN, TAKEN_BACK = (
    (0, 0, 0, 0, 0),
    (0, 0, 0, 0, ROWS),
    (ROWS, ROWS, ROWS, 3 * ROWS, ROWS),
    (0, 0, 0, 3 * ROWS, ROWS),
)
BEFORE_AND_AFTER = {
    "check": (("checking", NOTHING), ("checked", PREVIEW)),
    "commit": (("committing", PREVIEW), ("committed", WRITTEN)),
    "undo": (("undoing", WRITTEN), ("undone", TAKEN_BACK)),
}


def state_of(batch: ImportBatch) -> tuple[str, tuple[int, ...]]:
    return ImportBatch.objects.get(pk=batch.pk).state, standing()


def settled(batch: ImportBatch, step: str) -> tuple[str, tuple[int, ...]]:
    """The state once the server has noticed that its client is gone."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                break
        time.sleep(0.05)
    return state_of(batch)


def rewind(batch: ImportBatch, step: str, by) -> None:
    """After a kill that came too late: bring the batch back before the step, to try again."""
    if step == "check":
        services.begin(batch=ImportBatch.objects.get(pk=batch.pk), step="check", by=by)
        ImportRow.objects.all().delete()
    elif step == "commit":
        undone = jobs.run_now(ImportBatch.objects.get(pk=batch.pk), "undo", by=by)
        ImportChange.objects.all().delete()
        ImportBatch.objects.filter(pk=undone.pk).update(state="committing", undone_at=None, committed_at=None)
    else:
        raise AssertionError("the last step needs no way back")


def test_at_random_points_everything_or_nothing_stands_and_the_next_run_finishes(people, environment):
    officer, dice = people.officer, random.Random(20261121)
    batch = services.receive(
        file=sheet(FAMILY, *(family(number) for number in range(1, ROWS + 1))), name="daftar.csv", by=officer
    )
    points = 0
    for step, kills in KILLS.items():
        before, after = BEFORE_AND_AFTER[step]
        services.begin(batch=ImportBatch.objects.get(pk=batch.pk), step=step, by=officer)
        longest = 1.2
        for _number in range(kills):
            work(batch, environment, kill_after=dice.uniform(0, longest))
            found = settled(batch, step)
            assert found in (before, after), f"{step} left half a batch: {found}"
            points += 1
            if found == after:
                longest *= 0.7
                if step == "undo":
                    break
                rewind(batch, step, officer)
        if state_of(batch) == before:
            work(batch, environment)
        assert state_of(batch) == after
    assert points >= 20


def test_a_worker_that_is_killed_leaves_its_job_to_the_next_one(people, environment):
    """The real worker, the real queue: nobody has to press the button again."""
    batch = services.receive(
        file=sheet(FAMILY, *(family(number) for number in range(1, ROWS + 1))), name="daftar.csv", by=people.officer
    )
    job = jobs.start(ImportBatch.objects.get(pk=batch.pk), "check", by=people.officer)
    with worker(environment) as first:
        wait_until(lambda: Job.objects.get(pk=job.pk).state != Job.State.WAITING)
        first.kill()
    assert settled(batch, "check") in BEFORE_AND_AFTER["check"]
    with worker(environment):
        wait_until(lambda: state_of(batch) == BEFORE_AND_AFTER["check"][1])
        wait_until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE)


@contextmanager
def worker(environment: dict):
    """`manage.py worker` as a process of its own, ended afterwards."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(holds, seconds: float = 60) -> None:
    """Wait for something another process brings about."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_two_identical_lists_written_at_the_same_moment_are_written_once(people, environment):
    officer, rows = people.officer, [family(number) for number in range(1, 301)]
    batches = []
    for _copy in range(2):
        batch = services.receive(file=sheet(FAMILY, *rows), name="daftar.csv", by=officer)
        jobs.run_now(batch, "check", by=officer)
        batches.append(ImportBatch.objects.get(pk=batch.pk))
    for batch in batches:
        services.begin(batch=batch, step="commit", by=officer)
    processes = [start(batch, environment) for batch in batches]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["done\n", "done\n"]
    counts = sorted(ImportBatch.objects.get(pk=batch.pk).counts["new"] for batch in batches)
    assert counts == [0, 300]
    assert Household.objects.count() == Member.objects.count() == 300
