"""Screens for planning visits: one household, or all that a meeting agreed to."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Perm
from accounts.scope import inside
from core.views import CreateView, PageView
from poverty.households.filters import area_choices
from poverty.households.models import Household
from poverty.visits import selectors, services
from poverty.visits.forms import AssignForm, PlanForm
from poverty.visits.models import Visit
from poverty.visits.services import VisitRefused

AT_ONCE = 200
"""So many proposals stand on the page for planning; the next ones come once these are planned."""


class PlanVisit(CreateView):
    """Plan a visit to one household."""

    permission = Perm.PLAN_VISIT
    model = Visit
    form_class = PlanForm
    heading = gettext_lazy("Plan a visit")
    submit_label = gettext_lazy("Plan the visit")
    success_message = gettext_lazy("The visit is planned; its checklist is fixed from now on.")
    draft_name = "visit_plan"

    @cached_property
    def household(self) -> Household:
        return get_object_or_404(Household.objects.visible_to(self.request.user, self.permission), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.permission):
            self.household  # noqa: B018 - 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"household": self.household}

    def get_initial(self):
        return {"proposal": self.request.GET.get("proposal", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.household), **kwargs)

    def save(self, form):
        data = form.cleaned_data
        try:
            return services.plan_visit(
                household=self.household,
                proposal=data["proposal"],
                assigned_to=data["assigned_to"],
                planned_for=data["planned_for"],
                by=self.request.user,
            )
        except VisitRefused as refused:
            form.add_error(None, str(refused))
            return None

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_cancel_url(self):
        return reverse("poverty:household_visits", args=[self.household.pk])


class PlanEach(PageView):
    """Plan the visits for proposals that meetings agreed to: tick, say who and until when, once for all of them."""

    permission = Perm.PLAN_VISIT
    template_name = "poverty/visits/plan_each.html"

    def proposals(self):
        """The proposals to plan a visit for, in the chosen area, the most urgent first."""
        waiting = selectors.to_plan(self.request.user).select_related("household", "region")
        if area := self.request.GET.get("region", ""):
            waiting = waiting.filter(inside("region_id", area))
        return waiting.order_by("due_on", "pk")

    def get_context_data(self, **kwargs):
        shown = list(self.proposals()[:AT_ONCE])
        kwargs.setdefault("form", self.form(shown))
        return super().get_context_data(
            proposals=shown,
            areas=area_choices(self.request.user),
            area=self.request.GET.get("region", ""),
            chosen=self.request.POST.getlist("proposal"),
            heading=_("Plan visits"),
            **kwargs,
        )

    def form(self, proposals, data=None):
        regions = {proposal.region_id for proposal in proposals}
        return AssignForm(data, user=self.request.user, regions=regions)

    def post(self, request, *args, **kwargs):
        keys = [key for key in request.POST.getlist("proposal")[:AT_ONCE] if key.isascii() and key.isdigit()]
        chosen = list(self.proposals().filter(pk__in=[int(key) for key in keys if len(key) < 18]))
        form = self.form(chosen, request.POST)
        if not form.is_valid() or not chosen:
            if form.is_valid():
                form.add_error(None, _("Tick at least one proposal."))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        results = services.plan_each(
            proposals=chosen,
            assigned_to=form.cleaned_data["assigned_to"],
            planned_for=form.cleaned_data["planned_for"],
            by=request.user,
        )
        refused = [result for result in results if result.refusal]
        messages.success(request, _("Visits planned: %(number)s.") % {"number": len(results) - len(refused)})
        if refused:
            return self.render_to_response(self.get_context_data(refused=refused))
        return HttpResponseRedirect(request.get_full_path())
