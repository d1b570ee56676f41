"""Use cases that write proposals. Each takes the person who acts as `by`; the plain steps are `Proposal.workflow`.

Endorsement lists have their own use cases in `endorsing.py`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import MoveRefused, Result, moves_of
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household, Member
from poverty.households.services import is_present
from poverty.verification.choices import LEAVING, OPEN_STATES, Channel, ProposalKind, ProposalState
from poverty.verification.clocks import lapse_day
from poverty.verification.evidence import looked_at
from poverty.verification.exits import EXITS
from poverty.verification.models import Proposal

CHANGEABLE = ("channel", "informant", "reason", "exit_reason", "exited_member", "evidence_note", "received_on")


class ProposalRefused(Exception):
    """The proposal cannot be made or changed now; the message says why, in words for the person who tried."""


@transaction.atomic
def propose(
    *,
    household: Household,
    kind: str,
    reason: str,
    by,
    channel: str = Channel.ENUMERATOR,
    informant: str = "",
    exit_reason: str = "",
    exited_member: Member | None = None,
    evidence=None,
    evidence_note: str = "",
    received_on: date | None = None,
    submit: bool = True,
) -> Proposal:
    """Record a proposal about a household and, with `submit`, hand it in. `evidence` is an upload.

    Raises:
        ProposalRefused: out of reach, the same is open already, the exit reason or its person is missing, the day
            cannot be right, or the evidence is no PDF or picture.
    """
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    proposal = Proposal(
        household=household,
        region_id=household.region_id,
        recorded_by=by,
        kind=kind,
        channel=channel,
        informant=informant.strip(),
        reason=reason.strip(),
        exit_reason=exit_reason,
        exited_member=exited_member,
        evidence_note=evidence_note.strip(),
        received_on=received_on or timezone.localdate(),
    )
    proposal.lapses_on = lapse_day(kind, proposal.received_on)
    _refuse_unless(_refusal(proposal, by=by))
    _attach(proposal, evidence)
    proposal.save()
    Proposal.workflow.begin(proposal, by=by, permission=Perm.PROPOSE)
    if submit:
        _submit(proposal, by)
    return proposal


@transaction.atomic
def propose_each(*, households: Iterable[Household], kind: str, reason: str, by, channel: str) -> list[Result]:
    """The same proposal for each of many households, in one transaction; one refusal neither stops nor hides others.

    The item of a result is the proposal made, or the household when nothing could be proposed for it.
    """
    results = []
    for household in sorted(households, key=lambda each: each.pk):
        try:
            with transaction.atomic():
                made = propose(household=household, kind=kind, reason=reason, by=by, channel=channel)
        except ProposalRefused as refused:
            results.append(Result(household, str(refused)))
        else:
            results.append(Result(made))
    return results


@transaction.atomic
def change_draft(*, proposal: Proposal, data: dict[str, Any], by, evidence=None) -> Proposal:
    """Change what a draft, or a returned proposal, says. Whoever does so counts as its proposer from then on.

    Raises:
        ProposalRefused: once it was handed in, and for everything that `propose` refuses.
        ValueError: when `data` names something that a form may not set.
    """
    foreign = set(data) - set(CHANGEABLE)
    if foreign:
        raise ValueError(f"not to be changed: {sorted(foreign)}")
    household = Household.objects.select_for_update(of=("self",)).get(pk=proposal.household_id)
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if fresh.state not in (ProposalState.DRAFT, ProposalState.RETURNED):
        raise ProposalRefused(
            _("This proposal is “%(state)s”: what it says can no longer be changed.")
            % {"state": fresh.get_state_display()}
        )
    for name, value in data.items():
        setattr(fresh, name, value)
    fresh.household = household
    fresh.lapses_on = lapse_day(fresh.kind, fresh.received_on)
    _refuse_unless(_refusal(fresh, by=by))
    _attach(fresh, evidence)
    fresh.save()
    if not moves_of(fresh).filter(transition="record", actor=by).exists():
        Proposal.workflow.begin(fresh, by=by, permission=Perm.PROPOSE)
    proposal.refresh_from_db()
    return fresh


def _submit(proposal: Proposal, by) -> None:
    try:
        Proposal.workflow.move(proposal, "submit", by=by)
    except MoveRefused as refused:
        raise ProposalRefused(str(refused)) from None


def _attach(proposal: Proposal, upload) -> None:
    try:
        evidence = looked_at(upload)
    except ValidationError as refused:
        raise ProposalRefused("; ".join(refused.messages)) from None
    if evidence is not None:
        proposal.evidence.save(evidence.name, evidence, save=False)


def _refuse_unless(refusal: str) -> None:
    if refusal:
        raise ProposalRefused(refusal)


def _refusal(proposal: Proposal, *, by) -> str:
    """Why this cannot be proposed; empty when it can."""
    household = proposal.household
    if not Household.objects.visible_to(by, Perm.PROPOSE).filter(pk=household.pk).exists():
        return _("This household lies outside the area in which you may propose.")
    if household.status != HouseholdStatus.ACTIVE:
        return _("This household is recorded as “%(status)s”, so nothing is proposed for it.") % {
            "status": household.get_status_display()
        }
    if not proposal.reason:
        return _("Give the reason of the proposal.")
    return _refusal_of_leaving(proposal) or _refusal_of_day(proposal) or _refusal_of_another(proposal)


def _refusal_of_leaving(proposal: Proposal) -> str:
    person = proposal.exited_member
    if proposal.kind not in LEAVING:
        stray = proposal.exit_reason or person
        return _("Only an exit or an objection names an exit reason.") if stray else ""
    if proposal.kind == ProposalKind.EXIT and not proposal.exit_reason:
        return _("Say why the household leaves the list.")
    if proposal.exit_reason and EXITS[proposal.exit_reason].about_person and person is None:
        return _("Choose the person it is about.")
    if person is not None and (person.household_id != proposal.household_id or not is_present(person)):
        return _("This person does not live in the household.")
    return ""


def _refusal_of_day(proposal: Proposal) -> str:
    today = timezone.localdate()
    if proposal.received_on > today:
        return _("The day on which it was received lies in the future.")
    if proposal.lapses_on and proposal.lapses_on < today:
        return _("The time to hear this objection ended on %(day)s. Record it with the day on which it came again.") % {
            "day": date_format(proposal.lapses_on)
        }
    return ""


def _refusal_of_another(proposal: Proposal) -> str:
    others = Proposal.objects.filter(
        household=proposal.household_id,
        kind=proposal.kind,
        exited_member=proposal.exited_member,
        state__in=OPEN_STATES,
    ).exclude(pk=proposal.pk)
    if others.exists():
        return str(_("A proposal of this kind is already open for this household."))
    return ""
