"""What an administrator fills in about a person, and what a person fills in to sign in."""

from allauth.account.forms import LoginForm
from django import forms
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.departments.models import Department
from accounts.roles.table import RoleCode
from accounts.users.lockout import username_of
from accounts.users.models import User
from core.forms import PlainForm, ReasonForm, RecordForm


class SignInForm(LoginForm):
    """User name or e-mail address, and the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("User name or e-mail address"), _("Password")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""

    def user_credentials(self) -> dict:
        """The account by its user name, whatever was typed: one password check for a known and an unknown account."""
        typed = self.cleaned_data["login"]
        return {"username": username_of(typed) or typed, "password": self.cleaned_data["password"]}


def place_label(place) -> str:
    """A place with its level; the name of a city says it already: "Kecamatan Pahandut", but "Kota Palangka Raya"."""
    return place.name if place.level == "city" else f"{place.get_level_display()} {place.name}"


class AssignmentFields(forms.Form):
    """Role, department, area and validity; which of them a role needs is said by `accounts.users.rules`."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *RoleCode.choices])
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("No department")
    )
    region = forms.ModelChoiceField(
        None,
        label=_("Area"),
        required=False,
        empty_label=_("No area"),
        help_text=_("Enumerator: a kelurahan or kecamatan. Department planner, head and administrator: none."),
    )
    valid_from = forms.DateField(label=_("From"), initial=timezone.localdate)
    valid_until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Leave empty when no end is known; for an acting head, give it."),
    )


class PlaceChoices:
    """Mixin: fills the choices of departments and areas. Names of places are reference data, open to everybody."""

    def restrict_choices(self):
        super().restrict_choices()
        self.fields["department"].queryset = Department.objects.filter(is_active=True)
        places = apps.get_model("poverty", "Region").objects.filter(code__startswith=settings.CITY_CODE)
        self.fields["region"].queryset = places.order_by("code")
        self.fields["region"].label_from_instance = place_label


ASSIGNMENT_ROWS = ("role", ("department", "region"), ("valid_from", "valid_until"))
PERSON_ROWS = ("name", ("username", "email"), ("phone", "language"))


class AssignmentForm(PlaceChoices, PlainForm, AssignmentFields):
    """One more role for a person."""

    fieldsets = ((_("Role"), ASSIGNMENT_ROWS),)


class PersonForm(RecordForm):
    """Who a person is."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    fieldsets = ((_("Person"), PERSON_ROWS),)

    class Meta:
        model = User
        fields = ("name", "username", "email", "phone", "language")
        help_texts = {
            "username": _("Short, without spaces, such as rina.kartini. Signing in works with it or with the e-mail."),
            "phone": "",
        }


class NewUserForm(PlaceChoices, PersonForm, AssignmentFields):
    """A person and the first role, in one form."""

    fieldsets = ((_("Person"), PERSON_ROWS), (_("Role"), ASSIGNMENT_ROWS))


class EndAssignmentForm(ReasonForm):
    """Why an assignment ends, and its last day."""

    last_day = forms.DateField(label=_("Last day"), required=False, help_text=_("Leave empty to end it at once."))
    fieldsets = ((None, ("last_day", "reason")),)
