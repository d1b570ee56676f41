"""A household's condition by one assessment: every named rule on it, and which questions would settle what is open."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.text import capfirst

from poverty.assessments import deprivations, kepmensos, rules
from poverty.assessments.choices import YesNo
from poverty.assessments.kepmensos import CRITERIA
from poverty.assessments.models import Assessment
from poverty.assessments.rules import Answer, Checklist, HouseholdFacts, Line, Profile, Result, Rule
from poverty.households.models import Household, Member

YES_NO_QUESTIONS = {
    "kepmensos_shelter": ("has_shelter",),
    "kepmensos_a": ("head_works",),
    "kepmensos_b": ("worried_about_food", "went_without_food"),
    "kepmensos_d": ("bought_clothes",),
}
"""Rules whose answer is a yes or no: without its question nobody could read it."""

HEALTH_RULES = frozenset({"nutrition", "child_mortality"})
"""Rules whose answer tells about somebody's health."""


@dataclass(frozen=True)
class Threshold:
    """How many of the eight criteria must hold: the city's own setting, with its date; None while there is none."""

    number: int | None
    since: date | None

    @property
    def out_of(self) -> int:
        return len(CRITERIA)


def threshold() -> Threshold:
    """The setting in force. A number that cannot be right counts as none: the verdict stays open, the page stays up."""
    number = settings.CHECKLIST_THRESHOLD
    since = parse_date(settings.CHECKLIST_THRESHOLD_SINCE)
    return Threshold(number if 1 <= number <= len(CRITERIA) else None, since)


@dataclass(frozen=True)
class Shown:
    """One rule on a page: what it asks, its answer, and the household's own value in words."""

    rule: Rule
    result: Result
    value: str
    item: str


def shown(line: Line, assessment: Assessment) -> Shown:
    """A rule's line for a page. `item` is where in its source it stands, the source itself named once above."""
    words = [
        f"{capfirst(fact_label(name))}: {YesNo(answer).label.lower()}"
        for name in YES_NO_QUESTIONS.get(line.rule.code, ())
        if (answer := getattr(assessment, name))
    ]
    source = line.rule.source
    for known in (kepmensos.SOURCE, deprivations.SOURCE):
        source = source.removeprefix(known)
    return Shown(line.rule, line.result, "; ".join(words) or str(line.result.value), source.lstrip(",; "))


@dataclass(frozen=True)
class Condition:
    """A household by one assessment: the checklist, the deprivations, spending, and what would settle what is open."""

    assessment: Assessment
    threshold: Threshold
    checklist: Checklist
    profile: Profile
    settling: tuple[str, ...]
    spending_per_person: int | None
    food_percent: int | None

    @property
    def criteria(self) -> list[Shown]:
        """Stage 1 and the eight criteria, each with the household's value."""
        return [shown(line, self.assessment) for line in (self.checklist.shelter, *self.checklist.lines)]

    @property
    def open_criteria(self) -> int:
        """How many of the eight criteria are not known."""
        return self.checklist.at_most - self.checklist.at_least

    @property
    def deprived(self) -> list[Shown]:
        """The deprivations that hold, proxies among them."""
        return self._indicators(Answer.YES)

    @property
    def unknown(self) -> list[Shown]:
        """Those that nobody can tell yet."""
        return self._indicators(Answer.UNDETERMINED)

    @property
    def absent(self) -> list[Shown]:
        """Those that do not hold."""
        return self._indicators(Answer.NO)

    def _indicators(self, answer: Answer) -> list[Shown]:
        return [shown(line, self.assessment) for line in self.profile.with_answer(answer)]

    @property
    def counted(self) -> int:
        """How many indicators are shown and counted: proxies are not."""
        return sum(not line.rule.proxy for line in self.profile.lines)

    @property
    def open_deprivations(self) -> int:
        """How many of the counted ones are not known."""
        return self.profile.at_most - self.profile.at_least


def condition(assessment: Assessment, members: list[Member], *, with_health: bool) -> Condition:
    """Every named rule on one assessment. Without `with_health` the rules about health are left out."""
    facts, limit = HouseholdFacts(assessment, members), threshold()
    found = rules.checklist(facts, limit.number)
    profile = rules.deprivations(facts)
    if not with_health:
        profile = Profile(tuple(line for line in profile.lines if line.rule.code not in HEALTH_RULES))
    share = rules.food_share(facts)
    return Condition(
        assessment=assessment,
        threshold=limit,
        checklist=found,
        profile=profile,
        settling=settling(found),
        spending_per_person=rules.spending_per_person(facts),
        food_percent=None if share is None else round(share * 100),
    )


def settling(found: Checklist) -> tuple[str, ...]:
    """Which questions would settle an open verdict, in words; empty when it is settled or nothing can be asked."""
    if found.verdict != Answer.UNDETERMINED or found.threshold is None:
        return ()
    lines = list(found.with_answer(Answer.UNDETERMINED)) if found.at_most >= found.threshold else []
    if found.shelter.result.answer == Answer.UNDETERMINED:
        lines.insert(0, found.shelter)
    words = [word for line in lines for word in _asked_of(line.result) or [str(line.rule.title)]]
    return tuple(dict.fromkeys(words))


def _asked_of(result: Result) -> list[str]:
    return [fact_label(name) for name in result.missing]


def fact_label(name: str) -> str:
    """The name of a fact as a rule gives it, in words: `members.education` is a member's education."""
    model, field = (Member, name.partition(".")[2]) if name.startswith("members.") else (Assessment, name)
    if name == "members":
        return str(Household._meta.get_field("member_count").verbose_name)
    return str(model._meta.get_field(field).verbose_name)
