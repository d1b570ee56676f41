"""Imports: an uploaded sheet on its way into the registry, its rows, and what it wrote there."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.imports.choices import TONES, Action, BatchState, ImportLayout, Outcome, Table
from poverty.imports.parser import MAX_COLUMNS
from poverty.imports.refusals import SENTENCES

S = BatchState


class BatchQuerySet(ScopedQuerySet):
    """Imports, in the words of the office."""

    def visible_to(self, user, permission: str = ""):
        """Those whose whole area lies within reach, and one's own as long as the role includes imports."""
        found = super().visible_to(user, permission)
        if user.is_authenticated and user.may(permission or self.model.view_permission):
            return found | self.filter(owner=user)
        return found

    def unfinished(self):
        """Waiting for a person: columns to be matched, or a preview to be decided."""
        return self.filter(state__in=(S.UPLOADED, S.CHECKED, S.FAILED))


@tracked
class ImportBatch(Tracked):
    """One sheet of one uploaded file: read as which layout, checked, committed, perhaps undone.

    `region` is the smallest area that holds the whole reach of its owner: who does not reach all of it does not see
    the batch. `content_digest` stands for everything that decides what the rows mean.
    """

    layout = models.CharField(_("layout"), max_length=24, choices=ImportLayout, blank=True)
    original_name = models.CharField(_("file"), max_length=200)
    file_name = models.CharField(max_length=80, editable=False)
    file_kind = models.CharField(max_length=8, editable=False)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)

    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)

    sheets = models.JSONField(default=list, editable=False)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    header_row = models.PositiveIntegerField(_("header row"), null=True, blank=True)
    headings = models.JSONField(default=list, editable=False)
    mapping = models.JSONField(_("columns"), default=dict)
    reference_date = models.DateField(
        _("date of the list's data"),
        null=True,
        blank=True,
        help_text=_("Deciles and dwellings of this list are dated with it. Leave it empty when it is not known."),
    )
    counts = models.JSONField(default=dict, editable=False)
    undo_counts = models.JSONField(default=dict, editable=False)

    state = models.CharField(_("state"), max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    error = models.CharField(max_length=60, blank=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    committed_at = models.DateTimeField(_("committed at"), null=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)

    objects = BatchQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_IMPORT

    workflow = Workflow(
        Transition("check", (S.UPLOADED, S.CHECKED, S.FAILED), S.CHECKING, Perm.RUN_IMPORT, label=_("Check the rows")),
        Transition("checked", S.CHECKING, S.CHECKED, Perm.RUN_IMPORT, label=_("Check finished")),
        Transition("commit", S.CHECKED, S.COMMITTING, Perm.RUN_IMPORT, label=_("Write into the registry")),
        Transition("committed", S.COMMITTING, S.COMMITTED, Perm.RUN_IMPORT, label=_("Written")),
        Transition(
            "undo",
            (S.COMMITTED, S.PARTLY_UNDONE),
            S.UNDOING,
            Perm.RUN_IMPORT,
            label=_("Undo the import"),
            tone="danger",
        ),
        Transition("undone", S.UNDOING, S.UNDONE, Perm.RUN_IMPORT, label=_("Undone")),
        Transition("partly_undone", S.UNDOING, S.PARTLY_UNDONE, Perm.RUN_IMPORT, label=_("Partly undone")),
        Transition("undo_refused", S.UNDOING, S.COMMITTED, Perm.RUN_IMPORT, label=_("Nothing could be undone")),
        Transition(
            "cancel", (S.UPLOADED, S.CHECKED, S.FAILED), S.CANCELLED, Perm.RUN_IMPORT, label=_("Cancel the import")
        ),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(committed_at__isnull=False), name="import_committed_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(committed_at__isnull=False, undone_at__isnull=False),
                name="import_undone_was_committed",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-created_at", "id"], name="import_region_newest"),
            models.Index(fields=["owner", "-created_at"], name="import_owner_newest"),
            models.Index(fields=["content_digest"], name="import_digest"),
        ]

    def __str__(self):
        return str(_("Import %(number)s") % {"number": self.pk})

    def get_absolute_url(self):
        return reverse("poverty:import_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_working(self) -> bool:
        """Whether the worker has it, or is to have it."""
        return self.state in {S.CHECKING, S.COMMITTING, S.UNDOING}

    @property
    def error_sentence(self) -> str:
        """Why the file could not be read, in words; empty when nothing is known."""
        source = SENTENCES.get(self.error)
        return gettext(source) % {"limit": MAX_COLUMNS} if source else ""

    def missing(self, transition: str) -> list:
        """What is still lacking before a step."""
        if transition == "check" and not (self.layout and self.header_row and self.mapping):
            return [_("the matching of the columns")]
        writes = any(self.counts.get(name) for name in ("new", "changed", "requests"))
        if transition == "commit" and not writes:
            return [_("a row that would change anything")]
        return []


class RowQuerySet(models.QuerySet):
    """Rows are seen by whoever sees their import."""

    def visible_to(self, user, permission: str = ""):
        """The rows of the imports within reach."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(user, permission))


class ImportRow(models.Model):
    """One row of a checked sheet: what it says, what is wrong with it, and what becomes of it.

    Written by COPY and set-based SQL only (`staging`, `writing`), 100,000 at a time: therefore without a foreign key
    check per row. `is_sound` means that its cells were accepted; `cells` keeps the raw cells of the others, for the
    workbook with the rejected rows. `diff` holds old and new per field of a row that changes something.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    is_sound = models.BooleanField()
    has_warning = models.BooleanField()
    values = models.JSONField()
    messages = models.JSONField()
    cells = models.JSONField(null=True)
    diff = models.JSONField(null=True)
    household_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)

    objects = RowQuerySet.as_manager()
    view_permission = Perm.VIEW_IMPORT

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self):
        return f"{self.batch_id}:{self.number}"


class ImportChange(models.Model):
    """One record that a commit wrote: what an undo needs to reverse it exactly, or to see that it must not.

    `before` is the whole row before an update. `version_before` and `version` are the record's counter before and
    after: another value found later means that somebody has changed the record since.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="changes", db_constraint=False, db_index=False)
    row_number = models.PositiveIntegerField(null=True)
    table = models.CharField(max_length=10, choices=Table)
    record_id = models.BigIntegerField()
    action = models.CharField(max_length=6, choices=Action)
    before = models.JSONField(null=True)
    version_before = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField()
    refusal = models.CharField(max_length=60, blank=True)
    is_reversed = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["batch", "row_number"], name="import_change_row"),
            models.Index(fields=["record_id", "table"], name="import_change_record"),
        ]

    def __str__(self):
        return f"{self.batch_id}: {self.table} {self.record_id} {self.action}"


class SavedMapping(models.Model):
    """How the columns of a sheet with these headings were matched the last time, kept for the next."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    layout = models.CharField(max_length=24, choices=ImportLayout)
    mapping = models.JSONField()
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.fingerprint[:8]
