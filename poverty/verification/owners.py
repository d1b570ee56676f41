"""Who must act now: the office a proposal waits for, as a rule for one and as a condition for many.

A test holds the two equal.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.roles.table import RoleCode
from poverty.verification.choices import LEAVING, OPEN_STATES, EndorsementState
from poverty.verification.choices import ProposalState as S
from poverty.verification.exits import EXITS

DOCUMENTED = tuple(ground.reason for ground in EXITS.values() if ground.needs_file)
NOTED = tuple(ground.reason for ground in EXITS.values() if ground.needs_note)
EVIDENT = tuple(g.reason for g in EXITS.values() if not (g.needs_file or g.needs_note or g.by_meeting))

PROVEN = Q(kind__in=LEAVING, state=S.PROPOSED) & (
    Q(exit_reason__in=EVIDENT)
    | (Q(exit_reason__in=DOCUMENTED) & ~Q(evidence=""))
    | (Q(exit_reason__in=NOTED) & ~Q(evidence_note=""))
)
"""Exits that a document proves, so that neither meeting nor visit is needed."""

DECIDED = Q(kind__in=LEAVING, state=S.AGREED, minutes__signed_digest__gt="")
"""Exits that a meeting decided, and whose signed minutes are there."""

WITH_HEAD = Q(state=S.VERIFIED, endorsement__state=EndorsementState.SUBMITTED)

TO_VERIFY = Q(state=S.VISITED) | PROVEN | DECIDED

OWNED_BY = {
    RoleCode.ENUMERATOR: Q(state__in=(S.DRAFT, S.RETURNED, S.LISTED, S.PROPOSED, S.AGREED)) & ~(PROVEN | DECIDED),
    RoleCode.SOCIAL_OFFICER: TO_VERIFY | (Q(state=S.VERIFIED) & ~WITH_HEAD),
    RoleCode.HEAD_OF_SOCIAL: WITH_HEAD,
}
"""Which proposals wait for which office."""

NEXT_STEP = {
    S.DRAFT: _("hand the proposal in"),
    S.PROPOSED: _("put it on the agenda of a meeting, or verify what documents prove"),
    S.LISTED: _("hear it at the meeting"),
    S.AGREED: _("visit the household, or verify what the meeting decided"),
    S.VISITED: _("verify it"),
    S.RETURNED: _("mend it and hand it in again"),
    S.VERIFIED: _("put it on an endorsement list and endorse it"),
}

ABOVE = {RoleCode.ENUMERATOR: RoleCode.SOCIAL_OFFICER, RoleCode.SOCIAL_OFFICER: RoleCode.HEAD_OF_SOCIAL}
"""Whose lateness is shown to whom."""

ACTS = {
    RoleCode.ENUMERATOR: Perm.PROPOSE,
    RoleCode.SOCIAL_OFFICER: Perm.VERIFY_PROPOSAL,
    RoleCode.HEAD_OF_SOCIAL: Perm.ENDORSE,
}
"""The permission by which a person is known to hold that office."""


@dataclass(frozen=True)
class Owner:
    """Who must act now: an office in a place, perhaps a person, and what this office does next."""

    role: RoleCode
    place: str
    person: str
    step: str


def role_of(proposal) -> RoleCode | None:
    """The office a proposal waits for; None when it is closed."""
    if proposal.state not in OPEN_STATES:
        return None
    if proposal.state == S.VERIFIED:
        handed_in = proposal.endorsement_id and proposal.endorsement.state == EndorsementState.SUBMITTED
        return RoleCode.HEAD_OF_SOCIAL if handed_in else RoleCode.SOCIAL_OFFICER
    if proposal.state == S.VISITED or (proposal.kind in LEAVING and _is_ready(proposal)):
        return RoleCode.SOCIAL_OFFICER
    return RoleCode.ENUMERATOR


def _is_ready(proposal) -> bool:
    """Whether an exit needs no more than the officer's look."""
    if proposal.state == S.AGREED:
        return proposal.minutes_id is not None and bool(proposal.minutes.signed_digest)
    if proposal.state != S.PROPOSED:
        return False
    reason = proposal.exit_reason
    return (
        reason in EVIDENT
        or (reason in DOCUMENTED and bool(proposal.evidence))
        or (reason in NOTED and bool(proposal.evidence_note))
    )


def owner_of(proposal) -> Owner | None:
    """Who must act now, in words for a page; None when nobody has to."""
    role = role_of(proposal)
    if role is None:
        return None
    person = str(proposal.recorded_by) if proposal.state in (S.DRAFT, S.RETURNED) else ""
    place = str(proposal.region) if role == RoleCode.ENUMERATOR and proposal.region else ""
    return Owner(role, place, person, str(NEXT_STEP[S(proposal.state)]))
