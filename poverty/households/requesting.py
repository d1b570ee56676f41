"""While a household is verified, its edit screens ask for a change instead of making it; somebody else decides.

Change requests stand above households: they register here what files a request (`files_requests`), and the screens
hand it what their form holds.
"""

from collections.abc import Callable

from django import forms
from django.core.files import File
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poverty.households.models import Household, Member

_DESK: list[Callable] = []

REQUEST_FIELDS = ("reason", "evidence", "as_request")


def files_requests(function: Callable) -> Callable:
    """Register `function(*, household, member, target, values, reason, evidence, by)`, which files a request."""
    _DESK[:] = [function]
    return function


class Mark(forms.CharField):
    """A hidden mark that the page was shown as a request; what it holds never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class RequestForm:
    """Mixin for forms about a household or a person: what a request asks in addition.

    With `requesting` the form has a reason, evidence and a mark that it was shown as a request. A form that was opened
    before the household was verified lacks the mark: it is shown again instead of being taken for something else.
    """

    REQUEST_SET = (gettext_lazy("Why, and what proves it"), REQUEST_FIELDS)

    def __init__(self, *args, requesting: bool = False, **kwargs):
        self.requesting = requesting
        super().__init__(*args, **kwargs)

    def ask_for_reason(self) -> None:
        """Add the fields of a request; to be called while the form takes shape."""
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("Reason for the change"),
            min_length=5,
            max_length=300,
            help_text=gettext_lazy("What the document says, or who told you. Write no NIK here."),
        )
        self.fields["evidence"] = forms.FileField(
            label=gettext_lazy("Document or photo of it"),
            required=False,
            widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}),
            help_text=gettext_lazy("PDF, JPEG or PNG. It helps the person who decides."),
        )
        self.fields["as_request"] = Mark(required=False, initial="1")

    def clean(self):
        cleaned = super().clean()
        if self.requesting and "as_request" not in self.data:
            self.add_error(
                None,
                _(
                    "This household was verified after you opened this form. What you typed still stands below. Look at"
                    " it again, give the reason and send it: it becomes a change request that somebody else decides."
                ),
            )
        return cleaned


class RequestScreen:
    """Mixin for edit screens: the screen of a verified household is a request, with the same form and checks."""

    target = ""
    request_heading = gettext_lazy("Ask for a change")

    def about(self) -> tuple[Household, Member | None]:
        """The household, and the person of it if the screen is about one."""
        raise NotImplementedError

    @cached_property
    def subject(self) -> tuple[Household, Member | None]:
        """What `about` said before anything was saved."""
        return self.about()

    @cached_property
    def requesting(self) -> bool:
        """Whether this screen asks. One that was opened as a request stays one, whatever happened since."""
        return self.subject[0].is_verified or "as_request" in self.request.POST

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"requesting": self.requesting}

    def get_context_data(self, **kwargs):
        if self.requesting:
            kwargs |= {
                "requesting": True,
                "heading": self.request_heading,
                "submit_label": _("Hand in the request"),
                "open_requests": self._open_requests(),
            }
        return super().get_context_data(**kwargs)

    def _open_requests(self):
        """What is already asked about the same record and waits for its decision."""
        household, member = self.subject
        rows = household.change_requests.visible_to(self.request.user).awaiting()
        return list(rows.filter(member=member, target=self.target).select_related("requested_by")[:10])

    def ask(self, form, values: dict):
        """File the request; returns it. The refusal of an empty one is a `ValidationError`."""
        household, member = self.subject
        upload: File | None = form.cleaned_data.get("evidence")
        made = _DESK[0](
            household=household,
            member=member,
            target=self.target,
            values=values,
            reason=form.cleaned_data["reason"],
            evidence=upload or None,
            by=self.request.user,
        )
        self.success_message = _("The change is asked for. Somebody else decides it, field by field.")
        return made
