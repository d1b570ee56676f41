"""Dates as people type them into sheets: real dates, day-first, ISO, Indonesian long form, Excel serials. No
Django.
"""

import datetime as dt
import re

EARLIEST = dt.date(1900, 1, 1)
SERIAL_ZERO = dt.date(1899, 12, 30)
"""Day 0 of Excel's count (1900 system), valid from 1 March 1900 on."""
SERIAL_RANGE = range(61, 73_051)
"""1 March 1900 to 31 December 2099."""

MONTH_NAMES = (
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu ags agt aug agst",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
NUMERIC = re.compile(
    r"(\d{1,4})[-/.\s]+(\d{1,2})[-/.\s]+(\d{1,4})(?:[t\s]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?z?)?"
)
LONG = re.compile(r"(?:[a-z']+\s*,\s*)?(\d{1,2})[-/.\s]*([a-z]+)\.?[-/.,\s]*(\d{4})")


def read_date(cell: object) -> dt.date | None:
    """The date a cell means; None when it means none.

    Two-digit years are refused: the century would be a guess.

    >>> read_date("13/02/1998"), read_date("1998-02-13"), read_date("13 Pebruari 1998")
    (datetime.date(1998, 2, 13), datetime.date(1998, 2, 13), datetime.date(1998, 2, 13))
    >>> read_date(35839.0), read_date("31/02/1990"), read_date("13/02/98")
    (datetime.date(1998, 2, 13), None, None)
    """
    if isinstance(cell, dt.datetime):
        date = cell.date()
    elif isinstance(cell, dt.date):
        date = cell
    elif isinstance(cell, str):
        date = _from_text(cell.strip(" \t\r\n\xa0'\u2019").lower())
    elif isinstance(cell, int | float):
        date = _from_serial(cell)
    else:
        date = None
    return date if date and date >= EARLIEST else None


def _from_text(text: str) -> dt.date | None:
    if not text.isascii():
        return None
    if found := NUMERIC.fullmatch(text):
        return _from_numbers(*found.groups())
    if found := LONG.fullmatch(text):
        day, month, year = found.groups()
        return _date(int(year), MONTHS.get(month, 0), int(day))
    return _from_serial(int(text)) if text.isdigit() and len(text) == 5 else None


def _from_numbers(first: str, month: str, last: str) -> dt.date | None:
    if len(first) == 4 and len(last) <= 2:
        return _date(int(first), int(month), int(last))
    if len(last) == 4 and len(first) <= 2:
        return _date(int(last), int(month), int(first))
    return None


def _from_serial(number: float) -> dt.date | None:
    if not SERIAL_RANGE.start <= number < SERIAL_RANGE.stop:
        return None
    return SERIAL_ZERO + dt.timedelta(days=int(number))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
