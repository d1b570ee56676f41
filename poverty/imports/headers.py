"""Find the header row of a sheet, the layout it belongs to, and which column means which field. No Django."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from poverty.imports.columns import Kind, heading_key
from poverty.imports.layouts import LAYOUTS, Layout

SEARCHED_ROWS = 40
"""Header rows are looked for down to this row; P3KE has it in row 13."""
MIN_LIKENESS = 88
"""Out of 100: how alike a misspelt heading must be (rapidfuzz ratio)."""
MIN_FUZZY_LENGTH = 6

Row = tuple[int, Sequence[object]]
"""Row number as the spreadsheet shows it, and the cells."""


class ColumnMatch(NamedTuple):
    """What one column of the sheet was taken for.

    `field` is None for a column that is ignored; `known` says that it is ignored on purpose (running number,
    age band). `confidence` runs from 0 to 1; 1 is a heading we know word by word.
    """

    position: int
    heading: str
    field: str | None
    confidence: float
    known: bool = False


class Detection(NamedTuple):
    """The layout a sheet was taken for and where its table begins. `score` runs from 0 to 1."""

    layout: Layout
    header_row: int
    matches: tuple[ColumnMatch, ...]
    score: float

    @property
    def mapping(self) -> dict[str, int]:
        """Field to column position (from 0)."""
        return {match.field: match.position for match in self.matches if match.field}

    @property
    def headings(self) -> list[str]:
        """The headings as the sheet has them, by position."""
        return [match.heading for match in self.matches]


def propose(headings: Sequence[object], layout: Layout) -> tuple[ColumnMatch, ...]:
    """A proposal for every heading of the row; each field is given to one column only, the likeliest."""
    keys = [heading_key(heading) for heading in headings]
    taken: dict[int, tuple[str, float]] = {}
    for field, position, likeness in sorted(_candidates(keys, layout), key=lambda found: (-found[2], found[1])):
        if position not in taken and all(field != other for other, _likeness in taken.values()):
            taken[position] = (field, likeness)
    return tuple(
        _match(position, str(heading).strip(), taken.get(position), layout) for position, heading in enumerate(headings)
    )


def _match(position: int, heading: str, found: tuple[str, float] | None, layout: Layout) -> ColumnMatch:
    if not found:
        return ColumnMatch(position, heading, None, 0.0)
    field, likeness = found
    if layout.column(field).kind is Kind.KNOWN:
        return ColumnMatch(position, heading, None, likeness, known=True)
    return ColumnMatch(position, heading, field, likeness)


def _candidates(keys: Sequence[str], layout: Layout) -> Iterable[tuple[str, int, float]]:
    wanted = _headings_of(layout)
    for position, key in enumerate(keys):
        if not key:
            continue
        if key in wanted:
            yield wanted[key], position, 1.0
        elif len(key) >= MIN_FUZZY_LENGTH:
            likeness, field = max((fuzz.ratio(key, other), field) for other, field in wanted.items())
            if likeness >= MIN_LIKENESS:
                yield field, position, round(likeness / 100, 2)


_HEADINGS: dict[str, dict[str, str]] = {}


def _headings_of(layout: Layout) -> dict[str, str]:
    if layout.key not in _HEADINGS:
        found: dict[str, str] = {}
        for column in layout.columns:
            for heading in column.headings:
                found.setdefault(heading_key(heading), column.field)
        _HEADINGS[layout.key] = found
    return _HEADINGS[layout.key]


def detect(rows: Sequence[Row], layouts: Iterable[Layout] | None = None) -> Detection | None:
    """The best pair of header row and layout among the first rows of a sheet; None when no layout fits.

    A header may also stand in two rows (a merged heading above its parts): the lower one is then the header
    row.
    """
    candidates = list(_header_candidates(rows))
    best: Detection | None = None
    for layout in layouts if layouts is not None else LAYOUTS.values():
        for number, headings in candidates:
            found = _fit(number, headings, layout)
            if found and (best is None or found.score > best.score):
                best = found
    return best


def read_header(number: int, cells: Sequence[object], layout: Layout) -> Detection:
    """The matches for a header row and a layout that a person has chosen, fitting or not."""
    matches = propose(cells, layout)
    return Detection(layout, number, matches, _score(matches, layout))


def _header_candidates(rows: Sequence[Row]) -> Iterable[tuple[int, list[object]]]:
    above: tuple[int, Sequence[object]] | None = None
    for number, cells in rows:
        if number > SEARCHED_ROWS:
            return
        if sum(1 for cell in cells if isinstance(cell, str) and cell.strip()) < 2:
            above = (number, cells)
            continue
        yield number, list(cells)
        if above and above[0] == number - 1:
            yield number, _joined(above[1], cells)
        above = (number, cells)


def _joined(upper: Sequence[object], lower: Sequence[object]) -> list[object]:
    width = max(len(upper), len(lower))
    upper, lower = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    return [below if str(below).strip() else above for above, below in zip(upper, lower, strict=True)]


def _fit(number: int, headings: Sequence[object], layout: Layout) -> Detection | None:
    if not any(heading_key(heading) in _headings_of(layout) for heading in headings):
        return None  # a row of data, not worth the search for misspelt headings
    matches = propose(headings, layout)
    fields = {match.field for match in matches}
    if not layout.required <= fields:
        return None
    return Detection(layout, number, matches, _score(matches, layout))


def _score(matches: Sequence[ColumnMatch], layout: Layout) -> float:
    """Likeness of two sets of headings (Dice), fuzzy matches counting less."""
    filled = sum(1 for match in matches if match.heading)
    recognised = sum(match.confidence for match in matches if match.field or match.known)
    return round(2 * recognised / max(filled + len(layout.columns), 1), 4)
