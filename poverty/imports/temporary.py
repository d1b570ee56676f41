"""The temporary tables of a run. They end with their transaction; a run inside a longer one clears them first."""

from django.db import connection

OURS = r"import\_%"
LEFT = """
SELECT relname, relkind::text FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relname LIKE %s AND relkind IN ('r', 'v')
"""


def clear() -> None:
    """Drop what an earlier run of this transaction or connection has left."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [OURS])
        for name, kind in cursor.fetchall():
            what = "VIEW" if kind == "v" else "TABLE"
            cursor.execute(f"DROP {what} IF EXISTS pg_temp.{connection.ops.quote_name(name)} CASCADE")


def settle(*tables: str) -> None:
    """After a bulk write: let the checks of references at the end of the transaction see the new sizes.

    Their plans are made once; from the sizes of an empty table they would read whole tables for every row. After a
    bulk removal no table is named: as large as it was before is what the plans are to take it for.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
        cursor.execute("SET LOCAL enable_seqscan = off")
