"""Forms: fields laid out from `fieldsets`, choices restricted to reach, drafts restored, dates as people type.

A noun's form subclasses `RecordForm` (a ModelForm) or `PlainForm` and declares `fieldsets`.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

WIDTHS = {1: "col-12", 2: "col-12 col-md-6", 3: "col-12 col-md-4", 4: "col-6 col-md-3"}


class DateInput(forms.DateInput):
    """The browser's own date field; what is typed as text (no date picker) is read day first."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DigitsInput(forms.TextInput):
    """Digits as text, with the number pad on a phone; never a number field, which would lose digits."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off"} | (attrs or {}))


class LaidOutForm:
    """Mixin: `fieldsets` is a tuple of (legend, rows); a row is a field name or a tuple of names side by side."""

    fieldsets: tuple = ()

    def __init__(self, *args, user=None, draft_data: dict | None = None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
                field.widget = DateInput(field.widget.attrs)
                field.widget.is_required = field.required
        self.restrict_choices()
        if draft_data and not self.is_bound:
            self.restore(draft_data)
        if self.is_bound or draft_data:
            self._ask_at_once()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self._layout()

    def restrict_choices(self) -> None:
        """Override to narrow choices to what `self.user` may see."""

    def _ask_at_once(self) -> None:
        """Hints that are asked for while typing are asked for at once where something has been typed already."""
        for field in self.fields.values():
            if trigger := field.widget.attrs.get("hx-trigger"):
                field.widget.attrs["hx-trigger"] = f"load, {trigger}"

    def restore(self, data: dict[str, list]) -> None:
        """Start from a draft: its values become the form's initial ones."""
        query = QueryDict(mutable=True)
        for name, values in data.items():
            query.setlist(name, values)
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if not isinstance(field, forms.FileField) and not field.widget.value_omitted_from_data(query, {}, key):
                self.initial[name] = field.widget.value_from_datadict(query, {}, key)

    def _layout(self) -> Layout:
        if not self.fieldsets:
            return Layout(*self.fields)
        return Layout(*(Fieldset(legend, *(_row(row) for row in rows)) for legend, rows in self.fieldsets))


def _row(row):
    if isinstance(row, str):
        return row
    if isinstance(row, HTML):
        return row
    return Row(*(Column(name, css_class=WIDTHS.get(len(row), "col")) for name in row), css_class="g-3")


class RecordForm(LaidOutForm, forms.ModelForm):
    """A form about one record. The database's named constraints speak beside their fields."""


class PlainForm(LaidOutForm, forms.Form):
    """A form about no single record."""


class ReasonForm(PlainForm):
    """Asks for a reason before something that is logged."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=300,
        help_text=_("Kept in the log together with your name and the time."),
    )
