"""Filters of the list of pairs."""

import django_filters
from django.utils.translation import gettext_lazy as _

from poverty.duplicates.choices import Origin, PairState
from poverty.duplicates.models import DuplicatePair
from poverty.households.filters import AreaFilterBar

SCORES = [("80", _("very likely")), ("60", _("likely or more"))]


class PairFilter(AreaFilterBar):
    """The queue: by area, likeness, state and origin. Without a state, what waits for a decision."""

    score = django_filters.ChoiceFilter(label=_("Likeness"), choices=SCORES, method="from_score", empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=PairState.choices, empty_label=_("Waiting for a decision")
    )
    origin = django_filters.ChoiceFilter(label=_("Came from"), choices=Origin.choices, empty_label=_("All"))

    class Meta:
        model = DuplicatePair
        fields = ["region", "score", "state", "origin"]

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.undecided()

    def from_score(self, queryset, name, value):
        return queryset.filter(score__gte=int(value))


class MergedFilter(AreaFilterBar):
    """Merges: by area, and whether they were undone."""

    STATES = [c for c in PairState.choices if c[0] in (PairState.MERGED, PairState.UNMERGED)]

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("All"))

    class Meta:
        model = DuplicatePair
        fields = ["region", "state"]
