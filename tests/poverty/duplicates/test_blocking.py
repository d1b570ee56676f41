"""Two records of one person meet in some block although something is wrong; a common name explodes nothing."""

import datetime as dt

import pytest
from django.db import connection, transaction

from poverty.duplicates import blocking, probing
from poverty.households.models import Household
from tests.support.factories import LANGKAI, MENTENG, family, household, make_nik, member

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 5, 7)


def pairs(parts: int = 1) -> set[tuple[int, int]]:
    found = set()
    with transaction.atomic():
        connection.ensure_connection()
        blocking.prepare(connection.connection)
        for part in range(parts):
            list(blocking.collect(connection.connection, part, parts))
            with connection.cursor() as cursor:
                cursor.execute("SELECT first, second FROM pair_candidate")
                found |= set(cursor.fetchall())
    return found


def person(name: str, region: str = LANGKAI, **fields):
    fields = {"birth_date": BORN, "nik": None} | fields
    return member(household(region), name, **fields)


class TestWhoIsCompared:
    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("Rusli Tuah", {"region": MENTENG}),
            ("Roesli T.", {}),
            ("Tuah Rusli", {"birth_date": dt.date(1980, 7, 5), "region": MENTENG}),
            ("Susli Tuah", {"region": MENTENG}),
            ("Rusly", {}),
            ("Rusli Tuah", {"birth_date": dt.date(1980, 5, 17), "region": MENTENG}),
            ("Rusli Tuah", {"birth_date": dt.date(1980, 11, 7), "region": MENTENG}),
            ("Rusli Tuah", {"birth_date": dt.date(1990, 5, 7), "region": MENTENG}),
            ("Rusli Tuoh", {"birth_date": dt.date(1980, 5, 17)}),
            ("Rusli Tuah", {"birth_date": None}),
            ("Rusly Tuah", {"birth_date": None}),
            ("Rusli", {"birth_date": dt.date(1980, 1, 1), "mother_name": "Kameloh Usop", "region": MENTENG}),
        ],
    )
    def test_two_records_of_one_person_meet(self, name, fields):
        first = person("Rusli Tuah", mother_name="Kameloh Usop")
        second = person(name, **fields)
        assert (first.pk, second.pk) in pairs()

    def test_a_nik_of_which_the_end_agrees_brings_them_together(self):
        nik = make_nik(BORN)
        first = person("Rusli Tuah", nik=nik)
        second = person("Ruslan", birth_date=None, nik="6403" + nik[4:], region=MENTENG)
        assert (first.pk, second.pk) in pairs()

    def test_the_dead_and_those_who_left_are_compared_too(self):
        first = person("Rusli Tuah", life_status="dead", left_on=dt.date(2024, 1, 1))
        second = person("Rusli Tuah")
        assert (first.pk, second.pk) in pairs()

    def test_members_of_a_merged_household_are_not(self):
        first, second = person("Rusli Tuah"), person("Rusli Tuah")
        Household.objects.filter(pk=first.household_id).update(status="merged", merged_into=second.household_id)
        assert (first.pk, second.pk) not in pairs()

    def test_strangers_are_not(self):
        first = person("Rusli Tuah")
        second = person("Kameloh", birth_date=dt.date(1961, 3, 2), region=MENTENG)
        assert (first.pk, second.pk) not in pairs()

    def test_the_lower_number_stands_first(self):
        person("Rusli Tuah")
        person("Rusli Tuah")
        assert pairs() and all(first < second for first, second in pairs())


class TestSize:
    def test_a_name_that_very_many_bear_makes_no_pairs(self):
        for year in range(50):
            person("Siti", birth_date=dt.date(1930 + year, 1 + year % 12, 1 + year % 28), region=LANGKAI)
        assert len(pairs()) < 50

    def test_all_parts_together_bring_what_one_brings(self):
        for number in range(12):
            person(f"Rusli {'Tuah' if number % 2 else 'Usop'}", birth_date=dt.date(1980, 5, 1 + number % 3))
        assert pairs(parts=3) == pairs()


class TestProbing:
    def probed(self, *ids):
        with connection.cursor() as cursor:
            return {(row[1], row[13]) for row in probing.probe(cursor, ids)}

    @pytest.mark.parametrize(
        "fields",
        [
            {"region": MENTENG},
            {"birth_date": dt.date(1980, 7, 5), "region": MENTENG},
            {"birth_date": dt.date(1980, 11, 17), "region": MENTENG},
            {"birth_date": dt.date(1990, 5, 7), "region": MENTENG},
            {"birth_date": None},
        ],
    )
    def test_one_person_is_met_from_either_side(self, fields):
        first, second = person("Rusli Tuah"), person("Roesli Tuah", **fields)
        assert (first.pk, second.pk) in self.probed(second.pk)
        if fields.get("birth_date", BORN):
            assert (first.pk, second.pk) in self.probed(first.pk)

    def test_a_nik_one_digit_off_is_met(self):
        nik = make_nik(BORN)
        first = person("Rusli Tuah", nik=nik)
        second = person("Ruslan", birth_date=dt.date(1961, 3, 2), nik=nik[:9] + "9" + nik[10:], region=MENTENG)
        assert (first.pk, second.pk) in self.probed(second.pk)

    def test_nobody_meets_himself_and_the_gone_meet_nobody(self):
        head = family("Rusli Tuah").head
        assert self.probed(head.pk) == set()
        assert self.probed(10**12) == set()

    def test_29_february_meets_other_years(self):
        first = person("Rusli Tuah", birth_date=dt.date(1980, 2, 29))
        second = person("Rusli Tuah", birth_date=dt.date(1984, 2, 29), region=MENTENG)
        assert (first.pk, second.pk) in self.probed(second.pk)
