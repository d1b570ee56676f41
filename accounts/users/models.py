"""People who work with Betang."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.history import Tracked, tracked

SYSTEM_USERNAME = "sistem"


@dataclass(frozen=True)
class Mandate:
    """One assignment in force today, as permission and reach need it."""

    role: str
    reach: str
    permissions: frozenset[str]
    second_factor: bool
    region_code: str | None
    department_id: int | None


@tracked
class User(Tracked, AbstractUser):
    """A person with an account. What the person may do comes from role assignments in force today, only."""

    name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"), unique=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)

    first_name = None
    last_name = None

    REQUIRED_FIELDS = ["email", "name"]
    history_exclude = ("password", "last_login")
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        default_permissions = ()
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message=_("This user name is taken."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_in_any_case",
                violation_error_message=_("This e-mail address is taken."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("accounts:user_detail", args=[self.pk])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def in_force(self) -> tuple:
        """Today's assignments with role, area and department, read once per request."""
        if not self.is_active:
            return ()
        rows = self.assignments.valid_on(timezone.localdate()).select_related("role", "region", "department")
        return tuple(rows.defer("region__boundary").order_by("pk"))

    @cached_property
    def mandates(self) -> tuple[Mandate, ...]:
        """What today's assignments give, as permission and reach need it."""
        return tuple(
            Mandate(
                role=row.role_id,
                reach=row.role.reach,
                permissions=frozenset(row.role.permissions),
                second_factor=row.role.second_factor,
                region_code=row.region_id,
                department_id=row.department_id,
            )
            for row in self.in_force
        )

    def may(self, permission: str) -> bool:
        """Whether an assignment in force today includes this permission. Nothing assigned: no."""
        return any(permission in mandate.permissions for mandate in self.mandates)

    def mandates_with(self, permission: str) -> tuple[Mandate, ...]:
        """The assignments that give this permission: their areas and departments are its reach."""
        return tuple(mandate for mandate in self.mandates if permission in mandate.permissions)

    def role_for(self, permission: str) -> str:
        """Code of the first role that gives this permission; empty when none does."""
        found = self.mandates_with(permission)
        return found[0].role if found else ""

    @property
    def is_system(self) -> bool:
        """Whether this is the clock's own account, which no person can sign in to (see `accounts.users.system`)."""
        return self.username == SYSTEM_USERNAME

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of today's roles asks for a second factor. Demonstration accounts are spared, where allowed."""
        spared = self.is_demonstration and settings.DEMONSTRATION_ALLOWED
        return not spared and any(mandate.second_factor for mandate in self.mandates)
