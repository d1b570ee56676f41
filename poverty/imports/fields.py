"""The facts a row may bring to a household, a person, and an assessment, and when one counts as changed.

`Fact.column` is the database column, `Fact.key` the name in a row's values, `Fact.kind` its SQL type. `alike` says
what is no change: letter case of text, leading zeros of RT and RW, the spelling of a name.
"""

import enum
from dataclasses import dataclass


class Alike(enum.StrEnum):
    """How an old and a new value are compared."""

    EXACT = "exact"
    CASE = "case"
    ZEROS = "zeros"
    SPELLING = "spelling"


@dataclass(frozen=True)
class Fact:
    """One fact: column of the table, key in the values, SQL type, comparison."""

    column: str
    key: str
    kind: str = "text"
    alike: Alike = Alike.EXACT


def _facts(names: str, alike: Alike = Alike.EXACT, kind: str = "text") -> tuple[Fact, ...]:
    return tuple(Fact(name, name, kind, alike) for name in names.split())


HOUSEHOLD_FACTS = (
    Fact("family_card", "family_card"),
    Fact("region_id", "region"),
    *_facts("address", Alike.CASE),
    *_facts("rt rw", Alike.ZEROS),
)
"""Compared one by one; the decile with its source and date is compared as a whole."""

MEMBER_FACTS = (
    Fact("nik", "nik"),
    Fact("source_id", "person_source_id"),
    Fact("name", "name", alike=Alike.SPELLING),
    *_facts("relation sex marital_status education occupation dukcapil_match"),
    *_facts("birth_place mother_name", Alike.CASE),
    *_facts("birth_date", kind="date"),
)

ANSWERS = _facts(
    "tenure savings roof wall floor lighting power_capacity cooking_fuel drinking_water toilet stunting_risk"
) + _facts("aid_reported", kind="varchar[]")
"""What a family sheet says about the dwelling; another answer makes a new assessment."""

OTHER_KEYS = (
    ("hkey", "text"),
    ("household_source_id", "text"),
    ("name_key", "text"),
    ("spelling_key", "text"),
    ("decile", "smallint"),
    ("decile_source", "text"),
    ("decile_date", "date"),
    ("given_household", "bigint"),
    ("given_member", "bigint"),
)
"""What else stands in the values, with its SQL type."""

DECILE_COLUMNS = (("decile", "smallint"), ("decile_source", "text"), ("decile_date", "date"))


def stage_columns() -> list[tuple[str, str]]:
    """Name and SQL type of everything that a row's values may hold.

    >>> dict(stage_columns())["birth_date"], dict(stage_columns())["region"]
    ('date', 'text')
    """
    facts = (*HOUSEHOLD_FACTS, *MEMBER_FACTS, *ANSWERS)
    return list(dict([*((fact.key, fact.kind) for fact in facts), *OTHER_KEYS]).items())


def differs(fact: Fact, new: str, old: str) -> str:
    """SQL condition: the row says something, and it is not what stands there.

    >>> differs(Fact("address", "address", alike=Alike.CASE), "s.address", "h.address")
    's.address IS NOT NULL AND lower(s.address) IS DISTINCT FROM lower(h.address)'
    """
    fold = {Alike.CASE: "lower({})", Alike.ZEROS: "ltrim({}, '0')"}.get(fact.alike, "{}")
    return f"{new} IS NOT NULL AND {fold.format(new)} IS DISTINCT FROM {fold.format(old)}"
