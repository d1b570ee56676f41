"""Objections that nobody looked into in time lapse: the clock takes the step, and it is written down like any other."""

from datetime import date, timedelta

from django.utils import timezone

from core.history import acting
from core.workflow import Result
from poverty.verification.models import Proposal


def lapse_objections(*, by, today: date | None = None) -> list[Result]:
    """Let every objection lapse whose time is over; `by` is the clock's own account. May run at any time, twice too."""
    yesterday = (today or timezone.localdate()) - timedelta(days=1)
    with acting(by, source="command"):
        return Proposal.workflow.move_each(Proposal.objects.heard_until(yesterday), "lapse", by=by)
