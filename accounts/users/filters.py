"""Filters of the list of users."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles.models import RoleAssignment
from accounts.roles.table import RoleCode
from accounts.users.models import User
from core.filters import FilterBar


class UserFilter(FilterBar):
    """By name or address, by role held today, open or closed."""

    q = django_filters.CharFilter(method="by_words", label=_("Name or e-mail"))
    role = django_filters.ChoiceFilter(
        method="by_role", choices=RoleCode.choices, label=_("Role"), empty_label=_("Every role")
    )
    active = django_filters.ChoiceFilter(
        field_name="is_active",
        choices=[("True", _("open")), ("False", _("closed"))],
        label=_("Account"),
        empty_label=_("Open and closed"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(username__icontains=word))
        return queryset

    def by_role(self, queryset, name, value):
        held = RoleAssignment.objects.valid_on(timezone.localdate()).filter(role_id=value)
        return queryset.filter(pk__in=held.values("user"))
