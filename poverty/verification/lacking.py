"""What a proposal still lacks before a step, in words for the person who would take it."""

from django.utils.translation import gettext_lazy as _

from poverty.households.choices import HouseholdStatus
from poverty.verification.choices import ProposalKind, ProposalState
from poverty.verification.exits import EXITS

ADVANCING = ("submit", "agree", "verify", "endorse")


def lacking_for(proposal, transition: str) -> list:
    """The list for one step; empty when nothing is lacking."""
    lacking = []
    if transition in ADVANCING and proposal.household.status != HouseholdStatus.ACTIVE:
        lacking.append(_("an active household"))
    if transition in ("submit", "resubmit") and not proposal.reason.strip():
        lacking.append(_("the reason of the proposal"))
    if transition == "verify":
        lacking += _before_verifying(proposal)
    if transition == "list" and proposal.region_id is None:
        lacking.append(_("the kelurahan of the household"))
    if transition == "lapse" and proposal.kind != ProposalKind.OBJECTION:
        lacking.append(_("an objection"))
    return lacking


def _before_verifying(proposal) -> list:
    if proposal.kind == ProposalKind.EXIT:
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
    ground = EXITS[proposal.exit_reason]
    lacking = []
    if ground.about_person and proposal.exited_member_id is None:
        lacking.append(_("the person it is about"))
    if ground.needs_file and not proposal.evidence:
        lacking.append(ground.evidence)
    by_meeting = proposal.minutes_id is not None and bool(proposal.minutes.signed_digest)
    if ground.by_meeting and not (by_meeting or proposal.visited_on):
        lacking.append(ground.evidence)
    if proposal.state == ProposalState.AGREED and proposal.minutes_id and not by_meeting:
        lacking.append(_("the signed minutes of the meeting"))
    return lacking
