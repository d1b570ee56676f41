"""The NIK as evidence. It repeats birth date and sex, so what it adds depends on whether it agrees with its own record.

Two people born on one day differ in their NIK by the serial, or by the district that issued it, and offices everywhere
begin counting at 0001: NIKs of neighbours may well be one digit apart. A wrong digit speaks for one person only where
one of the two NIKs contradicts its own birth date or sex, that is, where somebody has mistyped it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from poverty.duplicates.kinds import DIFFERENT, DIGIT, PART, SAME, SERIAL, slip
from poverty.duplicates.weights import Rarity
from poverty.households.nik import FEMALE, FEMALE_OFFSET, LENGTH, MALE


class Nik(NamedTuple):
    """The digits on record, and whether they agree with the record's own birth date and sex (None: no date known)."""

    digits: str
    agrees: bool | None = None

    @property
    def is_full(self) -> bool:
        """Whether all sixteen digits are there."""
        return len(self.digits) == LENGTH


@dataclass(frozen=True)
class Identity:
    """same; digit: one digit apart, or two exchanged; serial: only the last four differ; part: one is a piece of the
    other; different. Where both NIKs agree with their records, the birth dates have said what the digits say: one digit
    is worth `near`, another serial `neighbour` when it is one digit off and `serial` when it is not. Where one NIK
    contradicts its record, or has no date beside it, a wrong digit is worth `mistyped`, a serial `undated`.
    """

    rarest: float = 11.0  # equal NIKs do not occur between two members
    mistyped: float = 11.0
    near: float = -2.0
    neighbour: float = -3.0
    serial: float = -8.0
    undated: float = 5.0
    part: float = 5.0
    different: float = -6.0
    doubtful: float = -4.0

    def prepare(self, raw: str | None) -> Nik | None:
        """Digits only, or None."""
        digits = "".join(filter(str.isdigit, raw)) if raw else ""
        return Nik(digits) if digits else None

    def parts(self, value: Nik) -> tuple[str, ...]:
        """What is counted for rarity."""
        return (value.digits,)

    @staticmethod
    def beside(nik: Nik | None, born: str | None, sex: str | None) -> Nik | None:
        """The NIK judged by birth date (eight digits, year first) and sex of its own record.

        >>> Identity.beside(Nik("6271014508900003"), "19900805", "female").agrees
        True
        >>> Identity.beside(Nik("6271014508900003"), "19900806", "").agrees
        False
        """
        if nik is None or not nik.is_full or not born:
            return nik
        day = int(nik.digits[6:8])
        female = day > FEMALE_OFFSET
        date = nik.digits[10:12] + nik.digits[8:10] + f"{day - FEMALE_OFFSET * female:02}"
        return Nik(nik.digits, born[2:] == date and (not sex or sex == (FEMALE if female else MALE)))

    def compare(self, a: Nik, b: Nik, rarity: Rarity) -> tuple[str, float]:
        """Level and bits."""
        if a.digits == b.digits:
            return SAME, rarity[a.digits]
        sound, near = a.agrees and b.agrees, slip(a.digits, b.digits)
        if a.is_full and b.is_full and a.digits[:12] == b.digits[:12]:
            return SERIAL, self._serial(bool(sound), near)
        if near:
            return DIGIT, self.near if sound else self.mistyped
        if min(len(a.digits), len(b.digits)) > 5 and (a.digits in b.digits or b.digits in a.digits):
            return PART, self.part
        return DIFFERENT, self.different if sound else self.doubtful

    def _serial(self, sound: bool, near: bool) -> float:
        if not sound:
            return self.undated
        return self.neighbour if near else self.serial
