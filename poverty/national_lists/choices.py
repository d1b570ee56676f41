"""The lists a national list and its differences are described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CEILING = 4
"""Deciles 1 to 4 are what PKH, BPNT and PBI-JK look at (domain.md 4.4). Sources conflict: this only sorts figures."""


class ListSource(TextChoices):
    """Which national list it is; two lists are compared only within one source. Values as in `households.Source`."""

    DTSEN = "dtsen", _("DTSEN")
    P3KE = "p3ke", _("P3KE")
    DTKS = "dtks", _("DTKS / SIKS-NG")


class Quarter(TextChoices):
    """The quarter a list is for, by the months it stands for."""

    FIRST = "1", _("Quarter I (January to March)")
    SECOND = "2", _("Quarter II (April to June)")
    THIRD = "3", _("Quarter III (July to September)")
    FOURTH = "4", _("Quarter IV (October to December)")


ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


class ListState(TextChoices):
    """Where a national list stands."""

    LOADING = "loading", _("Being taken in")
    COLLECTING = "collecting", _("Waiting for more files")
    COMPARING = "comparing", _("Being compared")
    READY = "ready", _("To be worked through")
    DONE = "done", _("Worked through")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ListState
TONES = {
    S.LOADING: "info",
    S.COLLECTING: "warn",
    S.COMPARING: "info",
    S.READY: "warn",
    S.DONE: "good",
    S.WITHDRAWN: "idle",
}
CLOSED = (S.READY, S.DONE)
"""A list that is complete: only such lists are compared."""


class Change(TextChoices):
    """What became of a family from one list to the next; whether it moved is told beside it."""

    NEW = "new", _("New on the list")
    VANISHED = "vanished", _("No longer on the list")
    UP = "up", _("Higher decile (better off)")
    DOWN = "down", _("Lower decile (poorer)")
    SAME = "same", _("Same decile")
    UNCLEAR = "unclear", _("Decile on one of the two lists only")


CHANGE_TONES = {
    Change.NEW: "info",
    Change.VANISHED: "bad",
    Change.UP: "warn",
    Change.DOWN: "warn",
    Change.SAME: "idle",
    Change.UNCLEAR: "idle",
}


class Group(TextChoices):
    """Rows of a difference that are looked at together: the figures of the page, and what its queue is opened from."""

    NEW = "new", _("New on the list")
    VANISHED = "vanished", _("No longer on the list")
    DOWN = "down", _("Lower decile (poorer)")
    UP = "up", _("Higher decile (better off)")
    UNCLEAR = "unclear", _("Decile on one of the two lists only")
    MOVED = "moved", _("In another kelurahan than before")
    UNCHANGED = "unchanged", _("Unchanged")
    STAYED = "stayed", _("On both lists")


class Crossing(TextChoices):
    """Which way a family crossed the ceiling of deciles 1 to 4."""

    IN = "in", _("Came into deciles 1–4")
    OUT = "out", _("Left deciles 1–4")
