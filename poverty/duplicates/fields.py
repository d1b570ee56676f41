"""What is chosen between two records of one person, or of one family: fields that belong together go together.

A choice is stored under `part.name`: part "person" is the pair itself, "family" the two households, and "12-34" a
further person of the left family (12) who is one of the right (34).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from poverty.duplicates.choices import Side
from poverty.households.models import Household, Member

PERSON, FAMILY = "person", "family"
NUMBERS = frozenset({"nik", "family_card", "phone"})
HEALTH = frozenset({"pregnant", "difficulties", "chronic_illness"})


@dataclass(frozen=True)
class Choice:
    """One line of the choice: the columns that are taken together. The first gives it its name and says if it is empty.

    `within` marks what has a meaning only inside one household.
    """

    columns: tuple[str, ...]
    label: str = ""
    within: bool = False

    @property
    def name(self) -> str:
        return self.columns[0]

    def title(self, model: type[models.Model]) -> str:
        """How a person reads it."""
        return str(capfirst(self.label or model._meta.get_field(self.name).verbose_name))

    def values(self, row: models.Model) -> tuple:
        """What the record holds in these columns."""
        return tuple(getattr(row, column) for column in self.columns)

    def is_empty(self, row: models.Model) -> bool:
        """Whether the record knows nothing here."""
        return self.values(row)[0] in (None, "", {}, [])


def _one(*columns: str, **more) -> Choice:
    return Choice(columns, **more)


OF_PERSON = (
    _one("name", "name_key", "spelling_key"),
    _one("nik", "nik_reason", "dukcapil_match"),
    _one("birth_date"),
    _one("birth_place"),
    _one("sex"),
    _one("mother_name"),
    _one("relation", within=True),
    _one("marital_status"),
    _one("education"),
    _one("school_attendance"),
    _one("occupation"),
    _one("pregnant"),
    _one("difficulties"),
    _one("chronic_illness"),
    _one("life_status", "left_on"),
    _one("source_id", within=True),
)
OF_FAMILY = (
    _one("family_card"),
    _one("address", "rt", "rw", "region_id", label=_("address and kelurahan")),
    _one("phone"),
    _one("latitude", "longitude", label=_("place on the map")),
    _one("photo_front"),
    _one("photo_inside"),
    _one("decile", "decile_source", "decile_date"),
)
NOT_CHOSEN = {
    "poverty.Member": {
        "id": "a key",
        "version": "counted by the database",
        "created_at": "the record's own",
        "updated_at": "counted by the database",
        "household_id": "follows from which record stays",
        "region_id": "follows the household",
    },
    "poverty.Household": {
        "id": "a key",
        "version": "counted by the database",
        "created_at": "the record's own",
        "updated_at": "counted by the database",
        "source": "where the record came from; the merged one keeps its own, so that its list still finds it",
        "source_id": "where the record came from; the merged one keeps its own, so that its list still finds it",
        "source_date": "where the record came from; the merged one keeps its own, so that its list still finds it",
        "head_id": "follows from the members",
        "head_name": "follows from the members",
        "head_key": "follows from the members",
        "member_count": "follows from the members",
        "members_without_nik": "follows from the members",
        "status": "the merge sets it",
        "merged_into_id": "the merge sets it",
        "recorded_by_id": "the record's own; whoever recorded it cannot verify it",
        "verified_on": "nothing becomes verified by a merge",
        "verified_by_id": "nothing becomes verified by a merge",
        "endorsed_on": "nothing becomes endorsed by a merge",
        "exit_reason": "decided by a proposal, not by a merge",
        "exited_on": "decided by a proposal, not by a merge",
    },
}
"""Columns that no one chooses, and why. A test holds that every column is chosen or stands here."""


def part_of(first_id: int, second_id: int) -> str:
    """Name of the part of two further people who are one."""
    return f"{first_id}-{second_id}"


def choices_of(model: type[models.Model], *, one_household: bool = True) -> tuple[Choice, ...]:
    """The lines for two records of this model; across two households those that belong to a household are left out."""
    lines = OF_PERSON if model is Member else OF_FAMILY
    return tuple(line for line in lines if one_household or not line.within)


def keys_of(parts: Iterable[str]) -> set[str]:
    """Every key under which a choice about these parts may be stored."""
    return {f"{part}.{line.name}" for part in parts for line in choices_of(Household if part == FAMILY else Member)}


@dataclass(frozen=True)
class Line:
    """One line of two records beside each other: what differs and which side is taken."""

    choice: Choice
    part: str
    taken: Side
    differs: bool

    @property
    def key(self) -> str:
        return f"{self.part}.{self.choice.name}"


def lines(part: str, first, second, *, keep: Side, chosen: dict[str, str], one_household: bool = True) -> list[Line]:
    """Two records line by line. What nobody has chosen is of the record that stays, or of the one that knows it."""
    out = []
    for choice in choices_of(type(first), one_household=one_household):
        stays, goes = (first, second) if keep == Side.FIRST else (second, first)
        side = chosen.get(f"{part}.{choice.name}")
        if side not in Side.values:
            side = Side(keep).other if choice.is_empty(stays) and not choice.is_empty(goes) else keep
        out.append(Line(choice, part, Side(side), choice.values(first) != choice.values(second)))
    return out


def taken_over(found: Iterable[Line], goes, keep: Side) -> dict[str, object]:
    """Columns and values that the record that stays takes from the one that goes."""
    changes: dict[str, object] = {}
    for line in found:
        if line.differs and line.taken != keep:
            changes |= dict(zip(line.choice.columns, line.choice.values(goes), strict=True))
    return changes


def suggestion(first: Member, second: Member) -> Side:
    """Which record had better stay: of a verified family, matched with Dukcapil, with a NIK, or else the older one."""

    def worth(member: Member) -> tuple:
        household = member.household
        return (household.is_verified, member.dukcapil_match == "matched", bool(member.nik), -member.pk)

    return Side.FIRST if worth(first) >= worth(second) else Side.SECOND
