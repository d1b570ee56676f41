"""Helpers of the import tests: a small sheet from rows, and the whole way of it through the services."""

import csv
import io

from poverty.imports import jobs, services
from poverty.imports.models import ImportBatch, ImportRow
from tests.support.factories import make_nik

FAMILY = [
    "ID Keluarga",
    "Provinsi",
    "Kabupaten",
    "Kecamatan",
    "Desa",
    "Kode Kemdagri",
    "Desil Kesejahteraan",
    "Alamat",
    "Kepala Keluarga",
    "NIK",
    "Padan Dukcapil",
    "Jenis Kelamin",
    "Tanggal Lahir",
    "Pekerjaan",
    "Pendidikan",
    "Jenis Lantai",
    "Jenis Atap",
    "Penerima PKH",
]
PERSON = [
    "ID Keluarga P3KE",
    "Kode Kemdagri",
    "Desil",
    "Alamat",
    "ID Individu",
    "Nama",
    "NIK",
    "Jenis Kelamin",
    "Hubungan dengan KK",
    "Tanggal Lahir",
    "Status Kawin",
]
DTKS = [
    "iddtks",
    "Kode Kemdagri",
    "alamat",
    "rt",
    "rw",
    "nomor_kk",
    "nomor_nik",
    "nama",
    "tanggal_lahir",
    "hubungan_keluarga",
]
LANGKAI, MENTENG = "62.71.01.1003", "62.71.03.1002"
BORN = "17-05-1980"


def family(number: int = 1, **changes) -> list:
    """A row of a family sheet; `changes` by the keys below."""
    row = {
        "id": f"62.71.{number:07}", "prov": "KALIMANTAN TENGAH", "kab": "KOTA PALANGKA RAYA", "kec": "", "desa": "",
        "kode": LANGKAI, "desil": "2", "alamat": f"Jl. Riau No. {number}", "nama": f"KEPALA {number}",
        "nik": make_nik(serial=number), "padan": "PADAN", "jk": "LAKI-LAKI", "lahir": BORN, "kerja": "PETANI",
        "didik": "TAMAT SD", "lantai": "SEMEN", "atap": "GENTENG", "pkh": "YA",
    }  # fmt: skip
    return list((row | changes).values())


def person(household: int = 1, number: int = 1, **changes) -> list:
    """A row of a person sheet."""
    row = {
        "id": f"62.71.{household:07}", "kode": LANGKAI, "desil": "2", "alamat": f"Jl. Riau No. {household}",
        "pid": f"P{number:08}", "nama": f"KEPALA {number}", "nik": make_nik(serial=number), "jk": "LAKI-LAKI",
        "hub": "KEPALA KELUARGA", "lahir": BORN, "kawin": "KAWIN",
    }  # fmt: skip
    return list((row | changes).values())


def dtks(card: str, number: int = 1, **changes) -> list:
    """A row of a DTKS export."""
    row = {
        "id": f"D{number}", "kode": LANGKAI, "alamat": "Jl. Bali 1", "rt": "1", "rw": "2", "kk": card,
        "nik": make_nik(serial=number), "nama": f"ORANG {number}", "lahir": BORN, "hub": "Kepala Keluarga",
    }  # fmt: skip
    return list((row | changes).values())


def sheet(headings: list[str], *rows: list) -> io.BytesIO:
    """A csv file of these rows; headings in row 1, data from row 2."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def thin(*rows: tuple[str, str]) -> io.BytesIO:
    """A list of NIK and names."""
    return sheet(["NO", "NIK", "NAMA"], *([place, nik, name] for place, (nik, name) in enumerate(rows, start=1)))


def check(file: io.BytesIO, by, **fields) -> ImportBatch:
    """The sheet, uploaded and checked."""
    batch = services.receive(file=file, name="daftar.csv", by=by)
    if fields:
        ImportBatch.objects.filter(pk=batch.pk).update(**fields)
        batch.refresh_from_db()
    return jobs.run_now(batch, "check", by=by)


def commit(file: io.BytesIO, by, **fields) -> ImportBatch:
    """The sheet, uploaded, checked and written."""
    return jobs.run_now(check(file, by, **fields), "commit", by=by)


def undo(batch: ImportBatch, by) -> ImportBatch:
    """The import, taken back."""
    return jobs.run_now(ImportBatch.objects.get(pk=batch.pk), "undo", by=by)


def figures(batch: ImportBatch) -> dict[str, int]:
    """The outcomes that are not zero, and the warnings."""
    others = {"rows", "requests", "requested"}
    return {name: count for name, count in batch.counts.items() if count and name not in others}


def codes(batch: ImportBatch) -> dict[int, list[str]]:
    """Row number to the codes said about it."""
    rows = ImportRow.objects.filter(batch=batch).exclude(messages=[])
    return {row.number: sorted(message["code"] for message in row.messages) for row in rows}
