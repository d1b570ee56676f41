"""The filter bar: a django-filter FilterSet whose active filters are shown as chips that can be taken off."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Chip:
    """One active filter in words, with the query that remains when it is taken off."""

    label: str
    query: str


class FilterBar(django_filters.FilterSet):
    """Base of every list's filters. Choices are restricted to what the user may see by overriding `choices_for`."""

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        for name, field in self.form.fields.items():
            _dress(name, field)
        self.restrict_choices()

    def restrict_choices(self) -> None:
        """Override to narrow the choices of `self.form.fields` to the user's reach."""

    def chips(self) -> list[Chip]:
        """The active filters in words."""
        if not self.form.is_valid():
            return []
        return [
            Chip(f"{self.form.fields[name].label}: {_words(self.form, name, value)}", self._without(name))
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "", []) and name in self.data
        ]

    def _without(self, name: str) -> str:
        data = self.data.copy()
        for key in (name, "cursor"):
            data.pop(key, None)
        return data.urlencode()


class PlainSelect(forms.Select):
    """A select rendered without a template per option: a filter bar holds hundreds of them."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)  # noqa: S308
                for key, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs) | {"name": name})
        return format_html("<select{}>{}</select>", attributes, options)


def _dress(name: str, field: forms.Field) -> None:
    if type(field.widget) is forms.Select:
        field.widget = PlainSelect(field.widget.attrs, field.choices)
    field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
    field.widget.attrs.setdefault("aria-label", str(field.label))
    if isinstance(field.widget, forms.TextInput):
        field.widget.attrs.setdefault("placeholder", str(field.label))
    field.required = False


def _words(form: forms.Form, name: str, value) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(choices.get(str(value)) or choices.get(value) or value).strip()
