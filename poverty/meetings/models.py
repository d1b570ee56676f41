"""Community meetings (musyawarah kelurahan): agenda, attendance, one decision per name, minutes."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.households.choices import ExitReason
from poverty.households.files import photo_path, private_storage
from poverty.meetings.choices import (
    CHANGEABLE_STATES,
    DECISION_TONES,
    TONES,
    Basis,
    Decision,
    Element,
    MeetingState,
)
from poverty.meetings.lacking import lacking_for
from poverty.meetings.locks import KeepSigned, KeepSignedMeeting

S = MeetingState


class MeetingQuerySet(ScopedQuerySet):
    """Meetings, in the words of the office."""

    def counted(self):
        """With the number of names on the agenda (`names`) and of those decided (`decided`)."""
        return self.annotate(names=Count("items"), decided=Count("items", filter=~Q(items__decision="")))

    def held(self):
        """Closed: their decisions stand in minutes, signed or not."""
        return self.filter(state__in=(MeetingState.CLOSED, MeetingState.SIGNED))


@tracked
class Meeting(Tracked):
    """A community meeting of one kelurahan: it hears the names on its agenda and decides each with a reason."""

    region = models.ForeignKey("poverty.Region", models.PROTECT, related_name="+", verbose_name=_("kelurahan"))
    called_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("called by")
    )
    minutes = models.ForeignKey("core.Document", models.PROTECT, null=True, editable=False, related_name="+")

    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160)
    chair_name = models.CharField(_("chaired by"), max_length=120, blank=True)
    note_taker = models.CharField(_("minutes taken by"), max_length=120, blank=True)
    quorum = models.PositiveSmallIntegerField(_("people needed for a quorum"))
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    photo = models.ImageField(_("photo of the meeting"), upload_to=photo_path, storage=private_storage, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    opened_at = models.DateTimeField(_("opened at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = MeetingQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_MEETING
    workflow = Workflow(
        Transition("open", S.PLANNED, S.OPEN, Perm.RUN_MEETING, label=_("Open the meeting")),
        Transition(
            "close", S.OPEN, S.CLOSED, Perm.RUN_MEETING, label=_("Close and write the minutes"), by_service=True
        ),
        Transition(
            "reopen", S.CLOSED, S.OPEN, Perm.RUN_MEETING, needs_note=True, label=_("Open again"), by_service=True
        ),
        Transition("sign", S.CLOSED, S.SIGNED, Perm.RUN_MEETING, label=_("Signed minutes received"), by_service=True),
        Transition(
            "cancel",
            (S.PLANNED, S.OPEN),
            S.CANCELLED,
            Perm.RUN_MEETING,
            needs_note=True,
            label=_("Cancel the meeting"),
            tone="danger",
            by_service=True,
        ),
    )

    class Meta:
        verbose_name = _("community meeting")
        verbose_name_plural = _("community meetings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("closed", "signed")) | Q(closed_at__isnull=False, minutes__isnull=False),
                name="meeting_closed_has_minutes",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-held_on", "id"], name="meeting_region_newest"),
            models.Index(fields=["state", "held_on", "id"], name="meeting_state"),
        ]
        triggers = [KeepSignedMeeting()]

    def __str__(self):
        return str(_("Community meeting %(number)s") % {"number": self.pk})

    def get_absolute_url(self):
        return reverse("poverty:meeting_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether names are being decided now."""
        return self.state == MeetingState.OPEN

    @property
    def is_changeable(self) -> bool:
        """Whether agenda, attendance and the meeting's own fields may still change."""
        return self.state in CHANGEABLE_STATES

    @property
    def is_held(self) -> bool:
        """Whether its minutes are written."""
        return self.state in (MeetingState.CLOSED, MeetingState.SIGNED)

    def entering(self, step, *, by) -> None:
        """The moments of the meeting; opening again after a slip does not move its beginning."""
        if step.target == MeetingState.OPEN and self.opened_at is None:
            self.opened_at = timezone.now()

    def missing(self, transition: str) -> list:
        """What is still lacking before a step: the button's explanation and the guard share this list."""
        return lacking_for(self, transition)


@tracked
class Attendee(Tracked):
    """A person at the meeting, and whom he or she stands for."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=80, blank=True)
    element = models.CharField(_("stands for"), max_length=16, choices=Element)
    is_present = models.BooleanField(_("present"), default=True)

    objects = ScopedQuerySet.as_manager()
    area_lookup = "meeting__region_id"
    view_permission = Perm.VIEW_MEETING

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        default_permissions = ()
        ordering = ["pk"]
        triggers = [KeepSigned("name", "position", "element", "is_present", "meeting_id")]

    def __str__(self):
        return self.name


@tracked
class AgendaItem(Tracked):
    """One name on the agenda: why it stands there, and what the meeting decided about the household, with a reason.

    `as_heard` is what the annex of the minutes prints: name, address, members and decile as they were when the
    meeting was closed, and what was proposed. `about_person` is who has died, where that is the exit reason.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    proposal = models.ForeignKey("poverty.Proposal", models.PROTECT, related_name="agenda_items")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    about_person = models.ForeignKey(
        "poverty.Member",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("about which person"),
    )
    position = models.PositiveIntegerField(_("number"))
    basis = models.CharField(_("why on the agenda"), max_length=12, choices=Basis)
    decision = models.CharField(_("decision"), max_length=14, choices=Decision, blank=True)
    exit_reason = models.CharField(_("exit reason"), max_length=16, choices=ExitReason, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    as_heard = models.JSONField(null=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    area_lookup = "meeting__region_id"
    view_permission = Perm.VIEW_MEETING

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "proposal"], name="agenda_item_once"),
            models.CheckConstraint(
                condition=Q(decision__in=("", "eligible")) | ~Q(reason=""),
                name="agenda_item_reason",
                violation_error_message=_("Give the reason of the decision."),
            ),
            models.CheckConstraint(
                condition=Q(exit_reason="") | Q(decision="not_eligible"), name="agenda_item_exit_of_not_eligible"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="agenda_item_decided_at",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_item_order")]
        triggers = [
            KeepSigned(
                "decision", "exit_reason", "reason", "decided_by_id", "decided_at", "as_heard", "basis", "position",
                "proposal_id", "meeting_id",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.meeting_id}/{self.position}"

    @property
    def is_decided(self) -> bool:
        return self.decision != ""

    @property
    def tone(self) -> str:
        return DECISION_TONES.get(self.decision, "idle")
