"""Who takes part in a merge: the two records, their families, and further members who are one person too."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.workflow import MoveRefused
from poverty.duplicates.choices import Side
from poverty.duplicates.fields import FAMILY, PERSON, Line, lines, part_of, taken_over
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Household, Member
from poverty.households.names import similarity, spelling_key

ALIKE = 80
"""From this likeness of names (0-100) on, members of one birth date are offered as one person."""


class MergeRefused(MoveRefused):
    """Two records cannot be merged, or a merge cannot be undone; the message says why, in words."""


@dataclass(frozen=True)
class Couple:
    """Two records of one person: which stays, which goes, and under which part its choices stand."""

    part: str
    kept: Member
    dropped: Member


@dataclass
class Parties:
    """Everybody concerned by a pair. `people` are all members of both families where the families are merged too."""

    pair: DuplicatePair
    first: Member
    second: Member
    people: dict[int, Member] = field(default_factory=dict)

    @property
    def keep(self) -> Side:
        return Side(self.pair.keep or Side.FIRST)

    @property
    def one_household(self) -> bool:
        """Whether both records stand in one family."""
        return self.first.household_id == self.second.household_id

    @property
    def whole(self) -> bool:
        """Whether the two families become one."""
        return self.pair.whole_household and not self.one_household

    @property
    def kept_household(self) -> Household:
        return (self.first if self.keep == Side.FIRST else self.second).household

    @property
    def dropped_household(self) -> Household:
        return (self.second if self.keep == Side.FIRST else self.first).household

    def of_household(self, household: Household) -> list[Member]:
        """The members of one family, the head first."""
        found = [person for person in self.people.values() if person.household_id == household.pk]
        return sorted(found, key=lambda person: (person.relation != "head", str(person.birth_date or "9"), person.pk))

    def couples(self) -> list[Couple]:
        """Whose two records become one, the pair itself first."""
        found = [self._couple(PERSON, self.first, self.second)]
        if self.whole:
            for one, other in self.pair.matches:
                if one in self.people and other in self.people:
                    found.append(self._couple(part_of(one, other), self.people[one], self.people[other]))
        return found

    def _couple(self, part: str, first: Member, second: Member) -> Couple:
        return Couple(part, first, second) if self.keep == Side.FIRST else Couple(part, second, first)

    def parts(self) -> list[str]:
        """The parts of the choice."""
        return [couple.part for couple in self.couples()] + ([FAMILY] if self.whole else [])

    def lines_of(self, part: str) -> list[Line]:
        """The lines of one part, with what is taken from which side."""
        chosen = self.pair.choices
        if part == FAMILY:
            return lines(part, self.first.household, self.second.household, keep=self.keep, chosen=chosen)
        couple = next(each for each in self.couples() if each.part == part)
        first, second = self.sides(couple)
        one = self.one_household or self.whole
        return lines(part, first, second, keep=self.keep, chosen=chosen, one_household=one)

    def sides(self, couple: Couple) -> tuple[Member, Member]:
        """A couple as it stands side by side: left, right."""
        return (couple.kept, couple.dropped) if self.keep == Side.FIRST else (couple.dropped, couple.kept)

    def taken(self, part: str) -> dict[str, object]:
        """What the record that stays takes over in one part."""
        if part == FAMILY:
            return taken_over(self.lines_of(part), self.dropped_household, self.keep)
        couple = next(each for each in self.couples() if each.part == part)
        return taken_over(self.lines_of(part), couple.dropped, self.keep)

    def versions(self) -> dict[str, int]:
        """The counters of all records that the decision is about."""
        found = {f"{each._meta.label}:{each.pk}": each.version for each in (self.first, self.second)}
        if self.whole:
            households = (self.first.household, self.second.household)
            found |= {f"{each._meta.label}:{each.pk}": each.version for each in (*self.people.values(), *households)}
        return found


def parties_of(pair: DuplicatePair, *, lock: bool = False) -> Parties:
    """The records of a pair as they stand now; with `lock` held until the transaction ends, families first, in the
    order of their keys, so that no two merges wait for each other.

    Raises `MergeRefused` when one of the two is gone.
    """
    wanted = [pair.first_id, pair.second_id]
    households = list(Member.objects.filter(pk__in=wanted).values_list("household_id", flat=True))
    families = Household.objects.filter(pk__in=households).order_by("pk")
    condition = {"household_id__in": households} if pair.whole_household else {"pk__in": wanted}
    members = Member.objects.filter(**condition).order_by("pk")
    if lock:
        families, members = families.select_for_update(of=("self",)), members.select_for_update(of=("self",))
    by_key = {household.pk: household for household in families.select_related("region")}
    people = {member.pk: member for member in members}
    for member in people.values():
        member.household = by_key.get(member.household_id) or member.household
    if not set(wanted) <= people.keys():
        raise MergeRefused(_("One of the two records is no longer there."))
    return Parties(pair, people[pair.first_id], people[pair.second_id], people)


def everybody_of(pair: DuplicatePair) -> Parties:
    """The pair with all members of both families, whether or not the families are to be merged."""
    stored, pair.whole_household = pair.whole_household, True
    try:
        return parties_of(pair)
    finally:
        pair.whole_household = stored


def parties_of_many(pairs: Iterable[DuplicatePair]) -> dict[int, Parties]:
    """By key of the pair, in three statements however many; a pair of which a record is gone is left out."""
    pairs = list(pairs)
    wanted = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    people = {each.pk: each for each in Member.objects.filter(pk__in=wanted).select_related("household__region")}
    whole = {
        people[pk].household_id for p in pairs if p.whole_household for pk in (p.first_id, p.second_id) if pk in people
    }
    families: dict[int, list[Member]] = {}
    for member in Member.objects.filter(household_id__in=whole).order_by("pk"):
        families.setdefault(member.household_id, []).append(member)
    out = {}
    for pair in pairs:
        if pair.first_id in people and pair.second_id in people:
            first, second = people[pair.first_id], people[pair.second_id]
            both = {first.household_id: first.household, second.household_id: second.household}
            members = {pair.first_id: first, pair.second_id: second}
            for household in both.values() if pair.whole_household else ():
                for member in families.get(household.pk, ()):
                    member.household = household
                    members.setdefault(member.pk, member)
            out[pair.pk] = Parties(pair, first, second, members)
    return out


def likely_matches(left: list[Member], right: list[Member], known: tuple[int, int]) -> list[list[int]]:
    """Further members who are probably one person: one NIK would be one record, so by name and birth date."""
    used, found = set(known), []
    for one in left:
        for other in right:
            if one.pk in used or other.pk in used or not _alike(one, other):
                continue
            used |= {one.pk, other.pk}
            found.append([one.pk, other.pk])
    return found


def _alike(one: Member, other: Member) -> bool:
    """Whether two members have one name, or nearly so and one birth date, and nothing speaks against it."""
    born = {one.birth_date, other.birth_date} - {None}
    if len(born) > 1 or len({one.sex, other.sex} - {""}) > 1:
        return False
    dated = one.birth_date is not None and one.birth_date == other.birth_date
    return spelling_key(one.name) == spelling_key(other.name) or (dated and similarity(one.name, other.name) >= ALIKE)
