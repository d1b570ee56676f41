"""Which visits wait for whom, and what a page says about one."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Perm
from accounts.roles.models import RoleAssignment
from accounts.scope import is_city_level
from accounts.users.models import User
from poverty.households.choices import ExitReason, HouseholdStatus
from poverty.households.models import Household
from poverty.verification.choices import ProposalState
from poverty.verification.models import Proposal
from poverty.visits.answers import Comparison, compare
from poverty.visits.choices import Verdict, VisitOutcome, VisitState
from poverty.visits.models import Visit, VisitPhoto


def to_make(user):
    """Visits planned for this person, within the area where this person may still visit."""
    return Visit.objects.visible_to(user, Perm.RECORD_VISIT).waiting_for(user)


def overdue(user):
    """Visits that this person planned for others and that are late."""
    return Visit.objects.visible_to(user, Perm.PLAN_VISIT).late().filter(planned_by=user).exclude(assigned_to=user)


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


def may_plan_for(proposal: Proposal, user) -> bool:
    """Whether this person may plan a visit for this proposal now."""
    needed = proposal.state in Proposal.workflow["visit"].sources
    return needed and user.may(Perm.PLAN_VISIT) and may_plan(proposal.household, user)


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


LAID_OUT = {Verdict.DIFFERS: 0, Verdict.NEW: 1, Verdict.FINER: 2, Verdict.SAME: 3}


@dataclass(frozen=True)
class Beside:
    """Found laid beside declared, as a page shows it: what differs first, what nobody looked at by name only."""

    lines: list[tuple[Comparison, str]]
    skipped: list[Comparison]
    differing: int


def beside(visit: Visit, user) -> Beside:
    """The comparison of a visit; each difference with the page on which this person has the data mended, if any."""
    every = compare(visit.checklist, visit.found)
    looked_at = sorted((line for line in every if line.verdict in LAID_OUT), key=lambda line: LAID_OUT[line.verdict])
    may = visit.state == VisitState.DONE and user.may(Perm.RECORD_HOUSEHOLD)
    lines = [(line, _mended_at(visit, line) if may and line.is_different else "") for line in looked_at]
    skipped = [line for line in every if line.verdict == Verdict.SKIPPED]
    return Beside(lines, skipped, sum(line.is_different for line in looked_at))


def _mended_at(visit: Visit, line: Comparison) -> str:
    """Where what differs is changed, or asked to be changed; what an assessment says is asked again, not changed."""
    if line.question.code == "address":
        return reverse("poverty:household_update", args=[visit.household_id])
    if line.question.member is not None:
        return reverse("poverty:member_leaves", args=[line.question.member])
    return ""
