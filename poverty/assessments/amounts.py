"""Amounts in rupiah as people type them. No Django."""

import re

GROUPED = re.compile(r"[0-9]{1,3}([., \u00a0])[0-9]{3}(?:\1[0-9]{3})*")
DIGITS = re.compile(r"[0-9]+")
CURRENCY = re.compile(r"rp\.?\s*", re.IGNORECASE)
NO_CENTS = re.compile(r"(?<=[0-9]),-$|(?<=\.[0-9]{3}),00$|(?<=,[0-9]{3})\.00$")


class NotAnAmount(ValueError):
    """What was typed cannot be read as whole rupiah without guessing."""


class NegativeAmount(NotAnAmount):
    """What was typed begins with a minus."""


def parse_rupiah(text: str) -> int | None:
    """Whole rupiah, None for nothing. Thousands may be set apart by dots, commas or spaces, always in threes.

    Cents are read only where they cannot be a thousand with a lost zero: "1.250,00" is, "1.250.00" is not.

    Raises:
        NegativeAmount: for a minus before the digits.
        NotAnAmount: for letters, cents, or groups that are not threes: "1.5" could mean anything.

    >>> parse_rupiah("1.250.000"), parse_rupiah("1250000"), parse_rupiah("Rp 1,250,000"), parse_rupiah("Rp1.250.000,-")
    (1250000, 1250000, 1250000, 1250000)
    >>> parse_rupiah("  "), parse_rupiah("0"), parse_rupiah("1.250,00")
    (None, 0, 1250)
    >>> parse_rupiah("1.5")
    Traceback (most recent call last):
    ...
    poverty.assessments.amounts.NotAnAmount: 1.5
    """
    bare = text.strip()
    if not bare:
        return None
    if found := CURRENCY.match(bare):
        bare = bare[found.end() :]
    bare = NO_CENTS.sub("", bare)
    if bare.startswith(("-", "−")):
        raise NegativeAmount(text)
    if not (DIGITS.fullmatch(bare) or GROUPED.fullmatch(bare)):
        raise NotAnAmount(text)
    return int(re.sub(r"[^0-9]", "", bare))


def grouped(amount: int) -> str:
    """An amount with its thousands set apart, as it is written here.

    >>> grouped(1250000), grouped(0)
    ('1.250.000', '0')
    """
    return f"{amount:,}".replace(",", ".")
