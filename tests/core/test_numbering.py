"""A series of numbers has no gap and no number twice, whoever asks at the same moment."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.documents.models import NumberSeries
from core.documents.numbering import next_number, take
from core.documents.patterns import ROMAN, checked, roman, written
from core.settings.environment import table

DAY = date(2026, 11, 21)
VALUES = {letters: value for value, letters in ROMAN}


class TestTaking:
    def test_numbers_follow_each_other_and_begin_anew_each_year(self, db):
        numbers = [next_number("BA", DAY), next_number("BA", DAY), next_number("BA", date(2027, 1, 4))]
        assert numbers == ["001/BA/XI/2026", "002/BA/XI/2026", "001/BA/I/2027"]

    def test_each_series_counts_for_itself(self, db):
        assert [take("BA", 2026), take("SK", 2026), take("BA", 2026)] == [1, 1, 2]

    def test_a_transaction_that_is_rolled_back_gives_its_number_back(self, db):
        take("BA", 2026)
        with transaction.atomic():
            assert take("BA", 2026) == 2
            transaction.set_rollback(True)
        assert take("BA", 2026) == 2

    def test_the_city_writes_numbers_its_own_way(self, db, settings):
        settings.DOCUMENT_NUMBER_FORMATS = {"default": "{number}/{series}/{year}", "SK": "{number}/Dinsos-{year}"}
        assert next_number("SK", DAY) == "1/Dinsos-2026"
        assert next_number("BA", DAY) == "1/BA/2026"


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_outside_a_transaction_no_number_is_taken(self):
        with pytest.raises(transaction.TransactionManagementError):
            take("BA", 2026)
        assert not NumberSeries.objects.exists()

    def test_eight_people_get_eight_numbers_without_a_gap_even_when_some_fail(self):
        taken, failed = [], []

        def work(index):
            try:
                with transaction.atomic():
                    number = take("BA", 2026)
                    if index % 4 == 0:
                        raise InterruptedError
                taken.append(number)
            except InterruptedError:
                failed.append(number)
            finally:
                connection.close()

        people = [threading.Thread(target=work, args=(index,)) for index in range(8)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        assert sorted(taken) == [1, 2, 3, 4, 5, 6] and len(failed) == 2


class TestPatterns:
    @given(st.integers(1, 3999))
    def test_roman_numerals_read_back(self, number):
        letters, total = roman(number), 0
        while letters:
            step = next(size for size in (2, 1) if letters[:size] in VALUES)
            total, letters = total + VALUES[letters[:step]], letters[step:]
        assert total == number

    @pytest.mark.parametrize("number", [0, -1, 4000])
    def test_there_is_no_roman_nought(self, number):
        with pytest.raises(ValueError):
            roman(number)

    @pytest.mark.parametrize("pattern", ["{number}", "{series}/{year}", "{number}/{year}", "BA", "{wrong}/{number}"])
    def test_a_format_that_cannot_tell_two_documents_apart_is_refused_at_the_start(self, pattern):
        with pytest.raises(ValueError, match="number format"):
            checked({"default": pattern})

    def test_a_series_of_its_own_need_not_name_itself(self):
        assert checked({"default": "{number}/{series}/{year}", "SK": "{number:04d}-{year}"})["SK"]
        with pytest.raises(ValueError, match="default"):
            checked({"SK": "{number}/{year}"})

    def test_a_format_reaches_into_nothing(self):
        with pytest.raises(ValueError):
            written("{number.__class__.__mro__[9]}", series="BA", number=1, on=DAY)


class TestTheVariable:
    def test_is_laid_over_the_default(self, monkeypatch):
        monkeypatch.setenv("BETANG_X", '{"SK": "{number}/{year}"}')
        assert table("BETANG_X", {"default": "x"}) == {"default": "x", "SK": "{number}/{year}"}
        assert table("BETANG_NOT_SET", {"default": "x"}) == {"default": "x"}

    @pytest.mark.parametrize("value", ["{", "[]", '{"a": 1}', "7"])
    def test_is_named_when_it_is_no_table_of_texts(self, monkeypatch, value):
        monkeypatch.setenv("BETANG_X", value)
        with pytest.raises(ImproperlyConfigured, match="BETANG_X"):
            table("BETANG_X", {})
