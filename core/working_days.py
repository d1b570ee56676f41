"""Working days: what an office promises is counted in days on which it works.

The holidays are the city's own reference data (`core.models.Holiday`); Saturdays and Sundays are no working days.
"""

from collections.abc import Collection
from datetime import date, timedelta

from core.models import Holiday

SATURDAY = 5


def holidays_from(start: date) -> frozenset[date]:
    """The known holidays from this day on; read once for many sums."""
    return frozenset(Holiday.objects.filter(day__gte=start).values_list("day", flat=True))


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, and no holiday.

    >>> is_working_day(date(2026, 11, 20), ()), is_working_day(date(2026, 11, 21), ())
    (True, False)
    """
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(start: date, number: int, holidays: Collection[date] | None = None) -> date:
    """The day that lies `number` working days after `start`; the day itself is not counted.

    >>> add_working_days(date(2026, 11, 20), 1, ())
    datetime.date(2026, 11, 23)
    >>> add_working_days(date(2026, 11, 20), 1, {date(2026, 11, 23)})
    datetime.date(2026, 11, 24)
    """
    if number < 0:
        raise ValueError("working days are counted forward")
    known = holidays_from(start) if holidays is None else holidays
    day = start
    while number:
        day += timedelta(days=1)
        if is_working_day(day, known):
            number -= 1
    return day


def working_days_between(start: date, end: date, holidays: Collection[date] | None = None) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` lies before.

    >>> working_days_between(date(2026, 11, 20), date(2026, 11, 24), ())
    2
    >>> working_days_between(date(2026, 11, 24), date(2026, 11, 20), ())
    -2
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    known = holidays_from(start) if holidays is None else holidays
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, known) for day in days)
