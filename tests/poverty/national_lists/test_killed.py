"""kill -9 while a list is taken in and compared, and while its queue is proposed: nothing half, nothing twice."""

import random
import subprocess
import sys
import time

import pytest
from django.db import connection

from poverty.imports.models import ImportBatch
from poverty.imports.reading import ROOT
from poverty.national_lists import queueing
from poverty.national_lists.models import ListDifference, ListQueueItem, NationalList, NationalListEntry
from poverty.national_lists.queueing import Choice
from poverty.national_lists.services import begin
from poverty.verification.models import Proposal
from tests.poverty.imports import stage
from tests.poverty.imports.test_killed import environment as environment
from tests.support.national_lists import row, take_in

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1500


def run(environment: dict, what: str, key: int, kill_after: float | None = None) -> None:
    """The work in a process of its own. With `kill_after` seconds it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.poverty.national_lists.killed", what, str(key)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "begun\n", process.stderr.read()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        out, errors = process.communicate(timeout=90)
        assert kill_after is not None or out == "done\n", errors
    finally:
        process.kill()
        process.wait()
    _wait_for_the_server()


def _wait_for_the_server() -> None:
    """Until the database has noticed that its client is gone."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


def test_a_list_stands_whole_with_its_difference_or_not_at_all(people, environment):
    officer, dice = people.officer, random.Random(7)
    take_in([row(number, decile=1) for number in range(1, ROWS + 1)], officer, quarter="2")
    sheet = stage.sheet(stage.FAMILY, *(row(number, decile=2) for number in range(1, ROWS + 1)))
    batch = ImportBatch.objects.get(pk=stage.check(sheet, officer).pk)
    made = begin(
        batch=batch, name="P3KE III", source="p3ke", year=2026, quarter="3", reference_date="2026-09-01", by=officer
    )

    def stands() -> tuple:
        found = NationalList.objects.get(pk=made.pk)
        return found.state, NationalListEntry.objects.filter(national_list=made).count(), ListDifference.objects.count()

    allowed = (
        ("loading", 0, 0), ("collecting", ROWS, 0), ("comparing", ROWS, 0), ("ready", ROWS, ROWS),
    )  # fmt: skip
    for _number in range(10):
        run(environment, "list", made.pk, kill_after=dice.uniform(0, 0.5))
        assert stands() in allowed
    run(environment, "list", made.pk)
    assert stands() == ("ready", ROWS, ROWS)
    assert set(ListDifference.objects.values_list("change", flat=True)) == {"up"}


def test_a_queue_goes_on_and_proposes_each_household_once(people, environment):
    officer, dice = people.officer, random.Random(8)
    take_in([row(9999)], officer, quarter="2", write=True)
    rows = [row(number, decile=2) for number in range(1, 251)]
    comparison = take_in(rows, officer, quarter="3", write=True).comparisons.get()
    assert queueing.ask(comparison=comparison, choice=Choice(("new",)), by=officer) == 250
    for _number in range(6):
        run(environment, "queue", comparison.pk, kill_after=dice.uniform(0.05, 1.0))
        done = ListQueueItem.objects.filter(done_at__isnull=False)
        assert done.count() == Proposal.objects.count()
        assert done.count() % 100 == 0 or done.count() == 250
    run(environment, "queue", comparison.pk)
    assert Proposal.objects.count() == 250
    assert Proposal.objects.values("household").distinct().count() == 250
    assert not ListQueueItem.objects.waiting().exists()
