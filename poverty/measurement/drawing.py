"""The map as shapes: boundaries where every kelurahan has one, else tiles of equal size."""

from collections.abc import Callable, Sequence

from core.charts import Shape
from poverty.regions.models import Region

TILE_WIDTH, TILE_HEIGHT, GAP = 64, 46, 3
MARGIN = 6

Describe = Callable[[Region], tuple[int | None, str, str]]
"""Shade, text and address of a place."""


def has_boundaries(villages: Sequence[Region]) -> bool:
    """Whether every kelurahan has a boundary: a map with holes would say something untrue."""
    return bool(villages) and all(village.boundary for village in villages)


def boundary_map(villages: Sequence[Region], describe: Describe) -> tuple[list[Shape], str]:
    """Shapes and view box from the boundaries."""
    boxes = [village.boundary["box"] for village in villages]
    left, top = min(box[0] for box in boxes) - MARGIN, min(box[1] for box in boxes) - MARGIN
    right, bottom = max(box[2] for box in boxes) + MARGIN, max(box[3] for box in boxes) + MARGIN
    shapes = [Shape(village.name, village.boundary["path"], *describe(village)) for village in villages]
    return shapes, f"{left} {top} {right - left} {bottom - top}"


def tile_map(villages: Sequence[Region], describe: Describe) -> tuple[list[Shape], str]:
    """Shapes and view box from the tile of each place; places without one stand in a row below."""
    placed = [village for village in villages if village.tile_row is not None]
    rows = max((village.tile_row for village in placed), default=-1) + 1
    columns = max((village.tile_column for village in placed), default=7) + 1
    others = [village for village in villages if village.tile_row is None]
    shapes = [_tile(village, village.tile_column, village.tile_row, describe) for village in placed]
    for number, village in enumerate(others):
        shapes.append(_tile(village, number % columns, rows + 1 + number // columns, describe))
    height = rows + (1 + -(-len(others) // columns) if others else 0)
    return shapes, f"0 0 {columns * TILE_WIDTH} {max(height, 1) * TILE_HEIGHT}"


def _tile(village: Region, column: int, row: int, describe: Describe) -> Shape:
    x, y = column * TILE_WIDTH, row * TILE_HEIGHT
    width, height = TILE_WIDTH - GAP, TILE_HEIGHT - GAP
    path = f"M{x} {y}h{width}v{height}h-{width}z"
    return Shape(village.name, path, *describe(village), x=x + 4, y=y + 13)
