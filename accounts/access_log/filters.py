"""Filters of the access log."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access_log.models import AccessEvent
from core.filters import FilterBar


class AccessFilter(FilterBar):
    """By person, action and day."""

    name = django_filters.CharFilter(field_name="user_name", lookup_expr="icontains", label=_("Name"))
    action = django_filters.ChoiceFilter(choices=AccessEvent.Action, label=_("Action"), empty_label=_("Every action"))
    since = django_filters.DateFilter(
        field_name="at", lookup_expr="date__gte", label=_("From"), widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="at", lookup_expr="date__lte", label=_("Until"), widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = AccessEvent
        fields: list[str] = []
