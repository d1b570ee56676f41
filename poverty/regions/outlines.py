"""Boundaries as small SVG paths. Pure: no Django, no database.

The projection is Web Mercator with one unit to 0.0005 degree (55 m at the equator), rounded to whole units. It
is the same for every place, so boundaries that are loaded one after another fit together; rounding (unlike
Douglas-Peucker) moves the shared corner of two neighbours to the same spot, so no gaps open between them. If
all shapes of a file together weigh too much, their grid is made coarser.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from poverty.regions.boundaries import Fault, Feature, Problem

MAX_PATHS = 40_000
"""Characters that all paths of one file may have together."""

UNITS_PER_DEGREE = 2_000
GRIDS = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class Outline:
    """An area as SVG: a path in map units and the box around it, (left, top, right, bottom)."""

    path: str
    box: tuple[int, int, int, int]


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Map units of a point; x grows to the east and y to the south.

    >>> x, y = project(0.5, -0.5)
    >>> round(x), round(y)
    (1000, 1000)
    """
    y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))
    return longitude * UNITS_PER_DEGREE, -y * UNITS_PER_DEGREE


def outlines(features: Mapping[str, Feature]) -> tuple[dict[str, Outline], list[Problem]]:
    """The outline of every feature by its key, as fine as `MAX_PATHS` allows, and the features without area.

    >>> square = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),)
    >>> outlines({"62": Feature(1, "62", False, (square,))})[0]["62"].path
    'M0 -2000h2000v2000h-2000z'
    """
    for grid in GRIDS:
        drawn = {key: _outline(feature, grid) for key, feature in features.items()}
        if sum(len(outline.path) for outline in drawn.values() if outline) <= MAX_PATHS:
            break
    problems = [Problem(Fault.NO_AREA, features[key].number) for key, outline in drawn.items() if outline is None]
    return {key: outline for key, outline in drawn.items() if outline}, problems


def _outline(feature: Feature, grid: int) -> Outline | None:
    """The feature drawn on a grid; a ring that shrinks to nothing is left out, None if none is left."""
    paths, corners = [], []
    for polygon in feature.polygons:
        for position, ring in enumerate(polygon):
            points = _whole(ring, grid)
            area = _area(points)
            if area == 0:
                if position == 0:
                    break
                continue
            if (area > 0) == (position > 0):
                points.reverse()
            points = _turned(points)
            paths.append(_path(points))
            corners += points
    if not corners:
        return None
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return Outline("".join(paths), (min(xs), min(ys), max(xs), max(ys)))


def _whole(ring: tuple[tuple[float, float], ...], grid: int) -> list[tuple[int, int]]:
    """Corners on the grid, without repetitions, without spikes that enclose nothing, without those in a line."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = project(longitude, latitude)
        point = (round(x / grid) * grid, round(y / grid) * grid)
        while len(points) > 1 and _in_line(points[-2], points[-1], point):
            points.pop()
        if not points or point != points[-1]:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def _in_line(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    return (middle[0] - first[0]) * (last[1] - middle[1]) == (middle[1] - first[1]) * (last[0] - middle[0])


def _area(points: list[tuple[int, int]]) -> int:
    """Twice the signed area; positive for a ring that runs clockwise on the screen."""
    following = points[1:] + points[:1]
    return sum(x * y2 - x2 * y for (x, y), (x2, y2) in zip(points, following, strict=True))


def _turned(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ring from its smallest corner, so that the same shape is always written alike."""
    start = points.index(min(points))
    return points[start:] + points[:start]


def _path(points: list[tuple[int, int]]) -> str:
    """The ring as SVG path data with relative steps."""
    (x, y), *others = points
    out = [f"M{x} {y}"]
    for next_x, next_y in others:
        dx, dy = next_x - x, next_y - y
        out.append(f"h{dx}" if dy == 0 else f"v{dy}" if dx == 0 else f"l{dx} {dy}" if dy > 0 else f"l{dx}{dy}")
        x, y = next_x, next_y
    return "".join([*out, "z"])
