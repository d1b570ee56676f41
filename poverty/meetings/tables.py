"""Columns of the list of meetings."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table
from poverty.households.tables import short_day


def _day_cell(meeting):
    return format_html(
        '<a href="/musyawarah/{}/">{}</a><small>{}</small>', meeting.pk, short_day(meeting.held_on), meeting.place
    )


def _names_cell(meeting):
    if not meeting.names:
        return "–"
    return format_html("{} <small>{}</small>", meeting.names, _("%(count)s decided") % {"count": meeting.decided})


def _state_cell(meeting):
    return format_html('<span class="badge {}">{}</span>', meeting.tone, meeting.get_state_display())


class MeetingTable(Table):
    """The list of meetings."""

    columns = (
        Column("day", _("Day and place"), _day_cell, sort="held_on", card_title=True),
        Column("region", _("Kelurahan"), lambda row: row.region),
        Column("chair", _("Chaired by"), lambda row: row.chair_name or "–", phone=False),
        Column("names", _("Names"), _names_cell, numeric=True),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-day"
    empty_title = _("No community meeting yet")
    empty_text = _("Call a meeting; the names that wait are put on its agenda, and its minutes are written from there.")
