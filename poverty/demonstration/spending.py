"""What a made-up household spends, and the decile that the national list gives it.

Spending per person is lognormal in the household's welfare rank; a bigger household and a harder place have
less per head. The constants are set so that about 3.5 % of *persons* lie below the example line, near the
published 3.52 % (March 2024). The line is an example (contoh), rounded from that of Kalimantan Tengah in 2025;
it decides nothing but the shape of this data.
"""

import math
from random import Random
from statistics import NormalDist

EXAMPLE_LINE = 684_000
"""Rupiah per person and month: contoh, an example."""

MEDIAN_LOG = math.log(1_958_000)
SPREAD = 0.52
PER_EXTRA_PERSON = 0.05
USUAL_SIZE = 3.5
STEP = 1_000
NORMAL = NormalDist()

DECILE_SHARES = (4, 9, 16, 25, 35, 46, 59, 73, 87, 100)
"""Percent of households in decile 1, in 1-2, and so on: a city has fewer in the lowest than the country."""
LIST_NOISE = 0.09


def per_person(rank: float, size: int, hardship: float) -> float:
    """Rupiah per person and month of a household at this welfare rank (0 to 1).

    >>> per_person(0.01, 4, 0.0) < EXAMPLE_LINE < per_person(0.2, 4, 0.0)
    True
    """
    logarithm = MEDIAN_LOG + SPREAD * NORMAL.inv_cdf(rank) - hardship
    return math.exp(logarithm - PER_EXTRA_PERSON * (size - USUAL_SIZE))


def split(rng: Random, total: float, welfare: float) -> tuple[int, int]:
    """Food and other spending, whole thousands: the poorer, the more goes into food (Engel).

    >>> food, other = split(Random(1), 2_000_000, 0.1)
    >>> food > other, (food + other) % 1000
    (True, 0)
    """
    share = min(max(0.66 - 0.24 * welfare + rng.gauss(0, 0.05), 0.25), 0.85)
    food = max(round(total * share / STEP), 1) * STEP
    return food, max(round(total / STEP) * STEP - food, STEP)


def income(rng: Random, total: float, welfare: float) -> int:
    """Income per month, whole thousands: the poor spend about what they earn, the better-off save."""
    return round(total * (rng.uniform(0.82, 1.08) + 0.35 * welfare) / STEP) * STEP


def felt_welfare(rank: float, hardship: float) -> float:
    """Welfare for the graded choices: the rank, moved by the hardship of the place; 0 to 1.

    >>> felt_welfare(0.5, 0.0), felt_welfare(0.5, 0.5) < 0.25
    (0.5, True)
    """
    return NORMAL.cdf(NORMAL.inv_cdf(rank) - hardship / SPREAD)


def decile(rng: Random, welfare: float) -> int:
    """The national decile: close to welfare, and wrong often enough to be worth a visit.

    >>> decile(Random(3), 0.99), decile(Random(3), 0.0)
    (10, 1)
    """
    seen = 100 * min(max(welfare + rng.gauss(0, LIST_NOISE), 0), 0.999)
    return next(number for number, limit in enumerate(DECILE_SHARES, start=1) if seen < limit)
