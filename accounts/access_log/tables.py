"""Columns of the access log."""

from django.apps import apps
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access_log.models import AccessEvent
from accounts.roles.table import RoleCode
from core.tables import Column, Table

TONES = {
    AccessEvent.Action.REVEAL: "warn",
    AccessEvent.Action.EXPORT: "warn",
    AccessEvent.Action.DOWNLOAD: "info",
}


def _when(event: AccessEvent) -> str:
    return date_format(localtime(event.at), "DATETIME_FORMAT")


def _who(event: AccessEvent):
    role = RoleCode(event.role).label if event.role in RoleCode.values else ""
    return format_html("<b>{}</b><small>{}</small>", event.user_name, role)


def _action(event: AccessEvent):
    tone = TONES.get(event.action, "")
    return format_html('<span class="badge {}">{}</span>', tone, event.get_action_display())


def _what(event: AccessEvent):
    try:
        name = apps.get_model(event.subject_type)._meta.verbose_name
    except (LookupError, ValueError):
        name = event.subject_type
    number = f" {event.subject_id}" if event.subject_id else ""
    return format_html("{}{}<small>{}</small>", name, number, event.detail)


class AccessTable(Table):
    """The access log, newest first."""

    caption = gettext_lazy("Looks at people's data")
    empty_title = gettext_lazy("Nobody has looked yet")
    empty_text = gettext_lazy("Every opened record, shown number and export will stand here.")
    default_sort = "-at"
    columns = (
        Column("at", gettext_lazy("When"), _when, sort="at"),
        Column("who", gettext_lazy("Who"), _who, sort="user_name", card_title=True),
        Column("action", gettext_lazy("Action"), _action),
        Column("what", gettext_lazy("What"), _what),
        Column("region", gettext_lazy("Area"), lambda event: event.region or _("whole city"), phone=False),
        Column("reason", gettext_lazy("Reason"), lambda event: event.reason or "–"),
        Column("address", gettext_lazy("Address"), lambda event: event.address or "–", phone=False),
    )
