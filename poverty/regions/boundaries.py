"""Reading boundaries from GeoJSON, which somebody may have tampered with. Pure: no Django, no database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 10_000_000
MAX_FEATURES = 2_000
MAX_POINTS = 400_000
MAX_LATITUDE = 85.0

BPS_NAMES = ("kode_bps", "bps_code", "bps", "kodebps", "idkel", "iddesa", "kdepum_bps")
CODE_NAMES = ("kode", "code", "kode_kemendagri", "kemendagri", "kdepum", "kode_desa", "kode_kelurahan")

Point = tuple[float, float]


class Fault(StrEnum):
    """What can be wrong with a file or one of its features."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NOT_COLLECTION = "not_collection"
    NO_FEATURES = "no_features"
    TOO_MANY = "too_many"
    NO_CODE = "no_code"
    NO_POLYGON = "no_polygon"
    BAD_COORDINATES = "bad_coordinates"
    OUT_OF_RANGE = "out_of_range"
    NO_AREA = "no_area"


@dataclass(frozen=True)
class Problem:
    """One fault; `feature` is the number of the feature in the file, from 1, or 0 for the whole file."""

    fault: Fault
    feature: int = 0


class BoundaryError(ValueError):
    """The file cannot be used at all; `problem` says why."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem.fault))
        self.problem = problem


@dataclass(frozen=True)
class Feature:
    """One area of the file: the code as written, whether that is a BPS code by its property's name, and rings.

    A polygon is its outer ring and then its holes; coordinates are (longitude, latitude) in degrees.
    """

    number: int
    code: str
    is_bps: bool
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


@dataclass(frozen=True)
class Parsed:
    """What a file holds: the usable features, and what was wrong with the others."""

    features: tuple[Feature, ...]
    problems: tuple[Problem, ...]


class _Faulty(Exception):
    def __init__(self, fault: Fault):
        self.fault = fault


def parse(data: bytes) -> Parsed:
    """The features of a GeoJSON FeatureCollection.

    Raises `BoundaryError`, and nothing else, when the file as a whole cannot be used.

    >>> parse(b"{}")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    BoundaryError: not_collection
    """
    features, problems, points = [], [], 0
    for number, item in enumerate(_items(data), start=1):
        try:
            feature = _feature(number, item)
        except _Faulty as faulty:
            problems.append(Problem(faulty.fault, number))
            continue
        points += sum(len(ring) for polygon in feature.polygons for ring in polygon)
        if points > MAX_POINTS:
            raise BoundaryError(Problem(Fault.TOO_LARGE))
        features.append(feature)
    return Parsed(tuple(features), tuple(problems))


def _items(data: bytes) -> list:
    """The members of `features`, of a file that is small enough and is what it says."""
    if len(data) > MAX_BYTES:
        raise BoundaryError(Problem(Fault.TOO_LARGE))
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BoundaryError(Problem(Fault.NOT_JSON)) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise BoundaryError(Problem(Fault.NOT_COLLECTION))
    items = document.get("features")
    if not isinstance(items, list) or not items:
        raise BoundaryError(Problem(Fault.NO_FEATURES))
    if len(items) > MAX_FEATURES:
        raise BoundaryError(Problem(Fault.TOO_MANY))
    return items


def _feature(number: int, item: object) -> Feature:
    properties = item.get("properties") if isinstance(item, dict) else None
    code, is_bps = _code(properties if isinstance(properties, dict) else {})
    geometry = item.get("geometry") if isinstance(item, dict) else None
    return Feature(number, code, is_bps, tuple(_polygons(geometry)))


def _code(properties: dict) -> tuple[str, bool]:
    """The code and whether its property's name says that it is one of BPS; Kemendagri's is looked for first."""
    named = {str(name).strip().lower(): value for name, value in properties.items()}
    for names, is_bps in ((CODE_NAMES, False), (BPS_NAMES, True)):
        for name in names:
            value = named.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**13:
                value = str(value)
            if isinstance(value, str) and value.strip() and len(value) <= 40 and value.isprintable():
                return value.strip(), is_bps
    raise _Faulty(Fault.NO_CODE)


def _polygons(geometry: object) -> Iterator[tuple[tuple[Point, ...], ...]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Faulty(Fault.NO_POLYGON)
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _Faulty(Fault.NO_POLYGON)
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Faulty(Fault.NO_POLYGON)
        yield tuple(_ring(ring) for ring in polygon)


def _ring(ring: object) -> tuple[Point, ...]:
    if not isinstance(ring, list) or len(ring) < 3:
        raise _Faulty(Fault.BAD_COORDINATES)
    return tuple(_point(point) for point in ring)


def _point(point: object) -> Point:
    if not isinstance(point, list) or len(point) < 2:
        raise _Faulty(Fault.BAD_COORDINATES)
    longitude, latitude = point[0], point[1]
    for value in (longitude, latitude):
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
            raise _Faulty(Fault.BAD_COORDINATES)
    if abs(longitude) > 180 or abs(latitude) > MAX_LATITUDE:
        raise _Faulty(Fault.OUT_OF_RANGE)
    return float(longitude), float(latitude)
