"""Kinds of field: how far two values agree (a level), and how many bits of evidence that is (`weights.py`).

Pure comparisons of prepared values; None, "not known", is never compared. The shares given here, how often the records
of one person agree only so far, are fixed: none is tuned to a data set.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rapidfuzz.distance import OSA, JaroWinkler

from poverty.duplicates.weights import Rarity, worth

SAME = "same"
SPELLING = "spelling"
PARTLY = "partly"
SOME = "some"
SWAPPED = "swapped"
DIGIT = "digit"
PART = "part"
YEAR = "year"
SERIAL = "serial"
DIFFERENT = "different"
LEVELS = (SAME, SPELLING, PARTLY, SOME, SWAPPED, DIGIT, PART, YEAR, SERIAL, DIFFERENT)
"""How far two values agree; what each means for a kind of field stands at its class."""

ALIKE = 0.88
"""Jaro-Winkler likeness from which two words may be one word misspelt."""


def slip(a: str, b: str) -> bool:
    """Whether two texts differ by one character: wrong, lacking, too many, or exchanged with its neighbour.

    >>> slip("6271014508", "6271014580"), slip("19800517", "19800571"), slip("1980", "1891")
    (True, True, False)
    """
    return OSA.distance(a, b, score_cutoff=1) == 1


@lru_cache(maxsize=65_536)
def alike(a: str, b: str) -> bool:
    """Whether two words are one word misspelt, shortened to its first letter, or cut off.

    >>> alike("aminah", "amniah"), alike("muhamad", "m"), alike("nurhayati", "nurhay"), alike("siti", "sari")
    (True, True, True, False)
    """
    if len(a) > len(b):
        a, b = b, a
    if len(a) < 3:
        return len(a) == 1 and b.startswith(a)
    return b.startswith(a) or JaroWinkler.similarity(a, b) >= ALIKE or (len(a) > 3 and slip(a, b))


@dataclass(frozen=True)
class Words:
    """Names, addresses: words in any order, each worth its rarity.

    same: all words; spelling: all, some of them misspelt or run together; partly: all words of the shorter, the longer
    has more; some: some words; different: none. `near` is what a misspelt word is worth less than the right one,
    `lacking` and `wrong` (both negative) are the bits of a word without counterpart and of two words that contradict.
    """

    key: Callable[[str], str]
    rarest: float = 13.0
    most: float = 20.0
    least: float = -12.0
    near: float = 3.0
    lacking: float = -0.7
    wrong: float = -6.0

    def prepare(self, raw: str | None) -> tuple[str, ...] | None:
        """The words of the text under its key, or None."""
        return tuple(self.key(raw).split()) or None if raw else None

    def parts(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """What is counted for rarity."""
        return value

    def compare(self, a: tuple[str, ...], b: tuple[str, ...], rarity: Rarity) -> tuple[str, float]:
        """Level and bits."""
        if a == b:
            return SAME, min(self.most, sum([rarity[word] for word in a]))
        if b < a:
            a, b = b, a  # misspelt words are paired in order: whoever comes first, the pairs are the same
        rest_a, rest_b, bits = list(a), list(b), 0.0
        for word in a:
            if word in rest_b:
                rest_a.remove(word)
                rest_b.remove(word)
                bits += rarity[word]
        if not rest_a and not rest_b:
            return SAME, min(self.most, bits)
        found = len(a) - len(rest_a)
        misspelt, gained = self._misspelt(rest_a, rest_b, rarity)
        return self._level(found, misspelt, len(rest_a), len(rest_b), bits + gained)

    def _misspelt(self, rest_a: list[str], rest_b: list[str], rarity: Rarity) -> tuple[int, float]:
        """Take misspelt words, and words run together, out of both lists: how many, and their bits."""
        if len(rest_a) != len(rest_b) and "".join(rest_a) == "".join(rest_b):
            bits = min(self.rarest, sum([rarity[word] for word in rest_a])) - self.near
            rest_a.clear()
            rest_b.clear()
            return 1, bits
        count, bits = 0, 0.0
        for word in rest_a[:]:
            other = next((other for other in rest_b if alike(word, other)), None)
            if other is not None:
                rest_a.remove(word)
                rest_b.remove(other)
                count += 1
                bits += max(0.0, min(rarity[word], rarity[other]) - self.near)
        return count, bits

    def _level(self, found: int, misspelt: int, left_a: int, left_b: int, bits: float) -> tuple[str, float]:
        wrong = min(left_a, left_b)
        bits += wrong * self.wrong + (max(left_a, left_b) - wrong) * self.lacking
        bits = max(self.least, min(self.most, bits))
        if not left_a and not left_b:
            return SPELLING, bits
        if not found and not misspelt:
            return DIFFERENT, min(bits, self.lacking)
        return (SOME if wrong else PARTLY), bits


@dataclass(frozen=True)
class Day:
    """A birth date as eight digits, year first.

    same; swapped: day and month exchanged; digit: one digit wrong, or two exchanged; part: two of year, month and day;
    year: the year alone, or the year before or after; different.
    """

    rarest: float = 15.0
    swapped: float = worth(0.01, 1 / 25_000)
    digit: float = worth(0.04, 1 / 900)
    part: float = worth(0.02, 1 / 200)
    year: float = worth(0.01, 1 / 28)
    different: float = worth(0.003, 1)

    def prepare(self, raw: object) -> str | None:
        """Digits only, year first; a date object as its ISO text."""
        return "".join(filter(str.isdigit, str(raw))) or None if raw else None

    def parts(self, value: str) -> tuple[str, ...]:
        """What is counted for rarity: some dates, such as 1 January, stand for "not known"."""
        return (value,)

    def compare(self, a: str, b: str, rarity: Rarity) -> tuple[str, float]:
        """Level and bits."""
        if a == b:
            return SAME, rarity[a]
        if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
            return SWAPPED, self.swapped
        if slip(a, b):
            return DIGIT, self.digit
        equal = (a[:4] == b[:4]) + (a[4:6] == b[4:6]) + (a[6:] == b[6:])
        if equal == 2:
            return PART, self.part
        if abs(int(a[:4]) - int(b[:4])) < 2:
            return YEAR, self.year
        return DIFFERENT, self.different


@dataclass(frozen=True)
class Number:
    """An identifier of digits that says nothing else.

    same; digit: one digit wrong, lacking or too many, or two neighbours exchanged; part: one is a piece of at least
    six digits of the other; different.
    """

    rarest: float = 20.0
    digit: float = 10.0
    part: float = 6.0
    different: float = -6.0

    def prepare(self, raw: str | None) -> str | None:
        """Digits only."""
        return "".join(filter(str.isdigit, raw)) or None if raw else None

    def parts(self, value: str) -> tuple[str, ...]:
        """What is counted for rarity: a number that many give is nobody's."""
        return (value,)

    def compare(self, a: str, b: str, rarity: Rarity) -> tuple[str, float]:
        """Level and bits."""
        if a == b:
            return SAME, rarity[a]
        if slip(a, b):
            return DIGIT, self.digit
        if min(len(a), len(b)) > 5 and len(a) != len(b) and (a in b or b in a):
            return PART, self.part
        return DIFFERENT, self.different


@dataclass(frozen=True)
class Value:
    """A code or short text: same, spelling (one character off, in texts of four or more), or different."""

    rarest: float = 8.0
    different: float = -2.0
    spelling: float | None = None

    def prepare(self, raw: object) -> str | None:
        """The text in lower case, or None."""
        return str(raw).strip().lower() or None if raw is not None else None

    def parts(self, value: str) -> tuple[str, ...]:
        """What is counted for rarity."""
        return (value,)

    def compare(self, a: str, b: str, rarity: Rarity) -> tuple[str, float]:
        """Level and bits."""
        if a == b:
            return SAME, rarity[a]
        if self.spelling is not None and min(len(a), len(b)) > 3 and slip(a, b):
            return SPELLING, self.spelling
        return DIFFERENT, self.different


class Kind(Protocol):
    """What a kind of field can do."""

    rarest: float

    def prepare(self, raw: Any) -> Any:
        """The value ready to be compared, None where nothing is known."""

    def parts(self, value: Any) -> Iterable[str]:
        """What is counted for rarity."""

    def compare(self, a: Any, b: Any, rarity: Rarity) -> tuple[str, float]:
        """How far two known values agree, and the bits of evidence that is."""
