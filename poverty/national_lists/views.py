"""Screens of national lists: the lists, one list, taking one in, its families, its steps."""

from django.contrib import messages
from django.core.exceptions import ValidationError
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
from core.refusals import put_refusal
from core.views import DetailView, GuardedView, ListView, MoveView, ScopedView, WorkflowContextMixin
from core.workflow import MoveRefused
from poverty.national_lists import jobs, pages, selectors, services
from poverty.national_lists.filters import EntryFilter, NationalListFilter
from poverty.national_lists.forms import FileForm, NationalListForm
from poverty.national_lists.models import NationalList, NationalListEntry
from poverty.national_lists.resources import EntryResource
from poverty.national_lists.tables import EntryTable, NationalListTable


class NationalListList(ListView):
    """The national lists, newest first."""

    model = NationalList
    permission = Perm.VIEW_NATIONAL_LIST
    table_class = NationalListTable
    filter_class = NationalListFilter
    select_related = ("previous",)
    create_url_name = "poverty:national_list_create"
    create_permission = Perm.COMPARE_NATIONAL_LIST
    create_label = gettext_lazy("Take in a national list")
    template_name = "poverty/national_lists/list.html"

    def get_context_data(self, **kwargs):
        lists = NationalList.objects.visible_to(self.request.user).closed()
        may_compare = self.request.user.may(Perm.COMPARE_NATIONAL_LIST) and lists[:2].count() > 1
        return super().get_context_data(may_compare=may_compare, **kwargs)


class NationalListCreate(GuardedView, generic.FormView):
    """Use an import as the national list of a quarter."""

    permission = Perm.COMPARE_NATIONAL_LIST
    form_class = NationalListForm
    template_name = "components/form_page.html"

    def get_initial(self):
        batch = self.request.GET.get("batch", "")
        return {"batch": batch} if batch.isdigit() else {}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Take in a national list"),
            subtitle=_("It is kept as the state sent it; no later change of the registry alters it."),
            submit_label=_("Take in the list"),
            cancel_url=reverse("poverty:national_list_list"),
            **kwargs,
        )

    def form_valid(self, form):
        data, user = form.cleaned_data, self.request.user
        try:
            made = services.begin(**data, by=user)
        except services.ListRefused as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            put_refusal(form, error)
        if form.errors:
            return self.form_invalid(form)
        jobs.go_on(made, rows=data["batch"].counts.get("rows", 0), by=user)
        return HttpResponseRedirect(made.get_absolute_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class NationalListDetail(WorkflowContextMixin, DetailView):
    """One list: where it stands, what it holds, and what changed since the one before."""

    model = NationalList
    permission = Perm.VIEW_NATIONAL_LIST
    select_related = ("previous", "region", "loaded_by")
    template_name = "poverty/national_lists/detail.html"

    def get_context_data(self, **kwargs):
        national_list, user = self.object, self.request.user
        comparison = selectors.main_comparison(national_list) if national_list.is_closed else None
        context = super().get_context_data(
            national_list=national_list,
            stages=pages.stages(national_list),
            job=jobs.job_of(jobs.LIST, national_list.pk) if national_list.is_working else None,
            worker_waits=national_list.is_working and not worker_is_alive(),
            parts=national_list.parts.select_related("batch", "taken_by").order_by("pk"),
            others=pages.other_comparisons(national_list, comparison, user),
            may_run=self.may_run(),
            **kwargs,
        )
        if not national_list.is_working:
            context |= pages.list_context(national_list, user)
        return context | pages.difference_context(comparison, user) | {"moves": pages.told(national_list)}

    def may_run(self) -> bool:
        """Whether this person may take in files and close: only who reaches the whole list."""
        lists = NationalList.objects.visible_to(self.request.user, Perm.COMPARE_NATIONAL_LIST)
        return lists.filter(pk=self.object.pk).exists()


class NationalListProgress(ScopedView, generic.View):
    """The progress alone, asked for every second; when the work is over the whole page is loaded again."""

    model = NationalList
    permission = Perm.VIEW_NATIONAL_LIST

    def get(self, request, pk):
        national_list = get_object_or_404(self.get_queryset(), pk=pk)
        if not national_list.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = {
            "url": request.path,
            "job": jobs.job_of(jobs.LIST, pk),
            "worker_waits": not worker_is_alive(),
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "poverty/national_lists/progress.html", context, headers=headers)


class NationalListMove(MoveView):
    """Works through, opens again, or withdraws a list."""

    model = NationalList
    permission = Perm.VIEW_NATIONAL_LIST


class NationalListFile(ScopedView, generic.FormView):
    """One more file of a list that came in several."""

    model = NationalList
    permission = Perm.COMPARE_NATIONAL_LIST
    form_class = FileForm
    template_name = "components/form_page.html"

    @cached_property
    def national_list(self) -> NationalList:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "national_list": self.national_list}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Add a file to %(list)s") % {"list": self.national_list},
            submit_label=_("Add the file"),
            cancel_url=self.national_list.get_absolute_url(),
            **kwargs,
        )

    def form_valid(self, form):
        batch, user = form.cleaned_data["batch"], self.request.user
        try:
            services.add_file(national_list=self.national_list, batch=batch, by=user)
        except (services.ListRefused, MoveRefused) as refused:
            form.add_error("batch", str(refused))
            return self.form_invalid(form)
        jobs.go_on(self.national_list, rows=batch.counts.get("rows", 0), by=user)
        return HttpResponseRedirect(self.national_list.get_absolute_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class NationalListClose(ScopedView, generic.View):
    """All files are in: the list is complete and is compared. Only POST."""

    model = NationalList
    permission = Perm.COMPARE_NATIONAL_LIST
    http_method_names = ["post"]

    def post(self, request, pk):
        national_list = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            services.close(national_list=national_list, by=request.user)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            jobs.go_on(national_list, rows=national_list.entry_count, by=request.user)
        return HttpResponseRedirect(national_list.get_absolute_url())


class NationalListLink(ScopedView, generic.View):
    """Looks again for families of the list that were not found in the registry. Only POST."""

    model = NationalList
    permission = Perm.COMPARE_NATIONAL_LIST
    http_method_names = ["post"]

    def post(self, request, pk):
        national_list = get_object_or_404(self.get_queryset(), pk=pk)
        found = services.link(national_list=national_list, by=request.user)
        messages.success(request, _("%(count)s families were found in the registry.") % {"count": found})
        return HttpResponseRedirect(national_list.get_absolute_url())


class EntryList(ListView):
    """The families of a list within reach."""

    model = NationalListEntry
    permission = Perm.VIEW_NATIONAL_LIST
    table_class = EntryTable
    filter_class = EntryFilter
    select_related = ("region",)
    heading = gettext_lazy("Families on the national list")
    export_url_name = "poverty:national_entry_export"
    export_permission = Perm.EXPORT_HOUSEHOLD
    template_name = "poverty/national_lists/rows.html"

    @cached_property
    def table(self):
        return EntryTable(self.request.user)

    def subtitle(self):
        national_list = self.filter.record()
        return pages.list_line(national_list) if national_list else ""

    def back(self):
        """The page of the list that is shown."""
        return self.filter.record()


class EntryExport(ExportView):
    """The families of a list as a file."""

    list_view = EntryList
    list_url_name = "poverty:national_entry_list"
    permission = Perm.EXPORT_HOUSEHOLD
    resource_class = EntryResource
