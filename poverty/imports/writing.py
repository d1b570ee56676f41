"""Writing a compared batch into the registry: set-based, with the undo ledger, inside the caller's transaction.

Works on the temporary tables that `compare` leaves behind. Exactly what the verdict names is written, nothing else;
every record that is written stands in the ledger with its version before and after.
"""

from datetime import date

from django.db import connection

from poverty.households.services import refresh_summaries
from poverty.imports.fields import ANSWERS, DECILE_COLUMNS, HOUSEHOLD_FACTS, MEMBER_FACTS
from poverty.imports.temporary import settle

LARGE = 2_000
"""From so many new people on, the planner is told what has come."""

KEYS = """
CREATE TEMP TABLE import_household ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('poverty_household', 'id')) AS id, hkey, number, persons, without_nik, head_number
FROM (
    SELECT v.hkey, min(v.number) AS number, count(*) AS persons, count(*) FILTER (WHERE s.nik IS NULL) AS without_nik,
           min(v.number) FILTER (WHERE s.relation = 'head') AS head_number
    FROM import_verdict v JOIN import_stage s USING (number)
    WHERE v.outcome = 'new' AND v.hid IS NULL GROUP BY v.hkey ORDER BY min(v.number)
) AS grouped
"""

PERSONS = """
CREATE TEMP TABLE import_person ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('poverty_member', 'id')) AS id, v.number, COALESCE(v.hid, n.id) AS household_id,
       v.hid IS NULL AS arrives_with_household
FROM import_verdict v LEFT JOIN import_household n ON n.hkey = v.hkey AND v.hid IS NULL
WHERE v.outcome IN ('new', 'changed') AND v.mid IS NULL AND COALESCE(v.hid, n.id) IS NOT NULL
ORDER BY v.number
"""

SURVEYS = """
CREATE TEMP TABLE import_survey ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('poverty_assessment', 'id')) AS id, v.number,
       COALESCE(v.hid, n.id) AS household_id
FROM import_verdict v LEFT JOIN import_household n ON n.hkey = v.hkey AND v.hid IS NULL
WHERE v.outcome IN ('new', 'changed') AND v.assessed ORDER BY v.number
"""

TOUCHED = """
CREATE TEMP TABLE import_touched ON COMMIT DROP AS
SELECT h.id, min(v.number) AS number, h.version AS version_before, bool_or(v.household <> '{}') AS is_changed,
       CASE WHEN bool_or(v.household <> '{}') THEN to_jsonb(h) END AS before
FROM import_verdict v JOIN poverty_household h ON h.id = v.hid
WHERE v.outcome IN ('new', 'changed') GROUP BY h.id
"""

CHANGED_PERSONS = """
CREATE TEMP TABLE import_changed ON COMMIT DROP AS
SELECT x.id, v.number, x.version AS version_before, to_jsonb(x) AS before
FROM import_verdict v JOIN poverty_member x ON x.id = v.mid
WHERE v.outcome IN ('new', 'changed') AND v.member <> '{}'
"""

INSERT_HOUSEHOLDS = """
INSERT INTO poverty_household (id, version, created_at, updated_at, family_card, source, source_id, source_date,
    region_id, address, rt, rw, phone, photo_front, photo_inside, decile, decile_source, decile_date, head_id,
    head_name, head_key, member_count, members_without_nik, status, recorded_by_id)
SELECT n.id, 1, now(), now(), s.family_card, %(source)s, COALESCE(s.household_source_id, ''), %(reference)s,
    s.region, COALESCE(s.address, ''), COALESCE(s.rt, ''), COALESCE(s.rw, ''), '', '', '', s.decile,
    CASE WHEN s.decile IS NULL THEN '' ELSE %(source)s END,
    CASE WHEN s.decile IS NULL THEN NULL ELSE %(reference)s::date END,
    head.id, COALESCE(hs.name, ''), COALESCE(hs.name_key, ''), n.persons, n.without_nik, 'active', %(user)s
FROM import_household n JOIN import_stage s USING (number)
LEFT JOIN import_person head ON head.number = n.head_number
LEFT JOIN import_stage hs ON hs.number = n.head_number
ORDER BY n.id
"""

INSERT_PERSONS = """
INSERT INTO poverty_member (id, version, created_at, updated_at, nik, source_id, name, name_key, spelling_key,
    household_id, region_id, relation, birth_place, birth_date, sex, mother_name, marital_status, education,
    school_attendance, occupation, pregnant, chronic_illness, nik_reason, life_status, dukcapil_match)
SELECT p.id, 1, now(), now(), s.nik, COALESCE(s.person_source_id, ''), s.name, s.name_key, s.spelling_key,
    h.id, h.region_id, COALESCE(s.relation, ''), COALESCE(s.birth_place, ''), s.birth_date, COALESCE(s.sex, ''),
    COALESCE(s.mother_name, ''), COALESCE(s.marital_status, ''), COALESCE(s.education, ''), '',
    COALESCE(s.occupation, ''), '', '', '', 'alive', COALESCE(s.dukcapil_match, 'not_checked')
FROM import_person p JOIN import_stage s USING (number) JOIN poverty_household h ON h.id = p.household_id
ORDER BY p.id
"""

_texts = [fact for fact in ANSWERS if fact.kind == "text"]
NOT_ASKED = [
    "has_shelter",
    "land_proof",
    "wall_plastered",
    "water_distance",
    "closet",
    "waste_disposal",
    "internet",
    "bank_account",
    "head_works",
    "bought_clothes",
    "worried_about_food",
    "ate_less",
    "went_without_food",
    "notes",
]
INSERT_SURVEYS = f"""
INSERT INTO poverty_assessment (id, version, created_at, updated_at, household_id, region_id, source, source_id,
    assessed_on, state, aid_reported, {", ".join(fact.column for fact in _texts)}, {", ".join(NOT_ASKED)})
SELECT a.id, 1, now(), now(), h.id, h.region_id, %(source)s, COALESCE(s.household_source_id, ''),
    COALESCE(%(reference)s::date, %(today)s::date), 'imported', s.aid_reported,
    {", ".join(f"COALESCE(s.{fact.key}, '')" for fact in _texts)}, {", ".join("''" for _ in NOT_ASKED)}
FROM import_survey a JOIN import_stage s USING (number) JOIN poverty_household h ON h.id = a.household_id
ORDER BY a.id
"""  # noqa: S608


def _sets(table: str, change: str, columns: list[tuple[str, str]]) -> str:
    """Assignments that take the new value of each column that the verdict names, and keep the others."""
    return ", ".join(
        f"{name} = CASE WHEN {change} ? '{name}' THEN ({change} -> '{name}' ->> 1)::{kind} ELSE {table}.{name} END"
        for name, kind in columns
    )


_of_household = [(fact.column, fact.kind) for fact in HOUSEHOLD_FACTS] + list(DECILE_COLUMNS)
_of_member = [(fact.column, fact.kind) for fact in MEMBER_FACTS]

UPDATE_HOUSEHOLDS = f"""
UPDATE poverty_household SET {_sets("poverty_household", "c.household", _of_household)}
FROM import_verdict c WHERE c.hid = poverty_household.id AND c.household <> '{{}}' AND c.outcome IN ('new', 'changed')
"""  # noqa: S608
UPDATE_PERSONS = f"""
UPDATE poverty_member SET {_sets("poverty_member", "c.member", _of_member)},
    name_key = CASE WHEN c.member ? 'name' THEN s.name_key ELSE poverty_member.name_key END,
    spelling_key = CASE WHEN c.member ? 'name' THEN s.spelling_key ELSE poverty_member.spelling_key END
FROM import_verdict c JOIN import_stage s USING (number)
WHERE c.mid = poverty_member.id AND c.member <> '{{}}' AND c.outcome IN ('new', 'changed')
"""  # noqa: S608

LEDGER = """
INSERT INTO poverty_importchange
    (batch_id, row_number, "table", record_id, action, before, version_before, version, refusal)
SELECT %(batch)s, n.number, 'household', n.id, 'insert', NULL::jsonb, NULL::int, 1, '' FROM import_household n
UNION ALL SELECT %(batch)s, p.number, 'member', p.id, 'insert', NULL::jsonb, NULL::int, 1, '' FROM import_person p
UNION ALL SELECT %(batch)s, a.number, 'assessment', a.id, 'insert', NULL::jsonb, NULL::int, 1, '' FROM import_survey a
UNION ALL SELECT %(batch)s, t.number, 'household', t.id, CASE WHEN t.is_changed THEN 'update' ELSE 'touch' END,
          t.before, t.version_before, h.version, '' FROM import_touched t JOIN poverty_household h USING (id)
UNION ALL SELECT %(batch)s, c.number, 'member', c.id, 'update', c.before, c.version_before, x.version, ''
          FROM import_changed c JOIN poverty_member x USING (id)
"""

PREPARE = (KEYS, PERSONS, SURVEYS, TOUCHED, CHANGED_PERSONS, "ANALYZE import_household", "ANALYZE import_person")
WRITE = (INSERT_HOUSEHOLDS, UPDATE_HOUSEHOLDS, UPDATE_PERSONS, INSERT_PERSONS, INSERT_SURVEYS)


def write(*, batch: int, source: str, reference: date | None, today: date, user: int, tell=lambda step: None) -> None:
    """Insert, update, refresh the summaries of touched households, and keep the ledger. Needs a history context."""
    params = {"batch": batch, "source": source, "reference": reference, "today": today, "user": user}
    with connection.cursor() as cursor:
        for statement in (*PREPARE, *WRITE):
            cursor.execute(statement, params)
            tell("write")
        cursor.execute("SELECT id FROM import_touched")
        refresh_summaries([key for (key,) in cursor.fetchall()])
        tell("write")
        cursor.execute(LEDGER, params)
        tell("write")
        cursor.execute("SELECT count(*) FROM import_person")
        if cursor.fetchone()[0] > LARGE:
            settle("poverty_household", "poverty_member", "poverty_assessment")
