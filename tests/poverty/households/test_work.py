"""What of households waits on My work: those who can find out a missing NIK are asked to, within their area."""

import pytest
from django.urls import reverse

from poverty.households.work import repair_tasks
from tests.support.factories import LANGKAI, MENTENG, family, household, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaps():
    """Two families of Langkai and one of Menteng with a person whose NIK is missing, and some without a gap."""
    for region in (LANGKAI, LANGKAI, MENTENG):
        member(household(region), nik=None)
    member(household(LANGKAI, status="moved"), nik=None)
    family()


def counted(user):
    return [item.count for item in repair_tasks(user)]


def test_only_gaps_of_the_own_area_are_counted_and_only_of_active_households(people, gaps):
    assert counted(people.langkai) == [2]
    assert counted(people.menteng) == [1]
    assert counted(people.officer) == [3]
    assert counted(people.district_officer) == [2]


@pytest.mark.parametrize("role", ["head", "supervisor", "planner", "secretariat", "chair", "administrator", "nobody"])
def test_who_records_nothing_is_asked_for_nothing(people, gaps, role):
    assert counted(getattr(people, role)) == []


def test_where_nothing_is_lacking_nothing_waits(people):
    family()
    assert counted(people.langkai) == []


def test_the_line_opens_the_list_that_holds_what_was_counted(client, people, gaps):
    (item,) = repair_tasks(people.langkai)
    client.force_login(people.langkai)
    assert item.url == f"{reverse('poverty:household_list')}?lacking=nik"
    total = client.get(item.url).context["total"]
    assert total.count >= item.count
    assert item.url in client.get("/").content.decode()


def test_a_found_number_takes_the_line_away(client, people):
    made = household()
    person = member(made, nik=None)
    client.force_login(people.langkai)
    typed = {"name": person.name, "relation": "head", "sex": "male", "birth_date": "1980-05-17",
             "nik": "6271011705800042", "version": person.version}  # fmt: skip
    assert client.post(reverse("poverty:member_update", args=[person.pk]), typed).status_code == 302
    assert counted(people.langkai) == []
