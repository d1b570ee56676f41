"""Filters of the list of meetings."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput
from poverty.households.filters import AreaFilterBar
from poverty.meetings.choices import MeetingState
from poverty.meetings.models import Meeting


class MeetingFilter(AreaFilterBar):
    """The list of meetings: area, state, day."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=MeetingState.choices, empty_label=_("All"))
    since = django_filters.DateFilter(label=_("From"), field_name="held_on", lookup_expr="gte", widget=DateInput)
    until = django_filters.DateFilter(label=_("Until"), field_name="held_on", lookup_expr="lte", widget=DateInput)

    class Meta:
        model = Meeting
        fields = ["region", "state", "since", "until"]
