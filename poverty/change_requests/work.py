"""What of change requests waits for a person on My work."""

from datetime import datetime, time

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.change_requests import selectors

COUNT_UP_TO = 10_001
"""Nobody reads a larger number; counting it would cost more than the page."""


@work_source
def waiting_for_decision(user):
    """Requests of others that this person may decide, with the first day on which one is due."""
    if not user.may(Perm.DECIDE_CHANGE):
        return
    waiting = selectors.to_decide(user)
    count = waiting[:COUNT_UP_TO].count()
    if not count:
        return
    first = waiting.aggregate(asked=Min("created_at"), due=Min("due_on"))
    late = waiting.late()[:COUNT_UP_TO].count()
    yield WorkItem(
        title=_("Change requests to decide"),
        url=f"{reverse('poverty:change_request_list')}?task=decide&sort=due",
        count=count,
        detail=_("%(number)s of them are late.") % {"number": late} if late else _("Field by field, with a reason."),
        since=first["asked"],
        due=_end_of(first["due"]),
        tone="bad" if late else "warn",
    )


@work_source
def own_requests(user):
    """What a person asked for and lately did not get, and what another decision has overtaken."""
    if not user.may(Perm.REQUEST_CHANGE):
        return
    for task, rows, title, detail in (
        ("refused", selectors.lately_refused(user), _("Your change requests that were refused"), _("Read the reason.")),
        (
            "overtaken",
            selectors.overtaken(user),
            _("Your change requests in conflict"),
            _("Another request on the same field was accepted. Withdraw yours, or leave it to be decided."),
        ),
    ):
        if count := rows[:COUNT_UP_TO].count():
            url = f"{reverse('poverty:change_request_list')}?task={task}"
            yield WorkItem(title=title, url=url, count=count, detail=detail, tone="info")


def _end_of(day):
    """The moment at which a day is over."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
