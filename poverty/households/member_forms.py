"""Forms of people."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.forms import DigitsInput, PlainForm, RecordForm
from poverty.households.choices import COARSE_BY_LIST, Difficulty, DifficultyDomain, LifeStatus, Relation, YesNo
from poverty.households.forms import (
    NIK_CHECK,
    NIK_HINT,
    SIMILAR_CHECK,
    SIMILAR_HINT,
    PersonFields,
    fine_choices_of,
)
from poverty.households.models import Member
from poverty.households.requesting import REQUEST_FIELDS, RequestForm


class MemberForm(RequestForm, PersonFields, RecordForm):
    """One person of a household; of a verified household: a request."""

    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=24,
        widget=DigitsInput(NIK_CHECK),
        help_text=_("16 digits. Leave it empty when it is not known; it becomes a repair task."),
    )
    pregnant = forms.ChoiceField(label=_("Pregnant"), required=False, choices=[("", "–"), *YesNo.choices])

    class Meta:
        model = Member
        fields = [
            "nik", "name", "relation", "sex", "birth_date", "birth_place", "mother_name", "marital_status",
            "education", "school_attendance", "occupation", "pregnant", "chronic_illness", "nik_reason",
        ]  # fmt: skip

    HEALTH = ("pregnant", "chronic_illness")

    def __init__(self, *args, household=None, **kwargs):
        self.household = household
        super().__init__(*args, **kwargs)

    def restrict_choices(self):
        for name in ("relation", "marital_status", "education", "school_attendance", "occupation", "chronic_illness"):
            current = getattr(self.instance, name, "") if self.instance.pk else ""
            field = self.fields[name]
            field.choices = [
                ("", "–"),
                *(c for c in fine_choices_of(field.choices)),
                *_in_use(field.choices, current),
            ]
        self.fields["relation"].required = self.fields["sex"].required = True
        self.fields["name"].widget.attrs.update(SIMILAR_CHECK)
        if self.requesting:
            self.ask_for_reason()
        if self.user.may(Perm.VIEW_HEALTH):
            self._add_difficulties()
        else:
            for name in self.HEALTH:
                del self.fields[name]
        self.fieldsets = self._fieldsets()

    def _add_difficulties(self):
        known = (self.instance.difficulties or {}) if self.instance.pk else {}
        for domain in DifficultyDomain:
            name = f"difficulty_{domain.value}"
            self.fields[name] = forms.ChoiceField(
                label=domain.label, required=False, choices=[("", "–"), *Difficulty.choices]
            )
            self.initial.setdefault(name, known.get(domain.value, ""))

    def _fieldsets(self):
        who = (
            _("Who it is"),
            (
                ("nik", "name"),
                NIK_HINT,
                ("relation", "sex"),
                ("birth_date", "birth_place"),
                SIMILAR_HINT,
                ("mother_name", "marital_status"),
                "nik_reason",
            ),
        )
        life = (_("School and work"), (("education", "school_attendance"), "occupation"))
        sets = [who, life]
        difficulties = [name for name in self.fields if name.startswith("difficulty_")]
        if difficulties:
            rows = tuple(tuple(difficulties[i : i + 3]) for i in range(0, len(difficulties), 3))
            sets.append((_("Health"), (self.HEALTH, *rows)))
        if self.requesting:
            sets.append(self.REQUEST_SET)
        return tuple(sets)

    def person_pk(self):
        return self.instance.pk

    def clean_relation(self):
        relation = self.cleaned_data["relation"]
        heads = self.household.members.present().filter(relation=Relation.HEAD).exclude(pk=self.instance.pk)
        if relation == Relation.HEAD and heads.exists():
            raise forms.ValidationError(_("This household already has a head. Change that person first."))
        return relation

    def clean(self):
        cleaned = super().clean()
        self.check_reason(cleaned)
        return cleaned

    def member_data(self) -> dict:
        """The member's fields, the difficulties gathered into one."""
        data = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in REQUEST_FIELDS and not name.startswith("difficulty_")
        }
        if any(name.startswith("difficulty_") for name in self.fields):
            given = {
                domain.value: self.cleaned_data[f"difficulty_{domain.value}"]
                for domain in DifficultyDomain
                if self.cleaned_data.get(f"difficulty_{domain.value}")
            }
            data["difficulties"] = given or None
        return data


def _in_use(choices, current: str) -> list:
    coarse = {str(value) for values in COARSE_BY_LIST.values() for value in values}
    return [(value, label) for value, label in choices if value and value == current and value in coarse]


class MemberLeavesForm(RequestForm, PlainForm):
    """A person no longer belongs to the household; of a verified household: a request."""

    life_status = forms.ChoiceField(
        label=_("What happened"), choices=[c for c in LifeStatus.choices if c[0] != LifeStatus.ALIVE]
    )
    left_on = forms.DateField(label=_("Since"), required=False)
    reason = forms.CharField(
        label=_("Evidence"),
        min_length=5,
        max_length=300,
        help_text=_("For instance the number of the death certificate or who told you."),
    )
    WHY = (_("Why this person is no longer counted"), (("life_status", "left_on"), "reason"))
    fieldsets = (WHY,)

    def restrict_choices(self):
        if self.requesting:
            self.ask_for_reason()
            self.fieldsets = ((self.WHY[0], (("life_status", "left_on"),)), self.REQUEST_SET)

    def leaving(self) -> dict:
        """What the record of the person says from then on."""
        return {
            "life_status": self.cleaned_data["life_status"],
            "left_on": self.cleaned_data["left_on"] or timezone.localdate(),
        }

    def clean_left_on(self):
        day = self.cleaned_data["left_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day
