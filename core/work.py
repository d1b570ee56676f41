"""My work: what waits for a person, since when, and what is late. Nouns register what they know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

SOURCES: list[Callable] = []


@dataclass(frozen=True)
class WorkItem:
    """One line on My work: how many of what wait, where to open them, since when, and until when."""

    title: str
    url: str
    count: int | None = None
    detail: str = ""
    since: datetime | None = None
    due: datetime | None = None
    tone: str = "idle"

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.now()


def work_source(function: Callable) -> Callable:
    """Register `function(user) -> iterable of WorkItem`. Called in the module `work.py` of a noun."""
    SOURCES.append(function)
    return function


def work_for(user) -> list[WorkItem]:
    """All that waits for this person: late first, then oldest first."""
    items: Iterable[WorkItem] = (item for source in SOURCES for item in source(user))
    return sorted(items, key=lambda item: (not item.is_late, item.due or item.since or timezone.now()))
