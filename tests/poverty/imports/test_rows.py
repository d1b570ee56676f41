"""A row is checked whole, every error at once, and what is no record is left out."""

import pytest

from poverty.imports import headers
from poverty.imports.layouts import DTKS, P3KE_PERSON, THIN
from poverty.imports.messages import SENTENCES, Level, sentence
from poverty.imports.rows import Checker, check_row, check_rows
from tests.support.workbooks import (
    NIK_FEMALE,
    NIK_MALE,
    PERSON,
    PERSON_HEADINGS,
    TODAY,
    areas,
    person,
)


def checked(*rows, headings=PERSON_HEADINGS, layout=P3KE_PERSON):
    """The rows checked below a header in row 1."""
    found = headers.read_header(1, headings, layout)
    checker = Checker(layout, found.mapping, areas(), TODAY)
    return list(check_rows([(1, headings), *enumerate(rows, start=2)], checker, after=1))


def codes(*rows, **options):
    return [[message.code for message in row.messages] for row in checked(*rows, **options)]


class TestSoundRow:
    def test_its_values(self):
        (row,) = checked(person())
        assert row.messages == []
        assert row.values["region"] == "62.71.01.1003"
        assert row.values["household_source_id"] == "62.71.0000001"
        assert row.values["aid_reported"] == ("bpnt",)
        assert (row.values["relation"], row.values["sex"], row.values["decile"]) == ("head", "male", 1)

    def test_missing_answers_stay_undetermined(self):
        blank = dict.fromkeys(
            ("Desil", "Tanggal_Lahir", "Pekerjaan", "Penerima_BPNT", "Penerima_PKH", "Jenis_Kelamin"), ""
        )
        (row,) = checked(person(**blank))
        assert row.messages == []
        wanted = ("decile", "birth_date", "occupation", "sex", "aid_reported")
        assert [row.values[field] for field in wanted] == [None] * 5

    def test_no_aid_is_not_the_same_as_not_asked(self):
        (row,) = checked(person(Penerima_BPNT="TIDAK", Penerima_PKH="tidak"))
        assert row.values["aid_reported"] == ()


class TestErrors:
    def test_all_errors_of_a_row_at_once(self):
        row = person(NIK="123", Nama=" - ", Desil=11.0, Kode_Kemdagri="", Desa="BUKIT TUNGAL", Tanggal_Lahir="5/5/2031")
        assert sorted(codes(row)[0]) == [
            "area_unknown",
            "date_future",
            "decile_range",
            "name_missing",
            "nik_length",
        ]

    @pytest.mark.parametrize(
        ("changes", "code", "column"),
        [
            ({"NIK": 6271011302980000.0}, "nik_number", "NIK"),
            ({"NIK": ""}, "nik_missing", "NIK"),
            ({"Nama": "   "}, "name_missing", "Nama"),
            ({"Pekerjaan": "PAWANG HUJAN"}, "category_unknown", "Pekerjaan"),
            ({"Penerima_PKH": "MUNGKIN"}, "category_unknown", "Penerima PKH"),
            ({"Desil": "SATU"}, "decile_range", "Desil"),
            ({"Tanggal_Lahir": "31/02/1990"}, "date_unreadable", "Tanggal Lahir"),
            ({"Kode_Kemdagri": "99"}, "area_unknown", "Kode Kemdagri"),
            ({"Kode_Kemdagri": "", "Desa": "LANGKAY"}, "area_unknown", "Desa"),
            ({"Jenis_Kelamin": "PEREMPUAN"}, "nik_sex_mismatch", "NIK"),
            ({"Tanggal_Lahir": "14-02-1998"}, "nik_birth_mismatch", "NIK"),
        ],
    )
    def test_each_at_its_column(self, changes, code, column):
        (row,) = checked(person(**changes))
        (message,) = row.messages
        assert (message.code, PERSON_HEADINGS[message.position]) == (code, column)
        assert sentence(message.code, message.params)

    def test_warnings_let_the_row_in(self):
        assert not checked(person(NIK=""))[0].is_rejected
        assert checked(person(NIK="1"))[0].is_rejected

    def test_a_woman_agrees_with_her_nik(self):
        row = person(NIK=NIK_FEMALE, Jenis_Kelamin="P", Tanggal_Lahir="5 Agustus 1990")
        assert codes(row) == [[]]

    def test_a_wrong_nik_is_not_compared_with_anything(self):
        assert codes(person(NIK="6271013902980001", Jenis_Kelamin="PEREMPUAN")) == [["nik_date"]]


class TestDuplicates:
    def test_the_second_and_later_ones_name_the_first(self):
        first, second, third = checked(person(), person(Nama="LAIN"), person(NIK=f"'{NIK_MALE} "))
        assert first.messages == []
        assert [message.code for message in second.messages + third.messages] == ["nik_duplicate_in_file"] * 2
        assert second.messages[0].params == {"row": 2}

    def test_an_invalid_or_empty_nik_is_no_duplicate(self):
        assert codes(person(NIK="123"), person(NIK="123")) == [["nik_length"], ["nik_length"]]
        assert codes(person(NIK=""), person(NIK="")) == [["nik_missing"], ["nik_missing"]]


class TestNoRecords:
    def test_blank_rows_are_left_out_and_numbers_stay(self):
        rows = checked(person(), [""] * len(PERSON_HEADINGS), person(NIK=""))
        assert [row.number for row in rows] == [2, 4]

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (["JUMLAH", *[""] * 5, 7765.0], "total"),
            (["Total :", *[""] * 5, "7.765"], "total"),
            ([f"({number})" for number in range(1, 22)], "numbering"),
            ([float(number) for number in range(1, 22)], "numbering"),
            (["Sumber: Dinas Sosial"], "note"),
        ],
    )
    def test_totals_numbering_and_notes_are_skipped(self, row, why):
        (found,) = checked(row)
        assert (found.skipped, found.messages, found.values) == (why, [], {})

    def test_a_person_called_total_is_a_person(self):
        assert checked(person(Nama="TOTAL"))[0].skipped is None


class TestOtherLayouts:
    def test_a_thin_list_needs_no_place(self):
        assert codes(["1", f"'{NIK_MALE}", "RUDI"], headings=["NO", "NIK", "NAMA"], layout=THIN) == [[]]

    def test_a_row_shorter_than_its_header(self):
        assert codes(["1", NIK_MALE], headings=["NO", "NIK", "NAMA"], layout=THIN) == [["name_missing"]]

    def test_dtks_by_field(self):
        row = check_row(
            DTKS,
            {
                "nik": NIK_FEMALE,
                "name": "SITI",
                "family_card": "6271012309150004",
                "village": "Langkai",
                "rt": "004",
                "rw": 2.0,
                "sex": "P",
                "relation": "ISTRI",
                "aid_pbi": "YA",
                "aid_pkh": "",
            },
            areas(),
            TODAY,
        )
        assert row.messages == []
        assert (row.values["rt"], row.values["rw"]) == ("04", "02")
        assert (row.values["relation"], row.values["aid_reported"]) == ("wife", ("pbi",))

    def test_a_wrong_family_card_is_told_in_its_own_words(self):
        row = check_row(DTKS, {"family_card": 6271012309150004.0, "village": "Langkai"}, areas(), TODAY)
        assert [message.code for message in row.messages] == ["family_card_number"]


def test_every_code_the_issue_names_has_a_sentence_and_its_level():
    errors = {
        *("nik_number", "nik_length", "nik_characters", "nik_date", "nik_serial", "nik_duplicate_in_file"),
        *(
            "name_missing",
            "area_unknown",
            "decile_range",
            "date_unreadable",
            "date_future",
            "category_unknown",
        ),
    }
    assert errors <= set(SENTENCES)
    row = checked(person(NIK="", Jenis_Kelamin="PEREMPUAN"), person(Jenis_Kelamin="PEREMPUAN"))
    assert {message.level for found in row for message in found.messages} == {Level.WARNING}


def test_the_sample_person_uses_every_column():
    assert list(PERSON) == PERSON_HEADINGS


def test_a_sheet_without_any_place_is_told_so_in_every_row():
    row = check_row(DTKS, {"nik": NIK_FEMALE, "name": "SITI"}, areas(), TODAY)
    assert [(message.code, message.position) for message in row.messages] == [("area_unknown", None)]
