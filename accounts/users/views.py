"""Users: what the administrator sees and does. And the answer to too many attempts at signing in."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.permissions import Perm
from accounts.roles.models import RoleAssignment
from accounts.service_forms import ServiceFormMixin
from accounts.users import services
from accounts.users.filters import UserFilter
from accounts.users.forms import AssignmentForm, EndAssignmentForm, NewUserForm, PersonForm
from accounts.users.history import account_changes
from accounts.users.lockout import locked_until
from accounts.users.models import User
from accounts.users.password_links import send_password_link
from accounts.users.selectors import account_events
from accounts.users.tables import UserTable
from core.forms import ReasonForm
from core.views import CreateView, FormScreen, GuardedView, ListView, UpdateView


class UsersMixin:
    """All accounts, for the administrator; they are no citizens' data and have no area."""

    model = User
    permission = Perm.MANAGE_USERS

    def get_queryset(self):
        return User.objects.all()


class UserList(UsersMixin, ListView):
    """People with an account."""

    table_class = UserTable
    filter_class = UserFilter
    create_url_name = "accounts:user_create"
    create_label = gettext_lazy("Add user")

    def get_queryset(self):
        together = ("assignments__role", "assignments__department", "assignments__region")
        return super().get_queryset().prefetch_related(*together)


class UserCreate(UsersMixin, ServiceFormMixin, CreateView):
    """A person and the first role in one form."""

    form_class = NewUserForm
    heading = gettext_lazy("Add user")
    submit_label = gettext_lazy("Create account")
    success_message = gettext_lazy("The account is made. Now make the link with which this person sets a password.")
    draft_name = "user"

    def save(self, form):
        user = self.attempt(form, services.create_user, **form.cleaned_data)
        return user or form.instance

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_cancel_url(self):
        return reverse("accounts:user_list")


class UserUpdate(UsersMixin, ServiceFormMixin, UpdateView):
    """Who a person is; roles are given and ended on the person's page."""

    form_class = PersonForm
    heading = gettext_lazy("Edit user")
    success_message = gettext_lazy("Saved.")

    def save(self, form):
        user = User.objects.get(pk=self.object.pk)
        return self.attempt(form, services.update_user, user=user, **form.cleaned_data) or form.instance

    def get_success_url(self):
        return self.object.get_absolute_url()


class UserDetail(UsersMixin, GuardedView, generic.DetailView):
    """A person's account: roles now and before, what was done with it, and its change history."""

    template_name = "accounts/user_detail.html"
    context_object_name = "person"

    def get_context_data(self, **kwargs):
        assignments = RoleAssignment.objects.filter(user=self.object).select_related("role", "department", "region")
        today = timezone.localdate()
        return super().get_context_data(
            current=[each for each in assignments if each.valid_until is None or each.valid_until >= today],
            past=[each for each in assignments if each.valid_until is not None and each.valid_until < today],
            today=today,
            events=account_events(self.object),
            has_second_factor=self.object.authenticator_set.exists(),
            changes=account_changes(self.object),
            **kwargs,
        )


class PersonFormView(UsersMixin, ServiceFormMixin, GuardedView, FormScreen, generic.FormView):
    """A form about one person's account that calls one service and returns to the person's page."""

    http_method_names = ["get", "post"]

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.permission):
            self.person = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def save(self, form):
        self.attempt(form, self.service, **self.arguments(form))
        return self.person

    def arguments(self, form) -> dict:
        """What the service is called with, besides `by`."""
        return {"user": self.person, **form.cleaned_data}

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.person), **kwargs)

    def get_success_url(self):
        return self.person.get_absolute_url()

    get_cancel_url = get_success_url


class AssignmentCreate(PersonFormView):
    """One more role for a person."""

    form_class = AssignmentForm
    service = staticmethod(services.assign_role)
    heading = gettext_lazy("Give a role")
    success_message = gettext_lazy("The role is given.")


class AssignmentEnd(PersonFormView):
    """Ends one assignment of a person."""

    form_class = EndAssignmentForm
    service = staticmethod(services.end_assignment)
    heading = gettext_lazy("End this role")
    submit_label = gettext_lazy("End")
    success_message = gettext_lazy("The role has ended.")

    def arguments(self, form):
        assignment = get_object_or_404(RoleAssignment, pk=self.kwargs["assignment"], user=self.person)
        return {"assignment": assignment, **form.cleaned_data}


class Deactivate(PersonFormView):
    """Closes an account."""

    form_class = ReasonForm
    service = staticmethod(services.deactivate_user)
    heading = gettext_lazy("Close this account")
    submit_label = gettext_lazy("Close account")
    success_message = gettext_lazy("The account is closed and every session of it has ended.")


class Reactivate(PersonFormView):
    """Opens a closed account again."""

    form_class = ReasonForm
    service = staticmethod(services.reactivate_user)
    heading = gettext_lazy("Open this account again")
    submit_label = gettext_lazy("Open account")
    success_message = gettext_lazy("The account is open again.")


class SecondFactorReset(PersonFormView):
    """Takes a lost second factor away."""

    form_class = ReasonForm
    service = staticmethod(services.reset_second_factor)
    heading = gettext_lazy("Reset the second factor")
    submit_label = gettext_lazy("Reset")
    success_message = gettext_lazy("The second factor is gone; a new one is asked for at the next sign-in.")


class PasswordLink(UsersMixin, GuardedView, generic.View):
    """Makes a link with which a person sets a password, and shows it this once."""

    http_method_names = ["post"]

    def post(self, request, pk):
        person = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            path = services.issue_password_link(by=request.user, user=person)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(person.get_absolute_url())
        url = request.build_absolute_uri(path)
        context = {"person": person, "url": url, "mailed": send_password_link(person, url)}
        response = render(request, "accounts/password_link.html", context)
        response["Cache-Control"] = "no-store"
        return response


def locked_out(request: HttpRequest, response=None, credentials=None, *args, **kwargs) -> HttpResponse:
    """429: too many wrong attempts, with the time from which the next one is let through."""
    AxesProxyHandler.update_request(request)
    until = locked_until(request, credentials)
    page = render(request, "account/locked_out.html", {"until": until}, status=429)
    page["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    if request.headers.get("HX-Request"):
        page["HX-Retarget"], page["HX-Reswap"] = "body", "innerHTML"
    return page
