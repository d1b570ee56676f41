"""Columns of the lists of change requests."""

from datetime import date

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.tables import Column, Table
from poverty.change_requests.choices import Target
from poverty.change_requests.showing import shower, subject_of
from poverty.change_requests.values import MODELS
from poverty.households.tables import short_day

DUE = Coalesce("due_on", Value(date.max, DateField()))
LINES_SHOWN = 6


def _subject_cell(request):
    subject, head = subject_of(request), request.household.head_name or _("Household without a head")
    about = [request.get_target_display()] if request.target != Target.NEW_MEMBER else []
    about += [head] if head != subject else []
    about.append(request.region.name if request.region else "–")
    return format_html(
        '<a href="/perubahan/{}/">{}</a><small>{}</small>{}',
        request.pk,
        subject,
        " · ".join(str(part) for part in about),
        _conflict(request),
    )


def _conflict(request):
    contested = request.is_open and getattr(request, "is_contested", False)
    return format_html('<span class="badge bad">{}</span>', _("conflict")) if contested else ""


def _fields_cell(request):
    fields = (MODELS[request.target]._meta.get_field(line.field) for line in request.lines.all())
    names = [str(capfirst(field.verbose_name)) for field in fields]
    return ", ".join(names[:LINES_SHOWN]) + ("…" if len(names) > LINES_SHOWN else "")


def _asked_cell(request):
    return format_html(
        "{}<small>{} · {}</small>", request.requested_by, short_day(request.created_at), request.get_origin_display()
    )


def _due_cell(request):
    if not request.is_open:
        return format_html("–<small>{}</small>", short_day(request.decided_at))
    late = format_html(' <span class="badge bad">{}</span>', _("late")) if request.is_late else ""
    return format_html("{}{}", short_day(request.due_on), late)


def _state_cell(request):
    return format_html('<span class="badge {}">{}</span>', request.tone, request.get_state_display())


SUBJECT = Column("subject", _("About"), _subject_cell, sort="id", card_title=True)
ASKED = Column("asked", _("Asked for by"), _asked_cell)
DUE_ON = Column("due", _("Decision due"), _due_cell, sort=DUE)


class RequestTable(Table):
    """The list of change requests."""

    columns = (
        SUBJECT,
        Column("fields", _("Fields"), _fields_cell),
        ASKED,
        DUE_ON,
        Column("state", _("State"), _state_cell),
    )
    default_sort = "-subject"
    empty_title = _("No change is asked for")
    empty_text = _("Open a verified household and choose “Ask for a change”; the request will stand here.")


class DecideTable(Table):
    """Requests to decide together: each with what would change, and a box to choose it."""

    default_sort = "due"
    empty_title = _("Nothing waits for your decision")
    empty_text = _("Requests of others within your reach will stand here.")

    def __init__(self, user=None, chosen: bool = False):
        show = shower(user) if user is not None else None

        def changes(request):
            return format_html_join("", "{}", ((_change(request, line, show),) for line in request.lines.all()))

        def box(request):
            mark = "checked" if chosen and not request.is_contested else ""
            return format_html(
                '<input class="form-check-input" type="checkbox" name="chosen" value="{}" form="bulk" {}'
                ' aria-label="{}">',
                request.pk,
                mark,
                _("Choose %(request)s") % {"request": request},
            )

        self.columns = (
            Column("choose", _("Choose"), box),
            SUBJECT,
            Column("changes", _("What would change"), changes),
            Column("reason", _("Reason"), lambda row: row.reason),
            ASKED,
            DUE_ON,
        )


def _change(request, line, show):
    field = MODELS[request.target]._meta.get_field(line.field)
    label, old, new = capfirst(field.verbose_name), show(field, line.old), show(field, line.new)
    if request.target == Target.NEW_MEMBER:
        return format_html('<div class="diff">{}: <ins>{}</ins></div>', label, new)
    return format_html('<div class="diff">{}: <del>{}</del> → <ins>{}</ins></div>', label, old, new)
