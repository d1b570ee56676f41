"""Exports that are written down: who, when, which rows, why."""

from django import forms
from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_export
from core.exports import ExportResource, export_response
from core.forms import ReasonForm
from core.views import ScopedView

LARGEST = 300_000


class ExportForm(ReasonForm):
    """Which file, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("File"), choices=[("xlsx", "Excel (xlsx)"), ("csv", "CSV (;)")], initial="xlsx"
    )


class ExportView(ScopedView, generic.FormView):
    """Exports what a list shows: the same address parameters, the same filters, the same reach.

    Declare `list_view` (whose model, filters and order it takes), `permission` and `resource_class`. GET asks for the
    reason; POST writes the event and answers with the file.
    """

    list_view: type
    resource_class: type[ExportResource]
    form_class = ExportForm
    template_name = "accounts/export.html"

    @property
    def model(self) -> type[models.Model]:
        return self.list_view.model

    def get_queryset(self):
        """The list's rows within this person's reach for exporting, filtered and ordered as shown."""
        view = self.list_view()
        view.setup(self.request)
        column, downward = view.table.sort_of(self.request.GET.get("sort", ""))
        order = models.F(column.sort) if isinstance(column.sort, str) else column.sort
        rows = view.filtered().visible_to(self.request.user, self.permission)
        return rows.order_by(order.desc() if downward else order.asc(), "-pk" if downward else "pk")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        chips = self._chips()
        return super().get_context_data(
            heading=_("Export: %(list)s") % {"list": self.model._meta.verbose_name_plural},
            chips=chips,
            submit_label=_("Export"),
            count=self.get_queryset().order_by()[: LARGEST + 1].count(),
            limit=LARGEST,
            back=f"{reverse(self.list_url_name)}?{self.request.GET.urlencode()}",
            **kwargs,
        )

    list_url_name = ""

    def _chips(self) -> list[str]:
        view = self.list_view()
        view.setup(self.request)
        return [chip.label for chip in view.filter.chips()] if view.filter else []

    def form_valid(self, form) -> HttpResponse:
        user, rows, resource = self.request.user, self.get_queryset()[:LARGEST], self.resource_class()
        reason, chips = form.cleaned_data["reason"], self._chips()
        log_export(user, self.model, self.request, detail="; ".join(chips) or _("no filter"), reason=reason)
        now = date_format(timezone.localtime(), "DATETIME_FORMAT")
        footer = [
            _("Exported by %(name)s on %(when)s") % {"name": user, "when": now},
            _("Reason: %(reason)s") % {"reason": reason},
            _("Filters: %(filters)s") % {"filters": "; ".join(chips) or _("none")},
            _("Personal data: keep it safe and delete it when it is no longer needed."),
        ]
        kind = form.cleaned_data["kind"]
        return export_response(self.model._meta.model_name, kind, resource.columns(), resource.rows(rows, user), footer)
