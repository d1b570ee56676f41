"""Just enough of the OLE2 container (old xls, encrypted xlsx) to say which streams it holds and whether it is
locked.

Source: [MS-CFB] sections 2.2 to 2.6 (header, sector chains, directory entries), [MS-XLS] 2.4.117 (FilePass).
"""

import struct
from typing import BinaryIO, NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
MAX_DIRECTORY_SECTORS = 512
ENTRY = 128
FILE_PASS = 0x002F
FIRST_RECORDS = 8
"""FilePass follows the first BOF directly or after at most a few records."""


class Entry(NamedTuple):
    """One stream or storage: its name, first sector and size in bytes."""

    name: str
    start: int
    size: int


class Damaged(ValueError):
    """The container does not follow its own format."""


class Container:
    """The directory of an OLE2 file.

    Raises:
        Damaged: when a chain leaves the file or runs in a circle.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        file.seek(0)
        header = file.read(512)
        if len(header) < 512 or not header.startswith(MAGIC):
            raise Damaged
        self.sector_size = 1 << min(struct.unpack_from("<H", header, 30)[0], 16)
        if self.sector_size not in (512, 4096):
            raise Damaged
        self.fat_sectors = [number for number in struct.unpack_from("<109I", header, 76) if number < END_OF_CHAIN]
        self.entries = list(self._directory(struct.unpack_from("<I", header, 48)[0]))

    def names(self) -> set[str]:
        """Names of all streams and storages."""
        return {entry.name for entry in self.entries}

    def find(self, *names: str) -> Entry | None:
        """The first entry with one of these names."""
        return next((entry for entry in self.entries if entry.name in names), None)

    def sector(self, number: int) -> bytes:
        """One sector; shorter at the end of the file."""
        self.file.seek((number + 1) * self.sector_size)
        return self.file.read(self.sector_size)

    def _next(self, number: int) -> int:
        per_sector = self.sector_size // 4
        place, offset = divmod(number, per_sector)
        if place >= len(self.fat_sectors):
            raise Damaged
        fat = self.sector(self.fat_sectors[place])
        if len(fat) < (offset + 1) * 4:
            raise Damaged
        return struct.unpack_from("<I", fat, offset * 4)[0]

    def _directory(self, number: int):
        for _step in range(MAX_DIRECTORY_SECTORS):
            if number >= END_OF_CHAIN:
                return
            sector = self.sector(number)
            for start in range(0, len(sector) - ENTRY + 1, ENTRY):
                entry = _entry(sector[start : start + ENTRY])
                if entry.name:
                    yield entry
            number = self._next(number)
        raise Damaged


def _entry(raw: bytes) -> Entry:
    length = max(min(struct.unpack_from("<H", raw, 64)[0], 64) - 2, 0)
    name = raw[:length].decode("utf-16-le", errors="replace")
    start, size = struct.unpack_from("<IQ", raw, 116)
    return Entry(name, start, size)


def is_locked(container: Container, workbook: Entry) -> bool:
    """Whether an xls workbook stream begins with a FilePass record, that is, wants a password."""
    if workbook.start >= END_OF_CHAIN:
        return False
    start, place = container.sector(workbook.start), 0
    for _record in range(FIRST_RECORDS):
        if place + 4 > len(start):
            return False
        kind, length = struct.unpack_from("<HH", start, place)
        if kind == FILE_PASS:
            return True
        place += 4 + length
    return False
