"""Many proposals at once, asked for from a list: one item per household, worked off in pieces, each with its result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from poverty.imports.models import ImportBatch
from poverty.verification.choices import ProposalKind


class ItemQuerySet(ScopedQuerySet):
    """Items, by what came of them."""

    def waiting(self):
        """Not yet worked off."""
        return self.filter(done_at=None)

    def proposed(self):
        """For which a proposal was made."""
        return self.filter(proposal__isnull=False)

    def refused(self):
        """For which no proposal could be made; `refusal` says why."""
        return self.filter(done_at__isnull=False, proposal=None)


class ProposalItem(models.Model):
    """A household for which a proposal was asked; after that its proposal, or why there is none."""

    household = models.ForeignKey("poverty.Household", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=ProposalKind)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    proposal = models.ForeignKey("poverty.Proposal", models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(_("why not"), max_length=300, blank=True)

    objects = ItemQuerySet.as_manager()
    area_lookup = "household__region_id"
    view_permission = Perm.VIEW_PROPOSAL

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return f"{self.household_id}: {self.kind}"


class ImportProposal(ProposalItem):
    """A household that an import has recorded and somebody proposed from the import's page."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="proposal_items")

    class Meta(ProposalItem.Meta):
        abstract = False
        verbose_name = _("proposal from an import")
        verbose_name_plural = _("proposals from an import")
        constraints = [models.UniqueConstraint(fields=["batch", "household"], name="import_proposal_once")]
        indexes = [models.Index(fields=["batch", "done_at", "id"], name="import_proposal_open")]
