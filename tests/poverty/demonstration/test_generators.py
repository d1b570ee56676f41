"""The generators alone: the same seed gives the same people, and the people are believable. Writes nothing."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.assessments.choices import COARSE, YesNo
from poverty.assessments.models import Assessment, AssessmentState
from poverty.demonstration.households import households
from poverty.demonstration.members import keys_of
from poverty.demonstration.numbers import FIRST_SERIAL, LAST_SERIAL, NumberBook
from poverty.demonstration.odds import age_on
from poverty.demonstration.places import known_weights, place, shares
from poverty.demonstration.spending import EXAMPLE_LINE
from poverty.households.choices import Education, Occupation, Relation, SchoolAttendance, Source
from poverty.households.models import Household, Member
from poverty.households.names import name_key, spelling_key
from poverty.households.nik import decode, family_card_problems, mismatches, problems
from poverty.regions.reading import read_places
from poverty.regions.services import REFERENCE

TODAY = dt.date(2026, 11, 21)
VILLAGES = [place(p.code, p.latitude, p.longitude) for p in read_places(REFERENCE) if p.level == "village"]


def city(persons: int, seed: int = 1, as_of: dt.date = TODAY) -> list:
    book, made = NumberBook(), []
    for where, count in zip(VILLAGES, shares(persons, [v.weight for v in VILLAGES]), strict=True):
        made += households(where, count, seed=str(seed), book=book, town="Palangka Raya", as_of=as_of)
    return made


@pytest.fixture(scope="module")
def made() -> list:
    return city(10_000)


@pytest.fixture(scope="module")
def people(made) -> list[dict]:
    return [person for household in made for person in household.members]


class TestTheSame:
    def test_seed_gives_the_same_people(self):
        assert city(400) == city(400)

    def test_number_and_another_seed_give_others(self):
        first, second = city(400), city(400, seed=2)
        assert [h.row["head_name"] for h in first] != [h.row["head_name"] for h in second]

    def test_day_matters_as_ages_are_counted_from_it(self):
        assert city(100) != city(100, as_of=dt.date(2026, 1, 1))


class TestNumbers:
    def test_exactly_so_many_people_are_made(self, people):
        assert len(people) == 10_000

    def test_every_nik_is_sound_and_agrees_with_birth_date_and_sex(self, people):
        for person in people:
            if person["nik"]:
                assert not problems(person["nik"], TODAY)
                assert not mismatches(person["nik"], person["birth_date"], person["sex"], TODAY)

    def test_every_family_card_is_sound_and_stands_once(self, made):
        cards = [household.row["family_card"] for household in made]
        assert not any(family_card_problems(card, TODAY) for card in cards)
        assert len(set(cards)) == len(cards)

    def test_no_number_stands_twice_nor_is_a_family_card_a_nik(self, made, people):
        numbers = [p["nik"] for p in people if p["nik"]] + [h.row["family_card"] for h in made]
        assert len(set(numbers)) == len(numbers)

    def test_serials_are_above_those_of_the_civil_registry(self, made, people):
        numbers = [p["nik"] for p in people if p["nik"]] + [h.row["family_card"] for h in made]
        assert all(FIRST_SERIAL <= int(number[12:]) <= LAST_SERIAL for number in numbers)

    def test_most_are_issued_here_and_some_elsewhere_and_some_are_wanting(self, people):
        here = sum(decode(p["nik"], p["birth_date"]).region.startswith("62.71") for p in people if p["nik"])
        wanting = sum(p["nik"] is None for p in people)
        assert 0.8 < here / len(people) < 0.95
        assert 0.01 < wanting / len(people) < 0.04

    def test_a_full_book_gives_no_number_rather_than_a_second_time_the_same(self):
        book, day = NumberBook(), dt.date(1990, 8, 5)
        taken = {book.take("627101", day) for _ in range(999)}
        assert len(taken) == 999 and book.take("627101", day) is None

    @given(st.lists(st.tuples(st.dates(dt.date(1901, 1, 1), TODAY), st.booleans()), max_size=60))
    def test_a_book_never_gives_a_number_twice(self, wanted):
        book = NumberBook()
        numbers = [book.take("627101", day, female=female) for day, female in wanted]
        assert len(set(numbers)) == len(numbers)

    @given(st.integers(0, 100_000), st.lists(st.floats(0.01, 50), min_size=1, max_size=40))
    def test_shares_sum_up_and_keep_their_proportion(self, total, weights):
        parts = shares(total, weights)
        assert sum(parts) == total
        assert all(abs(part - total * weight / sum(weights)) <= 1 for part, weight in zip(parts, weights, strict=True))


class TestFamilies:
    def test_each_has_exactly_one_head_who_stands_first(self, made):
        for household in made:
            heads = [person["relation"] == Relation.HEAD for person in household.members]
            assert heads[0] and sum(heads) == 1

    def test_a_head_is_grown_up_and_children_are_younger_than_their_mother(self, made):
        for household in made:
            head = household.members[0]
            assert age_on(head["birth_date"], TODAY) >= 18
            mother = next((p for p in household.members if p["relation"] == Relation.WIFE), None)
            for child in household.members if mother else ():
                if child["relation"] == Relation.CHILD and child["marital_status"] == "single":
                    assert (child["birth_date"] - mother["birth_date"]).days > 17 * 365

    def test_shapes_are_mixed(self, made):
        sizes = Counter(len(household.members) for household in made)
        relations = Counter(person["relation"] for household in made for person in household.members)
        lone = sum(
            h.members[0]["sex"] == "female" and any(p["relation"] == Relation.CHILD for p in h.members) for h in made
        )
        assert 3.4 < 10_000 / len(made) < 4.0
        assert all(sizes[size] > 30 for size in range(1, 8))
        assert lone > 100
        for relation in ("parent", "parent_in_law", "grandchild", "child_in_law", "other_relative"):
            assert relations[relation] > 5, relation

    def test_nobody_is_born_in_the_future_and_elders_and_infants_exist(self, people):
        ages = [age_on(person["birth_date"], TODAY) for person in people]
        assert min(ages) == 0 and 80 < max(ages) < 115
        assert all(person["birth_date"] <= TODAY for person in people)

    def test_school_work_and_pregnancy_fit_the_age(self, people):
        for person in people:
            age = age_on(person["birth_date"], TODAY)
            if person["school_attendance"] == SchoolAttendance.ATTENDING:
                assert 7 <= age < 24 and person["occupation"] == Occupation.STUDENT
            if age < 16:
                assert person["occupation"] in (Occupation.STUDENT, Occupation.NOT_WORKING)
            if age < 7:
                assert person["education"] == Education.NO_SCHOOL
            if person["pregnant"]:
                assert person["sex"] == "female" and 15 <= age < 50

    def test_names_carry_their_keys_and_some_are_a_single_word(self, people):
        single = sum(" " not in person["name"] for person in people)
        assert 0.05 < single / len(people) < 0.3
        for person in people[:500]:
            assert keys_of(person["name"]) == (name_key(person["name"]), spelling_key(person["name"]))
            assert (person["name_key"], person["spelling_key"]) == keys_of(person["name"])

    def test_health_rates_are_believable(self, people):
        asked = [person for person in people if person["chronic_illness"]]
        ill = sum(person["chronic_illness"] != "none" for person in asked)
        limited = sum("a_lot" in (p["difficulties"] or "") or "cannot" in (p["difficulties"] or "") for p in people)
        pregnant = sum(person["pregnant"] == YesNo.YES for person in people)
        assert 0.05 < ill / len(asked) < 0.2
        assert 0.008 < limited / len(people) < 0.06
        assert 0.005 < pregnant / len(people) < 0.03


class TestShares:
    def whole(self, made) -> list[dict]:
        return [a for h in made for a in h.assessments if a["state"] != AssessmentState.DRAFT]

    def spending(self, row: dict) -> int:
        return (row["spending_food"] + row["spending_non_food"]) // row["household_size"]

    def poor_share(self, made) -> float:
        known = [row for row in self.whole(made) if "spending_food" in row]
        poor = sum(row["household_size"] for row in known if self.spending(row) < EXAMPLE_LINE)
        return 100 * poor / sum(row["household_size"] for row in known)

    def test_about_3_5_percent_of_persons_lie_below_the_example_line(self, made):
        assert 2.7 < self.poor_share(made) < 4.3

    def test_and_nearer_to_it_with_more_people(self):
        assert 3.2 < self.poor_share(city(60_000, seed=7)) < 3.8

    def test_seven_of_ten_households_are_assessed_and_four_verified(self, made):
        assessed = sum(bool(household.assessments) for household in made) / len(made)
        verified = sum(household.row["verified_on"] is not None for household in made) / len(made)
        assert 0.66 < assessed < 0.74
        assert 0.36 < verified < 0.44

    def test_some_assessments_are_old_some_partial_some_waiting_some_drafts(self, made):
        rows = [row for household in made for row in household.assessments]
        states = Counter(row["state"] for row in rows)
        old = sum((TODAY - row["assessed_on"]).days > 366 for row in rows)
        partial = sum("spending_food" not in row for row in self.whole(made))
        assert min(states.values()) > 50 and set(states) == set(AssessmentState.values)
        assert old > 100 and partial > 50

    def test_a_whole_assessment_lacks_nothing_that_its_submission_needs(self, made):
        for row in self.whole(made):
            if "spending_food" in row:
                assert not [name for name in Assessment.NEEDED_TO_SUBMIT if row.get(name) in (None, "")]

    def test_coarse_words_stand_only_in_what_a_coarse_list_would_bring(self, made):
        coarse = {member.value for member in COARSE}
        for row in self.whole(made):
            used = coarse & {value for value in row.values() if isinstance(value, str)}
            assert not used or "spending_food" not in row

    def test_deciles_are_given_by_the_newest_national_list_and_some_are_wanting(self, made):
        deciles = Counter(household.row["decile"] for household in made)
        assert set(deciles) == {None, *range(1, 11)}
        assert 0.04 < deciles[None] / len(made) < 0.08
        assert deciles[1] + deciles[2] < deciles[9] + deciles[10]
        dates = {h.row["decile_date"] for h in made if h.row["decile"]}
        assert dates == {dt.date(2026, 9, 20)}
        assert {h.row["decile_source"] for h in made if h.row["decile"]} == {Source.DTSEN.value}

    def test_dwellings_agree_with_deciles(self, made):
        def share(deciles, field, values):
            rows = [a for h in made if h.row["decile"] in deciles for a in h.assessments if a.get(field)]
            return sum(row[field] in values for row in rows) / len(rows)

        for field, values in (
            ("cooking_fuel", {"firewood", "charcoal", "charcoal_or_wood"}),
            ("power_capacity", {"va_450", "up_to_900"}),
            ("floor", {"earth", "wood"}),
            ("toilet", {"none", "shared", "public", "communal", "shared_or_public"}),
        ):
            assert share({1, 2}, field, values) > 2 * share({9, 10}, field, values), field

    def test_kelurahan_are_as_unequal_as_the_city(self, made):
        people = Counter()
        for household in made:
            people[household.row["region_id"]] += len(household.members)
        assert people["62.71.03.1001"] == max(people.values())
        assert all(people[code] > 1000 for code in ("62.71.03.1001", "62.71.03.1002", "62.71.03.1003"))
        assert sum(count for code, count in people.items() if code.startswith("62.71.05")) < 300

    def test_everything_says_that_it_is_made_up(self, made):
        assert {household.row["source"] for household in made} == {Source.DEMONSTRATION.value}
        for household in made:
            assert household.row["source_id"].startswith("contoh-")
            assert all(row["notes"].startswith("Data contoh") for row in household.assessments)

    def test_a_phone_that_is_made_up_rings_nowhere(self, made):
        phones = [household.row["phone"] for household in made if household.row["phone"]]
        assert phones and all(phone.startswith("000") for phone in phones)

    def test_places_lie_near_the_middle_of_their_kelurahan(self, made):
        middle = {village.code: (village.latitude, village.longitude) for village in VILLAGES}
        for household in made:
            row = household.row
            if row["latitude"] is not None:
                latitude, longitude = middle[row["region_id"]]
                assert abs(row["latitude"] - latitude) < 0.04 and abs(row["longitude"] - longitude) < 0.04


class TestRows:
    @pytest.mark.parametrize(
        ("model", "pick"),
        [
            (Household, lambda h: [h.row]),
            (Member, lambda h: h.members),
            (Assessment, lambda h: h.assessments),
        ],
    )
    def test_every_word_is_one_of_the_models_choices_and_every_key_a_column(self, made, model, pick):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        for row in (row for household in made[:600] for row in pick(household)):
            for name, value in row.items():
                choices = getattr(fields[name], "base_field", fields[name]).choices
                for each in value if isinstance(value, list) else [value]:
                    assert not choices or each in ("", None) or each in dict(choices), (name, each)

    def test_weights_are_those_of_places_that_exist(self):
        assert set(known_weights()) == {village.code for village in VILLAGES}
