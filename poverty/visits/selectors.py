"""Which visits wait for whom, and what a page says about one."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.permissions import Perm
from accounts.roles.models import RoleAssignment
from accounts.scope import is_city_level
from accounts.users.models import User
from poverty.households.choices import ExitReason, HouseholdStatus
from poverty.households.models import Household
from poverty.verification.choices import ProposalState
from poverty.verification.models import Proposal
from poverty.visits.answers import compare
from poverty.visits.choices import Verdict, VisitOutcome, VisitState
from poverty.visits.models import Visit, VisitPhoto
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


def to_make(user):
    """Visits planned for this person, within the area where this person may still visit."""
    return Visit.objects.visible_to(user, Perm.RECORD_VISIT).waiting_for(user)


def to_plan(user):
    """Proposals that a meeting has agreed to and for which no visit is planned, within reach for planning."""
    planned = Visit.objects.planned().filter(proposal=OuterRef("pk"))
    agreed = Proposal.objects.visible_to(user, Perm.PLAN_VISIT).filter(state=ProposalState.AGREED)
    return agreed.exclude(Exists(planned))


def visitors_for(regions) -> list[User]:
    """Active people who may visit in every one of these kelurahan (codes, None without one), by name."""
    held = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        user__is_active=True, role__permissions__contains=[Perm.RECORD_VISIT.value], region__isnull=False
    )
    codes: dict[User, list[str]] = {}
    for assignment in held.select_related("user"):
        codes.setdefault(assignment.user, []).append(assignment.region_id)
    fitting = [person for person, areas in codes.items() if all(_within(region, areas) for region in regions)]
    return sorted(fitting, key=lambda person: (str(person).lower(), person.pk))


def _within(region: str | None, areas: list[str]) -> bool:
    return any(
        is_city_level(area) or (region is not None and (region == area or region.startswith(f"{area}.")))
        for area in areas
    )


def photos_of(visit: Visit) -> list[VisitPhoto]:
    """The photos of a visit, in the order in which they came."""
    return list(visit.photos.all())


@dataclass(frozen=True)
class NextAct:
    """What is still open after a visit: carry it over to its proposal, visit again, or propose an exit."""

    carry_over: bool = False
    visit_again: bool = False
    exit_reason: str = ""


EXITS = {VisitOutcome.MOVED: ExitReason.MOVED, VisitOutcome.NOT_FOUND: ExitReason.NOT_FOUND}
"""What a visit that met nobody may be the evidence of (domain.md 2.2)."""


def next_act(visit: Visit, user) -> NextAct:
    """What this person can do next about a visit that was handed in."""
    if visit.state != VisitState.DONE:
        return NextAct()
    if visit.outcome == VisitOutcome.MET:
        waits = visit.proposal is not None and visit.proposal.state in Proposal.workflow["visit"].sources
        return NextAct(carry_over=waits and visit.assigned_to_id == user.pk and user.may(Perm.RECORD_VISIT))
    open_still = visit.proposal is None or visit.proposal.state in Proposal.workflow["visit"].sources
    again = open_still and user.may(Perm.PLAN_VISIT) and not _is_planned(visit)
    return NextAct(visit_again=again, exit_reason=EXITS.get(visit.outcome, "") if user.may(Perm.PROPOSE) else "")


def _is_planned(visit: Visit) -> bool:
    return Visit.objects.planned().filter(household=visit.household_id, proposal=visit.proposal_id).exists()


def may_plan(household, user) -> bool:
    """Whether this person may plan a visit to this household now."""
    active = household.status == HouseholdStatus.ACTIVE
    return active and Household.objects.visible_to(user, Perm.PLAN_VISIT).filter(pk=household.pk).exists()


@dataclass(frozen=True)
class Summary:
    """A visit in three figures."""

    looked_at: int
    asked: int
    differing: int


def summary(visit: Visit) -> Summary:
    """How much of the checklist was looked at, and how much of it was found otherwise."""
    lines = compare(visit.checklist, visit.found)
    looked_at = [line for line in lines if line.verdict != Verdict.SKIPPED]
    return Summary(len(looked_at), len(lines), sum(line.is_different for line in looked_at))


def openable(shown: list[Shown] | None, user) -> set[int]:
    """Of the other visits that signals point to, those this person may open; the others are only mentioned."""
    pointed = {line.visit.pk for signal in shown or () for line in signal.lines if line.visit is not None}
    return set(Visit.objects.visible_to(user).filter(pk__in=pointed).values_list("pk", flat=True)) if pointed else set()


def address(url_name: str, *args) -> str:
    """The address of a page that may not be built yet; empty then."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
