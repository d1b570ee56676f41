"""The filter bar of the list of places."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.filters import FilterBar
from poverty.regions.models import Region


class RegionFilter(FilterBar):
    """By name or code, level, and whether a boundary is loaded."""

    search = django_filters.CharFilter(label=_("Name or code"), method="by_name_or_code")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Region.Level.choices, empty_label=_("All levels"))
    boundary = django_filters.ChoiceFilter(
        label=_("Boundary"),
        choices=[("yes", _("Loaded")), ("no", _("None"))],
        method="by_boundary",
        empty_label=_("All"),
    )

    class Meta:
        model = Region
        fields = ["search", "level", "boundary"]

    def by_name_or_code(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(code__startswith=value) | Q(bps_code__startswith=value))

    def by_boundary(self, queryset, name, value):
        return queryset.filter(boundary__isnull=value == "no")
