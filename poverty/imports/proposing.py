"""Proposing many households at once, from an import or a list: asked for first, then worked off in pieces.

Each piece is a transaction: a run that is killed goes on where it stopped, and no household is proposed twice.
"""

from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.scope import inside
from core.history import acting
from core.workflow import Result
from poverty.households.models import Household
from poverty.imports.choices import Action, Table
from poverty.imports.models import ImportBatch, ImportChange
from poverty.imports.proposal_items import ImportProposal, ProposalItem
from poverty.verification.choices import OPEN_STATES, Channel, ProposalKind
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
        items = list(waiting.waiting().select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:PIECE])
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


def new_households(batch: ImportBatch) -> models.QuerySet:
    """The households that an import has recorded and that are still there and active."""
    made = ImportChange.objects.filter(batch=batch, table=Table.HOUSEHOLD, action=Action.INSERT, is_reversed=False)
    return Household.objects.active().filter(pk__in=made.values("record_id"))


def proposable(batch: ImportBatch, user, area: str = "") -> models.QuerySet:
    """Of these, the ones within reach for which nobody has asked or proposed an entry; in one area if named."""
    found = new_households(batch).visible_to(user, Perm.PROPOSE)
    if area:
        found = found.filter(inside("region_id", area))
    opened = Proposal.objects.filter(kind=ProposalKind.ENTRY, exited_member=None, state__in=OPEN_STATES)
    asked = ImportProposal.objects.filter(batch=batch, household__isnull=False)
    return found.exclude(pk__in=opened.values("household")).exclude(pk__in=asked.values("household"))


@transaction.atomic
def ask_for_new(*, batch: ImportBatch, area: str, by) -> int:
    """Ask for the entry of the new households of an import, each once; returns how many were added."""
    keys = proposable(batch, by, area).order_by("pk").values_list("pk", flat=True)
    items = [ImportProposal(batch=batch, household_id=key, kind=ProposalKind.ENTRY, asked_by=by) for key in keys]
    ImportProposal.objects.bulk_create(items, batch_size=2000, ignore_conflicts=True)
    return len(items)


def propose_new(*, batch: ImportBatch, by, tell=lambda done: None) -> int:
    """Propose what this person has asked for on the page of the import; returns how many were worked off."""
    reason = _("Recorded by import %(number)s (%(file)s).") % {"number": batch.pk, "file": batch.original_name}
    waiting = ImportProposal.objects.filter(batch=batch, asked_by=by)
    return work_off(waiting, by=by, channel=Channel.IMPORT, reason_of=lambda item: reason, tell=tell)
