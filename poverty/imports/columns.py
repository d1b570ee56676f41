"""The columns that known sheets have: their facts, how their cells are read, their headings.

A column's `field` is the name of the fact in the registry (Household, Member or Assessment). Parts of a
place (`AREA_KINDS`) end up as one `region`, single aid flags as one `aid_reported`. Headings are compared in
the form of `heading_key`; the first heading of a column is the one that our own export writes.
"""

import enum
import re
import unicodedata
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """How the cells of a column are read, see `cells`."""

    NIK = "nik"
    FAMILY_CARD = "family_card"
    NAME = "name"
    DATE = "date"
    DECILE = "decile"
    CATEGORY = "category"
    AID = "aid"
    TEXT = "text"
    NUMBERED = "numbered"
    INTEGER = "integer"
    CITY = "city"
    DISTRICT = "district"
    VILLAGE = "village"
    KEMENDAGRI_CODE = "kemendagri_code"
    BPS_CODE = "bps_code"
    AREA_CODE = "area_code"
    KNOWN = "known"


AREA_KINDS = frozenset({Kind.CITY, Kind.DISTRICT, Kind.VILLAGE, Kind.KEMENDAGRI_CODE, Kind.BPS_CODE, Kind.AREA_CODE})


@dataclass(frozen=True)
class Column:
    """One column: its fact, its kind, its headings, and where a category is looked up.

    `max_length` counts characters of text; `table` names a code list in `tables`. A column of `Kind.KNOWN` is
    recognised and deliberately not stored (running numbers, ages that follow from the birth date).
    """

    field: str
    kind: Kind
    headings: tuple[str, ...]
    table: str = ""
    max_length: int = 200


NOT_A_WORD = re.compile(r"[^a-z0-9<>=+]+")


def heading_key(text: object) -> str:
    """A heading reduced to what makes it the same heading.

    >>> heading_key("  No. KK\\n"), heading_key("nomor_nik"), heading_key("Jenis  Kelamin (L/P)")
    ('no kk', 'nomor nik', 'jenis kelamin l p')
    """
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    return NOT_A_WORD.sub(" ", plain).strip()


def column(field: str, kind: Kind, headings: str, *, table: str = "", max_length: int = 200) -> Column:
    """A column whose headings are written with bars between them."""
    return Column(field, kind, tuple(heading.strip() for heading in headings.split("|")), table, max_length)


def category(field: str, headings: str) -> Column:
    """A column whose answers come from the code list of the same name."""
    return column(field, Kind.CATEGORY, headings, table=field)


def aid(code: str, headings: str) -> Column:
    """A yes/no column that says whether the household receives one kind of aid (`AidReported`)."""
    return column(f"aid_{code}", Kind.AID, headings)


def known(field: str, headings: str) -> Column:
    """A column that is recognised and not stored."""
    return column(field, Kind.KNOWN, headings)


NIK = column("nik", Kind.NIK, "NIK | Nomor NIK | No NIK | No KTP | Nomor KTP | Nomor Induk Kependudukan | NIK KTP")
HEAD_NIK = column("nik", Kind.NIK, "NIK | NIK Kepala Keluarga | NIK KK | Nomor NIK | No NIK | No KTP")
NAME = column(
    "name",
    Kind.NAME,
    "Nama | Nama Lengkap | Nama Anggota Keluarga | Nama ART | Nama Individu | Nama Penerima | Nama KPM"
    " | Nama Penerima Manfaat",
    max_length=120,
)
HEAD_NAME = column(
    "name",
    Kind.NAME,
    "Kepala Keluarga | Nama Kepala Keluarga | Nama KRT | Nama | Kepala Rumah Tangga",
    max_length=120,
)
FAMILY_CARD = column(
    "family_card",
    Kind.FAMILY_CARD,
    "No. KK | Nomor KK | Nomor Kartu Keluarga | No Kartu Keluarga | NOKK | No KK KTP",
)
PLACE = (
    known("province", "Provinsi | Propinsi | Nama Provinsi"),
    column("city", Kind.CITY, "Kabupaten | Kabupaten/Kota | Kab/Kota | Kota | Nama Kabupaten"),
    column("district", Kind.DISTRICT, "Kecamatan | Kec | Nama Kecamatan"),
    column(
        "village",
        Kind.VILLAGE,
        "Desa | Kelurahan | Desa/Kelurahan | Kelurahan/Desa | Kel | Nama Desa | Nama Kelurahan",
    ),
    column(
        "kemendagri_code",
        Kind.KEMENDAGRI_CODE,
        "Kode Kemdagri | Kode Kemendagri | Kode Wilayah Kemendagri | Kode Wilayah Kemdagri"
        " | Kode Desa Kemdagri | Kode Kelurahan Kemendagri",
    ),
    column("bps_code", Kind.BPS_CODE, "Kode BPS | Kode Wilayah BPS | Kode Desa BPS | Kode Kelurahan BPS"),
    column("area_code", Kind.AREA_CODE, "Kode Wilayah | Kode Desa | Kode Kelurahan | Kode Desa/Kelurahan"),
)
DECILE = column("decile", Kind.DECILE, "Desil | Desil Kesejahteraan | Desil Nasional | Desil DTSEN")
ADDRESS = column("address", Kind.TEXT, "Alamat | Alamat Rumah | Alamat Lengkap | Alamat KTP | Alamat Tinggal")
RT = column("rt", Kind.NUMBERED, "RT | No RT", max_length=3)
RW = column("rw", Kind.NUMBERED, "RW | No RW", max_length=3)
SEX = category("sex", "Jenis Kelamin | JK | L/P | Kelamin | Jenis Kelamin (L/P)")
BIRTH_DATE = column("birth_date", Kind.DATE, "Tanggal Lahir | Tgl Lahir | Tanggal Kelahiran")
BIRTH_PLACE = column("birth_place", Kind.TEXT, "Tempat Lahir | Tmp Lahir", max_length=80)
OCCUPATION = category("occupation", "Pekerjaan | Jenis Pekerjaan")
EDUCATION = category("education", "Pendidikan | Pendidikan Terakhir | Pendidikan Tertinggi")
RELATION = category(
    "relation",
    "Hubungan dengan KK | Hubungan Keluarga | Hubungan dengan Kepala Keluarga | Hubungan | SHDK"
    " | Status Hubungan Dalam Keluarga",
)
MARITAL_STATUS = category("marital_status", "Status Kawin | Status Perkawinan | Status Pernikahan")
DUKCAPIL_MATCH = category("dukcapil_match", "Padan Dukcapil | Keterangan Padan | Status Padan | Padan")
STUNTING_RISK = category("stunting_risk", "Resiko Stunting | Risiko Stunting")
MOTHER = column(
    "mother_name",
    Kind.TEXT,
    "Nama Ibu Kandung | Ibu Kandung | Nama Gadis Ibu Kandung | Nama Ibu",
    max_length=120,
)
RUNNING_NUMBER = known("running_number", "No | Nomor | No Urut | Nomor Urut")
HOUSING = (
    category("tenure", "Kepemilikan Rumah | Status Kepemilikan Rumah"),
    category("savings", "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya | Memiliki Simpanan | Simpanan"),
    category("roof", "Jenis Atap | Atap"),
    category("wall", "Jenis Dinding | Dinding"),
    category("floor", "Jenis Lantai | Lantai"),
    category("lighting", "Sumber Penerangan | Penerangan"),
    category("power_capacity", "Daya | Daya Listrik | Daya Terpasang"),
    category("cooking_fuel", "Bahan Bakar Memasak | Bahan Bakar"),
    category("drinking_water", "Sumber Air Minum | Air Minum"),
    category("toilet", "Memiliki Fasilitas Buang Air Besar | Fasilitas Buang Air Besar | Jamban"),
)
P3KE_AID = (
    aid("bpnt", "Penerima BPNT"),
    aid("bpum", "Penerima BPUM"),
    aid("bst", "Penerima BST"),
    aid("pkh", "Penerima PKH"),
    aid("sembako", "Penerima SEMBAKO"),
)
P3KE_NOT_STORED = (
    RUNNING_NUMBER,
    known("targeting", "Pensasaran | Pensasaran P3KE"),
    known("priority", "Prioritas Verval | Jenis BNBA | Strategi"),
)
AGE_BANDS = (
    known("age_under_7", "Usia dibawah 7 | Usia di bawah 7"),
    *(known(f"age_{band}", f"Usia {band}") for band in ("7-12", "13-15", "16-18", "19-21", "22-59")),
    known("age_60_up", "Usia 60+ | Usia 60 tahun keatas"),
)
