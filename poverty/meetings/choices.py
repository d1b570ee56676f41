"""The lists a community meeting is described with. Source: domain.md 2.1 (contents of the minutes)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingState(TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Closed, minutes to be signed")
    SIGNED = "signed", _("Signed")
    CANCELLED = "cancelled", _("Called off")


S = MeetingState

CHANGEABLE_STATES = (S.PLANNED, S.OPEN)
"""States in which agenda, attendance and the meeting's own fields may change."""

TONES = {S.PLANNED: "info", S.OPEN: "warn", S.CLOSED: "warn", S.SIGNED: "good", S.CANCELLED: "idle"}


class Element(TextChoices):
    """Whom a person at the meeting stands for."""

    LURAH = "lurah", _("Lurah")
    NEIGHBOURHOOD = "neighbourhood", _("RT or RW")
    LPMK = "lpmk", _("LPMK")
    COMMUNITY = "community", _("Community figure")
    COMPANION = "companion", _("Programme companion")
    SOCIAL_OFFICE = "social_office", _("Dinas Sosial")
    OTHER = "other", _("Other")


class Basis(TextChoices):
    """Why a name stands on the agenda."""

    PROPOSAL = "proposal", _("New proposal")
    STALE = "stale", _("Verification too old")
    DUPLICATE = "duplicate", _("Possibly recorded twice")
    OBJECTION = "objection", _("Objection")
    LOWEST = "lowest", _("Decile 1 or 2")
    EXIT = "exit", _("Exit")
    CARRIED = "carried", _("Carried over")


class Decision(TextChoices):
    """What the meeting decided about a household; empty while it has not."""

    ELIGIBLE = "eligible", _("Eligible")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    POSTPONED = "postponed", _("Postponed")
    ABSENT = "absent", _("Absent")


CARRIED_OVER = (Decision.POSTPONED, Decision.ABSENT)
"""Decisions that put the name on the agenda of the next meeting."""

DECISION_TONES = {
    Decision.ELIGIBLE: "good",
    Decision.NOT_ELIGIBLE: "bad",
    Decision.POSTPONED: "warn",
    Decision.ABSENT: "warn",
}
