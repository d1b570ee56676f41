"""The map of the registry."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.charts import map_svg, shade_of
from core.views import PageView
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.measurement.drawing import boundary_map, has_boundaries, tile_map
from poverty.measurement.selectors import (
    CEILING,
    SMALLEST_CELL,
    AreaFigure,
    LowDeciles,
    low_deciles,
    reach_of,
)
from poverty.regions.models import Region

LIMITS = (0.05, 0.10, 0.20, 0.30)
"""Shares at which the next darker shade begins."""


class RegionMap(PageView):
    """Where the households in the lowest national deciles live.

    Who may open households sees the figures of the own area, each a link to its rows. Who may see the map only
    (secretariat, chair) sees figures of the area without links, and no figure that could point at somebody.
    """

    permission = Perm.VIEW_MAP
    template_name = "poverty/measurement/map.html"

    @cached_property
    def opens_rows(self) -> bool:
        """Whether this person may open the households behind a figure."""
        return self.request.user.may(Perm.VIEW_HOUSEHOLD)

    @cached_property
    def villages(self) -> list[Region]:
        inside = Region.objects.villages().filter(code__startswith=f"{settings.CITY_CODE}.")
        return list(inside.select_related("parent").defer("parent__boundary").order_by("code"))

    @cached_property
    def figures(self) -> LowDeciles:
        user = self.request.user
        permission = Perm.VIEW_HOUSEHOLD if self.opens_rows else Perm.VIEW_MAP
        return low_deciles(
            Household.objects.visible_to(user, permission),
            self.villages,
            reach_of(user, permission),
            protect=not self.opens_rows,
        )

    def get_context_data(self, **kwargs):
        by_code = {area.region.code: area for area in self.figures.areas}

        def describe(village):
            area = by_code[village.code]
            return shade_of(area.share, LIMITS), self.text(area), self.url(area)

        bounded = has_boundaries(self.villages)
        shapes, box = (boundary_map if bounded else tile_map)(self.villages, describe)
        shown = sorted((area for area in self.figures.areas if area.inside), key=_darkest_first)
        context = {
            "map": map_svg(shapes, box, _("Map of the lowest deciles by kelurahan"), labels=not bounded),
            "bounded": bounded,
            "figures": self.figures,
            "rows": [self.row(area) for area in shown],
            "sum_share": self.sum_share(),
            "legend": legend(),
            "opens_rows": self.opens_rows,
            "total_url": self.household_url(decile_max=CEILING) if self.opens_rows else "",
            "smallest": SMALLEST_CELL,
            "today": timezone.localdate(),
            "may_load": self.request.user.may(Perm.LOAD_BOUNDARIES),
        }
        return super().get_context_data(**(context | kwargs))

    def row(self, area: AreaFigure) -> dict:
        """One line of the table beside the map."""
        return {
            "area": area,
            "share": "–" if area.share is None else percent(area.share),
            "url": self.url(area),
            "url_without": self.household_url(region=area.region.code, lacking="decile") if area.unknown else "",
        }

    def sum_share(self) -> str:
        """The share over all figures; not said where some are withheld, for then the two sums do not match."""
        figures = self.figures
        return percent(figures.low / figures.known) if figures.known and not figures.withheld else "–"

    def text(self, area: AreaFigure) -> str:
        """The figure in words, for the tooltip and for those who hear the map."""
        if not area.inside:
            return _("outside your area")
        if area.withheld:
            return _("fewer than %(number)s households") % {"number": SMALLEST_CELL}
        if area.share is None:
            return _("no household with a decile")
        return _("%(low)s of %(known)s households (%(share)s)") % {
            "low": number_format(area.low, force_grouping=True),
            "known": number_format(area.known, force_grouping=True),
            "share": percent(area.share),
        }

    def url(self, area: AreaFigure) -> str:
        """The rows behind the figure, for those who may open them."""
        if not (self.opens_rows and area.inside):
            return ""
        return self.household_url(region=area.region.code, decile_max=CEILING)

    def household_url(self, **filters) -> str:
        """The household list, narrowed to active households and these filters."""
        query = urlencode(filters | {"status": HouseholdStatus.ACTIVE.value})
        return f"{reverse('poverty:household_list')}?{query}"


def percent(share: float) -> str:
    """A share as a percentage with one decimal place, in the language of the page."""
    return f"{number_format(100 * share, 1)}\u00a0%"


def legend() -> list[tuple[str, str]]:
    """Class of a shade and what it stands for, lightest first."""
    steps = [f"{limit * 100:.0f}" for limit in LIMITS]
    words = [_("under %(step)s %%") % {"step": steps[0]}]
    words += [f"{low}–{high} %" for low, high in zip(steps, steps[1:], strict=False)]
    words += [_("%(step)s %% and more") % {"step": steps[-1]}]
    return [(f"shade-{number}", word) for number, word in enumerate(words)] + [("shade-none", _("no figure"))]


def _darkest_first(area: AreaFigure) -> tuple:
    return (area.share is None, -(area.share or 0), area.region.code)
