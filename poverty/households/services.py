"""Use cases that write households and their members. Each takes the person who acts as `by`.

The facts of a verified household change only by a change request that somebody else has accepted: everything here
refuses them with `VerifiedData`, asked of the locked row, unless an accepted request is being applied.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import because
from poverty.households.choices import HouseholdStatus, LifeStatus, Relation
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


class VerifiedData(ValidationError):
    """Verified facts were about to be changed without a decided change request; nothing was written."""

    def __init__(self):
        super().__init__(
            _("This household is verified. Its data changes only by a change request that somebody else decides."),
            code="verified",
        )


class MergedAway(ValidationError):
    """The record was merged into another one: what is said about the family belongs there; nothing was written."""

    def __init__(self):
        super().__init__(_("This household was merged into another one. Record it there."), code="merged")


def _claim(household_id: int, applies_request: bool) -> Household:
    """The household as it stands now, locked. Raises `VerifiedData` or `MergedAway`."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household_id)
    if household.status == HouseholdStatus.MERGED:
        raise MergedAway
    if household.is_verified and not applies_request:
        raise VerifiedData
    return household


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
def change_household(
    *, household: Household, data: dict[str, Any], by, reason: str = "", applies_request: bool = False
) -> Household:
    """Change a household's own fields. `applies_request` is for an accepted change request only.

    Raises:
        VerifiedData: when the household is verified and no accepted request is being applied.
    """
    _claim(household.pk, applies_request)
    for name, value in data.items():
        setattr(household, name, value)
    with because(reason):
        household.save()
    return household


@transaction.atomic
def change_photos(*, household: Household, data: dict[str, Any], by) -> Household:
    """Change the photos of the house. They are no verified facts, so this needs no request."""
    for name in ("photo_front", "photo_inside"):
        if name in data:
            setattr(household, name, data[name])
    household.save(update_fields=["photo_front", "photo_inside"])
    household.refresh_from_db()
    return household


@transaction.atomic
def add_member(
    *, household: Household, data: dict[str, Any], by, reason: str = "", applies_request: bool = False
) -> Member:
    """Record one more person of a household, who lies where the household lies at this moment.

    Raises:
        VerifiedData: as `change_household`.
    """
    household = _claim(household.pk, applies_request)
    member = Member(household=household, region_id=household.region_id, **data)
    with because(reason):
        member.save()
        refresh_summaries([household.pk])
    return member


@transaction.atomic
def change_member(
    *, member: Member, data: dict[str, Any], by, reason: str = "", applies_request: bool = False
) -> Member:
    """Change a member's fields.

    Raises:
        VerifiedData: as `change_household`.
    """
    _claim(member.household_id, applies_request)
    for name, value in data.items():
        setattr(member, name, value)
    with because(reason):
        member.save()
        refresh_summaries([member.household_id])
    return member


@transaction.atomic
def end_membership(
    *, member: Member, life_status: str, left_on, reason: str, by, applies_request: bool = False
) -> Member:
    """A person died, moved or was not found: the record stays, the household counts without it.

    Raises:
        VerifiedData: as `change_household`.
    """
    data = {"life_status": life_status, "left_on": left_on or timezone.localdate()}
    return change_member(member=member, data=data, by=by, reason=reason, applies_request=applies_request)


def is_present(member: Member) -> bool:
    """Whether the person counts as living in the household."""
    return member.life_status == LifeStatus.ALIVE and member.left_on is None
