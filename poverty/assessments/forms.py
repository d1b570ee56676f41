"""The questionnaire as a form, on one page, in sections."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.forms import RecordForm
from poverty.assessments.choices import COARSE, Livestock
from poverty.assessments.fields import AmountField, CountField, SeveralField
from poverty.assessments.models import Assessment
from poverty.assessments.questionnaire import (
    ASKED_WHEN,
    HEALTH,
    SECTIONS,
    UNCOUNTED,
    Progress,
    Section,
    is_answered,
    progress,
    without_the_unasked,
)

RADIOS_UP_TO = 6
SEVERAL = ("assets", "fixed_assets", "shocks", "aid_reported")
AMOUNTS = ("income", "spending_food", "spending_non_food")
LIVESTOCK = tuple(f"livestock_{animal.value}" for animal in Livestock)
EARLIEST = date(2005, 1, 1)


@dataclass(frozen=True)
class Question:
    """One question as the page shows it: its fields (five for livestock), how it is drawn and when it is asked."""

    name: str
    label: str
    kind: str
    fields: list
    needed: bool = False
    parent: str = ""
    asked_for: str = ""
    is_counted: bool = True


@dataclass(frozen=True)
class Part:
    """A section on the page: its questions and how many of those that are asked have an answer."""

    section: Section
    questions: list[Question]
    progress: Progress = field(default_factory=lambda: Progress(0, 0))


class PlaceField(forms.DecimalField):
    """A coordinate in degrees; a decimal comma is understood."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class AssessmentForm(RecordForm):
    """All answers of one assessment. Every one may stay empty: not asked is not no."""

    household_size = CountField(lowest=1, highest=60, label=_("People living here"))
    floor_area_m2 = CountField(highest=2000, label=_("Floor area (m²)"))
    latitude = PlaceField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = PlaceField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6
    )

    class Meta:
        model = Assessment
        fields = [
            "assessed_on", "latitude", "longitude",
            *(name for name in Assessment.ANSWERS if name != "livestock"),
        ]  # fmt: skip

    def restrict_choices(self):
        for name in self.Meta.fields:
            self._shape(name)
        known = self.instance.livestock or {}
        for animal, name in zip(Livestock, LIVESTOCK, strict=True):
            self.fields[name] = CountField(highest=9999, label=animal.label)
            self.initial.setdefault(name, known.get(animal.value))
        if not self.user.may(Perm.VIEW_HEALTH):
            for name in HEALTH:
                del self.fields[name]
        self.fields["notes"].widget.attrs["rows"] = 3
        for name in self.fields:
            self._dress(name)

    def _shape(self, name: str) -> None:
        """Give a field its kind: amounts, several answers, or the fine choices of one answer."""
        model_field, old = Assessment._meta.get_field(name), self.fields[name]
        if name in AMOUNTS:
            self.fields[name] = AmountField(label=old.label)
        elif name in SEVERAL:
            self.fields[name] = SeveralField(label=old.label, choices=model_field.base_field.choices)
        elif model_field.choices:
            current = getattr(self.instance, name)
            ways = [(v, w) for v, w in model_field.choices if v and (v not in COARSE or v == current)]
            few = len(ways) <= RADIOS_UP_TO
            widget = forms.RadioSelect if few else forms.Select
            self.fields[name] = forms.ChoiceField(
                label=old.label,
                required=False,
                choices=[*ways, ("", _("Not asked"))] if few else [("", _("Not asked")), *ways],
                widget=widget,
            )

    def _dress(self, name: str) -> None:
        widget = self.fields[name].widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return
        widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"

    def clean_assessed_on(self):
        day = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the assessment lies in the future."))
        if day < EARLIEST:
            raise forms.ValidationError(_("The year of the assessment cannot be right."))
        return day

    def clean(self):
        cleaned = super().clean()
        place = [cleaned.get("latitude"), cleaned.get("longitude")]
        given = [value is not None for value in place]
        if any(given) and not all(given) and not {"latitude", "longitude"} & set(self.errors):
            missing = "longitude" if given[0] else "latitude"
            self.add_error(missing, _("Give both latitude and longitude, or neither."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What the form holds, livestock gathered into one and questions that do not arise emptied."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in LIVESTOCK}
        heads = {
            animal.value: self.cleaned_data[name]
            for animal, name in zip(Livestock, LIVESTOCK, strict=True)
            if self.cleaned_data.get(name) is not None
        }
        return without_the_unasked(data | {"livestock": heads or None})

    def value_of(self, name: str) -> Any:
        """What stands in the form for this question now, typed or saved; empty while nothing does."""
        if name != "livestock":
            return self[name].value() if name in self.fields else ""
        return {key: self[key].value() for key in LIVESTOCK if is_answered(self[key].value())}

    @property
    def place(self) -> list:
        """The two coordinates, side by side."""
        return [self["latitude"], self["longitude"]]

    @property
    def progress(self) -> Progress:
        """How many of the questions asked have an answer."""
        return progress(self.value_of, with_health=set(self.fields) >= HEALTH)

    def parts(self) -> Iterator[Part]:
        """The sections with their questions, for the page."""
        with_health = set(self.fields) >= HEALTH
        for section in SECTIONS:
            asked = [self._question(name) for name in section.names if name == "livestock" or name in self.fields]
            yield Part(section, asked, progress(self.value_of, with_health=with_health, only=section))

    def _question(self, name: str) -> Question:
        condition = ASKED_WHEN.get(name)
        if name == "livestock":
            label = Assessment._meta.get_field(name).verbose_name
            return Question(name, str(label), "group", [self[key] for key in LIVESTOCK])
        return Question(
            name=name,
            label=self[name].label,
            kind=_kind(self.fields[name]),
            fields=[self[name]],
            needed=name in Assessment.NEEDED_TO_SUBMIT,
            parent=condition.name if condition else "",
            is_counted=name not in UNCOUNTED,
            asked_for=" ".join(sorted(value or "-" for value in condition.values)) if condition else "",
        )


def _kind(form_field: forms.Field) -> str:
    if isinstance(form_field, AmountField):
        return "amount"
    if isinstance(form_field.widget, forms.CheckboxSelectMultiple):
        return "several"
    return "one" if isinstance(form_field.widget, forms.RadioSelect) else "plain"
