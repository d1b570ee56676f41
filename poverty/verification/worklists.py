"""Worklists: households to be proposed, chosen from a list and proposed together."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Perm
from core.views import ListView
from poverty.households.models import Household
from poverty.verification import selectors, services
from poverty.verification.choices import Channel, ProposalKind
from poverty.verification.filters import WorklistFilter
from poverty.verification.tables import StaleTable, WorklistTable
from poverty.verification.views import MOST, results_context


class Worklist(ListView):
    """Households of one worklist. A POST proposes the chosen ones, each with its result."""

    model = Household
    permission = Perm.PROPOSE
    table_class = WorklistTable
    filter_class = WorklistFilter
    template_name = "poverty/verification/worklist.html"
    kind = ProposalKind.ENTRY
    reason = ""
    button = ""

    def rows(self):
        """The households of this worklist within the person's reach."""
        raise NotImplementedError

    def get_queryset(self):
        return self.rows().select_related("region").only(
            "head_name", "head_key", "address", "member_count", "decile", "verified_on", "region__name"
        )  # fmt: skip

    def post(self, request, *args, **kwargs):
        keys = [key for key in request.POST.getlist("chosen") if key.isdigit()][:MOST]
        chosen = list(Household.objects.filter(pk__in=self.rows().filter(pk__in=keys).values("pk")))
        if not chosen:
            messages.error(request, _("Choose at least one household."))
            return HttpResponseRedirect(request.get_full_path())
        reason = request.POST.get("reason", "").strip() or str(self.reason)
        results = services.propose_each(
            households=chosen, kind=self.kind, reason=reason, by=request.user, channel=Channel.REGISTRY
        )
        return render(
            request,
            "poverty/verification/results.html",
            results_context(results, self.button, back=request.path),
        )


class StaleList(Worklist):
    """Households whose verification is too old."""

    heading = gettext_lazy("Verifications that are too old")
    table_class = StaleTable
    kind = ProposalKind.REVERIFICATION
    reason = gettext_lazy("The verification is too old.")
    button = gettext_lazy("Propose to verify again")

    def rows(self):
        return selectors.stale_households(self.request.user)

    def subtitle(self):
        return _("Last verified before %(day)s.") % {"day": date_format(selectors.stale_before())}


class NeverVerifiedList(Worklist):
    """Households in deciles 1 and 2 that nobody has verified."""

    heading = gettext_lazy("Poor and never verified")
    reason = gettext_lazy("In decile 1 or 2 and not verified.")
    button = gettext_lazy("Propose for entry")

    def rows(self):
        return selectors.never_verified(self.request.user)

    def subtitle(self):
        return _("In national decile 1 or 2 as given, without a verification and without an open proposal.")
