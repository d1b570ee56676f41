"""Whole made-up households of one kelurahan, one after another, from a seed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from poverty.demonstration import spending
from poverty.demonstration.assessments import assessment, at, stages
from poverty.demonstration.families import family
from poverty.demonstration.members import members
from poverty.demonstration.numbers import NumberBook
from poverty.demonstration.odds import even_rank, last_national_list, words
from poverty.demonstration.places import Place
from poverty.households.choices import Source

STREETS = words(
    "Melati Mawar Kenanga Anggrek Cempaka Dahlia Flamboyan Kamboja Teratai Seroja Rajawali Merpati Kenari Garuda"
    " Cendrawasih Elang Meranti Ramin Ulin Pinus Keruing Bangkirai Galam Rotan"
)
NUMERALS = ("", "", "", " I", " II", " III", " IV", " V")
WITHOUT_DECILE = 0.06
WITHOUT_PLACE = 0.3
WITHOUT_PHONE = 0.45
SCATTER_DEGREES = 0.006
"""How far from the kelurahan's centre the made-up coordinates lie (standard deviation, about 650 m)."""


@dataclass(slots=True)
class MadeHousehold:
    """A household's row, and the rows of its members (head first) and its assessments (oldest first)."""

    row: dict
    members: list[dict]
    assessments: list[dict]


def households(
    place: Place, persons: int, *, seed: str, book: NumberBook, town: str, as_of: dt.date
) -> Iterator[MadeHousehold]:
    """Households of one kelurahan with exactly `persons` people between them.

    The same place, number, seed and day give the same households; `book` must be as it was then.
    """
    rng = Random(f"{seed}/{place.code}")  # noqa: S311 - made-up data, not a secret
    start, number, left = rng.random(), 0, persons
    while left > 0:
        number += 1
        made = _household(rng, place, even_rank(start, number), left, book=book, town=town, as_of=as_of)
        made.row["source_id"] = f"contoh-{place.code}-{number}"
        left -= len(made.members)
        yield made


def _household(rng: Random, place: Place, rank: float, limit: int, *, book, town, as_of) -> MadeHousehold:
    welfare = spending.felt_welfare(rank, place.hardship)
    people = members(rng, family(rng, welfare, limit), welfare, book=book, prefix=place.prefix, town=town, as_of=as_of)
    decile = spending.decile(rng, welfare) if rng.random() >= WITHOUT_DECILE else None
    course = stages(rng, as_of)
    recorded = at(rng, min([as_of, *(stage.day for stage in course)]) - dt.timedelta(days=rng.randrange(30)))
    for person in people:
        person["created_at"] = person["updated_at"] = recorded
    verified_on = max((stage.verified_on for stage in course if stage.verified_on), default=None)
    row = _address(rng, place) | _decile(decile, as_of) | _summary(people)
    row |= {
        "family_card": book.take(place.prefix, as_of - dt.timedelta(days=rng.randrange(60, 5000))),
        "region_id": place.code,
        "source": Source.DEMONSTRATION.value,
        "source_date": recorded.date(),
        "verified_on": verified_on,
        "created_at": recorded,
        "updated_at": at(rng, verified_on) if verified_on else recorded,
    }
    return MadeHousehold(
        row, people, [assessment(rng, stage, people, rank, place.hardship, decile) for stage in course]
    )


def _address(rng: Random, place: Place) -> dict:
    """Street, RT/RW, phone and coordinates. A made-up phone begins with 000, so that nobody can be called."""
    street = f"Jl. {rng.choice(STREETS)}{rng.choice(NUMERALS)} No. {rng.randint(1, 180)}"
    phone = "" if rng.random() < WITHOUT_PHONE else f"000{rng.randrange(10**9):09d}"
    latitude = longitude = None
    if place.latitude is not None and rng.random() >= WITHOUT_PLACE:
        latitude = round(place.latitude + rng.gauss(0, SCATTER_DEGREES), 6)
        longitude = round(place.longitude + rng.gauss(0, SCATTER_DEGREES), 6)
    return {
        "address": street,
        "rt": f"{rng.randint(1, 6):02d}",
        "rw": f"{rng.randint(1, max(2, round(place.weight * 1.5))):02d}",
        "phone": phone,
        "latitude": latitude,
        "longitude": longitude,
    }


def _decile(decile: int | None, as_of: dt.date) -> dict:
    if decile is None:
        return {"decile": None, "decile_source": "", "decile_date": None}
    return {"decile": decile, "decile_source": Source.DTSEN.value, "decile_date": last_national_list(as_of)}


def _summary(people: list[dict]) -> dict:
    """What `refresh_summaries` would write, but for the key of the head."""
    return {
        "head_name": people[0]["name"],
        "head_key": people[0]["name_key"],
        "member_count": len(people),
        "members_without_nik": sum(person["nik"] is None for person in people),
    }
