"""Roles as the database knows them, and who holds which, where, from when until when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles.table import Reach, RoleCode
from core.history import Tracked, tracked


class Role(models.Model):
    """One of the nine roles, synchronised from `accounts.roles.table` at every migration."""

    code = models.CharField(_("role"), max_length=30, primary_key=True, choices=RoleCode)
    reach = models.CharField(_("reach"), max_length=12, choices=Reach)
    own_area = models.BooleanField(_("own area"), default=False)
    second_factor = models.BooleanField(_("second factor"), default=False)
    permissions = ArrayField(models.CharField(max_length=40), verbose_name=_("permissions"), default=list)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        default_permissions = ()

    def __str__(self):
        return str(RoleCode(self.code).label)


class AssignmentQuerySet(models.QuerySet):
    """Assignments by validity."""

    def valid_on(self, day):
        """Those in force on `day` (both ends included)."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))


@tracked
class RoleAssignment(Tracked):
    """A person holds a role, in a department or an area, from a day until a day (for instance an acting head)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"))
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        default_permissions = ()
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="assignment_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department", "region", "valid_from"],
                nulls_distinct=False,
                name="assignment_once",
                violation_error_message=_("This person already holds this role there from that day."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.role}"
