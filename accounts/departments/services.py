"""Writing departments."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.departments.models import Department
from accounts.departments.reference import DEPARTMENTS
from accounts.permissions import Perm


@transaction.atomic
def save_department(
    *, by, department: Department, code: str, name: str, short_name: str, is_active: bool
) -> Department:
    """Create or change a department. Raises `PermissionDenied` or `ValidationError`."""
    if not by.may(Perm.MANAGE_REFERENCE):
        raise PermissionDenied
    department.code, department.name = code.strip().lower(), name.strip()
    department.short_name, department.is_active = short_name.strip(), is_active
    department.full_clean()
    department.save()
    return department


@transaction.atomic
def load_departments() -> int:
    """Add the reference departments that are not there yet; what an administrator changed stays. Returns the number."""
    added = 0
    for code, name, short_name in DEPARTMENTS:
        _department, is_new = Department.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": short_name}
        )
        added += is_new
    return added
