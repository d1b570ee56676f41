"""kill -9 between two names of a list, and after its document was written: nothing of it stands, and it can go on."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from core.documents.models import Document, NumberSeries
from core.models import Move
from poverty.households.models import Household
from poverty.verification.choices import EndorsementState, ProposalState
from poverty.verification.models import EndorsementList, Proposal
from tests.support.verification import a_submitted_list

ROOT = Path(__file__).resolve().parents[3]
NAMES = 12
POINTS = (1, 5, NAMES, 0)
"""After so many names; 0: after everything, before the transaction ends."""

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


def endorse(endorsement, environment, stop: int) -> None:
    """In a process of its own; it is killed where it stops, or finishes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.poverty.verification.killed", str(endorsement.pk), str(stop)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        word = process.stdout.readline()
        assert word == ("here\n" if stop >= 0 else "done\n"), process.stderr.read()
    finally:
        process.kill()
        process.wait()
    for _attempt in range(100):  # until the server has noticed that its client is gone
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                break
        time.sleep(0.05)


def standing():
    """Everything an endorsement writes."""
    return (
        Proposal.objects.filter(state=ProposalState.ENDORSED).count(),
        Household.objects.exclude(endorsed_on=None).count(),
        Document.objects.filter(kind="endorsement").count(),
        NumberSeries.objects.filter(series="SAH").count(),
        Move.objects.filter(transition="endorse").count(),
        EndorsementList.objects.filter(state=EndorsementState.ENDORSED).count(),
    )


def test_a_kill_at_any_point_leaves_nothing_and_the_list_can_be_endorsed_afterwards(people, environment):
    assert people.head.pk  # made before the other process looks for it
    endorsement = a_submitted_list(people, number=NAMES)
    for stop in POINTS:
        endorse(endorsement, environment, stop)
        assert standing() == (0, 0, 0, 0, 0, 0), f"after {stop}"
    endorse(endorsement, environment, -1)
    assert standing() == (NAMES, NAMES, 1, 1, NAMES + 1, 1)
    assert EndorsementList.objects.get().document.sequence == 1
