"""Rows into tables by COPY: keys taken from the sequences beforehand, so that rows can refer to each other."""

from collections.abc import Iterable, Iterator

from django.db import connection, models


class CopyTable:
    """One model's table: what a row does not say is written as the model's own default.

    With `keyed` the rows bring their primary keys (from `keys()`); without, the database gives them.
    """

    def __init__(self, model: type[models.Model], *, keyed: bool = True):
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        fields = [field for field in fields if keyed or not field.primary_key]
        self.template = [(field.attname, None if field.primary_key else field.get_default()) for field in fields]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        self.statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
        self.table, self.key = model._meta.db_table, model._meta.pk.column

    def keys(self, count: int) -> Iterator[int]:
        """So many new primary keys from the table's sequence, ascending."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [self.table, self.key, count],
            )
            return iter(sorted(key for (key,) in cursor.fetchall()))

    def write(self, rows: Iterable[dict]) -> None:
        """One COPY, so one statement and one run of the history trigger."""
        with connection.cursor() as cursor, cursor.copy(self.statement) as copy:
            for row in rows:
                copy.write_row([row.get(name, default) for name, default in self.template])


def check_references() -> None:
    """Have the deferred references of what was written so far checked now: their queue does not grow further."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
