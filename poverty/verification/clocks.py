"""Clocks: until when a proposal's next step is due, and when it lapses. Sources: domain.md 2.3, settings (contoh)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from core.working_days import add_working_days, holidays_from, is_working_day, working_days_between
from poverty.verification.choices import ProposalKind, ProposalState

SOON = 3
"""An objection that lapses within so many working days is about to lapse."""


def due_day(state: str, today: date | None = None) -> date | None:
    """The day on which the next step is due for a proposal that enters this state today; None when nothing is due."""
    days = settings.PROPOSAL_WORKING_DAYS.get(ProposalState(state).value)
    return None if days is None else add_working_days(today or timezone.localdate(), days)


def lapse_day(kind: str, received_on: date) -> date | None:
    """The last day on which an objection can still be heard: 14 calendar days after it came; None for the others."""
    if kind != ProposalKind.OBJECTION:
        return None
    return received_on + timedelta(days=settings.OBJECTION_DAYS)


def soon_day(today: date | None = None) -> date:
    """The last day that still counts as soon."""
    return add_working_days(today or timezone.localdate(), SOON)


def day_before(today: date, number: int, holidays: Collection[date]) -> date:
    """The newest day after which more than `number` working days have passed, today included.

    >>> day_before(date(2026, 11, 20), 0, ()), day_before(date(2026, 11, 20), 5, ())
    (datetime.date(2026, 11, 19), datetime.date(2026, 11, 12))
    """
    day, passed = today, 0
    while True:
        passed += is_working_day(day, holidays)
        day -= timedelta(days=1)
        if passed > number:
            return day


def escalation_day(today: date | None = None) -> date:
    """What was due on this day or before has been late for more than the city's limit and is shown a level up."""
    today = today or timezone.localdate()
    limit = settings.ESCALATION_WORKING_DAYS
    return day_before(today, limit, holidays_from(today - timedelta(days=3 * limit + 30)))


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day: until then nothing due on it is late."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None


@dataclass(frozen=True)
class Clock:
    """What a page says about time: since when, until when, and how many working days are left (negative: late).

    `lapses_on` is the last day of an objection, `lapse_left` its calendar days.
    """

    since: datetime
    due_on: date | None
    left: int | None
    lapses_on: date | None = None
    lapse_left: int | None = None

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def late_by(self) -> int:
        """Working days past the due day."""
        return -self.left if self.is_late else 0


def clock_of(proposal, today: date | None = None, holidays: Collection[date] | None = None) -> Clock:
    """The clock of a proposal. `holidays` are read once by callers who ask for many."""
    today = today or timezone.localdate()
    left = None
    if proposal.is_open and proposal.due_on:
        left = _left(today, proposal.due_on, holidays)
    lapses = proposal.lapses_on if proposal.is_heard_until else None
    return Clock(proposal.state_since, proposal.due_on, left, lapses, (lapses - today).days if lapses else None)


def _left(today: date, due: date, holidays: Collection[date] | None) -> int:
    """Working days until a day; past it at least one is missing, however the holidays lie."""
    days = working_days_between(today, due, holidays)
    return min(days, -1) if due < today else days
