"""Look inside a zip container without trusting it: count members, inflate by hand, find what must not be
there.

Python's own reader stops at the size a member *declares*, so a lying archive would pass. Here every member is
inflated as the spreadsheet library would do it, in small steps, and the walk ends at the first broken
promise.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from poverty.imports.refusals import FileRefused

MAX_MEMBERS = 2_000
MAX_INFLATED = 600 * 1024 * 1024
"""Bytes. 100,000 rows of 40 columns inflate to about 220 MB."""
MAX_RATIO = 150
"""Inflated bytes per stored byte. Sheets reach about 10 to 40; deflate itself can reach 1,030."""
RATIO_FROM = 16 * 1024 * 1024
"""Bytes of a member before its ratio is judged: small members of one repeated byte are harmless."""
STEP = 256 * 1024
XML_SUFFIXES = (".xml", ".rels", ".vml", ".rdf")
DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
OVERLAP = max(map(len, DECLARATIONS)) - 1
LOCAL_HEADER = 30


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The archive's directory, after the checks that need no inflating.

    Raises:
        FileRefused: damaged, encrypted, too_many_parts, inflates.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise FileRefused("damaged") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise FileRefused("too_many_parts")
    if any(member.flag_bits & 0x1 for member in members):
        raise FileRefused("encrypted")
    if sum(member.file_size for member in members) > MAX_INFLATED:
        raise FileRefused("inflates")
    return archive


def check_members(file: BinaryIO, archive: zipfile.ZipFile) -> None:
    """Inflate every member once, keeping nothing.

    Raises:
        FileRefused: damaged, inflates, declares_entities.
    """
    total = 0
    for member in archive.infolist():
        is_xml = member.filename.lower().endswith(XML_SUFFIXES)
        tail = b""
        for piece in inflate(file, member):
            total += len(piece)
            if total > MAX_INFLATED:
                raise FileRefused("inflates")
            if is_xml:
                tail = _refuse_declarations(tail + piece)


def _refuse_declarations(text: bytes) -> bytes:
    if any(word in text for word in DECLARATIONS):
        raise FileRefused("declares_entities")
    return text[-OVERLAP:]


def inflate(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in pieces, by its stored data and not by the size it declares.

    Raises:
        FileRefused: damaged (bad stream, unknown method, another size than declared), inflates (ratio).
    """
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise FileRefused("damaged")
    skip = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    file.seek(skip, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        pieces = _stored(file, member.compress_size)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _deflated(file, member.compress_size)
    else:
        raise FileRefused("damaged")
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > RATIO_FROM and size > MAX_RATIO * max(member.compress_size, 1):
            raise FileRefused("inflates")
        if size > member.file_size:
            raise FileRefused("damaged")
        yield piece


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(STEP, left))):
        left -= len(piece)
        yield piece


def _deflated(file: BinaryIO, left: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and not stream.eof and (stored := file.read(min(STEP, left))):
            left -= len(stored)
            while stored and not stream.eof:
                yield stream.decompress(stored, STEP)
                stored = stream.unconsumed_tail
        while not stream.eof and (piece := stream.decompress(stream.unconsumed_tail, STEP)):
            yield piece
    except zlib.error as error:
        raise FileRefused("damaged") from error
