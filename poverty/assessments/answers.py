"""What a named rule answers, and the few ways in which one fact becomes an answer.

There are three answers. A missing fact is *undetermined*: never poor, never rich. A coarse answer
("asbestos or zinc") counts as yes or no only where every fine answer under it would give the same.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from poverty.assessments.choices import COARSE, YesNo
from poverty.households.choices import LifeStatus


class Answer(TextChoices):
    """Whether a rule holds for a household."""

    YES = "yes", _("Holds")
    NO = "no", _("Does not hold")
    UNDETERMINED = "undetermined", _("Undetermined")


@dataclass(frozen=True)
class Result:
    """One rule's answer for one household.

    `value` is the household's own value as a person reads it, `missing` the names of the facts that are
    lacking, `note` a caution that belongs beside the answer.
    """

    answer: Answer
    value: str = ""
    missing: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class HouseholdFacts:
    """What the rules look at: the answers of one assessment (or none) and the members of the household."""

    assessment: object = None
    members: list = field(default_factory=list)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.assessment, name, None)


class Rule:
    """A named rule: its docstring says what it asks, `title` says it to a person, `source` where from."""

    code = ""
    title = ""
    source = ""
    proxy = False
    """Whether the rule only stands in for a measurement that the registry does not have."""

    def evaluate(self, facts) -> Result:
        """The answer for these facts: an object with the field names of an assessment, and `members`."""
        raise NotImplementedError


class ListedRule(Rule):
    """Holds if the answer to one question is among `holds_for`; `unclear` answers leave it undetermined."""

    field = ""
    choices = None
    holds_for = frozenset()
    unclear = frozenset()

    def evaluate(self, facts) -> Result:
        return judge(facts, self.field, self.choices, self.holds_for, self.unclear)


def fact(facts, name):
    """The value of one fact, None where it is missing or empty; an empty list is a value."""
    value = getattr(facts, name, None)
    return None if value == "" else value


def judge(facts, name, choices, holds_for, unclear=frozenset()) -> Result:
    """Whether the answer `name` is among `holds_for`, spread over the fine members of a coarse answer."""
    value = fact(facts, name)
    if value is None:
        return Result(Answer.UNDETERMINED, missing=(name,))
    fine = COARSE.get(value, frozenset({value}))
    label = choices(value).label
    if fine & unclear:
        return Result(Answer.UNDETERMINED, label)
    if fine <= holds_for:
        return Result(Answer.YES, label)
    return Result(Answer.UNDETERMINED if fine & holds_for else Answer.NO, label)


def asked(facts, name, holds_when=YesNo.YES) -> Result:
    """Whether a yes/no question was answered with `holds_when`."""
    return judge(facts, name, YesNo, frozenset({holds_when}))


def any_of(*results) -> Result:
    """Holds if one of them does, does not if none of them can; the value shows what decided."""
    answers = [result.answer for result in results]
    if Answer.YES in answers:
        deciding = [result for result in results if result.answer == Answer.YES]
        return Result(Answer.YES, joined(deciding))
    missing = tuple(name for result in results for name in result.missing)
    answer = Answer.UNDETERMINED if Answer.UNDETERMINED in answers else Answer.NO
    return Result(answer, joined(results), missing)


def joined(results):
    """The values of several results, one after another."""
    values = [result.value for result in results if result.value]
    return format_lazy(", ".join(["{}"] * len(values)), *values) if values else ""


def rupiah(amount):
    """An amount as it is written here.

    >>> rupiah(1250000)
    'Rp 1.250.000'
    """
    return f"Rp {amount:,}".replace(",", ".")


def present(facts):
    """The members who live in the household now."""
    return [
        member
        for member in fact(facts, "members") or ()
        if fact(member, "life_status") in (None, LifeStatus.ALIVE) and fact(member, "left_on") is None
    ]


def age(member, facts):
    """Full years of age on the day of the assessment (today if there is none), None without a birth date."""
    born, on = fact(member, "birth_date"), fact(facts, "assessed_on") or dt.date.today()
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def incomplete(facts):
    """Names of the facts that leave open whether every member is listed; empty if the list is complete.

    A household of which a source listed only the head must not be judged as if nobody else lived there.
    """
    listed, size = len(present(facts)), fact(facts, "household_size")
    if not listed or (size is not None and size > listed):
        return ("members",)
    return ("household_size",) if size is None and listed == 1 else ()
