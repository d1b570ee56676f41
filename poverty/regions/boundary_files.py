"""A boundary file as a person sees it before it is loaded: what it matches, what not, and why, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from poverty.regions.boundaries import MAX_BYTES, BoundaryError, Fault, Parsed, Problem, parse
from poverty.regions.matching import Matched, match
from poverty.regions.models import Region
from poverty.regions.outlines import Outline, outlines

SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """What loading a file would do. `drawn` goes to `load_boundaries`; `sentences` say what is wrong."""

    drawn: dict[str, Outline]
    places: tuple[Region, ...]
    missing: tuple[Region, ...]
    sentences: tuple[str, ...]

    @property
    def usable(self) -> bool:
        return bool(self.drawn)


def preview_of(data: bytes) -> Preview:
    """Read a GeoJSON file and match it with the places; never raises for anything that is in the file."""
    regions = {region.code: region for region in Region.objects.order_by("code").defer("boundary")}
    try:
        parsed = parse(data)
    except BoundaryError as error:
        return Preview({}, (), _villages(regions.values()), (_problem(error.problem),))
    matched = match(parsed.features, {code: region.bps_code for code, region in regions.items()})
    drawn, empty = outlines(matched.found)
    places = tuple(region for code, region in regions.items() if code in drawn)
    missing = tuple(region for region in _villages(regions.values()) if region.code not in drawn)
    return Preview(drawn, places, missing, tuple(_sentences(parsed, matched, empty)))


def _villages(regions: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(region for region in regions if region.level == Region.Level.VILLAGE)


def _sentences(parsed: Parsed, matched: Matched, empty: list[Problem]) -> Iterable[str]:
    lines = [_problem(problem) for problem in (*parsed.problems, *empty)]
    for features, sentence in (
        (matched.unknown, _("Area %(number)s: the code %(code)s is not known here.")),
        (matched.twice, _("Area %(number)s: the code %(code)s already came before it; only the first counts.")),
        (
            matched.unclear,
            _("Area %(number)s: the code %(code)s may be one of Kemendagri or of BPS. Write it with dots."),
        ),
    ):
        lines += [sentence % {"number": feature.number, "code": feature.code} for feature in features]
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield _("And %(count)s more of this kind.") % {"count": len(lines) - SHOWN}


def _problem(problem: Problem) -> str:
    whole = {
        Fault.TOO_LARGE: _("The file is too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000},
        Fault.NOT_JSON: _("The file is not readable as GeoJSON."),
        Fault.NOT_COLLECTION: _("The file is no GeoJSON FeatureCollection."),
        Fault.NO_FEATURES: _("The file holds no areas."),
        Fault.TOO_MANY: _("The file holds too many areas for one city."),
    }
    part = {
        Fault.NO_CODE: _("Area %(number)s: it has no property “kode” or “kode_bps”."),
        Fault.NO_POLYGON: _("Area %(number)s: it is no polygon."),
        Fault.BAD_COORDINATES: _("Area %(number)s: its coordinates are not pairs of numbers."),
        Fault.OUT_OF_RANGE: _(
            "Area %(number)s: its coordinates are not longitude and latitude in degrees, in this order."
        ),
        Fault.NO_AREA: _("Area %(number)s: it is too small to draw."),
    }
    if problem.fault in whole:
        return whole[problem.fault]
    return part[problem.fault] % {"number": problem.feature}
