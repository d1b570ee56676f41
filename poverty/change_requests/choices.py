"""The lists a change request is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    """Where a change request stands."""

    OPEN = "open", _("Waiting for a decision")
    APPLIED = "applied", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TONES = {
    RequestState.OPEN: "warn",
    RequestState.APPLIED: "good",
    RequestState.PARTLY: "info",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "idle",
}
"""The badge of each state."""


class Target(TextChoices):
    """What a change request changes."""

    HOUSEHOLD = "household", _("Household")
    MEMBER = "member", _("Member")
    NEW_MEMBER = "new_member", _("New member")


class Origin(TextChoices):
    """Where a change request came from."""

    FORM = "form", _("Form")
    IMPORT = "import", _("Import")
    VISIT = "visit", _("Visit")


class LineDecision(TextChoices):
    """What was decided about one field."""

    PENDING = "pending", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


LINE_TONES = {LineDecision.PENDING: "warn", LineDecision.ACCEPTED: "good", LineDecision.REFUSED: "bad"}
"""The badge of each decision about a field."""
