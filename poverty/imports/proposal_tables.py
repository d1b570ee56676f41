"""Cells, columns and filters of lists of households for which proposals were asked."""

import django_filters
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.scope import inside
from core.tables import Column, Table
from poverty.households.filters import AreaFilterBar
from poverty.imports.proposal_items import ImportProposal
from poverty.verification.choices import TONES, ProposalState

RESULTS = [("waiting", _("Not yet proposed")), ("refused", _("Not proposed")), *ProposalState.choices]


def home_cell(row):
    """The household, which opens its page, and its kelurahan."""
    household = row.household
    if household is None:
        return str(_("Household that is gone"))
    name = household.head_name or _("Household without a head")
    place = household.region.name if household.region else "–"
    return format_html('<a href="/keluarga/{}/">{}</a><small>{}</small>', household.pk, name, place)


def result_cell(row):
    """What came of an item: its proposal with its state, or why there is none."""
    if row.proposal_id:
        return format_html(
            '<a href="{}"><span class="badge {}">{}</span></a>',
            row.proposal.get_absolute_url(),
            TONES[row.proposal.state],
            row.proposal.get_state_display(),
        )
    if row.done_at is None:
        return format_html('<span class="badge idle">{}</span>', _("Not yet proposed"))
    return format_html('<span class="badge warn">{}</span><small>{}</small>', _("Not proposed"), row.refusal)


def asked_cell(row):
    """Who asked, and when."""
    return format_html("{}<small>{}</small>", row.asked_by, date_format(row.asked_at, "SHORT_DATE_FORMAT"))


def by_result(queryset, name, value):
    """Items that wait, that were refused, or whose proposal is in this state."""
    chosen = {"waiting": queryset.waiting, "refused": queryset.refused}
    return chosen[value]() if value in chosen else queryset.filter(proposal__state=value)


class ImportProposalTable(Table):
    """The households of an import for which somebody asked a proposal."""

    columns = (
        Column("household", _("Household"), home_cell, sort="pk", card_title=True),
        Column("result", _("Result"), result_cell),
        Column("asked", _("Asked by"), asked_cell, phone=False),
    )
    default_sort = "household"
    empty_title = _("Nothing proposed from this import yet")
    empty_text = _("Choose above for which kelurahan the new families are to be proposed.")


class ImportProposalFilter(AreaFilterBar):
    """By result and area."""

    region = django_filters.ChoiceFilter(label=_("Area"), method="in_area", choices=(), empty_label=_("All areas"))
    result = django_filters.ChoiceFilter(label=_("Result"), choices=RESULTS, method=by_result, empty_label=_("All"))

    class Meta:
        model = ImportProposal
        fields = ["result", "region"]

    def in_area(self, queryset, name, value):
        """The households that lie there."""
        return queryset.filter(inside("household__region_id", value))
