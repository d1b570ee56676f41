"""Who looked at what, when, why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet


class AccessEvent(models.Model):
    """One look at a person's data: a record opened, a number revealed, a list exported. Never changed or removed."""

    class Action(models.TextChoices):
        VIEW = "view", _("opened")
        REVEAL = "reveal", _("number shown")
        SEARCH = "search", _("searched")
        EXPORT = "export", _("exported")
        DOWNLOAD = "download", _("downloaded")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    user_name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=40, blank=True)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField(null=True)
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    detail = models.CharField(_("what"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_ACCESS_LOG

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="access_subject"),
            models.Index(fields=["-at", "id"], name="access_newest"),
            models.Index(fields=["region", "-at", "id"], name="access_region_newest"),
        ]

    def __str__(self):
        return f"{self.user_name} {self.action} {self.subject_type}"
