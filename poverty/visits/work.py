"""What of visits waits for a person on My work."""

from datetime import datetime, time

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.visits import selectors

COUNT_UP_TO = 10_001


@work_source
def visits_to_make(user):
    """Visits planned for this person; the day of the next one is when they are due."""
    if not user.may(Perm.RECORD_VISIT):
        return
    found = selectors.to_make(user).aggregate(count=Count("pk"), day=Min("planned_for"), since=Min("created_at"))
    if not found["count"]:
        return
    url = f"{reverse('poverty:visit_list')}?task=mine&sort=day"
    if found["count"] == 1:
        url = selectors.to_make(user).get().get_absolute_url()
    yield WorkItem(
        title=_("Visits to make"),
        url=url,
        count=found["count"],
        detail=_("Open the visit on your phone before you leave; it works without a connection."),
        since=found["since"],
        due=timezone.make_aware(datetime.combine(found["day"], time.max)),
        tone="info",
    )


@work_source
def visits_to_plan(user):
    """Proposals that a meeting agreed to, and no visit is planned for."""
    if not user.may(Perm.PLAN_VISIT):
        return
    waiting = selectors.to_plan(user)
    count = waiting[:COUNT_UP_TO].count()
    if not count:
        return
    first = waiting.order_by("due_on").values("state_since", "due_on").first()
    yield WorkItem(
        title=_("Visits to plan"),
        url=reverse("poverty:visit_plan_each"),
        count=count,
        detail=_("The meeting has agreed; say who visits, and until when."),
        since=first["state_since"],
        due=timezone.make_aware(datetime.combine(first["due_on"], time.max)) if first["due_on"] else None,
        tone="warn",
    )


@work_source
def visits_overdue(user):
    """Visits that this person gave to others and that are not made in time."""
    if not user.may(Perm.PLAN_VISIT):
        return
    found = selectors.overdue(user).aggregate(count=Count("pk"), day=Min("planned_for"))
    if found["count"]:
        yield WorkItem(
            title=_("Visits you planned that are late"),
            url=f"{reverse('poverty:visit_list')}?task=late",
            count=found["count"],
            detail=_("Ask the visitor, or cancel the visit and plan it for somebody else."),
            due=timezone.make_aware(datetime.combine(found["day"], time.max)),
            tone="bad",
        )
