"""Households and their members: the registry itself."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from poverty.households.choices import (
    ChronicIllness,
    Difficulty,
    DifficultyDomain,
    DukcapilMatch,
    Education,
    ExitReason,
    HouseholdStatus,
    LifeStatus,
    MaritalStatus,
    Occupation,
    Relation,
    SchoolAttendance,
    Sex,
    Source,
    YesNo,
)
from poverty.households.files import photo_path, private_storage
from poverty.households.names import name_key, spelling_key

SIXTEEN_DIGITS = r"^\d{16}$"


class HouseholdQuerySet(ScopedQuerySet):
    """Households, in the words of the office."""

    def active(self):
        """Neither moved away, nor dissolved, nor merged into another."""
        return self.filter(status=HouseholdStatus.ACTIVE)

    def lowest_deciles(self, ceiling: int = 2):
        """In national deciles 1 to `ceiling`, as given; households without a decile are not among them."""
        return self.filter(decile__lte=ceiling)

    def verified(self):
        """Whose data somebody else than the recorder has verified."""
        return self.filter(verified_on__isnull=False)

    def verified_before(self, day):
        """Active and verified, but the last time before this day: what is known may no longer be true."""
        return self.active().filter(verified_on__lt=day)

    def with_members_without_nik(self):
        """With at least one member whose NIK is still to be found: a repair task."""
        return self.filter(members_without_nik__gt=0)


@tracked
class Household(Tracked):
    """A household (keluarga): one Kartu Keluarga, the unit of DTSEN and of aid.

    `head_name`, `head_key`, `member_count` and `members_without_nik` repeat what the members say, so that lists need
    no join; `services.refresh_summaries` is the one place that writes them.
    """

    family_card = models.CharField(_("family card number"), max_length=16, null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    source_id = models.CharField(_("source's number"), max_length=40, blank=True)
    source_date = models.DateField(_("date of source"), null=True, blank=True)

    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, verbose_name=_("kelurahan"), db_index=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    rt = models.CharField(_("RT"), max_length=3, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    photo_front = models.ImageField(_("photo of the front"), upload_to=photo_path, storage=private_storage, blank=True)
    photo_inside = models.ImageField(
        _("photo of the inside"), upload_to=photo_path, storage=private_storage, blank=True
    )

    decile = models.PositiveSmallIntegerField(
        _("national decile"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("As given by the national list; never computed here."),
    )
    decile_source = models.CharField(_("source of the decile"), max_length=20, choices=Source, blank=True)
    decile_date = models.DateField(_("reference date of the decile"), null=True, blank=True)

    head = models.OneToOneField("poverty.Member", models.SET_NULL, null=True, editable=False, related_name="+")
    head_name = models.CharField(_("head of household"), max_length=120, blank=True, editable=False)
    head_key = models.CharField(max_length=120, blank=True, editable=False)
    member_count = models.PositiveSmallIntegerField(_("members"), default=0, editable=False)
    members_without_nik = models.PositiveSmallIntegerField(_("members without NIK"), default=0, editable=False)

    status = models.CharField(_("status"), max_length=20, choices=HouseholdStatus, default=HouseholdStatus.ACTIVE)
    recorded_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("verified by"),
    )

    endorsed_on = models.DateField(_("endorsed on"), null=True, blank=True, editable=False)
    exit_reason = models.CharField(
        _("exit reason"), max_length=16, choices=ExitReason, blank=True, editable=False, default="", db_default=""
    )
    exited_on = models.DateField(_("left the list on"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("merged into")
    )

    objects = HouseholdQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_HOUSEHOLD
    derived_fields = ("head", "head_key", "members_without_nik")

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(family_card=None) | Q(family_card__regex=SIXTEEN_DIGITS),
                name="household_family_card_shape",
                violation_error_message=_("A family card number has 16 digits."),
            ),
            models.UniqueConstraint(
                fields=["family_card"],
                condition=Q(status="active"),
                name="household_family_card_once",
                violation_error_message=_("Another household is already recorded with this family card number."),
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="household_source_id_once",
                violation_error_message=_("This number of the source is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(decile=None) | Q(decile__range=(1, 10)),
                name="household_decile_range",
                violation_error_message=_("A decile is a whole number from 1 to 10."),
            ),
            models.CheckConstraint(
                condition=Q(decile=None) | ~Q(decile_source=""),
                name="household_decile_has_source",
                violation_error_message=_("Say where the decile comes from."),
            ),
            models.CheckConstraint(
                # a comparison with NULL is not false, and a CHECK lets pass what is not false
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="household_place_range",
                violation_error_message=_("Give both latitude and longitude, in degrees."),
            ),
            models.CheckConstraint(
                condition=(Q(verified_on=None) & Q(verified_by=None))
                | (Q(verified_on__isnull=False) & Q(verified_by__isnull=False)),
                name="household_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(exited_on=None, exit_reason="") | (Q(exited_on__isnull=False) & ~Q(exit_reason="")),
                name="household_exit_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(exited_on=None) | Q(endorsed_on=None), name="household_endorsed_or_gone"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
                name="household_merged_into_one",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "head_key", "id"], name="household_region_head"),
            models.Index(fields=["head_key", "id"], name="household_head"),
            models.Index(fields=["region", "decile", "id"], name="household_region_decile"),
            models.Index(fields=["decile", "id"], name="household_decile"),
            models.Index(fields=["updated_at", "id"], name="household_updated"),
            models.Index(fields=["region", "updated_at", "id"], name="household_region_updated"),
            models.Index(
                fields=["region", "verified_on", "id"],
                name="household_verified",
                condition=Q(verified_on__isnull=False),
            ),
            models.Index(fields=["region", "id"], name="household_repair", condition=Q(members_without_nik__gt=0)),
        ]

    def __str__(self):
        return self.head_name or str(_("Household without a head"))

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("poverty:household_detail", args=[self.pk])

    @property
    def is_verified(self) -> bool:
        return self.verified_on is not None


class MemberQuerySet(ScopedQuerySet):
    """People, in the words of the office."""

    def present(self):
        """Living in the household now: alive, and not moved away."""
        return self.filter(life_status=LifeStatus.ALIVE, left_on=None)


@tracked
class Member(Tracked):
    """A person as a member of one household. `region` repeats the household's, held equal by the database."""

    nik = models.CharField(_("NIK"), max_length=16, null=True, blank=True)
    source_id = models.CharField(_("source's number of the person"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    spelling_key = models.CharField(max_length=120, editable=False)

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    relation = models.CharField(_("relation to the head"), max_length=24, choices=Relation, blank=True)

    birth_place = models.CharField(_("place of birth"), max_length=80, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    mother_name = models.CharField(_("mother's name"), max_length=120, blank=True)
    marital_status = models.CharField(_("marital status"), max_length=24, choices=MaritalStatus, blank=True)
    education = models.CharField(_("education"), max_length=24, choices=Education, blank=True)
    school_attendance = models.CharField(_("school attendance"), max_length=24, choices=SchoolAttendance, blank=True)
    occupation = models.CharField(_("occupation"), max_length=24, choices=Occupation, blank=True)
    pregnant = models.CharField(_("pregnant"), max_length=10, choices=YesNo, blank=True)
    difficulties = models.JSONField(_("functional difficulties"), null=True, blank=True)
    chronic_illness = models.CharField(_("chronic illness"), max_length=24, choices=ChronicIllness, blank=True)
    nik_reason = models.CharField(
        _("why the NIK differs"),
        max_length=200,
        blank=True,
        help_text=_("When date of birth or sex do not agree with the NIK: what the document says."),
    )

    life_status = models.CharField(_("life status"), max_length=24, choices=LifeStatus, default=LifeStatus.ALIVE)
    dukcapil_match = models.CharField(
        _("match with Dukcapil"), max_length=24, choices=DukcapilMatch, default=DukcapilMatch.NOT_CHECKED
    )
    left_on = models.DateField(_("left the household on"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_HOUSEHOLD
    derived_fields = ("name_key", "spelling_key", "household")

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(nik=None) | Q(nik__regex=SIXTEEN_DIGITS),
                name="member_nik_shape",
                violation_error_message=_("A NIK has 16 digits."),
            ),
            models.UniqueConstraint(
                fields=["nik"],
                name="member_nik_once",
                violation_error_message=_("This NIK is already recorded for somebody else."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="head", left_on=None, life_status="alive"),
                name="member_one_head",
                violation_error_message=_("A household has one head."),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "name_key", "id"], name="member_region_name"),
            models.Index(fields=["name_key", "id"], name="member_name"),
            models.Index(fields=["household", "source_id"], name="member_source"),
            models.Index(fields=["birth_date", "spelling_key"], name="member_birth"),
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="member_name_words"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key, self.spelling_key = name_key(self.name), spelling_key(self.name)
        super().save(*args, **kwargs)

    @property
    def difficulties_told(self) -> list[str]:
        """What this person has difficulty with, in words; what was asked and is no difficulty is left out."""
        answers = self.difficulties or {}
        return [
            f"{domain.label}: {Difficulty(answers[domain]).label}"
            for domain in DifficultyDomain
            if answers.get(domain) in (Difficulty.CANNOT, Difficulty.A_LOT, Difficulty.SOME)
        ]

    def get_absolute_url(self):
        return f"{self.household.get_absolute_url()}anggota/#orang-{self.pk}"


class KnownName(models.Model):
    """Every distinct normalised name once: the small table in which a misspelt name is looked up.

    Filled by a statement-level trigger on members (migration 0002); a name nobody bears any more may stay.
    """

    name_key = models.CharField(max_length=120, primary_key=True)

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="known_name_words")]

    def __str__(self):
        return self.name_key
