"""What the page in the visitor's hand shows: the questions with what was declared, found, and refused."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from poverty.visits.checklist import NONE_OF_THESE, SECTIONS, Question, questions_of
from poverty.visits.choices import How, Kind, PhotoSubject, Recommendation, VisitOutcome
from poverty.visits.forms import Sent
from poverty.visits.models import Visit, VisitPhoto

RADIOS_UP_TO = 6


@dataclass(frozen=True)
class Asked:
    """One question on the page, with how it stands."""

    question: Question
    found: Any
    error: str = ""
    typed: list[str] = field(default_factory=list)

    @property
    def how(self) -> str:
        """Which quick answer is chosen."""
        if self.error or self.typed:
            return How.OTHER
        if self.found is None:
            return How.SKIP
        return How.SAME if self.found == self.question.declared else How.OTHER

    @property
    def values(self) -> list[str]:
        """What stands in the field for another answer."""
        if self.typed:
            return self.typed
        if self.found is None or self.how == How.SAME:
            return []
        if isinstance(self.found, list):
            return self.found or [NONE_OF_THESE]
        return [str(self.found)]

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_radio(self) -> bool:
        return self.question.kind == Kind.ONE and len(self.question.choices) <= RADIOS_UP_TO

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """The choices as value, words, and whether it is chosen; several answers may be none of these."""
        listed = self.question.choices
        if self.question.kind == Kind.SEVERAL:
            listed = [*listed, (NONE_OF_THESE, str(_("None of these")))]
        return [(value, words, value in self.values) for value, words in listed]

    @property
    def quick(self) -> list[tuple[str, str, bool]]:
        """The quick answers as value, words, and whether it is chosen; none where there is nothing to agree with."""
        offered = How if self.question.is_declared else ()
        return [(each.value, str(each.label), each == self.how) for each in offered]


@dataclass(frozen=True)
class Part:
    """A section of the checklist."""

    code: str
    title: str
    asked: list[Asked]

    @property
    def answered(self) -> int:
        return sum(each.found is not None for each in self.asked)


@dataclass(frozen=True)
class PhotoSlot:
    """One of the things to photograph, with its photos on the server."""

    subject: PhotoSubject
    photos: list[VisitPhoto]
    error: str = ""


def page_of(visit: Visit, sent: Sent, request: HttpRequest) -> dict[str, Any]:
    """The context of the page."""
    photos = list(visit.photos.all())
    now = int(timezone.now().timestamp() * 1000)
    return {
        "visit": visit,
        "household": visit.household,
        "parts": parts_of(visit, sent, request),
        "slots": [
            PhotoSlot(
                subject, [each for each in photos if each.subject == subject], sent.refused.get(f"photo-{subject}")
            )
            for subject in PhotoSubject
        ],
        "outcomes": VisitOutcome.choices,
        "recommendations": Recommendation.choices,
        "errors": sent.refused,
        "refusal": sent.refused.get("", ""),
        "place_error": sent.refused.get("place", ""),
        "notes_error": sent.refused.get("notes", ""),
        "now": now,
        "form_number": uuid.uuid4(),
    }


def parts_of(visit: Visit, sent: Sent, request: HttpRequest) -> list[Part]:
    """The checklist by section; what was refused stands as it was typed."""
    by_section: dict[str, list[Asked]] = {}
    for question in questions_of(visit.checklist):
        error = sent.refused.get(question.code, "")
        typed = request.POST.getlist(f"value-{question.code}") if error else []
        asked = Asked(question, visit.found.get(question.code), error, [value for value in typed if value])
        by_section.setdefault(question.section, []).append(asked)
    return [Part(code, str(title), by_section[code]) for code, title in SECTIONS if code in by_section]
