"""Which word in a sheet means which value of our code lists, per column; a look-up for `cells.read_category`.

National sheets use the words of `households.codes` and `assessments.codes`. Our own export writes the labels
a person reads, so its sheets are also read by label, in every language of the interface, and by value.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation

from poverty.assessments import choices as answers
from poverty.assessments import codes as answer_codes
from poverty.households import choices, codes
from poverty.households.occupation_words import OCCUPATION_WORDS
from poverty.imports.layouts import LayoutKey

Table = dict[str, str | None]

OUR_LISTS: dict[str, type[TextChoices]] = {
    "sex": choices.Sex,
    "relation": choices.Relation,
    "marital_status": choices.MaritalStatus,
    "education": choices.Education,
    "occupation": choices.Occupation,
    "dukcapil_match": choices.DukcapilMatch,
    "stunting_risk": choices.StuntingRisk,
    "decile_source": choices.Source,
    "tenure": answers.Tenure,
    "savings": answers.Savings,
    "roof": answers.Roof,
    "wall": answers.Wall,
    "floor": answers.Floor,
    "lighting": answers.Lighting,
    "power_capacity": answers.PowerCapacity,
    "cooking_fuel": answers.CookingFuel,
    "drinking_water": answers.DrinkingWater,
    "toilet": answers.Toilet,
}
"""Table name of a column to the code list behind it."""

WORDS: dict[str, Mapping[str, TextChoices | None]] = {
    "decile_source": {source.value.upper(): source for source in choices.Source},
    "sex": codes.SEX_WORDS,
    "relation": codes.DTKS_RELATION | codes.P3KE_RELATION,
    "marital_status": codes.MARITAL_WORDS,
    "education": codes.EDUCATION_WORDS,
    "occupation": OCCUPATION_WORDS,
    "dukcapil_match": codes.DTKS_MATCH,
    "stunting_risk": codes.P3KE_STUNTING,
    "tenure": answer_codes.P3KE_TENURE,
    "savings": answer_codes.P3KE_SAVINGS,
    "roof": answer_codes.P3KE_ROOF,
    "wall": answer_codes.P3KE_WALL,
    "floor": answer_codes.P3KE_FLOOR,
    "lighting": answer_codes.P3KE_LIGHTING,
    "power_capacity": answer_codes.P3KE_POWER_CAPACITY,
    "cooking_fuel": answer_codes.P3KE_COOKING_FUEL,
    "drinking_water": answer_codes.P3KE_DRINKING_WATER,
    "toilet": answer_codes.P3KE_TOILET,
}
"""Table name to the words of the national sheets."""

OUR_EXPORTS = frozenset({LayoutKey.REGISTRY_HOUSEHOLD, LayoutKey.REGISTRY_PERSON})


def _plain(words: Mapping[str, TextChoices | None]) -> Table:
    return {**codes.EMPTY, **{word: member.value if member else None for word, member in words.items()}}


NATIONAL: dict[str, Table] = {name: _plain(words) for name, words in WORDS.items()}


def tables_for(layout: LayoutKey | str) -> dict[str, Table]:
    """The look-ups of one layout. For our own exports the labels of the interface come first."""
    if layout not in OUR_EXPORTS:
        return NATIONAL
    return {name: {**NATIONAL[name], **_labels(members)} for name, members in OUR_LISTS.items()}


def _labels(members: type[TextChoices]) -> Table:
    found: Table = {codes.label_key(member.value): member.value for member in members}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {codes.label_key(str(member.label)): member.value for member in members}
    return found
