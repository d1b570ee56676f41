"""Makers of people who stand in the registry twice, in every state of the work on them."""

import datetime as dt
import json

from django.db import connection

from core.history import event_model
from poverty.duplicates import services
from poverty.duplicates.choices import PairState, Side
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.pairs import common_area
from poverty.duplicates.parties import parties_of
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries
from tests.support.factories import LANGKAI, family, make_nik, member

BORN = dt.date(1983, 4, 9)
REASONS = [
    {"field": "name", "level": "spelling", "bits": 14.2},
    {"field": "born", "level": "same", "bits": 12.4},
    {"field": "sex", "level": "same", "bits": 1.0},
    {"field": "mother", "level": "different", "bits": -3.1},
]


def pair_of(first: Member, second: Member, *, score: int = 84, **fields) -> DuplicatePair:
    """A pair of these two, as the search leaves it."""
    one, other = sorted((first, second), key=lambda each: each.pk)
    region = common_area(one.region_id, other.region_id)
    fields = {"score": score, "bits": 24.5, "reasons": REASONS} | fields
    return DuplicatePair.objects.create(first=one, second=other, region_id=region, **fields)


def twice(region: str | None = LANGKAI, other: str | None = None) -> tuple[Household, Household]:
    """Two families with one and the same head: the older record without a NIK, the other spelt the old way."""
    left = family("Siti Nurjanah", region, address="Jl. Rajawali No. 7")
    Member.objects.filter(pk=left.head_id).update(birth_date=BORN, sex="female", nik=None, mother_name="Sarah")
    right = family("Siti Noerdjanah", other or region, address="Gg. Rajawali 7", family_card=None)
    nik = make_nik(BORN, "female")
    Member.objects.filter(pk=right.head_id).update(birth_date=BORN, sex="female", nik=nik, occupation="trader")
    refresh_summaries([left.pk, right.pk])
    return Household.objects.get(pk=left.pk), Household.objects.get(pk=right.pk)


def a_pair(people, area: str | None) -> DuplicatePair:
    """Two records of one person, to be decided."""
    left, right = twice(area)
    return pair_of(left.head, right.head)


def a_decided_pair(people, area: str | None) -> DuplicatePair:
    """Decided to be the same by the social officer; the left record stays."""
    pair = a_pair(people, area)
    services.choose(pair=pair, by=people.officer, keep=Side.FIRST)
    return services.decide_same(pair=pair, by=people.officer)


def a_merged_pair(people, area: str | None) -> DuplicatePair:
    """Confirmed and merged by the head of office."""
    pair = a_decided_pair(people, area)
    services.confirm(pair=pair, by=people.head)
    pair.refresh_from_db()
    return pair


def a_ready_pair(people, area: str | None) -> DuplicatePair:
    """A pair that lacks nothing for any step of its workflow."""
    pair = a_pair(people, area)
    DuplicatePair.objects.filter(pk=pair.pk).update(keep=Side.FIRST, versions=parties_of(pair).versions())
    pair.refresh_from_db()
    return pair


def two_families(region: str | None = LANGKAI) -> DuplicatePair:
    """One family recorded twice: head and child in both, a grandmother in the second only, and cases about it."""
    from tests.support.factories import assessment

    left, right = twice(region)
    member(left, "Aulia Rahmah", relation="child", birth_date=dt.date(2017, 2, 3), sex="female", nik=None)
    member(right, "Aulia Rachmah", relation="child", birth_date=dt.date(2017, 2, 3), sex="female")
    member(right, "Sarah Dohong", relation="parent", birth_date=dt.date(1950, 1, 1), sex="female", nik=None)
    assessment(left, state="submitted", assessed_on=dt.date(2026, 3, 1))
    assessment(right, state="submitted")
    Household.objects.filter(pk=right.pk).update(family_card="6271012309150004", decile=2, decile_source="survey")
    return pair_of(left.head, right.head)


NOT_COMPARED = {
    "core_move", "accounts_accessevent", "pghistory_context", "poverty_mergerecord", "poverty_knownname",
    "django_session",
}  # fmt: skip
"""The log, the record of the merge itself, and the dictionary of names, which only grows."""
OF_A_DECISION = {"state", "decided_by_id", "decided_at", "keep", "choices", "versions", "note"}


def dump() -> dict[str, list]:
    """Every row of every table but the log, without the counters that only count upwards."""
    events = {event_model(model)._meta.db_table for model in (Household, Member, DuplicatePair)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [table for (table,) in cursor.fetchall()]
        found = {}
        for table in tables:
            if table in NOT_COMPARED | events or table.endswith("event") or table.startswith("procrastinate"):
                continue
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')  # noqa: S608
            rows = [json.loads(row) for (row,) in cursor.fetchall()]
            for row in rows:
                for name in ("version", "updated_at"):
                    row.pop(name, None)
                for name in OF_A_DECISION if table == "poverty_duplicatepair" else ():
                    row.pop(name, None)
            found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def states() -> tuple:
    """What a merge changes, in short."""
    return (
        Member.objects.count(),
        Household.objects.filter(status="merged").count(),
        MergeRecord.objects.filter(undone_at=None).count(),
        DuplicatePair.objects.filter(state=PairState.MERGED).count(),
    )
