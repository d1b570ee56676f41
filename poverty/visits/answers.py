"""What was found: reading one answer, and laying found beside declared.

An answer is a plain value of the question's kind. A question without an answer was not looked at, which is no answer.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from poverty.assessments.choices import COARSE
from poverty.visits.checklist import NONE_OF_THESE, Question, questions_of
from poverty.visits.choices import VERDICT_TONES, How, Kind, Verdict

LONGEST = 300


class AnswerRefused(Exception):
    """The answer cannot be one of this question; the message says why, in words for the visitor."""


def read_answer(question: Question, how: str, values: list[str]) -> Any:
    """The answer that a form sent: `how` is the quick answer, `values` what was chosen or typed.

    None means not looked at. Raises `AnswerRefused`.
    """
    if how == How.SAME and question.is_declared:
        return question.declared
    if how == How.SKIP:
        return None
    values = [value.strip() for value in values if value.strip()]
    if not values:
        return None
    return READERS[question.kind](question, values)


def _one(question: Question, values: list[str]) -> str:
    return _known(question, values[-1])


def _several(question: Question, values: list[str]) -> list[str]:
    chosen = [value for value in values if value != NONE_OF_THESE]
    if len(chosen) < len(values) and chosen:
        raise AnswerRefused(_("Tick either what there is or “None of these”, not both."))
    return [_known(question, value) for value in dict.fromkeys(chosen)]


def _count(question: Question, values: list[str]) -> int:
    text = values[-1]
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise AnswerRefused(_("Write a whole number in digits."))
    if int(text) > question.largest:
        raise AnswerRefused(_("This number must not be larger than %(largest)s.") % {"largest": question.largest})
    return int(text)


def _text(question: Question, values: list[str]) -> str:
    return " ".join(values[-1].split())[:LONGEST]


def _known(question: Question, value: str) -> str:
    if value not in dict(question.choices):
        raise AnswerRefused(_("Choose one of the answers."))
    return value


READERS = {Kind.ONE: _one, Kind.SEVERAL: _several, Kind.COUNT: _count, Kind.TEXT: _text}


@dataclass(frozen=True)
class Comparison:
    """One question with what was declared, what was found, and what came of it."""

    question: Question
    found: Any
    verdict: Verdict

    @property
    def found_words(self) -> str:
        return self.question.words(self.found)

    @property
    def tone(self) -> str:
        return VERDICT_TONES[self.verdict]

    @property
    def is_different(self) -> bool:
        return self.verdict == Verdict.DIFFERS


def compare(checklist: list[dict], found: dict[str, Any]) -> list[Comparison]:
    """Every question of the checklist, found beside declared."""
    return [
        Comparison(question, found.get(question.code), verdict_on(question, found.get(question.code)))
        for question in questions_of(checklist)
    ]


def verdict_on(question: Question, found: Any) -> Verdict:
    """What comes of one answer. A coarse declared answer is not contradicted by one it may stand for."""
    if found is None:
        return Verdict.SKIPPED
    if not question.is_declared:
        return Verdict.NEW
    declared = question.declared
    if isinstance(declared, list) and isinstance(found, list):
        return Verdict.SAME if set(declared) == set(found) else Verdict.DIFFERS
    if found == declared:
        return Verdict.SAME
    finer = isinstance(found, str) and found in COARSE.get(declared, ())
    return Verdict.FINER if finer else Verdict.DIFFERS
