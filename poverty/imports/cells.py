"""Single cells: what they mean, or what is wrong with them. Pure functions, one per kind of column.

Each takes the cell as the reader delivers it (text, number or date) and returns `(value, finding)`; a value
of None is a missing answer, which stays undetermined and is never an error by itself. What is accepted
silently: outer and inner spaces, a leading apostrophe, any letter case, whole numbers stored as decimals.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz, process

from poverty.households import nik as nik_digits
from poverty.households.codes import label_key
from poverty.imports.dates import read_date
from poverty.imports.messages import Finding

Read = tuple[object, Finding | None]
BLANKS = frozenset({"", "-", "--", "---", "\u2013", "\u2014", "NULL", "N/A", "#N/A", "NONE", "NAN"})
"""Spellings of an empty cell, in capitals."""
UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
LIKE_A_NUMBER = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+|\d{13,}[.,]0+")
"""A long number that went through a spreadsheet or a program as a number: 6,27103E+15, 6271031004020000.0."""
MIN_LIKENESS = 70
DECILES = {str(number): number for number in range(1, 11)}
NUMBER_WIDTH = 2
"""RT and RW are written with two digits."""


def plain_text(cell: object) -> str:
    """A cell as one line of text without anything invisible; an apostrophe that only guards a formula sign
    goes.

    >>> plain_text("  Jl.  Riau\\u00a0No. 2 "), plain_text(12.0), plain_text("'=1+1"), plain_text(None)
    ('Jl. Riau No. 2', '12', '=1+1', '')
    """
    if cell.__class__ is not str:
        if cell is None:
            return ""
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        cell = str(cell)
    if not cell.isprintable():
        cell = "".join(letter if letter.isprintable() else " " for letter in cell.translate(UNSEEN))
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell.translate(UNSEEN))
    text = " ".join(cell.split())
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing.

    >>> is_blank(" - "), is_blank("\\u00a0"), is_blank(0.0)
    (True, True, False)
    """
    return cell is None or cell == "" or (isinstance(cell, str) and plain_text(cell).upper() in BLANKS)


def read_nik(cell: object, today: dt.date) -> tuple[str | None, tuple[Finding, ...]]:
    """A NIK as 16 digits, or all that is wrong with it.

    An empty one is a warning: the person becomes a repair task.

    >>> read_nik("'6271 0145 0890 0003", dt.date(2026, 11, 21))
    ('6271014508900003', ())
    >>> [finding.code for finding in read_nik(6271014508900000.0, dt.date(2026, 11, 21))[1]]
    ['nik_number']
    """
    return _read_sixteen(cell, today, "nik", nik_digits.problems, Finding("nik_missing"))


def read_family_card(cell: object, today: dt.date) -> tuple[str | None, tuple[Finding, ...]]:
    """A family card number as 16 digits, or all that is wrong with it. An empty one is no finding."""
    return _read_sixteen(cell, today, "family_card", nik_digits.family_card_problems, None)


def _read_sixteen(cell: object, today: dt.date, word: str, problems: Callable, missing: Finding | None) -> tuple:
    if cell.__class__ is not str:
        if is_blank(cell):
            return None, (missing,) if missing else ()
        return None, (Finding(f"{word}_number"),)
    number = cell
    if not (len(number) == 16 and number.isascii() and number.isdigit()):
        if is_blank(cell):
            return None, (missing,) if missing else ()
        number = nik_digits.normalise(cell.translate(UNSEEN))
        if LIKE_A_NUMBER.fullmatch(number):
            return None, (Finding(f"{word}_number"),)
        if not number:
            return None, (missing,) if missing else ()
    codes = problems(number, today)
    return (None, _sixteen_findings(codes, number, word)) if codes else (number, ())


def _sixteen_findings(codes: tuple[str, ...], number: str, word: str) -> tuple[Finding, ...]:
    """The structural codes in the words of the import: two rare ones become variants of a listed code."""
    listed = {
        f"{word}_all_same": (f"{word}_serial", "all_same"),
        f"{word}_region": (f"{word}_characters", "region"),
    }
    findings = []
    main = [code for code in codes if code not in listed] or codes[:1]
    for code in main:
        code, variant = listed.get(code, (code, None))
        params: dict[str, object] = {"length": len(number)} if code.endswith("_length") else {}
        findings.append(Finding(code, {**params, "variant": variant} if variant else params))
    return tuple(findings)


def read_name(cell: object, max_length: int) -> Read:
    """A person's name; only spaces, a dash or no letter at all is a missing name."""
    text = plain_text(cell) if isinstance(cell, str) else ""
    if not any(map(str.isalpha, text)):
        return None, Finding("name_missing")
    return _fitting(text, max_length)


def read_text(cell: object, max_length: int) -> Read:
    """Free text on one line."""
    text = plain_text(cell)
    if not text or text.upper() in BLANKS:
        return None, None
    return _fitting(text, max_length)


def _fitting(text: str, max_length: int) -> Read:
    if len(text) > max_length:
        return None, Finding("text_too_long", {"limit": max_length})
    return text, None


def read_birth_date(cell: object, today: dt.date) -> Read:
    """A date that is not in the future.

    >>> today = dt.date(2026, 11, 21)
    >>> read_birth_date("31-02-1990", today)[1].code, read_birth_date("-", today)
    ('date_unreadable', (None, None))
    """
    if is_blank(cell):
        return None, None
    date = read_date(cell)
    if date is None:
        return None, Finding("date_unreadable")
    if date > today:
        return None, Finding("date_future")
    return date, None


def read_decile(cell: object) -> Read:
    """A national decile 1 to 10.

    >>> read_decile(3.0), read_decile("Desil 4"), read_decile("SATU")[1].code
    ((3, None), (4, None), 'decile_range')
    """
    text = plain_text(cell).upper()
    if text in BLANKS or text == "KOSONG":
        return None, None
    found = DECILES.get(text.removeprefix("DESIL").strip().removesuffix(".0"))
    return (found, None) if found else (None, Finding("decile_range"))


def read_numbered(cell: object, max_length: int) -> Read:
    """RT or RW: a small number, written with two digits.

    >>> read_numbered("RT 004", 3), read_numbered(4.0, 3), read_numbered("00", 3)
    (('04', None), ('04', None), (None, None))
    """
    text = plain_text(cell)
    digits = text.upper().removeprefix("RT").removeprefix("RW").strip(" .")
    if digits.upper() in BLANKS:
        return None, None
    if not (digits.isascii() and digits.isdigit()) or len(digits.lstrip("0")) > max_length:
        return None, Finding("category_unknown", {"variant": "whole_number", "value": _short(text)})
    return (digits.lstrip("0").zfill(NUMBER_WIDTH) if int(digits) else None), None


def read_integer(cell: object) -> Read:
    """A whole number, such as the registry's own number of a row in its export."""
    text = plain_text(cell)
    if text.upper() in BLANKS:
        return None, None
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text), None
    return None, Finding("category_unknown", {"variant": "whole_number", "value": _short(text)})


def category_key(cell: object) -> str:
    """A category as the tables write it: capitals, single spaces, none around a slash or hyphen.

    >>> category_key(" Tidak / belum  bekerja "), category_key(1.0)
    ('TIDAK/BELUM BEKERJA', '1')
    """
    return label_key(plain_text(cell).strip("'\u2019 "))


def read_category(cell: object, table: Mapping[str, str | None]) -> Read:
    """An answer from a list: `table` maps `category_key` forms to values; None there means "says nothing"."""
    key = category_key(cell)
    if key in BLANKS:
        return None, None
    if key in table:
        return table[key] or None, None
    near = process.extractOne(
        key, [label for label in table if len(label) > 2], scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS
    )
    params: dict[str, object] = {"value": _short(plain_text(cell))}
    if near:
        params |= {"variant": "suggestion", "suggestion": near[0]}
    return None, Finding("category_unknown", params)


YES_NO: dict[str, str | None] = {
    **dict.fromkeys(("YA", "Y", "1", "TRUE", "YES", "ADA", "MENERIMA", "BENAR"), "yes"),
    **dict.fromkeys(("TIDAK", "T", "0", "2", "N", "FALSE", "NO", "TIDAK ADA", "TDK", "BUKAN", "SALAH"), "no"),
    "KOSONG": None,
}
"""Yes and no as sheets spell them, by `category_key`; 1 and 2 are the codes of Regsosek."""


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
