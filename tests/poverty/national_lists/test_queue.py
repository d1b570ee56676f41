"""From a difference to proposals: each household once, within reach, with its result; a killed run goes on."""

import pytest
from django.db import connection
from django.urls import reverse

from core.models import Job
from poverty.households.models import Household
from poverty.imports import proposing
from poverty.national_lists import jobs, queueing, selectors, services
from poverty.national_lists.models import ListQueueItem
from poverty.national_lists.queueing import Choice
from poverty.verification.models import Proposal
from poverty.verification.services import propose
from tests.support.factories import LANGKAI, MENTENG
from tests.support.national_lists import row, take_in

pytestmark = pytest.mark.django_db
EVERYTHING = Choice(("new", "vanished", "up", "down", "moved"))


@pytest.fixture
def comparison(people):
    """Written into the registry: 1 vanishes, 2 rises by one, 3 falls by three and moves, 4 is new (decile 6), 5 new."""
    before = [row(1, decile=1), row(2, decile=4), row(3, decile=4), row(6, decile=2)]
    now = [row(2, decile=5), row(3, decile=1, region=MENTENG), row(4, decile=6), row(5, decile=2), row(6, decile=2)]
    take_in(before, people.officer, quarter="2", write=True)
    newer = take_in(now, people.officer, quarter="3", write=True)
    return newer.comparisons.get()


def home(number: int) -> Household:
    return Household.objects.get(source_id=f"62.71.{number:07}")


def proposed() -> set[tuple[int, str]]:
    """Number of the family and kind, of all proposals from a national list."""
    found = Proposal.objects.filter(channel="national_list").select_related("household")
    return {(int(each.household.source_id[-7:]), each.kind) for each in found}


def run(comparison, choice, by) -> int:
    added = queueing.ask(comparison=comparison, choice=choice, by=by)
    queueing.work_off_queue(comparison=comparison, by=by)
    return added


class TestChoice:
    @pytest.mark.parametrize(
        ("choice", "numbers"),
        [
            (Choice(("vanished",)), {1}),
            (Choice(("new",)), {4, 5}),
            (Choice(("new",), poorest_only=True), {5}),
            (Choice(("up", "down")), {2, 3}),
            (Choice(("up", "down"), steps=2), {3}),
            (Choice(("moved",)), {3}),
            (Choice(("new", "vanished"), (LANGKAI,)), {1, 4, 5}),
            (Choice(("down", "new"), (MENTENG,)), {3}),
            (Choice(("down", "new"), ("62.71.03",)), {3}),
            (Choice(()), set()),
        ],
    )
    def test_exactly_the_chosen_households_are_proposed(self, people, comparison, choice, numbers):
        counted = queueing.preview(comparison, choice, people.officer)
        run(comparison, choice, people.officer)
        assert {number for number, _kind in proposed()} == numbers
        assert counted.proposable == len(numbers)

    def test_a_family_new_to_us_enters_and_one_that_we_know_is_verified_again(self, people, comparison):
        Household.objects.filter(pk=home(2).pk).update(endorsed_on="2026-01-01")
        run(comparison, EVERYTHING, people.officer)
        assert proposed() == {
            (1, "reverification"), (2, "reverification"), (3, "entry"), (4, "entry"), (5, "entry"),
        }  # fmt: skip

    def test_the_reason_says_which_list_said_what(self, people, comparison):
        run(comparison, Choice(("vanished",)), people.officer)
        made = Proposal.objects.get()
        assert comparison.newer.name in made.reason and comparison.older.name in made.reason
        assert (made.channel, made.recorded_by, made.state) == ("national_list", people.officer, "proposed")


class TestOnce:
    def test_asking_again_adds_nothing(self, people, comparison):
        assert run(comparison, EVERYTHING, people.officer) == 5
        assert queueing.preview(comparison, EVERYTHING, people.officer).asked == 5
        assert run(comparison, EVERYTHING, people.officer) == 0
        assert Proposal.objects.count() == 5

    def test_what_somebody_has_proposed_is_not_proposed_again(self, people, comparison):
        propose(household=home(4), kind="entry", reason="usulan RT", by=people.langkai)
        counted = queueing.preview(comparison, Choice(("new",)), people.officer)
        assert (counted.already_open, counted.proposable) == (1, 1)
        assert run(comparison, Choice(("new",)), people.officer) == 1

    def test_what_cannot_be_proposed_is_said_per_household_and_stops_nobody(self, people, comparison):
        queueing.ask(comparison=comparison, choice=EVERYTHING, by=people.officer)
        propose(household=home(4), kind="entry", reason="usulan RT", by=people.langkai)
        Household.objects.filter(pk=home(5).pk).update(status="moved")
        queueing.work_off_queue(comparison=comparison, by=people.officer)
        refused = ListQueueItem.objects.refused()
        assert {item.household for item in refused} == {home(4), home(5)}
        assert all(item.refusal for item in refused)
        assert ListQueueItem.objects.proposed().count() == 3

    def test_a_run_that_was_cut_off_goes_on_and_doubles_nobody(self, people, comparison, monkeypatch):
        monkeypatch.setattr(proposing, "PIECE", 2)
        queueing.ask(comparison=comparison, choice=EVERYTHING, by=people.officer)
        pieces = []

        def die_after_two(done):
            pieces.append(done)
            if len(pieces) == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            queueing.work_off_queue(comparison=comparison, by=people.officer, tell=die_after_two)
        assert Proposal.objects.count() == 4
        queueing.work_off_queue(comparison=comparison, by=people.officer)
        assert Proposal.objects.count() == 5
        assert not ListQueueItem.objects.waiting().exists()

    def test_families_that_are_not_recorded_are_counted_and_left_out(self, people):
        take_in([row(1)], people.officer, quarter="2")
        comparison = take_in([row(2)], people.officer, quarter="3").comparisons.get()
        counted = queueing.preview(comparison, EVERYTHING, people.officer)
        assert (counted.chosen, counted.unmatched, counted.proposable) == (2, 2, 0)


class TestReach:
    def test_who_reaches_a_part_proposes_for_that_part(self, people, comparison):
        run(comparison, EVERYTHING, people.district_officer)
        assert {number for number, _kind in proposed()} == {1, 2, 4, 5}

    def test_the_queue_of_another_area_is_neither_counted_nor_listed(self, client, people, comparison):
        run(comparison, EVERYTHING, people.officer)
        assert selectors.queue_figures(comparison, people.officer).asked == 5
        assert selectors.queue_figures(comparison, people.district_officer).asked == 4
        client.force_login(people.district_officer)
        assert client.get(reverse("poverty:list_queue_list")).context["total"].count == 4

    def test_whoever_opened_the_queue_cannot_verify_from_it(self, people, comparison):
        run(comparison, Choice(("new",)), people.officer)
        for made in Proposal.objects.all():
            Proposal.objects.filter(pk=made.pk).update(state="visited")
            made.refresh_from_db()
            assert made.workflow.refusal(made, "verify", by=people.officer)


class TestScreens:
    def open(self, client, comparison, method="get", **data):
        return getattr(client, method)(reverse("poverty:list_queue_open", args=[comparison.pk]), data)

    def test_counted_first_then_proposed_and_each_figure_opens_its_rows(self, client, people, comparison):
        client.force_login(people.officer)
        page = self.open(client, comparison, groups=["new", "vanished"], steps="1")
        assert page.context["preview"].proposable == 3
        assert not ListQueueItem.objects.exists()
        response = self.open(client, comparison, "post", groups=["new", "vanished"], steps="1")
        assert response.status_code == 302
        figures = client.get(comparison.get_absolute_url())
        for tile in figures.context["queue_states"]:
            assert client.get(tile.url).context["total"].count == tile.count
        assert figures.context["queue"].states == {"proposed": 3}

    def test_nothing_chosen_is_said_beside_the_field(self, client, people, comparison):
        client.force_login(people.officer)
        assert self.open(client, comparison, "post").status_code == 422
        assert self.open(client, comparison, look="1").context["form"].errors["groups"]

    def test_many_are_proposed_in_the_background(self, client, people, comparison, monkeypatch):
        monkeypatch.setattr(jobs, "AT_ONCE", 2)
        client.force_login(people.officer)
        self.open(client, comparison, "post", groups=["new", "vanished"], steps="1")
        job = Job.objects.get(kind=jobs.QUEUE)
        assert (job.total, Proposal.objects.count()) == (3, 0)
        assert client.get(comparison.get_absolute_url()).context["queue"].waiting == 3
        jobs.propose(str(job.pk))
        job.refresh_from_db()
        assert (job.state, Proposal.objects.count()) == ("done", 3)

    @pytest.mark.parametrize(("persona", "status"), [("head", 403), ("supervisor", 403), ("langkai", 403)])
    def test_who_may_not_compare_cannot_open_it(self, client, people, comparison, persona, status):
        client.force_login(getattr(people, persona))
        assert self.open(client, comparison).status_code == status
        assert self.open(client, comparison, "post", groups=["new"], steps="1").status_code == status
        assert not ListQueueItem.objects.exists()

    def test_an_area_out_of_reach_in_a_crafted_form_is_no_choice(self, client, people, comparison):
        client.force_login(people.district_officer)
        response = self.open(client, comparison, "post", groups=["down"], areas=[MENTENG], steps="1")
        assert response.status_code == 422
        assert not ListQueueItem.objects.exists()


def test_families_recorded_meanwhile_are_found_before_the_queue_is_opened(people):
    from poverty.imports import jobs as imports
    from poverty.imports.models import ImportBatch

    take_in([row(1)], people.officer, quarter="2")
    newer = take_in([row(2)], people.officer, quarter="3")
    for part in newer.parts.all():
        imports.run_now(ImportBatch.objects.get(pk=part.batch_id), "commit", by=people.officer)
    comparison = newer.comparisons.get()
    assert run(comparison, Choice(("new",)), people.officer) == 1
    assert proposed() == {(2, "entry")}


def test_the_list_says_when_it_is_worked_through(people, comparison):
    newer = comparison.newer
    assert selectors.to_work_through(people.officer).filter(pk=newer.pk).exists()
    newer.workflow.move(newer, "finish", by=people.officer)
    assert not selectors.to_work_through(people.officer).filter(pk=newer.pk).exists()


def test_a_list_with_proposals_is_not_withdrawn(people, comparison):
    run(comparison, Choice(("new",)), people.officer)
    with pytest.raises(Exception, match=r"usulan|Proposals|Usulan"):
        comparison.newer.workflow.move(comparison.newer, "withdraw", by=people.officer, note="salah")
    comparison.newer.refresh_from_db()
    assert comparison.newer.state == "ready"


def test_the_counts_take_a_fixed_number_of_statements(people, comparison, django_assert_max_num_queries):
    assert connection.vendor == "postgresql"
    with django_assert_max_num_queries(6):
        queueing.preview(comparison, EVERYTHING, people.officer)
    assert services.link(national_list=comparison.newer, by=people.officer) == 0
