"""Columns and filters of the list of imports and of the rows of one import."""

import django_filters
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.filters import FilterBar
from core.privacy import mask_number
from core.tables import Column
from core.tables import Table as ListTable
from poverty.change_requests.choices import TONES as REQUEST_TONES
from poverty.change_requests.models import ChangeRequest
from poverty.households.models import Household, Member
from poverty.imports import choices, selectors
from poverty.imports.choices import TONES, Outcome, Table
from poverty.imports.labels import changes, message_text
from poverty.imports.models import ImportBatch, ImportChange, ImportRow
from poverty.imports.refused import refusals_of


def badge_cell(value, label):
    """A state or outcome in its badge."""
    return format_html('<span class="badge {}">{}</span>', TONES[value], label)


def batch_cell(batch):
    """The import's number, which opens it, and its file."""
    return format_html('<a href="{}">{}</a><small>{}</small>', batch.get_absolute_url(), batch, batch.original_name)


def counts_cell(batch):
    """How many rows came to what."""
    shown = [(Outcome(name).label, batch.counts[name]) for name in Outcome.values if batch.counts.get(name)]
    return "; ".join(f"{label} {localize(count)}" for label, count in shown) or "–"


class ImportTable(ListTable):
    """The list of imports."""

    columns = (
        Column("number", _("Import"), batch_cell, sort="pk", card_title=True),
        Column("layout", _("Kind of list"), lambda row: row.get_layout_display() or "–"),
        Column("rows", _("Rows"), lambda row: localize(row.counts.get("rows", "–")), numeric=True),
        Column("counts", _("Result"), counts_cell, phone=False),
        Column("state", _("State"), lambda row: badge_cell(row.state, row.get_state_display())),
        Column("owner", _("Uploaded by"), lambda row: str(row.owner)),
        Column(
            "created",
            _("Uploaded"),
            lambda row: date_format(localtime(row.created_at), "SHORT_DATETIME_FORMAT"),
            sort="created_at",
        ),
    )
    default_sort = "-created"
    empty_title = _("Nothing imported yet")
    empty_text = _("Upload a list from P3KE, DTKS or another source: nothing is written before you have seen it.")


class ImportFilter(FilterBar):
    """The filter bar of the list of imports."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=choices.BatchState.choices, empty_label=_("All states")
    )
    layout = django_filters.ChoiceFilter(
        label=_("Kind of list"), choices=choices.ImportLayout.choices, empty_label=_("All kinds")
    )

    class Meta:
        model = ImportBatch
        fields = ["state", "layout"]


class RowFilter(FilterBar):
    """Which rows of an import: by outcome, with a warning, refused by the undo."""

    OUTCOMES = [
        *Outcome.choices,
        ("warning", _("With a warning")),
        ("requested", _("Became change requests")),
        ("refused", _("Refused by the undo")),
    ]
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=OUTCOMES, method="by_outcome", empty_label=_("All rows")
    )

    class Meta:
        model = ImportRow
        fields = ["outcome"]

    def by_outcome(self, queryset, name, value):
        """The rows of one outcome."""
        if value == "warning":
            return queryset.filter(has_warning=True)
        if value == "refused":
            refused = ImportChange.objects.exclude(refusal="").filter(batch_id__in=queryset.values("batch_id"))
            return queryset.filter(number__in=refused.values("row_number"))
        if value == "requested":
            asked = ImportChange.objects.filter(table=Table.REQUEST, batch_id__in=queryset.values("batch_id"))
            return queryset.filter(number__in=asked.values("row_number"))
        return queryset.filter(outcome=value)


def person_cell(row):
    """The name, which opens the household within reach, and the masked NIK."""
    name = row.values.get("name") or "–"
    nik = row.values.get("nik")
    shown = format_html('<a href="/keluarga/{}/">{}</a>', row.link, name) if row.link else conditional_escape(name)
    return format_html("{}<small class='nik'>{}</small>", shown, mask_number(nik) if nik else "")


def request_badge(made):
    """Where a change request stands."""
    return format_html('<span class="badge {}">{}</span>', REQUEST_TONES[made.state], made.get_state_display())


def said_cell(row):
    """All that is said about a row, and old and new of what it changes."""
    lines = [
        format_html(
            '<span class="badge {}">{}</span> {}',
            "bad" if message["level"] == "error" else "warn",
            row.headings.get(message["field"], message["field"]),
            message_text(message),
        )
        for message in row.messages
    ]
    if row.refusals:
        lines += [
            format_html('<span class="badge warn">{}</span> {}', _("Undo refused"), said) for said in row.refusals
        ]
    lines += [
        format_html('<a href="{}">{}</a> {}', made.get_absolute_url(), made, request_badge(made))
        for made in row.requests
    ]
    told = [format_html("{}: <del>{}</del> <ins>{}</ins>", label, old, new) for label, old, new in changes(row.diff)]
    if (row.diff or {}).get("assessment"):
        told.append(conditional_escape(_("New assessment from this list")))
    found = format_html_join("", "<div>{}</div>", ((line,) for line in (*lines, *told)))
    return format_html('<div class="diff">{}</div>', found) if found else "–"


class RowTable(ListTable):
    """The rows of one import, with links to where they stand as far as the person may go there."""

    columns = (
        Column("number", _("Row"), lambda row: row.number, sort="number", numeric=True),
        Column("person", _("Name"), person_cell, card_title=True),
        Column("outcome", _("Outcome"), lambda row: badge_cell(row.outcome, Outcome(row.outcome).label)),
        Column("said", _("What is said or changed"), said_cell),
    )
    default_sort = "number"
    empty_title = _("No such row")
    empty_text = _("Choose another outcome above.")

    def __init__(self, batch: ImportBatch, user):
        self.batch, self.user = batch, user

    def render_rows(self, rows):
        if not rows:
            return mark_safe("")
        self._dress(rows)
        return super().render_rows(rows)

    def _dress(self, rows) -> None:
        """Give every row its headings, the household to open, its change requests, and why an undo left it alone."""
        headings, numbers = selectors.headings_of(self.batch), [row.number for row in rows]
        ledger = list(ImportChange.objects.filter(batch=self.batch, row_number__in=numbers))
        people = [each.record_id for each in ledger if each.table == Table.MEMBER]
        members = dict(Member.objects.filter(pk__in=people).values_list("pk", "household_id"))
        homes = {
            each.row_number: each.record_id if each.table == Table.HOUSEHOLD else members.get(each.record_id)
            for each in ledger
            if each.table in (Table.HOUSEHOLD, Table.MEMBER)
        }
        wanted = {row.pk: row.household_id or homes.get(row.number) for row in rows}
        visible = set(
            Household.objects.visible_to(self.user)
            .filter(pk__in=[key for key in wanted.values() if key])
            .values_list("pk", flat=True)
        )
        refusals, requests = refusals_of(ledger), self._requests(numbers)
        for row in rows:
            row.headings = headings
            row.link = wanted[row.pk] if wanted[row.pk] in visible else None
            row.refusals, row.requests = refusals.get(row.number, ()), requests.get(row.number, ())

    def _requests(self, numbers: list[int]) -> dict[int, list[ChangeRequest]]:
        """The change requests that these rows have become, within reach."""
        found: dict[int, list[ChangeRequest]] = {}
        if self.user.may(ChangeRequest.view_permission) and self.batch.counts.get("requested"):
            made = ChangeRequest.objects.visible_to(self.user).filter(import_batch=self.batch.pk)
            for each in made.filter(import_row__in=numbers).order_by("pk"):
                found.setdefault(each.import_row, []).append(each)
        return found
