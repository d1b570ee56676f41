"""Numbers of people never reach a log line: not in its text, not in its arguments, not in its traceback."""

import io
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.privacy import MASK, MaskNumbers, mask_number, mask_numbers

NIK = st.from_regex(r"[0-9]{16}", fullmatch=True)
WORDS = st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=20)


def logged(message, *arguments, error=None, other_first=False) -> str:
    """What a handler with the filter writes."""
    stream, other = io.StringIO(), io.StringIO()
    logger = logging.Logger("test")
    masked = logging.StreamHandler(stream)
    masked.addFilter(MaskNumbers())
    handlers = [logging.StreamHandler(other), masked] if other_first else [masked]
    for handler in handlers:
        logger.addHandler(handler)
    try:
        if error is not None:
            raise error
        logger.warning(message, *arguments)
    except Exception:
        logger.exception(message, *arguments)
    return stream.getvalue()


@given(WORDS, NIK, WORDS)
def test_a_number_in_the_text_is_masked_and_the_words_stay(before, number, after):
    text = mask_numbers(f"{before}{number}{after}")
    assert number not in text and text == f"{before}{number[:4]}{MASK}{number[-4:]}{after}"


@given(NIK, NIK)
def test_two_numbers_in_one_line_are_both_masked(first, second):
    text = mask_numbers(f"{first} {second}/{first}")
    assert not re.search(r"\d{16}", text)


@given(NIK, st.sampled_from([" ", ".", "-"]), st.sampled_from([(6, 12), (4, 8, 12)]))
def test_a_number_written_in_groups_is_masked(number, separator, cuts):
    places = (0, *cuts, 16)
    written = separator.join(number[a:b] for a, b in zip(places, places[1:], strict=False))
    assert mask_numbers(f"NIK {written} ok") == f"NIK {number[:4]}{MASK}{number[-4:]} ok"


@given(WORDS)
def test_other_text_stays_as_it_is(text):
    assert mask_numbers(text) == text


@pytest.mark.parametrize(
    "text", ["2026-11-21 19:04:58", "10.1.2.3", "081152004711", "Rp 1.250.000", "8f14e45f-ceea-467f"]
)
def test_days_addresses_phones_and_amounts_stay_readable(text):
    assert mask_numbers(text) == text


@given(NIK)
def test_arguments_are_masked(number):
    assert number not in logged("row %s of %s refused", 7, number)
    assert number not in logged("row %(nik)s refused", {"nik": number})


@given(NIK)
def test_a_traceback_is_masked(number):
    text = logged("failed", error=ValueError(f"Key (nik)=({number}) already exists."))
    assert "Traceback" in text and "already exists" in text and number not in text


@given(NIK)
def test_a_traceback_that_another_handler_wrote_first_is_masked(number):
    assert number not in logged("failed", error=ValueError(number), other_first=True)


@pytest.mark.parametrize(("number", "shown"), [("6271014508920003", f"6271{MASK}0003"), ("08115200", MASK), ("", MASK)])
def test_a_short_number_is_hidden_whole(number, shown):
    assert mask_number(number) == shown


@pytest.mark.django_db
def test_no_page_address_or_title_holds_a_number(client, people):
    """Walk every link of the pages about a family: none carries its numbers."""
    from tests.support.factories import family

    made = family(family_card="6271012309150004", phone="081152004711")
    client.force_login(people.officer)
    pages = [made.get_absolute_url(), f"{made.get_absolute_url()}anggota/", f"{made.get_absolute_url()}riwayat/",
             f"{made.get_absolute_url()}ubah/", f"/orang/{made.head_id}/ubah/", "/keluarga/", "/orang/"]  # fmt: skip
    for url in pages:
        text = client.get(url).content.decode()
        for found in re.findall(r"(?:href|src|action|hx-[a-z]+)=\"([^\"]*)\"|<title>(.*?)</title>", text, re.S):
            assert not re.search(r"\d{12,}", "".join(found)), url
