"""An undo sees whatever refers to a record by now, also what nobody has told it of; and says why in words."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from core.history import acting
from poverty.change_requests.services import request_change
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Household, Member
from poverty.imports import dependants
from poverty.imports.models import ImportBatch, ImportChange
from poverty.imports.refused import refusals_of
from poverty.national_lists.models import NationalListEntry
from poverty.verification.services import propose
from poverty.visits.services import plan_visit
from tests.poverty.imports.stage import FAMILY, MENTENG, check, commit, family, sheet, undo
from tests.support import factories
from tests.support.national_lists import from_batch

pytestmark = pytest.mark.django_db

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, a.attname FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.confrelid = ANY(%s::regclass[])
"""


def test_every_foreign_key_of_the_database_is_seen():
    """Asked of the database's own catalogue: a new model that refers to a family cannot be forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [[model._meta.db_table for model in dependants.KINDS]])
        there = set(cursor.fetchall())
    seen = {(each.table, each.column) for each in dependants.references()}
    assert there and there <= seen
    refused = {name for statement, _params in dependants.refusing() for name in [statement.split(" EXISTS (")[1]]}
    loose = {(each.table, each.column) for each in dependants.references() if each.is_loose}
    assert len(refused) == len(seen) - len(loose)


def test_nothing_that_may_be_empty_is_let_go_but_what_django_would_let_go():
    loose = {f"{each.model._meta.label}.{each.column}" for each in dependants.references() if each.is_loose}
    assert loose == {
        "poverty.Household.head_id",
        "poverty.ImportProposal.household_id",
        "poverty.ListQueueItem.household_id",
        "poverty.NationalListEntry.household_id",
        "poverty.NationalListEntry.member_id",
    }


@pytest.fixture
def officer(people):
    return people.officer


def a_proposal(household, people):
    propose(household=household, kind="entry", reason="usulan RT", by=people.officer)


def a_visit(household, people):
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    plan_visit(household=household, assigned_to=people.langkai, planned_for=tomorrow, by=people.officer)


def a_request(household, people):
    request_change(
        household=household, target="member", member=household.head, values={"name": "Nama Lain"}, reason="salah ketik",
        by=people.officer,
    )  # fmt: skip


def an_agenda_item(household, people):
    from poverty.meetings.models import AgendaItem, Meeting

    a_proposal(household, people)
    meeting = Meeting.objects.create(
        region_id=household.region_id, called_by=people.officer, held_on="2026-12-01", quorum=1
    )
    AgendaItem.objects.create(meeting=meeting, proposal=household.proposals.get(), position=1, basis="proposal")


def a_decided_pair(household, people):
    other = factories.member(factories.household(MENTENG), "Rusli Tarung", nik=None)
    first, second = sorted((household.head_id, other.pk))
    DuplicatePair.objects.create(first_id=first, second_id=second, score=90, state="different")


def a_merge(household, people):
    """Another household was merged into this one."""
    Household.objects.create(source="survey", status="merged", merged_into=household)


CASES = {
    a_proposal: "poverty.Proposal",
    a_visit: "poverty.Visit",
    a_request: "poverty.ChangeRequest",
    an_agenda_item: "poverty.Proposal",
    a_decided_pair: "poverty.DuplicatePair",
    a_merge: "poverty.Household",
}


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_a_family_that_something_refers_to_stays_whole_and_is_listed_in_words(client, people, officer, make):
    batch = commit(sheet(FAMILY, family(1), family(2)), officer)
    kept = Household.objects.get(source_id="62.71.0000001")
    make(kept, people)
    undone = undo(batch, officer)
    assert undone.state == "part_undone"
    assert list(Household.objects.filter(source="p3ke")) == [kept]
    assert kept.members.count() == kept.assessments.count() == 1
    refusals = set(ImportChange.objects.filter(batch=batch, row_number=2).values_list("refusal", flat=True))
    assert f"on:{CASES[make]}" in refusals
    client.force_login(officer)
    page = client.get(f"{reverse('poverty:import_rows', args=[batch.pk])}?outcome=refused").content.decode()
    assert str(apps.get_model(CASES[make])._meta.verbose_name) in page


def test_pairs_on_which_nobody_has_worked_hold_nobody_and_go(people, officer):
    batch = commit(sheet(FAMILY, family(1), family(2)), officer)
    first, second = sorted(Member.objects.values_list("pk", flat=True))
    DuplicatePair.objects.create(first_id=first, second_id=second, score=70)
    assert undo(batch, officer).state == "undone"
    assert not DuplicatePair.objects.exists()


def test_a_national_list_keeps_its_family_and_lets_go_of_the_household(people, officer):
    batch = commit(sheet(FAMILY, family(1)), officer)
    from_batch(ImportBatch.objects.get(pk=batch.pk), officer)
    assert NationalListEntry.objects.get().household
    assert undo(batch, officer).state == "undone"
    entry = NationalListEntry.objects.get()
    assert (entry.household, entry.member, entry.name) == (None, None, "KEPALA 1")


def test_a_refused_undo_says_by_whom_and_when_the_record_was_changed(client, people, officer):
    batch = commit(sheet(FAMILY, family(1)), officer)
    with acting(people.langkai, source="web"):
        Household.objects.update(address="Jl. Baru")
    undo(batch, officer)
    said = refusals_of(ImportChange.objects.filter(batch=batch))[2]
    assert any(people.langkai.name in words for words in said)
    client.force_login(officer)
    page = client.get(f"{reverse('poverty:import_rows', args=[batch.pk])}?outcome=refused").content.decode()
    assert people.langkai.name in page


class TestRepeats:
    def test_a_preview_whose_earlier_import_was_undone_says_so_and_offers_a_new_check(self, client, people, officer):
        first = commit(sheet(FAMILY, family(1)), officer)
        again = check(sheet(FAMILY, family(1)), officer)
        client.force_login(officer)
        page = client.get(again.get_absolute_url())
        assert not page.context["repeats"].is_gone
        undo(first, officer)
        page = client.get(again.get_absolute_url())
        assert page.context["repeats"].is_gone
        assert reverse("poverty:import_step", args=[again.pk, "check"]) in page.content.decode()

    def test_a_written_import_no_longer_speaks_of_one_that_is_gone(self, client, people, officer):
        first = commit(sheet(FAMILY, family(1)), officer)
        again = check(sheet(FAMILY, family(1)), officer)
        undo(first, officer)
        ImportBatch.objects.filter(pk=again.pk).update(state="cancelled")
        client.force_login(officer)
        assert client.get(again.get_absolute_url()).context["repeats"] is None
