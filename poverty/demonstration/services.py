"""Filling an empty registry with made-up people, for demonstrations, tests and benchmarks."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.history import acting
from poverty.assessments.models import Assessment
from poverty.demonstration.cases import add_cases
from poverty.demonstration.households import MadeHousehold, households
from poverty.demonstration.loading import Loader
from poverty.demonstration.numbers import NumberBook
from poverty.demonstration.places import place, shares
from poverty.demonstration.staff import staff
from poverty.duplicates.finding import find_all
from poverty.households.choices import Source
from poverty.households.models import Household, Member
from poverty.regions.models import Region
from poverty.regions.services import load_regions


class SeedRefused(Exception):
    """Made-up data cannot be written here and now; the message says why."""


@dataclass(frozen=True)
class Seeded:
    """What a seed wrote."""

    households: int
    persons: int
    assessments: int


def made_up(villages: list[Region], *, persons: int, seed: int, as_of: dt.date) -> Iterator[MadeHousehold]:
    """The households of a whole city, kelurahan by kelurahan, with exactly `persons` people. Writes nothing."""
    places = [place(village.code, village.latitude, village.longitude) for village in villages]
    town = _town()
    book = NumberBook()
    for where, count in zip(places, shares(persons, [where.weight for where in places]), strict=True):
        yield from households(where, count, seed=str(seed), book=book, town=town, as_of=as_of)


@transaction.atomic
def seed(
    *,
    persons: int = 10_000,
    seed: int = 1,
    as_of: dt.date | None = None,
    if_empty: bool = False,
    tell: Callable[[int], None] = lambda persons: None,
) -> Seeded | None:
    """Write made-up households with their members, assessments, accounts and history; all of it or nothing.

    The same numbers and the same day give the same people. `tell` hears how many people stand so far. With
    `if_empty` nothing is done (and None returned) when there is any household. Raises `SeedRefused`.
    """
    _allow(persons)
    if if_empty and Household.objects.exists():
        return None
    if Household.objects.filter(source=Source.DEMONSTRATION).exists():
        raise SeedRefused("There are made-up households already; their numbers would meet. Start from an empty one.")
    villages = _villages()
    made = made_up(villages, persons=persons, seed=seed, as_of=as_of or timezone.localdate())
    before = _counts()
    with acting(None, source="demonstration", reason="made-up data"):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # carries the history context into this transaction
        done = 0
        for count in Loader(staff(villages)).load(made):
            done += count
            tell(done)
    _refresh_statistics()
    return Seeded(*(now - then for now, then in zip(_counts(), before, strict=True)))


@transaction.atomic
def show_stages() -> int:
    """Files in every stage of verification among the made-up people, and the pairs of those who stand there twice.

    Returns the number of proposals. Raises `SeedRefused` in production.
    """
    _allow(0)
    with acting(None, source="demonstration", reason="made-up data"):
        number = add_cases()
        find_all(processes=1)
    return number


def _allow(persons: int) -> None:
    if not settings.DEMONSTRATION_ALLOWED:
        raise SeedRefused("This is a production installation: no made-up people here.")
    if not 0 <= persons <= 3_000_000:
        raise SeedRefused("Ask for 0 to 3,000,000 persons.")


def _villages() -> list[Region]:
    """The kelurahan of this city in a fixed order; loads the reference table if there are none."""
    wanted = Region.objects.villages().select_related("parent").order_by("code")
    if not wanted.exists():
        load_regions()
    return list(wanted.filter(code__startswith=f"{settings.CITY_CODE}."))


def _town() -> str:
    """The city's name without its rank: the place of birth of those born here."""
    name = Region.objects.filter(code=settings.CITY_CODE).values_list("name", flat=True).first() or ""
    return name.removeprefix("Kota ").removeprefix("Kabupaten ")


def _counts() -> tuple[int, int, int]:
    return tuple(model.objects.count() for model in (Household, Member, Assessment))


def _refresh_statistics() -> None:
    """Let the planner know what has come, so that the first page is as quick as the thousandth."""
    with connection.cursor() as cursor:
        for model in (Household, Member, Assessment):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
