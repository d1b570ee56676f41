"""Use cases that write households and their members. Each takes the person who acts as `by`."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.history import because
from poverty.households.choices import LifeStatus, Relation
from poverty.households.models import Household, Member

SUMMARY_SQL = """
UPDATE poverty_household AS household
SET head_id = summary.head_id,
    head_name = COALESCE(head.name, ''),
    head_key = COALESCE(head.name_key, ''),
    member_count = summary.present,
    members_without_nik = summary.without_nik
FROM (
    SELECT chosen.id AS household_id,
           MIN(member.id) FILTER (WHERE member.relation = 'head') AS head_id,
           COUNT(member.id) AS present,
           COUNT(member.id) FILTER (WHERE member.nik IS NULL) AS without_nik
    FROM poverty_household AS chosen
    LEFT JOIN poverty_member AS member
      ON member.household_id = chosen.id AND member.life_status = 'alive' AND member.left_on IS NULL
    WHERE chosen.id = ANY(%s)
    GROUP BY chosen.id
) AS summary
LEFT JOIN poverty_member AS head ON head.id = summary.head_id
WHERE household.id = summary.household_id
  AND (household.head_id, household.head_name, household.head_key, household.member_count,
       household.members_without_nik)
      IS DISTINCT FROM
      (summary.head_id, COALESCE(head.name, ''), COALESCE(head.name_key, ''), summary.present, summary.without_nik)
"""


def refresh_summaries(household_ids: Iterable[int]) -> None:
    """Repeat in the households what their members say: head, number of members, members without NIK."""
    with connection.cursor() as cursor:
        cursor.execute(SUMMARY_SQL, [list(household_ids)])


@transaction.atomic
def record_household(*, data: dict[str, Any], head: dict[str, Any], by) -> Household:
    """Record a household together with its head. `data` and `head` are the cleaned fields of the two."""
    household = Household(**data, recorded_by=by)
    household.full_clean(exclude=["head"])
    household.save()
    add_member(household=household, data=head | {"relation": Relation.HEAD}, by=by)
    household.refresh_from_db()
    return household


@transaction.atomic
def change_household(*, household: Household, data: dict[str, Any], by, reason: str = "") -> Household:
    """Change a household's own fields. Verified data that changes has to be verified again."""
    for name, value in data.items():
        setattr(household, name, value)
    lift_verification(household)
    with because(reason):
        household.save()
    return household


def lift_verification(household: Household) -> None:
    """Changed data is no longer verified data; somebody else looks at it again."""
    household.verified_on = None
    household.verified_by = None


@transaction.atomic
def add_member(*, household: Household, data: dict[str, Any], by) -> Member:
    """Record one more person of a household, who lies where the household lies at this moment."""
    household = Household.objects.select_for_update().get(pk=household.pk)
    member = Member(household=household, region_id=household.region_id, **data)
    member.save()
    _touch(household)
    return member


@transaction.atomic
def change_member(*, member: Member, data: dict[str, Any], by, reason: str = "") -> Member:
    """Change a member's fields."""
    for name, value in data.items():
        setattr(member, name, value)
    with because(reason):
        member.save()
        _touch(member.household)
    return member


@transaction.atomic
def end_membership(*, member: Member, life_status: str, left_on, reason: str, by) -> Member:
    """A person died, moved or was not found: the record stays, the household counts without it."""
    member.life_status = life_status
    member.left_on = left_on or timezone.localdate()
    with because(reason):
        member.save()
        _touch(member.household)
    return member


def _touch(household: Household) -> None:
    """After a change of members: the summary follows, and the household is no longer verified."""
    Household.objects.filter(pk=household.pk, verified_on__isnull=False).update(verified_on=None, verified_by=None)
    refresh_summaries([household.pk])


def is_present(member: Member) -> bool:
    """Whether the person counts as living in the household."""
    return member.life_status == LifeStatus.ALIVE and member.left_on is None
