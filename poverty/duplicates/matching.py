"""Are two records one person? A schema names the fields; a matcher weighs what every field says.

The same code compares members of the registry (`people.py`) and public test data (`bench/duplicates.py`). Nothing here
knows of the database. A missing value is no evidence in either direction. How a field is compared stands in `kinds.py`,
what an agreement is worth in `weights.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from poverty.duplicates.kinds import DIFFERENT, SOME, Kind
from poverty.duplicates.weights import Rarity, counted


class Evidence(NamedTuple):
    """What one field says: how far the two values agree, and how many bits that is worth."""

    field: str
    level: str
    bits: float


Record = tuple
"""One prepared value per field of the schema, None where nothing is known."""


@dataclass(frozen=True)
class Field:
    """A field: its code and kind. What a whole family shares is `familial`: brothers and sisters agree in it too, so
    its agreement counts only while the names do not contradict each other.
    """

    code: str
    kind: Kind
    familial: bool = False


@dataclass(frozen=True)
class Schema:
    """What is compared, in order; `name` is the field that tells the members of a family apart."""

    fields: tuple[Field, ...]
    name: str = "name"

    def prepare(self, raw: Mapping[str, object]) -> Record:
        """A record's values, ready to be compared."""
        return tuple(field.kind.prepare(raw.get(field.code)) for field in self.fields)


@dataclass
class Matcher:
    """A schema with the rarity of the values of one data set."""

    schema: Schema
    rarities: Sequence[Rarity]
    _plan: list = field(init=False, repr=False)

    def __post_init__(self):
        """Plan the order: the name first, because it tells what the fields of a family are worth; and after each
        field the most that the fields behind it can still add, with names that agree and names that do not.
        """
        fields = sorted(enumerate(self.schema.fields), key=lambda each: each[1].code != self.schema.name)
        self._plan, agreeing, other = [], 0.0, 0.0
        for place, each in reversed(fields):
            kind, rarity = each.kind, self.rarities[place]
            self._plan.append((place, each.code, kind.compare, rarity, each.familial, agreeing, other))
            most = getattr(kind, "most", kind.rarest)
            agreeing, other = agreeing + most, other + (0 if each.familial else most)
        self._plan.reverse()

    def weigh(self, a: Record, b: Record) -> list[Evidence]:
        """What each field says that both records know; the name first."""
        return self.reaching(a, b, float("-inf"))

    def hopeless(self, a: object, b: object, enough: float) -> bool:
        """Whether two (prepared) names contradict each other so much that no other field can make up for it."""
        if a is None or b is None:
            return False
        _place, _code, compare, rarity, *_rest, other = self._plan[0]
        level, bits = compare(a, b, rarity)
        return level in (SOME, DIFFERENT) and bits + other < enough

    def reaching(self, a: Record, b: Record, enough: float) -> list[Evidence] | None:
        """What each field says, or None as soon as the whole cannot come to `enough` bits."""
        found, contradicted, sum_ = [], False, 0.0
        for place, code, compare, rarity, familial, agreeing, other in self._plan:
            first, second = a[place], b[place]
            if first is not None and second is not None:
                level, bits = compare(first, second, rarity)
                if code == self.schema.name:
                    contradicted = level in (SOME, DIFFERENT)
                elif familial and contradicted and bits > 0:
                    bits = 0.0
                found.append(Evidence(code, level, bits))
                sum_ += bits
            if sum_ + (other if contradicted else agreeing) < enough:
                return None
        return found


def fit(schema: Schema, records: Sequence[Record]) -> Matcher:
    """A matcher whose rarities are counted in these records."""
    rarities = []
    for place, each in enumerate(schema.fields):
        known = (record[place] for record in records if record[place] is not None)
        rarities.append(Rarity(counted(map(each.kind.parts, known)), each.kind.rarest))
    return Matcher(schema, rarities)


def total(evidence: Sequence[Evidence]) -> float:
    """All evidence together, in bits."""
    return sum(each.bits for each in evidence)
