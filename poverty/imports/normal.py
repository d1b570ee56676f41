"""The values of a checked row in the one form that all layouts share: see `fields` for the keys.

A row says which household it belongs to by `hkey`: the source's number, else the family card, else nothing but
itself. Values that say nothing are left out, so that an empty cell can never erase anything.
"""

from collections.abc import Mapping
from functools import lru_cache

from poverty.households.choices import Relation, Source
from poverty.households.names import name_key, spelling_key
from poverty.imports.layouts import LayoutKey

SOURCES = {
    LayoutKey.P3KE_HOUSEHOLD: Source.P3KE,
    LayoutKey.P3KE_PERSON: Source.P3KE,
    LayoutKey.DTKS: Source.DTKS,
    LayoutKey.THIN: Source.THIN_LIST,
    LayoutKey.REGISTRY_HOUSEHOLD: Source.SURVEY,
    LayoutKey.REGISTRY_PERSON: Source.SURVEY,
}
"""The source a layout's records come from. Rows of our own export never make a household."""

OWN_EXPORTS = frozenset({LayoutKey.REGISTRY_HOUSEHOLD, LayoutKey.REGISTRY_PERSON})


@lru_cache(maxsize=200_000)
def _keys(name: str) -> tuple[str, str]:
    return name_key(name), spelling_key(name)


def normal(layout: str, number: int, values: Mapping[str, object]) -> dict[str, object]:
    """The row's values with the keys of `fields`, without those that say nothing.

    >>> normal("p3ke_household", 14, {"source_id": "62.71.1", "name": "SITI", "nik": None})["hkey"]
    's:62.71.1'
    >>> normal("thin", 2, {"nik": "6271011302980001", "name": "SITI"})["hkey"]
    'r:2'
    """
    found = {key: value for key, value in values.items() if value is not None and value != ""}
    if layout == LayoutKey.P3KE_HOUSEHOLD:
        found["household_source_id"] = found.pop("source_id", None)
        found["relation"] = Relation.HEAD.value
    elif layout == LayoutKey.REGISTRY_HOUSEHOLD:
        found["given_household"] = found.pop("id", None)
    elif layout == LayoutKey.REGISTRY_PERSON:
        found["given_member"], found["given_household"] = found.pop("id", None), found.pop("household_id", None)
    if "source_id" in found:
        found["person_source_id"] = found.pop("source_id")
    if "name" in found:
        found["name_key"], found["spelling_key"] = _keys(str(found["name"]))
    found["hkey"] = _household_key(number, found)
    return {key: value for key, value in found.items() if value is not None}


def _household_key(number: int, found: Mapping[str, object]) -> str:
    for mark, key in (("i", "given_household"), ("s", "household_source_id"), ("c", "family_card")):
        if found.get(key) is not None:
            return f"{mark}:{found[key]}"
    return f"r:{number}"
