"""Searching for people who stand in the registry twice: all of it in the background, a few at once when they change.

    find_all(report=progress)         # the whole registry, in two processes
    find_for([member.pk])             # after somebody was recorded, changed or taken away
    find_changed(since)               # whoever changed since then

What is found is for people to decide; see `storing` for what a search may touch. Every run may be killed at any moment
and started again: its batches are written one by one, and writing one twice changes nothing.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction

from core.jobs import connection_parameters
from poverty.duplicates import blocking, crew, probing, scoring, storing
from poverty.duplicates.scoring import Scales, Verdict
from poverty.duplicates.storing import Counts

PART = 250_000
"""People per part of a search; it bounds the temporary tables, and is how often progress is heard at least."""
ALONE = 30_000
"""Registries up to this size are searched in this process: starting others takes longer."""
FEW = 2_000
"""People for whom the indexes are quicker than a search of everything."""
BATCH = 200
FRESH_SECONDS = 3600
"""How long the counted rarities serve for single people; names do not become rare within the hour."""

Report = Callable[..., None]
_kept: dict[str, tuple[float, Scales]] = {}


def current_scales(*, fresh: bool = False) -> Scales:
    """The scales of this registry, counted at most once an hour in each process. Counting takes about half a second."""
    name, now = connection.settings_dict["NAME"], time.monotonic()
    when, scales = _kept.get(name, (0.0, None))
    if fresh or scales is None or now - when > FRESH_SECONDS:
        with connection.cursor() as cursor:
            scales = scoring.scales(cursor.cursor)
        _kept[name] = (now, scales)
    return scales


def find_all(*, report: Report | None = None, processes: int = crew.PROCESSES) -> Counts:
    """Search the whole registry. `report(done, total)` hears how far it is, in people."""
    scales, people = current_scales(fresh=True), _people()
    counts = storing.sweep()
    for share, verdicts in _verdicts(scales, people, processes):
        counts += storing.store(verdicts, scales.enough) if verdicts else Counts()
        if report:
            report(round(share * people), people)
    return counts


def _verdicts(scales: Scales, people: int, processes: int) -> Iterator[tuple[float, list[Verdict]]]:
    """Verdicts on everybody. Where this process is alone, it also sees what its own transaction has written."""
    if people > ALONE and processes > 1 and not connection.in_atomic_block:
        parts = max(processes, -(-people // PART))
        yield from crew.verdicts(connection_parameters(), parts, processes)
        return
    with transaction.atomic():
        blocking.prepare(connection.connection)
        yield from scoring.scan(connection.connection, 0, 1, scales)


def _people() -> int:
    with connection.cursor() as cursor:
        cursor.execute(scoring.PEOPLE)
        return cursor.fetchone()[0]


@transaction.atomic
def find_for(member_ids: Sequence[int]) -> Counts:
    """Bring the pairs of these people up to date: about 20 ms for one, whatever the size of the registry.

    The ids may be of people who are gone. Of thousands, as after an import, rather start `jobs.start`.
    """
    ids, counts = iter(sorted(set(member_ids))), Counts()
    while batch := list(islice(ids, BATCH)):
        counts += storing.sweep(batch)
        scales = current_scales()
        with connection.cursor() as cursor:
            rows = probing.probe(cursor, batch)
        counts += storing.store(list(scoring.weighed(scales, rows)), scales.enough)
    return counts


CHANGED = """
SELECT id FROM poverty_member WHERE updated_at >= %(since)s
UNION SELECT m.id FROM poverty_household h JOIN poverty_member m ON m.household_id = h.id
WHERE h.updated_at >= %(since)s
LIMIT %(most)s
"""


def find_changed(since: dt.datetime, *, report: Report | None = None) -> Counts:
    """Search for whoever was recorded or changed since then; for everybody where those are many."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": since, "most": FEW + 1})
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) > FEW:
        return find_all(report=report)
    counts = storing.sweep()
    for done in range(0, len(ids), BATCH):
        counts += find_for(ids[done : done + BATCH])
        if report:
            report(min(done + BATCH, len(ids)), len(ids))
    return counts
