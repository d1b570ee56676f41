"""The screens every noun declares: list, detail, create, update, move, export, on Django's own generic views.

A screen is a declaration of about ten lines. Reach and permission stand here once: a screen names its `permission`
and its `model`; rows outside the person's reach are 404, a missing permission is 403, and a row that a save would
put out of reach is rolled back.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import generic

from core.drafts import DraftMixin
from core.models import SavedView
from core.tables import Heading, Page, Table, page_of, total_of
from core.workflow import MoveRefused, moves_of


class GuardedView(AccessMixin):
    """Signed in, and holding `permission`. Views that need no permission are on the list in the scope test."""

    permission: str = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.permission and not request.user.may(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ScopedView(GuardedView):
    """A guarded view over the rows of `model` within the person's reach."""

    model: type[models.Model]
    select_related: tuple[str, ...] = ()

    def get_queryset(self):
        queryset = self.model.objects.visible_to(self.request.user)
        return queryset.select_related(*self.select_related) if self.select_related else queryset


class PageView(GuardedView, generic.TemplateView):
    """A guarded page without a record of its own."""


class ListView(ScopedView, generic.ListView):
    """The one list screen: filter bar, sortable columns, chips, export, saved views, keyset pages, htmx refresh.

    Declare `model`, `permission`, `table_class`, and as needed `filter_class`, `select_related`, `heading`,
    `export_url_name`, `create_url_name` with `create_permission` and `create_label`. An htmx request to the same URL
    gets only the results.
    """

    table_class: type[Table]
    filter_class = None
    heading = ""
    export_url_name = ""
    export_permission = ""
    create_url_name = ""
    create_permission = ""
    create_label = ""
    template_name = "components/list_page.html"
    results_template_name = "components/list_results.html"

    @cached_property
    def table(self) -> Table:
        return self.table_class()

    @cached_property
    def filter(self):
        if self.filter_class is None:
            return None
        return self.filter_class(self.request.GET, queryset=self.get_queryset(), user=self.request.user)

    def filtered(self):
        """The rows that the filter bar leaves; an invalid filter leaves none and says so beside the field."""
        if self.filter is None:
            return self.get_queryset()
        return self.filter.qs if self.filter.is_valid() else self.get_queryset().none()

    def get_template_names(self):
        partial = self.request.htmx and not self.request.htmx.history_restore_request
        return [self.results_template_name if partial else self.template_name]

    def get(self, request, *args, **kwargs):
        self.object_list = self.model.objects.none()
        response = self.render_to_response(self.get_context_data())
        response["Vary"] = "HX-Request"
        return response

    def get_context_data(self, **kwargs):
        column, downward = self.table.sort_of(self.request.GET.get("sort", ""))
        rows = self.filtered()
        page = page_of(rows, column, downward, self.request.GET.get("cursor", ""))
        context = {
            "view": self,
            "heading": self.heading or capfirst(self.model._meta.verbose_name_plural),
            "table": self.table,
            "filter": self.filter,
            "chips": self.filter.chips() if self.filter else [],
            "page": page,
            "rows": self.table.render_rows(page.rows),
            "total": total_of(rows),
            "headings": self._headings(column, downward),
            "query": self._query(),
            "subtitle": self.subtitle(),
            "next_query": self._query(cursor=page.next_cursor) if page.has_next else "",
            "previous_query": self._query(cursor=page.previous_cursor) if page.has_previous else "",
            "saved_views": self._saved_views(),
            "list_name": self.list_name,
        }
        return context | self._actions(page) | kwargs

    def subtitle(self) -> str:
        """A line under the heading; override to give the list's base and date."""
        return ""

    @property
    def list_name(self) -> str:
        return self.request.resolver_match.view_name

    def _actions(self, page: Page) -> dict[str, str]:
        may = self.request.user.may
        create = self.create_url_name and may(self.create_permission or self.permission)
        export = self.export_url_name and may(self.export_permission or self.permission)
        return {
            "create_url": reverse(self.create_url_name) if create else "",
            "export_url": reverse(self.export_url_name) if export and page.rows else "",
        }

    def _headings(self, column, downward) -> list[Heading]:
        out = []
        for each in self.table.columns:
            here = each is column
            wanted = f"-{each.name}" if here and not downward else each.name
            direction = ("descending" if downward else "ascending") if here else ""
            out.append(Heading(each, self._query(sort=wanted, cursor="") if each.sort is not None else "", direction))
        return out

    def _query(self, **changes: str) -> str:
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return query.urlencode()

    def _saved_views(self):
        return SavedView.objects.filter(owner=self.request.user, list_name=self.list_name)


class DetailView(ScopedView, generic.DetailView):
    """A record's page. Declare `model`, `permission`, `template_name`."""


class WithinReachMixin:
    """After a save the row must still be within the person's reach, or the transaction is rolled back."""

    def assert_within_reach(self, instance: models.Model) -> None:
        """Raises `PermissionDenied` (and so rolls back) when the saved row has left the person's reach."""
        if not type(instance).objects.visible_to(self.request.user).filter(pk=instance.pk).exists():
            raise PermissionDenied


class FormScreen(DraftMixin, WithinReachMixin):
    """What create and update share: the user for the form's choices, a service that writes, drafts, a good message."""

    template_name = "components/form_page.html"
    heading = ""
    submit_label = ""
    success_message = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        extra = {
            "heading": self.heading,
            "submit_label": self.submit_label or _("Save"),
            "cancel_url": self.get_cancel_url(),
        }
        return super().get_context_data(**(extra | kwargs))

    def get_cancel_url(self) -> str:
        return ""

    def save(self, form) -> models.Model:
        """Write what the form holds by calling one service; the base class saves a plain ModelForm."""
        return form.save()

    def form_valid(self, form):
        with transaction.atomic():
            self.object = self.save(form)
            if form.errors:
                transaction.set_rollback(True)
                return self.form_invalid(form)
            if hasattr(type(self.object).objects, "visible_to"):
                self.assert_within_reach(self.object)
            self.discard_draft()
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class CreateView(FormScreen, GuardedView, generic.CreateView):
    """A form for a new record. Declare `permission`, `form_class`, `save` (one service) and texts."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None) if not self.takes_instance() else None
        return kwargs

    def takes_instance(self) -> bool:
        return hasattr(self.get_form_class(), "Meta")


class UpdateView(FormScreen, ScopedView, generic.UpdateView):
    """A form for an existing record, with an optimistic lock.

    The form carries the version it was opened at. If somebody else saved since, nothing is written: the page shows
    for each field what stands now and what was typed, keeps what was typed, and the person decides.
    """

    def post(self, request, *args, **kwargs):
        if self.is_draft_request():
            return self.save_draft()
        with transaction.atomic():
            self.object = get_object_or_404(self.get_queryset().select_for_update(of=("self",)), pk=self.kwargs["pk"])
            current = self.object.version
            form = self.get_form()
            if str(current) != request.POST.get("version", ""):
                return self.conflict(form, current)
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def conflict(self, form, current: int) -> HttpResponse:
        """Both versions side by side, 409. Sending the form again from there is a decision, not an accident."""
        form.is_valid()
        context = self.get_context_data(form=form, conflict=self.differences(form), version=current)
        return self.render_to_response(context, status=409)

    def differences(self, form) -> list[dict[str, Any]]:
        """Field by field, what stands now against what was typed."""
        fresh = self.get_form_class()(**(self.get_form_kwargs() | {"data": None, "files": None}))
        rows = []
        for name, field in form.fields.items():
            now, typed = fresh.get_initial_for_field(fresh.fields[name], name), form[name].value()
            if field.has_changed(now, typed):
                rows.append({"label": field.label, "now": show_value(field, now), "typed": show_value(field, typed)})
        return rows

    def get_context_data(self, **kwargs):
        kwargs.setdefault("version", self.object.version)
        return super().get_context_data(**kwargs)

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


def show_value(field, value) -> str:
    """A form value as a person reads it: the label of a choice, a localised date, a dash for nothing."""
    from django.utils.formats import localize

    if value in (None, "", []):
        return "–"
    choices = {str(key): label for key, label in getattr(field, "choices", ())} if hasattr(field, "choices") else {}
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(str(each), each)) for each in value)
    return str(choices.get(str(value), localize(value)))


class MoveView(ScopedView, generic.View):
    """Takes one step of a record's workflow. Only POST; refusals come back as a message on the record's page."""

    http_method_names = ["post"]

    def post(self, request, pk, transition):
        item = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            step = item.workflow[transition]
        except KeyError:
            return HttpResponse(status=404)
        if not request.user.may(step.permission):
            raise PermissionDenied
        try:
            item.workflow.move(item, transition, by=request.user, note=request.POST.get("note", ""))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        return HttpResponseRedirect(item.get_absolute_url())


class WorkflowContextMixin:
    """Adds to a detail page the steps offered to this person and those already taken."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["steps"] = self.object.workflow.offered(self.object, by=self.request.user)
        context["moves"] = moves_of(self.object)
        return context


class SavedViewCreate(GuardedView, generic.View):
    """Keeps the present filters and order of a list under a name."""

    http_method_names = ["post"]

    def post(self, request):
        name, list_name = request.POST.get("name", "").strip()[:80], request.POST.get("list_name", "")[:80]
        query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
        query.pop("cursor", None)
        url = list_url(list_name)
        if name and url:
            SavedView.objects.update_or_create(
                owner=request.user, list_name=list_name, name=name, defaults={"query": query.urlencode()}
            )
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
        else:
            messages.error(request, _("Give the view a name."))
        return HttpResponseRedirect(f"{url or '/'}?{query.urlencode()}")


class SavedViewDelete(GuardedView, generic.View):
    """Takes a saved view away; only its owner can."""

    http_method_names = ["post"]

    def post(self, request, pk):
        view = get_object_or_404(SavedView, pk=pk, owner=request.user)
        view.delete()
        return HttpResponseRedirect(list_url(view.list_name) or "/")


def list_url(list_name: str) -> str:
    """Address of a list by its URL name; empty when there is none, so that a crafted name leads nowhere."""
    from django.urls import NoReverseMatch

    try:
        return reverse(list_name)
    except NoReverseMatch:
        return ""
