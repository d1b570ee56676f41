"""Reading boundaries, matching them with places, drawing them."""

import json
import math
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty.regions.boundaries import MAX_BYTES, BoundaryError, Fault, Feature, parse
from poverty.regions.matching import match
from poverty.regions.outlines import MAX_PATHS, outlines
from poverty.regions.reading import read_places
from poverty.regions.services import REFERENCE

SQUARE = [[113.9, -2.2], [113.95, -2.2], [113.95, -2.15], [113.9, -2.15], [113.9, -2.2]]
PLACES = {place.code: place.bps_code for place in read_places(REFERENCE)}


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def area(rings=(SQUARE,), kind="Polygon", **properties) -> dict:
    properties = properties or {"kode": "62.71.01.1003"}
    coordinates = list(rings) if kind == "Polygon" else [list(rings)]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def fault_of(*features) -> Fault:
    return parse(collection(*features)).problems[0].fault


def subpaths(path: str) -> list[str]:
    return re.findall(r"M[^M]*z", path)


def signed_area(path: str) -> int:
    """Twice the area of one relative subpath, by a reading of SVG of its own; positive when clockwise on screen."""
    x, y = (int(n) for n in re.match(r"M(-?\d+) (-?\d+)", path).groups())
    points = [(x, y)]
    for kind, first, second in re.findall(r"([hvl])(-?\d+)(?: ?(-?\d+))?", path):
        dx, dy = (int(first), 0) if kind == "h" else (0, int(first)) if kind == "v" else (int(first), int(second))
        x, y = x + dx, y + dy
        points.append((x, y))
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True))


class TestParsing:
    def test_polygons_and_multipolygons_are_read(self):
        parsed = parse(collection(area(), area(kind="MultiPolygon", code="62.71")))
        assert [feature.code for feature in parsed.features] == ["62.71.01.1003", "62.71"]
        assert not parsed.problems

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"", Fault.NOT_JSON),
            (b"\xff\xfe{}", Fault.NOT_JSON),
            (b"[" * 100_000, Fault.NOT_JSON),
            (b"[]", Fault.NOT_COLLECTION),
            (b'{"type": "Feature"}', Fault.NOT_COLLECTION),
            (b'{"type": "FeatureCollection", "features": {}}', Fault.NO_FEATURES),
            (collection(), Fault.NO_FEATURES),
            (collection(*[None] * 2001), Fault.TOO_MANY),
            (b" " * (MAX_BYTES + 1), Fault.TOO_LARGE),
            (collection(*[area([SQUARE * 200]) for _ in range(401)]), Fault.TOO_LARGE),
        ],
    )
    def test_a_file_that_cannot_be_used_says_why(self, data, fault):
        with pytest.raises(BoundaryError) as caught:
            parse(data)
        assert caught.value.problem.fault == fault

    @pytest.mark.parametrize(
        ("feature", "fault"),
        [
            (None, Fault.NO_CODE),
            (area(nama="Langkai"), Fault.NO_CODE),
            (area(kode=True), Fault.NO_CODE),
            (area(kode="\ud800"), Fault.NO_CODE),
            (area(kind="LineString"), Fault.NO_POLYGON),
            (area([]), Fault.NO_POLYGON),
            (area([[[1, 2]]]), Fault.BAD_COORDINATES),
            (area([[*SQUARE, ["113.9", "-2.2"]]]), Fault.BAD_COORDINATES),
            (area([[*SQUARE, [math.nan, 1]]]), Fault.BAD_COORDINATES),
            (area([[*SQUARE, [math.inf, 1]]]), Fault.BAD_COORDINATES),
            (area([[*SQUARE, [True, False]]]), Fault.BAD_COORDINATES),
            (area([[[lat, lng] for lng, lat in SQUARE]]), Fault.OUT_OF_RANGE),
            (area([[*SQUARE, [10**300, 1]]]), Fault.BAD_COORDINATES),
        ],
    )
    def test_a_bad_area_is_reported_and_the_others_are_kept(self, feature, fault):
        parsed = parse(collection(feature, area()))
        assert [(problem.fault, problem.feature) for problem in parsed.problems] == [(fault, 1)]
        assert [feature.number for feature in parsed.features] == [2]

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=300))
    def test_no_bytes_raise_anything_else(self, data):
        with suppress(BoundaryError):
            parse(data)

    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(st.fixed_dictionaries({"properties": json_values, "geometry": json_values}), min_size=1, max_size=3)
    )
    def test_no_features_raise_anything_else(self, features):
        parsed = parse(collection(*features))
        assert len(parsed.features) + len(parsed.problems) == len(features)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.lists(st.lists(st.floats() | st.integers(), max_size=3), max_size=8), max_size=3))
    def test_no_coordinates_raise_anything_else_nor_when_drawn(self, rings):
        parsed = parse(collection(area(rings)))
        drawn, empty = outlines({str(feature.number): feature for feature in parsed.features})
        assert len(drawn) + len(empty) + len(parsed.problems) == 1


class TestMatching:
    def feature(self, code, *, bps=False, number=1):
        return Feature(number, code, bps, ())

    @pytest.mark.parametrize("code", ["62.71.05.1007", "6271051007"])
    def test_codes_with_and_without_dots_are_the_same(self, code):
        assert list(match([self.feature(code)], PLACES).found) == ["62.71.05.1007"]

    def test_a_property_named_after_bps_holds_a_bps_code(self):
        assert list(match([self.feature("6271010006", bps=True)], PLACES).found) == ["62.71.01.1003"]

    def test_all_places_are_found_by_either_system_though_their_digits_collide(self):
        """6271011001 is Pahandut for Kemendagri and Kereng Bangkirai for BPS."""
        villages = {code: bps for code, bps in PLACES.items() if len(code) == 13}
        collisions = {code.replace(".", "") for code in villages} & set(villages.values())
        assert "6271011001" in collisions
        for write in (lambda code, bps: code.replace(".", ""), lambda code, bps: bps):
            features = [Feature(n, write(*pair), False, ()) for n, pair in enumerate(villages.items(), start=1)]
            found = match(features, PLACES).found
            assert {code: feature.number for code, feature in found.items()} == {
                code: number for number, code in enumerate(villages, start=1)
            }

    def test_bare_digits_that_fit_both_ways_are_not_guessed(self):
        matched = match([self.feature("6271011001")], PLACES)
        assert not matched.found and len(matched.unclear) == 1

    def test_an_unknown_code_and_a_second_area_of_one_place_are_told(self):
        features = [self.feature("62.71.05.1007"), self.feature("6271051007", number=2), self.feature("99", number=3)]
        matched = match(features, PLACES)
        assert [feature.number for feature in matched.twice] == [2]
        assert [feature.number for feature in matched.unknown] == [3]


class TestDrawing:
    def drawn(self, *features) -> dict:
        parsed = parse(collection(*features))
        return outlines({feature.code: feature for feature in parsed.features})[0]

    def test_numbers_are_whole_and_the_box_holds_the_path(self):
        outline = self.drawn(area())["62.71.01.1003"]
        assert re.fullmatch(r"[Mhvlz0-9 -]+", outline.path)
        left, top, right, bottom = outline.box
        assert (right - left, bottom - top) == (100, 100)
        assert signed_area(outline.path) == 2 * 100 * 100

    def test_a_hole_runs_the_other_way_so_that_it_stays_a_hole(self):
        hole = [[113.91, -2.19], [113.92, -2.19], [113.92, -2.18], [113.91, -2.18], [113.91, -2.19]]
        for rings in ([SQUARE, hole], [SQUARE[::-1], hole], [SQUARE, hole[::-1]]):
            outer, inner = subpaths(self.drawn(area(rings))["62.71.01.1003"].path)
            assert signed_area(outer) > 0 > signed_area(inner)

    def test_corners_on_a_straight_line_are_left_out(self):
        fine = [[113.9 + i / 1000, -2.2] for i in range(50)] + SQUARE[1:]
        assert len(self.drawn(area([fine]))["62.71.01.1003"].path) <= len(self.drawn(area())["62.71.01.1003"].path) + 4

    def test_an_area_too_small_to_draw_is_reported(self):
        speck = [[1.0, 1.0], [1.00001, 1.0], [1.0, 1.00001], [1.0, 1.0]]
        parsed = parse(collection(area([speck])))
        drawn, problems = outlines({"x": parsed.features[0]})
        assert not drawn and problems[0].fault == Fault.NO_AREA

    def test_a_very_detailed_file_is_drawn_coarser_until_it_weighs_little(self):
        """Thirty jagged discs of 5,000 corners each; the bare file is some 6 MB."""

        def disc(number):
            x, y = 113.5 + (number % 6) / 10, -2.4 + (number // 6) / 10
            corners = 5000
            radius = [0.05 * (0.8 + 0.2 * ((i * 7919) % 13) / 13) for i in range(corners)]
            ring = [
                [x + r * math.cos(2 * math.pi * i / corners), y + r * math.sin(2 * math.pi * i / corners)]
                for i, r in enumerate(radius)
            ]
            return area([ring], kode=f"62.71.01.{number:04}")

        drawn = self.drawn(*(disc(number) for number in range(1, 31)))
        assert len(drawn) == 30
        assert sum(len(outline.path) for outline in drawn.values()) <= MAX_PATHS

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(st.floats(113, 114, allow_nan=False), st.floats(-3, -1, allow_nan=False)), min_size=3, max_size=12
        )
    )
    def test_what_is_drawn_does_not_depend_on_direction_or_first_corner(self, corners):
        ring = [list(corner) for corner in corners]
        turned = ring[2:] + ring[:2]
        first, second = self.drawn(area([ring])), self.drawn(area([turned[::-1]]))
        assert {k: abs(sum(map(signed_area, subpaths(v.path)))) for k, v in first.items()} == {
            k: abs(sum(map(signed_area, subpaths(v.path)))) for k, v in second.items()
        }
