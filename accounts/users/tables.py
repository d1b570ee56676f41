"""Columns of the list of users."""

from datetime import UTC, datetime

from django.db.models import Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.users.models import User
from core.tables import Column, Table

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def assignment_words(assignment) -> str:
    """An assignment in words: role, then area or department."""
    parts = (assignment.role, assignment.department, assignment.region)
    return " · ".join(str(part) for part in parts if part)


def _person(user: User):
    return format_html('<a href="{}"><b>{}</b></a><small>{}</small>', user.get_absolute_url(), user.name, user.email)


def _roles(user: User):
    today = timezone.localdate()
    held = [
        each
        for each in user.assignments.all()
        if each.valid_from <= today and (each.valid_until is None or each.valid_until >= today)
    ]
    if not held:
        return format_html('<span class="badge warn">{}</span>', _("no role"))
    return format_html_join("", "<div>{}</div>", ((assignment_words(each),) for each in held))


def _state(user: User):
    words, tone = (_("open"), "good") if user.is_active else (_("closed"), "")
    marks = [(tone, words)]
    if user.is_demonstration:
        marks.append(("info", _("demonstration")))
    return format_html_join(" ", '<span class="badge {}">{}</span>', marks)


def _last_sign_in(user: User) -> str:
    if user.last_login is None:
        return _("never")
    return date_format(timezone.localtime(user.last_login), "DATE_FORMAT")


class UserTable(Table):
    """People with an account."""

    caption = gettext_lazy("Users")
    empty_title = gettext_lazy("No user fits these filters")
    empty_text = gettext_lazy("Take a filter off, or add a user.")
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Name"), _person, sort=Lower("name"), card_title=True),
        Column("username", gettext_lazy("User name"), lambda user: user.username, sort=Lower("username")),
        Column("roles", gettext_lazy("Role today"), _roles),
        Column("state", gettext_lazy("Account"), _state),
        Column(
            "last_login",
            gettext_lazy("Last sign-in"),
            _last_sign_in,
            sort=Coalesce("last_login", Value(LONG_AGO)),
            phone=False,
        ),
    )
