"""What the database itself holds about the trail, whoever writes: events stay, and a version only counts upward.

Installed after every migration; safe to repeat.
"""

from collections.abc import Iterable

from django.db import connection

REFUSE_SQL = """
CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail in % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
KEEP_SQL = """
CREATE OR REPLACE FUNCTION core_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.updated_at := OLD.updated_at;
    RETURN NEW;
END $$;
"""


def guard_events(tables: Iterable[str]) -> None:
    """Make these tables refuse UPDATE, DELETE and TRUNCATE."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSE_SQL)
        for table in map(connection.ops.quote_name, tables):
            for name, what in (("refuse_change", "UPDATE OR DELETE"), ("refuse_truncate", "TRUNCATE")):
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {what} ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change()"
                )


def keep_versions(tables: Iterable[str]) -> None:
    """Let no statement write the version itself: an object read long ago would turn it back.

    Triggers fire in the order of their names: this one before `pgtrigger_count_version`, which then counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP_SQL)
        for table in map(connection.ops.quote_name, tables):
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER keep_version BEFORE UPDATE ON {table} FOR EACH ROW "
                "WHEN (NEW.version IS DISTINCT FROM OLD.version OR NEW.updated_at IS DISTINCT FROM OLD.updated_at) "
                "EXECUTE FUNCTION core_keep_version()"
            )
