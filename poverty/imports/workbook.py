"""The person's own workbook with the rejected rows only: correct the coloured cells, upload it again.

Same columns and headings as the file that came in, same cell texts; wrong cells are coloured and carry the
reason in a comment, and a second sheet lists all reasons for reading or printing. No cell is ever written as
a formula. Numbers of people stand in these cells, so only who uploaded the original may have the file.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

import xlsxwriter
from django.utils.translation import gettext_noop as _

from poverty.imports.messages import Level, Message, sentence

SHEET = _("Rows to correct")
REASONS = _("Reasons")
REASON_HEADINGS = (_("Row in this workbook"), _("Row in your file"), _("Column"), _("Reason"))
TEXT_FIELDS = ("nik", "family_card")
"""Columns of 16-digit numbers, kept as text so that Excel leaves their last digit alone."""
MAX_CELL = 32_767
"""Characters that a cell of a workbook can hold."""
COLOURS = {Level.ERROR: "#F8C9C4", Level.WARNING: "#FBE7B2"}
DATE_FORMAT = "dd/mm/yyyy"
Translate = Callable[[str], str]


class Rejected(NamedTuple):
    """One rejected row: its number in the original, its cells as read, and everything said about it."""

    number: int
    cells: Sequence[object]
    messages: Sequence[Message]


def write_rejected(
    target: BinaryIO | str,
    *,
    headings: Sequence[str],
    mapping: Mapping[str, int],
    rows: Iterable[Rejected],
    translate: Translate = str,
) -> int:
    """Write the workbook (xlsx) to a file or path and return how many rows it holds.

    `headings` and `mapping` are those of the `Detection` the rows were checked with; `translate` is gettext
    in the person's language.
    """
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    writer = _Writer(book, headings, mapping, translate)
    reasons: list[tuple[int, int, str, str]] = []
    count = 0
    for count, row in enumerate(rows, start=1):
        reasons += writer.row(count, row)
    writer.reasons(reasons)
    book.close()
    return count


class _Writer:
    """The two sheets of one workbook while it is being written."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        headings: Sequence[str],
        mapping: Mapping[str, int],
        translate: Translate,
    ) -> None:
        self.book, self.headings, self.translate = book, headings, translate
        self.text_columns = {mapping[field] for field in TEXT_FIELDS if field in mapping}
        self.sheet = book.add_worksheet(translate(SHEET)[:31])
        self._formats: dict[tuple, Any] = {}
        for position in range(len(headings)):
            text = self._format(None, "@") if position in self.text_columns else None
            self.sheet.set_column(position, position, 20, text)
        self.sheet.freeze_panes(1, 0)
        for position, heading in enumerate(headings):
            self.sheet.write_string(0, position, heading[:MAX_CELL], self._heading())

    def row(self, place: int, row: Rejected) -> list[tuple[int, int, str, str]]:
        """Write one row at `place` (from 1, below the headings) and return its lines for the second sheet."""
        by_position: dict[int, list[Message]] = {}
        for message in row.messages:
            by_position.setdefault(message.position or 0, []).append(message)
        width = len(self.headings)
        for position, cell in enumerate([*row.cells, *[""] * (width - len(row.cells))][:width]):
            self._cell(place, position, cell, by_position.get(position, ()))
        lines = []
        for position, messages in sorted(by_position.items()):
            texts = [sentence(message.code, message.params, self.translate) for message in messages]
            self.sheet.write_comment(place, position, "\n".join(texts), {"x_scale": 2.5})
            lines += [(place + 1, row.number, self.headings[position], text) for text in texts]
        return lines

    def _cell(self, place: int, position: int, cell: object, messages: Sequence[Message]) -> None:
        level = min((message.level for message in messages), key=list(Level).index, default=None)
        if position in self.text_columns:
            self.sheet.write_string(place, position, as_text(cell), self._format(level, "@"))
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(place, position, cell, self._format(level, DATE_FORMAT))
        elif isinstance(cell, int | float):
            self.sheet.write_number(place, position, cell, self._format(level, None))
        elif cell or level:
            self.sheet.write_string(place, position, str(cell)[:MAX_CELL], self._format(level, None))

    def reasons(self, lines: Sequence[tuple[int, int, str, str]]) -> None:
        """The second sheet: one line for each reason."""
        sheet = self.book.add_worksheet(self.translate(REASONS)[:31])
        sheet.set_column(0, 1, 18)
        sheet.set_column(2, 2, 28)
        sheet.set_column(3, 3, 100)
        for position, heading in enumerate(REASON_HEADINGS):
            sheet.write_string(0, position, self.translate(heading), self._heading())
        for place, (here, there, column, reason) in enumerate(lines, start=1):
            sheet.write_number(place, 0, here)
            sheet.write_number(place, 1, there)
            sheet.write_string(place, 2, column[:MAX_CELL])
            sheet.write_string(place, 3, reason[:MAX_CELL])

    def _heading(self) -> Any:
        return self._format("heading", None)

    def _format(self, look: str | None, number_format: str | None) -> Any:
        key = (look, number_format)
        if key not in self._formats:
            wanted: dict[str, object] = {"num_format": number_format} if number_format else {}
            if look == "heading":
                wanted |= {"bold": True, "bottom": 1, "text_wrap": True}
            elif look:
                wanted |= {"bg_color": COLOURS[Level(look)]}
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]


def as_text(cell: object) -> str:
    """A 16-digit column's cell as text.

    A number keeps its scientific form: its last digit is not to be trusted, and written out in full it would
    pass as a NIK the next time.

    >>> as_text("'6271014508900003"), as_text(6271031004020000.0)
    ("'6271014508900003", '6.27103100402000E+15')
    """
    if isinstance(cell, int | float):
        return f"{cell:.14E}"
    return str(cell)[:MAX_CELL]
