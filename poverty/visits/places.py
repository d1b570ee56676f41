"""Distances on the ground."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_008.8
"""Mean radius (IUGG); the sphere is wrong by at most half a percent."""


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance in metres between two places given as latitude and longitude in degrees (haversine).

    >>> round(metres_between((-2.2094, 113.9213), (-2.2094, 113.9213)))
    0
    >>> round(metres_between((0, 0), (0, 180)) / 1000)
    20015
    >>> round(metres_between((-2.2094, 113.9213), (-2.2104, 113.9213)))
    111
    """
    lat_one, lon_one, lat_other, lon_other = map(radians, (*one, *other))
    chord = sin((lat_other - lat_one) / 2) ** 2
    chord += cos(lat_one) * cos(lat_other) * sin((lon_other - lon_one) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))
