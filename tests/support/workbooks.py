"""Small sheets with chosen defects, built in memory, so that the tests need no file from outside."""

import datetime as dt
import io
import struct
import zipfile

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from poverty.imports.areas import Area, Areas

TODAY = dt.date(2026, 11, 21)
NIK_MALE = "6271011302980001"
"""A man born on 13 February 1998."""
NIK_FEMALE = "6271034508900003"
"""A woman born on 5 August 1990."""

AREAS = (
    Area("62.71.01.1001", "Pahandut", "Pahandut", "Palangka Raya", "6271010004"),
    Area("62.71.01.1003", "Langkai", "Pahandut", "Palangka Raya", "6271010006"),
    Area("62.71.02.1005", "Sei Gohong", "Bukit Batu", "Palangka Raya", "6271020005"),
    Area("62.71.03.1002", "Menteng", "Jekan Raya", "Palangka Raya", "6271012001"),
    Area("62.71.03.1003", "Bukit Tunggal", "Jekan Raya", "Palangka Raya", "6271012003"),
)

PERSON_HEADINGS = [
    *("ID Keluarga P3KE", "Provinsi", "Kabupaten", "Kecamatan", "Desa", "Kode Kemdagri", "Desil", "Alamat"),
    *("ID Individu", "Nama", "NIK", "Padan Dukcapil", "Jenis Kelamin", "Hubungan dengan KK", "Tanggal Lahir"),
    *("Status Kawin", "Pekerjaan", "Pendidikan", "Penerima BPNT", "Penerima PKH", "Resiko Stunting"),
]
PERSON = dict(
    zip(
        PERSON_HEADINGS,
        [
            *("62.71.0000001", "KALIMANTAN TENGAH", "KOTA PALANGKA RAYA", "PAHANDUT", "LANGKAI"),
            *("62.71.01.1003", 1.0, "Jl. Riau No. 2 RT 01 RW 02", "P00000001", "RANGGA TAMBUN", NIK_MALE),
            *("PADAN", "LAKI-LAKI", "KEPALA KELUARGA", "13/02/1998", "KAWIN", "PETANI", "TAMAT SD"),
            *("YA", "TIDAK", "BUKAN TARGET"),
        ],
        strict=True,
    )
)


def areas() -> Areas:
    """Five kelurahan, enough to be told apart and mixed up."""
    return Areas(AREAS)


def person(**changes: object) -> list[object]:
    """A sound row of a P3KE person sheet; `changes` by heading with underscores ("Kode_Kemdagri")."""
    return list({**PERSON, **{name.replace("_", " "): value for name, value in changes.items()}}.values())


def xlsx(
    rows: list[list[object]], *, hidden: tuple[str, ...] = (), merge: str = "", blank_rows: int = 0
) -> bytes:
    """One visible sheet "Data" with these rows from A1; None stands for a row without cells.

    `hidden` names sheets put before it and hidden, each with a header of its own; `merge` is a range of the
    data sheet; `blank_rows` are formatted rows without content below the data.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name in hidden:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["NIK", "Nama"])
        sheet.write_row(1, 0, ["1", "HIDDEN"])
        sheet.hide()
    sheet = book.add_worksheet("Data")
    sheet.activate()
    sheet.set_first_sheet()
    dates, coloured = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bg_color": "red"})
    for place, row in enumerate(rows):
        for position, cell in enumerate(row or []):
            if isinstance(cell, dt.date):
                sheet.write_datetime(place, position, cell, dates)
            elif cell != "":
                sheet.write(place, position, cell)
    if merge:
        sheet.merge_range(merge, "DATA P3KE")
    for place in range(len(rows), len(rows) + blank_rows):
        sheet.write_blank(place, 0, None, coloured)
    book.close()
    return file.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    """An OpenDocument sheet of texts."""
    book, table = OpenDocumentSpreadsheet(), Table(name="Data")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            found = TableCell(valuetype="string")
            found.addElement(P(text=cell))
            row.addElement(found)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    file = io.BytesIO()
    book.write(file)
    return file.getvalue()


def repacked(workbook: bytes, changes: dict[str, bytes]) -> bytes:
    """The same zip container with members replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return file.getvalue()


def honest_bomb(workbook: bytes, megabytes: int) -> bytes:
    """A workbook with one more member, of zeros, that inflates to this size and says so."""
    return repacked(workbook, {"xl/media/image1.bin": bytes(megabytes * 1024 * 1024)})


def lying_bomb(workbook: bytes, megabytes: int) -> bytes:
    """The same, but both headers of the member declare 100 bytes."""
    bomb = bytearray(honest_bomb(workbook, megabytes))
    true_size = struct.pack("<I", megabytes * 1024 * 1024)
    start = 0
    while (start := bomb.find(true_size, start)) >= 0:
        bomb[start : start + 4] = struct.pack("<I", 100)
    return bytes(bomb)


def marked_encrypted(workbook: bytes) -> bytes:
    """A zip whose members claim to be encrypted."""
    content = bytearray(workbook)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + offset] |= 1
            start += 4
    return bytes(content)


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE2 container whose streams fill one sector each."""
    fat_sector, directory, first = 0, 1, 2
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [_entry(name, 2, first + place, 4096) for place, name in enumerate(streams)]
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [0xFFFFFFFE] * len(streams)
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, directory)
    struct.pack_into("<109I", header, 76, fat_sector, *[0xFFFFFFFF] * 108)
    body = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    body += b"".join(entries).ljust(512, b"\0")
    body += b"".join(content.ljust(512, b"\0") for content in streams.values())
    return bytes(header) + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = bytearray(128)
    text = name.encode("utf-16-le")
    raw[: len(text)] = text
    struct.pack_into("<HB", raw, 64, len(text) + 2, kind)
    struct.pack_into("<IQ", raw, 116, start, size)
    return bytes(raw)
