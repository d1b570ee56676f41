"""Cells in every spelling that offices use, and in those that mean nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.imports import cells
from poverty.imports.dates import read_date
from poverty.imports.messages import SENTENCES, sentence
from tests.support.workbooks import NIK_MALE, TODAY

ANY_CELL = st.text(max_size=30) | st.floats() | st.integers() | st.dates() | st.datetimes() | st.none()
BORN = dt.date(1998, 2, 13)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


class TestDates:
    @pytest.mark.parametrize(
        "cell",
        [
            *(
                BORN,
                dt.datetime(1998, 2, 13, 8),
                "13-02-1998",
                "13/02/1998",
                "13.2.1998",
                "1998-02-13",
                "1998/2/13",
            ),
            *(
                "13 Februari 1998",
                "13 PEBRUARI 1998",
                "13 feb 1998",
                "13-Feb-1998",
                "Jumat, 13 Februari 1998",
            ),
            *(
                35839.0,
                35839,
                "35839",
                " 13/02/1998 ",
                "'13/02/1998",
                "1998-02-13 00:00:00",
                "1998-02-13T00:00:00Z",
            ),
        ],
    )
    def test_every_usual_spelling(self, cell):
        assert read_date(cell) == BORN

    @pytest.mark.parametrize(
        "cell",
        [
            "31/02/1990",
            "00-00-0000",
            "tidak tahu",
            "13/02/98",
            "02/13/1998",
            "1998",
            0.0,
            1e9,
            "13 Febtober 1998",
        ],
    )
    def test_what_means_no_date(self, cell):
        assert read_date(cell) is None

    def test_the_dates_before_1900_that_excel_shows_for_nothing(self):
        assert read_date(dt.date(1899, 12, 31)) is None

    @given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
    def test_day_first_and_iso_come_back(self, date):
        assert read_date(date.strftime("%d-%m-%Y")) == read_date(date.isoformat()) == read_date(date) == date

    @given(st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31)))
    def test_excel_serials_come_back(self, date):
        assert read_date(float((date - dt.date(1899, 12, 30)).days)) == date

    @given(ANY_CELL)
    def test_any_cell_is_a_date_or_none(self, cell):
        assert read_date(cell) is None or read_date(cell).year >= 1900

    def test_the_future_is_no_birth_date(self):
        assert cells.read_birth_date("22-11-2026", TODAY)[1].code == "date_future"
        assert cells.read_birth_date("21-11-2026", TODAY) == (TODAY, None)


class TestNik:
    @pytest.mark.parametrize(
        "cell",
        [
            NIK_MALE,
            f" {NIK_MALE} ",
            f"'{NIK_MALE}",
            "627101 130298 0001",
            f"\u200b{NIK_MALE}",
            f"\u2019{NIK_MALE}",
        ],
    )
    def test_spaces_and_an_apostrophe_are_accepted_silently(self, cell):
        assert cells.read_nik(cell, TODAY) == (NIK_MALE, ())

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (6271011302980000.0, "nik_number"),
            ("6,27101E+15", "nik_number"),
            ("6.27101130298000E+15", "nik_number"),
            ("6271011302980000.0", "nik_number"),
            ("627101130298001", "nik_length"),
            ("62710113029800011", "nik_length"),
            ("627101O302980001", "nik_characters"),
            ("6271-0113-0298-0001", "nik_characters"),
            ("६२७१०११३०२९८०००१", "nik_characters"),
            ("6271013902980001", "nik_date"),
            ("6271013113980001", "nik_date"),
            ("6271011302980000", "nik_serial"),
            ("1111111111111111", "nik_serial"),
            ("0071011302980001", "nik_characters"),
        ],
    )
    def test_what_is_no_nik(self, cell, code):
        value, findings = cells.read_nik(cell, TODAY)
        assert (value, codes(findings)) == (None, [code])

    def test_all_that_is_wrong_is_said_at_once(self):
        assert codes(cells.read_nik("6271013902980000", TODAY)[1]) == ["nik_date", "nik_serial"]

    @pytest.mark.parametrize("cell", ["", "  ", "-", None, "'", "NULL"])
    def test_an_empty_one_is_a_warning(self, cell):
        assert codes(cells.read_nik(cell, TODAY)[1]) == ["nik_missing"]

    def test_a_foreign_prefix_is_normal(self):
        assert cells.read_nik("3578011302980001", TODAY)[1] == ()

    @given(ANY_CELL | st.from_regex(r"[0-9 ']{14,18}", fullmatch=True))
    def test_any_cell_is_sixteen_digits_or_explained(self, cell):
        value, findings = cells.read_nik(cell, TODAY)
        assert (value is None) == bool(findings)
        assert value is None or (len(value) == 16 and value.isdigit())
        assert all(finding.code in SENTENCES for finding in findings)


class TestFamilyCard:
    def test_empty_is_nothing_and_a_wrong_one_has_its_own_codes(self):
        assert cells.read_family_card("", TODAY) == (None, ())
        assert codes(cells.read_family_card("123", TODAY)[1]) == ["family_card_length"]
        assert cells.read_family_card("'6271012309150004", TODAY) == ("6271012309150004", ())


class TestOthers:
    @pytest.mark.parametrize("cell", ["", "   ", "-", ".", "?", 0.0, None, "123"])
    def test_a_name_without_a_letter_is_missing(self, cell):
        assert cells.read_name(cell, 120)[1].code == "name_missing"

    def test_a_name_keeps_its_letters_and_loses_its_spaces(self):
        assert cells.read_name("  Fitri  Yessi\u00a0Rahman ", 120) == ("Fitri Yessi Rahman", None)
        assert cells.read_name("X" * 121, 120)[1].code == "text_too_long"

    @pytest.mark.parametrize("cell", [3.0, 3, "3", " 3 ", "3.0", "Desil 3", "03"[1:]])
    def test_decile(self, cell):
        assert cells.read_decile(cell) == (3, None)

    @pytest.mark.parametrize("cell", [0.0, 11.0, 2.5, "SATU", "1-4", -1])
    def test_no_decile(self, cell):
        assert cells.read_decile(cell)[1].code == "decile_range"

    def test_a_category_in_any_case_and_spacing(self):
        table = {"TIDAK/BELUM BEKERJA": "not_working", "KOSONG": None}
        assert cells.read_category(" tidak / belum  bekerja ", table) == ("not_working", None)
        assert cells.read_category("kosong", table) == cells.read_category(" - ", table) == (None, None)

    def test_an_unknown_category_proposes_a_near_one(self):
        finding = cells.read_category("PETANII", {"PETANI": "farmer"})[1]
        assert finding.params == {"value": "PETANII", "variant": "suggestion", "suggestion": "PETANI"}

    def test_a_text_that_an_export_guarded_comes_back(self):
        assert cells.read_text("'=HYPERLINK(1)", 200) == ("=HYPERLINK(1)", None)
        assert cells.read_text("a\x00b\nc", 200) == ("a b c", None)

    @given(ANY_CELL)
    def test_no_cell_breaks_any_reader(self, cell):
        readers = (
            lambda: cells.read_name(cell, 120),
            lambda: cells.read_text(cell, 200),
            lambda: cells.read_birth_date(cell, TODAY),
            lambda: cells.read_decile(cell),
            lambda: cells.read_numbered(cell, 3),
            lambda: cells.read_integer(cell),
            lambda: cells.read_category(cell, cells.YES_NO),
        )
        for read in readers:
            value, finding = read()
            assert value is None or finding is None
            if finding:
                assert sentence(finding.code, finding.params)
