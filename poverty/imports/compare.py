"""What becomes of each row, found out by set-based SQL against the registry as it stands now.

Runs twice: for the preview, and again inside the transaction of the commit, where it decides. Input is the temporary
table `import_raw(number, vals, is_sound)`; output the temporary table `import_verdict`, one line per row, with the
matched household and person, old and new per field, and the outcome. Nothing else is written.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from poverty.imports.fields import (
    ANSWERS,
    HOUSEHOLD_FACTS,
    MEMBER_FACTS,
    Alike,
    Fact,
    differs,
    stage_columns,
)
from poverty.imports.layouts import LayoutKey
from poverty.imports.normal import OWN_EXPORTS, SOURCES


@dataclass(frozen=True)
class Question:
    """What the comparison needs to know beside the rows.

    `areas` are the codes within reach, empty when the whole city is; `repeats` are the committed batches with the
    same content; `reference_date` is the date of the list's data.
    """

    layout: str
    areas: tuple[str, ...] = ()
    repeats: tuple[int, ...] = ()
    reference_date: date | None = None

    def params(self) -> dict[str, object]:
        """Parameters of every statement here."""
        return {
            "source": SOURCES[self.layout].value,
            "own": self.layout in OWN_EXPORTS,
            "thin": self.layout == LayoutKey.THIN,
            "household_list": self.layout == LayoutKey.REGISTRY_HOUSEHOLD,
            "answers": self.layout == LayoutKey.P3KE_HOUSEHOLD,
            "everywhere": not self.areas,
            "areas": list(self.areas),
            "below": [f"{code}.%" for code in self.areas],
            "repeats": list(self.repeats),
            "reference": self.reference_date,
        }


STAGE = f"""
CREATE TEMP TABLE import_stage ON COMMIT DROP AS
SELECT r.number, x.* FROM import_raw r
CROSS JOIN LATERAL jsonb_to_record(r.vals) AS x({", ".join(f"{name} {kind}" for name, kind in stage_columns())})
WHERE r.is_sound
"""  # noqa: S608

MATCH = """
CREATE TEMP TABLE import_match ON COMMIT DROP AS
SELECT found.*,
       CASE WHEN own THEN given_hid
            WHEN by_source IS NOT NULL THEN by_source
            WHEN by_card IS NOT NULL THEN by_card
            WHEN (thin OR hkey LIKE 'r:%%') AND NOT card_differs THEN nik_hid END AS hid,
       CASE WHEN own THEN given_mid END AS mid
FROM (
    SELECT s.number, s.hkey, s.nik, s.name, s.spelling_key, s.birth_date, s.relation, s.region, s.person_source_id,
           s.given_member,
           %(own)s::boolean AS own, %(thin)s::boolean AS thin,
           hs.id AS by_source, hc.id AS by_card,
           COALESCE(gm.household_id, gh.id) AS given_hid,
           CASE WHEN %(household_list)s THEN gh.head_id ELSE gm.id END AS given_mid,
           mn.id AS nik_mid, mn.household_id AS nik_hid,
           s.family_card IS NOT NULL AND hn.family_card IS NOT NULL AND hn.family_card <> s.family_card AS card_differs,
           p.number IS NOT NULL AS repeated
    FROM import_stage s
    LEFT JOIN poverty_household hs ON hs.source = %(source)s AND hs.source_id = s.household_source_id AND NOT %(own)s
    LEFT JOIN poverty_household hc ON hc.family_card = s.family_card AND hc.status = 'active'
    LEFT JOIN poverty_member gm ON gm.id = s.given_member
          AND (s.given_household IS NULL OR gm.household_id = s.given_household)
    LEFT JOIN poverty_household gh ON gh.id = s.given_household AND %(household_list)s
    LEFT JOIN poverty_member mn ON mn.nik = s.nik
    LEFT JOIN poverty_household hn ON hn.id = mn.household_id
    LEFT JOIN (
        SELECT DISTINCT r.number FROM poverty_importrow r JOIN poverty_importbatch b ON b.id = r.batch_id
        WHERE r.batch_id = ANY(%(repeats)s) AND (r.outcome IN ('new', 'changed')
              OR (r.outcome = 'unchanged' AND b.repeats_id IS NULL)
              OR (r.outcome = 'conflict' AND EXISTS (SELECT 1 FROM poverty_changerequest q
                  WHERE q.import_batch = r.batch_id AND q.import_row = r.number AND q.state <> 'withdrawn')))
    ) AS p ON p.number = s.number
) AS found
"""

PERSON_PASSES = (
    # the source's own number of the person
    """
    SELECT DISTINCT ON (x.id) s.number, x.id FROM open_row s
    JOIN poverty_member x ON x.household_id = s.hid AND x.source_id = s.person_source_id
    WHERE s.person_source_id <> '' AND x.id NOT IN (SELECT mid FROM import_found) ORDER BY x.id, s.number
    """,
    # same name, same birth date: the first such row is the first such person, the second the second
    """
    SELECT s.number, x.id FROM (
        SELECT number, hid, spelling_key, birth_date, row_number() OVER (PARTITION BY hid, spelling_key, birth_date
               ORDER BY number) AS place FROM open_row
    ) AS s JOIN (
        SELECT id, household_id, spelling_key, birth_date, row_number() OVER (PARTITION BY household_id, spelling_key,
               birth_date ORDER BY id) AS place
        FROM poverty_member WHERE household_id IN (SELECT hid FROM open_row)
          AND id NOT IN (SELECT mid FROM import_found)
    ) AS x ON x.household_id = s.hid AND x.spelling_key = s.spelling_key
          AND x.birth_date IS NOT DISTINCT FROM s.birth_date AND x.place = s.place
    """,
    # same name, and both are head, or one of the birth dates is not known
    """
    SELECT DISTINCT ON (x.id) s.number, x.id FROM open_row s
    JOIN poverty_member x ON x.household_id = s.hid AND x.spelling_key = s.spelling_key
     AND ((x.relation = 'head' AND s.relation = 'head') OR x.birth_date IS NULL OR s.birth_date IS NULL)
    WHERE x.id NOT IN (SELECT mid FROM import_found) ORDER BY x.id, s.number
    """,
)

OPEN_ROWS = """
CREATE TEMP VIEW open_row AS SELECT * FROM import_match m
WHERE m.hid IS NOT NULL AND m.nik_mid IS NULL AND NOT m.own AND NOT m.repeated
  AND NOT EXISTS (SELECT 1 FROM import_found f WHERE f.number = m.number)
"""


def _pairs(facts: tuple[Fact, ...], old: str) -> str:
    """jsonb of {column: [old, new]} for the facts that differ."""
    parts = []
    for fact in facts:
        new, now = f"s.{fact.key}", f"{old}.{fact.column}"
        condition = differs(fact, new, now)
        if fact.alike is Alike.SPELLING:
            condition = (
                f"s.name IS NOT NULL AND NOT %(thin)s AND CASE WHEN %(own)s THEN s.name <> {now} "
                f"ELSE s.spelling_key <> {old}.spelling_key END"
            )
        parts.append(f"'{fact.column}', CASE WHEN {condition} THEN jsonb_build_array({now}, {new}) END")
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(parts)}))"


DECILE = """
CASE WHEN s.decile IS NULL OR %(reference)s::date < h.decile_date THEN '{}'::jsonb
     WHEN %(own)s AND s.decile IS NOT DISTINCT FROM h.decile
          AND (s.decile_date IS NULL OR s.decile_date IS NOT DISTINCT FROM h.decile_date) THEN '{}'::jsonb
     WHEN %(own)s THEN jsonb_build_object('decile', jsonb_build_array(h.decile, s.decile),
          'decile_source', jsonb_build_array(h.decile_source,
                COALESCE(s.decile_source, NULLIF(h.decile_source, ''), %(source)s)),
          'decile_date', jsonb_build_array(h.decile_date, COALESCE(s.decile_date, h.decile_date)))
     WHEN s.decile IS DISTINCT FROM h.decile OR %(reference)s::date > h.decile_date
          OR (h.decile_date IS NULL AND %(reference)s::date IS NOT NULL)
     THEN jsonb_build_object('decile', jsonb_build_array(h.decile, s.decile),
          'decile_source', jsonb_build_array(h.decile_source, %(source)s),
          'decile_date', jsonb_build_array(h.decile_date, %(reference)s::date))
     ELSE '{}'::jsonb END
"""

ANSWER_DIFFERS = " OR ".join(differs(fact, f"s.{fact.key}", f"a.{fact.column}") for fact in ANSWERS)
ANSWERS_GIVEN = " OR ".join(f"s.{fact.key} IS NOT NULL" for fact in ANSWERS)

HOLDS = """
CREATE TEMP TABLE import_held ON COMMIT DROP AS
SELECT number, code, outcome, other FROM (
    SELECT m.number,
        CASE WHEN m.repeated THEN NULL
             WHEN m.own AND m.given_hid IS NULL THEN 'record_unknown'
             WHEN NOT %(everywhere)s AND (
                  (m.region IS NOT NULL AND NOT (m.region = ANY(%(areas)s) OR m.region LIKE ANY(%(below)s)))
                  OR (h.id IS NOT NULL AND (h.region_id IS NULL
                      OR NOT (h.region_id = ANY(%(areas)s) OR h.region_id LIKE ANY(%(below)s))))
                  OR (h.id IS NULL AND m.region IS NULL AND m.nik_hid IS NULL)) THEN 'area_outside_reach'
             WHEN m.nik_mid IS NOT NULL AND m.own AND m.nik_mid IS DISTINCT FROM m.mid THEN 'nik_elsewhere'
             WHEN m.nik_mid IS NOT NULL AND NOT m.own AND m.nik_hid IS DISTINCT FROM m.hid THEN 'nik_elsewhere'
             WHEN m.by_card IS NOT NULL AND m.by_card IS DISTINCT FROM m.hid THEN 'family_card_elsewhere'
             WHEN fuzzy.id IS NOT NULL THEN 'person_elsewhere'
             WHEN m.relation = 'head' AND head.id IS NOT NULL AND head.id IS DISTINCT FROM m.mid THEN 'head_differs'
             WHEN m.hid IS NULL AND m.relation = 'head' AND m.head_place > 1 THEN 'head_twice'
        END AS code,
        COALESCE(m.nik_hid, m.by_card, fuzzy.household_id) AS other
    FROM (
        SELECT m.*, row_number() OVER (PARTITION BY hkey, relation ORDER BY number) AS head_place FROM import_match m
    ) AS m
    LEFT JOIN poverty_household h ON h.id = m.hid
    LEFT JOIN poverty_member head ON head.household_id = m.hid AND head.relation = 'head' AND head.left_on IS NULL
          AND head.life_status = 'alive'
    LEFT JOIN LATERAL (
        SELECT x.id, x.household_id FROM poverty_member x
        WHERE m.nik IS NULL AND m.mid IS NULL AND NOT m.own AND m.birth_date IS NOT NULL
          AND x.birth_date = m.birth_date AND x.spelling_key = m.spelling_key
          AND x.region_id = m.region AND x.household_id IS DISTINCT FROM m.hid
        LIMIT 1
    ) AS fuzzy ON true
) AS judged
CROSS JOIN LATERAL (SELECT CASE
    WHEN code IN ('area_outside_reach', 'record_unknown') THEN 'rejected'
    WHEN code IN ('head_differs', 'head_twice') THEN 'conflict' ELSE 'duplicate' END AS outcome) AS named
WHERE code IS NOT NULL
"""

CARD_TWICE = """
INSERT INTO import_held (number, code, outcome, other)
SELECT number, 'family_card_twice', 'duplicate', NULL FROM (
    SELECT m.number, dense_rank() OVER (PARTITION BY s.family_card ORDER BY first_row) AS place
    FROM (SELECT m.*, min(number) OVER (PARTITION BY COALESCE('i:' || hid, hkey)) AS first_row FROM import_match m) AS m
    JOIN import_stage s USING (number)
    WHERE s.family_card IS NOT NULL AND m.by_card IS NULL AND NOT m.repeated
      AND NOT EXISTS (SELECT 1 FROM import_held d WHERE d.number = m.number)
) AS ranked WHERE place > 1
"""

DIFF = f"""
CREATE TEMP TABLE import_diff ON COMMIT DROP AS
SELECT m.number, m.hkey, m.hid, m.mid, h.verified_on IS NOT NULL AS verified,
       CASE WHEN h.id IS NULL THEN '{{}}'::jsonb
            ELSE {_pairs(HOUSEHOLD_FACTS, "h")} || {DECILE} END AS household,
       CASE WHEN x.id IS NULL THEN '{{}}'::jsonb ELSE {_pairs(MEMBER_FACTS, "x")} END AS member,
       %(answers)s AND ({ANSWERS_GIVEN}) AND (a.id IS NULL OR {ANSWER_DIFFERS}) AS assessed,
       CASE WHEN a.id IS NULL THEN '{{}}'::jsonb ELSE {_pairs(ANSWERS, "a")} END AS answers
FROM import_match m
JOIN import_stage s USING (number)
LEFT JOIN poverty_household h ON h.id = m.hid
LEFT JOIN poverty_member x ON x.id = m.mid
LEFT JOIN LATERAL (
    SELECT * FROM poverty_assessment y WHERE %(answers)s AND y.household_id = m.hid AND y.source = %(source)s
    ORDER BY y.assessed_on DESC, y.id DESC LIMIT 1
) AS a ON true
WHERE NOT m.repeated AND NOT EXISTS (SELECT 1 FROM import_held d WHERE d.number = m.number)
"""  # noqa: S608

VERDICT = """
CREATE TEMP TABLE import_verdict ON COMMIT DROP AS
SELECT r.number,
       CASE WHEN NOT r.is_sound THEN 'rejected'
            WHEN held.outcome IS NOT NULL THEN held.outcome
            WHEN m.repeated THEN 'unchanged'
            WHEN d.verified AND (d.mid IS NULL OR d.hdiff <> '{}' OR d.member <> '{}' OR d.assessed) THEN 'conflict'
            WHEN d.hid IS NULL OR (d.mid IS NULL AND NOT %(answers)s) THEN 'new'
            WHEN d.mid IS NULL OR d.hdiff <> '{}' OR d.member <> '{}' OR d.assessed THEN 'changed'
            ELSE 'unchanged' END AS outcome,
       COALESCE(held.code, CASE WHEN NOT d.verified THEN NULL
            WHEN d.mid IS NULL OR d.hdiff <> '{}' OR d.member <> '{}' THEN 'household_verified'
            ELSE 'dwelling_held_back' END) AS code,
       held.other, m.hkey, m.hid, m.mid,
       COALESCE(d.hdiff, '{}') AS household, COALESCE(d.member, '{}') AS member,
       COALESCE(d.assessed, false) AS assessed, COALESCE(d.answers, '{}') AS answers
FROM import_raw r
LEFT JOIN import_match m USING (number)
LEFT JOIN import_held held USING (number)
LEFT JOIN (
    SELECT *, CASE WHEN household <> '{}' AND row_number() OVER (
                   PARTITION BY hid, household <> '{}' ORDER BY number) = 1 THEN household ELSE '{}' END AS hdiff
    FROM import_diff
) AS d USING (number)
"""


def compare(question: Question, tell=lambda step: None) -> None:
    """Leave the temporary table `import_verdict` behind. Needs `import_raw`, and a transaction."""
    params = question.params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for statement in (STAGE, MATCH):
            cursor.execute(statement, params)
            tell("compare")
        cursor.execute("ANALYZE import_match (number, hid, nik_mid)")
        _find_persons(cursor, params)
        tell("compare")
        for statement in (HOLDS, CARD_TWICE, "ANALYZE import_held", DIFF, VERDICT):
            cursor.execute(statement, params)
            tell("compare")
        cursor.execute("ANALYZE import_verdict (number, hkey, hid, mid, outcome)")


def _find_persons(cursor, params: dict) -> None:
    """Give every row its person: by NIK within the household, else by the passes in their order."""
    cursor.execute("CREATE TEMP TABLE import_found (number int PRIMARY KEY, mid bigint UNIQUE) ON COMMIT DROP")
    cursor.execute(
        "INSERT INTO import_found SELECT number, nik_mid FROM import_match "
        "WHERE nik_mid IS NOT NULL AND NOT own ON CONFLICT DO NOTHING"
    )
    cursor.execute(OPEN_ROWS)
    for statement in PERSON_PASSES:
        cursor.execute(f"INSERT INTO import_found {statement} ON CONFLICT DO NOTHING")
    cursor.execute("DROP VIEW open_row")
    cursor.execute(
        "UPDATE import_match m SET mid = f.mid FROM import_found f "
        "WHERE f.number = m.number AND NOT (m.nik_mid IS NOT NULL AND m.nik_hid IS DISTINCT FROM m.hid)"
    )
