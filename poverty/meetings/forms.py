"""Forms of meetings."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.forms import PlainForm, RecordForm
from poverty.households.photos import PhotoField
from poverty.meetings import agenda
from poverty.meetings.choices import Element
from poverty.meetings.models import Meeting
from poverty.meetings.people import Person, people_in
from poverty.meetings.services import CHANGEABLE, MAX_NAMES
from poverty.regions.models import Region

MOST_PEOPLE = 300


class MeetingFields(RecordForm):
    """What the forms of a meeting share."""

    quorum = forms.IntegerField(
        label=_("People needed for a quorum"),
        min_value=1,
        max_value=1000,
        help_text=_("Example value of the city. A missing quorum stands in the minutes and does not stop the meeting."),
    )

    class Meta:
        model = Meeting
        fields = ["held_on", "starts_at", "place", "chair_name", "note_taker", "quorum"]
        widgets = {"starts_at": forms.TimeInput({"type": "time"}, format="%H:%M")}

    def meeting_data(self) -> dict:
        """The meeting's own fields."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE if name in self.cleaned_data}


class MeetingCreateForm(MeetingFields):
    """Call a meeting: where and when. Names are put on its agenda next."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Kelurahan"), empty_label=_("Choose the kelurahan"))

    fieldsets = (
        (_("Where and when"), ("region", ("held_on", "starts_at"), "place")),
        (_("Who leads it"), (("chair_name", "note_taker"), ("quorum",))),
    )

    def restrict_choices(self):
        villages = Region.objects.villages().visible_to(self.user, Perm.RUN_MEETING).order_by("name")
        self.fields["region"].queryset = villages
        if not self.is_bound:
            self.initial.setdefault("quorum", settings.MEETING_QUORUM)
            if len(villages) == 1:
                self.initial.setdefault("region", villages[0].pk)


class MeetingUpdateForm(MeetingFields):
    """The meeting's own fields with what is noted during it."""

    photo = PhotoField(label=_("Photo of the meeting"), required=False)

    fieldsets = (
        (_("Where and when"), (("held_on", "starts_at"), "place")),
        (_("Who leads it"), (("chair_name", "note_taker"), ("quorum",))),
        (_("For the minutes"), ("notes", "photo")),
    )

    class Meta(MeetingFields.Meta):
        fields = [*MeetingFields.Meta.fields, "notes", "photo"]
        widgets = MeetingFields.Meta.widgets | {"notes": forms.Textarea({"rows": 4})}


class FillForm(PlainForm):
    """Which sources, how many names, and of which neighbourhood."""

    sources = forms.MultipleChoiceField(
        label=_("From where"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    rw = forms.RegexField(r"^\d{1,3}$", label=_("RW"), required=False)
    rt = forms.RegexField(r"^\d{1,3}$", label=_("RT"), required=False)
    limit = forms.IntegerField(label=_("At most so many names"), required=False, min_value=1, max_value=MAX_NAMES)

    def restrict_choices(self):
        self.fields["sources"].choices = [(source.basis, source.label) for source in agenda.sources()]


class PeopleForm(PlainForm):
    """Who is invited or present: one line each."""

    lines = forms.CharField(
        label=_("Names, one line each"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Name, then position: “Yulius Sandan, Ketua RT 05”. A whole list can be pasted."),
    )
    element = forms.ChoiceField(
        label=_("Where no position says it, they stand for"), choices=Element.choices, initial=Element.COMMUNITY
    )

    def clean_lines(self) -> list[str]:
        lines = self.cleaned_data["lines"].splitlines()
        if len(lines) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(most)s lines at once.") % {"most": MOST_PEOPLE})
        return lines

    def people(self) -> list[Person]:
        """The people in these lines."""
        return people_in(self.cleaned_data["lines"], self.cleaned_data["element"])


class SignForm(PlainForm):
    """The signed copy of the minutes."""

    file = forms.FileField(
        label=_("Signed copy"),
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("Scan or photo of all pages with their signatures: PDF, JPEG or PNG, at most 20 MB."),
    )
