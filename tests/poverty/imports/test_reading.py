"""Rows arrive as the spreadsheet shows them, and nothing in a file can take the worker down."""

import csv
import datetime as dt
import io
import os
import pickle
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.imports import decoding, reading
from poverty.imports.reading import ROOT, open_workbook
from poverty.imports.refusals import FileRefused
from tests.support import workbooks


@pytest.fixture
def read(tmp_path):
    """Rows of the first visible sheet of some content."""

    def rows_of(content: bytes, kind: str = "xlsx", **options):
        path = tmp_path / "file"
        path.write_bytes(content)
        with open_workbook(path, kind, **options) as book:
            return list(next(book.sheets()).rows())

    return rows_of


class TestWorkbooks:
    def test_rows_carry_the_number_of_the_spreadsheet(self, read):
        rows = read(workbooks.xlsx([None, None, ["", "", "NIK", "Nama"], None, ["", "", "1", "BUDI"]]))
        assert rows == [(3, ["", "", "NIK", "Nama"]), (5, ["", "", "1", "BUDI"])]

    def test_dates_numbers_and_truth_values(self, read):
        rows = read(workbooks.xlsx([["a", dt.date(1998, 2, 13), 3, True]]))
        assert rows == [(1, ["a", dt.date(1998, 2, 13), 3.0, "TRUE"])]

    def test_hidden_sheets_are_passed_over(self, read):
        assert read(workbooks.xlsx([["x", "y"]], hidden=("Lama", "Arsip")))[0][1] == ["x", "y"]

    def test_merged_cells_survive(self, read):
        rows = read(workbooks.xlsx([None, ["NIK", "Nama", "RT"]], merge="A1:C1"))
        assert rows == [(1, ["DATA P3KE", "", ""]), (2, ["NIK", "Nama", "RT"])]

    def test_formulas_give_their_last_result(self, read):
        file = io.BytesIO()
        book = workbooks.xlsxwriter.Workbook(file)
        book.add_worksheet().write_formula(0, 0, '="62"&"71"', None, "6271")
        book.close()
        assert read(file.getvalue()) == [(1, ["6271"])]

    def test_ods(self, read):
        assert read(workbooks.ods([["NIK", "Nama"], ["1", "BUDI"]]), "ods")[1] == (2, ["1", "BUDI"])

    def test_a_hundred_thousand_formatted_empty_rows_are_nothing(self, read):
        assert len(read(workbooks.xlsx([["NIK", "Nama"], ["1", "BUDI"]], blank_rows=100_000))) == 2

    def test_all_rows_come_across_chunks(self, read):
        rows = read(workbooks.xlsx([[f"x{n}", "y"] for n in range(2500)]))
        assert [number for number, _cells in rows] == list(range(1, 2501))

    def test_the_next_sheet_can_be_asked_for(self, tmp_path):
        file = io.BytesIO()
        book = workbooks.xlsxwriter.Workbook(file)
        for name in ("Petunjuk", "Kosong", "Data"):
            sheet = book.add_worksheet(name)
            if name != "Kosong":
                sheet.write_row(0, 0, [name, "b"])
        book.close()
        path = tmp_path / "file"
        path.write_bytes(file.getvalue())
        with open_workbook(path, "xlsx") as opened:
            assert [sheet.head for sheet in opened.sheets()] == [
                [(1, ["Petunjuk", "b"])],
                [(1, ["Data", "b"])],
            ]


class TestDelimitedText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_any_encoding_and_delimiter(self, encoding, delimiter):
        text = "\r\n".join(delimiter.join(row) for row in (["NO", "NIK", "NAMA"], ["1", "62", "RENÉ"]))
        rows = list(decoding.rows(io.BytesIO(text.encode(encoding))))
        assert rows == [(1, ["NO", "NIK", "NAMA"]), (2, ["1", "62", "RENÉ"])]

    def test_bytes_that_windows_does_not_know(self):
        assert list(decoding.rows(io.BytesIO(b"NIK;NAMA\n1;\x81\xe9\n")))[1][1][0] == "1"

    def test_a_quoted_line_break_is_one_row(self):
        rows = list(decoding.rows(io.BytesIO(b'NIK;ALAMAT\n1;"Jl. A\nNo. 2"\n2;B\n')))
        assert rows[2] == (3, ["2", "B"])

    def test_the_line_that_names_the_delimiter_is_no_row(self):
        assert next(decoding.rows(io.BytesIO(b"sep=,\r\nNIK,NAMA\r\n"))) == (1, ["NIK", "NAMA"])

    def test_digits_guarded_by_a_formula(self):
        assert list(decoding.rows(io.BytesIO(b'NIK;NAMA\n="6271";X\n')))[1][1] == ["6271", "X"]

    def test_blank_lines_keep_the_numbering(self, read):
        assert read(b"NIK;NAMA\n\n;\n1;BUDI\n", "csv") == [(1, ["NIK", "NAMA"]), (4, ["1", "BUDI"])]

    @given(st.binary(max_size=400))
    def test_any_bytes_give_rows_or_a_csv_error(self, content):
        try:
            for number, cells in decoding.rows(io.BytesIO(content)):
                assert number > 0 and all(isinstance(cell, str) for cell in cells)
        except csv.Error:
            pass


class TestLimits:
    def refused(self, read, *args, **options) -> str:
        with pytest.raises(FileRefused) as caught:
            read(*args, **options)
        return caught.value.code

    def test_a_parser_out_of_memory_dies_alone(self, read):
        stray = io.BytesIO()
        book = workbooks.xlsxwriter.Workbook(stray)
        sheet = book.add_worksheet()
        sheet.write(0, 0, "NIK")
        sheet.write(1_000_000, 400, "stray")
        book.close()
        assert self.refused(read, stray.getvalue()) == "too_much_memory"

    def test_too_many_rows(self, read):
        content = b"NIK;NAMA\n" + b"1;X\n" * 100_200
        assert self.refused(read, content, "csv") == "too_many_rows"

    def test_too_many_columns(self, read):
        assert self.refused(read, b";".join([b"x"] * 600), "csv") == "too_many_columns"

    def test_a_parser_out_of_time(self, read):
        content = b"NIK;NAMA\n" + b"1;X\n" * 99_000
        assert self.refused(read, content, "csv", seconds=0) == "took_too_long"

    def test_no_sheet_with_rows(self, read):
        assert self.refused(read, workbooks.xlsx([])) == "no_rows"

    def test_what_the_library_cannot_read(self, read):
        broken = workbooks.repacked(workbooks.xlsx([["a"]]), {"xl/worksheets/sheet1.xml": b"<worksheet"})
        assert self.refused(read, broken) in ("unreadable", "no_rows")
        assert self.refused(read, b"nonsense") == "unreadable"

    def test_progress_is_told_while_the_parser_works(self, read, monkeypatch):
        ticks = []
        monkeypatch.setattr(reading, "TICK", 0.001)
        read(b"NIK;NAMA\n1;X\n", "csv", tick=lambda: ticks.append(1))
        assert ticks

    def test_what_the_tick_raises_ends_the_reading(self, read, monkeypatch):
        def cancelled():
            raise KeyboardInterrupt

        monkeypatch.setattr(reading, "TICK", 0.001)
        with pytest.raises(KeyboardInterrupt):
            read(b"NIK;NAMA\n1;X\n", "csv", tick=cancelled)

    def test_only_plain_content_is_unpacked(self):
        with pytest.raises(pickle.UnpicklingError):
            reading._PlainUnpickler(io.BytesIO(pickle.dumps(os.system))).load()

    @pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
    def test_the_parser_ends_with_its_parent(self, tmp_path):
        path = tmp_path / "file"
        path.write_bytes(b"NIK;NAMA\n" + b"1;X\n" * 50_000)
        code = (
            "import sys, time\nfrom poverty.imports.reading import open_workbook\n"
            "book = open_workbook(sys.argv[1], 'csv')\nsheet = next(book.sheets())\n"
            "print(book._process.pid, flush=True)\ntime.sleep(60)\n"
        )
        parent = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        parent.stdout.close()
        assert _gone_within(child, seconds=5)


def _gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with open(f"/proc/{pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "Z":
                return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False
