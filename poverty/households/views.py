"""Screens of households."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.exports import ExportView
from accounts.access_log.models import AccessEvent
from accounts.access_log.services import log_download, log_view
from accounts.access_log.views import RevealView
from accounts.permissions import Perm
from core.history import changes_of
from core.views import CreateView, DetailView, ListView, ScopedView, UpdateView
from poverty.households import services
from poverty.households.filters import HouseholdFilter
from poverty.households.forms import HouseholdCreateForm, HouseholdUpdateForm, PhotosForm
from poverty.households.history import show_masked
from poverty.households.models import Household
from poverty.households.panels import PANELS, TABS, Tab, add_tab
from poverty.households.quality import wanting
from poverty.households.requesting import RequestScreen
from poverty.households.resources import HouseholdResource
from poverty.households.tables import HouseholdTable
from poverty.households.timeline import timeline_of

add_tab(Tab(0, "summary", gettext_lazy("Summary"), "poverty:household_detail", Perm.VIEW_HOUSEHOLD))
add_tab(
    Tab(
        10,
        "members",
        gettext_lazy("Members"),
        "poverty:household_members",
        Perm.VIEW_HOUSEHOLD,
        lambda h: h.member_count,
    )
)
add_tab(Tab(80, "history", gettext_lazy("History"), "poverty:household_history", Perm.VIEW_HISTORY))
add_tab(Tab(90, "access", gettext_lazy("Who looked"), "poverty:household_access", Perm.VIEW_ACCESS_LOG))


class HouseholdList(ListView):
    """All households within reach."""

    model = Household
    permission = Perm.VIEW_HOUSEHOLD
    table_class = HouseholdTable
    filter_class = HouseholdFilter
    select_related = ("region", "head")
    export_url_name = "poverty:household_export"
    export_permission = Perm.EXPORT_HOUSEHOLD
    create_url_name = "poverty:household_create"
    create_permission = Perm.RECORD_HOUSEHOLD
    create_label = gettext_lazy("Record a household")

    def get_queryset(self):
        return super().get_queryset().defer("photo_front", "photo_inside", "phone")


class HouseholdExport(ExportView):
    """The household list as a file."""

    list_view = HouseholdList
    list_url_name = "poverty:household_list"
    permission = Perm.EXPORT_HOUSEHOLD
    resource_class = HouseholdResource


class HouseholdPage(DetailView):
    """What the tabs of a household share: the head of the page and the tabs this person may open."""

    model = Household
    permission = Perm.VIEW_HOUSEHOLD
    select_related = ("region__parent", "recorded_by", "verified_by")
    tab = "summary"

    def get_context_data(self, **kwargs):
        user, household = self.request.user, self.object
        tabs = [
            {
                "label": tab.label,
                "url": reverse(tab.url_name, args=[household.pk]),
                "count": tab.count(household) if tab.count else None,
                "here": tab.name == self.tab,
            }
            for tab in TABS
            if user.may(tab.permission)
        ]
        may_record = user.may(Perm.RECORD_HOUSEHOLD)
        return super().get_context_data(household=household, tabs=tabs, may_record=may_record, **kwargs)


class HouseholdDetail(HouseholdPage):
    """The first tab: what is lacking, the cards of other nouns, the facts. Opening it is written down."""

    template_name = "poverty/households/detail.html"

    def get_context_data(self, **kwargs):
        household, user = self.object, self.request.user
        members = list(household.members.all())
        latest = household.assessments.that_counts()
        cards = [
            {"column": panel.column, "template": panel.template, "data": data}
            for panel in PANELS
            if user.may(panel.permission) and (data := panel.context(household, user, members, latest)) is not None
        ]
        log_view(user, household, self.request)
        lacking = wanting(
            household, members, latest, timezone.localdate(), oldest_months=settings.ASSESSMENT_STALE_MONTHS
        )
        return super().get_context_data(
            cards=cards,
            lacking=lacking,
            timeline=timeline_of(household, members),
            may_reveal=user.may(Perm.REVEAL_NUMBER),
            **kwargs,
        )


class HouseholdMembers(HouseholdPage):
    """The people of a household, those who left it below."""

    template_name = "poverty/households/members.html"
    tab = "members"

    def get_context_data(self, **kwargs):
        members = list(self.object.members.order_by("birth_date", "pk"))
        order = {"head": 0, "husband": 1, "wife": 1, "spouse": 1}
        members.sort(key=lambda member: order.get(member.relation, 2))
        log_view(self.request.user, self.object, self.request, detail=_("members"))
        requests = self.object.change_requests.visible_to(self.request.user).awaiting().order_by("pk")
        return super().get_context_data(
            open_requests=list(requests.exclude(target="household").select_related("requested_by")),
            present=[member for member in members if services.is_present(member)],
            gone=[member for member in members if not services.is_present(member)],
            may_see_health=self.request.user.may(Perm.VIEW_HEALTH),
            may_reveal=self.request.user.may(Perm.REVEAL_NUMBER),
            **kwargs,
        )


class HouseholdHistory(HouseholdPage):
    """Every change of the household, its members and assessments: who, when, from where, before and after."""

    permission = Perm.VIEW_HISTORY
    template_name = "poverty/households/history.html"
    tab = "history"

    def get_context_data(self, **kwargs):
        household = self.object
        changes = changes_of(
            (Household.objects.filter(pk=household.pk), _("Household")),
            (household.members.all(), _("Member")),
            (household.assessments.all(), _("Assessment")),
            show=show_masked(self.request.user),
        )
        return super().get_context_data(changes=changes, **kwargs)


class HouseholdAccess(HouseholdPage):
    """Who looked at this household, and why."""

    permission = Perm.VIEW_ACCESS_LOG
    template_name = "poverty/households/access.html"
    tab = "access"

    def get_context_data(self, **kwargs):
        household = self.object
        events = AccessEvent.objects.visible_to(self.request.user)
        mine = events.filter(subject_type="poverty.household", subject_id=household.pk)
        people = events.filter(
            subject_type="poverty.member", subject_id__in=list(household.members.values_list("pk", flat=True))
        )
        found = sorted([*mine.order_by("-at")[:200], *people.order_by("-at")[:200]], key=lambda e: e.at, reverse=True)
        return super().get_context_data(events=found, **kwargs)


class HouseholdCreate(CreateView):
    """Record a household and its head."""

    permission = Perm.RECORD_HOUSEHOLD
    form_class = HouseholdCreateForm
    heading = gettext_lazy("Record a household")
    submit_label = gettext_lazy("Save and add members")
    success_message = gettext_lazy("The household is recorded. Now add its other members.")
    draft_name = "household"

    def save(self, form):
        return services.record_household(data=form.household_data(), head=form.head_data(), by=self.request.user)

    def get_success_url(self):
        return reverse("poverty:household_members", args=[self.object.pk])

    def get_cancel_url(self):
        return reverse("poverty:household_list")


class HouseholdUpdate(RequestScreen, UpdateView):
    """Change a household's own fields; a verified household's by request."""

    model = Household
    permission = Perm.RECORD_HOUSEHOLD
    form_class = HouseholdUpdateForm
    template_name = "poverty/households/edit_form.html"
    heading = gettext_lazy("Change the household")
    success_message = gettext_lazy("The change is saved.")
    draft_name = "household_change"
    target = "household"

    def about(self):
        return self.object, None

    def get_context_data(self, **kwargs):
        household = self.subject[0]
        return super().get_context_data(household=household, subtitle=str(household), **kwargs)

    def save(self, form):
        data = form.household_data()
        if self.requesting:
            return self.ask(form, data)
        return services.change_household(household=form.instance, data=data, by=self.request.user)

    def get_success_url(self):
        return self.object.get_absolute_url()


class HouseholdPhotos(UpdateView):
    """The photos of the house alone: they are no verified facts and need no request."""

    model = Household
    permission = Perm.RECORD_HOUSEHOLD
    form_class = PhotosForm
    heading = gettext_lazy("Photos of the house")
    success_message = gettext_lazy("The photos are saved.")

    def save(self, form):
        return services.change_photos(household=form.instance, data=form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.object), **kwargs)

    def get_success_url(self):
        return self.object.get_absolute_url()


class FamilyCardReveal(RevealView):
    """Shows a family card number, for a reason."""

    model = Household
    field = "family_card"


class PhoneReveal(RevealView):
    """Shows a household's phone number, for a reason."""

    model = Household
    field = "phone"


class Photo(ScopedView, generic.View):
    """A photo of the house, for those within reach."""

    model = Household
    permission = Perm.VIEW_HOUSEHOLD

    def get(self, request, pk, side):
        household = get_object_or_404(self.get_queryset(), pk=pk)
        photo = getattr(household, f"photo_{side}", None) if side in {"front", "inside"} else None
        if not photo:
            raise Http404
        try:
            picture = photo.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        log_download(request.user, household, request, detail=_("photo"))
        response: HttpResponse = FileResponse(picture, content_type="image/jpeg")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
