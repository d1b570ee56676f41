"""The lists a pair of records is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PairState(TextChoices):
    """Where a pair of records stands."""

    OPEN = "open", _("To be decided")
    POSTPONED = "postponed", _("Put aside")
    DIFFERENT = "different", _("Not the same")
    SAME = "same", _("The same, to be confirmed")
    MERGED = "merged", _("Merged")
    UNMERGED = "unmerged", _("Merge undone")


class Side(TextChoices):
    """One of the two records, as they stand side by side."""

    FIRST = "first", _("Left")
    SECOND = "second", _("Right")

    @property
    def other(self) -> "Side":
        """The one that stands across."""
        return Side.SECOND if self == Side.FIRST else Side.FIRST


TONES = {
    PairState.OPEN: "info",
    PairState.POSTPONED: "idle",
    PairState.DIFFERENT: "idle",
    PairState.SAME: "warn",
    PairState.MERGED: "good",
    PairState.UNMERGED: "bad",
}


class Origin(TextChoices):
    """How a pair came to stand in the queue."""

    FOUND = "found", _("Found by the search")
    MANUAL = "manual", _("Marked by a person")
