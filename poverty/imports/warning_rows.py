"""Warnings that only the whole sheet or the registry shows: another name under a NIK, one person twice.

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
ADD = """
INSERT INTO import_said SELECT unnest(%s::int[]),
       jsonb_build_object('field', 'name', 'code', 'name_differs', 'level', 'warning')
"""


def add_warnings(question: Question) -> None:
    """Find them. Needs the temporary tables of `compare`."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE import_said (number int, message jsonb) ON COMMIT DROP")
        cursor.execute(TWINS)
        cursor.execute(OTHER_NAMES)
        differing = [number for number, new, old in cursor.fetchall() if similarity(new, old) < NAME_DIFFERS_BELOW]
        cursor.execute(ADD, [differing])
