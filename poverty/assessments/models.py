"""Assessments: dated surveys of one household."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.models import Draft
from core.workflow import Transition, Workflow
from poverty.assessments.choices import (
    AidReported,
    Asset,
    BankAccount,
    Closet,
    CookingFuel,
    DrinkingWater,
    FixedAsset,
    Floor,
    InternetAccess,
    LandProof,
    Lighting,
    PowerCapacity,
    Roof,
    Savings,
    Shock,
    Tenure,
    Toilet,
    Wall,
    WasteDisposal,
    WaterDistance,
    YesNo,
)
from poverty.assessments.columns import answer, rupiah, several
from poverty.assessments.effects import mark_household_verified
from poverty.assessments.questionnaire import SECTIONS, is_asked
from poverty.households.choices import Source, StuntingRisk

DRAFT_NAME = "assessment"
"""Under which name the questionnaire keeps what is typed and not yet saved."""


class AssessmentState(models.TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    VERIFIED = "verified", _("Verified")
    IMPORTED = "imported", _("Imported")


class AssessmentQuerySet(ScopedQuerySet):
    """Assessments, in the words of the office."""

    def awaiting_verification(self):
        """Submitted and not yet verified or returned."""
        return self.filter(state=AssessmentState.SUBMITTED)

    def on_site(self):
        """Asked by somebody of this office and handed in: neither a draft nor a list that was imported."""
        return self.filter(state__in=(AssessmentState.SUBMITTED, AssessmentState.VERIFIED))

    def that_counts(self):
        """The one assessment a household is judged by, None while there is none.

        The newest on site; an imported list only where nobody has asked, and a draft never.
        """
        from_a_list = Case(When(state=AssessmentState.IMPORTED, then=1), default=0)
        return self.exclude(state=AssessmentState.DRAFT).order_by(from_a_list, "-assessed_on", "-id").first()

    def newest_first(self):
        """The one that counts comes first: a newer assessment supersedes an older one."""
        return self.order_by("-assessed_on", "-id")


@tracked
class Assessment(Tracked):
    """An assessment (pendataan): what was found in one household on one day.

    Never overwritten: once submitted its answers are frozen, and a new assessment supersedes it.
    """

    household = models.ForeignKey("poverty.Household", models.CASCADE, related_name="assessments")
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    enumerator = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("enumerator")
    )
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.SURVEY)
    source_id = models.CharField(max_length=40, blank=True)

    assessed_on = models.DateField(_("date of the assessment"))
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    has_shelter = answer(_("has a dwelling"), YesNo)
    household_size = models.PositiveSmallIntegerField(_("people living here"), null=True, blank=True)
    tenure = answer(_("tenure of the dwelling"), Tenure)
    land_proof = answer(_("proof of land ownership"), LandProof)
    floor_area_m2 = models.PositiveSmallIntegerField(_("floor area (m²)"), null=True, blank=True)
    floor = answer(_("floor"), Floor)
    wall = answer(_("wall"), Wall)
    wall_plastered = answer(_("wall is plastered"), YesNo)
    roof = answer(_("roof"), Roof)

    drinking_water = answer(_("drinking water"), DrinkingWater)
    water_distance = answer(_("distance to the nearest pit"), WaterDistance)
    toilet = answer(_("toilet"), Toilet)
    closet = answer(_("kind of toilet bowl"), Closet)
    waste_disposal = answer(_("where the waste goes"), WasteDisposal)
    lighting = answer(_("lighting"), Lighting)
    power_capacity = answer(_("power connection"), PowerCapacity)
    cooking_fuel = answer(_("cooking fuel"), CookingFuel)

    assets = several(_("belongings"), Asset)
    fixed_assets = several(_("other land or house"), FixedAsset)
    livestock = models.JSONField(_("livestock"), null=True, blank=True)
    internet = answer(_("internet"), InternetAccess)
    bank_account = answer(_("bank account"), BankAccount)
    savings = answer(_("savings"), Savings)

    head_works = answer(_("head of household works"), YesNo)
    income = rupiah(_("income (Rp per month)"))
    spending_food = rupiah(_("spending on food (Rp per month)"))
    spending_non_food = rupiah(_("other spending (Rp per month)"))
    bought_clothes = answer(_("bought clothes within a year"), YesNo)
    worried_about_food = answer(_("worried about not having food within a year"), YesNo)
    ate_less = answer(_("ate less than needed within a year"), YesNo)
    went_without_food = answer(_("went a day without food within a year"), YesNo)
    shocks = several(_("what struck the household within a year"), Shock)
    aid_reported = several(_("aid the household says it receives"), AidReported)
    stunting_risk = answer(_("stunting risk"), StuntingRisk)
    notes = models.TextField(_("notes"), blank=True)

    spending_per_person = models.GeneratedField(
        expression=(F("spending_food") + F("spending_non_food")) / F("household_size"),
        output_field=models.PositiveBigIntegerField(null=True),
        db_persist=True,
        verbose_name=_("spending per person (Rp per month)"),
    )
    state = models.CharField(_("state"), max_length=12, choices=AssessmentState, default=AssessmentState.DRAFT)

    objects = AssessmentQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_ASSESSMENT
    ANSWERS = [name for section in SECTIONS for name in section.names]
    NEEDED_TO_SUBMIT = [
        "has_shelter", "household_size", "floor", "wall", "roof", "drinking_water", "toilet", "lighting",
        "cooking_fuel", "head_works", "spending_food", "spending_non_food",
    ]  # fmt: skip

    workflow = Workflow(
        Transition(
            "submit",
            AssessmentState.DRAFT,
            AssessmentState.SUBMITTED,
            Perm.SUBMIT_ASSESSMENT,
            label=_("Submit the assessment"),
        ),
        Transition(
            "verify",
            AssessmentState.SUBMITTED,
            AssessmentState.VERIFIED,
            Perm.VERIFY_ASSESSMENT,
            forbidden_to=("record", "submit"),
            label=_("Verify"),
            effect=mark_household_verified,
        ),
        Transition(
            "return",
            AssessmentState.SUBMITTED,
            AssessmentState.DRAFT,
            Perm.VERIFY_ASSESSMENT,
            needs_note=True,
            label=_("Return to the enumerator"),
        ),
    )

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(household_size=None) | Q(household_size__gt=0),
                name="assessment_somebody_lives_there",
                violation_error_message=_("At least one person lives in a household."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="assessment_ends_after_it_begins",
                violation_error_message=_("The assessment cannot end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state="draft"),
                name="assessment_one_draft",
                violation_error_message=_("This household already has an assessment in draft."),
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-assessed_on", "-id"], name="assessment_newest"),
            models.Index(fields=["state", "region", "id"], name="assessment_state"),
            models.Index(fields=["assessed_on", "id"], name="assessment_day"),
        ]

    def __str__(self):
        return f"{self.household_id} · {self.assessed_on}"

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("poverty:assessment_detail", args=[self.pk])

    def missing(self, transition: str) -> list:
        """What is still lacking before a step: the button's explanation and the guard share this list.

        Without a dwelling nobody asks for its floor, wall and roof. What its enumerator typed and did not save
        would be lost by freezing, so it is lacking too.
        """
        if transition != "submit":
            return []
        lacking = [
            self._meta.get_field(name).verbose_name
            for name in self.NEEDED_TO_SUBMIT
            if getattr(self, name) in (None, "") and is_asked(name, lambda other: getattr(self, other))
        ]
        return [*lacking, _("answers that you typed and did not save")] if self.has_unsaved_answers else lacking

    @property
    def has_unsaved_answers(self) -> bool:
        """Whether its enumerator has typed more than was saved."""
        drafts = Draft.objects.filter(form=DRAFT_NAME, subject_id=self.pk, owner_id=self.enumerator_id)
        return drafts.exists()

    @property
    def spending(self) -> int | None:
        """Whole spending of the household, rupiah per month; None when either part is not known."""
        if self.spending_food is None or self.spending_non_food is None:
            return None
        return self.spending_food + self.spending_non_food
