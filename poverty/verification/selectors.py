"""Which proposals and lists wait for whom, and what pages say about one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.models import Move
from core.workflow import Transition
from poverty.assessments.models import Assessment
from poverty.households.models import Household, Member
from poverty.households.quality import months_before
from poverty.verification.choices import (
    LEAVING,
    OPEN_STATES,
    EndorsementState,
    ProposalKind,
    ProposalState,
)
from poverty.verification.clocks import escalation_day
from poverty.verification.exits import EXITS
from poverty.verification.fingerprint import fingerprints
from poverty.verification.models import EndorsementList, Proposal
from poverty.verification.owners import ABOVE, ACTS
from poverty.verification.steps import BY_PROPOSER, BY_VERIFIER, RESUBMITTING

LABEL = Proposal._meta.label_lower


def _steps_of(user, names: Iterable[str], model=Proposal):
    """This person's own steps of those names, for an EXISTS."""
    return Move.objects.filter(
        subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), transition__in=names, actor=user
    )


def to_verify(user):
    """What waits for this person's verification: never what the own hand proposed, visited, recorded or assessed."""
    assessed = Assessment.objects.filter(household=OuterRef("household_id"), enumerator=user).on_site()
    return (
        Proposal.objects.visible_to(user, Perm.VERIFY_PROPOSAL)
        .awaiting_verification()
        .exclude(household__recorded_by=user)
        .exclude(Exists(_steps_of(user, BY_PROPOSER)))
        .exclude(Exists(assessed))
    )


def drafts_of(user):
    """What this person began and has not handed in."""
    return Proposal.objects.visible_to(user, Perm.PROPOSE).filter(state=ProposalState.DRAFT, recorded_by=user)


def returned_to(user):
    """What came back to this person for repair."""
    return Proposal.objects.visible_to(user, Perm.PROPOSE).filter(state=ProposalState.RETURNED, recorded_by=user)


def proposed_by(user):
    """Open proposals of this person, wherever they stand now."""
    return Proposal.objects.visible_to(user).open().filter(recorded_by=user)


def to_put_on_a_list(user):
    """Verified proposals that stand on no list yet."""
    return Proposal.objects.visible_to(user, Perm.PREPARE_ENDORSEMENT).awaiting_endorsement()


def lists_to_endorse(user):
    """Lists with the head, except those this person prepared or handed in."""
    own = _steps_of(user, ("prepare", "submit"), EndorsementList)
    return EndorsementList.objects.visible_to(user, Perm.ENDORSE).awaiting().exclude(Exists(own))


def escalated_to(user):
    """What the level below has left lying for longer than the city's limit: (office, proposals), for this person."""
    limit = escalation_day()
    for below, above in ABOVE.items():
        if user.may(ACTS[above]):
            within = Proposal.objects.visible_to(user, ACTS[above])
            yield below, within.owned_by(below).filter(due_on__lte=limit)


def stale_before() -> date:
    """The day before which a verification is too old."""
    return months_before(timezone.localdate(), settings.VERIFICATION_STALE_MONTHS)


def _without_open(households, *kinds):
    """Households for which nothing of these kinds is open."""
    open_ones = Proposal.objects.filter(household=OuterRef("pk"), state__in=OPEN_STATES, kind__in=kinds)
    return households.exclude(Exists(open_ones))


def stale_households(user):
    """Active households whose verification is too old, and that nobody has proposed to verify again."""
    within = Household.objects.visible_to(user, Perm.PROPOSE)
    return _without_open(within.verified_before(stale_before()), ProposalKind.REVERIFICATION)


def never_verified(user):
    """Active households in deciles 1 and 2 without a verification, and without an open proposal."""
    within = Household.objects.visible_to(user, Perm.PROPOSE).active().lowest_deciles(2)
    return _without_open(within.filter(verified_on=None), ProposalKind.ENTRY, ProposalKind.REVERIFICATION)


def offered(proposal: Proposal, user) -> list[tuple[Transition, str]]:
    """The steps this person sees; of the ways back after a return only the farthest that lacks nothing."""
    steps = Proposal.workflow.offered(proposal, by=user)
    back = [pair for pair in steps if pair[0].name in RESUBMITTING]
    best = next((pair for pair in back if not pair[1]), back[0] if back else None)
    return [pair for pair in steps if pair not in back or pair is best]


@dataclass(frozen=True)
class Stage:
    """One station on a proposal's way: passed (done), present (now) or to come, and the step that led there."""

    label: str
    place: str
    move: Move | None = None


WAY = (
    (ProposalState.PROPOSED, ("draft", "proposed", "listed", "returned")),
    (ProposalState.AGREED, ("agreed",)),
    (ProposalState.VISITED, ("visited",)),
    (ProposalState.VERIFIED, ("verified",)),
    (ProposalState.ENDORSED, ("endorsed",)),
)

BETWEEN = (ProposalState.AGREED, ProposalState.VISITED)


def stages(proposal: Proposal, moves: Iterable[Move]) -> list[Stage]:
    """The stations with the step that last led into each; none once a proposal ended before its endorsement.

    What a document proves needs neither meeting nor visit; those two stations stand there only if they happened.
    """
    last = {move.target: move for move in moves}
    proven = proposal.kind in LEAVING and proposal.exit_reason and not EXITS[proposal.exit_reason].by_meeting
    way = [(state, states) for state, states in WAY if not proven or state not in BETWEEN or state.value in last]
    here = next((n for n, (_state, states) in enumerate(way) if proposal.state in states), None)
    if here is None:
        return []
    found = []
    for number, (state, _states) in enumerate(way):
        passed = number < here or state == ProposalState.ENDORSED == proposal.state
        move = last.get(state.value) if number <= here else None
        skipped = passed and move is None
        place = "" if skipped else "done" if passed else "now" if number == here else ""
        found.append(Stage(str(state.label), place, move))
    return found


@dataclass(frozen=True)
class StepTaken:
    """One step already taken, with the word for it."""

    word: str
    step: Move


def steps_taken(model, moves: Iterable[Move]) -> list[StepTaken]:
    """The steps in words, newest first. Recording and preparing are no transitions, so they have their own words."""
    words = {"record": _("Recorded"), "prepare": _("Prepared")} | {step.name: step.label for step in model.workflow}
    return [StepTaken(str(words.get(move.transition, move.transition)), move) for move in reversed(list(moves))]


@dataclass(frozen=True)
class Listed:
    """One name on a list: the proposal, when and by whom it was verified, and why it cannot be endorsed."""

    proposal: Proposal
    verified: Move | None
    refusal: str


def names_on(endorsement: EndorsementList, user) -> list[Listed]:
    """All names of a list in the order of the paper, with a few queries for the whole list.

    `refusal` tells the head beforehand what would not be endorsed; the endorsement itself asks again, one by one.
    """
    rows = list(
        endorsement.proposals.select_related("household__region", "region", "exited_member").order_by(
            "region_id", "household__head_key", "pk"
        )
    )
    verified = {move.subject_id: move for move in _moves(rows, ("verify",)).select_related("actor")}
    asked = endorsement.state == EndorsementState.SUBMITTED and user.may(Perm.ENDORSE)
    refusals = _refusals(rows, user) if asked else {}
    return [Listed(row, verified.get(row.pk), refusals.get(row.pk, "")) for row in rows]


def _moves(rows: list[Proposal], names: Iterable[str]):
    return Move.objects.filter(
        subject_type=LABEL, subject_id__in=[row.pk for row in rows], transition__in=names
    ).order_by("at", "pk")


def _refusals(rows: list[Proposal], user) -> Mapping[int, str]:
    """Why this person could not endorse some of these."""
    homes = [row.household for row in rows]
    took_part = set(_moves(rows, BY_VERIFIER).filter(actor=user).values_list("subject_id", flat=True))
    assessed = set(
        Assessment.objects.filter(household__in=homes, enumerator=user).on_site().values_list("household_id", flat=True)
    )
    now = fingerprints(homes, Member.objects.all())
    found = {}
    for row in rows:
        home = row.household
        if row.pk in took_part or home.recorded_by_id == user.pk or home.pk in assessed:
            found[row.pk] = _("You took an earlier step of this file yourself, so somebody else must take this one.")
        elif home.status != "active":
            found[row.pk] = _("The household is no longer active.")
        elif row.kind not in LEAVING and row.verified_as != now[home.pk]:
            found[row.pk] = _("The household was changed after it was verified.")
    return found


def left_out_of(endorsement: EndorsementList) -> list[tuple[Proposal, str]]:
    """What left the list when it was endorsed, with the reason."""
    rows = Proposal.objects.select_related("household").in_bulk([key for key, _reason in endorsement.left_out])
    return [(rows[key], reason) for key, reason in endorsement.left_out if key in rows]
