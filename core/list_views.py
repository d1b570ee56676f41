"""The one list screen, and the views of it that people save under a name."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import generic

from core.access import GuardedView, ScopedView
from core.models import SavedView
from core.tables import Heading, Page, Table, page_of, total_of


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
