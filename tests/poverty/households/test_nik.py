"""A NIK is checked by its structure; its century comes from the birth date; a mismatch only warns."""

import datetime as dt
import doctest
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.households import nik
from poverty.households.choices import Sex

TODAY = dt.date(2026, 11, 21)

dates = st.dates(dt.date(1926, 11, 22), TODAY)
regions = st.tuples(st.integers(11, 96), st.integers(1, 79), st.integers(1, 60))
serials = st.integers(1, 9999)


def build(region, born, sex, serial):
    day = born.day + (40 if sex == Sex.FEMALE else 0)
    return "{:02}{:02}{:02}".format(*region) + f"{day:02}{born:%m%y}{serial:04}"


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(nik).failed == 0


@given(regions, dates, st.sampled_from(Sex), serials)
def test_a_number_built_from_its_parts_gives_them_back(region, born, sex, serial):
    number = build(region, born, sex, serial)
    if len(set(number)) == 1:
        return
    assert nik.problems(number, TODAY) == ()
    decoded = nik.decode(number, today=TODAY)
    assert decoded.birth_date == born
    assert decoded.sex == sex
    assert decoded.region == "{:02}.{:02}.{:02}".format(*region)
    assert int(decoded.serial) == serial
    assert nik.mismatches(number, born, sex, TODAY) == ()


@given(regions, st.dates(dt.date(1900, 1, 1), TODAY), st.sampled_from(Sex), serials)
def test_the_century_comes_from_the_birth_date_on_record(region, born, sex, serial):
    number = build(region, born, sex, serial)
    if len(set(number)) > 1:
        assert nik.decode(number, born=born, today=TODAY).birth_date == born


@given(dates, dates, st.sampled_from(Sex))
def test_another_birth_date_or_sex_is_reported_and_nothing_else(born, other, sex):
    number = build((62, 71, 1), born, sex, 7)
    found = nik.mismatches(number, other, sex, TODAY)
    assert found == (() if other in nik.birth_dates(number, TODAY) else ("nik_birth_mismatch",))
    opposite = Sex.MALE if sex == Sex.FEMALE else Sex.FEMALE
    assert nik.mismatches(number, born, opposite, TODAY) == ("nik_sex_mismatch",)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_and_never_an_exception(text):
    number = nik.normalise(text)
    codes = nik.problems(number, TODAY)
    assert (nik.decode(number, today=TODAY) is None) == (bool(codes) or not number)
    assert nik.mismatches(number, TODAY, "male", TODAY) == () or not codes
    assert len(nik.mask(number)) == len(number)


@given(st.text(alphabet=string.digits, min_size=16, max_size=16), st.text(" '\u00a0", max_size=3))
def test_spaces_and_apostrophes_around_and_inside_do_not_matter(digits, noise):
    assert nik.normalise(noise + digits[:6] + noise + digits[6:] + noise) == digits


class TestProblems:
    @pytest.mark.parametrize(
        ("number", "codes"),
        [
            ("", ()),
            ("6271014508900003", ()),
            ("3201014508900003", ()),  # first issued elsewhere: a migrant, not an error
            ("627101450890003", ("nik_length",)),
            ("62710145089000031", ("nik_length",)),
            ("62710145O8900003", ("nik_characters",)),
            ("6.27101E+15", ("nik_characters",)),
            ("٦٢٧١٠١٤٥٠٨٩٠٠٠٠٣", ("nik_characters",)),
            ("6271010000900003", ("nik_date",)),
            ("6271013208900003", ("nik_date",)),
            ("6271014008900003", ("nik_date",)),
            ("6271017208900003", ("nik_date",)),
            ("6271013002900003", ("nik_date",)),
            ("6271012902900003", ("nik_date",)),  # 1990 was no leap year
            ("6271012902880003", ()),
            ("6271014513900003", ("nik_date",)),
            ("6271014508900000", ("nik_serial",)),
            ("6271013208900000", ("nik_date", "nik_serial")),
            ("0071014508900003", ("nik_region",)),
            ("1111111111111111", ("nik_all_same",)),
            ("0000000000000000", ("nik_all_same", "nik_region", "nik_date", "nik_serial")),
        ],
    )
    def test_each_defect_has_its_code_and_all_are_told_at_once(self, number, codes):
        assert nik.problems(number, TODAY) == codes


class TestCentury:
    def test_without_a_birth_date_the_latest_year_not_in_the_future_is_taken(self):
        assert nik.decode("6271012111260003", today=TODAY).birth_date == dt.date(2026, 11, 21)
        assert nik.decode("6271012211260003", today=TODAY).birth_date == dt.date(1926, 11, 22)

    def test_both_centuries_are_offered(self):
        decoded = nik.decode("6271010508100003", today=TODAY)
        assert decoded.birth_dates == (dt.date(2010, 8, 5), dt.date(1910, 8, 5))

    def test_29_february_1900_never_was(self):
        assert nik.birth_dates("6271012902000003", TODAY) == (dt.date(2000, 2, 29),)


class TestMismatches:
    def test_a_warning_needs_both_sides_known(self):
        assert nik.mismatches("6271014508900003", None, None) == ()
        assert nik.mismatches("", dt.date(1990, 8, 5), "male") == ()
        assert nik.mismatches("6271014508900003", None, "") == ()

    def test_a_birth_date_in_the_future_is_not_compared(self):
        assert nik.mismatches("6271014508900003", dt.date(2027, 1, 1), None, TODAY) == ()

    def test_a_broken_number_is_not_compared(self):
        assert nik.mismatches("6271013208900003", dt.date(1990, 8, 5), "male") == ()


class TestFamilyCard:
    def test_the_date_is_the_date_of_issue_with_nothing_added(self):
        assert nik.family_card_problems("6271012309150004", TODAY) == ()
        assert nik.family_card_problems("6271016309150004", TODAY) == ("family_card_date",)
        assert nik.family_card_problems("62710123091500", TODAY) == ("family_card_length",)
        assert nik.family_card_problems("", TODAY) == ()


def test_only_the_first_and_last_four_digits_are_shown():
    assert nik.mask("6271014508900003") == "6271••••••••0003"
    assert json.dumps(nik.mask("6271014508900003"), ensure_ascii=False) == '"6271••••••••0003"'
