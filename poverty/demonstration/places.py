"""Where the made-up people live: kelurahan with a weight, and how many people each of them gets."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "reference" / "palangka_raya.csv"


@dataclass(frozen=True)
class Place:
    """A kelurahan as the generators need it; `hardship` lowers the logarithm of spending there."""

    code: str
    latitude: float | None
    longitude: float | None
    weight: float = 1.0
    hardship: float = 0.0

    @property
    def prefix(self) -> str:
        """The first six digits of a NIK issued here: the kecamatan's code without dots.

        >>> Place("62.71.01.1003", None, None).prefix
        '627101'
        """
        return self.code[:8].replace(".", "")


@cache
def known_weights() -> dict[str, tuple[float, float]]:
    """Weight and hardship by code, from the table beside this file."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["weight"]), float(row["hardship"])) for row in csv.DictReader(file)}


def place(code: str, latitude, longitude) -> Place:
    """A place with the weight that the table gives it, or 1."""
    weight, hardship = known_weights().get(code, (1.0, 0.0))
    degrees = (None, None) if latitude is None else (float(latitude), float(longitude))
    return Place(code, *degrees, weight, hardship)


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` split in proportion to `weights`, by largest remainder, so that the parts sum up exactly.

    >>> shares(10, [5, 3, 1])
    [6, 3, 1]
    >>> sum(shares(10_001, [0.1, 17, 15, 15, 11]))
    10001
    """
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
