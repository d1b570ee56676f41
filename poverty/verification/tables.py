"""Columns of the lists of proposals, of endorsement lists and of the worklists."""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles.table import RoleCode
from core.tables import Column, Table
from core.working_days import holidays_from
from poverty.households.tables import label_of, short_day
from poverty.verification.choices import Channel, ProposalKind
from poverty.verification.clocks import clock_of
from poverty.verification.models import FAR
from poverty.verification.owners import owner_of

LISTS = {"draft": "idle", "submitted": "warn", "endorsed": "good", "returned": "bad", "cancelled": "idle"}


def place_of(household, region) -> str:
    """Address and kelurahan under a name."""
    return ", ".join(part for part in (household.address, region.name if region else "") if part)


def _household_cell(proposal):
    home = proposal.household
    return format_html(
        '<a href="/usulan/{}/">{}</a><small>{}</small>', proposal.pk, home, place_of(home, proposal.region)
    )


def _kind_cell(proposal):
    language = get_language()
    kind = label_of(ProposalKind, proposal.kind, language)
    return format_html("{}<small>{}</small>", kind, label_of(Channel, proposal.channel, language))


def _state_cell(proposal):
    badge = format_html('<span class="badge {}">{}</span>', proposal.tone, proposal.get_state_display())
    return format_html("{}<small>{}</small>", badge, short_day(proposal.state_since))


def _due_cell(proposal):
    clock = proposal.clock
    lapses = ""
    if clock.lapses_on:
        lapses = format_html("<small>{} {}</small>", _("lapses on"), short_day(clock.lapses_on))
    if clock.left is None:
        return lapses or "–"
    if clock.is_late:
        late = format_html(
            '<span class="badge bad">{}</span>', _("%(number)s working days late") % {"number": clock.late_by}
        )
        return format_html("{}<small>{}</small>{}", late, short_day(clock.due_on), lapses)
    left = _("%(number)s working days left") % {"number": clock.left}
    return format_html("{}<small>{}</small>{}", short_day(clock.due_on), left, lapses)


def _owner_cell(proposal):
    owner = owner_of(proposal)
    if owner is None:
        return "–"
    role = label_of(RoleCode, owner.role, get_language())
    return format_html("{}<small>{}</small>", role, owner.person or owner.place)


def choose_cell(row, label):
    """A box that chooses the row for the form with the id `bulk` on the same page."""
    return format_html(
        '<input class="form-check-input" type="checkbox" name="chosen" value="{}" form="bulk" aria-label="{}: {}">',
        row.pk, _("Choose"), label,
    )  # fmt: skip


CHOOSE = Column("choose", _("Choose"), lambda row: choose_cell(row, row.household))


class ProposalTable(Table):
    """The list of proposals. The calendar is read once for all clocks of a page."""

    columns = (
        Column("household", _("Household"), _household_cell, card_title=True),
        Column("kind", _("Kind"), _kind_cell),
        Column("state", _("State and since"), _state_cell, sort="state_since"),
        Column("due", _("Next step due"), _due_cell, sort=Coalesce("due_on", FAR)),
        Column("owner", _("Who must act"), _owner_cell),
    )
    default_sort = "-state"
    empty_title = _("No proposal yet")
    empty_text = _("Open a household and propose it there; it will stand here with its state and its clock.")

    def render_rows(self, rows):
        """Every row with its clock."""
        rows, today = list(rows), timezone.localdate()
        days = [row.due_on for row in rows if row.due_on]
        holidays = holidays_from(min([today, *days]))
        for row in rows:
            row.clock = clock_of(row, today, holidays)
        return super().render_rows(rows)


class ChoosingTable(ProposalTable):
    """The list of proposals for somebody who verifies: rows can be chosen."""

    columns = (CHOOSE, *ProposalTable.columns)


def _title_cell(row):
    return format_html(
        '<a href="/usulan/pengesahan/{}/">{}</a><small>{}</small>', row.pk, row.title, row.region or _("whole city")
    )


def _list_state_cell(row):
    return format_html('<span class="badge {}">{}</span>', LISTS[row.state], row.get_state_display())


def _document_cell(row):
    if row.document is None:
        return "–"
    signed = _("signed") if row.document.is_signed else _("signed copy not handed in")
    return format_html("{}<small>{}</small>", row.document.number, signed)


class EndorsementTable(Table):
    """Endorsement lists."""

    columns = (
        Column("title", _("List"), _title_cell, card_title=True),
        Column("names", _("Names"), lambda row: row.names, numeric=True),
        Column("prepared", _("Prepared by"), lambda row: row.prepared_by),
        Column("state", _("State"), _list_state_cell),
        Column("document", _("Document"), _document_cell),
        Column("created", _("Begun"), lambda row: short_day(row.created_at), sort="created_at"),
    )
    default_sort = "-created"
    empty_title = _("No endorsement list yet")
    empty_text = _("Verified proposals are put on a list, handed to the head of office and endorsed there as a whole.")


def _verified_head_cell(row):
    url = reverse("poverty:household_verification", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', url, row, place_of(row, row.region))


class WorklistTable(Table):
    """Households to be proposed: chosen here, proposed together."""

    columns = (
        Column("choose", _("Choose"), lambda row: choose_cell(row, row)),
        Column("head", _("Head of household"), _verified_head_cell, sort="head_key", card_title=True),
        Column("members", _("Members"), lambda row: row.member_count, numeric=True),
        Column("decile", _("Decile"), lambda row: row.decile or "–", numeric=True),
    )
    default_sort = "head"
    empty_title = _("Nothing to propose")
    empty_text = _("Households will stand here when they become due.")


class StaleTable(WorklistTable):
    """Those verified too long ago, the oldest first."""

    columns = (
        *WorklistTable.columns,
        Column("verified", _("Verified on"), lambda row: short_day(row.verified_on), sort="verified_on"),
    )
    default_sort = "verified"


class CandidateTable(ProposalTable):
    """Verified proposals that may stand on an endorsement list."""

    columns = (CHOOSE, ProposalTable.columns[0], ProposalTable.columns[1], ProposalTable.columns[2])
    default_sort = "-state"
    empty_title = _("No verified proposal without a list")
    empty_text = _("What is verified and stands on no list yet will stand here.")
