"""Places, with the two code systems that the ministries keep apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked


class RegionQuerySet(ScopedQuerySet):
    """Places, by level. They are nobody's data: whoever may view places sees them all."""

    def visible_to(self, user, permission: str = ""):
        """Every place, for those who may view places at all; for any other permission, the places it reaches."""
        if permission and permission != self.model.view_permission:
            return super().visible_to(user, permission)
        return self if user.is_authenticated and user.may(self.model.view_permission) else self.none()

    def villages(self):
        """Kelurahan (and desa, elsewhere): the places where households live."""
        return self.filter(level=Region.Level.VILLAGE)

    def districts(self):
        """Kecamatan."""
        return self.filter(level=Region.Level.DISTRICT)


@tracked
class Region(Tracked):
    """A place in the ladder province > city > kecamatan > kelurahan.

    `code` is the Kemendagri code with dots (62.71.01.1003) and is what every record refers to; `bps_code` is
    the statistics office's own code (6271010006), which differs and must never be mistaken for it.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", _("Kecamatan")
        VILLAGE = "village", _("Kelurahan")

    code = models.CharField(_("Kemendagri code"), max_length=13, primary_key=True)
    bps_code = models.CharField(_("BPS code"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    postal_code = models.CharField(_("post code"), max_length=5, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    boundary = models.JSONField(_("boundary"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()
    area_lookup = "code"
    view_permission = Perm.VIEW_REGION

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"),
                name="region_code_shape",
                violation_error_message=_("A Kemendagri code looks like 62.71.01.1003."),
            ),
            models.UniqueConstraint(
                fields=["bps_code"],
                condition=~models.Q(bps_code=""),
                name="region_bps_code_once",
            ),
        ]

    def __str__(self):
        return self.name
