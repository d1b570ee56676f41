"""Each named rule shows the household's value, and missing or coarse answers make nobody poor or rich."""

import datetime as dt
import doctest
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.assessments import answers, rules, spending
from poverty.assessments.choices import (
    Asset,
    CookingFuel,
    DrinkingWater,
    Floor,
    Lighting,
    PowerCapacity,
    Roof,
    Toilet,
    Wall,
    WasteDisposal,
    YesNo,
)
from poverty.assessments.rules import RULES, Answer, HouseholdFacts, checklist, deprivations
from poverty.households.choices import (
    Education,
    LifeStatus,
    Occupation,
    Relation,
    SchoolAttendance,
    StuntingRisk,
)

YES, NO, UNDETERMINED = Answer.YES, Answer.NO, Answer.UNDETERMINED
TODAY = dt.date(2026, 11, 21)


def facts(members=(), **known):
    return HouseholdFacts(SimpleNamespace(assessed_on=TODAY, **known), list(members))


def member(age=None, **known):
    born = None if age is None else dt.date(TODAY.year - age, 6, 1)
    return SimpleNamespace(birth_date=born, life_status=LifeStatus.ALIVE, **known)


def answer(code, members=(), **known):
    return RULES[code].evaluate(facts(members, **known)).answer


@pytest.mark.parametrize("module", [answers, spending])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("code", RULES)
class TestEveryRule:
    def test_without_any_fact_it_is_undetermined(self, code):
        result = RULES[code].evaluate(HouseholdFacts())
        assert result.answer == UNDETERMINED
        assert result.missing or code == "child_mortality"

    def test_it_says_what_it_asks_and_where_that_stands(self, code):
        rule = RULES[code]
        assert str(rule.title)
        assert rule.source
        assert type(rule).__doc__


@pytest.mark.parametrize(
    ("code", "known", "expected"),
    [
        ("kepmensos_shelter", {"has_shelter": "no"}, YES),
        ("kepmensos_shelter", {"has_shelter": "yes"}, NO),
        ("kepmensos_shelter", {"roof": Roof.ASBESTOS_OR_ZINC}, NO),
        ("kepmensos_a", {"head_works": "no"}, YES),
        ("kepmensos_a", {"head_works": "yes"}, NO),
        ("kepmensos_b", {"worried_about_food": "yes"}, YES),
        ("kepmensos_b", {"worried_about_food": "no", "went_without_food": "yes"}, YES),
        ("kepmensos_b", {"worried_about_food": "no", "went_without_food": "no"}, NO),
        ("kepmensos_b", {"worried_about_food": "no"}, UNDETERMINED),
        ("kepmensos_c", {"spending_food": 501, "spending_non_food": 500}, YES),
        ("kepmensos_c", {"spending_food": 500, "spending_non_food": 500}, NO),
        ("kepmensos_c", {"spending_food": 500}, UNDETERMINED),
        ("kepmensos_c", {"spending_food": 0, "spending_non_food": 0}, UNDETERMINED),
        ("kepmensos_d", {"bought_clothes": "no"}, YES),
        ("kepmensos_d", {"bought_clothes": "yes"}, NO),
        ("kepmensos_e", {"floor": Floor.EARTH}, YES),
        ("kepmensos_e", {"floor": Floor.CEMENT}, YES),
        ("kepmensos_e", {"floor": Floor.CERAMIC_MARBLE_OR_TILE}, NO),
        ("kepmensos_e", {"floor": Floor.WOOD}, NO),
        ("kepmensos_f", {"wall": Wall.ZINC}, YES),
        ("kepmensos_f", {"wall": Wall.WOOD_ANY}, YES),
        ("kepmensos_f", {"wall": Wall.BAMBOO_ANY}, YES),
        ("kepmensos_f", {"wall": Wall.OTHER}, UNDETERMINED),
        ("kepmensos_f", {"wall": Wall.MASONRY}, UNDETERMINED),
        ("kepmensos_f", {"wall": Wall.MASONRY, "wall_plastered": "no"}, YES),
        ("kepmensos_f", {"wall": Wall.MASONRY, "wall_plastered": "yes"}, NO),
        ("kepmensos_g", {"toilet": Toilet.NONE}, YES),
        ("kepmensos_g", {"toilet": Toilet.PUBLIC}, YES),
        ("kepmensos_g", {"toilet": Toilet.OWN}, NO),
        ("kepmensos_g", {"toilet": Toilet.COMMUNAL}, NO),
        ("kepmensos_g", {"toilet": Toilet.SHARED_OR_PUBLIC}, UNDETERMINED),
        ("kepmensos_h", {"lighting": Lighting.NOT_ELECTRIC}, YES),
        ("kepmensos_h", {"lighting": Lighting.PLN_METERED, "power_capacity": PowerCapacity.VA_450}, YES),
        ("kepmensos_h", {"lighting": Lighting.PLN_METERED, "power_capacity": PowerCapacity.OVER_900}, NO),
        (
            "kepmensos_h",
            {"lighting": Lighting.PLN_METERED, "power_capacity": PowerCapacity.UP_TO_900},
            UNDETERMINED,
        ),
        ("kepmensos_h", {"lighting": Lighting.PLN_METERED}, UNDETERMINED),
        ("kepmensos_h", {"lighting": Lighting.NON_PLN}, UNDETERMINED),
        ("cooking_fuel", {"cooking_fuel": CookingFuel.KEROSENE}, YES),
        ("cooking_fuel", {"cooking_fuel": CookingFuel.CHARCOAL_OR_WOOD}, YES),
        ("cooking_fuel", {"cooking_fuel": CookingFuel.ELECTRICITY_OR_GAS}, NO),
        ("cooking_fuel", {"cooking_fuel": CookingFuel.OTHER_ANY}, UNDETERMINED),
        ("sanitation", {"toilet": Toilet.NONE}, YES),
        ("sanitation", {"toilet": Toilet.OWN, "waste_disposal": WasteDisposal.WATER_BODY}, YES),
        ("sanitation", {"toilet": Toilet.OWN, "waste_disposal": WasteDisposal.SEPTIC_TANK}, NO),
        ("sanitation", {"toilet": Toilet.OWN}, UNDETERMINED),
        ("sanitation", {"toilet": Toilet.UNUSED_OR_NONE}, YES),
        ("drinking_water", {"drinking_water": DrinkingWater.RAIN}, YES),
        ("drinking_water", {"drinking_water": DrinkingWater.BOTTLED_OR_REFILL}, NO),
        ("drinking_water", {"drinking_water": DrinkingWater.OTHER_OR_SPRING}, UNDETERMINED),
        ("electricity", {"lighting": Lighting.NOT_ELECTRIC}, YES),
        ("electricity", {"lighting": Lighting.PLN_UNMETERED}, NO),
        ("housing", {"floor": Floor.EARTH}, YES),
        ("housing", {"floor": Floor.CERAMIC, "wall": Wall.MASONRY, "roof": Roof.THATCH}, YES),
        ("housing", {"floor": Floor.CERAMIC, "wall": Wall.MASONRY, "roof": Roof.ASBESTOS_OR_ZINC}, NO),
        ("housing", {"floor": Floor.CERAMIC, "wall": Wall.WOOD_ANY, "roof": Roof.ZINC}, UNDETERMINED),
        ("housing", {"floor": Floor.CERAMIC, "wall": Wall.MASONRY}, UNDETERMINED),
        ("assets", {"assets": []}, YES),
        ("assets", {"assets": [Asset.MOTORCYCLE]}, YES),
        ("assets", {"assets": [Asset.SMARTPHONE, Asset.LANDLINE]}, YES),
        ("assets", {"assets": [Asset.MOTORCYCLE, Asset.SMARTPHONE]}, NO),
        ("assets", {"assets": [Asset.CAR]}, NO),
        ("assets", {"assets": None}, UNDETERMINED),
        ("nutrition", {"stunting_risk": StuntingRisk.AT_RISK}, YES),
        ("nutrition", {"stunting_risk": StuntingRisk.NOT_AT_RISK}, NO),
        ("nutrition", {"stunting_risk": StuntingRisk.NOT_TARGET}, UNDETERMINED),
        ("child_mortality", {"stunting_risk": StuntingRisk.AT_RISK}, UNDETERMINED),
    ],
)
def test_answers(code, known, expected):
    assert answer(code, **known) == expected


class TestHeadNotWorking:
    @pytest.mark.parametrize(
        ("occupation", "expected"),
        [
            (Occupation.NOT_WORKING, YES),
            (Occupation.FARMER, NO),
            (Occupation.RETIRED, UNDETERMINED),
            (Occupation.HOMEMAKER, UNDETERMINED),
            ("", UNDETERMINED),
        ],
    )
    def test_where_it_was_not_asked_the_occupation_on_record_answers(self, occupation, expected):
        head = member(40, relation=Relation.HEAD, occupation=occupation)
        assert answer("kepmensos_a", [head]) == expected

    def test_the_assessment_goes_before_the_record(self):
        head = member(40, relation=Relation.HEAD, occupation=Occupation.NOT_WORKING)
        assert answer("kepmensos_a", [head], head_works="yes") == NO

    def test_a_deceased_head_says_nothing(self):
        head = member(70, relation=Relation.HEAD, occupation=Occupation.FARMER)
        head.life_status = LifeStatus.DEAD
        assert answer("kepmensos_a", [head]) == UNDETERMINED


class TestPoorWall:
    def test_wood_carries_the_note_that_it_is_ordinary_here(self):
        rule = RULES["kepmensos_f"]
        assert rule.evaluate(facts(wall=Wall.WOOD_BOARD)).note
        assert rule.evaluate(facts(wall=Wall.WOOD_ANY)).note
        assert not rule.evaluate(facts(wall=Wall.ZINC)).note


class TestFoodOverHalf:
    def test_it_shows_both_amounts(self):
        value = RULES["kepmensos_c"].evaluate(facts(spending_food=600_000, spending_non_food=400_000)).value
        assert "Rp 600.000" in str(value)
        assert "Rp 1.000.000" in str(value)

    def test_it_names_what_is_missing(self):
        result = RULES["kepmensos_c"].evaluate(facts(spending_food=600_000))
        assert result.missing == ("spending_non_food",)


class TestYearsOfSchooling:
    CODE = "years_of_schooling"

    def test_one_member_with_primary_school_is_enough(self):
        people = [member(40, education=Education.NO_SCHOOL), member(15, education=Education.PRIMARY)]
        assert answer(self.CODE, people, household_size=2) == NO

    def test_nobody_with_six_years_is_a_deprivation(self):
        people = [member(40, education=Education.NO_SCHOOL), member(9, education=Education.PRIMARY_ATTENDING)]
        assert answer(self.CODE, people, household_size=2) == YES

    def test_one_unknown_education_leaves_it_open(self):
        people = [member(40, education=Education.NO_SCHOOL), member(35, education="")]
        assert answer(self.CODE, people, household_size=2) == UNDETERMINED

    def test_members_who_are_not_listed_leave_it_open(self):
        people = [member(40, education=Education.NO_SCHOOL)]
        assert answer(self.CODE, people, household_size=4) == UNDETERMINED
        assert answer(self.CODE, people) == UNDETERMINED
        assert answer(self.CODE, people, household_size=1) == YES

    def test_somebody_without_a_birth_date_leaves_it_open(self):
        people = [member(40, education=Education.NO_SCHOOL), member(None, education=Education.NO_SCHOOL)]
        assert answer(self.CODE, people, household_size=2) == UNDETERMINED


class TestSchoolNotAttended:
    CODE = "school_attendance"
    PARENT = member(40, school_attendance=SchoolAttendance.NO_LONGER)

    def test_one_child_away_is_a_deprivation_and_is_counted(self):
        children = [
            member(10, school_attendance=SchoolAttendance.NO_LONGER),
            member(8, school_attendance=SchoolAttendance.ATTENDING),
        ]
        result = RULES[self.CODE].evaluate(facts([self.PARENT, *children], household_size=3))
        assert result.answer == YES
        assert "1" in str(result.value)
        assert "2" in str(result.value)

    def test_all_at_school_or_no_child_is_none(self):
        child = member(10, school_attendance=SchoolAttendance.ATTENDING)
        assert answer(self.CODE, [self.PARENT, child], household_size=2) == NO
        assert answer(self.CODE, [self.PARENT, member(6)], household_size=2) == NO

    def test_a_child_nobody_asked_about_leaves_it_open(self):
        assert answer(self.CODE, [self.PARENT, member(10)], household_size=2) == UNDETERMINED

    def test_the_words_of_p3ke_say_that_a_child_attends(self):
        child = member(10, education=Education.PRIMARY_ATTENDING)
        assert answer(self.CODE, [self.PARENT, child], household_size=2) == NO

    def test_whoever_finished_what_is_compulsory_is_not_away(self):
        child = member(15, education=Education.JUNIOR_SECONDARY, school_attendance=SchoolAttendance.NO_LONGER)
        assert answer(self.CODE, [self.PARENT, child], household_size=2) == NO

    def test_ages_are_those_of_the_day_of_the_assessment(self):
        child = SimpleNamespace(
            birth_date=dt.date(2019, 11, 22), school_attendance=SchoolAttendance.NEVER
        )  # seven years old tomorrow
        assert answer(self.CODE, [self.PARENT, child], household_size=2) == NO


CRITERIA_FACTS = {
    "head_works": ("no", "yes"),
    "worried_about_food": ("yes", None),
    "bought_clothes": ("no", "yes"),
    "floor": (Floor.EARTH, Floor.TILE),
    "wall": (Wall.ZINC, None),
    "toilet": (Toilet.NONE, Toilet.OWN),
    "lighting": (Lighting.NOT_ELECTRIC, None),
}


class TestChecklist:
    def test_no_shelter_decides_alone(self):
        assert checklist(facts(has_shelter="no"), 8).verdict == YES
        assert checklist(facts(has_shelter="no"), None).verdict == YES

    def test_without_a_threshold_nothing_follows(self):
        assert checklist(facts(has_shelter="yes", floor=Floor.EARTH), None).verdict == UNDETERMINED

    @pytest.mark.parametrize("threshold", [0, 9, -1])
    def test_a_threshold_counts_criteria(self, threshold):
        with pytest.raises(ValueError, match="1 to 8"):
            checklist(facts(), threshold)

    def test_an_unknown_shelter_never_turns_into_a_no(self):
        known = {"head_works": "yes", "bought_clothes": "yes", "toilet": Toilet.OWN}
        known |= {"worried_about_food": "no", "went_without_food": "no"}
        known |= {"spending_food": 1, "spending_non_food": 9, "power_capacity": PowerCapacity.VA_2200}
        assert checklist(facts(**known), 3).verdict == UNDETERMINED
        assert checklist(facts(has_shelter="yes", **known), 3).verdict == NO

    @given(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CRITERIA_FACTS.items()}))
    def test_the_verdict_is_what_the_range_allows(self, known):
        for threshold in range(1, 9):
            found = checklist(facts(has_shelter="yes", **known), threshold)
            assert 0 <= found.at_least <= found.at_most <= 8
            expected = NO if found.at_most < threshold else UNDETERMINED
            assert found.verdict == (YES if found.at_least >= threshold else expected)

    @given(
        st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CRITERIA_FACTS.items()}),
        st.sampled_from(list(CRITERIA_FACTS)),
        st.integers(1, 8),
    )
    def test_one_more_answer_never_overturns_a_verdict(self, known, name, threshold):
        before = checklist(facts(has_shelter="yes", **{**known, name: None}), threshold)
        after = checklist(facts(has_shelter="yes", **{**known, name: CRITERIA_FACTS[name][0]}), threshold)
        assert before.verdict in (UNDETERMINED, after.verdict)


class TestDeprivations:
    def test_there_are_ten_and_none_is_decided_without_facts(self):
        profile = deprivations(HouseholdFacts())
        assert len(profile.lines) == 10
        assert len(profile.with_answer(UNDETERMINED)) == 10
        assert (profile.at_least, profile.at_most) == (0, 9)

    def test_the_proxy_is_shown_with_its_caution_and_not_counted(self):
        profile = deprivations(facts(stunting_risk=StuntingRisk.AT_RISK, lighting=Lighting.NOT_ELECTRIC))
        shown = {line.rule.code: line.result for line in profile.with_answer(YES)}
        assert set(shown) == {"nutrition", "electricity"}
        assert shown["nutrition"].note
        assert profile.at_least == 1


class TestSpending:
    def test_per_person_needs_every_part(self):
        known = {"spending_food": 1_500_000, "spending_non_food": 500_000, "household_size": 4}
        assert rules.spending_per_person(facts(**known)) == 500_000
        for name in known:
            assert rules.spending_per_person(facts(**{**known, name: None})) is None

    @given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 30))
    def test_rounding_loses_less_than_a_rupiah_a_person(self, food, other, size):
        each = spending.per_person(food, other, size)
        assert each * size <= food + other < (each + 1) * size

    def test_food_share(self):
        assert rules.food_share(facts(spending_food=3, spending_non_food=1)) == 0.75
        assert rules.food_share(facts(spending_food=3)) is None


def test_an_empty_text_is_a_missing_answer():
    assert answers.fact(SimpleNamespace(floor=""), "floor") is None
    assert answers.asked(facts(head_works=""), "head_works").missing == ("head_works",)
    assert answers.asked(facts(head_works=YesNo.NO), "head_works").answer == NO
