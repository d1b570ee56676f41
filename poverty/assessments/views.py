"""Screens of assessments."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_view
from accounts.permissions import Perm
from core.views import DetailView, ListView, MoveView, ScopedView, UpdateView, WorkflowContextMixin
from poverty.assessments import selectors, services
from poverty.assessments.condition import condition
from poverty.assessments.filters import AssessmentFilter, DueFilter
from poverty.assessments.forms import AssessmentForm
from poverty.assessments.models import DRAFT_NAME, Assessment
from poverty.assessments.tables import TONES, AssessmentTable, DueTable
from poverty.households.models import Household
from poverty.households.views import HouseholdPage


class AssessmentList(ListView):
    """All assessments within reach."""

    model = Assessment
    permission = Perm.VIEW_ASSESSMENT
    table_class = AssessmentTable
    filter_class = AssessmentFilter
    select_related = ("household", "region", "enumerator")

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .only(
                "assessed_on", "state", "source", "spending_per_person", "household__head_name", "household__address",
                "region__name", "enumerator__name", "enumerator__username",
            )
        )  # fmt: skip


class DueList(ListView):
    """Households to assess: never assessed, or too long ago, and nobody is at them."""

    model = Household
    permission = Perm.RECORD_ASSESSMENT
    table_class = DueTable
    filter_class = DueFilter
    heading = gettext_lazy("Households to assess")

    def get_queryset(self):
        last = Assessment.objects.filter(household=OuterRef("pk")).on_site().newest_first().values("assessed_on")[:1]
        return (
            selectors.due_for_assessment(self.request.user)
            .select_related("region")
            .only("head_name", "head_key", "address", "member_count", "region__name")
            .annotate(last_assessed_on=Subquery(last))
        )

    def subtitle(self):
        return _("Never assessed, or last before %(day)s.") % {"day": date_format(selectors.stale_before())}


class AssessmentDetail(WorkflowContextMixin, DetailView):
    """One assessment: where it stands, what is lacking, the rules on it, and every answer. Opening it is noted."""

    model = Assessment
    permission = Perm.VIEW_ASSESSMENT
    select_related = ("household__region", "enumerator")
    template_name = "poverty/assessments/detail.html"

    def get_context_data(self, **kwargs):
        user, assessment = self.request.user, self.object
        with_health = user.may(Perm.VIEW_HEALTH)
        log_view(user, assessment.household, self.request, detail=_("assessment"))
        context = super().get_context_data(
            condition=condition(assessment, list(assessment.household.members.all()), with_health=with_health),
            sections=selectors.answers_by_section(assessment, with_health=with_health),
            progress=selectors.progress_of(assessment, with_health=with_health),
            tone=TONES[assessment.state],
            superseded_by=selectors.superseding(assessment),
            may_change=user.may(Perm.RECORD_ASSESSMENT) and not services.refusal_to_change(assessment, by=user),
            **kwargs,
        )
        return context | self._way(list(context["moves"]), context["steps"])

    def _way(self, moves, offered) -> dict:
        """Where the assessment stands: its states, the steps taken, and the note with which it came back, if it did."""
        last = moves[-1] if moves else None
        return {
            "stages": selectors.stages(self.object, moves),
            "moves": selectors.steps_taken(moves),
            "returned": last if last is not None and last.transition == "return" else None,
            "ready": any(not refusal for _step, refusal in offered),
        }


class AssessmentBegin(ScopedView, generic.View):
    """Begins to assess a household, or goes on with the person's own draft."""

    model = Household
    permission = Perm.RECORD_ASSESSMENT
    http_method_names = ["post"]

    def get_queryset(self):
        return Household.objects.visible_to(self.request.user, self.permission)

    def post(self, request, pk):
        household = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            assessment = services.begin_assessment(household=household, by=request.user)
        except services.AssessmentRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("poverty:household_assessments", args=[pk]))
        return HttpResponseRedirect(reverse("poverty:assessment_update", args=[assessment.pk]))


class AssessmentUpdate(UpdateView):
    """The questionnaire. What is typed is kept as a draft at once; saving writes it into the assessment."""

    model = Assessment
    permission = Perm.RECORD_ASSESSMENT
    form_class = AssessmentForm
    select_related = ("household__region", "enumerator")
    template_name = "poverty/assessments/form.html"
    heading = gettext_lazy("Assessment")
    success_message = gettext_lazy("The answers are saved.")
    draft_name = DRAFT_NAME

    def get_queryset(self):
        within = Assessment.objects.visible_to(self.request.user, self.permission)
        return within.select_related(*self.select_related)

    @cached_property
    def record(self) -> Assessment:
        """The assessment, before any lock; 404 outside reach, also for a draft that is only kept."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def refusal(self) -> str:
        """Why nobody may write here now; asked before the form is shown, and again by the service."""
        return services.refusal_to_change(self.record, by=self.request.user)

    def get(self, request, *args, **kwargs):
        if refusal := self.refusal():
            messages.error(request, refusal)
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def save_draft(self):
        refusal = self.refusal()
        if refusal and self.request.POST["draft"] != "discard":
            return HttpResponse(escape(refusal))
        return super().save_draft()

    def draft_label(self) -> str:
        return _("Assessment of household %(name)s") % {"name": self.record.household}

    def save(self, form):
        try:
            return services.save_answers(assessment=form.instance, data=form.answers(), by=self.request.user)
        except services.AssessmentRefused as refused:
            form.add_error(None, str(refused))
            return form.instance

    def conflict(self, form, current):
        if refusal := services.refusal_to_change(self.object, by=self.request.user):
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return super().conflict(form, current)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(household=self.object.household, **kwargs)
        return context | {"parts": list(context["form"].parts()), "progress": context["form"].progress}

    def get_success_url(self):
        return self.object.get_absolute_url()


class AssessmentMove(MoveView):
    """Submits, verifies or returns an assessment, within the reach of that step's own permission."""

    model = Assessment
    permission = Perm.VIEW_ASSESSMENT

    def get_queryset(self):
        user, step = self.request.user, Assessment.workflow.transitions.get(self.kwargs["transition"])
        return Assessment.objects.visible_to(user, step.permission if step and user.may(step.permission) else "")


class HouseholdAssessments(HouseholdPage):
    """The tab of a household with all its assessments, newest first."""

    permission = Perm.VIEW_ASSESSMENT
    template_name = "poverty/assessments/household.html"
    tab = "assessments"

    def get_context_data(self, **kwargs):
        user, household = self.request.user, self.object
        rows = household.assessments.visible_to(user).newest_first().select_related("enumerator")
        log_view(user, household, self.request, detail=_("assessments"))
        return super().get_context_data(
            lines=selectors.succession(list(rows)),
            beginning=selectors.beginning(household, user),
            today=timezone.localdate(),
            **kwargs,
        )
