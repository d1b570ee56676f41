"""Small makers of rows for tests: every argument has a believable default."""

import datetime as dt
import itertools

from poverty.assessments.models import Assessment
from poverty.households.choices import Relation, Sex, Source
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries
from poverty.regions.models import Region
from poverty.regions.services import load_regions

LANGKAI = "62.71.01.1003"
MENTENG = "62.71.03.1002"
CITY = "62.71"
_serial = itertools.count(1)


def regions() -> None:
    """The city's places, once per test database or transaction."""
    if not Region.objects.filter(pk=LANGKAI).exists():
        load_regions()


def make_nik(born: dt.date = dt.date(1980, 5, 17), sex: str = Sex.MALE, serial: int | None = None) -> str:
    """A NIK that says this birth date and sex."""
    day = born.day + (40 if sex == Sex.FEMALE else 0)
    return f"627101{day:02}{born:%m%y}{serial or next(_serial) % 9998 + 1:04}"


def household(region: str | None = LANGKAI, **fields) -> Household:
    """A household without members."""
    regions()
    fields.setdefault("source", Source.SURVEY)
    fields.setdefault("address", "Jl. Rajawali No. 1")
    return Household.objects.create(region_id=region, **fields)


def member(household: Household, name: str = "Rusli Tuah", **fields) -> Member:
    """A member with a NIK that agrees with birth date and sex."""
    fields.setdefault("relation", Relation.HEAD)
    fields.setdefault("birth_date", dt.date(1980, 5, 17))
    fields.setdefault("sex", Sex.MALE)
    if "nik" not in fields:
        fields["nik"] = make_nik(fields["birth_date"], fields["sex"])
    person = Member.objects.create(household=household, region_id=household.region_id, name=name, **fields)
    refresh_summaries([household.pk])
    household.refresh_from_db()
    return person


def family(name: str = "Rusli Tuah", region: str | None = LANGKAI, **fields) -> Household:
    """A household with its head."""
    made = household(region, **fields)
    member(made, name)
    return made


def assessment(household: Household, **fields) -> Assessment:
    """An assessment in draft, with no answer unless given."""
    fields.setdefault("assessed_on", dt.date(2026, 11, 3))
    return Assessment.objects.create(household=household, region_id=household.region_id, **fields)
