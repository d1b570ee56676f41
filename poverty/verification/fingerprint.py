"""What an officer verified, as one short text: the address and the members, each at its version."""

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

FIELDS = ("family_card", "address", "rt", "rw", "region_id", "status")


def digest_of(household, versions: Iterable[tuple[int, int]]) -> str:
    """The digest of a household's own fields and of its members' keys and versions."""
    parts = [str(getattr(household, name) or "") for name in FIELDS]
    parts += [f"{key}:{version}" for key, version in sorted(versions)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def fingerprint(household) -> str:
    """The fingerprint of one household as it stands now."""
    return digest_of(household, household.members.values_list("pk", "version"))


def fingerprints(households: Iterable, members: QuerySet) -> dict[int, str]:
    """Those of many households by their keys, with one query; `members` are at least theirs."""
    found = {household.pk: [] for household in households}
    rows = members.filter(household__in=found).values_list("household_id", "pk", "version")
    for household_id, key, version in rows:
        found[household_id].append((key, version))
    return {household.pk: digest_of(household, found[household.pk]) for household in households}
