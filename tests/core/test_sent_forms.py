"""A form for a new record counts once."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.models import SentForm
from poverty.households.models import Household
from tests.support.factories import LANGKAI

DATA = {"region": LANGKAI, "address": "Gg. Manggis No. 14", "name": "Noraini Rahmah", "sex": "female"}


def url():
    return reverse("poverty:household_create")


def test_the_page_carries_a_number_and_a_refused_form_keeps_it(client, people):
    client.force_login(people.langkai)
    number = str(client.get(url()).context["form_number"])
    assert str(uuid.UUID(number)) == number
    refused = client.post(url(), {"form_number": number})
    assert refused.status_code == 422 and str(refused.context["form_number"]) == number
    assert not SentForm.objects.exists()


def test_the_same_form_sent_again_leads_to_what_it_made(client, people):
    client.force_login(people.langkai)
    data = DATA | {"form_number": str(uuid.uuid4())}
    first, second = client.post(url(), data), client.post(url(), data)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Household.objects.count() == 1


def test_another_form_with_the_same_words_makes_another_household(client, people):
    client.force_login(people.langkai)
    for _number in range(2):
        client.post(url(), DATA | {"form_number": str(uuid.uuid4())})
    assert Household.objects.count() == 2


def test_a_number_that_somebody_else_sent_leads_nowhere(client, people):
    data = DATA | {"form_number": str(uuid.uuid4())}
    client.force_login(people.langkai)
    made = client.post(url(), data)["Location"]
    client.force_login(people.menteng)
    assert client.post(url(), data).headers.get("Location") != made


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_household(people):
    person, data, answers = people.langkai, DATA | {"form_number": str(uuid.uuid4())}, []

    def click():
        client = Client()
        client.force_login(person)
        answers.append(client.post(url(), data).status_code)
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Household.objects.count() == 1
