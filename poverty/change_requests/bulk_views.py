"""Deciding several requests together: a list of boxes, and a page that says what became of each."""

from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Perm
from core.access import within_reach
from core.views import ListView
from poverty.change_requests import selectors, services
from poverty.change_requests.choices import LineDecision
from poverty.change_requests.filters import DecideFilter
from poverty.change_requests.models import ChangeRequest
from poverty.change_requests.showing import subject_of
from poverty.change_requests.tables import DecideTable


class DecideMany(ListView):
    """Requests of others within reach, each with what it would change and a box to choose it."""

    model = ChangeRequest
    permission = Perm.DECIDE_CHANGE
    table_class = DecideTable
    filter_class = DecideFilter
    heading = gettext_lazy("Decide several requests together")
    template_name = "poverty/change_requests/decide_many.html"
    select_related = ("household", "member", "region", "requested_by")

    @cached_property
    def table(self) -> DecideTable:
        return DecideTable(self.request.user, chosen=self.request.GET.get("chosen") == "all")

    def get_queryset(self):
        rows = selectors.to_decide(self.request.user).select_related(*self.select_related)
        return selectors.with_conflicts(rows.prefetch_related("lines").defer("region__boundary"))

    def subtitle(self) -> str:
        return _("Requests in conflict are decided one by one; here they are refused with the reason and stay open.")

    def get_context_data(self, **kwargs):
        all_query = self._query(chosen="all")
        return super().get_context_data(all_query=all_query, limit=services.BULK_LIMIT, **kwargs)

    def post(self, request):
        """Decide the chosen ones; the answer lists every one of them with what became of it."""
        keys = [int(key) for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()]
        decision, note = request.POST.get("decision", ""), request.POST.get("note", "").strip()
        problem = self._problem(keys, decision, note)
        if problem:
            return self._page(request, problem=problem, status=422)
        rows = within_reach(ChangeRequest, request.user, self.permission).filter(pk__in=keys)
        found = list(rows.select_related("household", "member").prefetch_related("lines"))
        results = services.decide_each(requests=found, decision=decision, note=note, by=request.user)
        told = [
            {"item": result.item, "subject": subject_of(result.item), "refusal": result.refusal} for result in results
        ]
        return self._page(
            request,
            results=told,
            done=sum(not each["refusal"] for each in told),
            refused=sum(bool(each["refusal"]) for each in told),
            missing=len(set(keys)) - len(found),
            accepted=decision == LineDecision.ACCEPTED,
        )

    def _page(self, request, status: int = 200, **context):
        return render(
            request,
            "poverty/change_requests/results.html",
            {"heading": _("What became of each request"), **context},
            status=status,
        )

    def _problem(self, keys: list[int], decision: str, note: str) -> str:
        """Why nothing was tried; empty when it was."""
        if decision not in (LineDecision.ACCEPTED, LineDecision.REFUSED):
            return _("Choose whether to accept or to refuse.")
        if not keys:
            return _("Choose at least one request.")
        if len(keys) > services.BULK_LIMIT:
            return _("Choose at most %(number)s requests at a time.") % {"number": services.BULK_LIMIT}
        if decision == LineDecision.REFUSED and not note:
            return _("Say why these requests are refused.")
        return ""
