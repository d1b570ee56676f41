"""Filters of the list of visits."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from poverty.households.filters import AreaFilterBar
from poverty.visits import selectors
from poverty.visits.choices import VisitOutcome, VisitState
from poverty.visits.models import Visit


class VisitFilter(AreaFilterBar):
    """The list of visits: area, state, outcome, and what waits for the person who looks."""

    class Task(TextChoices):
        """What of the list waits, and for whom."""

        MINE = "mine", _("Planned for me")
        LATE = "late", _("Late")

    state = django_filters.ChoiceFilter(label=_("State"), choices=VisitState.choices, empty_label=_("All"))
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=VisitOutcome.choices, empty_label=_("All"))
    task = django_filters.ChoiceFilter(label=_("Task"), choices=Task.choices, method="by_task", empty_label=_("All"))

    class Meta:
        model = Visit
        fields = ["region", "state", "outcome", "task"]

    def by_task(self, queryset, name, value):
        if value == self.Task.LATE:
            return queryset.late()
        return queryset.filter(pk__in=selectors.to_make(self.user).values("pk"))
