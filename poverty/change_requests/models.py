"""Change requests: verified data changes only so, field by field, and somebody else decides."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.change_requests.choices import TONES, LineDecision, Origin, RequestState, Target
from poverty.households.files import private_storage
from poverty.verification.paths import evidence_path

S = RequestState


class RequestQuerySet(ScopedQuerySet):
    """Change requests, in the words of the office."""

    def awaiting(self):
        """Not yet decided."""
        return self.filter(state=RequestState.OPEN)

    def late(self, today=None):
        """Not yet decided, and past the day on which the decision was due."""
        return self.awaiting().filter(due_on__lt=today or timezone.localdate())

    def on_the_same(self, request: "ChangeRequest"):
        """Requests about the same household or the same person as this one, without it."""
        return self.filter(household=request.household_id, target=request.target, member=request.member_id).exclude(
            pk=request.pk
        )


@tracked
class ChangeRequest(Tracked):
    """A request to change verified data of one household or one of its people.

    `import_batch` and `import_row` say which row of which import asked for it (numbers, since imports stand above).
    Who asked never decides: by the workflow, by `barred`, and by the database itself.
    """

    household = models.ForeignKey("poverty.Household", models.PROTECT, related_name="change_requests")
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    member = models.ForeignKey("poverty.Member", models.PROTECT, null=True, related_name="change_requests")
    requested_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("requested by")
    )
    target = models.CharField(_("about"), max_length=12, choices=Target)
    origin = models.CharField(_("came from"), max_length=8, choices=Origin, default=Origin.FORM)
    import_batch = models.BigIntegerField(null=True, editable=False)
    import_row = models.PositiveIntegerField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    evidence = models.FileField(_("evidence"), upload_to=evidence_path, storage=private_storage, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.OPEN)
    due_on = models.DateField(_("decision due on"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )

    objects = RequestQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_CHANGE_REQUEST
    workflow = Workflow(
        *(
            Transition(
                name,
                S.OPEN,
                target,
                Perm.DECIDE_CHANGE,
                forbidden_to=("record",),
                needs_note=name == "refuse",
                label=label,
                by_service=True,
            )
            for name, target, label in (
                ("accept", S.APPLIED, _("Accept")),
                ("accept_partly", S.PARTLY, _("Accept in part")),
                ("refuse", S.REFUSED, _("Refuse")),
            )
        ),
        Transition("withdraw", S.OPEN, S.WITHDRAWN, Perm.REQUEST_CHANGE, label=_("Withdraw"), by_service=True),
    )

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=(Q(target="member") & Q(member__isnull=False)) | (~Q(target="member") & Q(member=None)),
                name="change_request_member",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="change_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="change_request_decided_by_somebody_else",
                violation_error_message=_("Who asked for a change does not decide it."),
            ),
            models.UniqueConstraint(
                fields=["import_batch", "import_row", "target"],
                condition=Q(import_batch__isnull=False),
                name="change_request_import_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "region", "due_on", "id"], name="change_request_state"),
            models.Index(fields=["household", "-id"], name="change_request_household"),
            models.Index(fields=["region", "-id"], name="change_request_region_newest"),
            models.Index(fields=["requested_by", "-id"], name="change_request_requester"),
        ]

    def __str__(self):
        return str(_("Change request %(number)s") % {"number": self.pk})

    def get_absolute_url(self):
        return reverse("poverty:change_request_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.OPEN

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    def entering(self, step, *, by) -> None:
        """When it ended, and who decided it; a withdrawn one was decided by nobody."""
        self.decided_at = timezone.now()
        self.decided_by = None if step.name == "withdraw" else by

    def barred(self, transition: str, by) -> bool:
        """Who asked does not decide."""
        return transition != "withdraw" and self.requested_by_id == by.pk


@tracked
class ChangeLine(Tracked):
    """One field of a change request: what stood there when it was asked, what is asked for, and what was decided.

    `old` and `new` are JSON; the model's field gives their type (`values.py`). `overtaken_by` is the request on the
    same field that was accepted while this one was open.
    """

    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="lines")
    field = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    decision = models.CharField(_("decision"), max_length=8, choices=LineDecision, default=LineDecision.PENDING)
    note = models.CharField(_("note"), max_length=300, blank=True)
    overtaken_by = models.ForeignKey(ChangeRequest, models.PROTECT, null=True, editable=False, related_name="+")

    objects = ScopedQuerySet.as_manager()
    area_lookup = "request__region_id"
    view_permission = Perm.VIEW_CHANGE_REQUEST

    class Meta:
        verbose_name = _("field of a change request")
        verbose_name_plural = _("fields of change requests")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "field"], name="change_line_once")]

    def __str__(self):
        return f"{self.request_id}: {self.field}"
