"""Keeping the roles in the database equal to the table in code."""

from django.db import transaction

from accounts.roles.models import Role
from accounts.roles.table import ROLES


@transaction.atomic
def synchronise_roles() -> None:
    """Write the table of roles into the database and take away permissions that it no longer names."""
    for code, spec in ROLES.items():
        Role.objects.update_or_create(
            code=code,
            defaults={
                "reach": spec.reach,
                "own_area": spec.own_area,
                "second_factor": spec.second_factor,
                "permissions": sorted(spec.permissions),
            },
        )
    Role.objects.exclude(code__in=ROLES).update(permissions=[])
