"""The numbers of documents: one series a year each, without gaps, whoever asks at the same moment."""

from datetime import date

from django.conf import settings
from django.db import connection, transaction

from core.documents.models import NumberSeries
from core.documents.patterns import written

TAKE_SQL = """
INSERT INTO {table} (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = {table}.last + 1 RETURNING last
"""


def take(series: str, year: int) -> int:
    """The next number of the series in this year. Its row stays locked until the caller's transaction ends, and a
    transaction that is rolled back gives the number back: so a series has no gap.

    Raises `TransactionManagementError` outside a transaction, where a number would be lost.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside the transaction that uses it.")
    table = connection.ops.quote_name(NumberSeries._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SQL.format(table=table), [series, year])
        return cursor.fetchone()[0]


def number_text(series: str, number: int, on: date) -> str:
    """The number as the city writes it: the format of the series, or the one for all others."""
    patterns = settings.DOCUMENT_NUMBER_FORMATS
    return written(patterns.get(series, patterns["default"]), series=series, number=number, on=on)


def next_number(series: str, on: date) -> str:
    """Take the next number of the series for a document of this day, written as the city writes it."""
    return number_text(series, take(series, on.year), on)
