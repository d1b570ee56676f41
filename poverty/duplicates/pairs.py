"""What a merge means for other pairs in which the person stands whose record goes."""

from django.db.models import Q

from poverty.duplicates.choices import PairState
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Member

STAY = (PairState.SAME, PairState.MERGED)
"""A pair in these states is history, or has stopped the merge before."""


def common_area(*codes: str | None) -> str | None:
    """The smallest area that holds all of these; None where one of them has none.

    >>> common_area("62.71.01.1003", "62.71.01.1001"), common_area("62.71.01.1003", None)
    ('62.71.01', None)
    """
    shared = []
    for parts in zip(*((code or "").split(".") for code in codes), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared) or None


def others_of(pair: DuplicatePair, members: list[int]):
    """The pairs, besides this one, in which one of these people stands."""
    return DuplicatePair.objects.filter(Q(first_id__in=members) | Q(second_id__in=members)).exclude(pk=pair.pk)


def repoint(record, ledger, couples: dict[int, int]) -> None:
    """Point the pairs of the records that go (key: record that stays) to those that stay.

    "Not the same" is remembered so. Where the record that stays has such a pair already, this one is settled by the
    merge. What was begun to choose there was about another record and is chosen anew.
    """
    found = others_of(record.pair, list(couples)).exclude(state__in=STAY).filter(settled_by=None).order_by("pk")
    regions = None
    for pair in found.select_for_update(of=("self",)):
        first, second = sorted((couples.get(pair.first_id, pair.first_id), couples.get(pair.second_id, pair.second_id)))
        known = DuplicatePair.objects.filter(first_id=first, second_id=second).exists()
        ledger.note(DuplicatePair, [pair.pk], "pair")
        mine = DuplicatePair.objects.filter(pk=pair.pk)
        if known or first == second:
            mine.update(settled_by=record)
            continue
        regions = dict(Member.objects.filter(pk__in=(first, second)).values_list("pk", "region_id"))
        region = common_area(regions.get(first), regions.get(second))
        mine.update(first_id=first, second_id=second, region_id=region, keep="", choices={}, matches=[])
        if pair.whole_household:
            mine.update(whole_household=False)
