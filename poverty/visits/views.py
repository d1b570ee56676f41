"""Screens of visits: the list, the page of one visit, its photos, and the tab of a household."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import generic

from accounts.access_log.services import log_download, log_view
from accounts.permissions import Perm
from core.views import DetailView, ListView, MoveView, ScopedView, WorkflowContextMixin
from poverty.households.views import HouseholdPage
from poverty.visits import evidence, selectors
from poverty.visits.filters import VisitFilter
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.tables import VisitTable


class VisitList(ListView):
    """All visits within reach."""

    model = Visit
    permission = Perm.VIEW_VISIT
    table_class = VisitTable
    filter_class = VisitFilter
    select_related = ("household", "region", "assigned_to")
    template_name = "poverty/visits/list.html"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .only(
                "planned_for", "state", "outcome", "household__head_name", "household__address", "region__name",
                "assigned_to__name", "assigned_to__username",
            )
        )  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_plan=self.request.user.may(Perm.PLAN_VISIT), **kwargs)


class VisitDetail(WorkflowContextMixin, DetailView):
    """One visit: found beside declared, photos, place, signals for whoever weighs it. Opening it is noted."""

    model = Visit
    permission = Perm.VIEW_VISIT
    select_related = ("household__region", "assigned_to", "planned_by", "proposal")
    template_name = "poverty/visits/detail.html"

    def get_context_data(self, **kwargs):
        visit, user = self.object, self.request.user
        log_view(user, visit.household, self.request, detail=_("visit"))
        photos = selectors.photos_of(visit)
        seen = evidence.signals_for(visit, photos, user)
        context = super().get_context_data(
            household=visit.household,
            photos=photos,
            beside=selectors.beside(visit, user),
            metres=evidence.metres_from_house(visit),
            signals=seen,
            openable=evidence.openable(seen, user),
            next_act=selectors.next_act(visit, user),
            may_record=visit.assigned_to_id == user.pk and user.may(Perm.RECORD_VISIT),
            may_see_proposal=user.may(Perm.VIEW_PROPOSAL),
            may_assess=user.may(Perm.RECORD_ASSESSMENT),
            **kwargs,
        )
        words = {"plan": _("Planned"), "finish": _("Handed in"), "cancel": _("Cancelled")}
        return context | {"taken": [(words.get(move.transition, move.transition), move) for move in context["moves"]]}


class VisitPhotoFile(ScopedView, generic.View):
    """A photo of a visit, for those within reach; every look is noted."""

    model = VisitPhoto
    permission = Perm.VIEW_VISIT

    def get(self, request, pk, client_id):
        photo = get_object_or_404(self.get_queryset().select_related("visit__household"), visit=pk, client_id=client_id)
        try:
            picture = photo.image.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        log_download(request.user, photo.visit.household, request, detail=_("photo of a visit"))
        response: HttpResponse = FileResponse(picture, content_type="image/jpeg")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class VisitMove(MoveView):
    """Cancels a visit that is planned."""

    model = Visit
    permission = Perm.VIEW_VISIT


class HouseholdVisits(HouseholdPage):
    """The tab of a household with all its visits, newest first."""

    permission = Perm.VIEW_VISIT
    template_name = "poverty/visits/household.html"
    tab = "visits"

    def get_context_data(self, **kwargs):
        user, household = self.request.user, self.object
        log_view(user, household, self.request, detail=_("visits"))
        visits = household.visits.visible_to(user).select_related("assigned_to", "proposal").order_by("-pk")
        return super().get_context_data(
            visits=[(visit, selectors.summary(visit)) for visit in visits],
            may_plan=selectors.may_plan(household, user),
            **kwargs,
        )
