"""Whole rows as JSON, read and put back by the database itself, so that every type comes back as it was."""

import json
from collections.abc import Collection, Iterable

from django.db import connection, models

COUNTERS = frozenset({"version", "updated_at"})
"""Counted by the database and only ever upwards; no image is compared or put back by them."""


def _names(model: type[models.Model]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(model._meta.pk.column)


def images(model: type[models.Model], keys: Iterable) -> dict:
    """The present rows with these keys, each as a dictionary of all its columns."""
    table, key = _names(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, to_jsonb(t)::text FROM {table} t WHERE {key} = ANY(%s)", [list(keys)])  # noqa: S608
        return {pk: json.loads(row) for pk, row in cursor.fetchall()}


def insert(model: type[models.Model], row: dict) -> None:
    """Put a whole row back under its old key. Columns added since take their default."""
    columns = [f.column for f in model._meta.local_concrete_fields if not f.generated and f.column in row]
    table, _key = _names(model)
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {listed} FROM jsonb_populate_record(NULL::{table}, %s)",  # noqa: S608
            [json.dumps(row)],
        )


def write(model: type[models.Model], pk, values: dict) -> None:
    """Put these columns of one row back."""
    table, key = _names(model)
    known = {f.column for f in model._meta.local_concrete_fields if not f.generated}
    columns = [connection.ops.quote_name(column) for column in values if column in known]
    if not columns:
        return
    listed = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET ({listed}) = (SELECT {listed} "  # noqa: S608
            f"FROM jsonb_populate_record(NULL::{table}, %s)) WHERE t.{key} = %s",
            [json.dumps(values), pk],
        )


def differing(before: dict, now: dict, only: Collection[str] | None = None) -> dict:
    """The columns of `now` that are not as before, without the counters.

    >>> differing({"name": "Siti", "version": 1}, {"name": "Aminah", "version": 2})
    {'name': 'Aminah'}
    """
    return {
        column: value
        for column, value in now.items()
        if column in before and column not in COUNTERS and before[column] != value and (only is None or column in only)
    }


def as_instance(model: type[models.Model], row: dict) -> models.Model:
    """The row as a record to be shown; never saved."""
    table, _key = _names(model)
    sql = f"SELECT * FROM jsonb_populate_record(NULL::{table}, %s)"  # noqa: S608
    return model._base_manager.raw(sql, [json.dumps(row)])[0]
