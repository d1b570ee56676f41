"""Lists of households and members keep to the national lists; no source is read more finely than it is."""

import doctest

import pytest

from poverty.households import choices, codes, occupation_words, occupations
from poverty.households.choices import (
    Education,
    LifeStatus,
    Occupation,
    Relation,
    Sex,
    fine_choices,
)
from poverty.households.codes import read_label

LISTS = [each for each in vars(choices).values() if isinstance(each, type) and hasattr(each, "choices")]
TABLES = {name: table for name, table in vars(codes).items() if name.isupper() and isinstance(table, dict)}


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(codes).failed == 0


@pytest.mark.parametrize("enum", [each for each in LISTS if each.choices])
def test_values_are_short_lower_case_words(enum):
    assert all(len(value) <= 24 and value.isascii() and value == value.lower() for value in enum.values)
    assert all(value.replace("_", "").isalnum() for value in enum.values)


@pytest.mark.parametrize("enum", [each for each in LISTS if each.choices])
def test_two_members_never_read_alike(enum):
    assert len(set(map(str, enum.labels))) == len(enum)


@pytest.mark.parametrize("name", TABLES)
def test_words_in_a_table_are_written_as_they_are_looked_up(name):
    assert all(key in (codes.label_key(key), key.lower()) for key in TABLES[name])


class TestOccupation:
    def test_the_siak_list_has_89_codes_in_its_order(self):
        assert len(occupations.OCCUPATION_SIAK) == 89
        anchors = {"1": "not_working", "5": "civil_servant", "17": "regional_enterprise", "48": "member_dpr"}
        anchors |= {
            "63": "member_dprd_city",
            "64": "lecturer",
            "81": "driver",
            "86": "village_head",
            "89": "other",
        }
        assert {code: occupations.OCCUPATION_SIAK[code] for code in anchors} == anchors

    def test_every_siak_word_is_known(self):
        words = occupation_words.OCCUPATION_WORDS
        assert set(words.values()) >= set(occupations.OCCUPATION_SIAK.values())
        assert words["ANGGOTA DPRD KABUPATEN/KOTA"] == Occupation.MEMBER_DPRD_CITY
        assert words["PARANORMAL"] == Occupation.PSYCHIC
        assert words["TUKANG GIGI"] == Occupation.DENTURE_MAKER

    def test_hard_exclusion_is_the_bold_part_of_the_list_and_its_coarse_words(self):
        numbers = {5, 6, 7, 16, 17, *range(48, 64), 85, 86}
        fine = {occupations.OCCUPATION_SIAK[str(number)] for number in numbers}
        coarse = {Occupation.CIVIL_OR_ARMED, Occupation.STATE_OFFICIAL}
        assert fine | coarse == choices.HARD_EXCLUSION_OCCUPATIONS

    def test_a_pension_is_flagged_and_not_excluded(self):
        assert Occupation.RETIRED in choices.FLAGGED_OCCUPATIONS
        assert not choices.FLAGGED_OCCUPATIONS & choices.HARD_EXCLUSION_OCCUPATIONS


class TestRelation:
    def test_siak_and_regsosek_are_two_lists(self):
        assert len(codes.RELATION_SIAK) == 11
        assert len(codes.RELATION_REGSOSEK) == 8
        assert codes.RELATION_SIAK["2"] == Relation.HUSBAND
        assert codes.RELATION_REGSOSEK["2"] == Relation.SPOUSE

    def test_a_spouse_is_not_guessed_to_be_the_wife(self):
        assert read_label("Istri / Suami", codes.P3KE_RELATION) == Relation.SPOUSE
        assert codes.SPOUSE_BY_SEX[Sex.MALE] == Relation.HUSBAND

    def test_a_form_offers_only_fine_members(self):
        offered = {value for value, _label in fine_choices(Relation)}
        assert Relation.SPOUSE not in offered
        assert Relation.WIFE in offered


class TestEducation:
    def test_siak_has_ten_steps_and_regsosek_23(self):
        assert len(codes.EDUCATION_SIAK) == 10
        assert len(codes.EDUCATION_REGSOSEK) == 23

    def test_attending_or_finished_stays_as_coarse_as_it_was_said(self):
        assert read_label("MASIH/TAMAT SLTA", codes.P3KE_EDUCATION) == Education.SENIOR_ANY
        assert Education.SENIOR_ANY in choices.COARSE_EDUCATION


class TestReadLabel:
    @pytest.mark.parametrize("text", ["laki-laki", " LAKI - LAKI ", "l", "Laki  Laki"])
    def test_case_and_spaces_do_not_matter(self, text):
        assert read_label(text, codes.SEX_WORDS) == Sex.MALE

    @pytest.mark.parametrize("text", [None, "", "  ", "KOSONG", "kosong", "-"])
    def test_nothing_said_is_no_answer(self, text):
        assert read_label(text, codes.SEX_WORDS) is None

    def test_not_matched_yet_is_an_answer_of_its_own(self):
        assert read_label("KOSONG", codes.P3KE_MATCH) == choices.DukcapilMatch.NOT_CHECKED

    def test_an_unknown_word_is_refused_without_repeating_it(self):
        with pytest.raises(KeyError) as caught:
            read_label("PAWANG HUJAN", codes.P3KE_OCCUPATION)
        assert "PAWANG" not in str(caught.value)


def test_siak_life_status_has_no_code_5():
    assert "5" not in codes.LIFE_SIAK
    assert codes.LIFE_SIAK["6"] == LifeStatus.AWAY
