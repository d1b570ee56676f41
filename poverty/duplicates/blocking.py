"""Which pairs of members are worth comparing: blocks of people who share a key, one statement per kind of key.

A million people make half a million million pairs. A rule names a key that two records of one person are likely to
share although something else is wrong; whoever shares it is compared with whoever else does. A block larger than the
rule's cap is left out: a name that so many bear tells nobody apart, and its pairs would explode. Each rule forgives
another error, so that a pair is lost only where all of them fail.

Everybody is compared, the dead and those who moved away too: a record that was ended may be the duplicate of a living
one, and aid may still go to either. Only households that were merged into another are left out.

Plain psycopg, no Django: scoring runs in processes of its own. The temporary tables live in the session that makes
them, so that a killed process leaves nothing behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS = """
{0}.id, {0}.household_id, {0}.dukcapil_match, {0}.spelling_key, to_char({0}.birth_date, 'YYYYMMDD'), {0}.nik, {0}.sex,
{0}.mother_name, {0}.region_id, {1}.family_card, {0}.birth_place, {1}.address
"""
"""What `people.person` reads: of the member {0} and the household {1}."""

SESSION = (
    "SET LOCAL work_mem = '64MB'",
    "SET LOCAL jit = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL cursor_tuple_fraction = 1",
)
DROP = "DROP TABLE IF EXISTS pair_person, pair_card, pair_candidate"
PEOPLE = """
CREATE TEMP TABLE pair_person ON COMMIT DROP AS
SELECT m.id, m.household_id AS household, m.region_id AS region, m.nik, m.spelling_key AS name, w.words,
       array_to_string(w.words, ' ') AS whole, m.birth_date IS NULL AS undated,
       to_char(m.birth_date, 'YYYY') AS year, to_char(m.birth_date, 'MM') AS month, to_char(m.birth_date, 'DD') AS day,
       CASE WHEN extract(day FROM m.birth_date) < extract(month FROM m.birth_date)
            THEN to_char(m.birth_date, 'YYYYDDMM') ELSE to_char(m.birth_date, 'YYYYMMDD') END AS folded,
       lower(nullif(trim(m.mother_name), '')) AS mother, h.family_card AS card
FROM poverty_member m
JOIN poverty_household h ON h.id = m.household_id AND h.status <> 'merged'
CROSS JOIN LATERAL (
    SELECT array_agg(word ORDER BY word) AS words FROM unnest(string_to_array(m.spelling_key, ' ')) AS word
) AS w
"""
"""Narrow copies of the people. `folded` is the birth date with the smaller of day and month first: dates with day and
month exchanged share it. `whole` is the name with its words in order of the alphabet.
"""

CANDIDATES = "CREATE TEMP TABLE pair_candidate (first bigint, second bigint, known boolean) ON COMMIT DROP"
KNOWN = """
INSERT INTO pair_candidate SELECT first_id, second_id, true FROM poverty_duplicatepair
WHERE state IN ('open', 'postponed') AND first_id %% %(parts)s = %(part)s
"""
"""Pairs that wait for a decision are weighed again whether or not a rule still brings them together."""

BLOCK = """
INSERT INTO pair_candidate
SELECT a.id, b.id, false FROM (
    SELECT array_agg(DISTINCT id ORDER BY id) AS ids FROM (
        SELECT id, undated, hashtextextended({key}, 0) AS key FROM {source} WHERE {where}
    ) AS keyed
    WHERE abs(key %% %(parts)s) = %(part)s
    GROUP BY key HAVING count(*) BETWEEN 2 AND {cap} AND {having}
) AS block
CROSS JOIN LATERAL unnest(ids) WITH ORDINALITY AS a (id, place)
CROSS JOIN LATERAL unnest(ids[a.place + 1:]) AS b (id)
"""
WORDS = "pair_person CROSS JOIN LATERAL unnest(words) AS word"

PAIRS = f"""
SELECT pair.known, {COLUMNS.format("a", "ah")}, {COLUMNS.format("b", "bh")}
FROM (SELECT first, second, bool_or(known) AS known FROM pair_candidate GROUP BY first, second) AS pair
JOIN poverty_member a ON a.id = pair.first JOIN poverty_household ah ON ah.id = a.household_id
JOIN poverty_member b ON b.id = pair.second JOIN poverty_household bh ON bh.id = b.household_id
"""  # noqa: S608
"""The gathered pairs, each once, with both people."""


@dataclass(frozen=True)
class Rule:
    """Who is compared with whom: those with an equal `key`, in blocks of at most `cap`."""

    code: str
    key: str
    where: str = "true"
    cap: int = 20
    source: str = "pair_person"
    having: str = "true"

    @property
    def statement(self) -> str:
        """SQL that adds the pairs of this rule; it takes `part` and `parts`."""
        return BLOCK.format(key=self.key, source=self.source, where=self.where, cap=self.cap, having=self.having)


DATED = "NOT undated"
PLACED = "region IS NOT NULL"
RULES = (
    Rule("born, begin of a word", "folded || left(word, 4)", DATED, 60, WORDS),
    Rule("born, end of a word", "folded || right(word, 3)", DATED, 40, WORDS),
    Rule("born, in one kelurahan", "folded || region", f"{DATED} AND {PLACED}", 20),
    Rule("name, year and month", "whole || ':' || year || month", DATED),
    Rule("name, year and day", "whole || ':' || year || day", DATED),
    Rule("name, month and day", "whole || ':' || month || day", DATED),
    Rule("word, year, month, kelurahan", "word || year || month || region", f"{DATED} AND {PLACED}", 6, WORDS),
    Rule("word, year, day, kelurahan", "word || year || day || region", f"{DATED} AND {PLACED}", 6, WORDS),
    Rule("word, month, day, kelurahan", "word || month || day || region", f"{DATED} AND {PLACED}", 6, WORDS),
    Rule("name in a kelurahan, some date lacking", "whole || ':' || region", PLACED, 40, having="bool_or(undated)"),
    Rule("word in a kelurahan, some date lacking", "word || region", PLACED, 20, WORDS, "bool_or(undated)"),
    Rule("rare name in a kelurahan", "whole || ':' || region", PLACED, 6),
    Rule("rare name in the city", "whole", cap=4),
    Rule("mother, year and first word", "mother || ':' || year || left(name, 3)", f"{DATED} AND mother IS NOT NULL"),
    Rule("mother and a word", "mother || ':' || word", "mother IS NOT NULL", 8, WORDS),
    Rule("begin of the NIK", "left(nik, 12) || left(word, 3)", "nik IS NOT NULL", source=WORDS),
    Rule("end of the NIK", "right(nik, 10) || left(word, 3)", "nik IS NOT NULL", source=WORDS),
    Rule("name and both ends of the NIK", "whole || left(nik, 6) || right(nik, 4)", "nik IS NOT NULL"),
    Rule("born in one household", "folded || ':' || household", DATED),
    Rule("named alike in one household", "left(name, 3) || ':' || household"),
    Rule("family card", "card || left(word, 3)", "card IN (SELECT card FROM pair_card)", source=WORDS),
)
CARDS = """
CREATE TEMP TABLE pair_card ON COMMIT DROP AS SELECT family_card AS card FROM poverty_household
WHERE family_card IS NOT NULL AND status <> 'merged' GROUP BY 1 HAVING count(*) > 1
"""
STEPS = len(RULES) + 1


def prepare(connection) -> None:
    """Make this session's tables of people. Takes a psycopg connection inside a transaction."""
    for statement in (*SESSION, DROP, PEOPLE, CARDS, CANDIDATES, "ANALYZE pair_person"):
        connection.execute(statement)


def collect(connection, part: int, parts: int) -> Iterator[int]:
    """Gather the pairs of one of so many parts into `pair_candidate`; yields how many of `STEPS` are done.

    A pair that two rules find in different parts is found twice; whoever writes it can take that.
    """
    connection.execute("TRUNCATE pair_candidate")
    given = {"part": part, "parts": parts}
    for done, statement in enumerate((KNOWN, *(rule.statement for rule in RULES)), start=1):
        connection.execute(statement, given)
        yield done
    connection.execute("ANALYZE pair_candidate")
