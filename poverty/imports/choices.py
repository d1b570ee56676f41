"""The lists an import is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportLayout(TextChoices):
    """The sheets we know; the values are those of `layouts.LayoutKey`."""

    P3KE_HOUSEHOLD = "p3ke_household", _("P3KE, families")
    P3KE_PERSON = "p3ke_person", _("P3KE, people")
    DTKS = "dtks", _("DTKS / SIKS-NG export")
    THIN = "thin", _("List of NIK and names")
    REGISTRY_HOUSEHOLD = "registry_household", _("Export of this registry, households")
    REGISTRY_PERSON = "registry_person", _("Export of this registry, people")


class BatchState(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("To be matched")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("To be committed")
    COMMITTING = "committing", _("Being written")
    COMMITTED = "committed", _("Committed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    PARTLY_UNDONE = "part_undone", _("Partly undone")
    FAILED = "failed", _("Check failed")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(TextChoices):
    """What becomes of one row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REJECTED = "rejected", _("Rejected")
    DUPLICATE = "duplicate", _("Duplicate")
    CONFLICT = "conflict", _("Conflict with verified data")


APPLIED = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)
"""Outcomes of rows that the registry agrees with after a commit."""

TONES = {
    BatchState.UPLOADED: "warn",
    BatchState.CHECKING: "info",
    BatchState.CHECKED: "warn",
    BatchState.COMMITTING: "info",
    BatchState.COMMITTED: "good",
    BatchState.UNDOING: "info",
    BatchState.UNDONE: "idle",
    BatchState.PARTLY_UNDONE: "warn",
    BatchState.FAILED: "bad",
    BatchState.CANCELLED: "idle",
    Outcome.NEW: "good",
    Outcome.CHANGED: "info",
    Outcome.UNCHANGED: "idle",
    Outcome.REJECTED: "bad",
    Outcome.DUPLICATE: "warn",
    Outcome.CONFLICT: "warn",
}
"""The badge each word stands in."""


class Table(TextChoices):
    """Which record a line of the undo ledger is about."""

    HOUSEHOLD = "household", _("Household")
    MEMBER = "member", _("Member")
    ASSESSMENT = "assessment", _("Assessment")
    REQUEST = "request", _("Change request")


class Action(TextChoices):
    """What a commit did to a record.

    `TOUCH` is a household whose summary followed its members, `ASK` a change request for verified data.
    """

    INSERT = "insert", _("recorded")
    UPDATE = "update", _("changed")
    TOUCH = "touch", _("summary followed")
    ASK = "ask", _("requested")
