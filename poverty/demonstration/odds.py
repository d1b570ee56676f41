"""Chance in the hands of a seeded generator: graded choices, evenly spread ranks, days."""

import datetime as dt
from bisect import bisect
from itertools import accumulate
from random import Random

GOLDEN = 0.6180339887498949
STEPS = 20
DAYS_PER_YEAR = 365.25


def words(text: str) -> tuple[str, ...]:
    """A list that is easier to read as a line of words.

    >>> words("Melati Mawar")
    ('Melati', 'Mawar')
    """
    return tuple(text.split())


class Graded:
    """A choice whose odds move with welfare: a step is (value, weight at poorest, weight at richest).

    >>> rng = Random(1)
    >>> floor = Graded(("earth", 1, 0), ("ceramic", 0, 1))
    >>> floor.pick(rng, 0.0), floor.pick(rng, 1.0)
    ('earth', 'ceramic')
    """

    def __init__(self, *steps: tuple[object, float, float]):
        self.values = [value for value, _poor, _rich in steps]
        self.cumulative = [
            list(accumulate(poor * (1 - t) + rich * t for _value, poor, rich in steps))
            for t in (number / STEPS for number in range(STEPS + 1))
        ]

    def pick(self, rng: Random, welfare: float):
        """One of the values; `welfare` runs from 0 (poorest) to 1 (richest)."""
        row = self.cumulative[int(welfare * STEPS)]
        return self.values[bisect(row, rng.random() * row[-1], hi=len(row) - 1)]


def even_rank(start: float, number: int) -> float:
    """The rank (0 to 1, ends excluded) of household `number`: golden-ratio steps fill the scale evenly, so
    that small samples too have the shares that were asked for.

    >>> ranks = sorted(even_rank(0.3, n) for n in range(1000))
    >>> max(abs(rank - n / 1000) for n, rank in enumerate(ranks)) < 0.005
    True
    """
    return min(max((start + number * GOLDEN) % 1.0, 1e-6), 1 - 1e-6)


def chance(rng: Random, poor: float, rich: float, welfare: float) -> bool:
    """Whether something happens that has these odds at the poorest and at the richest."""
    return rng.random() < poor * (1 - welfare) + rich * welfare


def born(rng: Random, age: float, as_of: dt.date) -> dt.date:
    """A date of birth for somebody of `age` (years, a fraction allowed) on `as_of`; never in the future."""
    days = int(age * DAYS_PER_YEAR) + rng.randrange(300) if age >= 1 else int(age * DAYS_PER_YEAR)
    return as_of - dt.timedelta(days=days)


def age_on(birth: dt.date, day: dt.date) -> int:
    """Completed years.

    >>> age_on(dt.date(2000, 11, 22), dt.date(2026, 11, 21))
    25
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def last_national_list(as_of: dt.date) -> dt.date:
    """The reference date of the newest quarterly DTSEN list: the 20th of March, June, September, December.

    >>> last_national_list(dt.date(2026, 11, 21))
    datetime.date(2026, 9, 20)
    >>> last_national_list(dt.date(2026, 3, 19))
    datetime.date(2025, 12, 20)
    """
    days = [dt.date(year, month, 20) for year in (as_of.year - 1, as_of.year) for month in (3, 6, 9, 12)]
    return max(day for day in days if day <= as_of)
