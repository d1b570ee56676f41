"""Whole rows: every cell of a row checked at once, and all that is wrong said at once.

Pure, and quick on long sheets.

Cells of columns with few distinct values (categories, dates, places) are read once per distinct cell and
remembered.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from poverty.households import nik as nik_digits
from poverty.imports import cells
from poverty.imports.areas import Areas, Parts
from poverty.imports.columns import AREA_KINDS, Column, Kind
from poverty.imports.layouts import Layout
from poverty.imports.messages import Finding, Level, Message
from poverty.imports.tables import tables_for

MEMORY = 20_000
"""Distinct cells remembered per column; a sheet with more is checked cell by cell beyond that."""
TOTALS = frozenset(
    {"JUMLAH", "TOTAL", "SUBTOTAL", "SUB TOTAL", "GRAND TOTAL", "JUMLAH TOTAL", "JUMLAH KESELURUHAN", "REKAP"}
)
TOTALS_BEGIN = "JTSGRjtsgr '"
Tables = Mapping[str, Mapping[str, str | None]]
"""Code list name to (label as `cells.category_key` writes it, to value)."""


class CheckedRow(NamedTuple):
    """One row of the sheet after its check.

    `values` holds every mapped field (None: says nothing); `skipped` is "total", "numbering" or "note" for a
    row that is no record, and such a row has neither values nor messages.
    """

    number: int
    values: dict[str, object]
    messages: list[Message]
    skipped: str | None = None

    @property
    def is_rejected(self) -> bool:
        """Whether any message is an error."""
        return any(message.level is Level.ERROR for message in self.messages)


class Checker:
    """Checks the rows of one sheet. It remembers which NIK it has seen, so a sheet needs a new one.

    `mapping` gives the column position (from 0) of every mapped field of `layout`.
    """

    def __init__(
        self,
        layout: Layout,
        mapping: Mapping[str, int],
        areas: Areas,
        today: dt.date,
        tables: Tables | None = None,
    ) -> None:
        self.layout, self.mapping, self.areas, self.today = layout, dict(mapping), areas, today
        self.tables = tables if tables is not None else tables_for(layout.key)
        self.width = max(self.mapping.values(), default=-1) + 1
        self.first_rows: dict[str, int] = {}
        columns = [column for column in layout.columns if column.field in self.mapping]
        self._singles = [
            (
                column.field,
                self.mapping[column.field],
                self._reader(column),
                {} if _repeats(column.kind) else None,
            )
            for column in columns
            if column.kind not in AREA_KINDS and column.kind is not Kind.AID
        ]
        self._area = {column.field: self.mapping[column.field] for column in columns if column.kind in AREA_KINDS}
        self._aid = [(column.field[4:], self.mapping[column.field]) for column in columns if column.kind is Kind.AID]
        self._aid_seen: dict[tuple, tuple] = {}

    def _reader(self, column: Column) -> Callable[[object], tuple]:
        """The cell function of a column as one with one argument, which returns a value and a tuple of
        findings.
        """
        today, limit = self.today, column.max_length
        if column.kind is Kind.NIK:
            return lambda cell: cells.read_nik(cell, today)
        if column.kind is Kind.FAMILY_CARD:
            return lambda cell: cells.read_family_card(cell, today)
        table = self.tables[column.table] if column.kind is Kind.CATEGORY else {}
        single: Callable[[object], cells.Read] = {
            Kind.NAME: lambda cell: cells.read_name(cell, limit),
            Kind.TEXT: lambda cell: cells.read_text(cell, limit),
            Kind.DATE: lambda cell: cells.read_birth_date(cell, today),
            Kind.DECILE: cells.read_decile,
            Kind.NUMBERED: lambda cell: cells.read_numbered(cell, limit),
            Kind.INTEGER: cells.read_integer,
            Kind.CATEGORY: lambda cell: cells.read_category(cell, table),
        }[column.kind]

        def read(cell: object) -> tuple:
            value, finding = single(cell)
            return value, (finding,) if finding else ()

        return read

    def check(self, number: int, row: Sequence[object]) -> CheckedRow:
        """The row's values and everything that is wrong with it.

        `number` is the row as the spreadsheet shows it.
        """
        if len(row) < self.width:
            row = [*row, *[""] * (self.width - len(row))]
        if skipped := self._no_record(row):
            return CheckedRow(number, {}, [], skipped)
        values: dict[str, object] = {}
        messages: list[Message] = []
        for field, position, read, memory in self._singles:
            cell = row[position]
            if memory is None:
                values[field], findings = read(cell)
            else:
                known = memory.get(cell)
                if known is None:
                    known = read(cell)
                    if len(memory) < MEMORY:
                        memory[cell] = known
                values[field], findings = known
            if findings:
                messages += [_message(field, position, finding) for finding in findings]
        self._check_area(row, values, messages)
        self._check_aid(row, values, messages)
        self._check_nik(number, values, messages)
        return CheckedRow(number, values, messages)

    def _check_area(self, row: Sequence[object], values: dict, messages: list[Message]) -> None:
        if not self._area:
            if self.layout.area_required:
                messages.append(_message("village", None, Finding("area_unknown", {"variant": "missing"})))
            return
        parts = Parts(**{field: row[position] for field, position in self._area.items()})
        values["region"], finding = self.areas.resolve(parts, required=self.layout.area_required)
        if finding:
            field = self._guilty(parts)
            messages.append(_message(field, self._area[field], finding))

    def _guilty(self, parts: Parts) -> str:
        """The column to colour: a code where the row has one, else the name."""
        order = ("kemendagri_code", "area_code", "bps_code", "village")
        present = [field for field in order if field in self._area] or list(self._area)
        return next((field for field in present if not cells.is_blank(getattr(parts, field))), present[-1])

    def _check_aid(self, row: Sequence[object], values: dict, messages: list[Message]) -> None:
        """The yes/no columns of aid together: None when none is answered, else the list of those with yes."""
        if not self._aid:
            return
        key = tuple(row[position] for _code, position in self._aid)
        known = self._aid_seen.get(key)
        if known is None:
            known = self._read_aid(key)
            if len(self._aid_seen) < MEMORY:
                self._aid_seen[key] = known
        values["aid_reported"] = known[0]
        messages += known[1]

    def _read_aid(self, row: tuple) -> tuple[tuple[str, ...] | None, list[Message]]:
        answers, messages = {}, []
        for (code, position), cell in zip(self._aid, row, strict=True):
            answers[code], finding = cells.read_category(cell, cells.YES_NO)
            if finding:
                messages.append(_message(f"aid_{code}", position, finding))
        if all(answer is None for answer in answers.values()):
            return None, messages
        return tuple(code for code, answer in answers.items() if answer == "yes"), messages

    def _check_nik(self, number: int, values: dict, messages: list[Message]) -> None:
        nik = values.get("nik")
        if not nik:
            return
        position = self.mapping["nik"]
        first = self.first_rows.setdefault(nik, number)
        if first != number:
            messages.append(_message("nik", position, Finding("nik_duplicate_in_file", {"row": first})))
        messages += [_message("nik", position, finding) for finding in _disagreements(nik, values, self.today)]

    def _no_record(self, row: Sequence[object]) -> str | None:
        """Why a row is not a record: totals, the numbering under a header, a note below the table."""
        first = next((cell for cell in row if cell != "" and cell is not None), None)
        if first.__class__ is not str:
            return "numbering" if first == 1 and _is_numbering(row) else None
        if first[0] in TOTALS_BEGIN and _is_total(first) and self._lacks_identity(row):
            return "total"
        if first[:1] in "(1" and _is_numbering(row):
            return "numbering"
        if self.width > 3 and self._is_note(row):
            return "note"
        return None

    def _lacks_identity(self, row: Sequence[object]) -> bool:
        nik, name = (row[self.mapping[field]] if field in self.mapping else "" for field in ("nik", "name"))
        return cells.is_blank(nik) and (cells.is_blank(name) or _is_total(name))

    def _is_note(self, row: Sequence[object]) -> bool:
        if len(row) - row.count("") != 1:
            return False
        filled = next(position for position, cell in enumerate(row) if cell != "")
        return filled not in (self.mapping.get("nik"), self.mapping.get("name"))


def _disagreements(nik: str, values: Mapping[str, object], today: dt.date) -> Iterator[Finding]:
    """Where a sound NIK and the row's own birth date or sex differ."""
    born, sex = values.get("birth_date"), values.get("sex")
    day = int(nik[6:8])
    is_female = nik_digits.is_female_day(day)
    if born and born.strftime("%d%m%y") != f"{day - nik_digits.FEMALE_OFFSET * is_female:02d}{nik[8:12]}":
        decoded = nik_digits.decode(nik, born, today)
        yield Finding(
            nik_digits.BIRTH_MISMATCH,
            {"nik_date": f"{decoded.birth_date:%d-%m-%Y}" if decoded else "", "born": f"{born:%d-%m-%Y}"},
        )
    if sex and sex != (nik_digits.FEMALE if is_female else nik_digits.MALE):
        yield Finding(nik_digits.SEX_MISMATCH)


def _is_total(cell: object) -> bool:
    return cells.category_key(cell).rstrip(" :.") in TOTALS


def _is_numbering(row: Sequence[object]) -> bool:
    """Whether the row only counts its columns: 1, 2, 3, ... as many sheets do below the header."""
    filled = [cells.plain_text(cell).strip("()") for cell in row if cell != "" and cell is not None]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _repeats(kind: Kind) -> bool:
    return kind not in (Kind.NIK, Kind.FAMILY_CARD, Kind.NAME, Kind.TEXT, Kind.INTEGER)


def _message(field: str, position: int | None, finding: Finding) -> Message:
    return Message(field, position, finding.code, finding.level, finding.params)


def check_rows(
    rows: Iterable[tuple[int, Sequence[object]]], checker: Checker, *, after: int = 0
) -> Iterator[CheckedRow]:
    """Every row below the header row `after`, checked.

    Blank rows are left out, other non-records come as `skipped`.
    """
    for number, row in rows:
        if number > after and any(cell != "" and cell is not None for cell in row):
            yield checker.check(number, row)


def check_row(
    layout: Layout, row: Mapping[str, object], areas: Areas, today: dt.date, tables: Tables | None = None
) -> CheckedRow:
    """One row given as field to cell; the positions in its messages follow the layout's fields."""
    fields = [field for field in layout.fields() if field in row]
    mapping = {field: position for position, field in enumerate(fields)}
    return Checker(layout, mapping, areas, today, tables).check(1, [row[field] for field in fields])
