"""Columns of the lists about national lists."""

from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core.privacy import mask_number
from core.tables import Column, Table
from poverty.households.models import Household
from poverty.households.tables import short_day
from poverty.imports.proposal_tables import asked_cell, home_cell, result_cell
from poverty.national_lists.choices import CHANGE_TONES, TONES, Change


def _list_cell(row):
    return format_html('<a href="{}">{}</a><small>{}</small>', row.get_absolute_url(), row, row.get_source_display())


def _state_cell(row):
    return format_html('<span class="badge {}">{}</span>', TONES[row.state], row.get_state_display())


class NationalListTable(Table):
    """The national lists."""

    columns = (
        Column("number", _("National list"), _list_cell, sort="pk", card_title=True),
        Column("period", _("Quarter"), lambda row: row.period),
        Column("reference", _("Reference date"), lambda row: short_day(row.reference_date), sort="reference_date"),
        Column("families", _("Families"), lambda row: localize(row.entry_count), numeric=True, sort="entry_count"),
        Column("previous", _("Compared with"), lambda row: row.previous.period if row.previous else "–", phone=False),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-number"
    empty_title = _("No national list yet")
    empty_text = _(
        "Import the list of a quarter and have it checked; then take it in here. It is kept as the state sent it, and "
        "compared with the one before."
    )


class WithHouseholds(Table):
    """A table whose rows lead to a household, as far as the person may go there."""

    def __init__(self, user):
        self.user = user

    def household_of(self, row) -> int | None:
        """Key of the row's household."""
        raise NotImplementedError

    def render_rows(self, rows):
        if not rows:
            return mark_safe("")
        keys = {self.household_of(row) for row in rows} - {None}
        visible = set(Household.objects.visible_to(self.user).filter(pk__in=keys).values_list("pk", flat=True))
        for row in rows:
            row.home = self.household_of(row)
            row.link = row.home if row.home in visible else None
        return super().render_rows(rows)


def _name(row, entry):
    name = entry.name or "–"
    number = entry.nik or entry.family_card
    shown = format_html('<small class="nik">{}</small>', mask_number(number)) if number else ""
    if row.link:
        return format_html('<a href="/keluarga/{}/">{}</a>{}', row.link, name, shown)
    return format_html("{}{}", name, shown)


def _registry(row):
    if row.home is None:
        return format_html('<span class="badge warn">{}</span>', _("Not in the registry"))
    return format_html('<span class="badge idle">{}</span>', _("In the registry"))


def decile_text(decile) -> str:
    """A decile, or that there is none."""
    return str(decile) if decile else str(_("not known"))


def _place(region) -> str:
    return region.name if region else "–"


class EntryTable(WithHouseholds):
    """The families of a list, in the order of the list's areas and rows."""

    columns = (
        Column("place", _("Name"), lambda row: _name(row, row), sort="pk", card_title=True),
        Column("region", _("Kelurahan"), lambda row: _place(row.region)),
        Column("decile", _("Decile"), lambda row: decile_text(row.decile), numeric=True),
        Column("people", _("Rows"), lambda row: row.people, numeric=True, phone=False),
        Column("row", _("Row in the sheet"), lambda row: _row_cell(row), numeric=True, phone=False),
        Column("registry", _("Registry"), _registry),
    )
    default_sort = "place"
    empty_title = _("No such family on this list")
    empty_text = _("Take a filter off above, or choose another list.")

    def household_of(self, row):
        return row.household_id


def _row_cell(row):
    if row.is_sound:
        return row.row_number
    return format_html("{}<small>{}</small>", row.row_number, _("a cell was rejected"))


def _change_cell(row):
    moved = format_html(' <span class="badge warn">{}</span>', _("Moved")) if row.moved else ""
    return format_html('<span class="badge {}">{}</span>{}', CHANGE_TONES[row.change], Change(row.change).label, moved)


def _decile_cell(row):
    if row.change == Change.NEW:
        return decile_text(row.decile)
    if row.change == Change.VANISHED:
        return format_html("<small>{}</small>{}", _("before"), decile_text(row.decile_before))
    if row.change == Change.SAME:
        return decile_text(row.decile)
    return format_html("{} → {}", decile_text(row.decile_before), decile_text(row.decile))


def _move_cell(row):
    if row.moved:
        return format_html("{}<small>{} {}</small>", _place(row.region), _("before:"), _place(row.region_before))
    return _place(row.region)


class DifferenceTable(WithHouseholds):
    """The families of a comparison, by kelurahan and name."""

    columns = (
        Column("place", _("Name"), lambda row: _name(row, row.subject), sort="pk", card_title=True),
        Column("change", _("What has changed"), _change_cell),
        Column("decile", _("Decile"), _decile_cell, numeric=True),
        Column("region", _("Kelurahan"), _move_cell),
        Column("registry", _("Registry"), _registry),
    )
    default_sort = "place"
    empty_title = _("No such difference")
    empty_text = _("Take a filter off above, or choose another comparison.")

    def household_of(self, row):
        return row.subject.household_id


class QueueTable(Table):
    """The households of a queue."""

    columns = (
        Column("household", _("Household"), home_cell, sort="pk", card_title=True),
        Column("change", _("On the list"), lambda row: Change(row.change).label),
        Column("kind", _("Proposed as"), lambda row: row.get_kind_display()),
        Column("result", _("Result"), result_cell),
        Column("asked", _("Asked by"), asked_cell, phone=False),
    )
    default_sort = "household"
    empty_title = _("Nothing in this queue yet")
    empty_text = _("Open the queue on the page of the difference: choose the groups and the kelurahan to verify.")
