"""The lists a visit is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VisitState(TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class VisitOutcome(TextChoices):
    """Whether the household was met."""

    MET = "met", _("Household met")
    NOT_HOME = "not_home", _("Nobody at home")
    MOVED = "moved", _("Moved away")
    NOT_FOUND = "not_found", _("Address not found")
    REFUSED = "refused", _("Visit refused")


class PhotoSubject(TextChoices):
    """What a visit's photo shows."""

    FRONT = "front", _("Front of the house")
    INSIDE = "inside", _("Inside of the house")
    OTHER = "other", _("Something else")


class Recommendation(TextChoices):
    """What the visitor proposes; somebody else decides."""

    ELIGIBLE = "eligible", _("Eligible")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    REPAIR = "repair", _("Data to be mended")


class Presence(TextChoices):
    """Whether a person of the family card was found to live there."""

    HERE = "here", _("Lives here")
    MOVED = "moved", _("Moved away")
    DEAD = "dead", _("Deceased")
    UNKNOWN = "unknown", _("Not known here")


class Kind(TextChoices):
    """How a question of the checklist is answered."""

    ONE = "one", _("One of a list")
    SEVERAL = "several", _("Several of a list")
    COUNT = "count", _("A number")
    TEXT = "text", _("Words")


class How(TextChoices):
    """The quick answer to a question: as the data says, otherwise, or not looked at."""

    SAME = "same", _("As declared")
    OTHER = "other", _("Different")
    SKIP = "skip", _("Not looked at")


class Verdict(TextChoices):
    """What came of one question when found is laid beside declared."""

    SAME = "same", _("As declared")
    DIFFERS = "differs", _("Different")
    FINER = "finer", _("More exact")
    NEW = "new", _("Not known before")
    SKIPPED = "skipped", _("Not looked at")


VERDICT_TONES = {
    Verdict.SAME: "good",
    Verdict.DIFFERS: "warn",
    Verdict.FINER: "info",
    Verdict.NEW: "info",
    Verdict.SKIPPED: "idle",
}
STATE_TONES = {VisitState.PLANNED: "info", VisitState.DONE: "good", VisitState.CANCELLED: "idle"}
