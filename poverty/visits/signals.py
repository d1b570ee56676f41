"""Signals about the quality of a visit: each a class whose docstring says what is seen.

They are shown to whoever verifies, with the figures behind them. None of them decides anything: a house may stand
where the phone finds no satellite, and a family may be met at the neighbour's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poverty.visits.choices import VisitOutcome
from poverty.visits.places import metres_between

CLOCK_MINUTES = 15
"""Clocks of cameras differ by so much."""


@dataclass(frozen=True)
class Twin:
    """A photo of another visit that is the same as one of this visit, or nearly: how many of 64 bits differ."""

    photo: Any
    other_visit: Any
    bits: int


@dataclass(frozen=True)
class Evidence:
    """What the signals look at: the visit with its photos, and what of other visits touches it."""

    visit: Any
    house: tuple[float, float] | None = None
    photos: tuple = ()
    twins: tuple[Twin, ...] = ()
    neighbours: tuple = ()
    min_minutes: int = 5
    max_metres: int = 200

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return _span(self.visit)


def _span(visit) -> tuple[datetime, datetime] | None:
    if visit.started_at is None or visit.ended_at is None:
        return None
    return visit.started_at, visit.ended_at


@dataclass(frozen=True)
class Line:
    """One figure behind a signal; `visit` is another visit it points to."""

    text: str
    visit: Any = None


@dataclass(frozen=True)
class Shown:
    """A signal that was seen, with the figures behind it."""

    code: str
    title: str
    lines: list[Line] = field(default_factory=list)


class Signal:
    """What can be seen about a visit; `look` yields the figures behind it, nothing when there is nothing to see."""

    code = ""
    title = ""

    def look(self, evidence: Evidence) -> Iterator[Line]:
        raise NotImplementedError


class TooShort(Signal):
    """The household was met, and the visit took fewer minutes than one needs."""

    code, title = "too_short", gettext_lazy("Short visit")

    def look(self, evidence):
        span = evidence.span
        if span is None or evidence.visit.outcome != VisitOutcome.MET:
            return
        minutes = (span[1] - span[0]).total_seconds() / 60
        if minutes < evidence.min_minutes:
            found = {"minutes": number_format(minutes, 1), "least": evidence.min_minutes}
            yield Line(_("It took %(minutes)s minutes; from %(least)s minutes on nothing is shown here.") % found)


class FarFromHouse(Signal):
    """The visitor stood farther from the recorded place of the house than the city allows for."""

    code, title = "far_from_house", gettext_lazy("Far from the house")

    def look(self, evidence):
        visit = evidence.visit
        if evidence.house is None or visit.place is None:
            return
        metres = metres_between(evidence.house, visit.place)
        if metres > evidence.max_metres:
            text = _("The phone was %(metres)s m from the recorded place of the house.") % {"metres": whole(metres)}
            if visit.accuracy_m:
                text += " " + _("It gave its place within %(metres)s m.") % {"metres": whole(visit.accuracy_m)}
            yield Line(text)


class PhotoElsewhere(Signal):
    """A photo was taken far from the house, or from where the visitor stood if the house has no recorded place."""

    code, title = "photo_elsewhere", gettext_lazy("Photo taken elsewhere")

    def look(self, evidence):
        reference = evidence.house or evidence.visit.place
        for photo in evidence.photos if reference else ():
            metres = metres_between(reference, photo.place) if photo.place else 0
            if metres > evidence.max_metres:
                found = {"photo": photo.get_subject_display(), "metres": whole(metres)}
                yield Line(_("%(photo)s: taken %(metres)s m away.") % found)


class PhotoAtAnotherTime(Signal):
    """A photo was taken before the visit began or after it ended."""

    code, title = "photo_at_another_time", gettext_lazy("Photo from another time")

    def look(self, evidence):
        span = evidence.span
        for photo in evidence.photos if span else ():
            slack = timedelta(minutes=CLOCK_MINUTES)
            if photo.taken_at and not span[0] - slack <= photo.taken_at <= span[1] + slack:
                found = {"photo": photo.get_subject_display(), "when": moment(photo.taken_at)}
                yield Line(_("%(photo)s: taken on %(when)s.") % found)


class SamePhoto(Signal):
    """The same photo, or nearly the same, stands in another visit."""

    code, title = "same_photo", gettext_lazy("Same photo in another visit")

    def look(self, evidence):
        for twin in evidence.twins:
            words = _("the same photo") if twin.bits == 0 else _("nearly the same photo")
            yield Line(f"{twin.photo.get_subject_display()}: {words}", twin.other_visit)


class TooCloseTogether(Signal):
    """The same visitor handed in another visit within the time that one visit takes, or made both at once."""

    code, title = "too_close_together", gettext_lazy("Visits close together")

    def look(self, evidence):
        span = evidence.span
        for other in evidence.neighbours if span else ():
            theirs = _span(other)
            if theirs is None:
                continue
            gap = abs((span[1] - theirs[1]).total_seconds()) / 60
            overlap = span[0] < theirs[1] and theirs[0] < span[1]
            if overlap or gap < evidence.min_minutes:
                found = {"begin": moment(theirs[0]), "end": date_format(localtime(theirs[1]), "TIME_FORMAT")}
                yield Line(_("Another visit of the same person ran from %(begin)s to %(end)s.") % found, other)


class NoPlace(Signal):
    """Neither the phone nor a photo says where the visit took place."""

    code, title = "no_place", gettext_lazy("No place at all")

    def look(self, evidence):
        if evidence.visit.place is None and not any(photo.place for photo in evidence.photos):
            yield Line(_("Neither the phone nor a photo gave a place."))


SIGNALS = (
    TooShort(),
    FarFromHouse(),
    PhotoElsewhere(),
    PhotoAtAnotherTime(),
    SamePhoto(),
    TooCloseTogether(),
    NoPlace(),
)


def seen_in(evidence: Evidence) -> list[Shown]:
    """Every signal that is seen in a visit."""
    found = ((signal, list(signal.look(evidence))) for signal in SIGNALS)
    return [Shown(signal.code, str(signal.title), lines) for signal, lines in found if lines]


def whole(metres: float) -> str:
    """Whole metres, grouped as numbers are written here."""
    return number_format(round(metres), 0, force_grouping=True)


def moment(at: datetime) -> str:
    """A moment in local time."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
