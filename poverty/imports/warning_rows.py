"""Warnings that only the whole sheet or the registry shows: another name under a NIK, one person twice, perhaps known.

Left in the temporary table `import_said(number, message)`.
"""

from django.db import connection

from poverty.households.names import similarity
from poverty.imports.compare import Question
from poverty.imports.messages import NAME_DIFFERS_BELOW

TWINS = """
INSERT INTO import_said
SELECT number, jsonb_build_object('field', 'name', 'code', 'same_person_in_file', 'level', 'warning',
                                  'params', jsonb_build_object('row', first))
FROM (
    SELECT s.number, first_value(s.number) OVER same AS first FROM import_stage s
    WHERE s.nik IS NULL AND s.birth_date IS NOT NULL
    WINDOW same AS (PARTITION BY s.spelling_key, s.birth_date, s.region ORDER BY s.number)
) AS ranked WHERE first <> number
"""
OTHER_NAMES = """
SELECT v.number, s.name, x.name FROM import_verdict v JOIN import_stage s USING (number)
JOIN poverty_member x ON x.id = v.mid AND x.nik = s.nik
WHERE x.spelling_key <> s.spelling_key AND v.outcome <> 'rejected'
"""
LOOKS_KNOWN = """
INSERT INTO import_said
SELECT DISTINCT v.number, jsonb_build_object('field', 'name', 'code', 'looks_known', 'level', 'warning')
FROM import_verdict v JOIN import_stage s USING (number)
JOIN poverty_member x ON x.birth_date = s.birth_date AND x.region_id = s.region
WHERE v.outcome IN ('new', 'changed') AND v.mid IS NULL AND x.household_id IS DISTINCT FROM v.hid
  AND similarity(x.spelling_key, s.spelling_key) >= %s
"""
"""New people who may be recorded already: born on the same day, in the same kelurahan, of a similar name."""
ALIKE, FEW = 0.5, 2_000
ADD = """
INSERT INTO import_said SELECT unnest(%s::int[]),
       jsonb_build_object('field', 'name', 'code', 'name_differs', 'level', 'warning')
"""


def add_warnings(question: Question) -> None:
    """Find them. Needs the temporary tables of `compare`."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE import_said (number int, message jsonb) ON COMMIT DROP")
        cursor.execute(TWINS)
        _find_known(cursor)
        cursor.execute(OTHER_NAMES)
        differing = [number for number, new, old in cursor.fetchall() if similarity(new, old) < NAME_DIFFERS_BELOW]
        cursor.execute(ADD, [differing])


def _find_known(cursor) -> None:
    """Of many rows the whole registry is read once: the indexes would be asked some thirty times for each."""
    cursor.execute(
        "SELECT count(*) > %s FROM import_verdict WHERE outcome IN ('new', 'changed') AND mid IS NULL", [FEW]
    )
    many = cursor.fetchone()[0]
    if many:
        cursor.execute("ANALYZE import_stage (number, birth_date, region); SET LOCAL enable_nestloop = off")
    cursor.execute(LOOKS_KNOWN, [ALIKE])
    if many:
        cursor.execute("SET LOCAL enable_nestloop = on")
