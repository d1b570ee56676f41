"""Figures and lists about imports, for pages, commands and downloads."""

from collections.abc import Iterator
from dataclasses import dataclass

from poverty.imports.choices import Action, BatchState, Table
from poverty.imports.looking import fingerprint
from poverty.imports.messages import Level, Message
from poverty.imports.models import ImportBatch, ImportChange, ImportRow, SavedMapping
from poverty.imports.normal import OWN_EXPORTS
from poverty.imports.own_layouts import layouts
from poverty.imports.proposal_items import ImportProposal
from poverty.imports.staging import loads_cells
from poverty.imports.workbook import Rejected

COUNTS = ("rows", "new", "changed", "unchanged", "rejected", "duplicate", "conflict", "warnings")


def report(batch: ImportBatch) -> dict:
    """The batch as the command prints it: counts, and every message with row, column, value, code and level."""
    return {
        "batch": batch.pk,
        "layout": batch.layout,
        "counts": {name: batch.counts.get(name, 0) for name in COUNTS},
        "messages": list(_messages(batch)),
    }


def _messages(batch: ImportBatch) -> Iterator[dict]:
    headings = headings_of(batch)
    rows = ImportRow.objects.filter(batch=batch).exclude(messages=[]).order_by("number")
    for row in rows.iterator(chunk_size=2000):
        for message in row.messages:
            position = position_of(message, batch)
            yield {
                "row": row.number,
                "column": headings.get(message["field"], message["field"]),
                "value": cell_text(row, message, position),
                "code": message["code"],
                "level": message["level"],
            }


def position_of(message: dict, batch: ImportBatch) -> int | None:
    """The column (from 0) a message is about."""
    position = message.get("position")
    return batch.mapping.get(message["field"]) if position is None else position


def headings_of(batch: ImportBatch) -> dict[str, str]:
    """Field to heading as the sheet has it; fields without a column by the layout's own heading."""
    found = {}
    if batch.layout:
        found = {column.field: column.headings[0] for column in layouts()[batch.layout].columns}
        if place := next((f for f in ("village", "kemendagri_code", "area_code") if f in batch.mapping), ""):
            found["region"] = _heading(batch, batch.mapping[place])
    return found | {field: _heading(batch, position) for field, position in batch.mapping.items()}


def _heading(batch: ImportBatch, position: int) -> str:
    return batch.headings[position] if position < len(batch.headings) else str(position + 1)


def cell_text(row: ImportRow, message: dict, position: int | None) -> str:
    """The cell a message is about: as it was read where that is kept, else the value it was read as."""
    if row.cells is not None and position is not None:
        cells = loads_cells(row.cells)
        return _shown(cells[position]) if position < len(cells) else ""
    return str(row.values.get(message["field"]) or "")


def _shown(cell) -> str:
    """A cell as the spreadsheet shows it: a whole number without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def rejected_rows(batch: ImportBatch) -> Iterator[Rejected]:
    """The rejected rows with their raw cells and messages, for the person's own workbook."""
    rows = ImportRow.objects.filter(batch=batch, outcome="rejected").order_by("number")
    for row in rows.iterator(chunk_size=2000):
        messages = [
            Message(
                message["field"],
                position_of(message, batch),
                message["code"],
                Level(message["level"]),
                message.get("params") or {},
            )
            for message in row.messages
        ]
        yield Rejected(row.number, loads_cells(row.cells or []), messages)


def ignored_columns(batch: ImportBatch) -> list[str]:
    """Headings of the sheet that are matched to nothing."""
    taken = set(batch.mapping.values())
    return [heading for place, heading in enumerate(batch.headings) if heading and place not in taken]


def was_matched_before(batch: ImportBatch) -> bool:
    """Whether a person has matched a sheet with these headings before."""
    return bool(batch.headings) and SavedMapping.objects.filter(pk=fingerprint(batch.headings)).exists()


def refused_count(batch: ImportBatch) -> int:
    """How many rows an undo had to leave alone."""
    if not batch.undo_counts.get("refused"):
        return 0
    refused = ImportChange.objects.filter(batch=batch).exclude(refusal="")
    return refused.values("row_number").distinct().count()


def unmatched(batch: ImportBatch) -> list[str]:
    """Fields that this layout needs and no column is matched to."""
    return sorted(layouts()[batch.layout].required - set(batch.mapping)) if batch.layout else []


@dataclass(frozen=True)
class Repeated:
    """The earlier import with the same content; `is_gone` when it was undone since the check."""

    batch: ImportBatch
    is_gone: bool


def repeated_by(batch: ImportBatch) -> Repeated | None:
    """The import that this one repeats, while that still says something about its figures."""
    earlier = batch.repeats
    if earlier is None:
        return None
    is_gone = earlier.state != BatchState.COMMITTED
    return None if is_gone and batch.state != BatchState.CHECKED else Repeated(earlier, is_gone)


def new_families(batch: ImportBatch) -> int:
    """How many households of a written import are there because of it."""
    if batch.state not in (BatchState.COMMITTED, BatchState.PARTLY_UNDONE):
        return 0
    made = ImportChange.objects.filter(batch=batch, table=Table.HOUSEHOLD, action=Action.INSERT, is_reversed=False)
    return made.count()


def asked_proposals(batch: ImportBatch) -> int:
    """For how many households of an import proposals were asked."""
    return ImportProposal.objects.filter(batch=batch).count()


def may_become_a_list(batch: ImportBatch) -> bool:
    """Whether its rows may be kept as a national list: a checked or written national sheet, not our own export."""
    usable = (BatchState.CHECKED, BatchState.COMMITTED, BatchState.PARTLY_UNDONE)
    return batch.state in usable and bool(batch.layout) and batch.layout not in OWN_EXPORTS
