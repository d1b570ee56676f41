"""The process that opens a person's file: run as `python -m poverty.imports.parser KIND MEMORY SECONDS PATH`.

The spreadsheet library is native code that aborts when memory runs out, so it works in a process of its own,
under a memory limit, and the worker that started it lives on. Rows go to standard output as length-prefixed
pickles of plain lists; one byte on standard input answers after the head of each sheet: `g` go on, `n` next
sheet.
"""

import contextlib
import csv
import ctypes
import itertools
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from poverty.imports import decoding

HEAD_ROWS = 60
CHUNK = 1_000
MAX_ROWS = 100_000
SPARE_ROWS = 100
"""Title, header and totals rows allowed beyond the limit of data rows."""
MAX_COLUMNS = 512
PR_SET_PDEATHSIG = 1

Numbered = tuple[int, list[object]]


class Refused(Exception):
    """A reason to stop, by its code in `refusals.SENTENCES`."""


def main(kind: str, memory: str, seconds: str, path: str) -> None:
    """Send the sheets of one file, then end; anything wrong is sent as a code."""
    _die_with_parent()
    _limit(int(memory), int(seconds))
    try:
        if kind == "csv":
            _serve_csv(path)
        else:
            _serve_workbook(path)
        _send("end", None)
    except Refused as refused:
        _send("refused", str(refused))
    except MemoryError:
        _send("refused", "too_much_memory")
    except BrokenPipeError:
        os._exit(0)
    except (csv.Error, UnicodeError):
        _send("refused", "unreadable")


def _die_with_parent() -> None:
    """On Linux the kernel kills this process with its parent; elsewhere the broken pipe ends it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(0)


def _limit(memory: int, seconds: int) -> None:
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (seconds, seconds + 5),
        resource.RLIMIT_CORE: (0, 0),
    }
    for what, soft_and_hard in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, soft_and_hard)


def _send(what: str, content: Any) -> None:
    packed = pickle.dumps((what, content), protocol=5)
    sys.stdout.buffer.write(struct.pack("!I", len(packed)) + packed)
    sys.stdout.buffer.flush()


def _is_wanted() -> bool:
    return sys.stdin.buffer.read(1) == b"g"


def _serve_csv(path: str) -> None:
    with open(path, "rb") as file:
        _serve_sheet("", decoding.rows(file))


def _serve_workbook(path: str) -> None:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [sheet for sheet in book.sheets_metadata if _is_readable(sheet, python_calamine)]
        for sheet in sheets:
            found = book.get_sheet_by_name(sheet.name)
            if _serve_sheet(sheet.name, _numbered(found)):
                return
            del found
    except python_calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Refused("unreadable") from error


def _is_readable(sheet: Any, library: Any) -> bool:
    """Visible worksheets only: what is hidden is not what the person sees."""
    return sheet.typ == library.SheetTypeEnum.WorkSheet and sheet.visible == library.SheetVisibleEnum.Visible


def _numbered(sheet: Any) -> Iterator[Numbered]:
    """Rows from row 1 and column A, whatever empty area the library leaves out."""
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    if sheet.start[1] + sheet.width > MAX_COLUMNS:
        raise Refused("too_many_columns")
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [*left, *map(_plain, cells)]


def _plain(cell: Any) -> object:
    """Text, number or date; everything else as the text a person would see."""
    kind = cell.__class__
    if kind is str or kind is float:
        return cell
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    return cell if hasattr(cell, "year") or kind is int else str(cell)


def _serve_sheet(name: str, rows: Iterable[Numbered]) -> bool:
    """Send head and, if wanted, all rows that hold anything. True when the sheet was the wanted one."""
    source = _filled(rows)
    head = list(itertools.islice(source, HEAD_ROWS))
    if not head:
        return False
    _send("head", (name, head))
    if not _is_wanted():
        return False
    chunk: list[Numbered] = []
    for row in source:
        chunk.append(row)
        if len(chunk) == CHUNK:
            _send("rows", chunk)
            chunk = []
    _send("rows", chunk)
    return True


def _filled(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """Rows that hold anything, never more than allowed; formatted but empty ones cost nothing."""
    count = 0
    for number, cells in rows:
        if not any(cell != "" and not (cell.__class__ is str and cell.isspace()) for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS + SPARE_ROWS:
            raise Refused("too_many_rows")
        if len(cells) > MAX_COLUMNS:
            raise Refused("too_many_columns")
        yield number, cells


if __name__ == "__main__":
    main(*sys.argv[1:5])
