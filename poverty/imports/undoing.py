"""Reversing a committed batch exactly: what it recorded goes, what it changed is restored, field by field.

A record that somebody has changed since, or that something refers to by now (`dependants`), is left alone and listed,
and so is what would leave it incomplete: a household that stays keeps what the batch brought with it. Everything here
runs in the caller's transaction.
"""

from django.db import connection, models

from poverty.assessments.models import Assessment
from poverty.duplicates import storing
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries
from poverty.imports import dependants, requests
from poverty.imports.choices import Table
from poverty.imports.temporary import clear, settle

MODELS: dict[str, type[models.Model]] = {
    Table.HOUSEHOLD: Household,
    Table.MEMBER: Member,
    Table.ASSESSMENT: Assessment,
}
KEPT = {"id", "version", "created_at", "updated_at"}

CLAIM = """
CREATE TEMP TABLE import_undo ON COMMIT DROP AS
SELECT c.id AS change_id, c."table" AS kind, c.record_id, c.action, c.before, c.version_before,
       now.version IS NULL AS is_gone,
       CASE WHEN now.version <> c.version AND c.action NOT IN ('touch', 'ask') THEN 'edited' ELSE '' END AS refusal,
       now.household_id
FROM poverty_importchange c
LEFT JOIN LATERAL (
    SELECT version, id AS household_id FROM poverty_household WHERE c."table" = 'household' AND id = c.record_id
    UNION ALL
    SELECT version, household_id FROM poverty_member WHERE c."table" = 'member' AND id = c.record_id
    UNION ALL
    SELECT version, household_id FROM poverty_assessment WHERE c."table" = 'assessment' AND id = c.record_id
    UNION ALL
    SELECT version, household_id FROM poverty_changerequest WHERE c."table" = 'request' AND id = c.record_id
       AND state IN ('open', 'applied', 'partly')
) AS now ON true
WHERE c.batch_id = %(batch)s AND NOT c.is_reversed
"""

NUMBERS_TAKEN = """
UPDATE import_undo u SET refusal = 'number_taken' WHERE u.refusal = '' AND u.action = 'update' AND (
    (u.kind = 'member' AND EXISTS (SELECT 1 FROM poverty_member x WHERE x.nik = u.before ->> 'nik'
        AND x.id <> u.record_id AND NOT EXISTS (SELECT 1 FROM import_undo o WHERE o.kind = 'member'
        AND o.record_id = x.id AND o.action = 'insert' AND o.refusal = '')))
 OR (u.kind = 'household' AND EXISTS (SELECT 1 FROM poverty_household x WHERE x.family_card = u.before ->> 'family_card'
        AND x.status = 'active' AND x.id <> u.record_id AND NOT EXISTS (SELECT 1 FROM import_undo o
        WHERE o.kind = 'household' AND o.record_id = x.id AND o.action = 'insert' AND o.refusal = ''))))
"""

REQUESTS_DECIDED = """
UPDATE import_undo u SET refusal = 'request_decided' FROM poverty_changerequest q
WHERE u.kind = 'request' AND q.id = u.record_id AND q.state IN ('applied', 'partly')
"""

STAYS_WHOLE = """
UPDATE import_undo u SET refusal = 'household_stays' FROM import_undo h
WHERE h.kind = 'household' AND h.action = 'insert' AND h.refusal <> '' AND u.household_id = h.record_id
  AND u.kind IN ('member', 'assessment') AND u.refusal = ''
"""

RECORD_REFUSALS = """
UPDATE poverty_importchange c SET refusal = u.refusal, is_reversed = (u.refusal = '') FROM import_undo u
WHERE u.change_id = c.id
"""

SURVIVING = """
SELECT DISTINCT household_id FROM import_undo u
WHERE household_id IS NOT NULL AND kind <> 'request' AND NOT EXISTS (
    SELECT 1 FROM import_undo h WHERE h.kind = 'household' AND h.record_id = u.household_id AND h.action = 'insert'
    AND h.refusal = '')
"""

REQUESTS = "SELECT record_id FROM import_undo WHERE kind = 'request' AND refusal = '' AND NOT is_gone"

REBASE = """
UPDATE poverty_importchange c SET version = now.version
FROM import_undo u JOIN {table} now ON now.id = u.record_id
WHERE u.kind = %(kind)s AND u.refusal = '' AND u.action <> 'insert' AND c.batch_id <> %(batch)s
  AND c."table" = u.kind AND c.record_id = u.record_id AND c.version = u.version_before
"""

COUNT = """
SELECT count(*) FILTER (WHERE refusal = '' AND action <> 'touch' AND NOT is_gone),
       count(*) FILTER (WHERE refusal <> ''),
       count(*) FILTER (WHERE is_gone AND action <> 'touch')
FROM import_undo
"""


def undo(*, batch: int, by, tell=lambda step: None) -> dict[str, int]:
    """Reverse the batch; returns how many records were reversed, refused, and found gone already."""
    params = {"batch": batch}
    clear()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(CLAIM, params)
        cursor.execute("CREATE INDEX ON import_undo (kind, record_id); CREATE INDEX ON import_undo (household_id)")
        cursor.execute("ANALYZE import_undo")
        _refuse(cursor, tell)
        households = _surviving(cursor)
        cursor.execute(REQUESTS)
        requests.withdraw([key for (key,) in cursor.fetchall()], by=by)
        _delete(cursor, tell)
        for kind, model in MODELS.items():
            if kind != Table.ASSESSMENT:
                cursor.execute(_restore(model), {"kind": kind})
                tell("undo")
        refresh_summaries(households)
        for kind, model in MODELS.items():
            cursor.execute(REBASE.format(table=model._meta.db_table), params | {"kind": kind})
        cursor.execute(COUNT)
        reversed_, refused, gone = cursor.fetchone()
    settle()
    return {"reversed": reversed_, "refused": refused, "gone": gone}


def _refuse(cursor, tell) -> None:
    """Find out what has to stay, and write it into the ledger."""
    cursor.execute(NUMBERS_TAKEN)
    for statement, params in dependants.refusing():
        cursor.execute(statement, params)
        tell("undo")
    for statement in (STAYS_WHOLE, REQUESTS_DECIDED, RECORD_REFUSALS):
        cursor.execute(statement)
        tell("undo")


def _surviving(cursor) -> list[int]:
    """Households that stay and whose summary may follow: those touched, changed or kept."""
    cursor.execute(SURVIVING)
    return [key for (key,) in cursor.fetchall()]


def _delete(cursor, tell) -> None:
    """What the batch recorded, children first; what may refer to nothing lets go of it before."""
    for statement in dependants.loosening():
        cursor.execute(statement)
        tell("undo")
    gone = "SELECT record_id FROM import_undo WHERE kind = %s AND action = 'insert' AND refusal = ''"
    cursor.execute(gone, [Table.MEMBER])
    people = [key for (key,) in cursor.fetchall()]
    for kind in (Table.ASSESSMENT, Table.MEMBER, Table.HOUSEHOLD):
        cursor.execute(f"DELETE FROM {MODELS[kind]._meta.db_table} WHERE id IN ({gone})", [kind])  # noqa: S608
        tell("undo")
    if people:
        storing.sweep(people)


def _restore(model: type[models.Model]) -> str:
    """The statement that puts back every column of the rows that the batch changed."""
    table = model._meta.db_table
    columns = [
        field.column for field in model._meta.concrete_fields if not field.generated and field.column not in KEPT
    ]
    sets = ", ".join(f"{name} = b.{name}" for name in columns)
    return (
        f"UPDATE {table} SET {sets} FROM import_undo u "  # noqa: S608
        f"CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, u.before) AS b "
        f"WHERE u.kind = %(kind)s AND u.action = 'update' AND u.refusal = '' AND {table}.id = u.record_id"
    )
