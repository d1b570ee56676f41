"""What the steps of verification bring about, in the same transaction as the step."""

from django.utils import timezone

from core.history import because
from core.workflow import moves_of
from poverty.households.choices import HouseholdStatus, LifeStatus
from poverty.households.services import refresh_summaries
from poverty.verification.choices import ExitReason, ProposalKind
from poverty.verification.exits import EXITS, ExitEffect


def note_visit(proposal, *, by, note: str = "") -> None:
    """The day of the visit stands on the proposal."""
    proposal.visited_on = timezone.localdate()


def leave_list(proposal, *, by, note: str = "") -> None:
    """A proposal that the head sends back stands on no list any more."""
    proposal.endorsement = None


def note_submission(endorsement, *, by, note: str = "") -> None:
    """The head's clock starts."""
    endorsement.submitted_at = timezone.now()


def note_endorsement(endorsement, *, by, note: str = "") -> None:
    """The moment of the endorsement."""
    endorsement.endorsed_at = timezone.now()


def release_proposals(endorsement, *, by, note: str = "") -> None:
    """The proposals of a cancelled list may stand on another one."""
    endorsement.proposals.update(endorsement=None)


def change_registry(proposal, *, by, note: str = "") -> None:
    """An endorsed proposal becomes true in the registry: verified data, or an exit with its reason."""
    household = type(proposal.household).objects.select_for_update().get(pk=proposal.household_id)
    with because(note or proposal.reason[:200]):
        if proposal.kind == ProposalKind.EXIT:
            _leave(household, proposal)
        else:
            _confirm(household, proposal, by)


def _confirm(household, proposal, by) -> None:
    """The household's data is verified, by the officer who verified the proposal, on that day; it is on the list."""
    verified = moves_of(proposal).filter(transition="verify").last()
    household.verified_on = timezone.localdate(verified.at)
    household.verified_by = verified.actor
    household.endorsed_on = timezone.localdate()
    household.exit_reason, household.exited_on = "", None
    household.save()


def _leave(household, proposal) -> None:
    effect = EXITS[proposal.exit_reason].effect
    if effect == ExitEffect.PERSON_OFF or (effect == ExitEffect.MOVED and proposal.exited_member_id):
        _person_off(household, proposal)
    elif effect in (ExitEffect.MOVED, ExitEffect.OFF_LIST):
        _off_the_list(household, proposal, moved=effect == ExitEffect.MOVED)
    elif effect == ExitEffect.HOLD:
        household.verified_on, household.verified_by, household.endorsed_on = None, None, None
        household.save()


def _person_off(household, proposal) -> None:
    """The person no longer counts; what was verified of the household no longer holds and is looked at again."""
    member = proposal.exited_member
    died = proposal.exit_reason == ExitReason.DECEASED
    member.life_status = LifeStatus.DEAD if died else LifeStatus.MOVED
    member.left_on = member.left_on or timezone.localdate()
    member.save()
    household.verified_on, household.verified_by = None, None
    household.save()
    refresh_summaries([household.pk])


def _off_the_list(household, proposal, *, moved: bool) -> None:
    household.endorsed_on = None
    household.exit_reason = proposal.exit_reason
    household.exited_on = timezone.localdate()
    if moved:
        household.status = HouseholdStatus.MOVED
    household.save()
