"""Members of the registry as records to be matched: which fields, what a household implies, and who is never a pair.

Every pair found here is for a person to decide. NIKs are unique in the registry and the database holds it, so no two
members can have equal NIKs, the only agreement on which anything might ever be merged without a person: nothing is.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from poverty.duplicates.identity import Identity
from poverty.duplicates.kinds import (
    DIFFERENT,
    DIGIT,
    PARTLY,
    SAME,
    SERIAL,
    SOME,
    SPELLING,
    SWAPPED,
    Day,
    Number,
    Value,
    Words,
)
from poverty.duplicates.matching import Evidence, Field, Matcher, Record, Schema, total
from poverty.households.names import name_key, spelling_key

MATCHED = "matched"  # the value of choices.DukcapilMatch, repeated because this module knows no Django
TWO_PEOPLE = Evidence("dukcapil", DIFFERENT, -20.0)
"""The civil registry has confirmed both records, each under a NIK of its own."""
SAME_HOUSEHOLD = Evidence("household", SAME, 8.0)
"""Two entries of one household under one name: far oftener one person than two."""
TWINS = Evidence("twins", SAME, -16.0)
"""One birth date, names that are not the same, and NIKs of one office that differ by their serials: twins who live
apart, if both NIKs agree with their records.
"""
ONE_DATE = frozenset({SAME, SWAPPED, DIGIT})
"""How birth dates of one person may differ in one household, where names differ as well."""

_spelling = lru_cache(maxsize=65_536)(spelling_key)
_words = lru_cache(maxsize=65_536)(name_key)

SCHEMA = Schema(
    (
        Field("name", Words(str)),  # of the stored spelling key
        Field("born", Day()),
        Field("nik", Identity()),
        Field("sex", Value(rarest=1, different=-5)),
        Field("mother", Words(_spelling, most=11, least=-5), familial=True),
        Field("region", Value(rarest=6, different=-1.5), familial=True),
        Field("card", Number(rarest=10, digit=3, part=0, different=0), familial=True),
        Field("birth_place", Value(rarest=6, different=-1.5, spelling=0), familial=True),
        Field("address", Words(_words, rarest=3, most=5, least=-1, near=1, lacking=-0.2, wrong=-3), familial=True),
    )
)
FIELDS = tuple(field.code for field in SCHEMA.fields)
NAME, BORN, NIK, SEX, CARD = (FIELDS.index(code) for code in ("name", "born", "nik", "sex", "card"))
OF_FAMILY = frozenset(field.code for field in SCHEMA.fields if field.familial)
CODES = (*FIELDS, TWO_PEOPLE.field, SAME_HOUSEHOLD.field, TWINS.field)
"""Every code that stands in the reasons of a pair."""
_PREPARE = tuple(field.kind.prepare for field in SCHEMA.fields)


class Person(NamedTuple):
    """A member: its key, its household's key, whether the civil registry confirmed it, and its prepared values."""

    id: int
    household: int
    confirmed: bool
    record: Record


def person(row: Sequence[object]) -> Person:
    """A member from a row of `blocking.COLUMNS`: id, household, answer of Dukcapil, then the fields in their order."""
    values = [prepare(raw) for prepare, raw in zip(_PREPARE, row[3:], strict=True)]
    values[NIK] = Identity.beside(values[NIK], values[BORN], row[3 + SEX])
    return Person(row[0], row[1], row[2] == MATCHED, tuple(values))


def are_twins(a: Person, b: Person) -> bool:
    """The twin veto: one family card, one birth date, two different full NIKs. Never a pair.

    >>> row = ["siti aminah", "19900805", "6271014508900003", "female", "", "", "6271012309150004", "", ""]
    >>> one, other = person([1, 7, "", *row]), person([2, 7, "", *row[:2], "6271014508900004", *row[3:]])
    >>> are_twins(one, other), are_twins(one, person([2, 7, "", *row[:2], None, *row[3:]]))
    (True, False)
    """
    first, second = a.record, b.record
    if first[BORN] is None or first[BORN] != second[BORN] or not _two_niks(first, second):
        return False
    return a.household == b.household or (first[CARD] is not None and first[CARD] == second[CARD])


def _two_niks(first: Record, second: Record) -> bool:
    """Whether both records have a full NIK, and not the same."""
    one, other = first[NIK], second[NIK]
    return bool(one and other and one.is_full and other.is_full and one.digits != other.digits)


def judge(matcher: Matcher, a: Person, b: Person, enough: float) -> list[Evidence] | None:
    """The evidence that two members are one person, if it comes to `enough` bits; else None."""
    if are_twins(a, b):
        return None
    if a.household == b.household:
        return _in_one_household(matcher, a, b, enough)
    found = matcher.reaching(a.record, b.record, enough)
    if found is None:
        return None
    if a.confirmed and b.confirmed and _two_niks(a.record, b.record):
        found.append(TWO_PEOPLE)
    if _twins_apart(found, a.record, b.record):
        found.append(TWINS)
    return found if total(found) >= enough else None


def _twins_apart(found: Iterable[Evidence], first: Record, second: Record) -> bool:
    levels = {each.field: each.level for each in found}
    if levels.get("nik") != SERIAL or levels.get("born") != SAME or levels["name"] not in (SPELLING, SOME):
        return False
    return first[NIK].agrees and second[NIK].agrees


def _in_one_household(matcher: Matcher, a: Person, b: Person, enough: float) -> list[Evidence] | None:
    """Within a household what the family shares says nothing, and only names and birth dates nearly equal will do."""
    found = [each for each in matcher.weigh(a.record, b.record) if each.field not in OF_FAMILY]
    levels = {each.field: each.level for each in found}
    name, born = levels.get("name", DIFFERENT), levels.get("born", SAME)
    if name == SAME and born != DIFFERENT:
        found.append(SAME_HOUSEHOLD)
    elif name not in (SPELLING, PARTLY) or born not in ONE_DATE or levels.get("sex") == DIFFERENT:
        return None
    return found if total(found) >= enough else None
