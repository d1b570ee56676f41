"""Columns of the list of visits."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table
from poverty.households.tables import short_day
from poverty.visits.choices import VisitOutcome


def _household_cell(visit):
    household = visit.household
    place = ", ".join(part for part in (household.address, visit.region.name if visit.region else "") if part)
    return format_html(
        '<a href="/kunjungan/{}/">{}</a><small>{}</small>',
        visit.pk,
        household.head_name or _("Household without a head"),
        place,
    )


def _day_cell(visit):
    day = short_day(visit.planned_for)
    return format_html('{} <span class="badge bad">{}</span>', day, _("late")) if visit.is_late else day


def _state_cell(visit):
    return format_html('<span class="badge {}">{}</span>', visit.tone, visit.get_state_display())


def _outcome_cell(visit):
    return VisitOutcome(visit.outcome).label if visit.outcome and visit.state == "done" else "–"


class VisitTable(Table):
    """The list of visits."""

    columns = (
        Column("household", _("Household"), _household_cell, card_title=True),
        Column("day", _("Planned for"), _day_cell, sort="planned_for"),
        Column("visitor", _("Visitor"), lambda row: row.assigned_to),
        Column("outcome", _("Outcome"), _outcome_cell),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-day"
    empty_title = _("No visit yet")
    empty_text = _("Plan a visit on the page of a household, or for the proposals that a meeting agreed to.")
