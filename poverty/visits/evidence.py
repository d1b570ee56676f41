"""What the signals of a visit look at, asked of the database, and to whom they are shown."""

import itertools
from datetime import timedelta

from django.conf import settings
from django.db import connection

from accounts.permissions import Perm
from poverty.visits.choices import VisitState
from poverty.visits.models import Visit
from poverty.visits.perceptual import NEAR, is_telling, probes
from poverty.visits.places import metres_between
from poverty.visits.signals import Evidence, Shown, Twin, seen_in

TWINS_SQL = """
SELECT mine.id, other.visit_id, MIN(bit_count((mine.look # other.perceptual_hash)::bit(64))) AS bits
FROM (VALUES {mine}) AS mine (id, look, probes)
JOIN poverty_visitphoto AS other ON other.blocks && mine.probes
WHERE other.visit_id <> %s AND bit_count((mine.look # other.perceptual_hash)::bit(64)) <= %s
GROUP BY mine.id, other.visit_id
ORDER BY bits, other.visit_id
LIMIT 20
"""
"""Near hashes share a block or have one that differs in a single bit: the index over the blocks misses none."""

JUDGES = (Perm.VERIFY_PROPOSAL, Perm.ENDORSE, Perm.VIEW_ACCESS_LOG)
"""Who weighs a visit, or oversees those who do: to them its signals are shown."""


def twins_of(photos) -> tuple[Twin, ...]:
    """Photos of other visits, wherever they lie, that are the same or nearly the same as these."""
    by_key = {photo.pk: photo for photo in photos if is_telling(photo.perceptual_hash)}
    if not by_key:
        return ()
    mine = [(key, photo.perceptual_hash, probes(photo.perceptual_hash)) for key, photo in by_key.items()]
    sql = TWINS_SQL.format(mine=", ".join(["(%s::bigint, %s::bigint, %s::int[])"] * len(mine)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*itertools.chain.from_iterable(mine), photos[0].visit_id, NEAR])
        rows = cursor.fetchall()
    others = Visit.objects.select_related("household").in_bulk([visit for _photo, visit, _bits in rows])
    return tuple(Twin(by_key[photo], others[visit], bits) for photo, visit, bits in rows)


def evidence_of(visit: Visit, photos) -> Evidence:
    """What the signals look at."""
    household = visit.household
    house = (float(household.latitude), float(household.longitude)) if household.latitude is not None else None
    return Evidence(
        visit=visit,
        house=house,
        photos=tuple(photos),
        twins=twins_of(photos),
        neighbours=tuple(_neighbours(visit)),
        min_minutes=settings.VISIT_MIN_MINUTES,
        max_metres=settings.VISIT_MAX_METRES,
    )


def _neighbours(visit: Visit):
    """Visits that the same person handed in on about the same day."""
    if visit.ended_at is None:
        return Visit.objects.none()
    day = timedelta(hours=12)
    near = (visit.ended_at - day, visit.ended_at + day)
    others = Visit.objects.done().filter(assigned_to=visit.assigned_to_id, ended_at__range=near)
    return others.exclude(pk=visit.pk).select_related("household").order_by("ended_at")[:50]


def may_see_signals(visit: Visit, user) -> bool:
    """Whether this person verifies, endorses or oversees here."""
    return any(
        user.may(permission) and Visit.objects.visible_to(user, permission).filter(pk=visit.pk).exists()
        for permission in JUDGES
    )


def signals_for(visit: Visit, photos, user) -> list[Shown] | None:
    """The signals of a visit that was handed in; None for whom they are not meant."""
    if visit.state != VisitState.DONE or not may_see_signals(visit, user):
        return None
    return seen_in(evidence_of(visit, photos))


def metres_from_house(visit: Visit) -> int | None:
    """How far from the recorded place of the house the visitor stood; None while one of the two is not known."""
    household = visit.household
    if visit.place is None or household.latitude is None:
        return None
    return round(metres_between((float(household.latitude), float(household.longitude)), visit.place))


def openable(shown: list[Shown] | None, user) -> set[int]:
    """Of the other visits that signals point to, those this person may open; the others are only mentioned."""
    pointed = {line.visit.pk for signal in shown or () for line in signal.lines if line.visit is not None}
    return set(Visit.objects.visible_to(user).filter(pk__in=pointed).values_list("pk", flat=True)) if pointed else set()
