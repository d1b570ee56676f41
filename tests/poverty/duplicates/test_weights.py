"""Bits of evidence: rare agreements are worth more, and the figure a person sees follows them."""

from hypothesis import given
from hypothesis import strategies as st

from poverty.duplicates.weights import BEGUN, Rarity, counted, figure, needed, worth

counts = st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 10_000), min_size=1, max_size=30)


class TestRarity:
    @given(counts)
    def test_the_rarer_of_two_values_is_worth_at_least_as_much(self, counts):
        rarity = Rarity(counts, rarest=13)
        by_count = sorted(counts, key=counts.get)
        assert all(rarity[one] >= rarity[other] for one, other in zip(by_count, by_count[1:], strict=False))

    @given(counts)
    def test_no_value_is_worth_more_than_the_cap_or_less_than_nothing(self, counts):
        rarity = Rarity(counts, rarest=13)
        assert all(0 <= rarity[value] <= 13 for value in counts)

    def test_a_value_never_counted_is_as_rare_as_can_be(self):
        assert Rarity({"siti": 90}, rarest=11)["kameloh"] == 11

    def test_of_no_data_everything_is_rare(self):
        assert Rarity({}, rarest=9)["siti"] == 9


def test_words_are_counted_one_by_one():
    assert counted([("siti", "aminah"), ("siti",)]) == {"siti": 2, "aminah": 1}


def test_an_outcome_of_one_person_speaks_for_it_and_one_of_two_against():
    assert worth(0.9, 0.01) > 0 > worth(0.01, 0.9)


class TestThreshold:
    @given(st.integers(BEGUN, 10_000_000))
    def test_twice_the_people_take_one_bit_more(self, people):
        assert abs(needed(2 * people) - needed(people) - 1) < 1e-9

    @given(st.floats(-100, 100), st.floats(1, 40))
    def test_the_figure_is_between_0_and_100_and_50_at_the_threshold(self, bits, enough):
        assert 0 <= figure(bits, enough) <= 100
        assert figure(enough, enough) == 50

    @given(st.floats(-100, 100), st.floats(0, 50))
    def test_more_evidence_never_lowers_the_figure(self, bits, more):
        assert figure(bits + more, 24.6) >= figure(bits, 24.6)
