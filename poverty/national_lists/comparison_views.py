"""Screens of the difference between two lists: its figures, its rows, and the verification queue opened from it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.exports import ExportView
from accounts.permissions import Perm
from core.jobs import worker_is_alive
from core.views import DetailView, GuardedView, ListView, ScopedView
from poverty.national_lists import jobs, pages, queueing, services
from poverty.national_lists.filters import DifferenceFilter, QueueFilter
from poverty.national_lists.forms import CompareForm, QueueForm
from poverty.national_lists.models import ListComparison, ListDifference, ListQueueItem
from poverty.national_lists.resources import DifferenceResource
from poverty.national_lists.tables import DifferenceTable, QueueTable


class Compare(GuardedView, generic.FormView):
    """Compare any two complete lists of one source."""

    permission = Perm.COMPARE_NATIONAL_LIST
    form_class = CompareForm
    template_name = "components/form_page.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Compare two lists"),
            submit_label=_("Compare the lists"),
            cancel_url=reverse("poverty:national_list_list"),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            comparison = services.compare(**form.cleaned_data, by=self.request.user)
        except services.ListRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        jobs.go_on_comparing(comparison, by=self.request.user)
        return HttpResponseRedirect(comparison.get_absolute_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class ComparisonDetail(DetailView):
    """The figures of a difference, each with its rows, and how far its queue is."""

    model = ListComparison
    permission = Perm.VIEW_NATIONAL_LIST
    select_related = ("newer", "older", "made_by")
    template_name = "poverty/national_lists/comparison.html"

    def get_context_data(self, **kwargs):
        comparison, is_ready = self.object, self.object.ready_at is not None
        job = None if is_ready else jobs.job_of(jobs.COMPARISON, comparison.pk)
        context = super().get_context_data(job=job, worker_waits=not is_ready and not worker_is_alive(), **kwargs)
        return context | pages.difference_context(comparison if is_ready else None, self.request.user)


class ComparisonProgress(ScopedView, generic.View):
    """The progress of a comparison, or of its queue, alone."""

    model = ListComparison
    permission = Perm.VIEW_NATIONAL_LIST

    def get(self, request, pk):
        comparison = get_object_or_404(self.get_queryset(), pk=pk)
        kind = jobs.QUEUE if comparison.ready_at else jobs.COMPARISON
        job = jobs.job_of(kind, pk)
        if job is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = {"url": request.path, "job": job, "worker_waits": not worker_is_alive()}
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "poverty/national_lists/progress.html", context, headers=headers)


class DifferenceList(ListView):
    """The families of a comparison within reach, by what became of them."""

    model = ListDifference
    permission = Perm.VIEW_NATIONAL_LIST
    table_class = DifferenceTable
    filter_class = DifferenceFilter
    select_related = ("subject", "region", "region_before")
    heading = gettext_lazy("Differences between national lists")
    export_url_name = "poverty:list_difference_export"
    export_permission = Perm.EXPORT_HOUSEHOLD
    template_name = "poverty/national_lists/rows.html"

    @cached_property
    def table(self):
        return DifferenceTable(self.request.user)

    def subtitle(self):
        comparison = self.filter.record()
        return pages.comparison_line(comparison) if comparison else ""

    def back(self):
        """The page of the comparison that is shown."""
        return self.filter.record()


class DifferenceExport(ExportView):
    """The families of a comparison as a file."""

    list_view = DifferenceList
    list_url_name = "poverty:list_difference_list"
    permission = Perm.EXPORT_HOUSEHOLD
    resource_class = DifferenceResource


class QueueOpen(ScopedView, generic.View):
    """Opens the verification queue: choose groups and areas, look at the counts, then propose.

    Also for those who reach only a part of the list: they propose for the families of their own area.
    """

    model = ListComparison
    permission = Perm.COMPARE_NATIONAL_LIST
    http_method_names = ["get", "post"]

    def get_queryset(self):
        found = ListComparison.objects.visible_to(self.request.user).filter(ready_at__isnull=False)
        return found.select_related("newer", "older")

    def get(self, request, pk):
        comparison = get_object_or_404(self.get_queryset(), pk=pk)
        form = QueueForm(request.GET if "groups" in request.GET or "look" in request.GET else None, user=request.user)
        preview = queueing.preview(comparison, form.choice(), request.user) if form.is_valid() else None
        return self.page(comparison, form, preview)

    def post(self, request, pk):
        comparison = get_object_or_404(self.get_queryset(), pk=pk)
        form = QueueForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(comparison, form, None, status=422)
        added = queueing.ask(comparison=comparison, choice=form.choice(), by=request.user)
        job = jobs.go_on_proposing(comparison, count=added, by=request.user) if added else None
        messages.success(request, self.words(added, job))
        return HttpResponseRedirect(f"{reverse('poverty:list_queue_list')}?comparison={pk}")

    def words(self, added: int, job) -> str:
        """What the click brought, for the message above the queue."""
        if not added:
            return _("Nothing was added: these households are in the queue, or proposed, already.")
        if job:
            return _("%(count)s households are in the queue; they are proposed in the background.") % {"count": added}
        return _("%(count)s households were put into the queue; see below what came of each.") % {"count": added}

    def page(self, comparison, form, preview, status: int = 200):
        """The form, with the counts when it was looked at."""
        return TemplateResponse(
            self.request,
            "poverty/national_lists/queue.html",
            {
                "comparison": comparison,
                "heading": _("Open the verification queue"),
                "subtitle": pages.comparison_line(comparison),
                "form": form,
                "preview": preview,
                "sent": [
                    (name, value)
                    for name, values in self.request.GET.lists()
                    if name in form.fields
                    for value in values
                ],
            },
            status=status,
        )


class QueueList(ListView):
    """The households of a queue and what came of each."""

    model = ListQueueItem
    permission = Perm.VIEW_NATIONAL_LIST
    table_class = QueueTable
    filter_class = QueueFilter
    select_related = ("household__region", "proposal", "asked_by")
    heading = gettext_lazy("Verification queue of the national list")
    template_name = "poverty/national_lists/queue_rows.html"

    def get_queryset(self):
        return super().get_queryset().defer("household__photo_front", "household__photo_inside", "household__phone")

    def get_context_data(self, **kwargs):
        comparison = self.filter.record()
        job = jobs.job_of(jobs.QUEUE, comparison.pk) if comparison else None
        return super().get_context_data(
            comparison=comparison, job=job, worker_waits=job is not None and not worker_is_alive(), **kwargs
        )

    def subtitle(self):
        comparison = self.filter.record()
        return pages.comparison_line(comparison) if comparison else ""

    def back(self):
        """The page of the comparison whose queue is shown."""
        return self.filter.record()
