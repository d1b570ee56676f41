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
