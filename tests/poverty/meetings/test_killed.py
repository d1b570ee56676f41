"""kill -9 in the middle of closing a meeting: nothing or all of it stands, and the next try finishes."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from core.documents.models import Document, NumberSeries
from core.models import Move
from poverty.meetings import closing
from poverty.meetings.models import AgendaItem, Meeting
from poverty.verification.models import Proposal
from tests.support.meetings import an_open_meeting, decided

ROOT = Path(__file__).resolve().parents[3]
NAMES, KILLS = 40, 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(settings):
    """What the other process needs to find this test's database and files."""
    parts = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    found = {name: str(parts[key]) for name, key in names.items() if parts.get(key)}
    found |= {
        "DATABASE_URL": f"postgresql:///{parts['dbname']}",
        "DJANGO_SETTINGS_MODULE": "tests.poverty.imports.killed_settings",
        "BETANG_KILLED_FILES": str(settings.PRIVATE_FILES_DIR),
    }
    return os.environ | found


def close_elsewhere(meeting, by, environment, kill_after: float | None) -> float:
    """Close in a process of its own, perhaps killed. How long it ran after it had begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.poverty.meetings.killed", str(meeting.pk), str(by.pk)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "begun\n", process.stderr.read()
        begun = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        process.communicate(timeout=60)
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait()


def standing() -> tuple:
    """Everything that closing writes."""
    return (
        Meeting.objects.get().state,
        Document.objects.count(),
        sum(NumberSeries.objects.values_list("last", flat=True)),
        AgendaItem.objects.filter(as_heard__isnull=False).count(),
        Proposal.objects.filter(state="listed").count(),
        Proposal.objects.filter(minutes__isnull=False).count(),
        Move.objects.filter(transition__in=("agree", "decline", "unlist", "close")).count(),
    )


def settle() -> None:
    """Wait until the server has noticed that its client is gone."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


def test_at_random_points_everything_or_nothing_stands_and_the_next_try_finishes(people, environment):
    meeting = decided(an_open_meeting(people, names=NAMES), people.officer, ["eligible", "not_eligible", "postponed"])
    nothing, dice = standing(), random.Random(20261121)
    longest, interrupted = 0.6, 0
    for _number in range(KILLS):
        close_elsewhere(meeting, people.officer, environment, dice.uniform(0, longest))
        settle()
        found = standing()
        if found == nothing:
            interrupted += 1
            continue
        assert found == ("closed", 1, found[2], NAMES, 0, 27, NAMES + 1), f"half a meeting: {found}"
        closing.reopen(meeting=Meeting.objects.get(), note="lagi", by=people.officer)
        Move.objects.filter(transition__in=("agree", "decline", "unlist", "close")).delete()
        Document.objects.all().delete()
        nothing, longest = standing(), longest * 0.7
    assert interrupted >= 3
    if Meeting.objects.get().state == "open":
        close_elsewhere(meeting, people.officer, environment, None)
    assert standing()[0] == "closed" and standing()[1] == 1
