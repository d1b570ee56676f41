"""Made-up people who stand in the registry twice: misspelt, without a NIK, in a neighbour's family."""

from poverty.households.choices import Relation
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries

SLIPS = (("u", "oe"), ("y", "j"), ("ah", "a"), ("i", "ie"), ("s", "z"), ("n", "nn"))


def misspelt(name: str, number: int) -> str:
    """The name as somebody else would have written it down.

    >>> misspelt("Budi Santoso", 0), misspelt("Siti Aminah", 2)
    ('Boedi Santoso', 'Siti Amina')
    """
    old, new = SLIPS[number % len(SLIPS)]
    return name.replace(old, new, 1) if old in name else name[:-1]


def record_twice(households: list[Household], *, by) -> list[int]:
    """One person of each household once more, as a relative in the next one. Returns the new members' keys."""
    made = []
    for number, household in enumerate(households):
        person = household.members.present().exclude(relation=Relation.HEAD).order_by("pk").first()
        host = households[(number + 1) % len(households)]
        if person is None or host.pk == household.pk:
            continue
        twin = Member(
            household=host,
            region_id=host.region_id,
            name=misspelt(person.name, number),
            relation=Relation.OTHER_RELATIVE,
            birth_date=person.birth_date,
            birth_place=person.birth_place,
            sex=person.sex,
            mother_name=person.mother_name,
        )
        twin.save()
        made.append(twin.pk)
    refresh_summaries([household.pk for household in households])
    return made
