"""The rejected rows come back as the person's own workbook, ready to be corrected and uploaded again."""

import datetime as dt
import io

import openpyxl
import pytest

from poverty.imports import headers
from poverty.imports.files import FileKind, inspect
from poverty.imports.layouts import P3KE_PERSON
from poverty.imports.reading import open_workbook
from poverty.imports.rows import Checker, check_rows
from poverty.imports.workbook import Rejected, write_rejected
from tests.support.workbooks import PERSON_HEADINGS, TODAY, areas, person

NIK_COLUMN = PERSON_HEADINGS.index("NIK") + 1
BAD = [
    person(NIK=6271011302980000.0, Nama="=HYPERLINK(A1)", Tanggal_Lahir=dt.date(1998, 2, 13)),
    person(NIK="123", Nama="  Budi ", Desil=11.0),
]


@pytest.fixture
def returned() -> bytes:
    """The workbook that two wrong rows come back in."""
    found = headers.read_header(13, PERSON_HEADINGS, P3KE_PERSON)
    checker = Checker(P3KE_PERSON, found.mapping, areas(), TODAY)
    rows = [Rejected(number, row, checker.check(number, row).messages) for number, row in enumerate(BAD, 14)]
    file = io.BytesIO()
    assert write_rejected(file, headings=found.headings, mapping=found.mapping, rows=rows) == 2
    return file.getvalue()


@pytest.fixture
def sheets(returned):
    return openpyxl.load_workbook(io.BytesIO(returned)).worksheets


def test_same_columns_and_same_texts(sheets):
    rows = list(sheets[0].iter_rows(values_only=True))
    assert list(rows[0]) == PERSON_HEADINGS
    assert rows[2][PERSON_HEADINGS.index("Nama")] == "  Budi "
    assert rows[1][PERSON_HEADINGS.index("Tanggal Lahir")] == dt.datetime(1998, 2, 13)


def test_nothing_becomes_a_formula(sheets):
    cell = sheets[0].cell(2, PERSON_HEADINGS.index("Nama") + 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(A1)", "s")


def test_niks_are_text_and_their_column_stays_text(sheets):
    assert sheets[0].cell(2, NIK_COLUMN).data_type == "s"
    assert sheets[0].cell(3, NIK_COLUMN).number_format == "@"
    assert sheets[0].column_dimensions[openpyxl.utils.get_column_letter(NIK_COLUMN)].width > 16


def test_wrong_cells_are_coloured_and_carry_the_reason(sheets):
    wrong, right = sheets[0].cell(3, NIK_COLUMN), sheets[0].cell(3, 1)
    assert wrong.fill.fgColor.rgb == "FFF8C9C4"
    assert "16 digits" in wrong.comment.text
    assert right.comment is None and right.fill.fill_type is None


def test_all_reasons_are_listed_on_the_second_sheet(sheets):
    rows = list(sheets[1].iter_rows(values_only=True))[1:]
    assert [row[:3] for row in rows] == [(2, 14, "NIK"), (3, 15, "Desil"), (3, 15, "NIK")]


def test_in_the_language_of_the_person():
    file = io.BytesIO()
    write_rejected(file, headings=["NIK"], mapping={"nik": 0}, rows=[], translate=str.upper)
    assert openpyxl.load_workbook(file).sheetnames == ["ROWS TO CORRECT", "REASONS"]


def test_uploaded_again_uncorrected_it_is_rejected_for_the_same_reasons(returned, tmp_path):
    path = tmp_path / "again.xlsx"
    path.write_bytes(returned)
    with path.open("rb") as file:
        assert inspect(file, path.name).kind is FileKind.XLSX
    with open_workbook(path, "xlsx") as book:
        sheet = next(book.sheets())
        found = headers.detect(sheet.head)
        checker = Checker(found.layout, found.mapping, areas(), TODAY)
        rows = list(check_rows(sheet.rows(), checker, after=found.header_row))
    assert found.layout is P3KE_PERSON
    assert [[message.code for message in row.messages] for row in rows] == [
        ["nik_number"],
        ["decile_range", "nik_length"],
    ]
