"""Proposals on their way from the street to the head's endorsement, and the lists that are endorsed."""

import secrets
from datetime import date

from django.db import models
from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from poverty.households.files import private_storage
from poverty.verification.choices import (
    LAPSING_STATES,
    OPEN_STATES,
    TONES,
    Channel,
    EndorsementState,
    ExitReason,
    ProposalKind,
    ProposalState,
)
from poverty.verification.clocks import due_day
from poverty.verification.lacking import lacking_for
from poverty.verification.owners import OWNED_BY, TO_VERIFY
from poverty.verification.paths import evidence_path
from poverty.verification.steps import JUDGING, endorsement_workflow, proposal_workflow

FAR = Value(date(9999, 12, 31), output_field=DateField())
"""Where what has no day stands in the order of days."""


def receipt_code() -> str:
    """An unguessable code that stands on the receipt a family takes home."""
    return secrets.token_urlsafe(9)


class ProposalQuerySet(ScopedQuerySet):
    """Proposals, in the words of the office."""

    def open(self):
        """Somebody still has to act."""
        return self.filter(state__in=OPEN_STATES)

    def awaiting_meeting(self):
        """Proposed, and not yet on an agenda. Exits that documents prove need no meeting, but may go to one."""
        return self.filter(state=ProposalState.PROPOSED)

    def awaiting_visit(self):
        """Agreed by the meeting and to be visited."""
        return self.filter(state=ProposalState.AGREED)

    def awaiting_verification(self):
        """Visited, or proven without a visit, and waiting for Dinas Sosial."""
        return self.filter(TO_VERIFY)

    def awaiting_endorsement(self):
        """Verified, and not yet on a list."""
        return self.filter(state=ProposalState.VERIFIED, endorsement=None)

    def owned_by(self, role):
        """Those that wait for this office."""
        return self.filter(OWNED_BY[role])

    def heard_until(self, day):
        """Objections that nobody has looked into and that lapse on this day or before."""
        return self.filter(kind=ProposalKind.OBJECTION, state__in=LAPSING_STATES, lapses_on__lte=day)

    def late(self, today=None):
        """Open, and past the day on which the next step was due."""
        return self.open().filter(due_on__lt=today or timezone.localdate())


@tracked
class Proposal(Tracked):
    """A proposal (usulan) about one household: entry, verification again, objection, or exit.

    It carries the day on which its next step is due and, for objections, the day on which it lapses. `receipt` is what
    the family keeps: its public page shows the state and nobody's name. `verified_as` is the fingerprint of the
    household as the officer verified it, so that nothing else is endorsed.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=ProposalKind)
    channel = models.CharField(_("came from"), max_length=16, choices=Channel, default=Channel.ENUMERATOR)
    receipt = models.CharField(max_length=24, unique=True, default=receipt_code, editable=False)

    household = models.ForeignKey("poverty.Household", models.PROTECT, related_name="proposals")
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    recorded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("proposed by")
    )
    endorsement = models.ForeignKey(
        "poverty.EndorsementList", models.SET_NULL, null=True, editable=False, related_name="proposals"
    )
    minutes = models.ForeignKey("core.Document", models.PROTECT, null=True, editable=False, related_name="+")

    informant = models.CharField(_("who says so"), max_length=120, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    exit_reason = models.CharField(_("exit reason"), max_length=16, choices=ExitReason, blank=True)
    exited_member = models.ForeignKey(
        "poverty.Member", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about which person")
    )
    evidence = models.FileField(_("evidence"), upload_to=evidence_path, storage=private_storage, blank=True)
    evidence_note = models.CharField(_("number and date of the document"), max_length=200, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.DRAFT)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    due_on = models.DateField(_("next step due on"), null=True, editable=False)
    lapses_on = models.DateField(_("lapses on"), null=True, editable=False)
    visited_on = models.DateField(_("visited on"), null=True, editable=False)
    verified_as = models.CharField(max_length=64, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_PROPOSAL
    workflow = proposal_workflow

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "exited_member"],
                condition=Q(state__in=OPEN_STATES),
                nulls_distinct=False,
                name="proposal_one_open_of_a_kind",
                violation_error_message=_("A proposal of this kind is already open for this household."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="exit") | ~Q(exit_reason=""),
                name="proposal_exit_has_reason",
                violation_error_message=_("Say why the household leaves the list."),
            ),
            models.CheckConstraint(
                condition=Q(exited_member=None) | Q(kind__in=("exit", "objection")), name="proposal_person_of_an_exit"
            ),
            models.CheckConstraint(
                condition=~Q(kind="objection") | Q(lapses_on__isnull=False), name="proposal_objection_lapses"
            ),
            models.CheckConstraint(
                condition=~Q(state="endorsed") | Q(endorsement__isnull=False), name="proposal_endorsed_by_a_list"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "region", "due_on", "id"], name="proposal_state"),
            models.Index(fields=["region", "state_since", "id"], name="proposal_region_newest"),
            models.Index(fields=["state_since", "id"], name="proposal_newest"),
            models.Index(fields=["household", "-id"], name="proposal_household"),
            models.Index(fields=["due_on", "id"], name="proposal_due", condition=Q(due_on__isnull=False)),
            models.Index(Coalesce("due_on", FAR), "id", name="proposal_due_order"),
            models.Index(
                fields=["lapses_on", "id"], name="proposal_lapses", condition=Q(state__in=("proposed", "listed"))
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self):
        return reverse("poverty:proposal_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_heard_until(self) -> bool:
        """Whether this is an objection that can still lapse."""
        return self.lapses_on is not None and self.state in LAPSING_STATES

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    def entering(self, step, *, by) -> None:
        """The clock of the new state starts; that of an objection never runs past the day on which it lapses."""
        self.state_since = timezone.now()
        due = due_day(self.state)
        lapses = self.lapses_on if self.state in LAPSING_STATES else None
        self.due_on = min(due, lapses) if due and lapses else due

    def barred(self, transition: str, by) -> bool:
        """Whoever recorded the household, or assessed it on site, cannot verify or endorse it, whoever proposed it."""
        return transition in JUDGING and (
            self.household.recorded_by_id == by.pk
            or self.household.assessments.on_site().filter(enumerator=by).exists()
        )

    def missing(self, transition: str) -> list:
        """What is still lacking before a step: the button's explanation and the guard share this list."""
        return lacking_for(self, transition)


class EndorsementQuerySet(ScopedQuerySet):
    """Endorsement lists, in the words of the office."""

    def awaiting(self):
        """Handed to the head and not yet decided."""
        return self.filter(state=EndorsementState.SUBMITTED)


@tracked
class EndorsementList(Tracked):
    """A list of verified proposals that the head of the office endorses as a whole (pengesahan).

    `region` is the smallest area that holds every household on it. `left_out` says which proposals left the list when
    it was endorsed, and why: a list of [number of the proposal, reason].
    """

    title = models.CharField(_("title"), max_length=160)
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    prepared_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("prepared by")
    )
    document = models.ForeignKey("core.Document", models.PROTECT, null=True, editable=False, related_name="+")
    left_out = models.JSONField(_("left out"), default=list, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=EndorsementState, default=EndorsementState.DRAFT)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    endorsed_at = models.DateTimeField(_("endorsed at"), null=True, editable=False)

    objects = EndorsementQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_PROPOSAL
    workflow = endorsement_workflow

    class Meta:
        verbose_name = _("endorsement list")
        verbose_name_plural = _("endorsement lists")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="endorsed") | Q(endorsed_at__isnull=False), name="endorsement_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "region", "id"], name="endorsement_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("poverty:endorsement_detail", args=[self.pk])

    def missing(self, transition: str) -> list:
        """What is still lacking before a step."""
        if transition in ("submit", "endorse") and not self.proposals.exists():
            return [_("a verified proposal on the list")]
        return []
