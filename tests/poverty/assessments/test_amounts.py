"""Amounts are read as people type them, and never guessed."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.assessments import amounts, questionnaire
from poverty.assessments.amounts import NegativeAmount, NotAnAmount, grouped, parse_rupiah


@pytest.mark.parametrize("module", [amounts, questionnaire])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@given(
    st.integers(0, 10**12), st.sampled_from(["", ".", ",", " ", "\u00a0"]), st.sampled_from(["", "Rp", "Rp ", "rp. "])
)
def test_every_amount_is_read_back_whatever_sets_its_thousands_apart(amount, mark, currency):
    text = f"{amount:,}".replace(",", mark)
    assert parse_rupiah(f" {currency}{text} ") == parse_rupiah(f"{currency}{text},-") == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_of_zero_or_more_or_nothing_or_refused(text):
    try:
        amount = parse_rupiah(text)
    except NotAnAmount:
        return
    assert amount is None or amount >= 0


@pytest.mark.parametrize(
    "text", ["1.5", "1,5", "1.25.000", "1.250.00", "100,00", "5 juta", "abc", "1e6", "١٢٣", "1.250,000", "0x10", "Rp"]
)
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(NotAnAmount):
        parse_rupiah(text)


@pytest.mark.parametrize("text", ["-5", "Rp -1.000", "−1000"])
def test_a_minus_is_told_apart(text):
    with pytest.raises(NegativeAmount):
        parse_rupiah(text)


@given(st.integers(0, 10**12))
def test_an_amount_is_shown_as_it_can_be_typed(amount):
    assert parse_rupiah(grouped(amount)) == amount
