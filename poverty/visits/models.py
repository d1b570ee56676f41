"""Field visits: what was found, against what was declared, with photos, place and time."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.households.files import photo_path, private_storage
from poverty.visits.choices import STATE_TONES, PhotoSubject, Recommendation, VisitOutcome, VisitState
from poverty.visits.effects import note_end
from poverty.visits.lacking import lacking_for

S = VisitState
HANDED_IN = (
    "found", "outcome", "recommendation", "notes", "latitude", "longitude", "accuracy_m", "started_at", "ended_at",
    "assigned_to",
)  # fmt: skip
"""What the visitor says; once handed in, nobody changes it."""


def frozen(name: str, fields: tuple[str, ...], words: str, when: str = "TRUE") -> pgtrigger.Trigger:
    """A trigger by which the database itself refuses to change these fields, `when` this holds of the row before."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        level=pgtrigger.Row,
        func=f"IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
        condition=pgtrigger.AnyChange(*fields),
    )


class VisitQuerySet(ScopedQuerySet):
    """Visits, in the words of the office."""

    def planned(self):
        """Still to be made."""
        return self.filter(state=VisitState.PLANNED)

    def done(self):
        """Handed in."""
        return self.filter(state=VisitState.DONE)

    def waiting_for(self, user):
        """Planned for this person."""
        return self.planned().filter(assigned_to=user)

    def late(self, today=None):
        """Still to be made, and past the day it was planned for."""
        return self.planned().filter(planned_for__lt=today or timezone.localdate())


@pgtrigger.register(
    frozen("keep_checklist", ("checklist",), "the checklist of a visit is frozen"),
    frozen("keep_handed_in", HANDED_IN, "a handed-in visit is frozen", "OLD.state = 'done'"),
)
@tracked
class Visit(Tracked):
    """A visit to one household. `checklist` is frozen when the visit is planned: the questions, and what was declared.

    `found` holds one answer per question of the checklist; a question without an answer was not looked at.
    `revisions` says of which moment each answer is (milliseconds), so that a message that comes late or twice undoes
    nothing. The machine shows signals about a visit (`signals.py`) and judges nothing.
    """

    household = models.ForeignKey("poverty.Household", models.PROTECT, related_name="visits")
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    proposal = models.ForeignKey("poverty.Proposal", models.PROTECT, null=True, related_name="visits")
    planned_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("planned by")
    )
    assigned_to = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("visitor"))

    checklist = models.JSONField(default=list, editable=False)
    found = models.JSONField(default=dict, editable=False)
    revisions = models.JSONField(default=dict, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=VisitOutcome, blank=True)
    recommendation = models.CharField(_("recommendation"), max_length=14, choices=Recommendation, blank=True)
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy of the place (m)"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=VisitState, default=VisitState.PLANNED)
    planned_for = models.DateField(_("planned for"))
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_VISIT
    history_exclude = ("revisions",)
    workflow = Workflow(
        Transition(
            "finish",
            S.PLANNED,
            S.DONE,
            Perm.RECORD_VISIT,
            label=_("Hand in the visit"),
            effect=note_end,
            by_service=True,
        ),
        Transition(
            "cancel",
            S.PLANNED,
            S.CANCELLED,
            Perm.PLAN_VISIT,
            needs_note=True,
            label=_("Cancel the visit"),
            tone="danger",
        ),
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="visit_ends_after_it_begins",
                violation_error_message=_("The visit cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(ended_at__isnull=False) & ~Q(outcome="")), name="visit_done_has_outcome"
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state="planned"),
                name="visit_one_planned",
                violation_error_message=_("A visit is already planned for this proposal."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "region", "planned_for", "id"], name="visit_state"),
            models.Index(fields=["assigned_to", "state", "planned_for"], name="visit_visitor"),
            models.Index(fields=["assigned_to", "ended_at"], name="visit_ended", condition=Q(state="done")),
            models.Index(fields=["planned_for", "id"], name="visit_day"),
            models.Index(fields=["household", "-id"], name="visit_household"),
        ]

    def __str__(self):
        return str(_("Visit %(number)s") % {"number": self.pk})

    def get_absolute_url(self):
        return reverse("poverty:visit_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def is_late(self) -> bool:
        return self.state == VisitState.PLANNED and self.planned_for < timezone.localdate()

    @property
    def place(self) -> tuple[float, float] | None:
        """Where the visitor stood, in degrees."""
        return (float(self.latitude), float(self.longitude)) if self.latitude is not None else None

    def missing(self, transition: str) -> list:
        """What is still lacking before a step."""
        return lacking_for(self, transition)


@tracked
class VisitPhoto(Tracked):
    """A photo of a visit. `client_id` is the phone's own number for it, so that sending twice stores it once.

    Place and time are those of the camera (EXIF); the stored picture carries no hidden data any more.
    `perceptual_hash` is 64 bits as a signed number: near numbers of differing bits, near pictures. `blocks` is the
    same in four parts, for the index that finds near ones.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    client_id = models.UUIDField(unique=True)
    subject = models.CharField(_("shows"), max_length=8, choices=PhotoSubject)
    image = models.ImageField(_("photo"), upload_to=photo_path, storage=private_storage)
    sha256 = models.CharField(max_length=64, editable=False)
    perceptual_hash = models.BigIntegerField(editable=False)
    blocks = ArrayField(models.IntegerField(), default=list, editable=False)
    taken_at = models.DateTimeField(_("taken at"), null=True, editable=False)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, editable=False)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    area_lookup = "visit__region_id"
    view_permission = Perm.VIEW_VISIT
    history_exclude = ("blocks",)

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [GinIndex(fields=["blocks"], name="visit_photo_alike", fastupdate=False)]

    def __str__(self):
        return f"{self.visit_id}: {self.subject}"

    @property
    def place(self) -> tuple[float, float] | None:
        """Where the camera was, in degrees."""
        return (float(self.latitude), float(self.longitude)) if self.latitude is not None else None
