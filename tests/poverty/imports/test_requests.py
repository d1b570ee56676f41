"""Rows that would change verified data become change requests with the commit, and are taken back with the undo."""

import random

import pytest
from django.urls import reverse

from core.workflow import moves_of
from poverty.change_requests.models import ChangeRequest
from poverty.change_requests.services import decide_each
from poverty.households.models import Household, Member
from poverty.imports import services
from poverty.imports.models import ImportBatch, ImportChange, ImportRow
from tests.poverty.imports.stage import (
    FAMILY,
    PERSON,
    check,
    codes,
    commit,
    family,
    figures,
    jobs,
    person,
    sheet,
    undo,
)
from tests.poverty.imports.test_killed import environment as environment
from tests.poverty.imports.test_killed import settled, work
from tests.poverty.imports.test_semantics import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(people):
    return people.officer


def verified(people, *numbers: int) -> None:
    """These families, recorded by import and verified by somebody else."""
    commit(sheet(FAMILY, *(family(number) for number in numbers)), people.officer)
    for household in Household.objects.all():
        verify(household, people.head)


def asked(batch) -> dict[tuple[int, str], dict]:
    """(row, target) to what is asked for."""
    found = ChangeRequest.objects.filter(import_batch=batch.pk).prefetch_related("lines")
    return {(each.import_row, each.target): {line.field: line.new for line in each.lines.all()} for each in found}


class TestAsking:
    def test_household_and_person_are_asked_for_separately_and_nothing_else_changes(self, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain", kerja="PEDAGANG")), officer)
        found = asked(batch)
        assert set(found) == {(2, "household"), (2, "member")}
        assert found[2, "household"] == {"address": "Jl. Lain"}
        assert list(found[2, "member"]) == ["occupation"]
        assert Household.objects.get().address == "Jl. Riau No. 1"
        assert Household.objects.get().verified_on

    def test_the_committer_asks_and_so_cannot_decide(self, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        made = ChangeRequest.objects.get()
        assert (made.requested_by, made.origin, made.import_batch, made.import_row) == (officer, "import", batch.pk, 2)
        assert [move.transition for move in moves_of(made)] == ["record"]
        assert made.workflow.refusal(made, "accept", by=officer)

    def test_a_new_person_of_a_verified_family_is_asked_for_with_all_that_is_said(self, people, officer):
        verified(people, 1)
        child = person(1, 9, hub="ANAK", nama="NORHAYATI", jk="PEREMPUAN", nik="", lahir="09-02-2012")
        found = asked(commit(sheet(PERSON, child), officer))
        assert found[2, "new_member"]["name"] == "NORHAYATI"
        assert found[2, "new_member"]["birth_date"] == "2012-02-09"
        assert Member.objects.count() == 1

    def test_the_preview_says_how_many_and_a_list_of_nothing_else_can_be_written(self, client, people, officer):
        verified(people, 1)
        batch = check(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        assert (batch.counts["requests"], figures(batch)) == (1, {"conflict": 1})
        assert not batch.missing("commit")
        client.force_login(officer)
        page = client.get(batch.get_absolute_url())
        tile = next(tile for tile in page.context["tiles"] if tile.url.endswith("conflict"))
        assert tile.text and reverse("poverty:import_step", args=[batch.pk, "commit"]) in page.content.decode()

    def test_what_a_list_says_of_the_dwelling_alone_is_held_back_in_words(self, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1), family(2, nama="SULASTRI")), officer)
        assert figures(batch) == {"unchanged": 1, "new": 1}
        batch = check(sheet(FAMILY, family(1, lantai="TANAH")), officer)
        assert (codes(batch), batch.counts["requests"]) == ({2: ["dwelling_held_back"]}, 0)
        assert batch.missing("commit")

    def test_a_household_verified_after_the_preview_is_asked_for_too(self, people, officer):
        commit(sheet(FAMILY, family(1)), officer)
        batch = check(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        verify(Household.objects.get(), people.head)
        assert set(asked(jobs.run_now(batch, "commit", by=officer))) == {(2, "household")}

    def test_the_rows_lead_to_their_requests(self, client, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain"), family(2)), officer)
        client.force_login(officer)
        page = client.get(f"{reverse('poverty:import_rows', args=[batch.pk])}?outcome=requested")
        assert page.context["total"].count == 1
        assert ChangeRequest.objects.get().get_absolute_url() in page.content.decode()


class TestOnce:
    def test_the_same_file_twice_asks_once(self, people, officer):
        verified(people, 1)
        rows = [family(1, alamat="Jl. Lain")]
        commit(sheet(FAMILY, *rows), officer)
        again = check(sheet(FAMILY, *rows), officer)
        assert figures(again) == {"unchanged": 1}
        assert again.missing("commit")

    def test_another_file_with_the_same_wish_asks_nothing_new(self, people, officer):
        verified(people, 1)
        commit(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain"), family(2)), officer)
        assert batch.counts["requested"] == 0
        assert ChangeRequest.objects.count() == 1


class TestUndo:
    def test_open_requests_are_withdrawn_whoever_undoes(self, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain"), family(2)), officer)
        from accounts.roles.table import RoleCode
        from tests.support.people import CITY, assign
        from tests.support.people import person as account

        other = assign(account("dinsos.dua"), RoleCode.SOCIAL_OFFICER, region=CITY)
        undone = undo(batch, other)
        made = ChangeRequest.objects.get()
        assert (undone.state, made.state) == ("undone", "withdrawn")
        assert moves_of(made).last().actor == other

    def test_after_it_the_same_file_asks_again(self, people, officer):
        verified(people, 1)
        undo(commit(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer), officer)
        commit(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        assert sorted(ChangeRequest.objects.values_list("state", flat=True)) == ["open", "withdrawn"]

    def test_an_accepted_request_is_refused_and_listed(self, client, people, officer):
        verified(people, 1)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain"), family(2)), officer)
        from accounts.roles.table import RoleCode
        from tests.support.people import CITY, assign
        from tests.support.people import person as account

        decider = assign(account("dinsos.dua"), RoleCode.SOCIAL_OFFICER, region=CITY)
        results = decide_each(requests=ChangeRequest.objects.all(), decision="accepted", by=decider)
        assert [result.refusal for result in results] == [""]
        undone = undo(batch, officer)
        assert (undone.state, undone.undo_counts["refused"]) == ("part_undone", 1)
        assert Household.objects.get().address == "Jl. Lain"
        assert ImportChange.objects.get(table="request").refusal == "request_decided"
        client.force_login(officer)
        page = client.get(f"{reverse('poverty:import_rows', args=[batch.pk])}?outcome=refused")
        assert [row.number for row in page.context["page"].rows] == [2]


@pytest.mark.django_db(transaction=True)
def test_killed_at_random_points_there_are_all_requests_or_none(people, environment):
    """Three hundred rows for verified families: the commit stands with all its requests, or not at all."""
    officer, dice = people.officer, random.Random(15)
    numbers = range(1, 301)
    commit(sheet(FAMILY, *(family(number) for number in numbers)), officer)
    Household.objects.update(verified_on="2026-01-05", verified_by=people.head)
    batch = check(sheet(FAMILY, *(family(number, alamat=f"Jl. Baru {number}") for number in numbers)), officer)
    services.begin(batch=ImportBatch.objects.get(pk=batch.pk), step="commit", by=officer)

    def stands() -> tuple[str, int, int]:
        settled(batch, "commit")
        kept = ImportChange.objects.filter(batch=batch, table="request").count()
        return ImportBatch.objects.get(pk=batch.pk).state, ChangeRequest.objects.count(), kept

    for _number in range(8):
        work(batch, environment, kill_after=dice.uniform(0.05, 0.9))
        assert stands() in (("committing", 0, 0), ("committed", 300, 300))
    if stands()[0] == "committing":
        work(batch, environment)
    assert stands() == ("committed", 300, 300)
    assert ImportRow.objects.filter(batch=batch, outcome="conflict").count() == 300
