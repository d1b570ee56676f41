"""The rows of a person's file, read by a process that may die: see `parser` for what runs there.

    with open_workbook(path, kind) as book:
        for sheet in book.sheets():
            if detect(sheet.head):
                for number, cells in sheet.rows(): ...

Cells are text, float, int or date; a row number is the one the spreadsheet shows; rows without content are
left out.
"""

import contextlib
import datetime as dt
import io
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from poverty.imports.parser import MAX_COLUMNS
from poverty.imports.refusals import FileRefused

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space; 100,000 rows of 40 columns take about 430 MB."""
SECONDS = 120
"""Seconds of processor time."""
TICK = 0.5
"""Seconds between two signs of life while the parser works."""
OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL)
"""How native code ends when it gets no memory, and what the kernel does when it has none left."""
MAX_MESSAGE = 256 * 1024 * 1024
PARAMS = {"too_many_columns": {"limit": MAX_COLUMNS}}

Row = tuple[int, Sequence[object]]


class _PlainUnpickler(pickle.Unpickler):
    """Accepts lists, text, numbers and dates; nothing that could act."""

    ALLOWED = {("datetime", "date"): dt.date, ("datetime", "datetime"): dt.datetime}

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name, dates only."""
        try:
            return self.ALLOWED[(module, name)]
        except KeyError:
            raise pickle.UnpicklingError("unexpected content") from None


class Sheet:
    """One visible sheet: its name, its first rows, and on demand all of them."""

    def __init__(self, book: "Workbook", name: str, head: list[Row]) -> None:
        self.name, self.head, self._book = name, head, book
        self.is_taken = False

    def rows(self) -> Iterator[Row]:
        """All rows with content, the head included.

        A sheet can be read once, and is then the only one of its book.

        Raises:
            FileRefused: when the sheet is too long, or the parser died.
        """
        self.is_taken = True
        yield from self.head
        yield from self._book.rest()


class Workbook:
    """An opened file. Use it as a context manager: leaving it ends the parser."""

    def __init__(self, process: subprocess.Popen, tick: Callable[[], None]) -> None:
        self._process, self._tick = process, tick

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the parser, if it still runs, and free its pipes."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()

    def sheets(self) -> Iterator[Sheet]:
        """The visible sheets that hold anything, in their order.

        Asking for the next one passes the last one over.

        Raises:
            FileRefused: no_rows when there is none, or why the file cannot be read.
        """
        found = False
        while (message := self._receive())[0] == "head":
            found = True
            sheet = Sheet(self, *message[1])
            yield sheet
            if sheet.is_taken:
                return
            self._answer(b"n")
        if not found:
            raise FileRefused("no_rows")

    def rest(self) -> Iterator[Row]:
        """The rows behind the head of the sheet that is being read."""
        self._answer(b"g")
        while (message := self._receive())[0] == "rows":
            yield from message[1]

    def _answer(self, byte: bytes) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(byte)
            self._process.stdin.flush()

    def _receive(self) -> tuple[str, Any]:
        length = struct.unpack("!I", self._read(4))[0]
        if length > MAX_MESSAGE:
            raise FileRefused("unreadable")
        message = _PlainUnpickler(io.BytesIO(self._read(length))).load()
        if message[0] == "refused":
            raise FileRefused(message[1], **PARAMS.get(message[1], {}))
        return message

    def _read(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            while not select.select([self._process.stdout], [], [], TICK)[0]:
                self._tick()
            piece = self._process.stdout.read1(count - len(parts))
            if not piece:
                raise FileRefused(self._cause_of_death())
            parts += piece
        return bytes(parts)

    def _cause_of_death(self) -> str:
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return "took_too_long"
        return "too_much_memory" if code in OUT_OF_MEMORY else "unreadable"


def open_workbook(
    path: str | Path,
    kind: str,
    *,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    tick: Callable[[], None] = lambda: None,
) -> Workbook:
    """Start the parser on a file that `files.inspect` has passed. `kind` is its `FileKind`.

    `memory` in bytes and `seconds` of processor time limit the parser. `tick` is called about every half
    second while it is busy, so that a progress bar can live; what it raises ends the reading.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "poverty.imports.parser", str(kind), str(memory), str(seconds), str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return Workbook(process, tick)
