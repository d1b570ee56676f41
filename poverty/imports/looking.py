"""A first look into an uploaded file: which sheets it has, and what the best one seems to be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.privacy import mask_numbers
from poverty.imports.columns import heading_key
from poverty.imports.headers import Detection, detect, read_header
from poverty.imports.own_layouts import layouts
from poverty.imports.reading import open_workbook
from poverty.imports.refusals import FileRefused

EXAMPLES = 3


@dataclass(frozen=True)
class Look:
    """What a look found: all visible sheets, the chosen one, its headings, and the proposal if any layout fits."""

    sheets: list[str]
    sheet: str
    header_row: int | None
    headings: list[str]
    layout: str
    mapping: dict[str, int]


def look(path: Path, kind: str, *, layout: str = "", sheet: str = "", header_row: int | None = None) -> Look:
    """Read the first rows of every sheet. What a person has chosen is taken as chosen.

    Raises:
        FileRefused: the file cannot be read, or has no such sheet.
    """
    heads: dict[str, list] = {}
    with open_workbook(path, kind) as book:
        for found in book.sheets():
            heads[found.name] = list(found.head)
    if sheet and sheet not in heads:
        raise FileRefused("no_rows")
    wanted = [layouts()[layout]] if layout else list(layouts().values())
    best: tuple[str, Detection] | None = None
    for name in [sheet] if sheet else heads:
        found = _detect(heads[name], wanted, header_row)
        if found and (best is None or found.score > best[1].score):
            best = (name, found)
    names = list(heads)
    if best is None:
        return Look(names, sheet or names[0], header_row, _row(heads[sheet or names[0]], header_row), layout, {})
    headings = [mask_numbers(heading)[:120] for heading in best[1].headings]
    return Look(names, best[0], best[1].header_row, headings, best[1].layout.key.value, best[1].mapping)


def _detect(head: Sequence, wanted: list, header_row: int | None) -> Detection | None:
    if header_row is None:
        return detect(head, wanted)
    cells = next((cells for number, cells in head if number == header_row), None)
    if cells is None:
        return None
    return max((read_header(header_row, cells, layout) for layout in wanted), key=lambda found: found.score)


def _row(head: Sequence, number: int | None) -> list[str]:
    """The cells of the row a person may mean as headings: the named one, else the first with two texts."""
    for at, cells in head:
        texts = [str(cell).strip() for cell in cells]
        if at == number or (number is None and sum(1 for text in texts if text) > 1):
            return [mask_numbers(text)[:120] for text in texts]
    return []


def fingerprint(headings: Sequence[str]) -> str:
    """What sheets with the same headings share.

    >>> fingerprint(["NIK ", "Nama"]) == fingerprint(["nik", "NAMA"])
    True
    """
    return hashlib.sha256("\n".join(heading_key(heading) for heading in headings).encode()).hexdigest()
