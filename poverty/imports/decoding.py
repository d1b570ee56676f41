"""Delimited text as offices really send it: any of four encodings, three delimiters, quoted or not.

No Django, no state.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

DELIMITERS = ";,\t|"
SAMPLE_LINES = 60
SAMPLE_BYTES = 64 * 1024
MAX_FIELD = 131_072
"""Characters of one cell; Excel itself stops at 32,767."""
CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file can be text: no control bytes, or UTF-16.

    >>> looks_like_text(b"NO;NIK;NAMA"), looks_like_text(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00")
    (True, False)
    """
    if utf16(head):
        return True
    return not any(byte in CONTROL for byte in head)


def utf16(head: bytes) -> str | None:
    """The UTF-16 variant, by its mark or by the empty half of every Latin character.

    >>> utf16("NIK".encode("utf-16")), utf16("NIK;NAMA".encode("utf-16-be")), utf16(b"NIK;NAMA")
    ('utf-16', 'utf-16-be', None)
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:400]
    if len(sample) >= 8 and sample[1::2].count(0) > len(sample) * 0.4 and not sample[0::2].count(0):
        return "utf-16-le"
    if len(sample) >= 8 and sample[0::2].count(0) > len(sample) * 0.4 and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def encoding_of(file: BinaryIO) -> str:
    """The encoding of the whole file:

    UTF-16, UTF-8 (with or without mark) or, when it is neither, Windows-1252.
    """
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if found := utf16(head):
        return found
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(SAMPLE_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that splits most lines into the same number of cells (at least two).

    >>> delimiter_of(["NIK;NAMA", "6271;BUDI, S.Pd"])
    ';'
    >>> delimiter_of(["DAFTAR, 2026", "NIK\\tNAMA", "1\\tA"])
    '\\t'
    """
    best, best_score = ";", 0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(widths, key=widths.count, default=1)
        widest = max((width for width in widths if widths.count(width) * 3 >= len(widths)), default=usual)
        score = widths.count(widest) * (widest - 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Row number as a spreadsheet would show it, and the cells, of a csv file of any encoding and delimiter.

    Raises:
        csv.Error: a cell longer than `MAX_FIELD`.
    """
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        yield from _rows(text)
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_FIELD)
    sample = text.read(SAMPLE_BYTES)
    text.seek(0)
    lines = sample.splitlines()[:SAMPLE_LINES]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter = lines[0][4]
        text.readline()
    else:
        delimiter = delimiter_of(lines)
    for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
        yield number, [unwrap(cell) for cell in cells]


def unwrap(cell: str) -> str:
    """A cell without the ="..." that some exports put around digits so that Excel keeps them.

    >>> unwrap('="6271010203040001"'), unwrap("BUDI")
    ('6271010203040001', 'BUDI')
    """
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell
