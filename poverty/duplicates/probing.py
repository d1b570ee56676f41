"""Candidates for a few people, from the indexes of the registry: for use when somebody is recorded or changed.

It looks for what the rules of `blocking` look for, as far as an index leads there; what only those find (names with
their words in another order and another date, mothers, family cards) the next search of the whole registry brings.
"""

from collections.abc import Sequence

from poverty.duplicates.blocking import COLUMNS

MOST = 300
"""People taken from one index for one person: more share nothing but a very common name or date."""


def neighbours(nik: str) -> list[str]:
    """All numbers that differ from a NIK by one wrong digit, or by two neighbouring digits exchanged.

    >>> len(neighbours("6271014508900003")), "6271014508900030" in neighbours("6271014508900003")
    (156, True)
    """
    found = {nik[:at] + digit + nik[at + 1 :] for at in range(len(nik)) for digit in "0123456789"}
    found |= {nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :] for at in range(len(nik) - 1)}
    return sorted(found - {nik})


ONE = """
SELECT m.* FROM poverty_member m JOIN poverty_household h ON h.id = m.household_id AND h.status <> 'merged'
WHERE m.id = ANY(%(ids)s)
"""
BORN = """
birth_date = ANY (ARRAY[one.birth_date, CASE WHEN extract(day FROM one.birth_date) < 13 THEN make_date(
    extract(year FROM one.birth_date)::int, extract(day FROM one.birth_date)::int,
    extract(month FROM one.birth_date)::int) END])
"""
SAME_YEAR = """
spelling_key = one.spelling_key AND birth_date >= date_trunc('year', one.birth_date)::date
AND birth_date < (date_trunc('year', one.birth_date) + interval '1 year')::date
"""
OTHER_YEAR = """
spelling_key = one.spelling_key AND birth_date = ANY (ARRAY(
    SELECT (one.birth_date + make_interval(years => years))::date FROM generate_series(-99, 99) AS years))
"""
CONDITIONS = (
    BORN,
    SAME_YEAR,
    OTHER_YEAR,
    "birth_date IS NULL AND spelling_key = one.spelling_key",
    "region_id = one.region_id AND name_key = one.name_key",
    "region_id = one.region_id AND one.birth_date IS NULL AND spelling_key = one.spelling_key",
    "household_id = one.household_id",
)
"""On the other member; each is led by an index."""
NAMESAKES = "SELECT id FROM poverty_member WHERE name_key = one.name_key LIMIT 5"
LED = "\nUNION ALL\n".join(
    f"(SELECT id FROM poverty_member WHERE {condition} LIMIT {MOST})"  # noqa: S608
    for condition in CONDITIONS
)
PROBE = f"""
WITH one AS MATERIALIZED ({ONE}),
met AS (
    SELECT one.id AS one, other.id AS other, false AS known FROM one CROSS JOIN LATERAL ({LED}) AS other
    UNION ALL SELECT one.id, other.id, false FROM one CROSS JOIN LATERAL ({NAMESAKES}) AS other
    UNION ALL SELECT near.id, other.id, false
        FROM unnest(%(owners)s::bigint[], %(niks)s::varchar[]) AS near(id, nik)
        JOIN poverty_member other ON other.nik = near.nik
    UNION ALL SELECT first_id, second_id, true FROM poverty_duplicatepair
        WHERE state IN ('open', 'postponed') AND (first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s))
),
pair AS (
    SELECT least(one, other) AS first, greatest(one, other) AS second, bool_or(known) AS known
    FROM met WHERE one <> other GROUP BY 1, 2
)
SELECT pair.known, {COLUMNS.format("a", "ah")}, {COLUMNS.format("b", "bh")}
FROM pair
JOIN poverty_member a ON a.id = pair.first JOIN poverty_household ah ON ah.id = a.household_id
JOIN poverty_member b ON b.id = pair.second JOIN poverty_household bh ON bh.id = b.household_id
WHERE ah.status <> 'merged' AND bh.status <> 'merged'
"""  # noqa: S608


def probe(cursor, ids: Sequence[int]) -> list[tuple]:
    """Rows of (known, first, second) for `scoring.weighed`: these people beside whom they may be."""
    cursor.execute("SELECT id, nik FROM poverty_member WHERE id = ANY(%s) AND nik IS NOT NULL", [list(ids)])
    near = [(owner, other) for owner, nik in cursor.fetchall() for other in neighbours(nik)]
    given = {"ids": list(ids), "owners": [owner for owner, _nik in near], "niks": [nik for _owner, nik in near]}
    cursor.execute(PROBE, given)
    return cursor.fetchall()
