"""The people of a made-up household as rows: names, numbers, birth, and what `people.py` says of them."""

import csv
import datetime as dt
from functools import cache, lru_cache
from pathlib import Path
from random import Random

from poverty.demonstration import people
from poverty.demonstration.families import FEMALE, Seat
from poverty.demonstration.names import Tradition, family_name, full_name, tradition
from poverty.demonstration.numbers import NumberBook
from poverty.demonstration.odds import age_on, born
from poverty.households.choices import DukcapilMatch, Relation
from poverty.households.names import name_key, spelling_key

ORIGINS = Path(__file__).parent / "reference" / "origins.csv"
BLOOD = {relation.value for relation in (Relation.HEAD, Relation.CHILD, Relation.GRANDCHILD, Relation.PARENT)}
MATCHES = tuple(match.value for match in DukcapilMatch)
MATCH_ODDS = (78, 4, 18)
WITHOUT_NIK = {True: 0.1, False: 0.014}
"""Odds of having no NIK: children under five, everybody else."""
FOREIGN_PREFIX = {True: 0.03, False: 0.16}
"""Odds of a NIK issued elsewhere: children, adults."""


@cache
def origins() -> tuple[list[tuple[str, str]], list[float]]:
    """Where migrants come from: (NIK prefix, town), and how often."""
    with open(ORIGINS, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["prefix"], row["place"]) for row in rows], [float(row["weight"]) for row in rows]


@lru_cache(maxsize=65_536)
def keys_of(name: str) -> tuple[str, str]:
    """Search key and spelling key, made once per distinct name."""
    return name_key(name), spelling_key(name)


def members(
    rng: Random, seats: list[Seat], welfare: float, *, book: NumberBook, prefix: str, town: str, as_of: dt.date
) -> list[dict]:
    """One row per person, in the order of the seats; `town` is where those born here were born."""
    own = tradition(rng)
    married_in = own if rng.random() < 0.82 else tradition(rng)
    family = family_name(rng, own)
    rows, names = [], set()
    for seat in seats:
        of = own if seat.relation in BLOOD else married_in
        surname = family if seat.relation in BLOOD else family_name(rng, of)
        name = _new_name(rng, of, seat.sex, surname, names)
        names.add(name)
        row = _person(rng, seat, welfare, as_of)
        row |= _numbers(rng, row, book, prefix, town, as_of)
        row["name"] = name
        row["name_key"], row["spelling_key"] = keys_of(name)
        row["mother_name"] = _mother(rng, seat, seats, rows)
        rows.append(row)
    return rows


def _new_name(rng: Random, of: Tradition, sex: str, surname: str, taken) -> str:
    """A name that nobody else in the household bears, if a few attempts find one."""
    for _attempt in range(5):
        name = full_name(rng, of, sex, surname)
        if name not in taken:
            return name
    return name


def _person(rng: Random, seat: Seat, welfare: float, as_of: dt.date) -> dict:
    seat.age = max(seat.age, 0.02)
    birth = born(rng, seat.age, as_of)
    age = age_on(birth, as_of)
    education, attendance = people.schooling(rng, age, welfare)
    return {
        "relation": seat.relation,
        "sex": seat.sex,
        "birth_date": birth,
        "marital_status": seat.marital,
        "education": education,
        "school_attendance": attendance,
        "occupation": people.occupation(rng, seat, age, attendance, welfare),
        "pregnant": people.pregnant(rng, seat, age),
        "difficulties": people.difficulties(rng, age, welfare),
        "chronic_illness": people.chronic_illness(rng, age, welfare),
    }


def _numbers(rng: Random, row: dict, book: NumberBook, prefix: str, town: str, as_of: dt.date) -> dict:
    """NIK (of first issuance, so some foreign ones), place of birth, and what the civil registry said to it."""
    age = age_on(row["birth_date"], as_of)
    if rng.random() < FOREIGN_PREFIX[age < 18]:
        places, weights = origins()
        prefix, town = rng.choices(places, weights)[0]
    nik = None
    if rng.random() >= WITHOUT_NIK[age < 5]:
        nik = book.take(prefix, row["birth_date"], female=row["sex"] == FEMALE)
    match = rng.choices(MATCHES, MATCH_ODDS)[0] if nik else DukcapilMatch.NOT_CHECKED.value
    return {"nik": nik, "birth_place": town, "dukcapil_match": match}


def _mother(rng: Random, seat: Seat, seats: list[Seat], rows: list[dict]) -> str:
    """A child's mother is the wife of the house or its female head; of the others she is seldom on record."""
    if seat.relation == Relation.CHILD:
        for other, row in zip(seats, rows, strict=False):
            if other.sex == FEMALE and other.relation in (Relation.WIFE, Relation.HEAD):
                return row["name"]
    return full_name(rng, tradition(rng), FEMALE) if rng.random() < 0.6 else ""
