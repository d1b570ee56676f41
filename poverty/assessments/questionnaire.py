"""The questionnaire: its sections in the order of a visit, and which questions only some households are asked.

Form, page and progress read this one table. Items 301 to 506 of Regsosek 2022-K keep their order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from poverty.assessments.choices import DrinkingWater, Lighting, Tenure, Toilet, Wall, YesNo


@dataclass(frozen=True)
class Section:
    """One part of the questionnaire: a code for its anchor, a title, and the names of its answers."""

    code: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class AskedWhen:
    """A question that is asked only when another answer (empty while it is open) is among `values`."""

    name: str
    values: frozenset[str]


SECTIONS = (
    Section(
        "rumah",
        _("Dwelling"),
        (
            "household_size", "has_shelter", "tenure", "land_proof", "floor_area_m2", "floor", "wall",
            "wall_plastered", "roof",
        ),
    ),
    Section(
        "air",
        _("Water and sanitation"),
        ("drinking_water", "water_distance", "toilet", "closet", "waste_disposal"),
    ),
    Section("energi", _("Energy"), ("lighting", "power_capacity", "cooking_fuel")),
    Section(
        "barang",
        _("Belongings"),
        ("assets", "fixed_assets", "livestock", "internet", "bank_account", "savings"),
    ),
    Section(
        "kerja",
        _("Work and spending"),
        ("head_works", "income", "spending_food", "spending_non_food", "bought_clothes"),
    ),
    Section(
        "pangan",
        _("Food"),
        ("worried_about_food", "ate_less", "went_without_food", "stunting_risk"),
    ),
    Section("guncangan", _("Shocks"), ("shocks",)),
    Section("bantuan", _("Aid"), ("aid_reported",)),
    Section("catatan", _("Notes"), ("notes",)),
)  # fmt: skip

_not_without_dwelling = AskedWhen("has_shelter", frozenset({YesNo.YES, ""}))
ASKED_WHEN = {
    "tenure": _not_without_dwelling,
    "land_proof": AskedWhen("tenure", frozenset({Tenure.OWN})),
    "floor_area_m2": _not_without_dwelling,
    "floor": _not_without_dwelling,
    "wall": _not_without_dwelling,
    "wall_plastered": AskedWhen("wall", frozenset({Wall.MASONRY})),
    "roof": _not_without_dwelling,
    "water_distance": AskedWhen(
        "drinking_water",
        frozenset(
            {
                DrinkingWater.BOREHOLE,
                DrinkingWater.PROTECTED_WELL,
                DrinkingWater.UNPROTECTED_WELL,
                DrinkingWater.PROTECTED_SPRING,
                DrinkingWater.UNPROTECTED_SPRING,
            }
        ),
    ),
    "closet": AskedWhen(
        "toilet", frozenset({Toilet.OWN, Toilet.SHARED, Toilet.COMMUNAL, Toilet.PUBLIC, Toilet.UNUSED})
    ),
    "power_capacity": AskedWhen("lighting", frozenset({Lighting.PLN_METERED})),
}
"""Filters of Regsosek 301b, 304, 306b, 307b and 309b; without a dwelling its materials are not asked."""

HEALTH = frozenset({"stunting_risk"})
"""Answers that only those who may see health data see and give."""

UNCOUNTED = frozenset({"notes"})
"""Not a question: nobody waits for it."""


def is_asked(name: str, value_of: Callable[[str], Any]) -> bool:
    """Whether the other answers call for this question; `value_of(name)` gives an answer, empty while open."""
    condition = ASKED_WHEN.get(name)
    if condition is None:
        return True
    return (value_of(condition.name) or "") in condition.values and is_asked(condition.name, value_of)


def is_answered(value: Any) -> bool:
    """Whether a question has an answer: an empty list and zero are answers.

    >>> [is_answered(value) for value in ("", None, "no", [], 0, {})]
    [False, False, True, True, True, False]
    """
    return value not in (None, "", {})


@dataclass(frozen=True)
class Progress:
    """How many of the questions that this household is asked have an answer."""

    answered: int
    asked: int


def questions(*, with_health: bool = True) -> Iterator[str]:
    """The names of all counted questions, in order."""
    for section in SECTIONS:
        for name in section.names:
            if name not in UNCOUNTED and (with_health or name not in HEALTH):
                yield name


def progress(value_of: Callable[[str], Any], *, with_health: bool = True, only: Section | None = None) -> Progress:
    """How far the questionnaire (or one section) is."""
    names = [name for name in questions(with_health=with_health) if only is None or name in only.names]
    asked = [name for name in names if is_asked(name, value_of)]
    return Progress(sum(is_answered(value_of(name)) for name in asked), len(asked))


def without_the_unasked(data: dict[str, Any]) -> dict[str, Any]:
    """The answers with those emptied whose question does not arise: plaster of a wall that is no masonry."""
    kept = dict(data)
    for section in SECTIONS:
        for name in section.names:
            if name in kept and not is_asked(name, kept.get):
                kept[name] = "" if isinstance(kept[name], str) else None
    return kept
