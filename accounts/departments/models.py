"""Departments of the city government (perangkat daerah, OPD)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.history import Tracked, tracked


@tracked
class Department(Tracked):
    """A department of the city (perangkat daerah): Dinas Sosial, Dinas Perkim, Bapperida ..."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("accounts:department_update", args=[self.pk])
