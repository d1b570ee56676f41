"""Clocks: until when a proposal's next step is due, and when it lapses. Sources: domain.md 2.3, settings (contoh)."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from core.working_days import add_working_days
from poverty.verification.choices import ProposalKind, ProposalState


def due_day(state: str, today: date | None = None) -> date | None:
    """The day on which the next step is due for a proposal that enters this state today; None when nothing is due."""
    days = settings.PROPOSAL_WORKING_DAYS.get(ProposalState(state).value)
    return None if days is None else add_working_days(today or timezone.localdate(), days)


def lapse_day(kind: str, received_on: date) -> date | None:
    """The last day on which an objection can still be heard: 14 calendar days after it came; None for the others."""
    if kind != ProposalKind.OBJECTION:
        return None
    return received_on + timedelta(days=settings.OBJECTION_DAYS)
