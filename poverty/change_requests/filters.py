"""Filters of the lists of change requests."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from poverty.change_requests import selectors
from poverty.change_requests.choices import Origin, RequestState, Target
from poverty.change_requests.models import ChangeRequest
from poverty.households.filters import AreaFilterBar


class RequestFilter(AreaFilterBar):
    """Change requests: by area, state, origin and subject, and what concerns the person who looks."""

    class Task(TextChoices):
        """What of the list concerns the person who looks."""

        DECIDE = "decide", _("Waiting for my decision")
        MINE = "mine", _("Asked for by me")
        REFUSED = "refused", _("Refused to me, wholly or in part")
        OVERTAKEN = "overtaken", _("Mine, overtaken by another request")

    class Late(TextChoices):
        """Whether the day of the decision has passed."""

        YES = "yes", _("Late")

    task = django_filters.ChoiceFilter(
        label=_("Concerns me"), choices=Task.choices, method="by_task", empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=RequestState.choices, empty_label=_("All"))
    target = django_filters.ChoiceFilter(label=_("About"), choices=Target.choices, empty_label=_("All"))
    origin = django_filters.ChoiceFilter(label=_("Came from"), choices=Origin.choices, empty_label=_("All"))
    late = django_filters.ChoiceFilter(label=_("Clock"), choices=Late.choices, method="by_clock", empty_label=_("All"))

    class Meta:
        model = ChangeRequest
        fields = ["task", "state", "region", "target", "origin", "late"]

    def by_task(self, queryset, name, value):
        tasks = {
            self.Task.DECIDE: selectors.to_decide,
            self.Task.MINE: selectors.asked_by,
            self.Task.REFUSED: selectors.lately_refused,
            self.Task.OVERTAKEN: selectors.overtaken,
        }
        return queryset.filter(pk__in=tasks[value](self.user).values("pk"))

    def by_clock(self, queryset, name, value):
        return queryset.late()


class DecideFilter(AreaFilterBar):
    """Requests to decide together: by area, subject and origin."""

    target = django_filters.ChoiceFilter(label=_("About"), choices=Target.choices, empty_label=_("All"))
    origin = django_filters.ChoiceFilter(label=_("Came from"), choices=Origin.choices, empty_label=_("All"))

    class Meta:
        model = ChangeRequest
        fields = ["region", "target", "origin"]
