"""Lists: columns declared once, rows rendered in one cheap pass, pages by key instead of by number.

A keyset page remembers the last row's sort value and key, so page 400 costs what page 1 costs; the total of a large
set is the planner's estimate and says so.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

EXACT_UP_TO = 10_000
PAGE_SIZE = 50
CURSOR = "list.cursor"


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `cell(row)` gives the content (escaped unless safe). `sort` is a field name or a non-null expression to order by;
    `phone=False` leaves the column out on a narrow screen.
    """

    name: str
    label: str
    cell: Callable[[Any], Any]
    sort: str | Combinable | None = None
    numeric: bool = False
    phone: bool = True
    card_title: bool = False


class Table:
    """A list's columns and their order. Subclass per noun: `columns`, `default_sort` and, if needed, `empty`."""

    columns: tuple[Column, ...] = ()
    default_sort = ""
    caption = ""
    empty_title = ""
    empty_text = ""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def sort_of(self, requested: str) -> tuple[Column, bool]:
        """The column to sort by and whether it runs downward; an unknown request falls back to the default."""
        for wanted in (requested, self.default_sort):
            found = self.column(wanted.lstrip("-"))
            if found is not None and found.sort is not None:
                return found, wanted.startswith("-")
        raise LookupError(f"{type(self).__name__} names no sortable default column")

    def render_rows(self, rows) -> SafeString:
        """All rows as HTML in one pass: a template per row costs ten times as much."""
        cells = [(column.cell, _opening(column)) for column in self.columns]
        out = []
        for row in rows:
            out.append("<tr>")
            for cell, opening in cells:
                out.append(opening)
                out.append(conditional_escape(cell(row)))
                out.append("</td>")
            out.append("</tr>")
        return mark_safe("".join(out))  # noqa: S308 - every cell was escaped above


def _opening(column: Column) -> str:
    classes = " ".join(
        name
        for name, wanted in (("n", column.numeric), ("hide", not column.phone), ("first", column.card_title))
        if wanted
    )
    label = conditional_escape(column.label)
    return f'<td class="{classes}" data-label="{label}">' if classes else f'<td data-label="{label}">'


@dataclass(frozen=True)
class Page:
    """One page of a list and the cursors of its neighbours."""

    rows: list
    has_next: bool
    has_previous: bool
    next_cursor: str
    previous_cursor: str


def encode_cursor(direction: str, value: Any, pk: Any) -> str:
    """An opaque cursor that stands in an address and cannot be altered there."""
    if isinstance(value, Decimal):
        value = str(value)
    return signing.dumps([direction, value.isoformat() if hasattr(value, "isoformat") else value, pk], salt=CURSOR)


def decode_cursor(text: str) -> tuple[str, Any, Any] | None:
    """The cursor's parts; None when it is none of ours or was altered, and then the list starts at its beginning."""
    try:
        direction, value, pk = signing.loads(text, salt=CURSOR)
    except signing.BadSignature:
        return None
    return (direction, value, pk) if value is not None else None


def page_of(queryset: models.QuerySet, column: Column, downward: bool, cursor: str, size: int = PAGE_SIZE) -> Page:
    """The page at `cursor` of `queryset` ordered by `column` (then by key)."""
    sort = F(column.sort) if isinstance(column.sort, str) else column.sort
    queryset = queryset.annotate(_sort=sort)
    position = decode_cursor(cursor) if cursor else None
    backward = position is not None and position[0] == "before"
    descending = downward != backward
    if position is not None:
        queryset = _beyond(queryset, position[1], position[2], descending)
    order = ("-_sort", "-pk") if descending else ("_sort", "pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return Page(
        rows=rows,
        has_next=bool(rows) and (more if not backward else True),
        has_previous=bool(rows) and (position is not None if not backward else more),
        next_cursor=encode_cursor("after", rows[-1]._sort, rows[-1].pk) if rows else "",
        previous_cursor=encode_cursor("before", rows[0]._sort, rows[0].pk) if rows else "",
    )


def _beyond(queryset, value, pk, descending):
    try:
        if descending:
            return queryset.filter(_sort__lte=value).filter(Q(_sort__lt=value) | Q(pk__lt=pk))
        return queryset.filter(_sort__gte=value).filter(Q(_sort__gt=value) | Q(pk__gt=pk))
    except (ValueError, TypeError, ValidationError):  # another list's cursor
        return queryset


@dataclass(frozen=True)
class Total:
    """How many rows a list has; `exact` is False when only the planner was asked."""

    count: int
    exact: bool


def total_of(queryset: models.QuerySet) -> Total:
    """Exact up to ten thousand, the planner's estimate beyond: counting a million rows is not worth its second."""
    plain = queryset.order_by()
    counted = plain.values("pk")[: EXACT_UP_TO + 1].count()
    if counted <= EXACT_UP_TO:
        return Total(counted, True)
    sql, params = plain.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    if isinstance(plan, str):
        plan = json.loads(plan)
    return Total(max(EXACT_UP_TO, round_two(plan[0]["Plan"]["Plan Rows"])), False)


def round_two(number: int) -> int:
    """An estimate with two meaningful digits, so that it does not pretend to be a count.

    >>> round_two(271413)
    270000
    """
    digits = len(str(int(number)))
    return int(round(number, 2 - digits)) if digits > 2 else int(number)


@dataclass(frozen=True)
class Heading:
    """A column's heading as the template shows it: label, link that sorts by it, and the present direction."""

    column: Column
    query: str = ""
    direction: str = ""
    extra: dict = field(default_factory=dict)
