"""Filters of the lists about national lists: one list, or one comparison, at a time; the newest unless chosen."""

import django_filters
from django.db.models import Q, QuerySet, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import inside
from core.filters import FilterBar
from poverty.households.filters import AreaFilterBar
from poverty.imports.proposal_tables import RESULTS, by_result
from poverty.national_lists.choices import CEILING, Crossing, Group, ListSource, ListState
from poverty.national_lists.models import (
    ListComparison,
    ListDifference,
    ListQueueItem,
    NationalList,
    NationalListEntry,
)
from poverty.national_lists.queueing import group_condition

NONE = "0"
DECILES = [*((str(number), str(number)) for number in range(1, 11)), (NONE, _("not known"))]
MOST = 60
"""So many lists or comparisons are offered, newest first."""


class Found(TextChoices):
    """Whether a family of the list was found in the registry."""

    YES = "yes", _("In the registry")
    NO = "no", _("Not in the registry")


class NationalListFilter(FilterBar):
    """The filter bar of the national lists."""

    source = django_filters.ChoiceFilter(label=_("List"), choices=ListSource.choices, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ListState.choices, empty_label=_("All states"))

    class Meta:
        model = NationalList
        fields = ["source", "state"]


class OneAtATime(AreaFilterBar):
    """A filter bar whose first choice is always made: `chosen` names it, `offered` gives its records."""

    chosen = ""

    def __init__(self, data=None, *args, user=None, **kwargs):
        self.records = list(self.offered(user))
        data = QueryDict(mutable=True) if data is None else data.copy()
        if not data.get(self.chosen) and self.records:
            data[self.chosen] = str(self.records[0].pk)
        super().__init__(data, *args, user=user, **kwargs)

    def offered(self, user) -> QuerySet:
        """The records to choose from, the one that is shown unasked first."""
        raise NotImplementedError

    def restrict_choices(self):
        super().restrict_choices()
        self.form.fields[self.chosen].choices = [(str(record.pk), str(record)) for record in self.records]

    def chips(self):
        """Without the choice that is always made."""
        return [
            chip for chip in super().chips() if not chip.label.startswith(f"{self.form.fields[self.chosen].label}:")
        ]

    def record(self):
        """The record that is shown, or None when there is none."""
        return next((each for each in self.records if str(each.pk) == self.data.get(self.chosen)), None)


def by_decile(queryset, name, value):
    """Rows with this decile, or without any."""
    return queryset.filter(**{name: None if value == NONE else int(value)})


class EntryFilter(OneAtATime):
    """The families of one list."""

    chosen = "list"
    list = django_filters.ChoiceFilter(
        label=_("National list"), field_name="national_list_id", choices=(), empty_label=None
    )
    decile = django_filters.ChoiceFilter(label=_("Decile"), choices=DECILES, method=by_decile, empty_label=_("All"))
    found = django_filters.ChoiceFilter(
        label=_("Registry"), choices=Found.choices, method="by_found", empty_label=_("All")
    )
    faulty = django_filters.ChoiceFilter(
        label=_("Row"), choices=[("yes", _("With a faulty cell"))], method="by_faulty", empty_label=_("All")
    )

    class Meta:
        model = NationalListEntry
        fields = ["list", "region", "decile", "found", "faulty"]

    def offered(self, user):
        return NationalList.objects.visible_to(user).standing().order_by("-year", "-quarter", "-pk")[:MOST]

    def by_found(self, queryset, name, value):
        return queryset.filter(household__isnull=value == Found.NO)

    def by_faulty(self, queryset, name, value):
        return queryset.filter(is_sound=False)


def comparisons_offered(user, permission: str = "") -> QuerySet:
    """The comparisons that are written, newest first."""
    found = ListComparison.objects.visible_to(user, permission).filter(ready_at__isnull=False)
    return found.select_related("newer", "older").order_by("-newer__year", "-newer__quarter", "-pk")[:MOST]


class DifferenceFilter(OneAtATime):
    """The families of one comparison, by what became of them."""

    chosen = "comparison"
    comparison = django_filters.ChoiceFilter(
        label=_("Comparison"), field_name="comparison_id", choices=(), empty_label=None
    )
    group = django_filters.ChoiceFilter(
        label=_("What has changed"), choices=Group.choices, method="by_group", empty_label=_("All")
    )
    decile_before = django_filters.ChoiceFilter(
        label=_("Decile before"), choices=DECILES, method=by_decile, empty_label=_("All")
    )
    decile = django_filters.ChoiceFilter(label=_("Decile now"), choices=DECILES, method=by_decile, empty_label=_("All"))
    crossing = django_filters.ChoiceFilter(
        label=_("Deciles 1–4"), choices=Crossing.choices, method="by_crossing", empty_label=_("All")
    )
    found = django_filters.ChoiceFilter(
        label=_("Registry"), choices=Found.choices, method="by_found", empty_label=_("All")
    )

    class Meta:
        model = ListDifference
        fields = ["comparison", "group", "region", "decile_before", "decile", "crossing", "found"]

    def offered(self, user):
        return comparisons_offered(user)

    def by_group(self, queryset, name, value):
        return queryset.filter(group_condition(value))

    def by_crossing(self, queryset, name, value):
        below, above = Q(decile__lte=CEILING), Q(decile__gt=CEILING)
        was_below, was_above = Q(decile_before__lte=CEILING), Q(decile_before__gt=CEILING)
        stayed = queryset.filter(change__in=("up", "down"))
        return stayed.filter(was_above & below if value == Crossing.IN else was_below & above)

    def by_found(self, queryset, name, value):
        return queryset.filter(subject__household__isnull=value == Found.NO)


class QueueFilter(OneAtATime):
    """The households of a queue, by what came of them."""

    chosen = "comparison"
    comparison = django_filters.ChoiceFilter(
        label=_("Comparison"), field_name="comparison_id", choices=(), empty_label=None
    )
    region = django_filters.ChoiceFilter(label=_("Area"), method="in_area", choices=(), empty_label=_("All areas"))
    result = django_filters.ChoiceFilter(label=_("Result"), choices=RESULTS, method=by_result, empty_label=_("All"))

    class Meta:
        model = ListQueueItem
        fields = ["comparison", "result", "region"]

    def offered(self, user):
        return comparisons_offered(user, Perm.VIEW_NATIONAL_LIST)

    def in_area(self, queryset, name, value):
        return queryset.filter(inside("household__region_id", value))
