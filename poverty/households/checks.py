"""What a check on the data of a household is: the base classes of `quality.py` and `member_quality.py`."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

OLDEST_ASSESSMENT_MONTHS = 12
"""Age from which an assessment is called old, unless the caller says otherwise."""


class Level(TextChoices):
    """How much a gap matters, the gravest first."""

    REPAIR = "repair", _("To repair")
    CHECK = "check", _("To check")
    COMPLETE = "complete", _("To complete")


@dataclass(frozen=True)
class Case:
    """What the checks look at: one household, who lives there, its latest assessment or None, and the day."""

    household: object
    members: tuple
    assessment: object
    today: dt.date
    oldest_months: int = OLDEST_ASSESSMENT_MONTHS


@dataclass(frozen=True)
class Wanting:
    """One thing that is wanting; `member` says in whom, or is None where it is the household's."""

    code: str
    title: str
    level: Level
    member: object = None


class Check:
    """A named check on a household as a whole."""

    code = ""
    title = ""
    level = Level.COMPLETE

    def fails(self, case: Case) -> bool:
        """Whether this is wanting."""
        raise NotImplementedError

    def find(self, case: Case):
        """What this check finds wanting, one entry or none."""
        return [Wanting(self.code, self.title, self.level)] if self.fails(case) else []


class MemberCheck(Check):
    """A named check on every member."""

    def fails(self, case: Case, member) -> bool:
        """Whether this is wanting in this member."""
        raise NotImplementedError

    def find(self, case: Case):
        """One entry for every member in whom it is wanting."""
        return [
            Wanting(self.code, self.title, self.level, member) for member in case.members if self.fails(case, member)
        ]


class EmptyFields(Check):
    """Wanting if any of `fields` of the household is empty."""

    fields = ()

    def fails(self, case):
        return any(not has(case.household, name) for name in self.fields)


class EmptyMemberField(MemberCheck):
    """Wanting if `field` of a member is empty."""

    field = ""

    def fails(self, case, member):
        return not has(member, self.field)


def has(row, name):
    """Whether a field holds anything; zero is something."""
    value = getattr(row, name, None)
    return value == 0 or bool(value)
