"""Taking a list from a checked import into the snapshot, and finding its families in the registry; set-based.

What is taken is what the sheet says, row by row, also where the registry says otherwise, and also where one cell of a
row was rejected: a family whose NIK is mistyped is on the list all the same, and must not count as gone. Rows of one
family are one entry: its head's, with the lowest decile where the rows differ.
"""

from dataclasses import dataclass

from django.db import connection

KEY = """CASE WHEN hkey LIKE 's:%%' OR hkey LIKE 'c:%%' THEN left(hkey, 60)
              WHEN nik IS NOT NULL THEN 'n:' || nik END"""

ROWS = f"""
CREATE TEMP TABLE list_row ON COMMIT DROP AS
SELECT number, is_sound, key, source_key, family_card, nik, name, region, decile, is_head,
       CASE WHEN region IS NULL THEN %(everywhere)s ELSE region = %(area)s OR region LIKE %(below)s END AS is_inside
FROM (
    SELECT r.number, r.is_sound, x.*, {KEY} AS key, x.relation IS NOT DISTINCT FROM 'head' AS is_head,
           COALESCE(x.household_source_id, '') AS source_key
    FROM poverty_importrow r
    CROSS JOIN LATERAL jsonb_to_record(r."values") AS x(hkey text, household_source_id text, family_card text, nik text,
        name text, region text, decile smallint, relation text)
    WHERE r.batch_id = %(batch)s AND NOT (r.outcome = 'rejected' AND r.is_sound)
) AS said
"""  # noqa: S608

INSERT = """
INSERT INTO poverty_nationallistentry (national_list_id, part_id, row_number, key, source_key, family_card, nik, name,
    people, region_id, decile, is_sound, household_id, member_id)
SELECT %(list)s, %(part)s, f.number, f.key, f.source_key, f.family_card, f.nik, COALESCE(f.name, ''),
       LEAST(f.people, 32767), COALESCE(f.region, h.region_id), f.lowest, f.is_sound, h.id,
       CASE WHEN mn.household_id = h.id THEN mn.id END
FROM (
    SELECT DISTINCT ON (key) *, count(*) OVER family AS people, min(decile) OVER family AS lowest
    FROM list_row WHERE key IS NOT NULL AND is_inside
    WINDOW family AS (PARTITION BY key)
    ORDER BY key, is_head DESC, number
) AS f
LEFT JOIN poverty_household hs ON hs.source = %(source)s AND hs.source_id = f.source_key AND f.source_key <> ''
LEFT JOIN poverty_household hc ON hc.family_card = f.family_card AND hc.status = 'active'
LEFT JOIN poverty_member mn ON mn.nik = f.nik
LEFT JOIN poverty_household h ON h.id = COALESCE(hs.id, hc.id, mn.household_id)
ORDER BY COALESCE(f.region, h.region_id), f.number
ON CONFLICT (national_list_id, key) DO NOTHING
"""

COUNT = """
SELECT count(*), count(*) FILTER (WHERE key IS NULL), count(*) FILTER (WHERE key IS NOT NULL AND NOT is_inside),
       count(*) FILTER (WHERE NOT is_sound AND key IS NOT NULL AND is_inside),
       count(DISTINCT key) FILTER (WHERE is_inside)
FROM list_row
"""

LINK = """
UPDATE poverty_nationallistentry e
SET household_id = h.id, member_id = CASE WHEN mn.household_id = h.id THEN mn.id END
FROM poverty_nationallistentry o JOIN poverty_nationallistpart p ON p.id = o.part_id
JOIN poverty_importbatch b ON b.id = p.batch_id
LEFT JOIN poverty_household hs ON hs.source_id = o.source_key AND o.source_key <> ''
      AND hs.source = CASE WHEN b.layout IN ('p3ke_household', 'p3ke_person') THEN 'p3ke' ELSE b.layout END
LEFT JOIN poverty_household hc ON hc.family_card = o.family_card AND hc.status = 'active'
LEFT JOIN poverty_member mn ON mn.nik = o.nik
JOIN poverty_household h ON h.id = COALESCE(hs.id, hc.id, mn.household_id)
WHERE o.id = e.id AND o.national_list_id = ANY(%(lists)s) AND o.household_id IS NULL
"""


@dataclass(frozen=True)
class Source:
    """Where a part comes from: the import, the source its layout stands for, and the area the list covers."""

    batch: int
    source: str
    area: str | None
    is_city: bool


def take(*, national_list: int, part: int, source: Source, tell=lambda step: None) -> dict[str, int]:
    """Write the entries of one file; returns its counts. Runs in the caller's transaction."""
    params = {
        "list": national_list, "part": part, "batch": source.batch, "source": source.source, "area": source.area,
        "below": f"{source.area}.%", "everywhere": source.is_city,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.list_row")
        cursor.execute(ROWS, params)
        tell("take")
        cursor.execute("ANALYZE list_row")
        cursor.execute(INSERT, params)
        taken = cursor.rowcount
        tell("take")
        cursor.execute(COUNT)
        rows, nameless, outside, faulty, families = cursor.fetchone()
        cursor.execute("ANALYZE poverty_nationallistentry")
    return {
        "rows": rows, "taken": taken, "repeated": families - taken, "unreadable": nameless, "outside": outside,
        "faulty": faulty,
    }  # fmt: skip


def link(lists: list[int]) -> int:
    """Look again for the families that were not found in the registry; returns how many were found."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(LINK, {"lists": lists})
        return cursor.rowcount
