"""How the number of an official letter is written: `007/BA/XI/2026`. No Django in here."""

from collections.abc import Mapping
from datetime import date

ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """A whole number from 1 to 3999 in Roman numerals, as letters write their month.

    >>> [roman(month) for month in (1, 4, 8, 9, 11, 12)]
    ['I', 'IV', 'VIII', 'IX', 'XI', 'XII']
    >>> roman(2026)
    'MMXXVI'

    Raises `ValueError` outside that range.
    """
    if not 1 <= number <= 3999:
        raise ValueError("Roman numerals are for 1 to 3999.")
    text = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def written(pattern: str, *, series: str, number: int, on: date) -> str:
    """The number in words of the pattern, which may use number, series, day, month, month_roman and year.

    >>> written("{number:03d}/{series}/{month_roman}/{year}", series="BA", number=7, on=date(2026, 11, 21))
    '007/BA/XI/2026'

    Raises `ValueError` when the pattern names anything else.
    """
    parts = {"day": on.day, "month": on.month, "month_roman": roman(on.month), "year": on.year}
    try:
        return pattern.format(number=number, series=series, **parts)
    except (KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"The number format {pattern!r} asks for something unknown: {error}.") from None


def checked(patterns: Mapping[str, str]) -> dict[str, str]:
    """The patterns by series, each telling two numbers and two years apart, and one of them for all other series.

    >>> checked({"default": "{series}-{number}-{year}"})
    {'default': '{series}-{number}-{year}'}
    >>> checked({"default": "{series}/{number}"})
    Traceback (most recent call last):
    ValueError: The number format '{series}/{number}' must hold {number} and {year}.

    Raises `ValueError` naming the pattern that will not do.
    """
    if "default" not in patterns:
        raise ValueError("The number formats lack one named 'default'.")
    for name, pattern in patterns.items():
        series = {"A", "B"} if name == "default" else {name}
        tried = [(each, number, year) for each in series for number in (1, 2) for year in (2026, 2027)]
        found = {written(pattern, series=each, number=number, on=date(year, 1, 1)) for each, number, year in tried}
        if len(found) < len(tried):
            lacking = "{number}, {series} and {year}" if name == "default" and "{series" not in pattern else ""
            raise ValueError(f"The number format {pattern!r} must hold {lacking or '{number} and {year}'}.")
    return dict(patterns)
