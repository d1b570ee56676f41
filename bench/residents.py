"""A made-up registry of about 50,000 residents in which 5,000 people stand twice, and 1,200 look as if they did.

The people are the demonstration's (`manage.py seed`). The second records, with the errors offices make, and the twins
are added here, from a fixed seed; the shares below are guesses at practice, set before the engine was run on them, and
nothing in the engine was tuned to them. Everything happens in one transaction that is rolled back.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from poverty.demonstration.names import TRADITIONS
from poverty.households.choices import DukcapilMatch, Relation, Source
from poverty.households.models import Household, Member
from poverty.households.names import name_key, spelling_key

PERSONS = 45_000
TWICE = 5_000
TWINS_AT_HOME = 600
TWINS_APART = 300
NAMESAKES = 300
OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"), ("sy", "sj"), ("ny", "nj"))
Pair = tuple[int, int]


@dataclass
class Made:
    """The true pairs, and pairs of twins and namesakes, which are two people."""

    true: set[Pair] = field(default_factory=set)
    twins: set[Pair] = field(default_factory=set)
    namesakes: set[Pair] = field(default_factory=set)


def typed_wrong(dice: random.Random, word: str) -> str:
    """One letter left out, doubled, exchanged with the next, or another."""
    at = dice.randrange(len(word))
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            word[:at] + dice.choice("aeiourntsh") + word[at + 1 :],
        )
    )


def other_name(dice: random.Random, name: str) -> str:
    """The name as another office may have written it."""
    words = name.split()
    what = dice.random()
    if what < 0.35:
        return name
    if what < 0.5:
        old, new = dice.choice(OLD)
        return name.lower().replace(old, new).upper()
    if what < 0.7:
        at = dice.randrange(len(words))
        words[at] = typed_wrong(dice, words[at]) or words[at]
    elif what < 0.8 and len(words) > 1:
        words.pop(dice.randrange(1, len(words)))
    elif what < 0.86 and len(words) > 1:
        words[-1] = words[-1][0] + "."
    elif what < 0.92:
        words.insert(0, dice.choice(("H.", "Hj.", "Alm.", "Drs.")))
    elif what < 0.96:
        words.reverse()
    return " ".join(words).replace("Muhammad", dice.choice(("Muhammad", "M.", "Moh.", "Mohd", "Muhamad")))


def other_day(dice: random.Random, born: dt.date) -> dt.date | None:
    """The birth date as another office may have written it."""
    what = dice.random()
    try:
        if what < 0.7:
            return born
        if what < 0.77:
            return born.replace(day=born.month, month=born.day)
        if what < 0.83:
            return born.replace(day=max(1, (born.day + dice.choice((-10, -1, 1, 10))) % 29))
        if what < 0.88:
            return born.replace(year=born.year - dice.choice((1, 10)))
        if what < 0.93:
            return born.replace(month=1, day=1)
    except ValueError:
        return born
    return None


def other_nik(dice: random.Random, nik: str | None) -> str | None:
    """None, the NIK with a digit wrong or two exchanged, or somebody else's."""
    what = dice.random()
    if what < 0.55 or nik is None:
        return None
    at = dice.randrange(6, 15)
    if what < 0.75:
        return nik[:at] + str((int(nik[at]) + dice.randrange(1, 10)) % 10) + nik[at + 1 :]
    if what < 0.85:
        return nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :]
    return f"{nik[:6]}{dice.randrange(1, 29):02}{dice.randrange(1, 13):02}{nik[10:12]}{dice.randrange(1, 9000):04}"


class Maker:
    """Adds second records, twins and namesakes to a seeded registry."""

    def __init__(self, seed: int):
        self.dice, self.made = random.Random(seed), Made()
        self.people = list(Member.objects.select_related("household").order_by("pk"))
        self.villages = sorted({person.region_id for person in self.people})
        self.taken = {person.nik for person in self.people}
        self.homes: list[Household] = []

    def home(self, region: str, address: str = "") -> Household:
        """A household of its own."""
        number = len(self.homes)
        made = Household(
            region_id=region, address=address, source=Source.PROPOSAL, source_id=f"B{number}", family_card=None
        )
        made.family_card = f"62710101010{self.dice.randrange(1, 10)}{number:04}"[:16]
        self.homes.append(made)
        return made

    def free(self, nik: str | None) -> str | None:
        """The NIK, unless somebody has it."""
        if nik in self.taken:
            return None
        self.taken.add(nik)
        return nik

    def again(self, person: Member) -> Member:
        """The same person once more."""
        dice, old = self.dice, person.household
        if (what := dice.random()) < 0.15:
            home = old
        else:
            region = person.region_id if what < 0.8 else dice.choice(self.villages)
            home = self.home(region, old.address if dice.random() < 0.4 else f"Jl. Manduhara No. {dice.randrange(200)}")
        mother = dice.choices(("", person.mother_name, person.mother_name.split(" ")[0]), (40, 40, 20))[0]
        return Member(
            household=home,
            region_id=home.region_id,
            name=other_name(dice, person.name),
            birth_date=other_day(dice, person.birth_date),
            nik=self.free(other_nik(dice, person.nik)),
            sex=person.sex if dice.random() < 0.98 else "",
            mother_name=mother,
            birth_place=person.birth_place if dice.random() < 0.8 else "",
            relation=Relation.OTHER,
            dukcapil_match=DukcapilMatch.UNMATCHED if dice.random() < 0.3 else DukcapilMatch.NOT_CHECKED,
        )

    def twin(self, person: Member, home: Household) -> Member:
        """A brother or sister born on the same day, with a NIK of his or her own and often a name much like it."""
        dice, words = self.dice, person.name.split()
        if dice.random() < 0.4:
            words[0] = words[0][:-1] + dice.choice("aiu".replace(words[0][-1], ""))
        else:
            words[0] = dice.choice(dice.choice(TRADITIONS).first[person.sex])
        nik = person.nik
        while nik and nik in self.taken:
            nik = f"{nik[:12]}{int(nik[12:]) + 1:04}"
        return Member(
            household=home,
            region_id=home.region_id,
            name=" ".join(words),
            birth_date=person.birth_date,
            nik=nik and self.free(nik),
            sex=person.sex,
            mother_name=person.mother_name,
            birth_place=person.birth_place,
            relation=person.relation if person.relation != Relation.HEAD else Relation.OTHER,
            dukcapil_match=person.dukcapil_match,
        )

    def namesake(self, person: Member) -> Member:
        """Somebody else of the same name in the same kelurahan, of another age."""
        born = person.birth_date + dt.timedelta(days=self.dice.randrange(400, 9000))
        if born > dt.date(2026, 11, 1):
            born = person.birth_date - dt.timedelta(days=self.dice.randrange(400, 9000))
        home = self.home(person.region_id, f"Jl. Manduhara No. {self.dice.randrange(200)}")
        return Member(household=home, region_id=person.region_id, name=person.name, birth_date=born, sex=person.sex)

    def add(self) -> Made:
        """Write everything; returns who is who."""
        chosen = self.dice.sample(self.people, TWICE + TWINS_AT_HOME + TWINS_APART + NAMESAKES)
        kinds = [(self.made.true, self.again)] * TWICE
        kinds += [(self.made.twins, lambda person: self.twin(person, person.household))] * TWINS_AT_HOME
        kinds += [(self.made.twins, lambda person: self.twin(person, self.home(person.region_id)))] * TWINS_APART
        kinds += [(self.made.namesakes, self.namesake)] * NAMESAKES
        added = [make(person) for person, (_pairs, make) in zip(chosen, kinds, strict=True)]
        Household.objects.bulk_create(self.homes, batch_size=2_000)
        for member in added:
            member.household_id, member.name_key = member.household.pk, name_key(member.name)
            member.spelling_key = spelling_key(member.name)
        Member.objects.bulk_create(added, batch_size=2_000)
        for person, member, (pairs, _make) in zip(chosen, added, kinds, strict=True):
            pairs.add((person.pk, member.pk))
        return self.made
