"""Columns of the list of places."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table


def boundary_cell(region):
    """Whether the place has a boundary, as a badge."""
    if region.has_boundary:
        return format_html('<span class="badge good">{}</span>', _("Loaded"))
    return format_html('<span class="badge idle">{}</span>', _("None"))


class RegionTable(Table):
    """The list of places."""

    caption = _("Places with both code systems")
    default_sort = "code"
    empty_title = _("No places are loaded")
    empty_text = _("They come with the reference data at every start.")
    columns = (
        Column("code", _("Kemendagri code"), lambda region: region.code, sort="code"),
        Column("name", _("Name"), lambda region: region.name, sort="name", card_title=True),
        Column("level", _("Level"), lambda region: region.get_level_display()),
        Column("parent", _("Part of"), lambda region: region.parent.name if region.parent else "–", phone=False),
        Column("bps_code", _("BPS code"), lambda region: region.bps_code or "–", sort="bps_code"),
        Column("postal_code", _("Post code"), lambda region: region.postal_code or "–", sort="postal_code"),
        Column("boundary", _("Boundary"), boundary_cell, sort="has_boundary"),
    )
