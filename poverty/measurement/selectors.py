"""Figures of the registry for the map. Each is a count of rows a person may open, or is told as "fewer than 5"."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.scope import area_codes, is_city_level
from poverty.regions.models import Region

CEILING = 2
"""The lowest deciles are 1 to this."""

SMALLEST_CELL = 5
"""Whoever may not see households is not told a smaller count: it could point at somebody."""


@dataclass(frozen=True)
class AreaCount:
    """Active households of one area: in the lowest deciles, with any decile, and all of them."""

    low: int
    known: int
    all: int
    oldest: dt.date | None = None
    newest: dt.date | None = None


def count_by_area(households: QuerySet) -> dict[str | None, AreaCount]:
    """Active households by kelurahan code, one SQL statement over a scoped queryset; None is "no kelurahan"."""
    rows = (
        households.active()
        .order_by()
        .values("region_id")
        .annotate(
            low=Count("pk", filter=Q(decile__lte=CEILING)),
            known=Count("decile"),
            all=Count("pk"),
            oldest=Min("decile_date"),
            newest=Max("decile_date"),
        )
    )
    return {row.pop("region_id"): AreaCount(**row) for row in rows}


@dataclass(frozen=True)
class AreaFigure:
    """One kelurahan on the map.

    `low` and `known` are None outside the person's reach; `low` alone is None when it is too small to tell.
    """

    region: Region
    inside: bool
    low: int | None = None
    known: int | None = None
    unknown: int | None = None
    withheld: bool = False

    @property
    def share(self) -> float | None:
        """Share of the lowest deciles among households with a decile, 0 to 1; None when it cannot be said."""
        return self.low / self.known if self.low is not None and self.known else None


@dataclass(frozen=True)
class LowDeciles:
    """The whole map: figures by kelurahan in the order of their codes, sums, and the dates of the deciles."""

    areas: tuple[AreaFigure, ...]
    low: int
    known: int
    unknown: int | None
    without_area: int
    withheld: int
    oldest: dt.date | None
    newest: dt.date | None


def low_deciles(households: QuerySet, villages: Iterable[Region], codes: Iterable[str], *, protect: bool) -> LowDeciles:
    """Households in the lowest deciles by kelurahan.

    `households` is what the person's reach leaves, `codes` the areas of that reach. With `protect` counts under
    `SMALLEST_CELL` are withheld, and whatever would give one away by subtraction is left out too: the sum is
    that of the figures shown, and households without a decile are not told.
    """
    counts, codes = count_by_area(households), tuple(codes)
    areas = tuple(_area(village, counts.get(village.code), codes, protect) for village in villages)
    outside = counts.get(None)
    return LowDeciles(
        areas=areas,
        low=sum(area.low or 0 for area in areas),
        known=sum(area.known or 0 for area in areas),
        unknown=None if protect else sum(area.unknown or 0 for area in areas),
        without_area=0 if protect or outside is None else outside.all,
        withheld=sum(area.withheld for area in areas),
        oldest=min((count.oldest for count in counts.values() if count.oldest), default=None),
        newest=max((count.newest for count in counts.values() if count.newest), default=None),
    )


def _area(village: Region, count: AreaCount | None, codes: tuple[str, ...], protect: bool) -> AreaFigure:
    if not any(within(village.code, code) for code in codes):
        return AreaFigure(village, inside=False)
    count = count or AreaCount(0, 0, 0)
    if protect and count.low < SMALLEST_CELL:
        return AreaFigure(village, inside=True, known=count.known, withheld=True)
    unknown = None if protect else count.all - count.known
    return AreaFigure(village, inside=True, low=count.low, known=count.known, unknown=unknown)


def within(code: str, area: str) -> bool:
    """Whether a place is an area or lies in it; the city's area holds every place.

    >>> within("62.71.01.1003", "62.71.01"), within("62.71.01.1003", "62.71.0")
    (True, False)
    """
    return code == area or code.startswith(f"{area}.")


def reach_of(user, permission: str) -> tuple[str, ...]:
    """The areas of the person's reach for `permission`; a mandate for the city or more reaches every place."""
    codes = area_codes(user, permission)
    return tuple({code[:2] if is_city_level(code) else code for code in codes})
