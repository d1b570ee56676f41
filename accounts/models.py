"""Table of contents."""

from accounts.access_log.models import AccessEvent
from accounts.departments.models import Department
from accounts.roles.models import Role, RoleAssignment
from accounts.users.models import User

__all__ = ["AccessEvent", "Department", "Role", "RoleAssignment", "User"]
