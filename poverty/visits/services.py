"""Use cases that plan visits and hand them in. Each takes the person who acts as `by`.

What is recorded on the way stands in `recording.py`; cancelling is a step of `Visit.workflow`.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import MoveRefused, Result
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.verification.models import Proposal
from poverty.visits.checklist import checklist_for
from poverty.visits.choices import VisitOutcome, VisitState
from poverty.visits.models import Visit
from poverty.visits.recording import VisitRefused as VisitRefused
from poverty.visits.recording import locked, within_the_visit


@transaction.atomic
def plan_visit(*, household: Household, assigned_to, planned_for: date, by, proposal: Proposal | None = None) -> Visit:
    """Plan a visit for one person and freeze what it asks.

    Raises:
        VisitRefused: out of reach of the planner or the visitor, the day has passed, the household is not active,
            the proposal is about another household or needs no visit now, or a visit is planned already.
    """
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    refusal = _refusal_to_plan(household, assigned_to, planned_for, by, proposal)
    if refusal:
        raise VisitRefused(refusal)
    visit = Visit.objects.create(
        household=household,
        region_id=household.region_id,
        proposal=proposal,
        planned_by=by,
        assigned_to=assigned_to,
        planned_for=planned_for,
        checklist=_checklist(household),
    )
    Visit.workflow.begin(visit, by=by, step="plan", permission=Perm.PLAN_VISIT)
    return visit


def _checklist(household: Household) -> list[dict]:
    members = sorted(household.members.present(), key=lambda member: (member.relation != "head", member.pk))
    return checklist_for(household, members, household.assessments.all().that_counts())


def _refusal_to_plan(household, assigned_to, planned_for, by, proposal) -> str:
    if not Household.objects.visible_to(by, Perm.PLAN_VISIT).filter(pk=household.pk).exists():
        return _("This household lies outside the area in which you may plan visits.")
    if not _may_visit(assigned_to, household):
        return _("%(name)s may not visit in this area.") % {"name": assigned_to}
    if planned_for < timezone.localdate():
        return _("The day of the visit has passed.")
    if household.status != HouseholdStatus.ACTIVE:
        return _("This household is recorded as “%(status)s”, so it is not visited.") % {
            "status": household.get_status_display()
        }
    return _refusal_of_proposal(household, proposal)


def _may_visit(person, household: Household) -> bool:
    within = Household.objects.visible_to(person, Perm.RECORD_VISIT)
    return person.is_active and within.filter(pk=household.pk).exists()


def _refusal_of_proposal(household, proposal) -> str:
    if proposal is not None and proposal.household_id != household.pk:
        return _("The proposal is about another household.")
    if proposal is not None:
        fresh = Proposal.objects.get(pk=proposal.pk)
        if fresh.state not in Proposal.workflow["visit"].sources:
            return _("The proposal is “%(state)s”, so no visit is needed for it now.") % {
                "state": fresh.get_state_display()
            }
    if Visit.objects.planned().filter(household=household, proposal=proposal).exists():
        return _("A visit is already planned for this.")
    return ""


@transaction.atomic
def plan_each(*, proposals: Iterable[Proposal], assigned_to, planned_for: date, by) -> list[Result]:
    """Plan a visit for each of many proposals, in one transaction; one refusal neither stops nor hides the others.

    The item of a result is the visit planned, or the proposal for which none could be.
    """
    results = []
    for proposal in sorted(proposals, key=lambda each: each.household_id):
        try:
            with transaction.atomic():
                made = plan_visit(
                    household=proposal.household,
                    assigned_to=assigned_to,
                    planned_for=planned_for,
                    by=by,
                    proposal=proposal,
                )
        except VisitRefused as refused:
            results.append(Result(proposal, str(refused)))
        else:
            results.append(Result(made))
    return results


@transaction.atomic
def finish(*, visit: Visit, by, ended_at: datetime | None = None) -> Visit:
    """Hand the visit in; a household that was met moves its proposal to “visited”. Handing in twice is once.

    A proposal that cannot be moved now (it waits on an agenda, or was withdrawn) stays; see `carry_over`.

    Raises:
        VisitRefused: for everybody but its visitor, while something is lacking, and once it was cancelled.
    """
    current = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if current.state == VisitState.DONE and current.assigned_to_id == by.pk:
        visit.refresh_from_db()
        return visit
    fresh = locked(visit, by)
    fresh.ended_at = max(within_the_visit(fresh, ended_at or timezone.now()), fresh.started_at or fresh.created_at)
    fresh.save()
    try:
        Visit.workflow.move(fresh, "finish", by=by)
    except MoveRefused as refused:
        raise VisitRefused(str(refused)) from None
    try:
        with transaction.atomic():
            carry_over(visit=fresh, by=by)
    except VisitRefused:
        pass
    visit.refresh_from_db()
    return visit


@transaction.atomic
def carry_over(*, visit: Visit, by) -> bool:
    """A visit that met the household moves its proposal to “visited”; False when there is nothing to move.

    Raises:
        VisitRefused: when the proposal cannot take this step now.
    """
    if visit.proposal_id is None or visit.state != VisitState.DONE or visit.outcome != VisitOutcome.MET:
        return False
    if visit.assigned_to_id != by.pk:
        raise VisitRefused(_("Only the visitor carries the visit over to the proposal."))
    try:
        Proposal.workflow.move(Proposal.objects.get(pk=visit.proposal_id), "visit", by=by)
    except MoveRefused as refused:
        raise VisitRefused(str(refused)) from None
    return True
