"""Finding people: by number, by words in any order, and by likeness when words find little."""

import datetime as dt

import pytest
from django.db import connection

from poverty.households import search
from poverty.households.models import KnownName, Member
from poverty.households.search import find_people, likely_same
from tests.support.factories import family, household, make_nik, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(people):
    return people.officer


def names(found) -> list[str]:
    return [person.name for person in found]


class TestNumbers:
    @pytest.fixture
    def known(self):
        return family("Rusli Tuah", family_card="6271012309150004")

    def test_a_whole_nik_finds_its_person_however_it_is_spaced(self, officer, known):
        nik = known.head.nik
        family()
        for text in (nik, f" {nik[:6]} {nik[6:12]} {nik[12:]} ", f"'{nik}"):
            assert [person.pk for person in find_people(officer, text)] == [known.head_id]

    def test_the_beginning_of_a_nik_is_enough_from_four_digits_on(self, officer, known):
        assert known.head in find_people(officer, known.head.nik[:9])
        assert known.head in find_people(officer, known.head.nik[:4])
        assert find_people(officer, known.head.nik[:3]) == []

    def test_a_number_inside_a_nik_finds_nobody(self, officer, known):
        assert find_people(officer, known.head.nik[3:12]) == []

    def test_a_family_card_finds_the_people_on_it(self, officer, known):
        child = member(known, "Anak", relation="child", nik=None)
        assert set(find_people(officer, "6271012309150004")) == {known.head, child}
        assert set(find_people(officer, "62710123091")) == {known.head, child}


class TestWords:
    @pytest.fixture
    def known(self):
        made = household()
        for name in ("Siti Nur Hidayah", "Siti Aminah", "Yanto Tundan", "Muhammad Junaedi"):
            member(made, name, relation="child")
        return made

    @pytest.mark.parametrize(
        ("text", "first"),
        [("nur siti", "Siti Nur Hidayah"), ("HIDAYAH", "Siti Nur Hidayah"), ("aminah s", "Siti Aminah"),
         ("yant", "Yanto Tundan"), ("  tundan  ", "Yanto Tundan")],
    )  # fmt: skip
    def test_words_or_their_parts_in_any_order(self, officer, known, text, first):
        assert names(find_people(officer, text))[0] == first

    @pytest.mark.parametrize("text", ["Siti Amina", "Siti Aminnah", "Muhamad Junaidi", "Yanto Tundang"])
    def test_a_misspelt_name_is_found_by_likeness(self, officer, known, text):
        assert find_people(officer, text)

    @pytest.mark.parametrize("text", ["Agoes Koentjoro", "Koentjoro", "agoes koentj"])
    def test_the_old_spelling_finds_the_present_one(self, officer, known, text):
        member(known, "Agus Kuncoro", relation="child")
        assert names(find_people(officer, text))[0] == "Agus Kuncoro"

    def test_the_nearest_name_comes_first(self, officer, known):
        assert names(find_people(officer, "siti"))[0] == "Siti Aminah"

    @pytest.mark.parametrize("text", ["", " ", "x", "%", "_", "zzzzzzzz", "''"])
    def test_what_names_nobody_finds_nobody(self, officer, known, text):
        assert find_people(officer, text) == []

    def test_no_more_than_asked_for(self, officer):
        made = household()
        for number in range(30):
            member(made, f"Budi {number}", relation="child", nik=None)
        assert len(find_people(officer, "budi")) == search.LIMIT
        assert len(find_people(officer, "budi", limit=3)) == 3

    def test_the_dead_and_those_who_left_are_found_too(self, officer):
        made = household()
        member(made, "Almarhum Rusli", relation="child", life_status="dead", left_on=dt.date(2020, 1, 1))
        assert names(find_people(officer, "rusli")) == ["Almarhum Rusli"]


class TestDictionary:
    def test_every_way_of_writing_a_name_enters_it(self, officer):
        made = household()
        person = member(made, "Nama Pertama", relation="child")
        Member.objects.filter(pk=person.pk).update(name="Nama Kedua", name_key="nama kedua")
        Member.objects.bulk_create(
            [Member(household=made, region_id=made.region_id, name="N K", name_key="nama ketiga", spelling_key="x")]
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE poverty_member SET name_key = 'nama keempat' WHERE id = %s", [person.pk])
        known = set(KnownName.objects.values_list("name_key", flat=True))
        assert {"nama pertama", "nama kedua", "nama ketiga", "nama keempat"} <= known

    def test_a_name_that_nobody_bears_any_more_finds_nobody(self, officer):
        KnownName.objects.create(name_key="hantu belaka")
        assert find_people(officer, "hantu belaka") == []


def test_a_search_ends_in_time_and_leaves_no_limit_behind(officer):
    def limit():
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    seen = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (seen.append(sql), execute(sql, *rest))[1]):
        find_people(officer, "rusli")
    assert f"SET LOCAL statement_timeout = {search.TIMEOUT_MS}" in seen
    assert limit() in ("0", "3s")  # a test's own transaction is still the same one


class TestLikelySame:
    BORN = dt.date(1992, 8, 5)

    @pytest.fixture
    def noraini(self):
        return member(household(), "Noraini Rahmah", sex="female", birth_date=self.BORN)

    def found(self, user, **asked):
        return likely_same(user, **({"name": "", "born": None} | asked))

    def test_the_same_nik_is_certain(self, officer, noraini):
        (likeness,) = self.found(officer, name="Orang Lain", nik=noraini.nik)
        assert likeness.member == noraini and likeness.score == 100 and likeness.reasons == ("NIK sama",)

    def test_name_and_birth_date_together_are_more_than_each(self, officer, noraini):
        both = self.found(officer, name="Noraini Rahmah", born=self.BORN)[0]
        name = self.found(officer, name="Noraini Rahmah")[0]
        assert both.score > name.score >= 50 and len(both.reasons) == 2

    def test_a_name_however_spelt(self, officer):
        member(household(), "Moh. Djoenaedi")
        (likeness,) = self.found(officer, name="Muhammad Junaedi", born=dt.date(1980, 5, 17))
        assert likeness.score >= 90

    def test_a_birth_date_with_a_name_that_has_nothing_of_it_says_nothing(self, officer, noraini):
        assert self.found(officer, name="Yuyu", born=self.BORN) == []

    def test_a_birth_date_far_away_speaks_against_it(self, officer, noraini):
        near = self.found(officer, name="Noraini Rahmah", born=self.BORN)[0].score
        far = self.found(officer, name="Noraini Rahmah", born=dt.date(1950, 1, 1))
        assert not far or far[0].score < near

    def test_the_person_being_changed_is_not_like_itself(self, officer, noraini):
        assert self.found(officer, name=noraini.name, born=self.BORN, nik=noraini.nik, exclude=noraini.pk) == []

    def test_at_most_five_the_likeliest_first(self, officer):
        for number in range(8):
            member(
                household(), f"Noraini Rahmah {'X' * number}", birth_date=self.BORN, nik=make_nik(serial=9000 + number)
            )
        found = self.found(officer, name="Noraini Rahmah", born=self.BORN)
        assert len(found) == 5 and [each.score for each in found] == sorted((e.score for e in found), reverse=True)

    @pytest.mark.parametrize("name", ["", "  ", "a", "..."])
    def test_without_a_name_nobody_is_guessed(self, officer, noraini, name):
        assert self.found(officer, name=name, born=self.BORN) == []
