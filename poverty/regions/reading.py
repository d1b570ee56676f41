"""Reading a table of places, such as `reference/palangka_raya.csv`. No Django in here."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
LEVELS = {2: "province", 5: "city", 8: "district", 13: "village"}
"""Length of a dotted code to level: the values of `Region.Level`, repeated here without Django."""

COLUMNS = ("code", "bps_code", "name", "postal_code", "latitude", "longitude", "tile_column", "tile_row")


class RegionFileError(ValueError):
    """The table of places cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Place:
    """One row of the table, checked."""

    code: str
    bps_code: str
    name: str
    level: str
    parent_id: str | None
    postal_code: str
    latitude: Decimal | None
    longitude: Decimal | None
    tile_column: int | None
    tile_row: int | None


def parent_of(code: str) -> str | None:
    """The code of the place above; None for a province.

    >>> parent_of("62.71.01.1003"), parent_of("62")
    ('62.71.01', None)
    """
    return code.rpartition(".")[0] or None


def read_places(source: Path | str | Iterable[Mapping[str, str]]) -> list[Place]:
    """All places of a csv file or of rows with the same columns, the higher before the lower.

    Raises `RegionFileError` with every problem found, row by row as a spreadsheet numbers them.

    >>> read_places([{"code": "62", "name": "Kalimantan Tengah"}])[0].level
    'province'
    """
    rows = _rows_of(source) if isinstance(source, Path | str) else source
    places, problems = [], []
    for number, row in enumerate(rows, start=2):
        try:
            places.append(_place(row))
        except ValueError as problem:
            problems.append(f"Row {number}: {problem}.")
    problems += _together(places)
    if problems:
        raise RegionFileError(problems)
    return sorted(places, key=lambda place: (len(place.code), place.code))


def _rows_of(path: Path | str) -> list[dict[str, str]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"code", "name"} - set(reader.fieldnames or ())
            if missing:
                raise RegionFileError([f"The column {name} is missing." for name in sorted(missing)])
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegionFileError([f"The file cannot be read ({type(error).__name__})."]) from None


def _place(row: Mapping[str, str]) -> Place:
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not CODE.fullmatch(cell["code"]):
        raise ValueError("the code does not look like 62.71.01.1003")
    if not cell["name"]:
        raise ValueError("the name is missing")
    column, line = _whole(cell["tile_column"]), _whole(cell["tile_row"])
    if (column is None) != (line is None):
        raise ValueError("a tile needs both column and row")
    return Place(
        code=cell["code"],
        bps_code=_digits(cell["bps_code"]),
        name=cell["name"],
        level=LEVELS[len(cell["code"])],
        parent_id=parent_of(cell["code"]),
        postal_code=_digits(cell["postal_code"]),
        latitude=_degrees(cell["latitude"], 90),
        longitude=_degrees(cell["longitude"], 180),
        tile_column=column,
        tile_row=line,
    )


def _digits(text: str) -> str:
    if text and not text.isdecimal():
        raise ValueError("BPS code and post code are digits")
    return text


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > 99:
        raise ValueError("a tile stands in column and row 0 to 99")
    return int(text)


def _degrees(text: str, limit: int) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("a coordinate is not a number") from None
    if not value.is_finite() or abs(value) > limit:
        raise ValueError("a coordinate is out of range")
    return round(value, 6)


def _together(places: list[Place]) -> list[str]:
    """What is wrong between rows: twice the same code or tile, or a place that hangs in the air."""
    problems = []
    codes = {place.code for place in places}
    for name, values in (
        ("code", [place.code for place in places]),
        ("BPS code", [place.bps_code for place in places if place.bps_code]),
        ("tile", [(place.tile_column, place.tile_row) for place in places if place.tile_row is not None]),
    ):
        if len(set(values)) < len(values):
            problems.append(f"A {name} stands in the table twice.")
    for place in places:
        if place.parent_id and place.parent_id not in codes:
            problems.append(f"{place.code}: the place above it, {place.parent_id}, is missing.")
    return problems
