"""Forms of households and members. An imported row is held to the same checks (see `poverty.imports.cells`)."""

from datetime import date

from crispy_forms.layout import HTML
from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import area_codes, inside
from core.forms import DigitsInput, RecordForm
from poverty.households import nik as niks
from poverty.households.choices import (
    COARSE_BY_LIST,
    HouseholdStatus,
    Source,
)
from poverty.households.messages import FAMILY_CARD_PROBLEMS, NIK_MISMATCHES, NIK_PROBLEMS
from poverty.households.models import Household, Member
from poverty.households.photos import PhotoField
from poverty.households.requesting import RequestForm
from poverty.regions.models import Region

NIK_HINT = HTML('<div id="nik-hint" class="hint" aria-live="polite"></div>')
SIMILAR_HINT = HTML('<div id="similar-people" aria-live="polite"></div>')
NIK_CHECK = {
    "hx-post": reverse_lazy("poverty:nik_check"),
    "hx-trigger": "input changed delay:400ms, change, change from:#id_sex, change from:#id_birth_date",
    "hx-target": "#nik-hint",
    "hx-include": "closest form",
    "hx-sync": "this:replace",
    "aria-describedby": "nik-hint",
}
SIMILAR_CHECK = {
    "hx-post": reverse_lazy("poverty:similar_people"),
    "hx-trigger": "input changed delay:500ms, change, change from:#id_birth_date",
    "hx-target": "#similar-people",
    "hx-include": "closest form",
    "hx-sync": "this:replace",
}


def villages_within(user):
    """The kelurahan in which this person may record."""
    condition = Region.objects.none()
    for code in area_codes(user, Perm.RECORD_HOUSEHOLD):
        condition = condition | Region.objects.villages().filter(inside("code", code))
    return condition.order_by("name")


def clean_number(value: str | None, problems, sentences) -> str | None:
    """A NIK or family card number as 16 digits, None when empty. Raises `ValidationError` with every problem."""
    number = niks.normalise(value)
    if not number:
        return None
    found = problems(number, timezone.localdate())
    if found:
        raise forms.ValidationError([sentences.get(code, code) for code in found])
    return number


class HouseholdFields(RecordForm):
    """What the forms of a household share."""

    family_card = forms.CharField(label=_("Family card number"), required=False, max_length=24, widget=DigitsInput)
    rt = forms.RegexField(r"^\d{1,3}$", label=_("RT"), required=False, widget=DigitsInput)
    rw = forms.RegexField(r"^\d{1,3}$", label=_("RW"), required=False, widget=DigitsInput)

    def restrict_choices(self):
        villages = villages_within(self.user)
        self.fields["region"].queryset = villages
        self.fields["region"].required = True
        self.fields["region"].empty_label = _("Choose the kelurahan")
        if not self.is_bound and not self.instance.pk and len(villages) == 1:
            self.initial.setdefault("region", villages[0].pk)
        self.fields["address"].required = True

    def clean_family_card(self):
        return clean_number(self.cleaned_data["family_card"], niks.family_card_problems, FAMILY_CARD_PROBLEMS)

    def clean(self):
        cleaned = super().clean()
        number, status = cleaned.get("family_card"), cleaned.get("status", HouseholdStatus.ACTIVE)
        others = Household.objects.active().exclude(pk=self.instance.pk)
        if number and status == HouseholdStatus.ACTIVE and others.filter(family_card=number).exists():
            self.add_error("family_card", _("Another household is already recorded with this family card number."))
        return cleaned

    def clean_rt(self):
        return self.cleaned_data["rt"].zfill(2) if self.cleaned_data["rt"] else ""

    def clean_rw(self):
        return self.cleaned_data["rw"].zfill(2) if self.cleaned_data["rw"] else ""


class PersonFields:
    """What the forms of a person share: the NIK's checks and the reason for what does not agree with it."""

    def clean_nik(self):
        number = clean_number(self.cleaned_data["nik"], niks.problems, NIK_PROBLEMS)
        taken = Member.objects.filter(nik=number).exclude(pk=self.person_pk())
        if number and taken.exists():
            raise forms.ValidationError(_("This NIK is already recorded. Look the person up, or ask Dinas Sosial."))
        return number

    def person_pk(self) -> int | None:
        return None

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born and born > timezone.localdate():
            raise forms.ValidationError(_("The date of birth lies in the future."))
        if born and born < date(1900, 1, 1):
            raise forms.ValidationError(_("The year of birth cannot be right."))
        return born

    def check_reason(self, cleaned: dict) -> None:
        """A NIK that disagrees with date of birth or sex is possible, but somebody has to say why."""
        found = niks.mismatches(cleaned.get("nik") or "", cleaned.get("birth_date"), cleaned.get("sex") or None)
        if found and not (cleaned.get("nik_reason") or "").strip():
            text = " ".join(str(NIK_MISMATCHES[code]) for code in found)
            self.add_error(
                "nik_reason", _("%(text)s Correct it, or write here what the document says.") % {"text": text}
            )


class HouseholdCreateForm(PersonFields, HouseholdFields):
    """A new household and its head, on one screen."""

    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=24,
        widget=DigitsInput(NIK_CHECK),
        help_text=_("16 digits. Leave it empty when it is not known; it becomes a repair task."),
    )
    name = forms.CharField(label=_("Full name"), max_length=120, widget=forms.TextInput(SIMILAR_CHECK))
    sex = forms.ChoiceField(label=_("Sex"))
    birth_date = forms.DateField(label=_("Date of birth"), required=False)
    birth_place = forms.CharField(label=_("Place of birth"), required=False, max_length=80)
    marital_status = forms.ChoiceField(label=_("Marital status"), required=False)
    education = forms.ChoiceField(label=_("Education"), required=False)
    occupation = forms.ChoiceField(label=_("Occupation"), required=False)
    nik_reason = forms.CharField(label=_("Why the NIK differs"), required=False, max_length=200)

    HEAD = [
        "nik",
        "name",
        "sex",
        "birth_date",
        "birth_place",
        "marital_status",
        "education",
        "occupation",
        "nik_reason",
    ]
    fieldsets = (
        (
            _("Where the household lives"),
            ("region", "address", ("rt", "rw"), ("family_card", "phone"), ("latitude", "longitude")),
        ),
        (
            _("Head of household"),
            (
                ("nik", "name"),
                NIK_HINT,
                ("sex", "birth_date"),
                SIMILAR_HINT,
                ("birth_place", "marital_status"),
                ("education", "occupation"),
                "nik_reason",
            ),
        ),
    )

    class Meta:
        model = Household
        fields = ["region", "address", "rt", "rw", "family_card", "phone", "latitude", "longitude"]

    def restrict_choices(self):
        super().restrict_choices()
        for name in ("sex", "marital_status", "education", "occupation"):
            choices = Member._meta.get_field(name).choices
            self.fields[name].choices = [("", "–"), *fine_choices_of(choices)]

    def clean(self):
        cleaned = super().clean()
        self.check_reason(cleaned)
        return cleaned

    def household_data(self) -> dict:
        """The household's own fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"source": Source.SURVEY}

    def head_data(self) -> dict:
        """The head's fields."""
        return {name: self.cleaned_data[name] for name in self.HEAD}


def fine_choices_of(choices) -> list:
    """(value, label) pairs without the coarse members that only an import brings."""
    coarse = {str(value) for values in COARSE_BY_LIST.values() for value in values}
    return [(value, label) for value, label in choices if value and str(value) not in coarse]


class HouseholdUpdateForm(RequestForm, HouseholdFields):
    """The household's own fields. Of a verified household: a request, without the photos (see `PhotosForm`)."""

    photo_front = PhotoField(label=_("Photo of the front"), required=False)
    photo_inside = PhotoField(label=_("Photo of the inside"), required=False)

    WHERE = (
        _("Where the household lives"),
        ("region", "address", ("rt", "rw"), ("family_card", "phone"), ("latitude", "longitude")),
    )
    PHOTOS = (_("Photos"), (("photo_front", "photo_inside"),))
    STATE = (_("State"), ("status",))
    fieldsets = (WHERE, PHOTOS, STATE)

    class Meta:
        model = Household
        fields = [
            "region", "address", "rt", "rw", "family_card", "phone", "latitude", "longitude",
            "photo_front", "photo_inside", "status",
        ]  # fmt: skip

    def restrict_choices(self):
        super().restrict_choices()
        merged = HouseholdStatus.MERGED.value  # what merging two records sets, and no form
        self.fields["status"].choices = [each for each in HouseholdStatus.choices if each[0] != merged]
        if self.requesting:
            del self.fields["photo_front"], self.fields["photo_inside"]
            self.ask_for_reason()
            self.fieldsets = (self.WHERE, self.STATE, self.REQUEST_SET)

    def household_data(self) -> dict:
        """The household's own fields, as far as this form has them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class PhotosForm(RecordForm):
    """The photos of the house alone."""

    photo_front = PhotoField(label=_("Photo of the front"), required=False)
    photo_inside = PhotoField(label=_("Photo of the inside"), required=False)
    fieldsets = (HouseholdUpdateForm.PHOTOS,)

    class Meta:
        model = Household
        fields = ["photo_front", "photo_inside"]
