"""The national identity number (NIK) and the family-card number: what their digits say, what is wrong.

A NIK is `PPKKCC DDMMYY SSSS`: province, regency and district of **first issuance** (not of residence, so a
foreign prefix is normal), birth date with 40 added to the day for women, and a serial that is never 0000.
There is no check digit. A family card is `PPKKCC DDMMYY SSSS` with the date of issue and a plain day.

Nothing here writes a number into an exception or a log.
"""

import datetime as dt
import re
from dataclasses import dataclass

LENGTH = 16
FEMALE_OFFSET = 40
MALE, FEMALE = "male", "female"  # the values of choices.Sex, repeated because this module knows no Django

LENGTH_WRONG = "nik_length"
CHARACTERS_WRONG = "nik_characters"
DATE_WRONG = "nik_date"
SERIAL_WRONG = "nik_serial"
ALL_SAME = "nik_all_same"
REGION_WRONG = "nik_region"
BIRTH_MISMATCH = "nik_birth_mismatch"
SEX_MISMATCH = "nik_sex_mismatch"

_NOISE = re.compile(r"[\s'`\u2018\u2019\u200b\ufeff]+")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Decoded:
    """What a structurally sound NIK says.

    `region` is the district of first issuance in dotted form ("62.71.01"), `birth_date` the chosen candidate,
    `birth_dates` every possible one (latest century first), `sex` "male" or "female".
    """

    region: str
    birth_date: dt.date
    birth_dates: tuple[dt.date, ...]
    sex: str
    serial: str


def normalise(text):
    """The number without spaces and apostrophes, as text; anything else in it is left to be reported.

    >>> normalise(" '6271 0145 0890 0003")
    '6271014508900003'
    >>> normalise(None)
    ''
    """
    return "" if text is None else _NOISE.sub("", str(text))


def mask(nik):
    """First and last four digits; shorter text is hidden whole.

    >>> mask("6271014508900003")
    '6271••••••••0003'
    >>> mask("123456"), mask("")
    ('••••••', '')
    """
    if len(nik) <= 8:
        return "•" * len(nik)
    return nik[:4] + "•" * (len(nik) - 8) + nik[-4:]


def is_female_day(day):
    """Whether the day field of a NIK is a woman's (41 to 71).

    >>> is_female_day(45), is_female_day(5)
    (True, False)
    """
    return day > FEMALE_OFFSET


def _dates(day, month, year, today):
    """Real dates with this two-digit year that are not in the future, latest first; 1900 is the earliest."""
    found = []
    for century in (2000, 1900):
        try:
            date = dt.date(century + year, month, day)
        except ValueError:
            continue
        if date <= today:
            found.append(date)
    return tuple(found)


def birth_dates(nik, today=None):
    """The dates of birth this NIK may mean, latest first; empty if it holds no real date.

    >>> birth_dates("6271014508100003", today=dt.date(2026, 11, 21))
    (datetime.date(2010, 8, 5), datetime.date(1910, 8, 5))
    >>> birth_dates("6271013202900003")
    ()
    """
    day = int(nik[6:8])
    if is_female_day(day):
        day -= FEMALE_OFFSET
    return _dates(day, int(nik[8:10]), int(nik[10:12]), today or dt.date.today())


def _structural(number, dates):
    """Codes of what is wrong in `number`; `dates` tells which dates digits 7 to 12 may mean."""
    if not number:
        return ()
    if not _DIGITS.fullmatch(number):
        return (CHARACTERS_WRONG,)
    if len(number) != LENGTH:
        return (LENGTH_WRONG,)
    found = []
    if len(set(number)) == 1:
        found.append(ALL_SAME)
    if number[0] == "0" or number[2:4] == "00" or number[4:6] == "00":
        found.append(REGION_WRONG)
    if not dates(number):
        found.append(DATE_WRONG)
    if number[12:] == "0000":
        found.append(SERIAL_WRONG)
    return tuple(found)


def problems(nik, today=None):
    """Codes of what is structurally wrong in a NIK, in reading order; none for an empty one.

    >>> problems("6271014508900003")
    ()
    >>> problems("627101450890003"), problems("62710145O8900003"), problems("6271013113900000")
    (('nik_length',), ('nik_characters',), ('nik_date', 'nik_serial'))
    >>> problems("1111111111111111")
    ('nik_all_same',)
    """
    return _structural(nik, lambda number: birth_dates(number, today))


def family_card_problems(number, today=None):
    """Codes of what is structurally wrong in a family-card number: the same digits, with the date of issue.

    The codes are those of a NIK with `family_card_` before them.

    >>> family_card_problems("6271012309150004")
    ()
    >>> family_card_problems("6271016309150004")
    ('family_card_date',)
    """

    def issued(text):
        return _dates(int(text[6:8]), int(text[8:10]), int(text[10:12]), today or dt.date.today())

    return tuple(code.replace("nik_", "family_card_", 1) for code in _structural(number, issued))


def decode(nik, born=None, today=None):
    """What the NIK says, or None if it is empty or structurally wrong.

    The century comes from `born` where that is known; without it the latest date that is not in the future.

    >>> decode("6271014508900003").sex, decode("6271014508900003").birth_date
    ('female', datetime.date(1990, 8, 5))
    >>> decode("6271010508100003", born=dt.date(1910, 8, 5)).birth_date
    datetime.date(1910, 8, 5)
    """
    if not nik or problems(nik, today):
        return None
    candidates = birth_dates(nik, today)
    chosen = min(candidates, key=lambda date: abs((date - born).days)) if born else candidates[0]
    return Decoded(
        region=f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}",
        birth_date=chosen,
        birth_dates=candidates,
        sex=FEMALE if is_female_day(int(nik[6:8])) else MALE,
        serial=nik[12:],
    )


def mismatches(nik, born=None, sex=None, today=None):
    """Where a sound NIK disagrees with the birth date or sex on record; the unknown never disagrees.

    A birth date in the future is an error of its own and is not compared.

    >>> mismatches("6271014508900003", dt.date(1990, 8, 6), "male")
    ('nik_birth_mismatch', 'nik_sex_mismatch')
    >>> mismatches("6271014508900003", None, "female"), mismatches("", dt.date(1990, 8, 6), "male")
    ((), ())
    """
    decoded = decode(nik, born, today)
    if decoded is None:
        return ()
    found = []
    if born and born <= (today or dt.date.today()) and born not in decoded.birth_dates:
        found.append(BIRTH_MISMATCH)
    if sex and sex != decoded.sex:
        found.append(SEX_MISMATCH)
    return tuple(found)
