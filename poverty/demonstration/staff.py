"""Who the made-up data says recorded and verified it."""

from dataclasses import dataclass

from accounts.departments.services import load_departments
from accounts.users.demonstration import MAIL_DOMAIN, create_demonstration_accounts
from accounts.users.models import User
from poverty.regions.models import Region

VERIFIER = "dinsos"


@dataclass(frozen=True)
class Staff:
    """Keys of the accounts: who records in which kelurahan, and who verifies everywhere."""

    recorders: dict[str, int]
    verifier: int


def staff(villages: list[Region]) -> Staff:
    """The demonstration accounts, and one field officer per kecamatan for the kelurahan that have none of their own.

    Field officers only stand in the records: they are not active and cannot sign in.
    """
    load_departments()
    create_demonstration_accounts()
    enumerators = dict(
        User.objects.filter(is_demonstration=True, assignments__role="enumerator", assignments__region__isnull=False)
        .values_list("assignments__region_id", "pk")
    )  # fmt: skip
    districts = {village.parent_id: _field_officer(village.parent) for village in villages}
    recorders = {village.pk: enumerators.get(village.pk, districts[village.parent_id]) for village in villages}
    return Staff(recorders, User.objects.get(username=VERIFIER).pk)


def _field_officer(district: Region) -> int:
    name = f"lapangan.{district.pk.replace('.', '')}"
    user, _new = User.objects.get_or_create(
        username=name,
        defaults={
            "name": f"Petugas lapangan {district.name} (contoh)",
            "email": f"{name}@{MAIL_DOMAIN}",
            "is_demonstration": True,
            "is_active": False,
            "password": "!",
        },
    )
    return user.pk
