"""What the building blocks themselves keep: moves, drafts, saved views and the progress of jobs."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.documents.models import Document as Document
from core.documents.models import NumberSeries as NumberSeries
from core.history import Tracked, tracked


class Move(models.Model):
    """One step of one record through its workflow: who took it, in which role, from where to where, and why."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="move_subject")]
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.subject_type} {self.subject_id}: {self.transition}"


class Draft(models.Model):
    """What a person had typed into a form and not yet saved. Seen by nobody else."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=80)
    subject_id = models.BigIntegerField(default=0)
    label = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "form", "subject_id"], name="draft_one_per_form")]

    def __str__(self):
        return f"{self.form} {self.subject_id}"


class SentForm(models.Model):
    """A form for a new record that was sent and saved: the same form sent again leads to what it made."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "sent_at"], name="sent_form_owner")]

    def __str__(self):
        return str(self.id)


class SavedView(models.Model):
    """A list's filters and order under a name of the person's own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_name_once")]

    def __str__(self):
        return self.name


class Job(models.Model):
    """Work in the background that a person can watch: how far, how it ended, whom it belongs to."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "subject_id", "-created_at"], name="job_subject")]

    def __str__(self):
        return f"{self.kind} {self.subject_id}: {self.state}"

    @property
    def percent(self) -> int:
        """Share done, 0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}


@tracked
class Holiday(Tracked):
    """A day on which no office works: a public holiday, or a day off in common (cuti bersama)."""

    day = models.DateField(_("day"), unique=True, error_messages={"unique": _("This day is already on the calendar.")})
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("legal basis"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        default_permissions = ()
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"

    def get_absolute_url(self):
        return reverse("accounts:holiday_update", args=[self.pk])
