"""What one field says, what all say together, and who is never a pair. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.duplicates import kinds, people
from poverty.duplicates.identity import Identity, Nik
from poverty.duplicates.kinds import DIFFERENT, DIGIT, PART, PARTLY, SAME, SERIAL, SOME, SPELLING, SWAPPED, YEAR
from poverty.duplicates.matching import Field, Schema, fit, total
from poverty.duplicates.people import SCHEMA, Person, judge, person
from poverty.duplicates.scoring import Scales
from poverty.duplicates.weights import Rarity
from poverty.households.names import spelling_key

RARE = Rarity({}, rarest=12)
NAMES = kinds.Words(spelling_key)
DAY = kinds.Day()

words = st.sampled_from(
    ["siti", "aminah", "nurhayati", "rusli", "tuah", "kameloh", "muhamad", "m", "yuniar", "hartati", "amniah"]
)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
days = st.dates().map(lambda day: f"{day:%Y%m%d}")
niks = st.from_regex(r"62710[1-5](0[1-9]|[14][0-9])(0[1-9]|1[0-2])[0-9]{2}000[1-9]", fullmatch=True)
rows = st.tuples(
    *(names, st.none() | days, st.none() | niks, st.sampled_from(("male", "female", ""))),
    *(st.just("") | names, st.sampled_from(("62.71.01.1003", None)), st.none() | niks),
    *(st.sampled_from(("Palangka Raya", "")), st.sampled_from(("Jl. Riau No. 3", ""))),
)


def one(number: int = 1, household: int = 7, match: str = "", **fields) -> Person:
    """A person of whom only the name is known, unless more is given."""
    values = {"name": "siti aminah", **fields}
    return person((number, household, match, *(values.get(code) for code in people.FIELDS)))


def matcher_of(*persons: Person):
    return fit(SCHEMA, [each.record for each in persons])


MATCHER = matcher_of(*(one(name=f"nama{number} siti", born=f"1980{number:04}") for number in range(500)))


def evidence(first: Person, second: Person, enough: float = float("-inf")):
    return judge(MATCHER, first, second, enough)


def levels(first: Person, second: Person) -> dict[str, str]:
    return {each.field: each.level for each in evidence(first, second)}


class TestNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Soekarno", "SUKARNO"),
            ("Djoko Tjahjono", "Joko Cahyono"),
            ("H. Moh. Djoenaedi, S.Pd.", "Muhammad Junaedi"),
            ("Siti Nur Hidayah", "Hidayah Siti Nur"),
            ("Hj. Annisa", "Anisa"),
            ("Jusuf", "Yusuf"),
        ],
    )
    def test_indonesian_spellings_of_one_name_are_the_same(self, one, other):
        assert NAMES.compare(NAMES.prepare(one), NAMES.prepare(other), RARE)[0] == SAME

    @pytest.mark.parametrize(
        ("one", "other", "level"),
        [
            ("siti aminah", "siti amniah", SPELLING),
            ("nurhidayah", "nur hidayah", SPELLING),
            ("rusli tuah", "rusli t", SPELLING),
            ("siti aminah", "siti", PARTLY),
            ("siti aminah", "siti rahmawati", SOME),
            ("rusli tuah", "kameloh", DIFFERENT),
        ],
    )
    def test_how_far_two_names_agree(self, one, other, level):
        assert NAMES.compare(NAMES.prepare(one), NAMES.prepare(other), RARE)[0] == level

    def test_a_rare_name_is_worth_more_than_a_common_one(self):
        rarity = Rarity({"siti": 900, "kameloh": 1}, rarest=12)
        assert NAMES.compare(("kameloh",), ("kameloh",), rarity)[1] > NAMES.compare(("siti",), ("siti",), rarity)[1]


class TestDays:
    @pytest.mark.parametrize(
        ("one", "other", "level"),
        [
            ("1980-05-07", "1980-05-07", SAME),
            ("1980-05-07", "1980-07-05", SWAPPED),
            ("1980-05-17", "1980-05-18", DIGIT),
            ("1980-05-17", "1980-05-28", PART),
            ("1980-05-17", "1981-12-03", YEAR),
            ("1980-05-17", "1965-12-03", DIFFERENT),
        ],
    )
    def test_how_far_two_dates_agree(self, one, other, level):
        assert DAY.compare(DAY.prepare(one), DAY.prepare(other), RARE)[0] == level

    def test_day_and_month_exchanged_speak_for_one_person(self):
        assert DAY.compare("19800507", "19800705", RARE)[1] > 4

    def test_a_date_that_many_give_is_worth_little(self):
        rarity = Rarity({"19800101": 5000, "19800517": 1}, rarest=15)
        assert DAY.compare("19800101", "19800101", rarity)[1] < 1


class TestNik:
    def compare(self, one, other, born="19900805"):
        first, second = (Identity.beside(Nik(number), born, "female") for number in (one, other))
        return Identity().compare(first, second, RARE)

    def test_a_mistyped_digit_speaks_for_one_person_when_it_contradicts_its_record(self):
        level, bits = self.compare("6271014508900003", "6271014608900003")
        assert level == DIGIT and bits > 8

    def test_one_digit_says_nothing_where_both_numbers_agree_with_their_records(self):
        assert self.compare("6271014508900003", "6271024508900003")[1] <= 0

    def test_the_next_serial_of_one_office_is_somebody_else(self):
        level, bits = self.compare("6271014508900003", "6271014508900004")
        assert level == SERIAL and bits < 0

    def test_part_of_a_number_is_some_evidence(self):
        assert self.compare("6271014508900003", "62710145089000")[0] == PART

    def test_two_other_numbers_speak_for_two_people(self):
        level, bits = self.compare("6271014508900003", "6403014508900217")
        assert level == DIFFERENT and bits < -4


class TestTogether:
    @given(rows, rows)
    def test_it_does_not_matter_who_comes_first(self, first, second):
        here, there = person((1, 1, "", *first)), person((2, 2, "", *second))
        found, turned = evidence(here, there), evidence(there, here)
        assert (found is None) == (turned is None)
        if found is not None:
            assert [each[:2] for each in found] == [each[:2] for each in turned]
            assert total(found) == pytest.approx(total(turned))

    @given(rows, rows)
    def test_what_one_of_the_two_lacks_is_no_evidence(self, first, second):
        here, there = person((1, 1, "", *first)), person((2, 2, "", *second))
        known = {
            code for code, a, b in zip(people.FIELDS, here.record, there.record, strict=True) if None not in (a, b)
        }
        assert {each.field for each in evidence(here, there) or ()} <= known | {"dukcapil", "twins"}

    @given(rows, rows, st.sampled_from(people.FIELDS))
    def test_taking_a_value_away_leaves_the_other_evidence_as_it_was(self, first, second, code):
        place = people.FIELDS.index(code)
        if code == "name":
            return  # what a family shares counts by the names
        here, there = person((1, 1, "", *first)), person((2, 2, "", *second))
        fewer = here.record[:place] + (None,) + here.record[place + 1 :]
        before = {each for each in MATCHER.weigh(here.record, there.record) if each.field != code}
        assert set(MATCHER.weigh(fewer, there.record)) == before

    @given(rows, rows, st.floats(-20, 40))
    def test_giving_up_early_never_loses_a_pair(self, first, second, enough):
        here, there = person((1, 1, "", *first)), person((2, 2, "", *second))
        whole = MATCHER.weigh(here.record, there.record)
        if total(whole) >= enough:
            assert MATCHER.reaching(here.record, there.record, enough) == whole
            assert not MATCHER.hopeless(here.record[0], there.record[0], enough)

    @given(rows, rows)
    def test_the_explanation_adds_up_to_the_score(self, first, second):
        verdict = Scales(MATCHER, -99).weigh(person((1, 1, "", *first)), person((2, 2, "", *second)))
        if verdict.reasons is not None:
            assert verdict.bits == pytest.approx(sum(reason["bits"] for reason in verdict.reasons), abs=0.051)
            assert all(reason["field"] in people.CODES for reason in verdict.reasons)
            assert all(reason["level"] in kinds.LEVELS for reason in verdict.reasons)

    def test_what_a_family_shares_says_nothing_of_brother_and_sister(self):
        shared = {"mother": "Kameloh", "address": "Jl. Riau 3"}
        found = {
            each.field: each.bits
            for each in evidence(one(1, 1, name="rusli tuah", **shared), one(2, 2, name="yuniar hartati", **shared))
        }
        assert found["mother"] <= 0 and found["address"] <= 0

    def test_the_same_engine_matches_records_of_any_other_schema(self):
        schema = Schema((Field("name", NAMES), Field("phone", kinds.Number())))
        records = [schema.prepare({"name": "Siti Aminah", "phone": phone}) for phone in ("0811523", "0811532", None)]
        found = fit(schema, records).weigh(records[0], records[1])
        assert [each[:2] for each in found] == [("name", SAME), ("phone", DIGIT)]


class TestTwins:
    both = {"born": "19900805", "sex": "female"}
    elder, younger = "6271014508900003", "6271014508900004"

    @given(names, names)
    def test_one_household_one_birth_date_and_two_full_niks_are_never_a_pair(self, name, other):
        first, second = (
            one(1, name=name, nik=self.elder, **self.both),
            one(2, name=other, nik=self.younger, **self.both),
        )
        assert evidence(first, second) is None

    def test_nor_are_they_on_one_family_card_that_two_households_give(self):
        card = {"card": "6271012309150004", **self.both}
        assert evidence(one(1, 1, nik=self.elder, **card), one(2, 2, nik=self.younger, **card)) is None

    def test_without_a_second_nik_the_same_person_typed_twice_in_one_household_is_found(self):
        assert evidence(one(1, nik=self.elder, **self.both), one(2, nik=None, **self.both), 20) is not None

    def test_brothers_with_names_unlike_are_no_pair(self):
        assert evidence(one(1, name="hasan basri", **self.both), one(2, name="husin basri", **self.both)) is None

    def test_twins_who_live_apart_are_told_by_their_serials(self):
        first = one(1, 1, name="rina tuah", nik=self.elder, **self.both)
        second = one(2, 2, name="rini tuah", nik=self.younger, **self.both)
        assert levels(first, second)["twins"] == SAME
        assert evidence(first, second, 20) is None

    def test_two_niks_that_the_civil_registry_confirmed_are_two_people(self):
        first = one(1, 1, "matched", nik=self.elder, **self.both)
        second = one(2, 2, "matched", nik="6403014508900217", **self.both)
        assert levels(first, second)["dukcapil"] == DIFFERENT
        assert evidence(first, second, 10) is None


class TestOneHousehold:
    def test_a_birth_date_with_day_and_month_exchanged_is_still_found(self):
        assert evidence(one(1, born="19900805", sex="female"), one(2, born="19900508", sex="female"), 15) is not None

    def test_a_child_named_after_its_parent_is_no_pair(self):
        assert evidence(one(1, born="19600805"), one(2, born="19900202")) is None
