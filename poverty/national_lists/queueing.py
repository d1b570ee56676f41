"""From a difference to proposals: which households a choice of groups holds, and asking for them; set-based."""

from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.scope import inside
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.imports.proposing import work_off
from poverty.national_lists import taking
from poverty.national_lists.choices import CEILING, Change, Group
from poverty.national_lists.models import ListComparison, ListDifference, ListQueueItem
from poverty.verification.choices import OPEN_STATES, Channel

CHANGES = {
    Group.NEW: Change.NEW,
    Group.VANISHED: Change.VANISHED,
    Group.DOWN: Change.DOWN,
    Group.UP: Change.UP,
    Group.UNCLEAR: Change.UNCLEAR,
}
QUEUEABLE = (Group.VANISHED, Group.NEW, Group.DOWN, Group.UP, Group.MOVED)
"""Groups that a queue may be opened from; about the others there is nothing to verify."""


@dataclass(frozen=True)
class Choice:
    """What a person has chosen: groups, the areas (none: all within reach), and how large a decile change must be.

    `poorest_only` leaves of the new families those in deciles 1 to 4.
    """

    groups: tuple[str, ...]
    areas: tuple[str, ...] = ()
    steps: int = 1
    poorest_only: bool = False
    conditions: Q = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        found = Q(pk__in=[])
        for group in self.groups:
            found |= self._group(group)
        if self.areas:
            within = Q(pk__in=[])
            for code in self.areas:
                within |= inside("region_id", code)
            found &= within
        object.__setattr__(self, "conditions", found)

    def _group(self, group: str) -> Q:
        condition = group_condition(group)
        if group == Group.UP:
            condition &= Q(decile__gte=F("decile_before") + self.steps)
        elif group == Group.DOWN:
            condition &= Q(decile__lte=F("decile_before") - self.steps)
        elif group == Group.NEW and self.poorest_only:
            condition &= Q(decile__lte=CEILING)
        return condition


def group_condition(group: str) -> Q:
    """The rows of a group, as a condition on `ListDifference`."""
    if group == Group.MOVED:
        return Q(moved=True)
    if group == Group.UNCHANGED:
        return Q(change=Change.SAME, moved=False)
    if group == Group.STAYED:
        return ~Q(change__in=(Change.NEW, Change.VANISHED))
    return Q(change=CHANGES[Group(group)])


@dataclass(frozen=True)
class Preview:
    """What would be proposed: rows chosen, of these not in the registry, in households that are not active, asked for
    from this difference before, with a proposal of the kind open; the rest, by kind.
    """

    chosen: int
    unmatched: int
    inactive: int
    asked: int
    already_open: int
    entry: int
    again: int

    @property
    def proposable(self) -> int:
        return self.entry + self.again


HOUSEHOLDS = """
SELECT h.id AS household_id, min(d.id) AS difference_id, min(d.change) AS change,
       bool_or(d.change = 'vanished') OR h.verified_on IS NOT NULL OR h.endorsed_on IS NOT NULL
       OR h.exited_on IS NOT NULL AS is_known, h.status = %(active)s AS is_active
FROM ({chosen}) AS d
JOIN poverty_nationallistentry e ON e.id = d.subject_id
JOIN ({within}) AS h ON h.id = e.household_id
GROUP BY h.id, h.verified_on, h.endorsed_on, h.exited_on, h.status
"""
"""A household that is verified or was struck off, or that vanished from the list, is verified again; another enters."""

JUDGED = """
SELECT f.*, CASE WHEN f.is_known THEN 'reverification' ELSE 'entry' END AS kind,
       EXISTS (SELECT 1 FROM poverty_listqueueitem q WHERE q.comparison_id = %(comparison)s
               AND q.household_id = f.household_id) AS is_asked,
       EXISTS (SELECT 1 FROM poverty_proposal p WHERE p.household_id = f.household_id AND p.exited_member_id IS NULL
               AND p.kind = CASE WHEN f.is_known THEN 'reverification' ELSE 'entry' END
               AND p.state = ANY(%(open)s)) AS is_open
FROM ({households}) AS f
"""

COUNT = """
SELECT count(*) FILTER (WHERE NOT is_active), count(*) FILTER (WHERE is_active AND is_asked),
       count(*) FILTER (WHERE is_active AND NOT is_asked AND is_open),
       count(*) FILTER (WHERE is_active AND NOT is_asked AND NOT is_open AND kind = 'entry'),
       count(*) FILTER (WHERE is_active AND NOT is_asked AND NOT is_open AND kind = 'reverification')
FROM ({judged}) AS j
"""

ASK = """
INSERT INTO poverty_listqueueitem (comparison_id, household_id, change, kind, asked_by_id, asked_at, refusal)
SELECT %(comparison)s, household_id, change, kind, %(by)s, now(), '' FROM ({judged}) AS j
WHERE is_active AND NOT is_asked AND NOT is_open ORDER BY difference_id
ON CONFLICT (comparison_id, household_id) DO NOTHING
"""


def chosen_rows(comparison: ListComparison, choice: Choice, user) -> QuerySet:
    """The rows of a choice within the reach in which this person may propose."""
    rows = ListDifference.objects.filter(comparison=comparison).visible_to(user).visible_to(user, Perm.PROPOSE)
    return rows.filter(choice.conditions)


def _judged(comparison: ListComparison, choice: Choice, user) -> tuple[str, dict]:
    """The statement over the chosen households with what stands against each, and its parameters.

    Raises `EmptyResultSet` where nothing is chosen or nothing is within reach.
    """
    rows = chosen_rows(comparison, choice, user).order_by().values("id", "subject_id", "change")
    within = Household.objects.visible_to(user, Perm.PROPOSE).order_by()
    within = within.values("id", "verified_on", "endorsed_on", "exited_on", "status")
    named = {
        "active": HouseholdStatus.ACTIVE.value,
        "comparison": comparison.pk,
        "open": list(OPEN_STATES),
        "by": user.pk,
    }
    chosen, reach = _named(rows, "c", named), _named(within, "w", named)
    return JUDGED.format(households=HOUSEHOLDS.format(chosen=chosen, within=reach)), named


def _named(rows: QuerySet, prefix: str, named: dict) -> str:
    """A queryset as SQL whose parameters have names, so that it can stand inside a larger statement."""
    sql, params = rows.query.sql_with_params()
    names = [f"{prefix}{place}" for place in range(len(params))]
    named.update(zip(names, params, strict=True))
    return sql % tuple(f"%({name})s" for name in names)


def preview(comparison: ListComparison, choice: Choice, user) -> Preview:
    """Count what the choice would bring, for this person; nothing is written."""
    rows = chosen_rows(comparison, choice, user)
    try:
        judged, named = _judged(comparison, choice, user)
    except EmptyResultSet:
        return Preview(*[0] * 7)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(judged=judged), named)
        inactive, asked, is_open, entry, again = cursor.fetchone()
    return Preview(
        chosen=rows.count(),
        unmatched=rows.filter(subject__household=None).count(),
        inactive=inactive,
        asked=asked,
        already_open=is_open,
        entry=entry,
        again=again,
    )


@transaction.atomic
def ask(*, comparison: ListComparison, choice: Choice, by) -> int:
    """Put the chosen households into the queue, each once; returns how many were added."""
    taking.link([comparison.newer_id, comparison.older_id])
    try:
        judged, named = _judged(comparison, choice, by)
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ASK.format(judged=judged), named)
        return cursor.rowcount


def work_off_queue(*, comparison: ListComparison, by, tell=lambda done: None) -> int:
    """Propose for what this person has put into the queue of the comparison; returns how many were worked off."""
    words = reasons(comparison)
    waiting = ListQueueItem.objects.filter(comparison=comparison, asked_by=by)
    return work_off(waiting, by=by, channel=Channel.NATIONAL_LIST, reason_of=lambda item: words[item.change], tell=tell)


def reasons(comparison: ListComparison) -> dict[str, str]:
    """What stands on a proposal, by what became of the family on the list."""
    lists = {"newer": comparison.newer.name, "older": comparison.older.name}
    words = {
        Change.NEW: _("New on the national list “%(newer)s”."),
        Change.VANISHED: _("On “%(older)s”, and no longer on “%(newer)s”."),
        Change.UP: _("A higher decile on “%(newer)s” than on “%(older)s”."),
        Change.DOWN: _("A lower decile on “%(newer)s” than on “%(older)s”."),
    }
    other = _("In another kelurahan on “%(newer)s” than on “%(older)s”.")
    return {change.value: words.get(change, other) % lists for change in Change}
