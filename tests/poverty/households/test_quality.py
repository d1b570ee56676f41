"""What is wanting in a household is told by name, in whom, and the gravest first."""

import datetime as dt
import doctest
from types import SimpleNamespace

import pytest

from poverty.households import quality
from poverty.households.choices import DukcapilMatch, LifeStatus, Relation, Sex
from poverty.households.quality import CHECKS, Level, wanting

TODAY = dt.date(2026, 11, 21)


def household(**changes):
    sound = {
        "family_card": "6271012309150004",
        "region_id": "62.71.01.1003",
        "address": "Jl. Contoh 1",
        "rt": "001",
        "rw": "002",
        "latitude": 0,
        "longitude": 113.9,
        "photo_front": "front.jpg",
        "photo_inside": "inside.jpg",
        "decile": 2,
        "decile_date": dt.date(2026, 9, 30),
    }
    return SimpleNamespace(**sound | changes)


def member(**changes):
    sound = {
        "nik": "6271010508900003",
        "name": "Contoh",
        "birth_date": dt.date(1990, 8, 5),
        "sex": Sex.MALE,
        "relation": Relation.HEAD,
        "dukcapil_match": DukcapilMatch.MATCHED,
        "life_status": LifeStatus.ALIVE,
        "left_on": None,
        "nik_reason": "",
    }
    return SimpleNamespace(**sound | changes)


def assessment(**changes):
    return SimpleNamespace(**{"assessed_on": dt.date(2026, 3, 1), "household_size": 1} | changes)


def codes(home=None, members=None, survey=..., **options):
    survey = assessment() if survey is ... else survey
    found = wanting(home or household(), [member()] if members is None else members, survey, TODAY, **options)
    return [entry.code for entry in found]


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(quality).failed == 0


def test_a_complete_household_wants_nothing():
    assert codes() == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("family_card_missing", {"family_card": None}),
        ("family_card_wrong", {"family_card": "6271016309150004"}),
        ("family_card_wrong", {"family_card": "6271010508900003"}),  # the head's NIK
        ("region_missing", {"region_id": None}),
        ("address_missing", {"address": ""}),
        ("rt_rw_missing", {"rt": ""}),
        ("rt_rw_missing", {"rw": ""}),
        ("coordinates_missing", {"latitude": None, "longitude": None}),
        ("photo_front_missing", {"photo_front": ""}),
        ("photo_inside_missing", {"photo_inside": ""}),
        ("decile_undated", {"decile_date": None}),
    ],
)
def test_household_checks(code, changes):
    assert codes(household(**changes)) == [code]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("nik_missing", {"nik": None}),
        ("nik_wrong", {"nik": "6271013208900003"}),
        ("nik_birth_mismatch", {"birth_date": dt.date(1990, 8, 6)}),
        ("nik_sex_mismatch", {"sex": Sex.FEMALE}),
        ("dukcapil_unmatched", {"dukcapil_match": DukcapilMatch.UNMATCHED}),
        ("dukcapil_not_checked", {"dukcapil_match": DukcapilMatch.NOT_CHECKED}),
        ("dukcapil_not_checked", {"dukcapil_match": ""}),
        ("birth_date_missing", {"birth_date": None}),
        ("sex_missing", {"sex": ""}),
        ("relation_missing", {"relation": ""}),
    ],
)
def test_member_checks_name_the_member(code, changes):
    head = member(relation=Relation.HEAD, nik="6271010508900004")
    someone = member(**{"relation": Relation.CHILD} | changes)
    found = wanting(household(), [head, someone], assessment(household_size=2), TODAY)
    assert [(entry.code, entry.member) for entry in found] == [(code, someone)]


class TestMismatch:
    def test_a_reason_settles_it(self):
        assert codes(members=[member(sex=Sex.FEMALE, nik_reason="As on the birth certificate")]) == []


class TestHeads:
    def test_no_head(self):
        assert codes(members=[member(relation=Relation.CHILD)]) == ["no_head"]

    def test_two_heads(self):
        assert codes(members=[member(), member()], survey=assessment(household_size=2)) == ["two_heads"]

    def test_nobody_at_all(self):
        assert codes(members=[]) == ["no_members"]

    def test_a_head_who_died_or_left_does_not_count(self):
        gone = [member(life_status=LifeStatus.DEAD), member(left_on=dt.date(2026, 1, 1))]
        assert codes(members=[*gone, member()]) == []
        assert codes(members=[*gone, member(relation=Relation.WIFE)]) == ["no_head"]


class TestAssessment:
    def test_never_assessed(self):
        assert codes(survey=None) == ["no_assessment"]

    def test_older_than_twelve_months(self):
        assert codes(survey=assessment(assessed_on=dt.date(2025, 11, 21))) == []
        assert codes(survey=assessment(assessed_on=dt.date(2025, 11, 20))) == ["assessment_old"]

    def test_the_age_is_configured(self):
        assert codes(oldest_months=6) == ["assessment_old"]

    def test_another_number_of_people(self):
        assert codes(survey=assessment(household_size=3)) == ["size_differs"]
        assert codes(survey=assessment(household_size=None)) == []


def test_the_gravest_comes_first_and_everything_is_told_at_once():
    found = wanting(SimpleNamespace(decile=3), [SimpleNamespace(name="X")], None, TODAY)
    levels = [entry.level for entry in found]
    assert levels == sorted(levels, key=list(Level).index)
    assert {"no_head", "nik_missing", "decile_undated", "no_assessment"} <= {entry.code for entry in found}


def test_every_check_has_its_own_code_and_says_what_it_asks():
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert all(str(check.title) and type(check).__doc__ for check in CHECKS)
