"""Who and what stands in the house's registry, for journeys that look for somebody or make somebody new."""

from dataclasses import dataclass

from tests.e2e.house import House

LANGKAI, MENTENG = "62.71.01.1003", "62.71.03.1002"


@dataclass(frozen=True)
class Known:
    """Somebody who is recorded."""

    household: int
    member: int
    name: str
    nik: str


def head_in(house: House, region: str, place: int = 0, *, unverified: bool = False) -> Known:
    """A head of household of this kelurahan whose name of two words or more nobody else in the city bears.

    With `unverified` of a household that is not verified, so that its data may be changed directly.
    """
    found = house.rows(
        """
        SELECT m.household_id, m.id, m.name, m.nik FROM poverty_member m JOIN poverty_household h ON h.head_id = m.id
        WHERE m.region_id = %s AND m.nik IS NOT NULL AND m.name LIKE '%% %%'
          AND NOT EXISTS (SELECT 1 FROM poverty_member o WHERE o.name_key = m.name_key AND o.id <> m.id)
          AND NOT (%s AND h.verified_on IS NOT NULL)
        ORDER BY m.id OFFSET %s LIMIT 1
        """,
        region,
        unverified,
        place,
    )
    return Known(*found[0])
