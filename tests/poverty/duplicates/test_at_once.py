"""Two people at the same moment, on two real connections: one wins, the other is told, nothing is half merged."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.workflow import MoveRefused, moves_of
from poverty.duplicates import services
from poverty.duplicates.choices import PairState
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.households.models import Member
from tests.support.duplicates import a_decided_pair, a_merged_pair, a_pair, pair_of
from tests.support.factories import LANGKAI, family
from tests.support.people import Cast, assign, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return Cast()


def at_once(*tasks):
    """Run the tasks side by side, each on a connection of its own; what each returned or raised, in order."""
    results, start = [None] * len(tasks), threading.Barrier(len(tasks), timeout=20)

    def run(place, task):
        try:
            start.wait()
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


def refused(result) -> bool:
    return isinstance(result, MoveRefused)


def test_two_deciders_of_one_pair(people):
    officer, other = people.officer, people.district_officer
    pair = a_pair(people, LANGKAI)
    results = at_once(
        lambda: services.decide_same(pair=DuplicatePair.objects.get(pk=pair.pk), by=officer),
        lambda: services.decide(pair=DuplicatePair.objects.get(pk=pair.pk), step="different", by=other),
    )
    assert sorted(map(refused, results)) == [False, True], results
    assert moves_of(pair).count() == 1


def test_two_who_choose_different_fields_lose_nothing(people):
    pair = a_pair(people, LANGKAI)
    fields = ("name", "nik", "mother_name", "occupation", "birth_place", "education")
    at_once(
        *(
            lambda field=field: services.choose(pair=pair, by=people.officer, choices={f"person.{field}": "second"})
            for field in fields
        )
    )
    pair.refresh_from_db()
    assert pair.choices == {f"person.{field}": "second" for field in fields}


def test_two_heads_confirm_one_pair(people):
    pair, heads = (
        a_decided_pair(people, LANGKAI),
        [people.head, assign(person("kadis2"), "head_of_social", region="62.71")],
    )
    results = at_once(*(lambda by=by: services.confirm_each(pairs=[pair], by=by)[0] for by in heads))
    assert sorted(bool(result.refusal) for result in results) == [False, True], results
    assert MergeRecord.objects.count() == 1 and Member.objects.count() == 1


def test_two_heads_undo_one_merge(people):
    pair, heads = (
        a_merged_pair(people, LANGKAI),
        [people.head, assign(person("kadis2"), "head_of_social", region="62.71")],
    )
    results = at_once(*(lambda by=by: services.unmerge(pair=pair, by=by, note="keliru") for by in heads))
    assert sorted(map(refused, results)) == [False, True], results
    assert Member.objects.count() == 2 and moves_of(pair).filter(transition="unmerge").count() == 1


@pytest.mark.parametrize("step", ["same", "different"])
def test_a_merge_beside_a_decision_about_the_same_person_waits_for_nobody_for_ever(people, step):
    """A merge writes the other pairs of the person; who decides one of them at that moment comes before or after."""
    for _round in range(4):
        pair, third = a_decided_pair(people, LANGKAI), family("Siti Nurjana")
        other = pair_of(pair.second, third.head, note="menurut KTP")
        act = services.decide_same if step == "same" else services.decide
        more = {} if step == "same" else {"step": "different"}
        confirmed, decided = at_once(
            lambda pair=pair: services.confirm_each(pairs=[pair], by=people.head)[0],
            lambda other=other, act=act, more=more: act(pair=other, by=people.officer, **more),
        )
        assert "failed" not in getattr(confirmed, "refusal", ""), confirmed
        assert isinstance(decided, MoveRefused | DuplicatePair), decided
        pair.refresh_from_db(), other.refresh_from_db()
        assert pair.state in (PairState.MERGED, PairState.SAME)
        if pair.state == PairState.MERGED:
            assert pair.second_id not in (other.first_id, other.second_id)


def test_the_form_of_a_person_who_was_merged_meanwhile(people):
    """Who had it open sees both versions of the record that stays, and nothing of the one that went is brought back."""
    pair = a_decided_pair(people, LANGKAI)
    versions = {pk: Member.objects.get(pk=pk).version for pk in (pair.first_id, pair.second_id)}
    services.confirm(pair=pair, by=people.head)
    client = Client()
    client.force_login(people.langkai)
    typed = {"name": "Siti N", "relation": "head", "sex": "female", "birth_date": "1983-04-09"}
    answers = {
        pk: client.post(reverse("poverty:member_update", args=[pk]), typed | {"version": version}).status_code
        for pk, version in versions.items()
    }
    assert answers == {pair.first_id: 409, pair.second_id: 404}
