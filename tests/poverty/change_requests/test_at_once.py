"""Two people at the same moment, on two real connections: one wins, the other is told, nothing is half written."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.workflow import moves_of
from poverty.change_requests import services, views
from poverty.change_requests.models import ChangeRequest
from poverty.households.models import Household
from tests.support.change_requests import (
    a_change_request,
    a_verified_family,
    another_officer,
    answers,
    asked,
    sent,
    verify,
)
from tests.support.factories import LANGKAI, family
from tests.support.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return Cast()


def at_once(*tasks) -> list:
    """Run each task in a thread and on a connection of its own; results or errors, in order."""
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


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/")
    return client


def meeting(monkeypatch, name: str):
    """Two callers of a service wait for each other before it begins."""
    barrier, service = threading.Barrier(2, timeout=20), getattr(services, name)

    def waiting(**arguments):
        barrier.wait()
        return service(**arguments)

    monkeypatch.setattr(views.services, name, waiting)


def test_of_two_deciders_one_wins_and_the_other_gets_words(people, monkeypatch):
    made = a_change_request(people, LANGKAI)
    meeting(monkeypatch, "decide")
    url = reverse("poverty:change_request_decide", args=[made.pk])
    clients = [browser(people.officer), browser(people.district_officer)]
    decisions = [sent(made), sent(made, rt="refused")]
    results = at_once(*(lambda c=c, d=d: c.post(url, d) for c, d in zip(clients, decisions, strict=True)))
    assert sorted(answer.status_code for answer in results) == [302, 422]
    made.refresh_from_db()
    winner = [people.officer, people.district_officer][[answer.status_code for answer in results].index(302)]
    loser = next(answer for answer in results if answer.status_code == 422)
    assert made.decided_by == winner and winner.name in loser.content.decode()
    assert len(moves_of(made)) == 2
    assert Household.objects.get(pk=made.household_id).rt == ("07" if made.state == "applied" else "")


def test_of_two_requests_on_one_field_accepted_at_once_the_second_is_a_conflict(people):
    household = a_verified_family(people)
    first = asked(people, household, {"address": "Jl. Satu"})
    second = asked(people, household, {"address": "Jl. Dua"}, by=another_officer())
    results = at_once(
        lambda: services.decide(request=first, decisions=answers(first), by=people.officer),
        lambda: services.decide(request=second, decisions=answers(second), by=people.district_officer),
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["ChangeRequest", "DecisionRefused"]
    states = set(ChangeRequest.objects.values_list("state", flat=True))
    assert states == {"applied", "open"}
    left = ChangeRequest.objects.get(state="open")
    assert left.lines.get().overtaken_by == ChangeRequest.objects.get(state="applied")


def test_a_household_verified_while_it_is_changed_is_changed_before_or_asked_about(people):
    made = family()
    url = reverse("poverty:member_update", args=[made.head_id])
    typed = {"name": "Rusli Dohong", "relation": "head", "sex": "male", "birth_date": "1980-05-17", "version": 1}
    typed["version"] = type(made.head).objects.get(pk=made.head_id).version
    client = browser(people.langkai)
    answer, _none = at_once(lambda: client.post(url, typed), lambda: verify(made, people.head))
    name = made.members.get().name
    assert (answer.status_code, name) in {(302, "Rusli Dohong"), (422, "Rusli Tuah")}


def test_two_bulk_decisions_over_the_same_requests_end_without_a_deadlock(people):
    every = [a_change_request(people, LANGKAI) for _ in range(4)]
    first, second = at_once(
        lambda: services.decide_each(requests=every, decision="accepted", by=people.officer),
        lambda: services.decide_each(requests=every[::-1], decision="accepted", by=people.district_officer),
    )
    assert sum(not result.refusal for result in [*first, *second]) == 4
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {"applied"}
