"""Keeping what was found. What a person has decided or begun to decide is never touched by a search.

A new pair is added; a pair that waits for its decision gets its new weight; one that nobody has touched and that no
longer weighs enough, or of which a record is gone, is taken away. Doing it twice changes nothing.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from poverty.duplicates.scoring import Verdict
from poverty.duplicates.weights import figure

AREA = """
(SELECT r.code FROM poverty_region r
 WHERE a.region_id || '.' LIKE r.code || '.%%' AND b.region_id || '.' LIKE r.code || '.%%'
 ORDER BY length(r.code) DESC LIMIT 1)
"""
"""The smallest area that holds both people; none where one of them has none."""

STORE = f"""
WITH found AS (
    SELECT * FROM jsonb_to_recordset(%(found)s::jsonb)
        AS f(first bigint, second bigint, score smallint, bits float8, reasons jsonb)
)
INSERT INTO poverty_duplicatepair (first_id, second_id, region_id, score, bits, reasons, state, found_at,
    version, created_at, updated_at, whole_household, keep, choices, note)
SELECT f.first, f.second, {AREA}, f.score, f.bits, f.reasons, 'open', now(), 1, now(), now(), false, '', '{{}}', ''
FROM found f JOIN poverty_member a ON a.id = f.first JOIN poverty_member b ON b.id = f.second
ORDER BY f.first, f.second
ON CONFLICT (first_id, second_id) DO UPDATE
    SET region_id = excluded.region_id, score = excluded.score, bits = excluded.bits, reasons = excluded.reasons
    WHERE poverty_duplicatepair.state IN ('open', 'postponed')
      AND (poverty_duplicatepair.region_id, poverty_duplicatepair.score, poverty_duplicatepair.bits,
           poverty_duplicatepair.reasons)
          IS DISTINCT FROM (excluded.region_id, excluded.score, excluded.bits, excluded.reasons)
RETURNING version = 1
"""  # noqa: S608

UNTOUCHED = """
state = 'open' AND decided_at IS NULL AND choices = '{}'
AND NOT EXISTS (SELECT 1 FROM poverty_mergerecord r WHERE r.pair_id = p.id)
"""
"""Pairs on which nobody has worked yet."""

DROP = f"""
DELETE FROM poverty_duplicatepair p
USING jsonb_to_recordset(%(gone)s::jsonb) AS g(first bigint, second bigint)
WHERE p.first_id = g.first AND p.second_id = g.second AND {UNTOUCHED}
"""  # noqa: S608

HELD = """
EXISTS (SELECT 1 FROM poverty_member m JOIN poverty_household h ON h.id = m.household_id
        WHERE m.id = {side} AND h.status <> 'merged')
"""
SWEEP = f"""
DELETE FROM poverty_duplicatepair p
WHERE (%(ids)s::bigint[] IS NULL OR p.first_id = ANY(%(ids)s) OR p.second_id = ANY(%(ids)s)) AND {UNTOUCHED}
  AND NOT ({HELD.format(side="p.first_id")} AND {HELD.format(side="p.second_id")})
"""  # noqa: S608

MOVE = f"""
UPDATE poverty_duplicatepair p SET region_id = {AREA}
FROM poverty_member a, poverty_member b
WHERE a.id = p.first_id AND b.id = p.second_id AND p.region_id IS DISTINCT FROM {AREA}
  AND (%(ids)s::bigint[] IS NULL OR p.first_id = ANY(%(ids)s) OR p.second_id = ANY(%(ids)s))
"""  # noqa: S608


@dataclass
class Counts:
    """What a search changed: pairs added, weighed anew with another result, and taken away."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __iadd__(self, other: "Counts") -> "Counts":
        self.added += other.added
        self.changed += other.changed
        self.removed += other.removed
        return self


@transaction.atomic
def store(verdicts: Sequence[Verdict], enough: float) -> Counts:
    """Write these verdicts. `enough` are the bits at which a pair is as likely one person as two."""
    found = [
        {"first": each.first, "second": each.second, "bits": each.bits, "reasons": each.reasons}
        | {"score": figure(each.bits, enough)}
        for each in verdicts
        if each.reasons is not None
    ]
    gone = [{"first": each.first, "second": each.second} for each in verdicts if each.reasons is None and each.known]
    counts = Counts()
    with connection.cursor() as cursor:
        if found:
            cursor.execute(STORE, {"found": json.dumps(found)})
            is_new = [row[0] for row in cursor.fetchall()]
            counts.added, counts.changed = sum(is_new), len(is_new) - sum(is_new)
        if gone:
            cursor.execute(DROP, {"gone": json.dumps(gone)})
            counts.removed = cursor.rowcount
    return counts


@transaction.atomic
def sweep(ids: Collection[int] | None = None) -> Counts:
    """Take away untouched pairs of which a record is gone, and have every pair lie where its two people lie now.

    `ids` limits it to pairs of these people. The area of decided pairs follows too: it says who may see them.
    """
    given = {"ids": None if ids is None else list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, given)
        removed = cursor.rowcount
        cursor.execute(MOVE, given)
    return Counts(removed=removed)
