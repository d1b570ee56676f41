"""Use cases of endorsement lists: prepared by an officer, endorsed as a whole by the head of the office."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import MoveRefused, Result, moves_of
from poverty.regions.models import Region
from poverty.verification.areas import smallest_area
from poverty.verification.choices import EndorsementState, ProposalState
from poverty.verification.decree import issue_decree
from poverty.verification.models import EndorsementList, Proposal

CHANGEABLE = (EndorsementState.DRAFT, EndorsementState.RETURNED)


class EndorsementRefused(Exception):
    """This cannot be done with the list; the message says why, in words for the person who tried."""


@transaction.atomic
def prepare_list(*, title: str, proposals: Iterable[Proposal], by) -> EndorsementList:
    """A list of verified proposals, for the head to endorse. `list.results` tells what became of each proposal.

    Raises `EndorsementRefused` without a title, or when not one proposal can stand on it.
    """
    if not by.may(Perm.PREPARE_ENDORSEMENT):
        raise EndorsementRefused(_("Your role does not include this step."))
    if not title.strip():
        raise EndorsementRefused(_("Give the list a title."))
    endorsement = EndorsementList.objects.create(title=title.strip()[:160], prepared_by=by)
    EndorsementList.workflow.begin(endorsement, by=by, step="prepare", permission=Perm.PREPARE_ENDORSEMENT)
    endorsement.results = _put_on(endorsement, proposals, by)
    if all(result.refusal for result in endorsement.results):
        first = endorsement.results[0].refusal if endorsement.results else _("Choose at least one proposal.")
        raise EndorsementRefused(first)
    return endorsement


@transaction.atomic
def add_to_list(*, endorsement: EndorsementList, proposals: Iterable[Proposal], by) -> list[Result]:
    """Put more verified proposals on a list that is not with the head. Whoever adds counts as having prepared it."""
    fresh = _changeable(endorsement, by)
    results = _put_on(fresh, proposals, by)
    if not moves_of(fresh).filter(transition="prepare", actor=by).exists():
        EndorsementList.workflow.begin(fresh, by=by, step="prepare", permission=Perm.PREPARE_ENDORSEMENT)
    endorsement.refresh_from_db()
    return results


@transaction.atomic
def remove_from_list(*, endorsement: EndorsementList, proposals: Iterable[Proposal], by) -> int:
    """Take proposals off a list that is not with the head; they stay verified. How many came off."""
    fresh = _changeable(endorsement, by)
    keys = [proposal.pk for proposal in proposals]
    removed = Proposal.objects.filter(pk__in=keys, endorsement=fresh).update(endorsement=None)
    _fit_area(fresh)
    endorsement.refresh_from_db()
    return removed


def _changeable(endorsement: EndorsementList, by) -> EndorsementList:
    within = EndorsementList.objects.visible_to(by, Perm.PREPARE_ENDORSEMENT)
    fresh = within.select_for_update(of=("self",)).filter(pk=endorsement.pk).first()
    if fresh is None:
        raise EndorsementRefused(_("This list lies outside the area in which you may prepare lists."))
    if fresh.state not in CHANGEABLE:
        raise EndorsementRefused(
            _("This list is “%(state)s” and can no longer be changed.") % {"state": fresh.get_state_display()}
        )
    return fresh


def _put_on(endorsement: EndorsementList, proposals: Iterable[Proposal], by) -> list[Result]:
    keys = {proposal.pk for proposal in proposals}
    found = Proposal.objects.select_for_update(of=("self",)).select_related("household", "endorsement")
    reachable = set(
        Proposal.objects.visible_to(by, Perm.PREPARE_ENDORSEMENT).filter(pk__in=keys).values_list("pk", flat=True)
    )
    results = []
    for proposal in found.filter(pk__in=keys).order_by("pk"):
        refusal = _refusal_to_stand_on(proposal, reachable)
        if not refusal:
            proposal.endorsement = endorsement
            proposal.save(update_fields=["endorsement"])
        results.append(Result(proposal, refusal))
    _fit_area(endorsement)
    return results


def _refusal_to_stand_on(proposal: Proposal, reachable: set[int]) -> str:
    if proposal.pk not in reachable:
        return _("This proposal lies outside the area in which you may prepare lists.")
    if proposal.state != ProposalState.VERIFIED:
        return _("Only a verified proposal can stand on a list; this one is “%(state)s”.") % {
            "state": proposal.get_state_display()
        }
    if proposal.endorsement_id:
        return _("It stands on the list “%(list)s” already.") % {"list": proposal.endorsement}
    return ""


def _fit_area(endorsement: EndorsementList) -> None:
    """The list belongs to the smallest area that holds every household on it."""
    code = smallest_area(endorsement.proposals.order_by().values_list("region_id", flat=True).distinct())
    endorsement.region = Region.objects.filter(pk=code).first() if code else None
    endorsement.save(update_fields=["region"])


@transaction.atomic
def endorse_list(*, endorsement: EndorsementList, by, leave_out: Mapping[int, str] | None = None) -> list[Result]:
    """Endorse every proposal on the list in one transaction and issue the document; what became of each.

    `leave_out` sends proposals back, each with the head's reason. What is refused (an item whose earlier step the
    head took, a household that changed since) leaves the list with its reason, which the list keeps, and the rest is
    endorsed. A crash in between leaves nothing.

    Raises:
        EndorsementRefused: the list is not to be endorsed by this person now, a reason is missing, or nothing of it
            could be endorsed; then nothing has been written.
    """
    fresh = EndorsementList.objects.select_for_update(of=("self",)).get(pk=endorsement.pk)
    _refuse_endorsing(fresh, by)
    proposals = list(fresh.proposals.select_related("household"))
    reasons = {int(key): reason.strip() for key, reason in (leave_out or {}).items()}
    if unknown := set(reasons) - {proposal.pk for proposal in proposals}:
        raise EndorsementRefused(
            _("Not on this list: %(numbers)s.") % {"numbers": ", ".join(map(str, sorted(unknown)))}
        )
    left = _send_back([each for each in proposals if each.pk in reasons], reasons, by)
    results = Proposal.workflow.move_each([each for each in proposals if each.pk not in reasons], "endorse", by=by)
    refused = [result for result in results if result.refusal]
    if len(refused) == len(results):
        why = refused[0].refusal if refused else _("Nothing would be left on the list; return it instead.")
        raise EndorsementRefused(_("Nothing was endorsed. %(why)s") % {"why": why})
    Proposal.objects.filter(pk__in=[result.item.pk for result in refused]).update(endorsement=None)
    fresh.left_out = [[item.item.pk, item.refusal] for item in (*left, *refused)]
    fresh.save(update_fields=["left_out"])
    _close(fresh, by)
    endorsement.refresh_from_db()
    return [*left, *results]


def _refuse_endorsing(endorsement: EndorsementList, by) -> None:
    if not EndorsementList.objects.visible_to(by, Perm.ENDORSE).filter(pk=endorsement.pk).exists():
        raise EndorsementRefused(_("Your role does not include this step."))
    if refusal := EndorsementList.workflow.refusal(endorsement, "endorse", by=by):
        raise EndorsementRefused(refusal)


def _send_back(proposals: list[Proposal], reasons: Mapping[int, str], by) -> list[Result]:
    """Each that the head leaves out goes back for repair with its reason."""
    left = []
    for proposal in sorted(proposals, key=lambda each: each.pk):
        try:
            Proposal.workflow.move(proposal, "send_back", by=by, note=reasons[proposal.pk])
        except MoveRefused as refused:
            raise EndorsementRefused(f"{proposal}: {refused}") from None
        left.append(Result(proposal, reasons[proposal.pk]))
    return left


def _close(endorsement: EndorsementList, by) -> None:
    """The list itself is endorsed, and the document issued last of all: its number is locked until the end."""
    try:
        EndorsementList.workflow.move(endorsement, "endorse", by=by)
    except MoveRefused as refused:
        raise EndorsementRefused(str(refused)) from None
    endorsement.document = issue_decree(endorsement, by=by)
    endorsement.save(update_fields=["document"])
