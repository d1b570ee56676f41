"""Working off many proposals in pieces, each a transaction: a killed run goes on where it stopped, and none is doubled."""

from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.utils import timezone

from core.history import acting
from core.workflow import Result
from poverty.households.models import Household
from poverty.imports.proposal_items import ProposalItem
from poverty.verification.models import Proposal
from poverty.verification.services import propose_each

PIECE = 100
"""Proposals per transaction: what a crash has to repeat."""
AT_ONCE = 500
"""Up to so many are proposed while the person waits; more are a background job."""


def work_off(
    waiting: models.QuerySet, *, by, channel: str, reason_of: Callable[[ProposalItem], str], tell=lambda done: None
) -> int:
    """Propose for every waiting item, and keep with each its proposal or why there is none; returns how many.

    `waiting` are items without a result; whoever asked for them is who proposes.
    """
    done = 0
    while piece := _piece(waiting, by=by, channel=channel, reason_of=reason_of):
        done += piece
        tell(done)
    return done


def _piece(waiting, *, by, channel: str, reason_of) -> int:
    with acting(by, source="import"), transaction.atomic():
        items = list(
            waiting.waiting().select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:PIECE]
        )
        households = Household.objects.in_bulk([item.household_id for item in items if item.household_id])
        for (kind, reason), group in _groups(items, reason_of):
            chosen = [households[item.household_id] for item in group if item.household_id in households]
            _keep(group, propose_each(households=chosen, kind=kind, reason=reason, by=by, channel=channel))
        if items:
            type(items[0]).objects.bulk_update(items, ["proposal", "refusal", "done_at"])
    return len(items)


def _groups(items: Iterable[ProposalItem], reason_of) -> list[tuple[tuple[str, str], list[ProposalItem]]]:
    """Items with the same kind and reason together: one call each."""
    groups: dict[tuple[str, str], list[ProposalItem]] = {}
    for item in items:
        groups.setdefault((item.kind, reason_of(item)), []).append(item)
    return list(groups.items())


def _keep(items: list[ProposalItem], results: list[Result]) -> None:
    made = {each.item.household_id: each.item for each in results if isinstance(each.item, Proposal)}
    refused = {each.item.pk: each.refusal for each in results if isinstance(each.item, Household)}
    for item in items:
        item.proposal, item.done_at = made.get(item.household_id), timezone.now()
        item.refusal = refused.get(item.household_id, "")[:300]
