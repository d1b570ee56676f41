"""The header row is found wherever it stands, and the sheet is taken for what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.imports.columns import heading_key
from poverty.imports.headers import detect, propose, read_header
from poverty.imports.layouts import LAYOUTS, THIN, LayoutKey
from tests.support.workbooks import PERSON_HEADINGS

DTKS_HEADINGS = [
    *("iddtks", "provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan", "alamat", "dusun", "rt", "rw"),
    *("nomor_kk", "nomor_nik", "nama", "tanggal_lahir", "tempat_lahir", "jenis_kelamin", "nama_ibu_kandung"),
    *("hubungan_keluarga", "tahun_data", "jenis_pmks", "pekerjaan", "keterangan_padan", "bansos_bpnt"),
    *("bansos_pkh", "bansos_bpnt_ppkm", "pbi_jkn"),
]
FAMILY_HEADINGS = [
    *("ID Keluarga", "Provinsi", "Kabupaten", "Kecamatan", "Desa", "Kode Kemdagri", "Desil Kesejahteraan"),
    *("Alamat", "Kepala Keluarga", "NIK", "Padan Dukcapil", "Jenis Kelamin", "Tanggal Lahir", "Pekerjaan"),
    *("Pendidikan", "Kepemilikan Rumah", "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya", "Jenis Atap"),
    *("Jenis Dinding", "Jenis Lantai", "Sumber Penerangan", "Bahan Bakar Memasak", "Sumber Air Minum"),
    *("Memiliki Fasilitas Buang Air Besar", "Penerima BPNT", "Resiko Stunting"),
]


def fields_of(headings, layout):
    return {match.field for match in propose(headings, layout) if match.field}


class TestDetection:
    @pytest.mark.parametrize(
        ("headings", "layout"),
        [
            (FAMILY_HEADINGS, LayoutKey.P3KE_HOUSEHOLD),
            (PERSON_HEADINGS, LayoutKey.P3KE_PERSON),
            (DTKS_HEADINGS, LayoutKey.DTKS),
            (["NO", "NIK", "NAMA"], LayoutKey.THIN),
            (["NIK", "Nama Penerima", "Alamat", "Kelurahan"], LayoutKey.THIN),
        ],
    )
    def test_each_layout_by_its_own_headings(self, headings, layout):
        found = detect([(13, headings)])
        assert (found.layout.key, found.header_row) == (layout, 13)

    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
    def test_a_sheet_with_the_first_heading_of_every_column_is_that_layout(self, layout):
        found = detect([(1, [column.headings[0] for column in layout.columns])])
        assert (found.layout.key, found.score) == (layout.key, 1.0)

    def test_title_rows_above_are_passed_over(self):
        rows = [
            (1, ["DATA P3KE INDIVIDU", "KOTA PALANGKA RAYA"]),
            (3, ["Sumber: contoh"]),
            (13, PERSON_HEADINGS),
        ]
        assert detect(rows).header_row == 13

    def test_a_header_below_row_40_is_not_looked_for(self):
        assert detect([(41, PERSON_HEADINGS)]) is None

    def test_a_header_in_two_merged_rows(self):
        rows = [
            (4, ["NIK", "Nama", "Alamat", "Tempat Tinggal", ""]),
            (5, ["", "", "", "RT", "RW"]),
            (6, ["1"] * 5),
        ]
        found = detect(rows)
        assert found.layout is THIN
        assert found.headings[:2] == ["NIK", "Nama"]

    def test_nothing_known(self):
        assert detect([(1, ["Tanggal", "Uraian", "Jumlah"]), (2, ["1", "2", "3"])]) is None
        assert detect([]) is None

    @given(st.lists(st.tuples(st.integers(1, 60), st.lists(st.text(max_size=8) | st.floats(), max_size=6))))
    def test_any_rows_give_a_layout_or_none(self, rows):
        detect(rows)


class TestMapping:
    def test_spelling_case_and_separators_do_not_matter(self):
        headings = ["nomor_nik", "NAMA  LENGKAP", "No. KK", "Alamt"]
        assert fields_of(headings, THIN) == {"nik", "name", "family_card"}
        assert fields_of(["NIK", "Nama", "Kecamattan", "Kelurahann"], THIN) >= {"district", "village"}

    def test_a_guess_says_that_it_is_one(self):
        exact, guessed = propose(["NIK", "Kecamattan"], THIN)
        assert exact.confidence == 1.0
        assert 0.8 < guessed.confidence < 1.0

    def test_a_field_is_given_once(self):
        first, second = propose(["NIK", "No KTP"], THIN)
        assert (first.field, second.field) == ("nik", None)

    def test_unknown_columns_are_listed_and_known_ones_marked(self):
        match = {found.heading: found for found in propose(["NO", "NIK", "Nama", "Catatan"], THIN)}
        assert match["NO"].known and match["NO"].field is None
        assert not match["Catatan"].known and match["Catatan"].field is None

    def test_a_person_may_choose_header_and_layout(self):
        found = read_header(7, ["Nomor", "Orang"], THIN)
        assert (found.header_row, found.mapping) == (7, {})


class TestTable:
    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
    def test_no_heading_of_a_layout_stands_for_two_fields(self, layout):
        seen: dict[str, str] = {}
        for column in layout.columns:
            for heading in column.headings:
                assert seen.setdefault(heading_key(heading), column.field) == column.field

    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
    def test_required_fields_are_columns(self, layout):
        assert layout.required <= set(layout.fields())
        with pytest.raises(KeyError):
            layout.column("nothing")
