"""Proposing the new families of a written import, and what came of each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import generic

from accounts.permissions import Perm
from core.jobs import worker_is_alive
from core.views import ListView, ScopedView
from poverty.households.filters import area_choices
from poverty.imports import jobs, proposing
from poverty.imports.models import ImportBatch
from poverty.imports.proposal_items import ImportProposal
from poverty.imports.proposal_tables import ImportProposalFilter, ImportProposalTable


class ImportProposals(ListView):
    """The households of an import for which proposals were asked; above, the form that asks for more."""

    model = ImportProposal
    permission = Perm.VIEW_IMPORT
    table_class = ImportProposalTable
    filter_class = ImportProposalFilter
    select_related = ("household__region", "proposal", "asked_by")
    template_name = "poverty/imports/proposals.html"

    @cached_property
    def batch(self) -> ImportBatch:
        return get_object_or_404(ImportBatch.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def heading(self) -> str:
        return _("Proposals from import %(number)s") % {"number": self.batch.pk}

    def get_queryset(self):
        rows = super().get_queryset().filter(batch=self.batch)
        return rows.defer("household__photo_front", "household__photo_inside", "household__phone")

    def subtitle(self) -> str:
        return self.batch.original_name

    def get_context_data(self, **kwargs):
        user, job = self.request.user, jobs.proposing_job(self.batch)
        may_propose = user.may(Perm.RUN_IMPORT) and user.may(Perm.PROPOSE)
        return super().get_context_data(
            batch=self.batch,
            may_propose=may_propose,
            count=proposing.proposable(self.batch, user).count() if may_propose else 0,
            areas=area_choices(user) if may_propose else [],
            job=job,
            worker_waits=job is not None and not worker_is_alive(),
            **kwargs,
        )


class ImportPropose(ScopedView, generic.View):
    """Proposes the new families, all or those of one area. Only POST."""

    model = ImportBatch
    permission = Perm.RUN_IMPORT
    http_method_names = ["post"]

    def post(self, request, pk):
        batch, user = get_object_or_404(self.get_queryset(), pk=pk), request.user
        if not user.may(Perm.PROPOSE):
            raise PermissionDenied
        area = request.POST.get("area", "")
        if area and area not in dict(area_choices(user)):
            messages.error(request, _("Choose an area within your reach."))
        else:
            self.propose(batch, area)
        return HttpResponseRedirect(reverse("poverty:import_proposals", args=[pk]))

    def propose(self, batch: ImportBatch, area: str) -> None:
        """Ask, work off or hand to the worker, and say what came of it."""
        added = proposing.ask_for_new(batch=batch, area=area, by=self.request.user)
        if not added:
            messages.info(self.request, _("There was nothing left to propose."))
            return
        job = jobs.go_on_proposing(batch, count=added, by=self.request.user)
        words = _("%(count)s households were put into the queue; see below what came of each.")
        if job:
            words = _("%(count)s households are in the queue; they are proposed in the background.")
        messages.success(self.request, words % {"count": added})
