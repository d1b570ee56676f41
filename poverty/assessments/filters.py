"""Filters of the lists of assessments and of households to assess."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput
from poverty.assessments import selectors
from poverty.assessments.models import Assessment, AssessmentState
from poverty.households.filters import AreaFilterBar
from poverty.households.models import Household


class AssessmentFilter(AreaFilterBar):
    """The assessment list: area, state, day, and what waits for the person who looks."""

    class Task(TextChoices):
        """What of the list waits for the person who looks."""

        VERIFY = "verify", _("Waiting for my verification")
        MINE = "mine", _("My drafts")
        RETURNED = "returned", _("Returned to me")

    state = django_filters.ChoiceFilter(label=_("State"), choices=AssessmentState.choices, empty_label=_("All"))
    task = django_filters.ChoiceFilter(label=_("My task"), choices=Task.choices, method="by_task", empty_label=_("All"))
    since = django_filters.DateFilter(label=_("From"), field_name="assessed_on", lookup_expr="gte", widget=DateInput)
    until = django_filters.DateFilter(label=_("Until"), field_name="assessed_on", lookup_expr="lte", widget=DateInput)

    class Meta:
        model = Assessment
        fields = ["region", "state", "task", "since", "until"]

    def by_task(self, queryset, name, value):
        tasks = {
            self.Task.VERIFY: selectors.to_verify,
            self.Task.MINE: selectors.drafts_of,
            self.Task.RETURNED: selectors.returned_to,
        }
        return queryset.filter(pk__in=tasks[value](self.user).values("pk"))


class DueFilter(AreaFilterBar):
    """Households to assess: by area, and whether they were ever assessed."""

    class Ever(TextChoices):
        """Whether a household was ever assessed."""

        NEVER = "never", _("Never assessed")
        OLD = "old", _("Assessed too long ago")

    ever = django_filters.ChoiceFilter(
        label=_("Last assessment"), choices=Ever.choices, method="by_last", empty_label=_("All")
    )

    class Meta:
        model = Household
        fields = ["region", "ever"]

    def by_last(self, queryset, name, value):
        return queryset.filter(last_assessed_on__isnull=value == self.Ever.NEVER)
