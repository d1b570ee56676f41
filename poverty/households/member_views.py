"""Screens of people: the list, a member's form, checks while typing, and the search."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.exports import ExportView
from accounts.access_log.services import log_search
from accounts.access_log.views import RevealView
from accounts.permissions import Perm
from core.refusals import put_refusal, refusal_of
from core.views import CreateView, GuardedView, ListView, ScopedView, UpdateView
from poverty.households import nik as niks
from poverty.households import services
from poverty.households.filters import MemberFilter
from poverty.households.member_forms import MemberForm, MemberLeavesForm
from poverty.households.messages import NIK_MISMATCHES, NIK_PROBLEMS
from poverty.households.models import Household, Member
from poverty.households.requesting import RequestScreen
from poverty.households.resources import MemberResource
from poverty.households.search import find_people, likely_same
from poverty.households.tables import MemberTable


class MemberList(ListView):
    """All people within reach."""

    model = Member
    permission = Perm.VIEW_HOUSEHOLD
    table_class = MemberTable
    filter_class = MemberFilter
    heading = gettext_lazy("People")
    select_related = ("region",)
    export_url_name = "poverty:member_export"
    export_permission = Perm.EXPORT_HOUSEHOLD

    def get_queryset(self):
        return super().get_queryset().defer("difficulties")


class MemberExport(ExportView):
    """The list of people as a file."""

    list_view = MemberList
    list_url_name = "poverty:member_list"
    permission = Perm.EXPORT_HOUSEHOLD
    resource_class = MemberResource


class MemberCreate(RequestScreen, CreateView):
    """Add a person to a household; to a verified one by request."""

    permission = Perm.RECORD_HOUSEHOLD
    model = Member
    form_class = MemberForm
    template_name = "poverty/households/member_form.html"
    heading = gettext_lazy("Add a member")
    request_heading = gettext_lazy("Ask for a new member")
    draft_name = "member_new"
    target = "new_member"

    def about(self):
        return self.household, None

    @cached_property
    def household(self) -> Household:
        return get_object_or_404(Household.objects.visible_to(self.request.user, self.permission), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.permission):
            self.household  # noqa: B018 - 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"household": self.household}

    def get_context_data(self, **kwargs):
        return super().get_context_data(household=self.household, subtitle=str(self.household), **kwargs)

    def save(self, form):
        if self.requesting:
            return self.ask(form, form.member_data())
        return services.add_member(household=self.household, data=form.member_data(), by=self.request.user)

    def get_success_url(self):
        if "another" in self.request.POST:
            return self.request.path
        if self.requesting:
            return self.object.get_absolute_url()
        return reverse("poverty:household_members", args=[self.household.pk])

    def get_cancel_url(self):
        return reverse("poverty:household_members", args=[self.household.pk])

    success_message = gettext_lazy("The person is recorded.")


class MemberUpdate(RequestScreen, UpdateView):
    """Change a person's data; in a verified household by request."""

    model = Member
    permission = Perm.RECORD_HOUSEHOLD
    form_class = MemberForm
    template_name = "poverty/households/member_form.html"
    heading = gettext_lazy("Change a member")
    select_related = ("household",)
    success_message = gettext_lazy("The change is saved.")
    draft_name = "member"
    target = "member"

    def about(self):
        return self.object.household, self.object

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"household": self.object.household}

    def get_context_data(self, **kwargs):
        return super().get_context_data(household=self.object.household, subtitle=self.object.name, **kwargs)

    def save(self, form):
        if self.requesting:
            return self.ask(form, form.member_data())
        return services.change_member(member=form.instance, data=form.member_data(), by=self.request.user)

    def get_success_url(self):
        if self.requesting:
            return self.object.get_absolute_url()
        return reverse("poverty:household_members", args=[self.object.household_id])


class MemberLeaves(RequestScreen, ScopedView, generic.FormView):
    """A person died, moved away or was not found; in a verified household a request says so."""

    model = Member
    permission = Perm.RECORD_HOUSEHOLD
    form_class = MemberLeavesForm
    template_name = "poverty/households/edit_form.html"
    target = "member"

    @cached_property
    def member(self) -> Member:
        return get_object_or_404(self.get_queryset().select_related("household"), pk=self.kwargs["pk"])

    def about(self):
        return self.member.household, self.member

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        extra = {
            "heading": _("No longer in the household"),
            "subtitle": self.member.name,
            "submit_label": _("Save"),
            "cancel_url": reverse("poverty:household_members", args=[self.member.household_id]),
            "household": self.member.household,
        }
        return super().get_context_data(**(extra | kwargs))

    def save(self, form) -> str:
        """Write it, or ask for it; returns where to go on."""
        if self.requesting:
            made = self.ask(form, form.leaving())
            messages.success(self.request, self.success_message)
            return made.get_absolute_url()
        reason = form.cleaned_data["reason"]
        services.end_membership(member=self.member, by=self.request.user, reason=reason, **form.leaving())
        return reverse("poverty:household_members", args=[self.member.household_id])

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return HttpResponseRedirect(self.save(form))
        except (ValidationError, IntegrityError) as error:
            put_refusal(form, refusal_of(error))
        return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NikReveal(RevealView):
    """Shows a NIK, for a reason."""

    model = Member
    field = "nik"

    def get_queryset(self):
        return super().get_queryset().select_related("household")


class NikCheck(GuardedView, generic.View):
    """What a NIK says while it is typed: birth date, sex, what is wrong, and whether it is recorded already."""

    permission = Perm.RECORD_HOUSEHOLD
    http_method_names = ["post"]

    def post(self, request):
        number = niks.normalise(request.POST.get("nik", ""))
        born, sex = parse_day(request.POST.get("birth_date")), request.POST.get("sex") or None
        context = {"number": number, "length": len(number)}
        if number and number.isdigit() and len(number) < niks.LENGTH:
            context["waiting"] = niks.LENGTH - len(number)
        elif number:
            context["problems"] = [NIK_PROBLEMS.get(code, code) for code in niks.problems(number)]
            if not context["problems"]:
                context |= self._decoded(request.user, number, born, sex) | {"twice": may_be_twice(request)}
        return render(request, "poverty/households/nik_hint.html", context)

    def _decoded(self, user, number, born, sex) -> dict:
        known = Member.objects.filter(nik=number).only("pk").first()
        seen = Member.objects.visible_to(user).select_related("household").filter(nik=number).first()
        return {
            "decoded": niks.decode(number, born),
            "mismatches": [NIK_MISMATCHES[code] for code in niks.mismatches(number, born, sex)],
            "known": known is not None,
            "seen": seen,
        }


def may_be_twice(request) -> int | None:
    """Key of the recorded person whose form this is, for those who may put two records of one person side by side."""
    typed = request.POST.get("member", "")
    known = typed.isascii() and typed.isdigit() and request.user.may(Perm.DECIDE_DUPLICATE)
    return int(typed) if known else None


def parse_day(text: str | None):
    """A day from a browser's date field, None when it is empty or not one."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


class SimilarPeople(GuardedView, generic.View):
    """Likely existing people within reach, shown while a new person is typed."""

    permission = Perm.RECORD_HOUSEHOLD
    http_method_names = ["post"]

    def post(self, request):
        name = request.POST.get("name", "")[:120]
        exclude = request.POST.get("member", "")
        found = (
            likely_same(
                request.user,
                name=name,
                born=parse_day(request.POST.get("birth_date")),
                nik=request.POST.get("nik", ""),
                exclude=int(exclude) if exclude.isascii() and exclude.isdigit() else None,
            )
            if len(name.strip()) >= 3
            else []
        )
        return render(request, "poverty/households/similar.html", {"found": found, "twice": may_be_twice(request)})


class Search(GuardedView, generic.View):
    """The search in the top bar. POST only: a number typed here must not stand in an address or a log."""

    permission = Perm.VIEW_HOUSEHOLD
    http_method_names = ["post"]

    def post(self, request):
        text = request.POST.get("search_text", "").strip()[:120]
        people = find_people(request.user, text) if len(text) >= 2 else []
        if niks.normalise(text).isdigit() and len(niks.normalise(text)) == niks.LENGTH:
            log_search(request.user, Member, request, detail=_("by number"))
        template = "search_results.html" if request.htmx else "search_page.html"
        return render(
            request,
            f"poverty/households/{template}",
            {"people": people, "text": text, "heading": _("Search")},
        )
