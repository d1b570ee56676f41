"""Columns of the lists of pairs."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table
from poverty.duplicates.choices import PairState
from poverty.duplicates.words import likeness
from poverty.households.tables import short_day


def _names_cell(pair):
    left = pair.first_name or pair.gone_name or "–"
    right = pair.second_name or pair.gone_name or "–"
    families = _("both families") if pair.whole_household else ""
    return format_html('<a href="/data-ganda/{}/">{} – {}</a><small>{}</small>', pair.pk, left, right, families)


def _score_cell(pair):
    if not pair.reasons:
        return format_html('<span class="badge idle">{}</span>', pair.get_origin_display())
    word, tone = likeness(pair.score)
    return format_html('<span class="badge {}">{}</span><small>{}</small>', tone, word, pair.score)


def _state_cell(pair):
    who = pair.decided_by if pair.decided_by_id and pair.state != PairState.OPEN else ""
    return format_html('<span class="badge {}">{}</span><small>{}</small>', pair.tone, pair.get_state_display(), who)


class PairTable(Table):
    """The queue of pairs."""

    columns = (
        Column("names", _("Two records"), _names_cell, card_title=True),
        Column("place", _("Area"), lambda row: row.region.name if row.region else "–"),
        Column("score", _("Likeness"), _score_cell, sort="score"),
        Column("found", _("Found on"), lambda row: short_day(row.found_at), sort="found_at", phone=False),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-score"
    empty_title = _("No pair waits for a decision")
    empty_text = _("The registry is searched in the background; people who may be recorded twice will stand here.")


def _merged_on(pair):
    return format_html("{}<small>{}</small>", short_day(pair.merged_at), pair.merger or "") if pair.merged_at else "–"


class MergedTable(Table):
    """Merges that were made, the newest first, and those undone."""

    columns = (
        Column("names", _("Two records"), _names_cell, card_title=True),
        Column("place", _("Area"), lambda row: row.region.name if row.region else "–"),
        Column("merged", _("Merged on"), _merged_on),
        Column("decided", _("Decided on"), lambda row: short_day(row.decided_at), sort="decided_at", phone=False),
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-decided"
    empty_title = _("Nothing has been merged yet")
    empty_text = _("Merges that a second person has confirmed will stand here, and can be undone from here.")
