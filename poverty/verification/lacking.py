"""What a proposal still lacks before a step, in words for the person who would take it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poverty.households.choices import HouseholdStatus
from poverty.verification.choices import LEAVING, EndorsementState, ProposalKind, ProposalState
from poverty.verification.exits import EXITS
from poverty.verification.fingerprint import fingerprint

ADVANCING = ("submit", "agree", "verify", "endorse")


def lacking_for(proposal, transition: str) -> list:
    """The list for one step; empty when nothing is lacking."""
    lacking = []
    if transition in ADVANCING and proposal.household.status != HouseholdStatus.ACTIVE:
        lacking.append(_("an active household"))
    if transition in ("submit", "resubmit") and not proposal.reason.strip():
        lacking.append(_("the reason of the proposal"))
    special = SPECIAL.get(transition)
    return lacking + (special(proposal) if special else [])


def _before_listing(proposal) -> list:
    return [] if proposal.region_id else [_("the kelurahan of the household")]


def _before_resubmitting(proposal) -> list:
    return [] if proposal.visited_on else [_("a finished visit")]


def _before_going_back_to_agreed(proposal) -> list:
    return [] if proposal.minutes_id else [_("the decision of a community meeting")]


def _before_verifying(proposal) -> list:
    if proposal.kind in LEAVING:
        return _evidence_of(proposal)
    lacking = []
    if proposal.minutes_id is None:
        lacking.append(_("the decision of a community meeting"))
    elif not proposal.minutes.signed_digest:
        lacking.append(_("the signed minutes of the meeting"))
    if proposal.visited_on is None:
        lacking.append(_("a finished visit"))
    return lacking


def _evidence_of(proposal) -> list:
    """An exit stands on its evidence: a document, or the meeting's decision, or a visit (domain.md 2.2)."""
    if not proposal.exit_reason:
        return [_("why the household would leave the list")]
    ground = EXITS[proposal.exit_reason]
    lacking = []
    if ground.about_person and proposal.exited_member_id is None:
        lacking.append(_("the person it is about"))
    if ground.needs_file and not proposal.evidence:
        lacking.append(ground.evidence)
    if ground.needs_note and not proposal.evidence_note.strip():
        lacking.append(ground.evidence)
    by_meeting = proposal.minutes_id is not None and bool(proposal.minutes.signed_digest)
    if ground.by_meeting and not (by_meeting or proposal.visited_on):
        lacking.append(ground.evidence)
    if proposal.state == ProposalState.AGREED and proposal.minutes_id and not by_meeting:
        lacking.append(_("the signed minutes of the meeting"))
    return lacking


def _before_endorsing(proposal) -> list:
    """What is endorsed is what was verified."""
    if proposal.kind in LEAVING or proposal.verified_as == fingerprint(proposal.household):
        return []
    return [_("a verification of the household as it stands now (it was changed since)")]


def _before_taking_back(proposal) -> list:
    waits = proposal.endorsement_id and proposal.endorsement.state == EndorsementState.SUBMITTED
    return [_("the endorsement list back from the head of office")] if waits else []


def _before_lapsing(proposal) -> list:
    if proposal.kind != ProposalKind.OBJECTION:
        return [_("an objection")]
    over = proposal.lapses_on is not None and proposal.lapses_on < timezone.localdate()
    return [] if over else [_("the end of the time to hear it")]


SPECIAL = {
    "list": _before_listing,
    "resubmit": _before_resubmitting,
    "resubmit_agreed": _before_going_back_to_agreed,
    "verify": _before_verifying,
    "take_back": _before_taking_back,
    "endorse": _before_endorsing,
    "lapse": _before_lapsing,
}
