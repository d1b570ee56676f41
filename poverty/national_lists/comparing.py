"""The difference between two lists, written set-based: one row per family that stands on either.

A family is the same on both lists when its key is the same, else when the family card is, else when the NIK is, each
entry at most once. Nothing here asks the registry.
"""

from django.db import connection

SIDES = """
CREATE TEMP TABLE list_side ON COMMIT DROP AS
SELECT id, national_list_id = %(newer)s AS is_new, key, family_card, nik FROM poverty_nationallistentry
WHERE national_list_id IN (%(newer)s, %(older)s)
"""
PAIRS = """
CREATE TEMP TABLE list_pair ON COMMIT DROP AS
SELECT n.id AS now, o.id AS before FROM list_side n JOIN list_side o USING (key) WHERE n.is_new AND NOT o.is_new
"""
MORE_PAIRS = """
INSERT INTO list_pair
SELECT n.id, o.id FROM (
    SELECT DISTINCT ON ({column}) id, {column} FROM list_side s WHERE is_new AND {column} IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM list_pair p WHERE p.now = s.id) ORDER BY {column}, id
) AS n JOIN (
    SELECT DISTINCT ON ({column}) id, {column} FROM list_side s WHERE NOT is_new AND {column} IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM list_pair p WHERE p.before = s.id) ORDER BY {column}, id
) AS o USING ({column})
"""
ROWS = """
INSERT INTO poverty_listdifference
    (comparison_id, subject_id, change, moved, decile_before, decile, region_before_id, region_id)
SELECT %(comparison)s, COALESCE(n.id, o.id),
       CASE WHEN o.id IS NULL THEN 'new' WHEN n.id IS NULL THEN 'vanished'
            WHEN n.decile IS NOT DISTINCT FROM o.decile THEN 'same'
            WHEN n.decile > o.decile THEN 'up' WHEN n.decile < o.decile THEN 'down' ELSE 'unclear' END,
       COALESCE(n.region_id <> o.region_id, false), o.decile, n.decile, o.region_id,
       CASE WHEN n.id IS NULL THEN o.region_id ELSE n.region_id END
FROM (
    SELECT now, before FROM list_pair
    UNION ALL SELECT id, NULL FROM list_side s
        WHERE is_new AND NOT EXISTS (SELECT 1 FROM list_pair p WHERE p.now = s.id)
    UNION ALL SELECT NULL, id FROM list_side s
        WHERE NOT is_new AND NOT EXISTS (SELECT 1 FROM list_pair p WHERE p.before = s.id)
) AS pair
LEFT JOIN poverty_nationallistentry n ON n.id = pair.now
LEFT JOIN poverty_nationallistentry o ON o.id = pair.before
ORDER BY COALESCE(n.region_id, o.region_id), COALESCE(n.name, o.name), COALESCE(n.id, o.id)
"""
INDEXES = "CREATE INDEX ON list_pair (now); CREATE INDEX ON list_pair (before); ANALYZE list_pair; ANALYZE list_side"


def write_difference(*, comparison: int, newer: int, older: int, tell=lambda step: None) -> int:
    """Write the rows anew; returns how many. Runs in the caller's transaction."""
    params = {"comparison": comparison, "newer": newer, "older": older}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.list_side, pg_temp.list_pair")
        cursor.execute("DELETE FROM poverty_listdifference WHERE comparison_id = %(comparison)s", params)
        for statement in (SIDES, PAIRS, INDEXES):
            cursor.execute(statement, params)
            tell("compare")
        for column in ("family_card", "nik"):
            cursor.execute(MORE_PAIRS.format(column=column))
            tell("compare")
        cursor.execute(ROWS, params)
        written = cursor.rowcount
        tell("compare")
        cursor.execute("ANALYZE poverty_listdifference")
        return written
