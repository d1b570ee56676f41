"""What is wanting in the data of one household: named checks, each a class, the title is what a person reads.

No score: a number would hide what somebody has to do. Only members who live in the household now are looked
at. Checks take plain objects with the field names of the models, so that a form, an import and a page can
share them.
"""

import calendar
import datetime as dt

from django.utils.translation import gettext_lazy as _

from poverty.households import member_quality as of_member
from poverty.households import nik
from poverty.households.checks import OLDEST_ASSESSMENT_MONTHS, Case, Check, EmptyFields, has
from poverty.households.checks import Level as Level
from poverty.households.checks import Wanting as Wanting
from poverty.households.choices import LifeStatus, Relation


def months_before(day, months):
    """The same day so many months earlier, or the last day of that month.

    >>> months_before(dt.date(2026, 11, 21), 12), months_before(dt.date(2026, 3, 31), 1)
    (datetime.date(2025, 11, 21), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _heads(case):
    return [member for member in case.members if getattr(member, "relation", "") == Relation.HEAD]


class NoMembers(Check):
    """Nobody is recorded as living in the household."""

    code, title, level = "no_members", _("No member is recorded"), Level.REPAIR

    def fails(self, case):
        return not case.members


class NoHead(Check):
    """Members are recorded, and none of them as head of the family."""

    code, title, level = "no_head", _("No head of family"), Level.REPAIR

    def fails(self, case):
        return bool(case.members) and not _heads(case)


class TwoHeads(Check):
    """More than one member is recorded as head of the family."""

    code, title, level = "two_heads", _("More than one head of family"), Level.REPAIR

    def fails(self, case):
        return len(_heads(case)) > 1


class FamilyCardMissing(EmptyFields):
    """The number of the family card is not known."""

    code, title, level = "family_card_missing", _("Family card number is missing"), Level.REPAIR
    fields = ("family_card",)


class FamilyCardWrong(Check):
    """The number of the family card cannot be one, or is the NIK of a member."""

    code, title, level = "family_card_wrong", _("Family card number cannot be right"), Level.REPAIR

    def fails(self, case):
        number = getattr(case.household, "family_card", None) or ""
        niks = {getattr(member, "nik", None) for member in case.members}
        return bool(nik.family_card_problems(number, case.today)) or (bool(number) and number in niks)


class RegionMissing(EmptyFields):
    """The kelurahan is not known: no enumerator can see the household."""

    code, title, level = "region_missing", _("Kelurahan is missing"), Level.REPAIR
    fields = ("region_id",)


class AddressMissing(EmptyFields):
    """There is no address."""

    code, title, level = "address_missing", _("Address is missing"), Level.COMPLETE
    fields = ("address",)


class RtRwMissing(EmptyFields):
    """RT or RW is not known."""

    code, title, level = "rt_rw_missing", _("RT or RW is missing"), Level.COMPLETE
    fields = ("rt", "rw")


class CoordinatesMissing(EmptyFields):
    """The place on the map is not known."""

    code, title, level = "coordinates_missing", _("Coordinates are missing"), Level.COMPLETE
    fields = ("latitude", "longitude")


class FrontPhotoMissing(EmptyFields):
    """There is no photo of the front of the house."""

    code, title, level = "photo_front_missing", _("Photo of the front is missing"), Level.COMPLETE
    fields = ("photo_front",)


class InsidePhotoMissing(EmptyFields):
    """There is no photo of the inside of the house."""

    code, title, level = "photo_inside_missing", _("Photo of the inside is missing"), Level.COMPLETE
    fields = ("photo_inside",)


class DecileUndated(Check):
    """A national decile is recorded without the date it refers to."""

    code, title, level = "decile_undated", _("Decile without a reference date"), Level.CHECK

    def fails(self, case):
        return has(case.household, "decile") and not has(case.household, "decile_date")


class NoAssessment(Check):
    """The household was never assessed."""

    code, title, level = "no_assessment", _("Never assessed"), Level.COMPLETE

    def fails(self, case):
        return case.assessment is None


class AssessmentOld(Check):
    """The latest assessment is older than the configured number of months."""

    code, title, level = "assessment_old", _("Latest assessment is too old"), Level.CHECK

    def fails(self, case):
        assessed = getattr(case.assessment, "assessed_on", None)
        return assessed is not None and assessed < months_before(case.today, case.oldest_months)


class SizeDiffers(Check):
    """The latest assessment counted another number of people than are recorded."""

    code, title, level = (
        "size_differs",
        _("Number of members differs from the latest assessment"),
        Level.CHECK,
    )

    def fails(self, case):
        size = getattr(case.assessment, "household_size", None)
        return size is not None and bool(case.members) and size != len(case.members)


CHECKS = tuple(
    check()
    for check in (
        NoMembers,
        NoHead,
        TwoHeads,
        FamilyCardMissing,
        FamilyCardWrong,
        RegionMissing,
        of_member.NikMissing,
        of_member.NikWrong,
        of_member.NikBirthMismatch,
        of_member.NikSexMismatch,
        of_member.DukcapilUnmatched,
        of_member.DukcapilNotChecked,
        of_member.BirthDateMissing,
        of_member.SexMissing,
        of_member.RelationMissing,
        AddressMissing,
        RtRwMissing,
        CoordinatesMissing,
        FrontPhotoMissing,
        InsidePhotoMissing,
        DecileUndated,
        NoAssessment,
        AssessmentOld,
        SizeDiffers,
    )
)
"""Every check, in the order in which a person would go through a file."""


def wanting(household, members, latest_assessment, today, *, oldest_months=OLDEST_ASSESSMENT_MONTHS):
    """Everything that is wanting in one household, the gravest first; empty if nothing is.

    `members` may hold everybody ever recorded: the deceased and those who left are not looked at.
    """
    case = Case(household, _present(members), latest_assessment, today, oldest_months)
    found = [entry for check in CHECKS for entry in check.find(case)]
    return sorted(found, key=lambda entry: list(Level).index(entry.level))


def _present(members):
    return tuple(
        member
        for member in members
        if (getattr(member, "life_status", None) or LifeStatus.ALIVE) == LifeStatus.ALIVE
        and getattr(member, "left_on", None) is None
    )
