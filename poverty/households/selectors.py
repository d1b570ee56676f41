"""Figures and facts for pages about households."""

from dataclasses import dataclass

from django.db.models import Count, Q


@dataclass(frozen=True)
class Counts:
    """Households of a queryset (counted exactly): all, in deciles 1-2, verified, with a member without NIK."""

    households: int
    deciles_1_2: int
    verified: int
    without_nik: int


def counts(households) -> Counts:
    """One statement over an already scoped queryset."""
    return Counts(
        **households.order_by().aggregate(
            households=Count("pk"),
            deciles_1_2=Count("pk", filter=Q(decile__lte=2)),
            verified=Count("pk", filter=Q(verified_on__isnull=False)),
            without_nik=Count("pk", filter=Q(members_without_nik__gt=0)),
        )
    )
