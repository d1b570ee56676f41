"""Figures about national lists: each counts rows that a person may open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from accounts.permissions import Perm
from poverty.national_lists.choices import CEILING, Change, Crossing, Group
from poverty.national_lists.models import (
    ListComparison,
    ListDifference,
    ListQueueItem,
    NationalList,
    NationalListEntry,
)

UNKNOWN = 0
"""Stands for "no decile" among the deciles 1 to 10 of the matrix."""
DECILES = (*range(1, 11), UNKNOWN)

EFFECTS: list[Callable[[ListComparison, Any], Iterable[Any]]] = []
"""Functions (comparison, user) -> rows with `label`, `count` and `url`: what the difference means for something above
this folder, such as each running program. Registered when the apps are ready; the page shows a card when any answers.
"""


def register_effect(function: Callable) -> Callable:
    """Add a source of effects; usable as a decorator."""
    EFFECTS.append(function)
    return function


def effects_of(comparison: ListComparison, user) -> list:
    """All rows of all registered effects."""
    return [row for source in EFFECTS for row in source(comparison, user)]


@dataclass(frozen=True)
class Figures:
    """A difference in figures: families per group, how many crossed the ceiling, and from which decile to which.

    `older` and `newer` are the families on the two lists: new + stayed = newer, vanished + stayed = older. `matrix`
    counts the families on both lists by (decile before, decile now), `UNKNOWN` standing for none.
    """

    older: int
    newer: int
    groups: dict[str, int]
    crossings: dict[str, int]
    matrix: dict[tuple[int, int], int]


def figures_of(rows: QuerySet) -> Figures:
    """The figures of scoped `ListDifference` rows; one statement."""
    cells = rows.order_by().values_list("change", "moved", "decile_before", "decile").annotate(count=Count("pk"))
    groups = dict.fromkeys(Group.values, 0)
    crossings = dict.fromkeys(Crossing.values, 0)
    matrix: dict[tuple[int, int], int] = {}
    for change, moved, before, now, count in cells:
        for group in groups_of(change, moved):
            groups[group] += count
        if change in (Change.NEW, Change.VANISHED):
            continue
        key = (before or UNKNOWN, now or UNKNOWN)
        matrix[key] = matrix.get(key, 0) + count
        if crossing := crossing_of(before, now):
            crossings[crossing] += count
    groups[Group.STAYED] = stayed = sum(matrix.values())
    return Figures(stayed + groups[Group.VANISHED], stayed + groups[Group.NEW], groups, crossings, matrix)


def groups_of(change: str, moved: bool) -> list[str]:
    """The groups a row belongs to, besides that of all who are on both lists.

    >>> [str(group) for group in groups_of("up", True)]
    ['up', 'moved']
    """
    found = [Group(change)] if change != Change.SAME else [] if moved else [Group.UNCHANGED]
    return [*found, Group.MOVED] if moved else found


def crossing_of(before: int | None, now: int | None) -> str:
    """Which way a family crossed the ceiling; empty when it did not, or when a decile is not known.

    >>> str(crossing_of(5, 3)), str(crossing_of(4, 5)), crossing_of(None, 3), crossing_of(1, 4)
    ('in', 'out', '', '')
    """
    if before is None or now is None or (before <= CEILING) == (now <= CEILING):
        return ""
    return Crossing.IN if now <= CEILING else Crossing.OUT


@dataclass(frozen=True)
class Standing:
    """What a list holds within reach: families, by decile (`UNKNOWN` for none), and those not in the registry."""

    families: int
    unmatched: int
    deciles: dict[int, int]


def standing_of(entries: QuerySet) -> Standing:
    """The figures of scoped `NationalListEntry` rows of one list; two statements."""
    found = dict(entries.order_by().values_list("decile").annotate(count=Count("pk")))
    deciles = {decile: found.get(decile or None, 0) for decile in DECILES}
    return Standing(sum(deciles.values()), entries.filter(household=None).count(), deciles)


def rows_of(comparison: ListComparison, user) -> QuerySet:
    """The rows of a comparison within reach."""
    return ListDifference.objects.visible_to(user).filter(comparison=comparison)


def entries_of(national_list: NationalList, user) -> QuerySet:
    """The families of a list within reach."""
    return NationalListEntry.objects.visible_to(user).filter(national_list=national_list)


@dataclass(frozen=True)
class QueueFigures:
    """How far the queue of a comparison is: households asked for, still waiting, refused, and proposals by state."""

    asked: int
    waiting: int
    refused: int
    states: dict[str, int]


def queue_figures(comparison: ListComparison, user) -> QueueFigures:
    """The queue of a comparison within reach; one statement."""
    items = ListQueueItem.objects.visible_to(user).filter(comparison=comparison)
    is_waiting = ExpressionWrapper(Q(done_at=None), output_field=BooleanField())
    cells = items.order_by().values_list(is_waiting, "proposal__state").annotate(count=Count("pk"))
    waiting = refused = 0
    states: dict[str, int] = {}
    for undone, state, count in cells:
        if undone:
            waiting += count
        elif state is None:
            refused += count
        else:
            states[state] = states.get(state, 0) + count
    return QueueFigures(waiting + refused + sum(states.values()), waiting, refused, states)


def main_comparison(national_list: NationalList) -> ListComparison | None:
    """The comparison with the list that this one follows."""
    return national_list.comparisons.filter(older=national_list.previous_id).first()


def to_work_through(user) -> QuerySet:
    """Lists whose difference waits for this person."""
    if not user.may(Perm.COMPARE_NATIONAL_LIST):
        return NationalList.objects.none()
    return NationalList.objects.visible_to(user, Perm.COMPARE_NATIONAL_LIST).filter(state="ready")
