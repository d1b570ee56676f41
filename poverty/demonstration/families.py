"""Family shapes: who lives together, how old, in which relation to the head."""

from dataclasses import dataclass
from random import Random

from poverty.demonstration.odds import Graded
from poverty.households.choices import MaritalStatus, Relation, Sex

MALE, FEMALE = Sex.MALE.value, Sex.FEMALE.value
SINGLE, MARRIED = MaritalStatus.SINGLE.value, MaritalStatus.MARRIED.value
WIDOWED, DIVORCED = MaritalStatus.WIDOWED.value, MaritalStatus.DIVORCED.value


@dataclass(slots=True)
class Seat:
    """One seat at the table: relation, sex, age in years, marital status."""

    relation: str
    sex: str
    age: float
    marital: str = SINGLE


CHILDREN = Graded((0, 7, 9), (1, 12, 20), (2, 25, 34), (3, 28, 24), (4, 18, 10), (5, 10, 3))


def sex_of(rng: Random) -> str:
    """Either sex, boys as usual a little more often."""
    return MALE if rng.random() < 0.507 else FEMALE


def children_of(rng: Random, mother: float, wanted: int, relation: str = Relation.CHILD.value) -> list[Seat]:
    """Up to `wanted` unmarried children whom a mother of this age can have at home, eldest first."""
    found = []
    for _ in range(wanted):
        age = mother - rng.uniform(19, 41)
        if not 0 <= age < 27:
            age = mother - rng.uniform(19, 41)
        if 0 <= age < 27:
            found.append(Seat(relation, sex_of(rng), round(age, 2)))
    return sorted(found, key=lambda child: -child.age)


def couple(rng: Random, welfare: float, youngest: float = 20, eldest: float = 76) -> list[Seat]:
    """A married couple with none to five children."""
    age = rng.triangular(youngest, eldest, 38)
    wife = min(max(age - rng.gauss(3, 3), 19), 80)
    pair = [
        Seat(Relation.HEAD.value, MALE, age, MARRIED),
        Seat(Relation.WIFE.value, FEMALE, wife, MARRIED),
    ]
    return pair + children_of(rng, wife, CHILDREN.pick(rng, welfare))


def lone_mother(rng: Random, welfare: float) -> list[Seat]:
    """A widowed or divorced mother with one to four children."""
    age = rng.triangular(22, 64, 40)
    status = WIDOWED if rng.random() < (0.75 if age > 45 else 0.4) else DIVORCED
    head = Seat(Relation.HEAD.value, FEMALE, age, status)
    return [head, *children_of(rng, age, 1 + rng.randrange(4))]


def lone_father(rng: Random, welfare: float) -> list[Seat]:
    """A widowed or divorced father with one to three children."""
    age = rng.triangular(26, 66, 44)
    head = Seat(Relation.HEAD.value, MALE, age, WIDOWED if rng.random() < 0.6 else DIVORCED)
    return [head, *children_of(rng, age - 4, 1 + rng.randrange(3))]


def lone_elder(rng: Random, welfare: float) -> list[Seat]:
    """Somebody of 60 or more who lives alone: mostly a widow."""
    sex = FEMALE if rng.random() < 0.68 else MALE
    return [Seat(Relation.HEAD.value, sex, rng.triangular(60, 91, 67), WIDOWED)]


def lone_young(rng: Random, welfare: float) -> list[Seat]:
    """Somebody young who lives alone."""
    return [Seat(Relation.HEAD.value, sex_of(rng), rng.triangular(19, 45, 26))]


def elder_couple(rng: Random, welfare: float) -> list[Seat]:
    """An old couple, often with a grandchild whose parents work elsewhere."""
    age = rng.triangular(58, 86, 65)
    wife = max(age - rng.gauss(4, 3), 50)
    found = [
        Seat(Relation.HEAD.value, MALE, age, MARRIED),
        Seat(Relation.WIFE.value, FEMALE, wife, MARRIED),
    ]
    if rng.random() < 0.45:
        found.append(Seat(Relation.GRANDCHILD.value, sex_of(rng), rng.uniform(2, 17)))
    return found


def with_grandparent(rng: Random, welfare: float) -> list[Seat]:
    """Three generations: a couple with children, and a parent of one of the two."""
    found = couple(rng, welfare, 26, 56)
    relation = Relation.PARENT if rng.random() < 0.55 else Relation.PARENT_IN_LAW
    eldest = max(found[0].age, found[1].age)
    sex = FEMALE if rng.random() < 0.7 else MALE
    found.append(Seat(relation.value, sex, eldest + rng.uniform(20, 32), WIDOWED))
    return found


def with_grandchildren(rng: Random, welfare: float) -> list[Seat]:
    """Three generations: an elder couple, a married child with wife or husband, and their children."""
    head = rng.triangular(50, 74, 58)
    child_age = max(head - rng.uniform(24, 32), 20)
    child = Seat(Relation.CHILD.value, sex_of(rng), child_age, MARRIED)
    other = MALE if child.sex == FEMALE else FEMALE
    in_law = Seat(Relation.CHILD_IN_LAW.value, other, max(child_age + rng.gauss(0, 3), 19), MARRIED)
    mother = child.age if child.sex == FEMALE else in_law.age
    return [
        Seat(Relation.HEAD.value, MALE, head, MARRIED),
        Seat(Relation.WIFE.value, FEMALE, max(head - rng.uniform(0, 7), 45), MARRIED),
        child,
        in_law,
        *children_of(rng, mother, 1 + rng.randrange(3), Relation.GRANDCHILD.value),
    ]


def relatives(rng: Random, welfare: float) -> list[Seat]:
    """A couple who have taken in a relative, often a student from upriver."""
    age = rng.triangular(15, 30, 19)
    return [*couple(rng, welfare, 26, 60), Seat(Relation.OTHER_RELATIVE.value, sex_of(rng), age)]


SHAPES = Graded(
    (couple, 60, 68),
    (lone_mother, 11, 6),
    (lone_father, 2, 2),
    (lone_elder, 7, 3),
    (lone_young, 2, 6),
    (elder_couple, 5, 4),
    (with_grandparent, 6, 5),
    (with_grandchildren, 6, 3),
    (relatives, 1, 3),
)


def family(rng: Random, welfare: float, limit: int) -> list[Seat]:
    """The people of one household, head first, at most `limit` of them."""
    return SHAPES.pick(rng, welfare)(rng, welfare)[:limit]
