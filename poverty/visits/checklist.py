"""Which questions a visit asks: what can be seen or heard at the house, with what was declared about it.

The list is made once, when the visit is planned, and kept with the visit in plain values: labels in every language,
choices, what was declared, by which source and of which day. A later change of the questionnaire, of the household
or of a translation does not reach it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from poverty.assessments.choices import COARSE
from poverty.assessments.models import Assessment, AssessmentState
from poverty.assessments.questionnaire import is_answered
from poverty.visits.choices import Kind, Presence

SECTIONS = (
    ("tempat", _("Address and people")),
    ("rumah", _("Dwelling")),
    ("air", _("Water and sanitation")),
    ("energi", _("Energy")),
    ("barang", _("Belongings")),
    ("kerja", _("Work")),
)
ASKED = {
    "rumah": ("has_shelter", "tenure", "floor_area_m2", "floor", "wall", "roof"),
    "air": ("drinking_water", "toilet", "closet", "waste_disposal"),
    "energi": ("lighting", "power_capacity", "cooking_fuel"),
    "barang": ("assets", "fixed_assets"),
    "kerja": ("head_works",),
}
"""Answers of the questionnaire that a visit looks at again: what stands before one's eyes, and no amounts."""
LARGEST = {"household_size": 60, "floor_area_m2": 2000}
NONE_OF_THESE = "none_of_these"


def worded(text) -> dict[str, str]:
    """A translatable text in every language of the product, so that it can be kept."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = capfirst(str(text))
    return found


@dataclass(frozen=True)
class Declared:
    """What the data says: a plain value, who said so, and of which day it is."""

    value: Any
    source: Any = ""
    day: date | None = None

    def kept(self) -> dict:
        if not is_answered(self.value):
            return {"declared": None, "source": None, "day": None}
        return {
            "declared": self.value,
            "source": worded(self.source),
            "day": self.day.isoformat() if self.day else None,
        }


def checklist_for(household, members, assessment) -> list[dict]:
    """The checklist of one visit. `members` are those who live there by the registry; `assessment` counts, or None."""
    return [
        *_of_the_place(household, assessment),
        *(_person(household, member) for member in members),
        _question("others", "tempat", _("Who else lives here"), Kind.TEXT, Declared(None)),
        *(_of_assessment(section, name, assessment) for section, names in ASKED.items() for name in names),
    ]


def _question(code: str, section: str, label, kind: Kind, declared: Declared, choices=(), **more) -> dict:
    kept = {"code": code, "section": section, "label": worded(label), "kind": kind.value}
    listed = {"choices": [[value, worded(words)] for value, words in choices]} if choices else {}
    return kept | listed | more | declared.kept()


def _of_the_place(household, assessment) -> Iterator[dict]:
    parts = [household.address, household.rt and f"RT {household.rt}", household.rw and f"RW {household.rw}"]
    address = ", ".join(part for part in parts if part)
    yield _question("address", "tempat", _("Address"), Kind.TEXT, _registered(household, address))
    size = getattr(assessment, "household_size", None)
    label = Assessment._meta.get_field("household_size").verbose_name
    told = _told(assessment, size) if size else _registered(household, household.member_count or None)
    yield _question("household_size", "tempat", label, Kind.COUNT, told, largest=LARGEST["household_size"])


def _person(household, member) -> dict:
    declared = _registered(household, Presence.HERE.value)
    label = _Named(member)
    return _question(f"person-{member.pk}", "tempat", label, Kind.ONE, declared, Presence.choices, member=member.pk)


class _Named:
    """A person's name with the relation to the head, in the language of the moment."""

    def __init__(self, member):
        self.member = member

    def __str__(self):
        relation = self.member.get_relation_display()
        return f"{self.member.name} ({relation.lower()})" if relation else self.member.name


def _registered(household, value) -> Declared:
    day = household.source_date or localdate(household.created_at)
    return Declared(value, household.get_source_display(), day)


def _told(assessment, value) -> Declared:
    if assessment is None:
        return Declared(None)
    listed = assessment.state == AssessmentState.IMPORTED
    return Declared(value, _Source(assessment) if listed else _("Assessment"), assessment.assessed_on)


class _Source:
    """The name of the list an assessment came with."""

    def __init__(self, assessment):
        self.assessment = assessment

    def __str__(self):
        return str(self.assessment.get_source_display())


def _of_assessment(section: str, name: str, assessment) -> dict:
    field, value = Assessment._meta.get_field(name), getattr(assessment, name, None)
    declared = _told(assessment, value)
    if name in LARGEST:
        return _question(name, section, field.verbose_name, Kind.COUNT, declared, largest=LARGEST[name])
    if hasattr(field, "base_field"):
        return _question(name, section, field.verbose_name, Kind.SEVERAL, declared, field.base_field.choices)
    ways = [(key, words) for key, words in field.choices if key and (key not in COARSE or key == value)]
    return _question(name, section, field.verbose_name, Kind.ONE, declared, ways)


@dataclass(frozen=True)
class Question:
    """One question of a kept checklist, as a page and a comparison read it."""

    raw: dict

    @property
    def code(self) -> str:
        return self.raw["code"]

    @property
    def section(self) -> str:
        return self.raw["section"]

    @property
    def kind(self) -> Kind:
        return Kind(self.raw["kind"])

    @property
    def label(self) -> str:
        return said(self.raw["label"])

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(value, said(words)) for value, words in self.raw.get("choices", ())]

    @property
    def declared(self) -> Any:
        return self.raw.get("declared")

    @property
    def is_declared(self) -> bool:
        return self.declared is not None

    @property
    def declared_words(self) -> str:
        return self.words(self.declared)

    @property
    def source(self) -> str:
        return said(self.raw.get("source") or {})

    @property
    def day(self) -> date | None:
        return parse_date(self.raw["day"]) if self.raw.get("day") else None

    @property
    def largest(self) -> int:
        return self.raw.get("largest", 9999)

    @property
    def member(self) -> int | None:
        return self.raw.get("member")

    def words(self, value: Any) -> str:
        """An answer as a person reads it; empty for none."""
        if value is None:
            return ""
        labels = dict(self.choices)
        if isinstance(value, list):
            return ", ".join(labels.get(each, each) for each in value) or str(_("none of these"))
        return str(labels.get(value, value))


def said(words: dict[str, str]) -> str:
    """A kept text in the language of the moment."""
    return words.get(get_language() or "", "") or next(iter(words.values()), "")


def questions_of(checklist: list[dict]) -> list[Question]:
    """A kept checklist, read."""
    return [Question(raw) for raw in checklist]
