"""How much an agreement is worth: weights in bits (logarithms to base 2 of likelihood ratios, Fellegi and Sunter).

One bit doubles the odds that two records are one person. What agrees by chance seldom is worth much, so the chance of
an agreement is counted in the data itself, without labels: a rare word, birth date or place weighs more than a common
one. How often the records of one person disagree (typing errors, moves, a changed name) cannot be counted without
labels; the kinds of field in `matching` hold a fixed share each, the same for every data set.
"""

from collections.abc import Iterable, Mapping
from math import log2


class Rarity(dict):
    """Bits by value: how surprising it is that a record holds it. What was never counted is as rare as can be.

    `rarest` caps the worth of one value in bits: a slip of the pen also makes a value nobody else has. `OTHERS` stand
    in for the people not yet recorded, so that in a registry of ten not every name is common.

    >>> rarity = Rarity({"siti": 3000, "kameloh": 30}, rarest=10)
    >>> round(rarity["siti"], 1), round(rarity["kameloh"], 1), rarity["never seen"]
    (0.2, 6.8, 10)
    """

    OTHERS = 500

    def __init__(self, counts: Mapping[object, int], rarest: float):
        self.rarest = rarest
        total = sum(counts.values()) + len(counts) + self.OTHERS
        super().__init__({value: min(rarest, log2(total / (count + 1))) for value, count in counts.items()})

    def __missing__(self, value: object) -> float:
        return self.rarest


def worth(share: float, chance: float) -> float:
    """Bits of an outcome that `share` of the pairs of one person show, and `chance` of the pairs of two.

    >>> worth(0.96, 0.03), worth(0.02, 0.64)
    (5.0, -5.0)
    """
    return log2(share / chance)


def counted(values: Iterable[Iterable[object]]) -> dict[object, int]:
    """How often each part of these values occurs.

    >>> counted([("siti", "aminah"), ("siti",)])
    {'siti': 2, 'aminah': 1}
    """
    counts: dict[object, int] = {}
    for parts in values:
        for part in parts:
            counts[part] = counts.get(part, 0) + 1
    return counts


REPEATED = 0.02
"""Share of records that somebody has recorded twice, as long as nobody has counted it."""
BEGUN = 1_000


def needed(records: int, repeated: float = REPEATED) -> float:
    """Bits of evidence at which two of so many records are as likely one person as two.

    Before anything is compared, of n records some `repeated` x n of the n x n / 2 pairs are one person's. A registry
    that has only begun is judged as if it had `BEGUN` records.

    >>> round(needed(5_000), 1), round(needed(1_000_000), 1), needed(10) == needed(BEGUN)
    (16.9, 24.6, True)
    """
    return log2(max(records, BEGUN) / (2 * repeated))


def figure(bits: float, enough: float) -> int:
    """The evidence as a figure from 0 to 100: 50 is as likely as not, 100 is twice what that takes.

    It is no probability: fields are not wholly independent, and a probability would claim more than is known.

    >>> figure(12.3, 24.6), figure(24.6, 24.6), figure(60, 24.6), figure(-5, 24.6)
    (25, 50, 100, 0)
    """
    return max(0, min(100, round(50 * bits / enough)))
