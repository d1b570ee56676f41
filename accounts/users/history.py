"""The change history of an account, in words instead of keys."""

from dataclasses import replace
from datetime import datetime

from django.apps import apps
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.departments.models import Department
from accounts.roles.models import RoleAssignment
from accounts.roles.table import RoleCode
from accounts.users.models import User
from core.history import Change, changes_of

#: Fields of Django's own user that this product does not use, and what the page says anyway.
SILENT = {"user", "is_superuser", "is_staff", "date_joined", "is_demonstration"}


def account_changes(user: User) -> list[Change]:
    """Who changed this account and its roles, when, from where and why; newest first. Five queries."""
    names = _names()

    def show(field, value) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if field.name in names:
            return names[field.name].get(value, str(value))
        return str(localize(localtime(value) if isinstance(value, datetime) else value))

    sources = (
        (User.objects.filter(pk=user.pk), _("account")),
        (RoleAssignment.objects.filter(user=user), _("role assignment")),
    )
    return [
        replace(change, fields=tuple(field for field in change.fields if field.name not in SILENT))
        for change in changes_of(*sources, show=show)
    ]


def _names() -> dict[str, dict]:
    """What the keys in the events stand for: roles, areas, departments."""
    return {
        "role": {code: str(label) for code, label in RoleCode.choices},
        "region": dict(apps.get_model("poverty", "Region").objects.values_list("pk", "name")),
        "department": dict(Department.objects.values_list("pk", "short_name")),
    }
