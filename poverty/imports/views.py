"""Screens of imports: list, upload, matching of columns, the import's page with its progress, rows, workbook."""

import tempfile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_download
from accounts.permissions import Perm
from core.jobs import worker_is_alive
from core.views import DetailView, GuardedView, ListView, ScopedView
from core.workflow import MoveRefused
from poverty.imports import jobs, selectors, services
from poverty.imports.choices import BatchState
from poverty.imports.forms import MatchForm, UploadForm
from poverty.imports.lists import ImportFilter, ImportTable, RowFilter, RowTable
from poverty.imports.models import ImportBatch, ImportRow
from poverty.imports.pages import job_of, stages, tiles, told
from poverty.imports.refusals import FileRefused
from poverty.imports.workbook import write_rejected

OPEN_STATES = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)


class ImportList(ListView):
    """All imports within reach."""

    model = ImportBatch
    permission = Perm.VIEW_IMPORT
    table_class = ImportTable
    filter_class = ImportFilter
    select_related = ("owner",)
    create_url_name = "poverty:import_create"
    create_permission = Perm.RUN_IMPORT
    create_label = gettext_lazy("Upload a list")


class ImportCreate(GuardedView, generic.FormView):
    """Upload a sheet; what is wrong with the file as a whole is said at once, beside the field."""

    permission = Perm.RUN_IMPORT
    form_class = UploadForm
    template_name = "poverty/imports/upload.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Upload a list"),
            submit_label=_("Upload"),
            cancel_url=reverse("poverty:import_list"),
            **kwargs,
        )

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            batch = services.receive(file=file, name=file.name, by=self.request.user)
        except FileRefused as refused:
            form.add_error("file", _(refused.sentence) % refused.params)
            return self.form_invalid(form)
        except PermissionError:
            raise PermissionDenied from None
        return HttpResponseRedirect(reverse("poverty:import_match", args=[batch.pk]))

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class ImportMatch(ScopedView, generic.FormView):
    """Which column means what: proposed, and corrected by a person; then the check starts."""

    model = ImportBatch
    permission = Perm.RUN_IMPORT
    form_class = MatchForm
    template_name = "poverty/imports/match.html"

    @cached_property
    def batch(self) -> ImportBatch:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if self.batch.state not in OPEN_STATES:
            return HttpResponseRedirect(self.batch.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "batch": self.batch}

    def get_initial(self):
        names = ("sheet", "layout", "header_row", "reference_date")
        return {name: getattr(self.batch, name) for name in names}

    def get_context_data(self, **kwargs):
        batch = self.batch
        return super().get_context_data(
            batch=batch,
            heading=batch.original_name,
            stages=stages(batch),
            ignored=selectors.ignored_columns(batch),
            known_before=selectors.was_matched_before(batch),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.batch.state not in OPEN_STATES:
            return HttpResponseRedirect(self.batch.get_absolute_url())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        data = form.cleaned_data
        chosen = (data["sheet"], data["layout"], data["header_row"])
        if "again" in self.request.POST or chosen != (self.batch.sheet, self.batch.layout, self.batch.header_row):
            return self._look_again(form)
        services.match_columns(
            batch=self.batch,
            mapping=form.mapping(),
            reference_date=data["reference_date"],
            by=self.request.user,
        )
        return start_step(self.request, self.batch, "check")

    def _look_again(self, form):
        data = form.cleaned_data
        try:
            services.look_again(
                batch=self.batch,
                layout=data["layout"],
                sheet=data["sheet"],
                header_row=data["header_row"],
                by=self.request.user,
            )
        except FileRefused as refused:
            form.add_error("sheet", _(refused.sentence) % refused.params)
            return self.form_invalid(form)
        messages.info(self.request, _("The columns were matched again. Look them over, then check the rows."))
        return HttpResponseRedirect(self.request.path)

    def form_invalid(self, form):
        if "again" in self.request.POST and not {"sheet", "layout", "header_row"} & set(form.errors):
            return self._look_again(form)
        response = super().form_invalid(form)
        response.status_code = 422
        return response


def start_step(request, batch: ImportBatch, step: str) -> HttpResponse:
    """Take a step that the worker finishes; a refusal comes back as a message on the import's page."""
    try:
        jobs.start(batch, step, by=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(batch.get_absolute_url())


class ImportDetail(DetailView):
    """The import's page: where it stands, progress, preview with its figures, and what can be done next."""

    model = ImportBatch
    permission = Perm.VIEW_IMPORT
    select_related = ("owner", "repeats")
    template_name = "poverty/imports/detail.html"

    def get_context_data(self, **kwargs):
        batch, user = self.object, self.request.user
        return super().get_context_data(
            batch=batch,
            heading=_("Import %(number)s") % {"number": batch.pk},
            stages=stages(batch),
            tiles=tiles(batch),
            job=job_of(batch) if batch.is_working else None,
            worker_waits=batch.is_working and not worker_is_alive(),
            may_run=user.may(Perm.RUN_IMPORT),
            nothing_to_write=bool(batch.missing("commit")),
            refused=selectors.refused_count(batch),
            repeats=selectors.repeated_by(batch),
            new_families=selectors.new_families(batch),
            asked=selectors.asked_proposals(batch),
            may_see_requests=user.may(Perm.VIEW_CHANGE_REQUEST),
            may_list=user.may(Perm.COMPARE_NATIONAL_LIST) and selectors.may_become_a_list(batch),
            moves=told(batch),
            **kwargs,
        )


class ImportProgress(ScopedView, generic.View):
    """The progress bar alone, asked for every second; when the work is over the whole page is loaded again."""

    model = ImportBatch
    permission = Perm.VIEW_IMPORT

    def get(self, request, pk):
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        if not batch.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(
            request,
            "poverty/imports/progress.html",
            {"batch": batch, "job": job_of(batch), "worker_waits": not worker_is_alive()},
            headers={"Cache-Control": "no-store"},
        )


class ImportStep(ScopedView, generic.View):
    """Takes a step: check (again), commit, undo, cancel. Only POST."""

    model = ImportBatch
    permission = Perm.RUN_IMPORT
    http_method_names = ["post"]
    STEPS = ("check", "commit", "undo", "cancel")

    def post(self, request, pk, step):
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        if step not in self.STEPS:
            return HttpResponse(status=404)
        if step != "cancel":
            return start_step(request, batch, step)
        try:
            services.cancel(batch=batch, by=request.user)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The import is cancelled; nothing was written."))
        return HttpResponseRedirect(batch.get_absolute_url())


class ImportRows(ListView):
    """The rows of one import, by outcome."""

    model = ImportRow
    permission = Perm.VIEW_IMPORT
    table_class = RowTable
    filter_class = RowFilter
    template_name = "poverty/imports/rows.html"

    @cached_property
    def batch(self) -> ImportBatch:
        return get_object_or_404(ImportBatch.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def table(self) -> RowTable:
        return RowTable(self.batch, self.request.user)

    @property
    def heading(self) -> str:
        return _("Rows of import %(number)s") % {"number": self.batch.pk}

    def get_queryset(self):
        return ImportRow.objects.filter(batch=self.batch).defer("cells")

    def subtitle(self) -> str:
        return self.batch.original_name


class ImportWorkbook(ScopedView, generic.View):
    """The rejected rows as the person's own workbook: cells coloured, reasons in comments. Written down."""

    model = ImportBatch
    permission = Perm.RUN_IMPORT

    def get(self, request, pk):
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
        count = write_rejected(
            file.name,
            headings=batch.headings,
            mapping=batch.mapping,
            rows=selectors.rejected_rows(batch),
            translate=_,
        )
        log_download(request.user, batch, request, detail=_("%(count)s rejected rows") % {"count": count})
        response = FileResponse(file, as_attachment=True, filename=_("rejected-rows-%(n)s.xlsx") % {"n": batch.pk})
        response["Cache-Control"] = "private, no-store"
        return response
