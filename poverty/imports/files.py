"""What an uploaded file really is, found out before any spreadsheet library touches it.

The name proves nothing: a file is known by its first bytes and its inner parts. A wrong extension is accepted
with the true type; a file that would hurt (bomb, entity declarations) or cannot be read (password) is refused
with the reason.
"""

import enum
import zipfile
from typing import BinaryIO, NamedTuple

from poverty.imports import ole, zips
from poverty.imports.decoding import looks_like_text
from poverty.imports.refusals import FileRefused

MAX_BYTES = 25 * 1024 * 1024
HEAD = 64 * 1024
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "basic/script-lc.xml")
WEB_PAGE = (b"<!doctype html", b"<html", b"<table", b"<head", b"<style", b"<div", b"<meta")


class FileKind(enum.StrEnum):
    """The true type of a file that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class Inspection(NamedTuple):
    """What was found: type, size in bytes, whether macros were found (they are never run) and whether the
    name lies.
    """

    kind: FileKind
    size: int
    has_macros: bool
    wrong_extension: bool


EXTENSIONS = {
    FileKind.XLSX: ("xlsx", "xlsm", "xltx", "xltm"),
    FileKind.XLS: ("xls", "xlt"),
    FileKind.ODS: ("ods", "ots"),
    FileKind.CSV: ("csv", "txt", "tsv"),
}


def inspect(file: BinaryIO, name: str, *, max_bytes: int = MAX_BYTES) -> Inspection:
    """The true type of an upload. `file` is a seekable binary file and is left at its beginning.

    Raises:
        FileRefused: with the code of the first reason found, see `refusals.SENTENCES`.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise FileRefused("empty")
    if size > max_bytes:
        raise FileRefused("too_large", limit=max_bytes // (1024 * 1024))
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        kind, has_macros = _inspect_zip(file)
    elif head.startswith(ole.MAGIC):
        kind, has_macros = _inspect_ole(file)
    else:
        kind, has_macros = _inspect_text(head), False
    file.seek(0)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return Inspection(kind, size, has_macros, extension not in EXTENSIONS[kind])


def _inspect_zip(file: BinaryIO) -> tuple[FileKind, bool]:
    archive = zips.open_archive(file)
    names = {member.filename.lower().replace("\\", "/") for member in archive.infolist()}
    kind = _zip_kind(file, archive, names)
    zips.check_members(file, archive)
    if kind is FileKind.ODS and _is_encrypted_ods(file, archive):
        raise FileRefused("encrypted")
    return kind, any(name.endswith(MACRO_PARTS) for name in names)


def _zip_kind(file: BinaryIO, archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    if any(name.endswith("workbook.bin") for name in names):
        raise FileRefused("binary_workbook")
    if "[content_types].xml" in names and any(name.endswith("workbook.xml") for name in names):
        return FileKind.XLSX
    if "content.xml" in names and _start(file, archive, "mimetype").startswith(ODS_MIME):
        return FileKind.ODS
    raise FileRefused("not_a_workbook")


def _start(file: BinaryIO, archive: zipfile.ZipFile, name: str, limit: int = 1024 * 1024) -> bytes:
    try:
        member = archive.getinfo(name)
    except KeyError:
        return b""
    start = bytearray()
    for piece in zips.inflate(file, member):
        start += piece
        if len(start) >= limit:
            break
    return bytes(start)


def _is_encrypted_ods(file: BinaryIO, archive: zipfile.ZipFile) -> bool:
    return b"encryption-data" in _start(file, archive, "META-INF/manifest.xml")


def _inspect_ole(file: BinaryIO) -> tuple[FileKind, bool]:
    try:
        container = ole.Container(file)
        names = container.names()
        if "EncryptedPackage" in names or "EncryptionInfo" in names:
            raise FileRefused("encrypted")
        workbook = container.find("Workbook", "Book", "WORKBOOK", "BOOK")
        if workbook is None:
            raise FileRefused("not_a_workbook")
        if ole.is_locked(container, workbook):
            raise FileRefused("encrypted")
    except ole.Damaged as error:
        raise FileRefused("damaged") from error
    return FileKind.XLS, "_VBA_PROJECT_CUR" in names or "VBA" in names


def _inspect_text(head: bytes) -> FileKind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise FileRefused("xml_spreadsheet")
    if start.startswith(WEB_PAGE) or (start.startswith((b"<?xml", b"<!--")) and b"<html" in start):
        raise FileRefused("web_page")
    if start.startswith((b"%pdf", b"{\\rtf", b"<?xml", b"<!doctype")) or not looks_like_text(head):
        raise FileRefused("not_a_workbook")
    return FileKind.CSV
