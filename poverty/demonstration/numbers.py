"""Made-up NIK and family-card numbers: sound in form, and never those of a real person.

Serial numbers begin at 9001. The civil registry counts up from 0001 for each place and birth date and does
not come near that, so a made-up number neither is anybody's nor meets one in a file imported beside it.
"""

import datetime as dt
from array import array

FIRST_SERIAL = 9001
LAST_SERIAL = 9999
FEMALE_OFFSET = 40
SLOTS = 100 * 12 * 31 * 2  # two-digit year, month, day, sex: what a number can tell apart


class NumberBook:
    """Gives out numbers once each. Memory: 150 kB per prefix in use, however many are given out.

    >>> book = NumberBook()
    >>> book.take("627101", dt.date(1990, 8, 5), female=True), book.take("627101", dt.date(1990, 8, 5))
    ('6271014508909001', '6271010508909001')
    >>> book.take("627101", dt.date(1990, 8, 5))
    '6271010508909002'
    """

    def __init__(self):
        self._taken: dict[str, array] = {}

    def take(self, prefix: str, day: dt.date, *, female: bool = False) -> str | None:
        """The next free number; None when all 999 of that place, date and sex are given out.

        Dates a century apart share their two-digit year and so their serials.
        """
        counts = self._taken.get(prefix)
        if counts is None:
            counts = self._taken[prefix] = array("H", bytes(2 * SLOTS))
        slot = 2 * (31 * (12 * (day.year % 100) + day.month - 1) + day.day - 1) + female
        serial = FIRST_SERIAL + counts[slot]
        if serial > LAST_SERIAL:
            return None
        counts[slot] += 1
        number = day.day + (FEMALE_OFFSET if female else 0)
        return f"{prefix}{number:02d}{day.month:02d}{day.year % 100:02d}{serial}"
