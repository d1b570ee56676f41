"""Weighing the pairs that a statement brings. Plain psycopg, no Django: it runs in processes of its own as well."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from poverty.duplicates import blocking
from poverty.duplicates.matching import Evidence, Matcher, fit
from poverty.duplicates.people import FIELDS, SCHEMA, Person, judge, person
from poverty.duplicates.weights import needed

SAMPLE = 20_000
"""People in whom the rarity of names, dates and places is counted; what is rarer than that is as rare as can be."""
FETCH = 2_000
"""Rows fetched at a time."""
WIDTH = len(FIELDS) + 3
NAME_AT = 3

PEOPLE = "SELECT count(*) FROM poverty_member"
DRAWN = f"""
SELECT {blocking.COLUMNS.format("m", "h")}
FROM poverty_member m TABLESAMPLE SYSTEM (%(percent)s) REPEATABLE (1) JOIN poverty_household h ON h.id = m.household_id
"""  # noqa: S608


class Verdict(NamedTuple):
    """What became of a pair: bits and reasons when there are enough, else none. `known`: it waits for a decision."""

    first: int
    second: int
    bits: float
    reasons: list[dict] | None
    known: bool = False


@dataclass(frozen=True)
class Scales:
    """What one registry is weighed with: the rarities of its values, and the bits it takes to be shown to a person."""

    matcher: Matcher
    enough: float

    def weigh(self, first: Person, second: Person, known: bool = False) -> Verdict:
        """The verdict on two people; bits are rounded so that what is shown adds up."""
        evidence = judge(self.matcher, first, second, self.enough)
        if evidence is None:
            return Verdict(first.id, second.id, 0.0, None, known)
        reasons = [told(each) for each in evidence]
        return Verdict(first.id, second.id, round(sum(each["bits"] for each in reasons), 1), reasons, known)


def told(evidence: Evidence) -> dict:
    """Evidence as it is kept.

    >>> told(Evidence("name", "same", 17.849))
    {'field': 'name', 'level': 'same', 'bits': 17.8}
    """
    return {"field": evidence.field, "level": evidence.level, "bits": round(evidence.bits, 1) + 0.0}


def scales(cursor) -> Scales:
    """Count a sample of the registry. Takes an open cursor; the same registry gives the same sample."""
    people = cursor.execute(PEOPLE).fetchone()[0]
    cursor.execute(DRAWN, {"percent": min(100.0, 100 * SAMPLE / max(people, 1))})
    return Scales(fit(SCHEMA, [person(row).record for row in cursor.fetchall()]), needed(people))


def weighed(scales: Scales, rows: Iterable[tuple]) -> Iterator[Verdict]:
    """Verdicts on rows of (known, first, second); of pairs nobody knows and nobody need know, none."""
    matcher, enough = scales.matcher, scales.enough
    for row in rows:
        first, second = row[1 : 1 + WIDTH], row[1 + WIDTH :]
        if not row[0] and matcher.hopeless(first[NAME_AT].split(), second[NAME_AT].split(), enough):
            continue
        verdict = scales.weigh(person(first), person(second), row[0])
        if verdict.known or verdict.reasons is not None:
            yield verdict


def scan(connection, part: int, parts: int, scales: Scales) -> Iterator[tuple[float, list[Verdict]]]:
    """All verdicts of one part in batches, each with the share of the part that is done.

    Takes a psycopg connection inside a transaction on which `blocking.prepare` has been called.
    """
    for done in blocking.collect(connection, part, parts):
        yield 0.3 * done / blocking.STEPS, []
    pairs = connection.execute("SELECT count(*) FROM pair_candidate").fetchone()[0]
    with connection.cursor(name="pairs") as cursor:
        cursor.execute(blocking.PAIRS)
        rows = 0
        while batch := cursor.fetchmany(FETCH):
            rows += len(batch)
            yield 0.3 + 0.7 * min(1.0, rows / pairs), list(weighed(scales, batch))
    yield 1.0, []
