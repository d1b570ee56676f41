"""An upload is known by what it is, and what would hurt is stopped before any parser."""

import io
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.imports.files import FileKind, inspect
from poverty.imports.refusals import SENTENCES, FileRefused
from tests.support import workbooks

PLAIN = workbooks.xlsx([["NIK", "Nama"], ["6271011302980001", "BUDI"]])
CSV = b"NO;NIK;NAMA\r\n1;'6271011302980001;BUDI\r\n"


def looked_at(content: bytes, name: str = "data.xlsx", **limits):
    return inspect(io.BytesIO(content), name, **limits)


def refusal(content: bytes, name: str = "data.xlsx", **limits) -> str:
    with pytest.raises(FileRefused) as caught:
        looked_at(content, name, **limits)
    assert str(caught.value), "every refusal has a sentence"
    return caught.value.code


class TestTrueType:
    def test_xlsx(self):
        assert looked_at(PLAIN) == (FileKind.XLSX, len(PLAIN), False, False)

    def test_ods(self):
        assert looked_at(workbooks.ods([["NIK", "Nama"]]), "data.ods").kind is FileKind.ODS

    def test_old_xls(self):
        assert looked_at(workbooks.ole({"Workbook": b"\x09\x08\x10\x00"}), "data.xls").kind is FileKind.XLS

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_csv_in_any_encoding(self, encoding):
        assert looked_at("NO;NIK;NAMA\n1;2;José\n".encode(encoding), "a.csv").kind is FileKind.CSV

    def test_a_wrong_extension_is_accepted_and_told(self):
        assert looked_at(PLAIN, "data.csv")[::3] == (FileKind.XLSX, True)
        assert looked_at(CSV, "data.xls")[::3] == (FileKind.CSV, True)

    def test_the_file_is_left_at_its_beginning(self):
        file = io.BytesIO(PLAIN)
        inspect(file, "data.xlsx")
        assert file.tell() == 0

    def test_macros_are_noted(self):
        assert looked_at(workbooks.repacked(PLAIN, {"xl/vbaProject.bin": b"x"})).has_macros


class TestRefused:
    def test_empty(self):
        assert refusal(b"") == "empty"

    def test_too_large(self):
        assert refusal(PLAIN, max_bytes=1000) == "too_large"

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7 x",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            b"PK\x03\x04",
            b"{\\rtf1}",
            b"<?xml version='1.0'?><a/>",
        ],
    )
    def test_what_is_no_sheet(self, content):
        assert refusal(content) in ("not_a_workbook", "damaged")

    def test_a_word_document(self):
        assert refusal(workbooks.repacked(PLAIN, {}).replace(b"workbook.xml", b"document.xml")) == "not_a_workbook"

    def test_a_web_page_named_xls(self):
        assert refusal(b"\xef\xbb\xbf <html><table><tr><td>NIK", "data.xls") == "web_page"

    def test_excel_2003_xml(self):
        content = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        assert refusal(content, "data.xls") == "xml_spreadsheet"

    def test_a_binary_workbook(self):
        assert refusal(workbooks.repacked(PLAIN, {"xl/workbook.bin": b"x"})) == "binary_workbook"

    def test_password_on_xlsx(self):
        assert refusal(workbooks.ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})) == "encrypted"

    def test_password_on_xls(self):
        locked = b"\x09\x08\x04\x00" + bytes(4) + b"\x2f\x00\x02\x00" + bytes(2)
        assert refusal(workbooks.ole({"Workbook": locked}), "data.xls") == "encrypted"

    def test_encrypted_zip(self):
        assert refusal(workbooks.marked_encrypted(PLAIN)) == "encrypted"

    def test_password_on_ods(self):
        manifest = b"<manifest><encryption-data/></manifest>"
        content = workbooks.repacked(workbooks.ods([["NIK"]]), {"META-INF/manifest.xml": manifest})
        assert refusal(content, "data.ods") == "encrypted"

    @pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
    def test_xml_entities(self, encoding):
        bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        content = workbooks.repacked(PLAIN, {"xl/sharedStrings.xml": bomb.encode(encoding)})
        assert refusal(content) == "declares_entities"

    def test_a_doctype_far_into_a_part(self):
        late = b"<!--" + b"x" * 300_000 + b"--><!DOC" + b"TYPE x><x/>"
        assert refusal(workbooks.repacked(PLAIN, {"xl/late.xml": late})) == "declares_entities"

    def test_too_many_parts(self):
        assert refusal(workbooks.repacked(PLAIN, {f"p{n}": b"" for n in range(2001)})) == "too_many_parts"

    def test_a_cut_file(self):
        assert refusal(PLAIN[: len(PLAIN) // 2]) == "damaged"


class TestBombs:
    @pytest.mark.parametrize(("bomb", "code"), [(workbooks.honest_bomb, "inflates"), (workbooks.lying_bomb, "damaged")])
    def test_is_stopped_at_once_and_in_little_memory(self, bomb, code):
        content = bomb(PLAIN, 100)
        tracemalloc.start()
        before = time.perf_counter()
        assert refusal(content) == code
        took, peak = time.perf_counter() - before, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert took < 0.5
        assert peak < 10 * 1024 * 1024


class TestWhateverComes:
    @given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", workbooks.ole({})[:512]]))
    def test_a_file_is_accepted_or_refused_with_a_code(self, content, start):
        try:
            looked_at(start + content)
        except FileRefused as refused:
            assert refused.code in SENTENCES

    @given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
    def test_a_flipped_byte_never_breaks_the_check(self, place, byte):
        content = bytearray(PLAIN)
        content[place] = byte
        try:
            looked_at(bytes(content))
        except FileRefused as refused:
            assert refused.code in SENTENCES
