"""Two people at the same moment, with two real connections: one wins, the other is told, nothing is half written."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.history import event_model
from core.workflow import Workflow, moves_of
from poverty.households import member_views, views
from poverty.households.models import Household, Member
from tests.support.addresses import HEAD, HOUSEHOLD, a_draft
from tests.support.factories import LANGKAI, MENTENG, family, make_nik
from tests.support.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)

NIK = "6271014508920003"
CARD = "6271012309150004"


@pytest.fixture
def people():
    return Cast()


def at_once(*tasks):
    """Run each task in a thread and on a connection of its own; their results, in order."""
    results: list = [None] * len(tasks)

    def run(place, task):
        try:
            results[place] = task()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def meeting(monkeypatch, module, name, parties=2):
    """Let every caller of this service wait there until all have come: all checks before it have passed by then."""
    barrier, service = threading.Barrier(parties, timeout=20), getattr(module.services, name)

    def waiting(**arguments):
        barrier.wait()
        return service(**arguments)

    monkeypatch.setattr(module.services, name, waiting)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/")
    return client


def sender(user, url, data):
    client = browser(user)
    return lambda: client.post(url, data)


def test_two_officers_change_one_household_and_the_second_sees_both_versions(people):
    household = family()
    url = reverse("poverty:household_update", args=[household.pk])
    version = Household.objects.get(pk=household.pk).version
    typed = [HOUSEHOLD | {"version": version, "address": f"Jl. Cempaka No. {number}"} for number in (11, 22)]
    answers = at_once(sender(people.langkai, url, typed[0]), sender(people.officer, url, typed[1]))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    stored = Household.objects.get(pk=household.pk)
    lost = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
    assert stored.address == typed[1 - lost]["address"] and stored.version == version + 1
    page = answers[lost].content.decode()
    assert typed[0]["address"] in page and typed[1]["address"] in page
    again = browser([people.langkai, people.officer][lost]).post(url, typed[lost] | {"version": stored.version})
    assert again.status_code == 302
    assert event_model(Household).objects.filter(pgh_obj_id=household.pk, pgh_label="update").count() >= 2


def test_the_same_person_entered_twice_at_the_same_moment_is_one_row_and_a_message(people, monkeypatch):
    meeting(monkeypatch, views, "record_household")
    url = reverse("poverty:household_create")
    answers = at_once(
        sender(people.langkai, url, HOUSEHOLD | HEAD | {"nik": NIK}),
        sender(people.menteng, url, HOUSEHOLD | HEAD | {"nik": NIK, "region": MENTENG}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    form = next(answer for answer in answers if answer.status_code == 422).context["form"]
    assert list(form.errors) == ["nik"]
    assert Member.objects.filter(nik=NIK).count() == 1 and Household.objects.count() == 1


def test_the_same_family_card_at_the_same_moment_is_one_row_and_a_message(people, monkeypatch):
    meeting(monkeypatch, views, "record_household")
    url = reverse("poverty:household_create")
    sent = HOUSEHOLD | HEAD | {"family_card": CARD}
    answers = at_once(sender(people.langkai, url, sent), sender(people.officer, url, sent | {"name": "Rahmah"}))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    form = next(answer for answer in answers if answer.status_code == 422).context["form"]
    assert list(form.errors) == ["family_card"]
    assert Household.objects.filter(family_card=CARD).count() == 1 and Member.objects.count() == 1


def test_two_people_give_the_same_nik_to_two_members_and_the_second_is_told(people, monkeypatch):
    first, second = family("Rusli Tuah").head, family("Rusli Tua").head
    meeting(monkeypatch, member_views, "change_member")
    nik = make_nik(serial=4321)
    typed = {"name": "Rusli Tuah", "relation": "head", "sex": "male", "birth_date": "1980-05-17", "nik": nik}
    answers = at_once(
        *(
            sender(user, reverse("poverty:member_update", args=[row.pk]), typed | {"version": row.version})
            for user, row in ((people.langkai, first), (people.officer, second))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert "nik" in next(answer for answer in answers if answer.status_code == 422).context["form"].errors
    assert Member.objects.filter(nik=nik).count() == 1


def test_a_second_head_at_the_same_moment_is_refused_in_words(people, monkeypatch):
    household = Household.objects.create(region_id=family().region_id, source="survey", address="Jl. Riau")
    meeting(monkeypatch, member_views, "add_member")
    url = reverse("poverty:member_create", args=[household.pk])
    head = HEAD | {"relation": "head"}
    answers = at_once(sender(people.langkai, url, head), sender(people.officer, url, head | {"name": "Rahmah"}))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert household.members.filter(relation="head").count() == 1


def test_a_double_click_on_a_new_household_makes_one_and_says_that_the_nik_is_recorded(people):
    client, url = browser(people.langkai), reverse("poverty:household_create")
    sent = HOUSEHOLD | HEAD | {"nik": NIK}
    assert client.post(url, sent).status_code == 302
    second = client.post(url, sent)
    assert second.status_code == 422 and list(second.context["form"].errors) == ["nik"]
    assert Household.objects.count() == 1


def test_a_member_added_while_the_household_moves_lies_where_the_household_lies(people):
    household = family()
    moved = HOUSEHOLD | {"region": MENTENG, "version": Household.objects.get(pk=household.pk).version}
    answers = at_once(
        sender(people.langkai, reverse("poverty:member_create", args=[household.pk]), HEAD | {"relation": "child"}),
        sender(people.officer, reverse("poverty:household_update", args=[household.pk]), moved),
    )
    assert {answer.status_code for answer in answers} <= {302, 403, 404, 409}, answers
    places = set(Member.objects.filter(household=household).values_list("region_id", flat=True))
    assert places == {Household.objects.get(pk=household.pk).region_id}


def test_a_step_taken_twice_at_the_same_moment_is_taken_once(people, monkeypatch):
    """The row is locked before the state is looked at: the second one finds it moved."""
    row = a_draft(people, LANGKAI)
    barrier, move = threading.Barrier(2, timeout=20), Workflow.move

    def waiting(self, *arguments, **more):
        barrier.wait()
        return move(self, *arguments, **more)

    monkeypatch.setattr(Workflow, "move", waiting)
    url = reverse("poverty:assessment_move", args=[row.pk, "submit"])
    answers = at_once(sender(people.langkai, url, {}), sender(people.langkai, url, {}))
    assert [answer.status_code for answer in answers] == [302, 302]
    row.refresh_from_db()
    assert row.state == "submitted"
    assert [each.transition for each in moves_of(row)] == ["submit"]
