"""Form fields of the questionnaire: amounts as typed, whole numbers, and several answers with "none of these"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DigitsInput
from poverty.assessments.amounts import NegativeAmount, NotAnAmount, grouped, parse_rupiah

HIGHEST_AMOUNT = 1_000_000_000
"""Rupiah per month beyond which an amount is a slip of the finger."""

NONE_OF_THESE = "none_of_these"


class AmountField(forms.CharField):
    """Rupiah as typed, with or without thousands set apart; cleans to whole rupiah or None."""

    widget = DigitsInput

    def __init__(self, **kwargs):
        super().__init__(**({"required": False, "max_length": 30} | kwargs))

    def clean(self, value):
        text = super().clean(value)
        try:
            amount = parse_rupiah(text)
        except NegativeAmount:
            raise forms.ValidationError(_("An amount cannot be negative."), code="negative") from None
        except NotAnAmount:
            raise forms.ValidationError(
                _("Write whole rupiah in digits, for instance 1.250.000 or 1250000."), code="unreadable"
            ) from None
        if amount is not None and amount > HIGHEST_AMOUNT:
            raise forms.ValidationError(
                _("More than Rp 1.000.000.000 a month cannot be right. Count the zeros again."), code="too_much"
            )
        return amount

    def prepare_value(self, value: Any):
        return grouped(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class CountField(forms.IntegerField):
    """A whole number within bounds, typed on the number pad; what is wrong is said in words."""

    widget = DigitsInput

    def __init__(self, *, lowest: int = 0, highest: int, **kwargs):
        super().__init__(**({"required": False} | kwargs))
        self.lowest, self.highest = lowest, highest
        self.error_messages["invalid"] = _("Write a whole number in digits.")

    def clean(self, value):
        number = super().clean(value)
        if number is not None and number < 0:
            raise forms.ValidationError(_("This number cannot be negative."), code="negative")
        if number is not None and not self.lowest <= number <= self.highest:
            raise forms.ValidationError(
                _("This number must lie between %(lowest)s and %(highest)s."),
                code="range",
                params={"lowest": self.lowest, "highest": self.highest},
            )
        return number


class SeveralInput(forms.CheckboxSelectMultiple):
    """Tick boxes that tell "nothing ticked" (not asked, None) from a list."""

    def value_from_datadict(self, data, files, name):
        return super().value_from_datadict(data, files, name) or None


class SeveralField(forms.MultipleChoiceField):
    """Several answers to one question: None when it was not asked, an empty list for "none of these"."""

    widget = SeveralInput

    def __init__(self, *, choices, **kwargs):
        ways = [*choices, (NONE_OF_THESE, _("None of these"))]
        super().__init__(**({"required": False, "choices": ways} | kwargs))

    def clean(self, value):
        chosen = super().clean(value)
        if not chosen:
            return None
        if NONE_OF_THESE not in chosen:
            return chosen
        if len(chosen) > 1:
            raise forms.ValidationError(
                _("Tick either what there is or “None of these”, not both."), code="contradiction"
            )
        return []

    def prepare_value(self, value: Any):
        return [NONE_OF_THESE] if value == [] else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or [], data or [])
