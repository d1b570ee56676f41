"""What a step of a visit brings about."""

from django.utils import timezone


def note_end(visit, *, by, note: str = "") -> None:
    """A visit that is handed in has an end: when its visitor said so, or now."""
    visit.ended_at = visit.ended_at or timezone.now()
