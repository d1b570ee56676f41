"""The access log's page, and the way a masked number is shown: for a reason, and written down first."""

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import generic

from accounts.access_log.filters import AccessFilter
from accounts.access_log.models import AccessEvent
from accounts.access_log.services import log_reveal
from accounts.access_log.tables import AccessTable
from accounts.permissions import Perm
from core.views import ListView, ScopedView

SHORTEST_REASON = 5


class AccessList(ListView):
    """Who looked at what, newest first; events without an area are for the city level."""

    model = AccessEvent
    permission = Perm.VIEW_ACCESS_LOG
    table_class = AccessTable
    filter_class = AccessFilter
    select_related = ("region",)

    def subtitle(self) -> str:
        return _("Nothing here can be changed or removed. Numbers of people are never kept in it.")


class RevealView(ScopedView, generic.View):
    """Shows one masked number of one record, after a reason. Subclass it and name `model`, `field` and `label`.

    POST only. 403 without the permission to reveal, 404 outside the area in which the person may reveal. The event is
    written before the number leaves; if it cannot be written, nothing is shown. htmx gets a fragment, a browser
    without scripts a page.
    """

    http_method_names = ["post"]
    permission = Perm.REVEAL_NUMBER
    model: type[models.Model]
    field = ""
    label = ""

    def get_queryset(self):
        """Rows that this person may see and whose numbers this person may have shown."""
        return super().get_queryset().visible_to(self.request.user, self.permission)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = get_object_or_404(self.get_queryset(), pk=pk)
        reason = request.POST.get("reason", "").strip()
        context = {"label": self.label or item._meta.get_field(self.field).verbose_name, "url": request.path}
        if len(reason) < SHORTEST_REASON:
            error = _("Give a reason of at least %(number)s characters.") % {"number": SHORTEST_REASON}
            return self.answer(context | {"error": error, "reason": reason}, status=422)
        with transaction.atomic():
            log_reveal(request.user, item, request, detail=str(context["label"]), reason=reason)
        return self.answer(context | {"number": getattr(item, self.field) or _("not known")})

    def answer(self, context: dict, status: int = 200) -> HttpResponse:
        """The fragment or the page, which no cache may keep."""
        fragment = bool(self.request.headers.get("HX-Request"))
        name = "accounts/reveal.html" if fragment else "accounts/reveal_page.html"
        response = render(self.request, name, context | {"back": self.back()}, status=status)
        response["Cache-Control"] = "no-store"
        return response

    def back(self) -> str:
        """Where a browser without scripts goes on."""
        item = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        return item.get_absolute_url() if item is not None and hasattr(item, "get_absolute_url") else "/"
