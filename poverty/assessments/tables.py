"""Columns of the lists of assessments and of households to assess."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table
from core.templatetags.betang import rupiah
from poverty.assessments.models import AssessmentState
from poverty.households.tables import short_day

TONES = {
    AssessmentState.DRAFT: "idle",
    AssessmentState.SUBMITTED: "warn",
    AssessmentState.VERIFIED: "good",
    AssessmentState.IMPORTED: "info",
}


def _household_cell(assessment):
    household = assessment.household
    return format_html(
        '<a href="/pendataan/{}/">{}</a><small>{}</small>',
        assessment.pk,
        household.head_name or _("Household without a head"),
        _place(household, assessment.region),
    )


def _place(household, region) -> str:
    return ", ".join(part for part in (household.address, region.name if region else "") if part)


def _state_cell(assessment):
    return format_html('<span class="badge {}">{}</span>', TONES[assessment.state], assessment.get_state_display())


class AssessmentTable(Table):
    """The list of assessments."""

    columns = (
        Column("household", _("Household"), _household_cell, card_title=True),
        Column("day", _("Assessed on"), lambda row: short_day(row.assessed_on), sort="assessed_on"),
        Column("enumerator", _("Enumerator"), lambda row: row.enumerator or row.get_source_display()),
        Column(
            "spending",
            _("Spending per person and month"),
            lambda row: rupiah(row.spending_per_person),
            numeric=True,
        ),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-day"
    empty_title = _("No assessment yet")
    empty_text = _("Open a household and begin an assessment there; it will stand here.")


def _due_cell(household):
    return format_html(
        '<a href="/pendataan/keluarga/{}/">{}</a><small>{}</small>',
        household.pk,
        household.head_name or _("Household without a head"),
        _place(household, household.region),
    )


def _last_cell(household):
    if household.last_assessed_on is None:
        return format_html('<span class="badge warn">{}</span>', _("Never assessed"))
    return short_day(household.last_assessed_on)


class DueTable(Table):
    """Households that were never assessed, or too long ago."""

    columns = (
        Column("head", _("Head of household"), _due_cell, sort="head_key", card_title=True),
        Column("members", _("Members"), lambda row: row.member_count, numeric=True),
        Column("last", _("Last assessed"), _last_cell),
    )
    default_sort = "head"
    empty_title = _("Every household is assessed")
    empty_text = _("Households that were never assessed, or too long ago, will stand here.")
