"""The answers of an assessment keep to Regsosek 2022-K, and P3KE is never read more finely than it speaks."""

import pytest
from django.db.models import TextChoices

from poverty.assessments import choices, codes
from poverty.assessments.choices import COARSE, CookingFuel, PowerCapacity, Roof, Toilet, Wall, fine_choices

LISTS = [each for each in vars(choices).values() if isinstance(each, type) and issubclass(each, TextChoices)]
LISTS = [each for each in LISTS if each.choices]
NUMBER_OF_CODES = {
    "TENURE_REGSOSEK": 5,
    "LAND_PROOF_REGSOSEK": 6,
    "FLOOR_REGSOSEK": 9,
    "WALL_REGSOSEK": 7,
    "ROOF_REGSOSEK": 8,
    "DRINKING_WATER_REGSOSEK": 11,
    "WATER_DISTANCE_REGSOSEK": 3,
    "LIGHTING_REGSOSEK": 4,
    "POWER_CAPACITY_REGSOSEK": 5,
    "COOKING_FUEL_REGSOSEK": 12,
    "TOILET_REGSOSEK": 6,
    "CLOSET_REGSOSEK": 4,
    "WASTE_DISPOSAL_REGSOSEK": 6,
    "ASSET_REGSOSEK": 14,
    "FIXED_ASSET_REGSOSEK": 2,
    "LIVESTOCK_REGSOSEK": 5,
    "INTERNET_REGSOSEK": 4,
    "BANK_ACCOUNT_REGSOSEK": 4,
    "WORK_STATUS_REGSOSEK": 8,
    "INDUSTRY_REGSOSEK": 26,
}


@pytest.mark.parametrize("enum", LISTS)
def test_values_fit_their_column_and_labels_differ(enum):
    assert all(len(value) <= 24 for value in enum.values)
    assert len(set(map(str, enum.labels))) == len(enum)


@pytest.mark.parametrize(("name", "count"), NUMBER_OF_CODES.items())
def test_every_regsosek_code_of_the_questionnaire_is_mapped(name, count):
    table = getattr(codes, name)
    assert len(table) == count
    assert not set(table.values()) & set(COARSE)


def test_coarse_members_are_told_apart_from_every_fine_member_of_any_list():
    everywhere = [member for enum in LISTS for member in enum]
    for coarse, fine in COARSE.items():
        assert sum(member == coarse for member in everywhere) == 1
        assert all(type(member) is type(coarse) and member not in COARSE for member in fine)
        assert len(fine) > 1


def test_p3ke_words_that_say_less_map_to_coarse_members():
    assert codes.P3KE_ROOF["ASBES/SENG"] == Roof.ASBESTOS_OR_ZINC
    assert codes.P3KE_POWER_CAPACITY["=<900"] == PowerCapacity.UP_TO_900
    assert codes.P3KE_COOKING_FUEL["LISTRIK/GAS"] == CookingFuel.ELECTRICITY_OR_GAS
    assert codes.P3KE_WALL["KAYU/PAPAN"] == Wall.WOOD_ANY


def test_a_toilet_left_empty_by_the_source_is_no_answer_and_not_none():
    assert codes.P3KE_TOILET["KOSONG"] is None
    assert Toilet.NONE not in codes.P3KE_TOILET.values()


def test_a_form_offers_only_fine_members():
    assert not {value for value, _label in fine_choices(Roof)} & set(COARSE)
    assert len(fine_choices(Roof)) == 8
