"""What of meetings waits for a person on My work."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.meetings.choices import MeetingState
from poverty.meetings.models import Meeting
from poverty.meetings.selectors import due_day, to_run

SOON = dt.timedelta(days=7)
MOST = 200
"""Meetings looked at per line: a city does not hold more at once."""


@work_source
def meetings_to_hold(user):
    """Planned meetings of the next days, and those whose day has passed."""
    if user.may(Perm.RUN_MEETING):
        soon = timezone.localdate() + SOON
        rows = to_run(user).filter(state=MeetingState.PLANNED, held_on__lte=soon).order_by("held_on", "pk")
        yield from _line(
            rows, MeetingState.PLANNED, _("Community meetings to hold"), _("Open it when people are there.")
        )


@work_source
def meetings_to_close(user):
    """Meetings in session."""
    if user.may(Perm.RUN_MEETING):
        rows = to_run(user).filter(state=MeetingState.OPEN).order_by("opened_at", "pk")
        text = _("Decide the names that are still open, close, and print the minutes.")
        yield from _line(rows, MeetingState.OPEN, _("Community meetings to close"), text)


@work_source
def minutes_to_sign(user):
    """Minutes that wait for signatures and their upload."""
    if user.may(Perm.RUN_MEETING):
        rows = to_run(user).filter(state=MeetingState.CLOSED).order_by("closed_at", "pk")
        text = _("Have them signed, scan them, and upload the copy; until then no proposal of the meeting goes on.")
        yield from _line(rows, MeetingState.CLOSED, _("Minutes to sign and upload"), text)


def _line(rows, state, title: str, detail: str):
    """One line; a single meeting opens at once."""
    found: list[Meeting] = list(rows[:MOST])
    if not found:
        return
    first = found[0]
    url = first.get_absolute_url() if len(found) == 1 else f"{reverse('poverty:meeting_list')}?state={state}"
    due = min(due_day(meeting) for meeting in found)
    yield WorkItem(
        title=title,
        url=url,
        count=len(found),
        detail=detail,
        since=first.closed_at or first.opened_at or first.created_at,
        due=timezone.make_aware(dt.datetime.combine(due, dt.time.max)),
        tone="warn",
    )
