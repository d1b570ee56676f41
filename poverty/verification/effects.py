"""What the steps of verification bring about, in the same transaction as the step."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import because
from core.workflow import MoveRefused, moves_of
from poverty.households.choices import HouseholdStatus, LifeStatus
from poverty.households.services import refresh_summaries
from poverty.verification.choices import LEAVING, ExitReason, ProposalState
from poverty.verification.exits import EXITS, ExitEffect
from poverty.verification.fingerprint import fingerprint

GONE = {
    ExitReason.DECEASED: LifeStatus.DEAD,
    ExitReason.MOVED: LifeStatus.MOVED,
    ExitReason.NOT_FOUND: LifeStatus.NOT_FOUND,
}
"""What an exit says about the one person it names."""


def note_visit(proposal, *, by, note: str = "") -> None:
    """The day of the visit stands on the proposal."""
    proposal.visited_on = timezone.localdate()


def note_verification(proposal, *, by, note: str = "") -> None:
    """What was verified is kept as a fingerprint: if the household changes before the endorsement, it is seen."""
    proposal.verified_as = fingerprint(proposal.household)


def leave_list(proposal, *, by, note: str = "") -> None:
    """A proposal that is sent or taken back stands on no list any more."""
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
    household = type(proposal.household).objects.select_for_update(of=("self",)).get(pk=proposal.household_id)
    if household.status != HouseholdStatus.ACTIVE:  # it may have changed until the lock was held
        raise MoveRefused(_("Still lacking: %(list)s.") % {"list": _("an active household")})
    with because(note or proposal.reason[:200]):
        if proposal.kind in LEAVING:
            _leave(household, proposal)
        else:
            _confirm(household, proposal)


def _confirm(household, proposal) -> None:
    """The household's data is verified, by the officer who verified the proposal, on that day; it is on the list."""
    verified = moves_of(proposal).filter(transition="verify").last()
    if verified is None or proposal.verified_as != fingerprint(household):
        raise MoveRefused(_("The household was changed after it was verified. Send it back to be verified again."))
    household.verified_on = timezone.localdate(verified.at)
    household.verified_by = verified.actor
    household.endorsed_on = timezone.localdate()
    household.exit_reason, household.exited_on = "", None
    household.save()


def _leave(household, proposal) -> None:
    effect = EXITS[proposal.exit_reason].effect
    if proposal.exit_reason in GONE and proposal.exited_member_id:
        _person_off(household, proposal)
    elif effect in (ExitEffect.MOVED, ExitEffect.OFF_LIST):
        _off_the_list(household, proposal.exit_reason, moved=effect == ExitEffect.MOVED)
    elif effect == ExitEffect.HOLD:
        _hold(household, proposal)


def _person_off(household, proposal) -> None:
    """The person no longer counts; what was verified of the household no longer holds and is looked at again.

    Where nobody is left the household itself has left the list.
    """
    member = type(proposal.exited_member).objects.select_for_update(of=("self",)).get(pk=proposal.exited_member_id)
    if member.household_id != household.pk:
        raise MoveRefused(_("This person does not live in the household."))
    member.life_status = GONE[proposal.exit_reason]
    member.left_on = member.left_on or timezone.localdate()
    member.save()
    household.verified_on, household.verified_by = None, None
    household.save()
    refresh_summaries([household.pk])
    household.refresh_from_db()
    if not household.member_count:
        household.status = HouseholdStatus.DISSOLVED
        _off_the_list(household, proposal.exit_reason, moved=proposal.exit_reason == ExitReason.MOVED)


def _off_the_list(household, reason: str, *, moved: bool) -> None:
    household.endorsed_on = None
    household.exit_reason = reason
    household.exited_on = timezone.localdate()
    if moved:
        household.status = HouseholdStatus.MOVED
    household.save()


def _hold(household, proposal) -> None:
    """Not found: on hold at first; off the list when it was not found before either (domain.md 2.2)."""
    household.verified_on, household.verified_by, household.endorsed_on = None, None, None
    before = household.proposals.filter(
        exit_reason=proposal.exit_reason, exited_member=None, state=ProposalState.ENDORSED
    ).exclude(pk=proposal.pk)
    if before.exists():
        _off_the_list(household, proposal.exit_reason, moved=False)
    else:
        household.save()
