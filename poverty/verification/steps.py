"""The steps of a proposal and of an endorsement list. Sources: product.md sections 1 and 2, domain.md 2.1 to 2.3.

Whoever recorded, submitted or visited cannot verify; whoever did any of that or verified cannot endorse.
"""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.workflow import Transition, Workflow
from poverty.verification import effects
from poverty.verification.choices import EndorsementState as L
from poverty.verification.choices import ProposalState as S

BY_PROPOSER = ("record", "submit", "resubmit", "resubmit_agreed", "resubmit_proposed", "visit")
BY_VERIFIER = (*BY_PROPOSER, "verify")
JUDGING = ("verify", "return", "reject", "endorse")
"""Steps that pass judgement on what others recorded."""
RESUBMITTING = ("resubmit", "resubmit_agreed", "resubmit_proposed")
"""The ways back after a return, the farthest first: the page offers the first that lacks nothing."""

proposal_workflow = Workflow(
    Transition("submit", S.DRAFT, S.PROPOSED, Perm.PROPOSE, label=_("Propose")),
    Transition("list", S.PROPOSED, S.LISTED, Perm.RUN_MEETING, label=_("Put on the agenda"), by_service=True),
    Transition("unlist", S.LISTED, S.PROPOSED, Perm.RUN_MEETING, label=_("Take off the agenda"), by_service=True),
    Transition("agree", S.LISTED, S.AGREED, Perm.RUN_MEETING, label=_("Agreed by the meeting"), by_service=True),
    Transition(
        "decline",
        S.LISTED,
        S.DECLINED,
        Perm.RUN_MEETING,
        needs_note=True,
        label=_("Declined by the meeting"),
        by_service=True,
    ),
    Transition(
        "relist",
        (S.AGREED, S.DECLINED),
        S.LISTED,
        Perm.RUN_MEETING,
        needs_note=True,
        label=_("Back before the meeting"),
        by_service=True,
    ),
    Transition(
        "visit",
        (S.PROPOSED, S.AGREED, S.RETURNED),
        S.VISITED,
        Perm.RECORD_VISIT,
        label=_("Visited"),
        effect=effects.note_visit,
        by_service=True,
    ),
    Transition("resubmit", S.RETURNED, S.VISITED, Perm.PROPOSE, needs_note=True, label=_("Hand in again")),
    Transition("resubmit_agreed", S.RETURNED, S.AGREED, Perm.PROPOSE, needs_note=True, label=_("Hand in again")),
    Transition("resubmit_proposed", S.RETURNED, S.PROPOSED, Perm.PROPOSE, needs_note=True, label=_("Hand in again")),
    Transition(
        "verify",
        (S.PROPOSED, S.AGREED, S.VISITED),
        S.VERIFIED,
        Perm.VERIFY_PROPOSAL,
        forbidden_to=BY_PROPOSER,
        label=_("Verify: eligible"),
        effect=effects.note_verification,
    ),
    Transition(
        "take_back",
        S.VERIFIED,
        S.VISITED,
        Perm.VERIFY_PROPOSAL,
        needs_note=True,
        label=_("Take the verification back"),
        tone="danger",
        effect=effects.leave_list,
    ),
    Transition(
        "return",
        (S.PROPOSED, S.AGREED, S.VISITED),
        S.RETURNED,
        Perm.VERIFY_PROPOSAL,
        forbidden_to=BY_PROPOSER,
        needs_note=True,
        label=_("Return for repair"),
    ),
    Transition(
        "reject",
        (S.PROPOSED, S.AGREED, S.VISITED),
        S.REJECTED,
        Perm.VERIFY_PROPOSAL,
        forbidden_to=BY_PROPOSER,
        needs_note=True,
        label=_("Not eligible"),
        tone="danger",
    ),
    Transition(
        "endorse",
        S.VERIFIED,
        S.ENDORSED,
        Perm.ENDORSE,
        forbidden_to=BY_VERIFIER,
        label=_("Endorse"),
        effect=effects.change_registry,
        by_service=True,
    ),
    Transition(
        "send_back",
        S.VERIFIED,
        S.RETURNED,
        Perm.ENDORSE,
        needs_note=True,
        label=_("Send back"),
        effect=effects.leave_list,
        by_service=True,
    ),
    Transition(
        "withdraw",
        (S.DRAFT, S.PROPOSED, S.RETURNED),
        S.WITHDRAWN,
        Perm.PROPOSE,
        needs_note=True,
        label=_("Withdraw"),
        tone="danger",
    ),
    Transition("lapse", (S.PROPOSED, S.LISTED), S.LAPSED, "", label=_("Lapsed"), automatic=True),
)

endorsement_workflow = Workflow(
    Transition(
        "submit",
        (L.DRAFT, L.RETURNED),
        L.SUBMITTED,
        Perm.PREPARE_ENDORSEMENT,
        label=_("Hand to the head of office"),
        effect=effects.note_submission,
    ),
    Transition(
        "return",
        L.SUBMITTED,
        L.RETURNED,
        Perm.ENDORSE,
        needs_note=True,
        label=_("Return the list"),
    ),
    Transition(
        "endorse",
        L.SUBMITTED,
        L.ENDORSED,
        Perm.ENDORSE,
        forbidden_to=("prepare", "submit"),
        label=_("Endorse the list"),
        effect=effects.note_endorsement,
        by_service=True,
    ),
    Transition(
        "cancel",
        (L.DRAFT, L.RETURNED),
        L.CANCELLED,
        Perm.PREPARE_ENDORSEMENT,
        needs_note=True,
        label=_("Cancel the list"),
        tone="danger",
        effect=effects.release_proposals,
    ),
)
