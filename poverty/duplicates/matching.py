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
        names = [each.code for each in self.schema.fields]
        order = sorted(range(len(names)), key=lambda place: names[place] != self.schema.name)
        self._plan = [
            (place, names[place], self.schema.fields[place].kind.compare, self.rarities[place])
            + (self.schema.fields[place].familial,)
            for place in order
        ]

    def weigh(self, a: Record, b: Record) -> list[Evidence]:
        """What each field says that both records know; the name first."""
        found, contradicted = [], False
        for place, code, compare, rarity, familial in self._plan:
            first, second = a[place], b[place]
            if first is None or second is None:
                continue
            level, bits = compare(first, second, rarity)
            if code == self.schema.name:
                contradicted = level in (SOME, DIFFERENT)
            elif familial and contradicted and bits > 0:
                bits = 0.0
            found.append(Evidence(code, level, bits))
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
